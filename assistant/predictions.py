"""Predictions."""

from typing import Annotated

from pydantic import Field

from shared.api.endpoint import Access, Content, Request, endpoint
from shared.api.fields import ByValue
from shared.api.validation import EmptyBody, Parameters
from shared.views.picture import Theme
from shared.views.predictions import PredictionsView


class OutlookParameters(Parameters):
    """The theme of the chart."""

    theme: Annotated[Theme, ByValue] = Field(Theme.LIGHT, description="The page on which the chart is shown.")


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
