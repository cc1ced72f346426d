"""Moving tasks to another time in a conversation, and snoozing their reminders."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.entities.conversation import Act, Choice, Moved
from shared.entities.task import Task, TaskChanges
from shared.repos.notification_repo import NotificationRepository
from shared.repos.task_repo import TaskRepository
from shared.services.conversation.task_choice import about_one, open_tasks
from shared.services.conversation.turn import Doing, Handlers, Reply, Turn
from shared.services.conversation.when import moment_of
from shared.services.task_service import TaskService
from shared.views.conversation import Intent
from shared.views.notification import NotificationKind

SNOOZE_MINUTES = 10
"""A snooze of which no length was said."""

_MAX_NOTIFICATIONS = 20
_SNOOZABLE = timedelta(hours=2)  # after the reminder


@dataclass(frozen=True, kw_only=True, eq=False)
class MoveTalk:
    """Moves the due date, the planned date or the reminder of a task."""

    tasks: TaskService
    stored: TaskRepository
    notifications: NotificationRepository

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {Intent.RESCHEDULE: self.reschedule, Intent.SNOOZE: self.snooze}

    def reschedule(self, turn: Turn) -> Reply | Doing:
        """Move the task that is meant to another day or time."""
        return about_one(turn, open_tasks(turn, self.stored), self._reschedule)

    def snooze(self, turn: Turn) -> Reply | Doing:
        """Send the reminder of the task that a button names, else the last one, again in some minutes."""
        if turn.slots.task_id is not None:
            return about_one(turn, open_tasks(turn, self.stored), self._snooze)
        recent = self.notifications.list_notifications(turn.user_id, _MAX_NOTIFICATIONS, None, unread=False)
        reminder = next(
            (
                one
                for one in recent
                if one.kind is NotificationKind.TASK_REMINDER and one.created_at > turn.now - _SNOOZABLE
            ),
            None,
        )
        task = self.stored.find(turn.user_id, str(reminder.data.get("task_id"))) if reminder else None
        if task is None or task.completed:
            return turn.say("snooze-nothing", "tasks")
        return self._snooze(turn, task)

    def _snooze(self, turn: Turn, task: Task) -> Doing:
        until = _snoozed_until(turn)
        when = turn.phrases.clock(until, turn.user.calendar)
        return self._move(
            turn, task, TaskChanges(reminder_enabled=True, reminder_time=until), "snoozed", when=when
        )

    def take_back(self, turn: Turn, act: Act, moved: Moved) -> Doing:
        """Move a task back to where it was, unless it has changed since."""
        text = turn.phrases.vary("undone", act=turn.phrases.say("act-move_task", title=act.title or ""))
        return Doing(
            run=lambda: self.tasks.put_back(turn.user_id, act.id, moved),
            describe=lambda _: Reply(text=text, undoes=True, suggestions=("tasks", "status")),
            explain=lambda _: turn.say("undo-changed", "tasks"),
        )

    def _reschedule(self, turn: Turn, task: Task) -> Reply | Doing:
        slots, calendar, phrases = turn.slots, turn.user.calendar, turn.phrases
        day = slots.day
        if day is None and slots.days_ahead is not None:
            day = turn.today + timedelta(days=slots.days_ahead)
        if day is None:
            return turn.ask_when("reschedule-when", _days(turn, task), title=task.title)
        if slots.minute is not None:
            moment = moment_of(day, slots.minute, calendar)
            changes, when = TaskChanges(due_date=moment), phrases.moment(moment, calendar, turn.today)
        else:
            is_due = task.due_date is not None
            changes = TaskChanges(due_date=day) if is_due else TaskChanges(planned_date=day)
            when = phrases.day(day, turn.today)
        return self._move(turn, task, changes, "moved", when=when)

    def _move(self, turn: Turn, task: Task, changes: TaskChanges, key: str, *, when: str) -> Doing:
        def describe(moved: Task) -> Reply:
            before = Moved.between(task, moved)
            return Reply(
                text=turn.phrases.vary(key, title=task.title, when=when),
                did=(Act(event=turn.command.intent, id=task.id, title=task.title, moved=before),),
                suggestions=("undo", "tasks"),
            )

        return Doing(run=lambda: self.tasks.update_task(turn.user_id, task.id, changes), describe=describe)


def _snoozed_until(turn: Turn) -> datetime:
    """Return when a reminder is sent again: at the time that was said, else after some minutes."""
    slots = turn.slots
    if slots.day is not None and slots.minute is not None:
        return moment_of(slots.day, slots.minute, turn.user.calendar)
    return turn.now + timedelta(minutes=slots.minutes or SNOOZE_MINUTES)


def _days(turn: Turn, task: Task) -> list[Choice]:
    """Return two days to which a task may be moved: tomorrow, and a week from today."""
    return [
        Choice(
            label=turn.phrases.day(day, turn.today),
            command=turn.with_slots(title=None, task_id=task.id, day=day),
        )
        for day in (turn.today + timedelta(days=days) for days in (1, 7))
    ]
