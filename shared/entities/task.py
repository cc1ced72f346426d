"""Tasks, their subtasks, and changes to them."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Self

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shared.entities.calendar import HourOfWeek
from shared.entities.checks import (
    MAX_NAME_LENGTH,
    MAX_TEXT_LENGTH,
    check_choice,
    check_field,
    check_line,
    check_lines,
    check_tag,
    check_text,
)
from shared.entities.completion import Completion, Reopening, TakenBack, TaskBefore
from shared.entities.entity import Changes, Entity
from shared.entities.folding import fold_text
from shared.entities.foreign_change import ForeignChange
from shared.entities.recurrence import check_recurrence
from shared.errors import OutOfOrderError, ValidationError
from shared.views.task import Priority, SubtaskView, TaskView

MAX_TAG_LENGTH = 50
MAX_TAGS = 20
MAX_SUBTASKS = 100
MAX_ESTIMATE_MINUTES = 2400

_MAX_DAYS_BACK = timedelta(days=3)  # from UTC+14 at the start of a day to UTC-12 with a late start of the day


def search_key(text: str) -> str:
    """Return the form in which texts are searched."""
    return fold_text(text)


def earlier_search_key(text: str) -> str:
    """Return the form in which version 0.2 and before stored the texts of tasks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Folding the Turkish capital I with a dot leaves the dot as a letter of its own.
    return unicodedata.normalize("NFKC", folded.replace("i\u0307", "i"))


class Subtask(msgspec.Struct, frozen=True):
    """A step of a task."""

    id: str
    title: str
    completed: bool = False

    def to_dict(self) -> SubtaskView:
        """Return the view."""
        return {"id": self.id, "title": self.title, "completed": self.completed}


class TaskChanges(Changes, frozen=True, kw_only=True):
    """Changes to a task. Bare dates stand for whole days; a subtask without an id gets one."""

    title: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    priority: Priority | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    start_date: datetime | date | UnsetType | None = UNSET
    due_date: datetime | date | UnsetType | None = UNSET
    reminder_enabled: bool | UnsetType = UNSET
    reminder_time: datetime | UnsetType | None = UNSET
    subtasks: tuple[Subtask, ...] | UnsetType = UNSET
    estimate_minutes: int | UnsetType | None = UNSET
    planned_date: date | UnsetType | None = UNSET
    recurrence: str | UnsetType | None = UNSET

    def check(self) -> Self:
        """Return the changes; `ValidationError` for the first value that no request body could have."""
        check_text("description", self.description, MAX_TEXT_LENGTH, check_lines)
        tags, subtasks = self.tags or (), self.subtasks or ()
        if len(tags) > MAX_TAGS or not all(tag.strip() and len(tag) <= MAX_TAG_LENGTH for tag in tags):
            message = f"must be at most {MAX_TAGS} texts of 1 to {MAX_TAG_LENGTH} characters"
            raise ValidationError.for_field("tags", message)
        for tag in tags:
            check_field("tags", check_line, tag)
        if len(subtasks) > MAX_SUBTASKS:
            raise ValidationError.for_field("subtasks", f"must have a length of at most {MAX_SUBTASKS}")
        for subtask in subtasks:
            check_text("subtasks", subtask.id, MAX_NAME_LENGTH)
        estimate = self.estimate_minutes
        if isinstance(estimate, int) and not 1 <= estimate <= MAX_ESTIMATE_MINUTES:
            message = f"must be from 1 to {MAX_ESTIMATE_MINUTES}"
            raise ValidationError.for_field("estimate_minutes", message)
        checked = self
        if self.priority is not UNSET:
            checked = replace(checked, priority=check_choice("priority", Priority, self.priority))
        if self.recurrence:
            checked = replace(
                checked, recurrence=check_field("recurrence", check_recurrence, self.recurrence)
            )
        return checked


