"""Narratives."""

from typing import Annotated

from pydantic import Field

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import ByValue, Date
from shared.api.validation import EmptyBody, Parameters
from shared.views.narratives import NarrativeView, PeriodKind


class NarrativeParameters(Parameters):
    """The period of the narrative."""

    period: Annotated[PeriodKind, ByValue] = Field(
        PeriodKind.WEEK, description="A day, an ISO week, or a month of the calendar."
    )
    date: Date | None = Field(
        None,
        description="Any day of the period that is not in the future, in the user's time zone.",
    )


@endpoint(access=Access.SELF)
def get_narrative(request: Request[EmptyBody, NarrativeParameters]) -> NarrativeView:
    """Get a day, a week or a month in words, with the facts in them.

    Each number in the text is one of the facts, as it says it.
    """
    query = request.query
    return request.services.get_narrative_service().narrate(
        request.user_id, query.period, query.date, accept_language=request.accept_language
    )
