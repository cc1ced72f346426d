"""How somebody is doing."""

from pydantic import Field

from shared.endpoint import Call, endpoint
from shared.entities.stats import StatsView
from shared.entities.summary import HeatmapView
from shared.wire import Body, Parameters


class HeatmapParameters(Parameters):
    """How far to look back."""

    weeks: int = Field(12, ge=1, le=26, description="How many ISO weeks, this one included.")


@endpoint(answer=StatsView)
def get_stats(call: Call[Body, Parameters]) -> StatsView:
    """Show a person's totals and streaks; zeros when nothing has happened yet."""
    return call.services.get_stats_service().get_user_stats(call.user_id)


@endpoint(query=HeatmapParameters, answer=HeatmapView)
def get_heatmap(call: Call[Body, HeatmapParameters]) -> HeatmapView:
    """Show what each hour of the week has brought, in work, focus and completed tasks."""
    return call.services.get_summary_service().get_heatmap(call.user_id, call.query.weeks)