class Task(Entity, frozen=True, kw_only=True):
    """A task.

    `completed_on` is the user's local date of the completion, `completed_hour` and `completed_week` the hour
    and the ISO week it counted for, `completions` the number of completions counted so far. They are stored
    so that reopening on that date reverses exactly what was counted, even if the time zone has changed.

    `kept` are completions that still count although the task was reopened since, on another date: only those
    of the last days, to which a change of the time zone may lead back. A task counts at most once for each.
    `reopened_at` is when it was last reopened.

    `carried_over` counts planned dates that ended while the task was open; `settled_plan` is the last planned
    date of which that is decided. `recurrence_start` is the first date of the series, `next_id` the task that
    completing this one added. `skipped_times` has the local times that the clocks skip on the task's dates,
    by field: the next task of the series has them again.

    `before` is what undoing the last completion or reopening restores, `foreign` the last change by an
    administrator.
    """

    id: str
    user_id: str
    title: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    completed_at: datetime | None = None
    completed_on: date | None = None
    completed_hour: HourOfWeek = 0
    completed_week: str = ""
    completions: int = 0
    kept: tuple[Completion, ...] = ()
    reopened_at: datetime | None = None
    priority: Priority = Priority.MEDIUM
    tags: tuple[str, ...] = ()
    start_date: datetime | None = None
    due_date: datetime | None = None
    reminder_enabled: bool = False
    reminder_time: datetime | None = None
    subtasks: tuple[Subtask, ...] = ()
    estimate_minutes: int | None = None
    spent_seconds: int = 0
    planned_date: date | None = None
    carried_over: int = 0
    settled_plan: date | None = None
    recurrence: str | None = None
    recurrence_start: date | None = None
    next_id: str | None = None
    skipped_times: Mapping[str, str] = {}
    before: TaskBefore | None = None
    foreign: ForeignChange | None = None

    @property
    def completed(self) -> bool:
        """Whether the task is completed."""
        return self.completed_at is not None

    @property
    def pending_reminder(self) -> datetime | None:
        """When to send the task's reminder; None without a reminder, and for a completed task."""
        return self.reminder_time if self.reminder_enabled and not self.completed else None

    @property
    def counted(self) -> tuple[Completion, ...]:
        """The completions that count: the latest, and those of the last days that were kept."""
        kept, on = self.kept, self.completed_on
        if on is None or any(completion.on == on for completion in kept):
            return kept
        hour, week = self.completed_hour, self.completed_week
        return (*kept, Completion(on=on, hour=hour, week=week, times=self.completions))

    def completion_on(self, day: date) -> Completion | None:
        """Return the completion that counts for a date, today or one of the last days; None without one."""
        return next((completion for completion in self.counted if completion.on == day), None)

    def complete(self, now: datetime, today: date, hour: HourOfWeek = 0, week: str = "") -> Self:
        """Return the task completed now, on the user's local date `today`; unchanged if it is already.

        The completion is a new one unless the task counts for today already.
        """
        if self.completed:
            return self
        counts = self.completion_on(today) is None
        return replace(
            self,
            completed_at=now,
            completed_on=today,
            completed_hour=hour,
            completed_week=week,
            completions=self.completions + counts,
            updated_at=now,
        )

    def reopen(self, now: datetime, today: date) -> Self:
        """Return the task open again, without what it counts for today."""
        if not self.completed:
            return self
        kept = tuple(
            completion
            for completion in self.counted
            if completion.on != today and today - completion.on <= _MAX_DAYS_BACK
        )
        return replace(
            self,
            completed_at=None,
            completed_on=None,
            completed_hour=0,
            completed_week="",
            kept=kept,
            reopened_at=now,
            updated_at=now,
        )

    def keep(self, before: Self, now: datetime, taken_back: TakenBack | None = None) -> Self:
        """Return the task, which was completed or reopened now, with what it had before.

        `taken_back` is what reopening has taken back, None without anything.
        """
        reopening = None
        if before.completed_at is not None and not self.completed:
            reopening = Reopening(
                completed_at=before.completed_at,
                completed_on=before.completed_on,
                completed_hour=before.completed_hour,
                completed_week=before.completed_week,
                kept=before.kept,
                taken_back=taken_back,
            )
        kept = TaskBefore(
            at=now,
            updated_at=before.updated_at,
            settled_plan=before.settled_plan,
            next_id=before.next_id,
            reopening=reopening,
            earlier=before.before.recent(now) if before.before else None,
        )
        return replace(self, before=kept)

    def undo_completion(self, before: TaskBefore) -> Self:
        """Return the completed task as if it had not been completed.

        Changes since stay. If its planned date has ended since, whether it is carried over is open again.
        """
        reopened = replace(
            self, completed_at=None, completed_on=None, completed_hour=0, completed_week="", before=None
        )
        return reopened._restore(before, self.completed_on)  # noqa: SLF001 - of the same class

    def undo_reopening(self, before: TaskBefore, reopening: Reopening) -> Self:
        """Return the task as if it had not been reopened; changes since stay.

        What it counts for, it counts for once more: as one more completion.
        """
        completed = replace(
            self,
            completed_at=reopening.completed_at,
            completed_on=reopening.completed_on,
            completed_hour=reopening.completed_hour,
            completed_week=reopening.completed_week,
            kept=reopening.kept,
            reopened_at=None,
        )
        if reopening.taken_back is not None:
            completed = completed.counted_again(reopening.taken_back.completion)
        on = reopening.taken_back.completion.on if reopening.taken_back else None
        return completed._restore(before, on)  # noqa: SLF001 - of the same class

    def counted_again(self, completion: Completion) -> Self:
        """Return the task with the next number for a completion that is counted again."""
        times = self.completions + 1
        kept = tuple(replace(one, times=times) if one.on == completion.on else one for one in self.kept)
        return replace(self, completions=times, kept=kept)

    def _restore(self, before: TaskBefore, on: date | None) -> Self:
        planned = self.planned_date
        ended = planned is not None and planned == self.settled_plan and (on is None or planned >= on)
        return replace(
            self,
            updated_at=before.updated_at if self.updated_at == before.at else self.updated_at,
            settled_plan=before.settled_plan if ended else self.settled_plan,
            next_id=before.next_id,
            before=before.earlier,
        )

    def require_completable(self, at: datetime) -> None:
        """Raise `OutOfOrderError` if the task was completed or reopened after this moment."""
        if self.completed_at is not None and at < self.completed_at:
            raise OutOfOrderError("The task was completed already, at a later time")
        if self.reopened_at is not None and at < self.reopened_at:
            raise OutOfOrderError("The task was reopened after that time")

    def without_carry_over(self, today: date, is_day_off: Callable[[date], bool]) -> Self:
        """Return the task, done on this date, without being carried over from the end of its planned date."""
        planned = self.planned_date
        if planned is None or planned != self.settled_plan or planned < today:
            return self
        carried_over = max(0, self.carried_over - (not is_day_off(planned)))
        return replace(self, carried_over=carried_over, settled_plan=None)

    def spend(self, seconds: int, now: datetime) -> Self:
        """Return the task with the time of a focus session that ended now."""
        return replace(self, spent_seconds=self.spent_seconds + seconds, updated_at=now)

    def unspend(self, seconds: int, spent_at: datetime, updated_at: datetime) -> Self:
        """Return the task without the time of a session that was spent on it at a moment."""
        updated = updated_at if self.updated_at == spent_at else self.updated_at
        return replace(self, spent_seconds=max(0, self.spent_seconds - seconds), updated_at=updated)

    def has_plan_to_settle(self, today: date) -> bool:
        """Return whether the planned date is over, and it is not decided yet whether it was carried over."""
        return (
            self.planned_date is not None
            and self.planned_date < today
            and self.planned_date != self.settled_plan
        )

    def settle(self, today: date, is_day_off: Callable[[date], bool]) -> Self:
        """Return the task with a planned date that is over counted as carried over, once.

        It counts if the task is open and the date was no day off.
        """
        if not self.has_plan_to_settle(today):
            return self
        counts = not self.completed and self.planned_date is not None and not is_day_off(self.planned_date)
        return replace(self, carried_over=self.carried_over + counts, settled_plan=self.planned_date)

    def edit(self, now: datetime, changes: TaskChanges) -> Self:
        """Return the task with these changes, whose dates are timestamps; `self` if they change nothing.

        A tag with a comma, which earlier versions stored, may be kept but not added.
        """
        edited = replace(self, **changes.check().changed_fields())
        for tag in edited.tags:
            if tag not in self.tags:
                check_field("tags", check_tag, tag)
        return self if edited == self else replace(edited, updated_at=now)

    def to_dict(self) -> TaskView:
        """Return the view."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "title": self.title,
            "description": self.description,
            "completed": self.completed_at is not None,
            "completed_at": self.completed_at,
            "priority": self.priority,
            "tags": self.tags,
            "start_date": self.start_date,
            "due_date": self.due_date,
            "reminder_enabled": self.reminder_enabled,
            "reminder_time": self.reminder_time,
            "subtasks": [subtask.to_dict() for subtask in self.subtasks] if self.subtasks else [],
            "estimate_minutes": self.estimate_minutes,
            "spent_minutes": self.spent_seconds // 60,
            "planned_date": self.planned_date,
            "carried_over": self.carried_over,
            "recurrence": self.recurrence,
            "recurrence_start": self.recurrence_start,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }
