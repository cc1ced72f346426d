"""Insights."""

from pydantic import Field

from shared.api.endpoint import Access, Request, endpoint
from shared.api.validation import EmptyBody, Parameters
from shared.views.insights import InsightsView


class InsightParameters(Parameters):
    """The period of the insights."""

    weeks: int = Field(
        4, ge=1, le=26, description="Number of weeks of seven days, the last of which ends today."
    )


@endpoint(access=Access.SELF)
def get_insights(request: Request[EmptyBody, InsightParameters]) -> InsightsView:
    """Get the metrics of some weeks up to today, and the rhythm of their days.

    What is not known is null, and the text says why.
    """
    return request.services.get_insight_service().get_insights(
        request.user_id, request.query.weeks, accept_language=request.accept_language
    )
