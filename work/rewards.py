"""Points and achievements."""

from shared.api.endpoint import Request, endpoint
from shared.api.validation import EmptyBody, ListParameters
from shared.views.achievement import AchievementView
from shared.views.points import LedgerEntryView


@endpoint()
def list_points(request: Request[EmptyBody, ListParameters]) -> list[LedgerEntryView]:
    """List the entries of the points ledger, newest first; their sum is the total."""
    rewards, query = request.services.get_reward_service(), request.query
    return request.page(rewards.list_points(request.user_id, query.limit, query.continuation))


@endpoint()
def list_achievements(request: Request) -> list[AchievementView]:
    """List all achievements, with the user's progress."""
    return request.services.get_reward_service().list_achievements(request.user_id)
