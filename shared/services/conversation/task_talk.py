"""Tasks in a conversation: adding, completing, reopening, deleting and listing them."""

from dataclasses import dataclass
from datetime import timedelta

from msgspec import UNSET

from shared.entities.checks import MAX_TITLE_LENGTH
from shared.entities.conversation import Act, Choice
from shared.entities.page import PageRequest
from shared.entities.task import Task, TaskChanges
from shared.entities.task_filter import DueDateRange, TaskFilter
from shared.repos.task_repo import TaskRepository
from shared.services.conversation.task_choice import (
    Candidates,
    about_one,
    completed_tasks,
    describe_due,
    describe_task,
    open_tasks,
)
from shared.services.conversation.turn import Doing, Handlers, Reply, Turn
from shared.services.conversation.when import due_of, moment_of
from shared.services.task_service import TaskService
from shared.views.conversation import Intent, TaskRange

MAX_LISTED = 10

_MORNING = 9 * 60
_AFTERNOON = 17 * 60
_EVENING = 18 * 60
_MOST_DUE_FIRST = PageRequest(order_by="due_date", descending=False, limit=MAX_LISTED + 1)
_NEWEST_FIRST = PageRequest(order_by="created_at", limit=MAX_LISTED + 1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_FILTERS = {
    TaskRange.ALL: TaskFilter(completed=False),
    TaskRange.TODAY: TaskFilter(completed=False, due=DueDateRange.TODAY),
    TaskRange.UPCOMING: TaskFilter(completed=False, due=DueDateRange.UPCOMING),
    TaskRange.OVERDUE: TaskFilter(completed=False, due=DueDateRange.OVERDUE),
    TaskRange.WEEK: TaskFilter(completed=False, due=DueDateRange.WEEK),
    TaskRange.DONE: TaskFilter(completed=True),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class TaskTalk:
    """What a conversation does with tasks."""

    tasks: TaskService
    stored: TaskRepository

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {
            Intent.ADD_TASK: self.add,
            Intent.REMIND: self.remind,
            Intent.COMPLETE_TASK: self.complete,
            Intent.REOPEN_TASK: self.reopen,
            Intent.DELETE_TASK: self.delete,
            Intent.LIST_TASKS: self.list,
        }

    def add(self, turn: Turn) -> Reply | Doing:
        """Add a task."""
        slots = turn.slots
        if not slots.title:
            return turn.say("add-what")
        title, description = _title(slots.title)
        if slots.is_doubtful:
            return turn.confirm("add-sure", turn.with_slots(is_doubtful=False), title=title)
        changes = TaskChanges(
            description=UNSET if description is None else description,
            due_date=due_of(slots, turn.user.calendar),
            priority=slots.priority or UNSET,
            tags=slots.tags or UNSET,
            estimate_minutes=slots.estimate_minutes or UNSET,
            recurrence=slots.rule or UNSET,
        )
        return Doing(
            run=lambda: self.tasks.create_task(turn.user_id, title, changes),
            describe=lambda task: _did(
                turn,
                "added",
                Act(event="add_task", id=task.id, title=task.title),
                details=_details(turn, task),
            ),
        )

    def remind(self, turn: Turn) -> Reply | Doing:
        """Add a task with a reminder; ask when, if that was not said."""
        slots = turn.slots
        if not slots.title:
            return turn.say("remind-what")
        if slots.day is None:
            return turn.ask_when("remind-when", _moments(turn), title=_title(slots.title)[0])
        title, description = _title(slots.title)
        moment = moment_of(slots.day, _MORNING if slots.minute is None else slots.minute, turn.user.calendar)
        if moment <= turn.now:
            return turn.ask_when("remind-past", _moments(turn), title=title)
        changes = TaskChanges(
            description=UNSET if description is None else description,
            reminder_enabled=True,
            reminder_time=moment,
        )
        when = turn.phrases.moment(moment, turn.user.calendar, turn.today)
        return Doing(
            run=lambda: self.tasks.create_task(turn.user_id, title, changes),
            describe=lambda task: _did(
                turn, "reminds", Act(event="add_task", id=task.id, title=task.title), when=when
            ),
        )

    def complete(self, turn: Turn) -> Reply | Doing:
        """Complete the task that is meant."""
        return about_one(turn, open_tasks(turn, self.stored), self._complete)

    def reopen(self, turn: Turn) -> Reply | Doing:
        """Reopen the completed task that is meant."""
        return about_one(turn, completed_tasks(turn, self.stored), self._reopen)

    def delete(self, turn: Turn) -> Reply | Doing:
        """Delete the task that is meant, if the user agrees."""
        parts = open_tasks(turn, self.stored), completed_tasks(turn, self.stored)
        candidates = Candidates(
            stored=self.stored,
            find_all=lambda: [task for part in parts for task in part.find_all()],
            fits=lambda _: True,
        )
        return about_one(turn, candidates, self._delete)

    def list(self, turn: Turn) -> Reply:
        """List open tasks, the most due first, or completed ones, the newest first."""
        asked = turn.slots.range or TaskRange.ALL
        order = _NEWEST_FIRST if asked is TaskRange.DONE else _MOST_DUE_FIRST
        page = self.tasks.list_tasks(turn.user_id, _FILTERS[asked], order)
        if not page.entities:
            return turn.say(f"tasks-none-{asked}", "add", "recommend")
        lines = [f"• {describe_task(turn, task)}" for task in page.entities[:MAX_LISTED]]
        if len(page) > MAX_LISTED:
            lines.append(turn.phrases.say("tasks-more"))
        heading = turn.say(f"tasks-{asked}", "recommend", "focus", count=min(len(page), MAX_LISTED))
        return Reply(text="\n".join((heading.text, *lines)), suggestions=heading.suggestions)

    def _complete(self, turn: Turn, task: Task) -> Reply | Doing:
        if turn.slots.is_doubtful:
            yes = turn.with_slots(title=None, task_id=task.id, is_doubtful=False)
            return turn.confirm("complete-sure", yes, title=task.title)
        return Doing(
            run=lambda: self.tasks.complete_task(turn.user_id, task.id, at=turn.at),
            describe=lambda done: _did(
                turn, "completed", Act(event="complete_task", id=done.id, title=done.title)
            ),
        )

    def _reopen(self, turn: Turn, task: Task) -> Doing:
        return Doing(
            run=lambda: self.tasks.reopen_task(turn.user_id, task.id),
            describe=lambda task: _did(
                turn, "reopened", Act(event="reopen_task", id=task.id, title=task.title)
            ),
        )

    def _delete(self, turn: Turn, task: Task) -> Reply | Doing:
        if not turn.slots.is_confirmed:
            yes = turn.with_slots(title=None, task_id=task.id, is_confirmed=True)
            return turn.confirm("delete-sure", yes, title=task.title)
        return Doing(
            run=lambda: self.tasks.delete_task(turn.user_id, task.id),
            describe=lambda _: _did(turn, "deleted", Act(event="delete_task", id=task.id, title=task.title)),
        )


def _did(turn: Turn, key: str, act: Act, **values: str) -> Reply:
    text = turn.phrases.vary(key, title=act.title or "", **values)
    return Reply(text=text, did=(act,), suggestions=("undo",))


def _title(text: str) -> tuple[str, str | None]:
    """Return the title of a task, and its description: a text that is too long begins with its title."""
    line = " ".join(text.split())
    if len(line) <= MAX_TITLE_LENGTH:
        return line, None
    sentence = line.split(". ", 1)[0]
    if len(sentence) > MAX_TITLE_LENGTH:
        sentence = f"{sentence[: MAX_TITLE_LENGTH - 1].rsplit(' ', 1)[0]}…"
    return sentence, text


def _details(turn: Turn, task: Task) -> str:
    """Return what was read as details of a new task, each after a comma."""
    slots, phrases = turn.slots, turn.phrases
    details = []
    if task.due_date is not None:
        details.append(phrases.say("detail-due", due=describe_due(turn, task.due_date)))
    if slots.priority is not None:
        details.append(phrases.say(f"detail-priority-{slots.priority}"))
    if slots.estimate_minutes is not None:
        length = phrases.common.duration(timedelta(minutes=slots.estimate_minutes))
        details.append(phrases.say("detail-estimate", length=length))
    if slots.rule is not None:
        details.append(phrases.series(slots.rule))
    details += [f"#{tag}" for tag in slots.tags]
    return "".join(f", {detail}" for detail in details)


def _moments(turn: Turn) -> list[Choice]:
    """Return three times at which to be reminded: in an hour, in the evening and in the morning."""
    calendar = turn.user.calendar
    local = turn.now.astimezone(calendar.zone)
    soon, tomorrow = local + _HOUR, local.date() + _DAY
    evening = local.date() if local.hour * 60 < _AFTERNOON else tomorrow
    moments = ((soon.date(), soon.hour * 60 + soon.minute), (evening, _EVENING), (tomorrow, _MORNING))
    return [
        Choice(
            label=turn.phrases.moment(moment_of(day, minute, calendar), calendar, turn.today),
            command=turn.with_slots(day=day, minute=minute),
        )
        for day, minute in moments
    ]
