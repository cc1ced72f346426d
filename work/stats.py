"""How somebody is doing."""

from pydantic import Field

from shared.api.endpoint import Request, endpoint
from shared.api.fields import Body, Parameters
from shared.views.stats import StatsView
from shared.views.summary import HeatmapView


class HeatmapParameters(Parameters):
    """How far to look back."""

    weeks: int = Field(12, ge=1, le=26, description="How many ISO weeks, this one included.")


@endpoint(answer=StatsView)
def get_stats(call: Request[Body, Parameters]) -> StatsView:
    """Show a person's totals and streaks; zeros when nothing has happened yet."""
    return call.services.get_stats_service().get_user_stats(call.user_id)


@endpoint(query=HeatmapParameters, answer=HeatmapView)
def get_heatmap(call: Request[Body, HeatmapParameters]) -> HeatmapView:
    """Show what each hour of the week has brought, in work, focus and completed tasks."""
    return call.services.get_summary_service().get_heatmap(call.user_id, call.query.weeks)
