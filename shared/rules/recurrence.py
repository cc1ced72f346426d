"""Series of tasks: the dates of a recurrence rule, by `python-dateutil`, and the next task."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any

from msgspec.structs import replace

from shared.entities.calendar import Calendar
from shared.entities.recurrence import MAX_ORDINALS, Frequency, Recurrence, WeekdayRule, parse_recurrence
from shared.entities.task import Task

_MAX_YEARS = 100
"""A series ends so many years after its start, so that each search ends."""

_LEAP_YEAR = 2024

_MOMENTS = ("start_date", "due_date", "reminder_time")
"""The fields of a task that move with its series, beside the planned date."""


def first_date_of(task: Task, calendar: Calendar) -> date | None:
    """Return the local date by which a task belongs to its series; None for a task without dates."""
    if task.due_date is not None:
        return _local_date(task.due_date, calendar)
    if task.planned_date is not None or task.start_date is None:
        return task.planned_date
    return _local_date(task.start_date, calendar)


def _local_date(moment: datetime, calendar: Calendar) -> date:
    """Return the local date of a moment; that in UTC if the local one is outside of the calendar."""
    try:
        return moment.astimezone(calendar.zone).date()
    except OverflowError:
        return moment.date()


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


def next_task(
    task: Task, at: datetime, calendar: Calendar, new_id: str, now: datetime | None = None
) -> Task | None:
    """Return the task that follows in a series when a task is completed; None if the series has ended.

    It is created `now`, which is later if the completion was sent later.

    Its date is the first of the series after that of the task and after that day. All its dates keep their
    distance in days, and their local time of day. A task without dates recurs from the day of its completion,
    and the next one is planned for its date.
    """
    today = calendar.date_of(at)
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
        created_at=now or at,
        updated_at=now or at,
        completed_at=None,
        completed_on=None,
        completed_hour=0,
        completed_week="",
        completions=0,
        kept=(),
        reopened_at=None,
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
    return moment > local if moment else found > _local_date(local, calendar)


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
    found = _matching_dates(recurrence, start, first, _last_date(recurrence, start))
    later = (day for day in found if day > start)
    yield from islice(later, recurrence.count - 1 if recurrence.count else None)


def _last_date(recurrence: Recurrence, start: date) -> date:
    """Return a date after which a series has no more dates."""
    last, until = date(min(start.year + _MAX_YEARS, date.max.year), 12, 31), recurrence.until
    if isinstance(until, datetime):
        # The local date of a moment is at most one day after its date in UTC.
        return min(last, until.date() + timedelta(days=1)) if until.date() < last else last
    return last if until is None else min(last, until)


def _matching_dates(recurrence: Recurrence, start: date, first: date, last: date) -> Iterator[date]:
    """Yield the dates of a series that match its rule, from the first date to the last."""
    # For a rule that matches no date, the search of dateutil would go on until the year 9999.
    if recurrence.frequency is Frequency.DAILY:
        numbers = range(0, (last - first).days + 1, recurrence.interval)
        days = (first + timedelta(days=number) for number in numbers)
        yield from (day for day in days if _matches(recurrence, day))
    elif not _has_only_short_months(recurrence, first):
        yield from takewhile(lambda day: day <= last, _search(recurrence, start, first))


def _matches(recurrence: Recurrence, day: date) -> bool:
    """Return whether a date has one of the weekdays and one of the days of the month, if there are any."""
    if recurrence.weekdays and all(one.weekday != day.weekday() for one in recurrence.weekdays):
        return False
    if not recurrence.month_days or day.day in recurrence.month_days:
        return True
    return day.day - monthrange(day.year, day.month)[1] - 1 in recurrence.month_days


def _has_only_short_months(recurrence: Recurrence, first: date) -> bool:
    """Return whether all months of a rule are the same one, which is too short for the days of the month."""
    if recurrence.frequency is not Frequency.MONTHLY or recurrence.interval % 12:
        return False
    length = monthrange(_LEAP_YEAR, first.month)[1]
    return bool(recurrence.month_days) and all(abs(day) > length for day in recurrence.month_days)


def _search(recurrence: Recurrence, start: date, first: date) -> Iterator[date]:
    """Yield the dates that match a weekly, monthly or yearly rule, from the first date on.

    Without weekdays and days of the month, they have the day of the start (RFC 5545, section 3.3.10).
    """
    from dateutil import rrule  # noqa: PLC0415 - imported when first used

    month_days, months = recurrence.month_days, None
    if not recurrence.weekdays and not month_days and recurrence.frequency is not Frequency.WEEKLY:
        month_days = (start.day,)
        months = start.month if recurrence.frequency is Frequency.YEARLY else None
    moments = rrule.rrule(
        getattr(rrule, recurrence.frequency),
        datetime.combine(first, time()),
        recurrence.interval,
        byweekday=[rrule.weekday(one.weekday, one.ordinal) for one in _number_all(recurrence)] or None,
        bymonthday=month_days or None,
        bymonth=months,
    )
    return (moment.date() for moment in moments)


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
    """Return a date shortly before `after` from which a rule has the same later dates.

    It is the start, or the first day of a period of the rule.
    """
    if after <= start:
        return start
    interval = recurrence.interval
    match recurrence.frequency:
        case Frequency.DAILY | Frequency.WEEKLY as frequency:
            days = interval if frequency is Frequency.DAILY else 7 * interval
            return start + timedelta(days=(after - start).days // days * days)
        case Frequency.MONTHLY:
            passed = 12 * (after.year - start.year) + after.month - start.month
            years, month = divmod(start.month - 1 + passed // interval * interval, 12)
            return max(start, date(start.year + years, month + 1, 1))
        case Frequency.YEARLY:
            return max(start, date(start.year + (after.year - start.year) // interval * interval, 1, 1))
