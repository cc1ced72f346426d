"""Statistics."""

from pydantic import Field

from shared.api.endpoint import Request, endpoint
from shared.api.validation import EmptyBody, Parameters
from shared.views.stats import StatsView
from shared.views.summary import HeatmapView


class HeatmapParameters(Parameters):
    """The range of the heatmap."""

    weeks: int = Field(12, ge=1, le=26, description="Number of ISO weeks, including this one.")


@endpoint()
def get_stats(request: Request) -> StatsView:
    """Get a user's totals and streaks; zeros for a new user."""
    return request.services.get_stats_service().get_user_stats(request.user_id)


@endpoint()
def get_heatmap(request: Request[EmptyBody, HeatmapParameters]) -> HeatmapView:
    """Get worked minutes, focus minutes and completed tasks by hour of the week."""
    return request.services.get_summary_service().get_heatmap(request.user_id, request.query.weeks)
