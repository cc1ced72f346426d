"""The weekly challenges and the leaderboard."""

from pydantic import Field

from shared.api.endpoint import Access, Request, endpoint
from shared.api.validation import EmptyBody, Parameters
from shared.entities.idempotency import Outcome
from shared.views.challenge import ChallengeStatsView, ChallengeView, LeaderView
from shared.views.message import MessageView
from shared.views.view import Id


class ProgressParameters(Parameters):
    """The progress of a user in a challenge."""

    user_id: Id | None = Field(None, description="The user whose progress to set; defaults to the caller.")
    progress: int = Field(
        ge=0, le=100_000, description="The new progress, in the events that the challenge counts."
    )


@endpoint()
def list_week(request: Request) -> list[ChallengeView]:
    """List this week's challenges, with the user's progress in those they joined."""
    challenges = request.services.get_challenge_service().list_week(request.user_id)
    return [challenge.to_dict() for challenge in challenges]


@endpoint()
def get_stats(request: Request) -> ChallengeStatsView:
    """Get total points, completed challenges and shutdown statistics over all weeks."""
    return request.services.get_challenge_service().get_stats(request.user_id)


@endpoint()
def list_leaders(request: Request) -> list[LeaderView]:
    """List this week's top ten, plus the caller if not among them."""
    return request.services.get_challenge_service().list_leaders(request.user_id)


@endpoint(status=201)
def join(request: Request) -> Outcome[ChallengeView]:
    """Join a challenge; events count from now to the end of the week."""
    challenges = request.services.get_challenge_service()
    return challenges.join(request.user_id, request.path["id"]).view()


@endpoint()
def leave(request: Request) -> MessageView:
    """Leave a challenge."""
    request.services.get_challenge_service().leave(request.user_id, request.path["id"])
    return {"message": "Successfully left challenge"}


@endpoint(access=Access.ADMINISTRATOR)
def set_progress(request: Request[EmptyBody, ProgressParameters]) -> Outcome[MessageView]:
    """Set a user's progress in a challenge; without effect if the user has not joined it."""
    outcome = request.services.get_challenge_service().set_progress(
        request.user_id, request.path["id"], request.query.progress
    )
    return Outcome({"message": "Progress updated successfully"}, outcome.replayed)
