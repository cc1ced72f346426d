"""Points and achievements."""

from typing import Any

from shared.api.endpoint import Request, endpoint
from shared.api.fields import Body, ListParameters, Parameters
from shared.views.achievement import AchievementView
from shared.views.points import LedgerEntryView


@endpoint(query=ListParameters, answer=list[LedgerEntryView])
def list_points(call: Request[Body, ListParameters]) -> Any:  # noqa: ANN401 - see `answer`
    """List what points were given for, newest first; their sum is the total."""
    rewards = call.services.get_reward_service()
    return call.page(rewards.list_points(call.user_id, call.query.limit, call.query.continuation))


@endpoint(answer=list[AchievementView])
def list_achievements(call: Request[Body, Parameters]) -> list[AchievementView]:
    """List all achievements, with how far one has come."""
    return call.services.get_reward_service().list_achievements(call.user_id)
