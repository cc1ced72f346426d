"""The shutdown at the end of the working day."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import ByValue, MultilineText, VerbatimText
from shared.api.validation import Body, EmptyBody, ListParameters
from shared.entities.idempotency import Outcome
from shared.entities.shutdown import MAX_DISCONNECT_STEPS
from shared.views.shutdown import ProductivityRating, ReflectionEventView, ReflectionView, ShutdownSummaryView


class ReflectionBody(Body):
    """A reflection on the day."""

    productivity_rating: Annotated[ProductivityRating, ByValue]
    reflection_note: MultilineText | None = None
    mindful_disconnect_completed: Annotated[list[bool], Field(max_length=MAX_DISCONNECT_STEPS)] = Field(
        default_factory=list
    )
    session_id: Annotated[VerbatimText, StringConstraints(min_length=1, max_length=64)] | None = None


class HistoryParameters(ListParameters):
    """The query parameters of the history."""

    limit: int = Field(30, ge=1, le=500, description="Maximum number of items.")


@endpoint()
def get_summary(request: Request) -> ShutdownSummaryView:
    """Get the summary of today for the shutdown."""
    return request.services.get_shutdown_service().get_summary(request.user_id)


@endpoint(access=Access.SELF, status=201)
def reflect(request: Request[ReflectionBody]) -> Outcome[ReflectionEventView]:
    """Save the reflection that ends the working day; several reflections on one day count once."""
    body = request.body
    reflection = request.services.get_shutdown_service().reflect(
        request.user_id,
        body.productivity_rating,
        note=body.reflection_note,
        mindful_disconnect_completed=tuple(body.mindful_disconnect_completed),
        session_id=body.session_id,
    )
    return reflection.event_view(ReflectionEventView)


@endpoint(access=Access.SELF)
def list_reflections(request: Request[EmptyBody, HistoryParameters]) -> list[ReflectionView]:
    """List reflections, newest first."""
    shutdowns, query = request.services.get_shutdown_service(), request.query
    return request.page(shutdowns.list_reflections(request.user_id, query.limit, query.continuation))
