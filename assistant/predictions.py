"""Predictions."""

from typing import Annotated

from pydantic import Field

from shared.api.endpoint import Access, Content, Request, endpoint
from shared.api.fields import ByValue, WholeNumber
from shared.api.validation import Body, EmptyBody, Parameters
from shared.entities.assistant_state import MAX_SNOOZE_DAYS
from shared.entities.idempotency import Outcome
from shared.views.picture import Theme
from shared.views.predictions import PredictionsView


class OutlookParameters(Parameters):
    """The theme of the chart."""

    theme: Annotated[Theme, ByValue] = Field(Theme.LIGHT, description="The page on which the chart is shown.")


class SnoozeBody(Body):
    """How long a rule is silent."""

    days: Annotated[WholeNumber, Field(ge=1, le=MAX_SNOOZE_DAYS)] = Field(
        description="The number of days, today included."
    )
    planned: bool = Field(default=False, description="Whether what the rule has observed was intended.")


@endpoint(access=Access.SELF)
def get_predictions(request: Request) -> PredictionsView:
    """Get the hours that are expected of today and the coming seven days."""
    return request.services.get_prediction_service().predict(
        request.user_id, accept_language=request.accept_language
    )


@endpoint(access=Access.SELF, etag=True, media_type="image/svg+xml")
def draw_outlook(request: Request[EmptyBody, OutlookParameters]) -> Content:
    """Get the hours that are expected of the coming seven days as an SVG chart."""
    chart = request.services.get_prediction_service().draw_outlook(
        request.user_id, theme=request.query.theme, accept_language=request.accept_language
    )
    return Content(chart.encode())


@endpoint(access=Access.SELF)
def snooze_signal(request: Request[SnoozeBody]) -> Outcome[None]:
    """Silence the rule of a signal or of an alert for some days.

    Its signal stays in the predictions, with `snoozed_until`, and gives no alert.
    """
    service, body = request.services.get_signal_service(), request.body
    outcome = service.snooze(request.user_id, request.path["rule"], body.days, planned=body.planned)
    return Outcome(None, outcome.replayed)


@endpoint(access=Access.SELF)
def end_snooze(request: Request) -> None:
    """End the snooze of a rule; without effect for a rule that is not snoozed."""
    request.services.get_signal_service().end_snooze(request.user_id, request.path["rule"])
