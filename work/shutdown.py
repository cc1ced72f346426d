"""Closing the working day."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from shared.api.endpoint import Request, endpoint
from shared.api.fields import Body, ListParameters, MultilineText, Parameters, VerbatimText
from shared.views.shutdown import ProductivityRating, ReflectionView, ShutdownSummaryView


class ReflectionBody(Body):
    """How the day was."""

    productivity_rating: Literal["great", "good", "okay", "tough"]
    reflection_note: MultilineText | None = None
    mindful_disconnect_completed: Annotated[list[bool], Field(max_length=20)] = Field(default_factory=list)
    session_id: Annotated[VerbatimText, StringConstraints(min_length=1, max_length=64)] | None = None


class HistoryParameters(ListParameters):
    """How much of the history."""

    limit: int = Field(30, ge=1, le=500, description="How many at most.")


@endpoint(answer=ShutdownSummaryView)
def get_summary(call: Request[Body, Parameters]) -> ShutdownSummaryView:
    """Show what today has been so far."""
    return call.services.get_shutdown_service().get_summary(call.user_id)


@endpoint(body=ReflectionBody, answer=ReflectionView, status=201, repeatable=True)
def reflect(call: Request[ReflectionBody, Parameters]) -> ReflectionView:
    """Close the day with a look back; several on one day count once."""
    body = call.body
    fields = {
        "reflection_note": body.reflection_note,
        "mindful_disconnect_completed": tuple(body.mindful_disconnect_completed),
        "session_id": body.session_id,
    }
    rating = ProductivityRating(body.productivity_rating)
    shutdowns = call.services.get_shutdown_service()
    return shutdowns.reflect(call.user_id, rating, fields, retry=call.retry).to_dict()


@endpoint(query=HistoryParameters, answer=list[ReflectionView])
def list_reflections(call: Request[Body, HistoryParameters]) -> Any:  # noqa: ANN401 - see `answer`
    """List reflections, newest first."""
    shutdowns = call.services.get_shutdown_service()
    return call.page(shutdowns.list_reflections(call.user_id, call.query.limit, call.query.continuation))
