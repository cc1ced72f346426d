"""Tasks."""

from contextlib import suppress
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.functional_validators import PlainValidator
from pydantic_core import PydanticCustomError

from shared.api.endpoint import ParametersT, Request, endpoint
from shared.api.fields import (
    ActMoment,
    ByValue,
    CommaList,
    Date,
    Moment,
    MomentOrDate,
    MultilineText,
    SingleLineText,
    TitleText,
    VerbatimText,
    WholeNumber,
    field_error,
    missing_field,
)
from shared.api.validation import Body, EmptyBody, ListParameters, Parameters
from shared.entities.bidi import isolate
from shared.entities.checks import MAX_TITLE_LENGTH, check_tag
from shared.entities.idempotency import Outcome
from shared.entities.page import PageRequest
from shared.entities.recurrence import check_recurrence
from shared.entities.task import (
    MAX_ESTIMATE_MINUTES,
    MAX_SUBTASKS,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    Subtask,
    TaskChanges,
)
from shared.entities.task_filter import DueDateRange, PlannedRange, TaskFilter
from shared.entities.timestamps import parse_date
from shared.errors import ValidationError
from shared.views.task import Priority, TaskEventView, TaskView


def _not_empty(thing: str, title: str | None) -> str:
    if not title:
        raise field_error(f"{thing} title cannot be empty")
    return title


def _planned(value: object) -> PlannedRange | date:
    if isinstance(value, str):
        if value in PlannedRange.__members__.values():
            return PlannedRange(value)
        with suppress(ValueError):
            return parse_date(value)
    raise PydanticCustomError("planned", "must be today, overdue, week, none, or a date written YYYY-MM-DD")


def _remove_duplicates(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


def _required_action(action: object) -> object:
    if action is None:
        raise missing_field("Field 'action' is required in a body with other fields: 'complete' or 'reopen'")
    return action


_TITLE = WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_TITLE_LENGTH})

TaskTitle = Annotated[TitleText | None, AfterValidator(partial(_not_empty, "Task")), _TITLE]
SubtaskTitle = Annotated[TitleText, AfterValidator(partial(_not_empty, "Subtask")), _TITLE]
TaskId = Annotated[TitleText, StringConstraints(min_length=1)]
Tag = Annotated[TitleText, StringConstraints(min_length=1, max_length=MAX_TAG_LENGTH)]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS), AfterValidator(_remove_duplicates)]
NewTag = Annotated[Tag, AfterValidator(check_tag), Field(json_schema_extra={"pattern": "^[^,]*$"})]
NewTags = Annotated[list[NewTag], Field(max_length=MAX_TAGS), AfterValidator(_remove_duplicates)]
Sort = Literal[
    "created_at",
    "-created_at",
    "due_date",
    "-due_date",
    "planned_date",
    "-planned_date",
    "priority",
    "-priority",
]
_PLANNED = WithJsonSchema(
    {"anyOf": [{"type": "string", "enum": [*PlannedRange]}, {"type": "string", "format": "date"}]}
)


class SubtaskBody(Body):
    """A step of a task; an id is generated if it has none."""

    id: Annotated[TitleText, StringConstraints(min_length=1, max_length=64)] | None = None
    title: SubtaskTitle
    completed: bool = False


ActionT = TypeVar("ActionT", bound="TaskAction")
Recurrence = Annotated[
    SingleLineText,
    AfterValidator(check_recurrence),
    Field(
        description="A recurrence rule (RFC 5545): FREQ (DAILY, WEEKLY, MONTHLY or YEARLY) with INTERVAL, "
        "BYDAY, BYMONTHDAY, and COUNT or UNTIL. Completing the task adds the next one of its series.",
        json_schema_extra={"examples": ["FREQ=WEEKLY;BYDAY=MO"]},
    ),
]
Subtasks = Annotated[list[SubtaskBody], Field(max_length=MAX_SUBTASKS)]


