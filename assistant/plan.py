"""The plan of a day."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import Date
from shared.api.validation import Body, EmptyBody, Parameters
from shared.entities.idempotency import Outcome
from shared.views.plan import DayPlanView
from shared.views.task import TaskView

_MAX_VERSION_LENGTH = 64


class PlanParameters(Parameters):
    """The day to plan."""

    date: Date | None = Field(
        None, description="Today, which is the default, or one of the next 7 days, in the user's time zone."
    )


class AppliedPlanBody(Body):
    """The plan to apply."""

    date: Date = Field(description="The day of the plan.")
    version: Annotated[str, StringConstraints(strict=True, max_length=_MAX_VERSION_LENGTH)] = Field(
        description="The `version` of the plan."
    )


@endpoint(access=Access.SELF)
def get_plan(request: Request[EmptyBody, PlanParameters]) -> DayPlanView:
    """Get a plan of a day: which open tasks to do and when, with breaks and lunch.

    Tasks are not changed until the plan is applied; `left_out` says why other open tasks are not in it.
    """
    return request.services.get_plan_service().plan(
        request.user_id, request.query.date, accept_language=request.accept_language
    )


@endpoint(access=Access.SELF, errors=(409,))
def apply_plan(request: Request[AppliedPlanBody]) -> Outcome[list[TaskView]]:
    """Apply a plan: set the `planned_date` of all its tasks to its day.

    409 when the plan has changed since. Applying it again changes nothing.
    """
    body = request.body
    outcome = request.services.get_plan_service().apply(request.user_id, body.date, body.version)
    return Outcome([task.to_dict() for task in outcome.value], outcome.replayed)
