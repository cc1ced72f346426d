"""Planning tasks and getting them done."""

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from shared.api.endpoint import Request, endpoint
from shared.api.fields import (
    Body,
    CommaList,
    ListParameters,
    Moment,
    MomentOrDate,
    MultilineText,
    Parameters,
    TitleText,
    VerbatimText,
    field_error,
)
from shared.entities.page import PageRequest
from shared.entities.task import Subtask
from shared.entities.task_filter import DueDateRange, TaskFilter
from shared.errors import FieldError, ValidationError
from shared.views.task import Priority, TaskView


def _not_empty(thing: str, title: str | None) -> str:
    if not title:
        raise field_error(f"{thing} title cannot be empty")
    return title


def _without_repeats(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


_TITLE = WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200})

TaskTitle = Annotated[TitleText | None, AfterValidator(partial(_not_empty, "Task")), _TITLE]
SubtaskTitle = Annotated[TitleText, AfterValidator(partial(_not_empty, "Subtask")), _TITLE]
Tag = Annotated[TitleText, StringConstraints(min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=20), AfterValidator(_without_repeats)]
PriorityName = Literal["low", "medium", "high"]
Sort = Literal["created_at", "-created_at", "due_date", "-due_date", "priority", "-priority"]

_SORT_FIELDS = {"created_at": "created_at", "due_date": "due_order", "priority": "priority_order"}


class SubtaskBody(Body):
    """A step of a task; it gets an id when it has none."""

    id: Annotated[TitleText, StringConstraints(min_length=1, max_length=64)] | None = None
    title: SubtaskTitle
    completed: bool = False


Subtasks = Annotated[list[SubtaskBody], Field(max_length=100)]


class TaskFields(Body):
    """The fields of a task that a person sets; null clears what may be absent."""

    description: MultilineText | None = None
    priority: PriorityName | None = None
    tags: Tags | None = None
    start_date: MomentOrDate | None = Field(
        None, description="A bare date is the beginning of that day in the user's zone."
    )
    due_date: MomentOrDate | None = Field(
        None, description="A bare date is the end of that day in the user's zone."
    )
    reminder_enabled: bool | None = None
    reminder_time: Moment | None = None
    subtasks: Subtasks | None = None

    def fields(self, *leave_out: str) -> dict[str, Any]:
        """Return the fields that the request names, as `Task` has them; null stands for the default."""
        given = self.sent_fields(*leave_out)
        given.update(
            {name: _DEFAULTS[name] for name in _DEFAULTS.keys() & given.keys() if given[name] is None}
        )
        if self.priority is not None:
            given["priority"] = Priority(self.priority)
        if self.tags is not None:
            given["tags"] = tuple(self.tags)
        if self.subtasks is not None:
            given["subtasks"] = tuple(
                Subtask(step.id or "", step.title, step.completed) for step in self.subtasks
            )
        return given


_DEFAULTS = {"priority": Priority.MEDIUM, "tags": (), "reminder_enabled": False, "subtasks": ()}


class NewTask(TaskFields):
    """A task to plan."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Write the report",
                    "priority": "high",
                    "tags": ["deep work"],
                    "due_date": "2026-03-20",
                    "subtasks": [{"title": "Collect the numbers"}],
                }
            ]
        }
    )

    title: TaskTitle = Field(None, validate_default=True)
    priority: PriorityName | None = "medium"


class TaskChange(TaskFields):
    """What of a task shall change; fields that are not named stay."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "Send the report", "due_date": None, "completed": True}]}
    )

    title: TaskTitle = None
    completed: bool | None = None


class TaskAction(Body):
    """What to do with a task."""

    action: Annotated[
        VerbatimText,
        StringConstraints(max_length=50),
        WithJsonSchema({"type": "string", "enum": ["complete", "reopen"]}),
    ] = "complete"


