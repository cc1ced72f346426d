"""Series of tasks: the dates of a recurrence rule, by `python-dateutil`, and the next task."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from msgspec.structs import replace

from shared.entities.calendar import Calendar
from shared.entities.recurrence import MAX_ORDINALS, Frequency, Recurrence, WeekdayRule, parse_recurrence
from shared.entities.task import Task

_MAX_YEARS = 100
"""A series ends so many years after its start, so that each search ends."""

_MOMENTS = ("start_date", "due_date", "reminder_time")
"""The fields of a task that move with its series, beside the planned date."""


def first_date_of(task: Task, calendar: Calendar) -> date | None:
    """Return the local date by which a task belongs to its series; None for a task without dates."""
    if task.due_date is not None:
        return task.due_date.astimezone(calendar.zone).date()
    if task.planned_date is not None or task.start_date is None:
        return task.planned_date
    return task.start_date.astimezone(calendar.zone).date()


def start_series(task: Task, before: Task | None, calendar: Calendar) -> Task:
    """Return a changed task with the first date of its series.

    A new rule begins a new series, and the first task of a series moves its start along.
    """
    start = task.recurrence_start
    if task.recurrence is None:
        start = None
    elif (
        before is None
        or before.recurrence != task.recurrence
        or before.recurrence_start == first_date_of(before, calendar)
    ):
        start = first_date_of(task, calendar)
    return task if start == task.recurrence_start else replace(task, recurrence_start=start)


def follows_another(task: Task, calendar: Calendar) -> bool:
    """Return whether an unchanged task is not the first one of its series."""
    return task.recurrence_start is not None and task.recurrence_start != first_date_of(task, calendar)


def next_task(task: Task, now: datetime, calendar: Calendar, new_id: str) -> Task | None:
    """Return the task that follows in a series when a task is completed now; None if the series has ended.

    Its date is the first of the series after that of the task and after today. All its dates keep their
    distance in days, and their local time of day. A task without dates recurs from the day of its completion,
    and the next one is planned for its date.
    """
    today = calendar.date_of(now)
    own_date = first_date_of(task, calendar) or today
    start = task.recurrence_start or own_date
    recurrence = parse_recurrence(task.recurrence or "")
    try:
        found = next_date(recurrence, start, max(own_date, today))
        if found is None:
            return None
        moved = _move(task, found - own_date, calendar)
    except OverflowError:
        return None
    if not any(getattr(task, name) for name in ("due_date", "planned_date", "start_date")):
        moved["planned_date"] = found
    if isinstance(recurrence.until, datetime) and _is_past(recurrence.until, found, moved, calendar):
        return None
    return replace(
        task,
        **moved,
        id=new_id,
        created_at=now,
        updated_at=now,
        completed_at=None,
        completed_on=None,
        completed_hour=0,
        completed_week="",
        completions=0,
        kept=(),
        subtasks=tuple(replace(subtask, completed=False) for subtask in task.subtasks),
        spent_seconds=0,
        carried_over=0,
        settled_plan=None,
        recurrence_start=start,
        next_id=None,
        before=None,
        foreign=None,
        etag="",
    )


def _move(task: Task, distance: timedelta, calendar: Calendar) -> dict[str, Any]:
    """Return the dates of a task moved by whole days, and the local times that the clocks skip on them."""
    moved: dict[str, Any] = {"planned_date": task.planned_date and task.planned_date + distance}
    skipped: dict[str, str] = {}
    for name in _MOMENTS:
        moment: datetime | None = getattr(task, name)
        if moment is None:
            continue
        local = moment.astimezone(calendar.zone)
        if name in task.skipped_times:
            wanted = datetime.combine(
                local.date(), time.fromisoformat(task.skipped_times[name]), calendar.zone
            )
            # A local time that the clocks skip never equals one of another zone. Another time is the user's.
            local = wanted if wanted.astimezone(UTC) == moment else local
        target = local + distance  # arithmetic of local time
        moved[name] = target.astimezone(UTC)
        if moved[name].astimezone(calendar.zone).replace(tzinfo=None) != target.replace(tzinfo=None):
            skipped[name] = target.time().isoformat()
    return {**moved, "skipped_times": skipped}


def _is_past(until: datetime, found: date, moved: dict[str, Any], calendar: Calendar) -> bool:
    """Return whether a task is after the end of its series: its moment or, without one, its date."""
    moment: datetime | None = moved.get("due_date") or (
        None if moved["planned_date"] else moved.get("start_date")
    )
    local = until.replace(tzinfo=calendar.zone) if until.tzinfo is None else until
    return moment > local if moment else found > local.astimezone(calendar.zone).date()


def next_date(recurrence: Recurrence, start: date, after: date) -> date | None:
    """Return the first date of a series after another date; None if the series has ended.

    The start is the first date of the series, even if it does not match the rule (RFC 5545, section 3.8.5.3).
    An `until` with a time of day may be passed by less than two days: the caller compares the moments.
    """
    return next((day for day in _dates(recurrence, start, after) if day > after), None)


def _dates(recurrence: Recurrence, start: date, after: date) -> Iterator[date]:
    """Yield the dates of a series in order; without a count, some before `after` may be left out."""
    yield start
    first = start if recurrence.count else _skip_ahead(recurrence, start, after)
    later = (day for day in _matching_dates(recurrence, first, _last_date(recurrence, start)) if day > start)
    yield from islice(later, recurrence.count - 1 if recurrence.count else None)


def _last_date(recurrence: Recurrence, start: date) -> date:
    """Return a date after which a series has no more dates."""
    last, until = date(min(start.year + _MAX_YEARS, date.max.year), 12, 31), recurrence.until
    if isinstance(until, datetime):
        # The local date of a moment is at most one day after its date in UTC.
        return min(last, until.date() + timedelta(days=1)) if until.date() < last else last
    return last if until is None else min(last, until)


def _matching_dates(recurrence: Recurrence, first: date, last: date) -> Iterator[date]:
    """Yield the dates that match a rule, from the first date to the last."""
    from dateutil import rrule  # noqa: PLC0415 - imported when first used

    # A daily rule may match no date, such as every seventh day if it is a Monday, and the search of dateutil
    # would go on until the year 9999. So its dates are filtered here.
    is_daily = recurrence.frequency is Frequency.DAILY
    weekdays = [rrule.weekday(one.weekday, one.ordinal) for one in _number_all(recurrence)]
    moments = rrule.rrule(
        getattr(rrule, recurrence.frequency),
        datetime.combine(first, time()),
        recurrence.interval,
        byweekday=None if is_daily else weekdays or None,
        bymonthday=None if is_daily else recurrence.month_days or None,
    )
    for moment in moments:
        day = moment.date()
        if day > last:
            return
        if not is_daily or _matches(recurrence, day):
            yield day


def _matches(recurrence: Recurrence, day: date) -> bool:
    """Return whether a date has one of the weekdays and one of the days of the month, if there are any."""
    weekdays, month_days = {one.weekday for one in recurrence.weekdays}, recurrence.month_days
    if weekdays and day.weekday() not in weekdays:
        return False
    from_end = day.day - monthrange(day.year, day.month)[1] - 1
    return not month_days or day.day in month_days or from_end in month_days


def _number_all(recurrence: Recurrence) -> list[WeekdayRule]:
    """Return the weekdays, all of them numbered if one is, for dateutil cannot mix both."""
    highest = MAX_ORDINALS.get(recurrence.frequency, 0)
    if all(one.ordinal is None for one in recurrence.weekdays):
        return list(recurrence.weekdays)
    return [
        WeekdayRule(one.weekday, ordinal)
        for one in recurrence.weekdays
        for ordinal in ([one.ordinal] if one.ordinal else range(1, highest + 1))
    ]


def _skip_ahead(recurrence: Recurrence, start: date, after: date) -> date:
    """Return a date shortly before `after` from which a daily or weekly rule has the same later dates."""
    days = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}.get(recurrence.frequency)
    if days is None or after <= start:
        return start
    period = days * recurrence.interval
    return start + timedelta(days=(after - start).days // period * period)