class TaskFields(Body):
    """The fields of a task that clients set; null clears an optional field."""

    description: MultilineText | None = None
    priority: Annotated[Priority, ByValue] | None = None
    tags: Tags | None = None
    start_date: MomentOrDate | None = Field(
        None, description="A date without a time means its first moment in the user's time zone."
    )
    due_date: MomentOrDate | None = Field(
        None, description="A date without a time means its last second in the user's time zone."
    )
    reminder_enabled: bool | None = None
    reminder_time: Moment | None = None
    subtasks: Subtasks | None = None
    estimate_minutes: Annotated[WholeNumber, Field(ge=1, le=MAX_ESTIMATE_MINUTES)] | None = None
    planned_date: Date | None = Field(None, description="The day on which the user means to do the task.")
    recurrence: Recurrence | None = None

    def changes(self, *leave_out: str) -> TaskChanges:
        """Return the sent fields as changes; null means the default."""
        fields = self.sent_fields(*leave_out)
        fields.update({name: default for name, default in _DEFAULTS.items() if fields.get(name, "") is None})
        if self.tags is not None:
            fields["tags"] = tuple(self.tags)
        if self.subtasks is not None:
            fields["subtasks"] = tuple(
                Subtask(step.id or "", step.title, step.completed) for step in self.subtasks
            )
        return TaskChanges(**fields)


_DEFAULTS = {"priority": Priority.MEDIUM, "tags": (), "reminder_enabled": False, "subtasks": ()}


class NewTask(TaskFields):
    """A task to create."""

    title: TaskTitle = Field(None, validate_default=True)
    priority: Annotated[Priority, ByValue] | None = Priority.MEDIUM
    tags: NewTags | None = None


class TaskChange(TaskFields):
    """Changes to a task; omitted fields are unchanged."""

    title: TaskTitle = None
    completed: bool | None = None
    tags: Tags | None = Field(None, description="New tags must not contain a comma.")
    at: ActMoment = None


class TaskAction(Body):
    """An action on a task; it has a default only in a body without other fields."""

    action: Annotated[
        VerbatimText,
        StringConstraints(max_length=50),
        BeforeValidator(_required_action),
        WithJsonSchema({"type": "string", "enum": ["complete", "reopen"]}),
    ] = "complete"
    at: ActMoment = None

    @model_validator(mode="before")
    @classmethod
    def _require_action(cls, values: dict[str, Any]) -> dict[str, Any]:
        # Otherwise a misspelled action, or a change meant for PUT, would complete the task.
        known = cls.model_fields.keys() - {"at"}
        return {"action": None, **values} if values.keys() - known else values


class TaskActionById(TaskAction):
    """An action on the task that the body or the query names."""

    task_id: TaskId | None = Field(None, description="The task, unless the query has its `id`.")


class TaskIdParameters(Parameters):
    """The task to act on."""

    id: TaskId | None = Field(None, description="The task, unless the body has its `task_id`.")


class TaskParameters(ListParameters):
    """The filters and the order of a list of tasks; a task must match all filters."""

    limit: int = Field(500, ge=1, le=500, description="Maximum number of items.")
    completed: bool | None = None
    priority: Annotated[tuple[Priority, ...], CommaList, Field(json_schema_extra={"maxItems": 20})] | None = (
        Field(None, description="Tasks with any of these priorities.")
    )
    tags: Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS), CommaList] | None = Field(
        None, description="Tasks with any or all of these tags, depending on `tags_match`."
    )
    tags_match: Literal["any", "all"] = "any"
    due_date_range: Literal["today", "upcoming", "overdue", "week", "none"] | None = Field(
        None, description="When the task is due, by days in the user's time zone."
    )
    planned: Annotated[PlannedRange | date, PlainValidator(_planned), _PLANNED] | None = Field(
        None, description="When the task is planned: a range by days in the user's time zone, or a date."
    )
    completed_from: Date | None = Field(None, description="Tasks completed on this day or later.")
    completed_to: Date | None = Field(None, description="Tasks completed on this day or earlier.")
    search: TitleText | None = Field(
        None, description="Text in title, description or tags; case-insensitive."
    )
    sort: Sort = "-created_at"

    def filter(self) -> TaskFilter:
        """Return the filters."""
        return TaskFilter(
            completed=self.completed,
            priorities=self.priority or None,
            tags=self.tags or None,
            match_all_tags=self.tags_match == "all",
            due=DueDateRange(self.due_date_range) if self.due_date_range else None,
            planned=self.planned,
            completed_from=self.completed_from,
            completed_to=self.completed_to,
            search=self.search or None,
        )

    def page_request(self) -> PageRequest:
        """Return the order, the limit and the continuation."""
        return PageRequest(
            order_by=self.sort.removeprefix("-"),
            descending=self.sort.startswith("-"),
            limit=self.limit,
            continuation=self.continuation,
        )


@endpoint(status=201, etag=True)
def create_task(request: Request[NewTask]) -> Outcome[TaskView]:
    """Create a task."""
    tasks, body = request.services.get_task_service(), request.body
    return tasks.create_task(request.user_id, body.title or "", body.changes("title")).view()


@endpoint()
def list_tasks(request: Request[EmptyBody, TaskParameters]) -> list[TaskView]:
    """List tasks, newest first unless `sort` is given.

    By due date or planned date, tasks without one are last in both directions. A task must match all given
    filters.
    Administrators who name no user get the tasks of all users; the audit of each user shows it.
    """
    filters, page_request = request.query.filter(), request.query.page_request()
    services = request.services
    if request.targets_no_user:
        tasks = services.get_admin_task_service().list_visible_tasks(request.caller, filters, page_request)
    else:
        tasks = services.get_task_service().list_tasks(request.user_id, filters, page_request)
    return request.page(tasks)


@endpoint(etag=True)
def get_task(request: Request) -> TaskView:
    """Get a task."""
    return request.services.get_task_service().get_task(request.user_id, request.path["id"]).to_dict()


@endpoint(etag=True, errors=(409,))
def act_on_task(request: Request[TaskAction]) -> TaskEventView:
    """Complete or reopen a task.

    An empty body completes the task; a body with other fields needs an action. Repeating an action has no
    further effect. A task counts at most once a day, also when it is reopened and completed again. Reopening
    it on the day of the completion takes back points, streak and challenge progress; on a later day, they
    stay, and completing it counts again. A completion `at` an earlier moment counts for the day of that
    moment; it is refused if a later completion or reopening is known.
    """
    return _act(request, request.path["id"])


@endpoint(etag=True, errors=(404, 409))
def act_on_named_task(request: Request[TaskActionById, TaskIdParameters]) -> TaskEventView:
    """Complete or reopen a task that the body or the query names.

    Without an action, the task is completed. Repeating an action has no further effect.
    """
    task_ids = {task_id for task_id in (request.body.task_id, request.query.id) if task_id}
    if not task_ids:
        raise ValidationError("Task id is required in route (tasks/{id})")
    if len(task_ids) > 1:
        raise ValidationError.for_field("task_id", "must be the same as 'id' in the query")
    return _act(request, task_ids.pop())


def _act(request: Request[ActionT, ParametersT], task_id: str) -> TaskEventView:
    tasks, action, at = request.services.get_task_service(), request.body.action, request.body.at
    if action == "complete":
        task = tasks.complete_task(request.user_id, task_id, if_match=request.if_match, at=at)
    elif action == "reopen":
        if at is not None:
            raise ValidationError.for_field("at", "is only for completing a task")
        task = tasks.reopen_task(request.user_id, task_id, if_match=request.if_match)
    else:
        raise ValidationError.for_field("action", sentence=f"Unsupported action '{isolate(action)}'")
    return task.event_view(TaskEventView).value


@endpoint(etag=True, errors=(409,))
def change_task(request: Request[TaskChange]) -> TaskEventView:
    """Update a task; omitted fields are unchanged.

    Null clears an optional field and resets any other field to its default. A change of `completed` completes
    or reopens the task, as PATCH does.
    """
    task = request.services.get_task_service().update_task(
        request.user_id,
        request.path["id"],
        request.body.changes("completed", "at"),
        completed=request.body.completed,
        if_match=request.if_match,
        at=request.body.at,
    )
    return task.event_view(TaskEventView).value


@endpoint(etag=True)
def delete_task(request: Request) -> None:
    """Delete a task; what it earned is taken back only if it was completed today."""
    request.services.get_task_service().delete_task(
        request.user_id, request.path["id"], if_match=request.if_match
    )