class TaskParameters(ListParameters):
    """Which tasks to list, and in what order; all that is given must hold."""

    completed: bool | None = None
    priority: (
        Annotated[tuple[PriorityName, ...], CommaList, Field(json_schema_extra={"maxItems": 20})] | None
    ) = Field(None, description="Any of these.")
    tags: Annotated[tuple[Tag, ...], Field(max_length=20), CommaList] | None = Field(
        None, description="Any of these, or all: see `tags_match`."
    )
    tags_match: Literal["any", "all"] = "any"
    due_date_range: Literal["today", "upcoming", "overdue", "week", "none"] | None = Field(
        None, description="When it is due, by days of the user's zone."
    )
    search: TitleText | None = Field(
        None, description="In title, description or tags; letter case is ignored."
    )
    sort: Sort = "-created_at"

    def filter(self) -> TaskFilter:
        """Return what tasks must be like."""
        return TaskFilter(
            completed=self.completed,
            priorities=tuple(Priority(name) for name in self.priority) if self.priority else None,
            tags=self.tags or None,
            match_all_tags=self.tags_match == "all",
            due=DueDateRange(self.due_date_range) if self.due_date_range else None,
            search=self.search or None,
        )

    def page_request(self) -> PageRequest:
        """Return which part of the list is asked for."""
        return PageRequest(
            order_by=_SORT_FIELDS[self.sort.removeprefix("-")],
            descending=self.sort.startswith("-"),
            limit=self.limit,
            continuation=self.continuation,
        )


@endpoint(body=NewTask, answer=TaskView, status=201, tagged=True, repeatable=True)
def create_task(call: Request[NewTask, Parameters]) -> TaskView:
    """Plan a task."""
    tasks = call.services.get_task_service()
    body = call.body
    return tasks.create_task(call.user_id, body.title or "", body.fields("title"), retry=call.retry).to_dict()


@endpoint(query=TaskParameters, answer=list[TaskView])
def list_tasks(call: Request[Body, TaskParameters]) -> Any:  # noqa: ANN401 - see `answer`
    """List tasks, newest first unless `sort` says otherwise.

    All filters that are given must hold. Administrators who name no user see everybody's tasks.
    """
    wanted, page_request = call.query.filter(), call.query.page_request()
    if call.targets_no_user and call.services.get_auth_service().is_administrator(call.user_id):
        return call.page(call.services.get_admin_task_service().list_tasks(wanted, page_request))
    return call.page(call.services.get_task_service().list_tasks(call.user_id, wanted, page_request))


@endpoint(answer=TaskView, tagged=True)
def get_task(call: Request[Body, Parameters]) -> TaskView:
    """Show a task."""
    return call.services.get_task_service().get_task(call.user_id, call.path["id"]).to_dict()


@endpoint(body=TaskAction, answer=TaskView, tagged=True)
def act_on_task(call: Request[TaskAction, Parameters]) -> TaskView:
    """Complete a task, or reopen it.

    Without a body, the task is completed. Either, done twice, counts once.
    """
    tasks, action = call.services.get_task_service(), call.body.action
    if action == "complete":
        return tasks.complete_task(call.user_id, call.path["id"], if_match=call.if_match).to_dict()
    if action == "reopen":
        return tasks.reopen_task(call.user_id, call.path["id"], if_match=call.if_match).to_dict()
    message = f"Unsupported action '{action}'"
    raise ValidationError(message, [FieldError("action", message)])


@endpoint(documented=False)
def act_without_id(_: Request[Body, Parameters]) -> None:
    """Say what is missing."""
    raise ValidationError("Task id is required in route (tasks/{id})")


@endpoint(body=TaskChange, answer=TaskView, tagged=True)
def change_task(call: Request[TaskChange, Parameters]) -> TaskView:
    """Change the named fields of a task.

    Null clears a field that may be absent, and puts another one back to its default.
    """
    body = call.body
    return (
        call.services.get_task_service()
        .update_task(
            call.user_id,
            call.path["id"],
            body.fields("completed"),
            completed=body.completed,
            if_match=call.if_match,
        )
        .to_dict()
    )


@endpoint(status=204, tagged=True)
def delete_task(call: Request[Body, Parameters]) -> None:
    """Delete a task; what it had counted for is taken back."""
    call.services.get_task_service().delete_task(call.user_id, call.path["id"], if_match=call.if_match)
