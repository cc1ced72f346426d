"""How somebody is doing."""

from shared.endpoint import Call, endpoint
from shared.services.stats_service import StatsView
from shared.wire import Body, Parameters


@endpoint(answer=StatsView)
def get_stats(call: Call[Body, Parameters]) -> StatsView:
    """Show a person's totals and streaks; zeros when nothing has happened yet."""
    return call.services.get_stats_service().get_user_stats(call.user_id)
