"""The challenges of this week, and its leaderboard."""

from pydantic import Field
from typing_extensions import TypedDict

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import Body, Parameters
from shared.views.challenge import ChallengeStatsView, ChallengeView, LeaderView


class Message(TypedDict):
    """A sentence."""

    message: str


class ProgressParameters(Parameters):
    """How far somebody has come."""

    progress: int = Field(ge=0, le=100_000, description="The new progress, in what the challenge counts.")


@endpoint(answer=list[ChallengeView])
def list_week(call: Request[Body, Parameters]) -> list[ChallengeView]:
    """List this week's challenges, with how far one has come in those that one has joined."""
    challenges = call.services.get_challenge_service().list_week(call.user_id)
    return [challenge.to_dict() for challenge in challenges]


@endpoint(answer=ChallengeStatsView)
def get_stats(call: Request[Body, Parameters]) -> ChallengeStatsView:
    """Show what one has achieved over all weeks."""
    return call.services.get_challenge_service().get_stats(call.user_id)


@endpoint(answer=list[LeaderView])
def list_leaders(call: Request[Body, Parameters]) -> list[LeaderView]:
    """List the ten with most points this week, and oneself behind them."""
    return call.services.get_challenge_service().list_leaders(call.user_id)


@endpoint(answer=ChallengeView, status=201, repeatable=True)
def join(call: Request[Body, Parameters]) -> ChallengeView:
    """Take up a challenge: from now to the end of the week, deeds count for it."""
    challenges = call.services.get_challenge_service()
    return challenges.join(call.user_id, call.path["id"], retry=call.retry).to_dict()


@endpoint(answer=Message)
def leave(call: Request[Body, Parameters]) -> Message:
    """Give a challenge up."""
    call.services.get_challenge_service().leave(call.user_id, call.path["id"])
    return {"message": "Successfully left challenge"}


@endpoint(query=ProgressParameters, answer=Message, access=Access.ADMINISTRATOR, repeatable=True)
def set_progress(call: Request[Body, ProgressParameters]) -> Message:
    """Say how far a user has come in a challenge; who has not joined it stays where they are."""
    challenges = call.services.get_challenge_service()
    challenges.set_progress(call.user_id, call.path["id"], call.query.progress, retry=call.retry)
    return {"message": "Progress updated successfully"}
