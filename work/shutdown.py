"""The shutdown at the end of the working day."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import ByValue, MultilineText, VerbatimText
from shared.api.validation import ActBody, EmptyBody, ListParameters
from shared.entities.checks import MAX_NAME_LENGTH
from shared.entities.idempotency import Outcome
from shared.entities.shutdown import MAX_DISCONNECT_STEPS, MAX_PLANNED_TASKS
from shared.views.shutdown import ProductivityRating, ReflectionEventView, ReflectionView, ShutdownSummaryView

_TaskId = Annotated[VerbatimText, StringConstraints(min_length=1, max_length=MAX_NAME_LENGTH)]


class ReflectionBody(ActBody):
    """A reflection on the day."""

    productivity_rating: Annotated[ProductivityRating, ByValue]
    reflection_note: MultilineText | None = None
    mindful_disconnect_completed: Annotated[list[bool], Field(max_length=MAX_DISCONNECT_STEPS)] = Field(
        default_factory=list
    )
    session_id: Annotated[VerbatimText, StringConstraints(min_length=1, max_length=64)] | None = None
    plan_tomorrow: Annotated[list[_TaskId], Field(max_length=MAX_PLANNED_TASKS)] = Field(
        default_factory=list, description="Ids of tasks to plan for the next work day."
    )
    carry_over: bool = Field(
        default=False,
        description="Whether to plan today's open planned tasks for the next work day: of more than one "
        "commit can hold, those of the highest priority.",
    )
    clock_out: bool = Field(default=False, description="Whether to end the running work session, if any.")


class HistoryParameters(ListParameters):
    """The query parameters of the history."""

    limit: int = Field(30, ge=1, le=500, description="Maximum number of items.")


@endpoint()
def get_summary(request: Request) -> ShutdownSummaryView:
    """Get the summary of today for the shutdown."""
    return request.services.get_shutdown_service().get_summary(request.user_id)


@endpoint(access=Access.SELF, status=201)
def reflect(request: Request[ReflectionBody]) -> Outcome[ReflectionEventView]:
    """Shut the day down with a reflection; several reflections on one day count once.

    The same commit plans the tasks of `plan_tomorrow` for the next work day, carries today's open planned
    tasks over to it with `carry_over`, and ends the running work session with `clock_out`. A shutdown `at` an
    earlier moment is refused if one at that moment or later is known.
    """
    body = request.body
    reflection = request.services.get_shutdown_service().reflect(
        request.user_id,
        body.productivity_rating,
        note=body.reflection_note,
        mindful_disconnect_completed=tuple(body.mindful_disconnect_completed),
        session_id=body.session_id,
        plan_tomorrow=tuple(body.plan_tomorrow),
        carry_over=body.carry_over,
        clock_out=body.clock_out,
        at=body.at,
    )
    return reflection.event_view(ReflectionEventView)


@endpoint(access=Access.SELF)
def list_reflections(request: Request[EmptyBody, HistoryParameters]) -> list[ReflectionView]:
    """List reflections, newest first."""
    shutdowns, query = request.services.get_shutdown_service(), request.query
    return request.page(shutdowns.list_reflections(request.user_id, query.limit, query.continuation))
