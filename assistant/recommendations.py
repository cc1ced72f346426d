"""Recommendations, and feedback on them."""

from typing import Annotated

from pydantic import Field

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import ByValue
from shared.api.validation import Body, EmptyBody, Parameters
from shared.entities.idempotency import Outcome
from shared.views.recommendations import MutedView, RecommendationView, Verdict


class RecommendationParameters(Parameters):
    """The number of recommendations."""

    limit: int = Field(3, ge=1, le=10, description="Maximum number of recommendations.")


class FeedbackBody(Body):
    """A verdict on a recommendation."""

    verdict: Annotated[Verdict, ByValue] = Field(
        description="`done` after its action succeeded; `not_now` mutes its kind for 3 days, `never` until"
        " it is deleted from the muted kinds."
    )


@endpoint(access=Access.SELF)
def list_recommendations(
    request: Request[EmptyBody, RecommendationParameters],
) -> list[RecommendationView]:
    """List what the user could do now, the most useful first, at most one of each kind.

    Each has its reasons and an action, a request that can be sent unchanged. The list may be empty.
    """
    return request.services.get_recommendation_service().recommend(
        request.user_id, request.query.limit, accept_language=request.accept_language
    )


@endpoint(access=Access.SELF)
def give_feedback(request: Request[FeedbackBody]) -> Outcome[None]:
    """Give feedback on a recommendation of today or yesterday, even if it is no longer listed.

    `done` moves its kind up, the other verdicts move it down. The same verdict on the same recommendation
    counts once; another one replaces it.
    """
    service = request.services.get_recommendation_service()
    outcome = service.give_feedback(request.user_id, request.path["id"], request.body.verdict)
    return Outcome(None, outcome.replayed)


@endpoint(access=Access.SELF)
def list_muted(request: Request) -> list[MutedView]:
    """List the muted kinds; `until` is null for those that were answered with `never`."""
    return request.services.get_recommendation_service().list_muted(request.user_id)


@endpoint(access=Access.SELF)
def unmute(request: Request) -> None:
    """Unmute a kind, so that it is recommended again; no effect if it is not muted."""
    request.services.get_recommendation_service().unmute(request.user_id, request.path["kind"])
