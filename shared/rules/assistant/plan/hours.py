"""The hours of a day in which tasks can be planned."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shared.entities.calendar import Calendar
from shared.entities.interval import Interval
from shared.entities.work_session import MAX_SHIFT
from shared.rules.assistant.habits import DEFAULT_END, DEFAULT_START, Habits
from shared.rules.assistant.history import History
from shared.rules.assistant.metrics.habits import BestHours, best_hours

_MINUTES_IN_HOUR, _HOURS_IN_DAY = 60, 24
_GRID = timedelta(minutes=5)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class UsualHours:
    """When a user usually works, in minutes after the midnight of the day, and when focus is best.

    `is_known` is whether it is the user's own: without 5 days with work, it is 9:00 to 17:00.
    """

    start: int
    end: int
    is_known: bool
    best: tuple[BestHours, ...]


def usual_hours_of(history: History) -> UsualHours:
    """Return the usual hours of the last 28 days before today."""
    habits = Habits(history)
    start, end, is_known = habits.usual_start, habits.usual_end, True
    if start is None or end is None:
        start, end, is_known = DEFAULT_START, DEFAULT_END, False
    return UsualHours(start=start, end=end, is_known=is_known, best=tuple(best_hours(habits.window)))


def usual_hours_on(history: History, usual: UsualHours, day: date) -> Interval:
    """Return the usual hours of a day, until the user wants to clock out if that is earlier."""
    calendar, clock_out = history.user.calendar, history.user.clock_out_time
    begin, end = _moment(calendar, day, usual.start), _moment(calendar, day, usual.end)
    if end <= begin:  # by an earlier start of the day
        begin = calendar.start_of(day)
    if clock_out is not None and begin < (wanted := calendar.first_instant_of(day, clock_out)):
        end = min(end, wanted)
    return Interval(begin, end)


def hours_of(history: History, usual: Interval, day: date) -> Interval:
    """Return when tasks can be planned on a day, in steps of 5 minutes; empty if that is over.

    These are the usual hours of the day, and nothing before now. While a work session runs, they begin now,
    and go on until the end of the day if the usual hours are over.
    """
    begin, end = usual.begin, usual.end
    if day == history.today:
        begin = history.now if has_session(history) else max(begin, history.now)
        if end <= history.now and has_session(history):
            end = history.user.calendar.start_after(day)
    begin, end = round_up(begin), round_down(end)
    return Interval(begin, max(begin, end))


def has_session(history: History) -> bool:
    """Return whether a work session runs, also if it is paused, that is not longer than any counts."""
    running = history.running
    return running is not None and history.now < running.start_time + MAX_SHIFT


def lunch_of(history: History, day: date) -> Interval | None:
    """Return the time within which the user has lunch on a day; None if it was taken already."""
    calendar, (begin, end) = history.user.calendar, history.user.lunch_window
    totals = history.recent.get(day)
    if totals is not None and totals.lunch_taken:
        return None
    first, last = (calendar.first_instant_of(day, clock) for clock in (begin, end))
    return Interval(round_up(first), round_down(last if first < last else last + _DAY))


def best_of(history: History, usual: UsualHours, day: date) -> list[Interval]:
    """Return the hours of a day in which the user's focus is best."""
    calendar = history.user.calendar
    begins = (calendar.first_instant_of(day, time(hours.first)) for hours in usual.best)
    lengths = (timedelta(hours=hours.end - hours.first) for hours in usual.best)
    return sorted(Interval(begin, begin + length) for begin, length in zip(begins, lengths, strict=True))


def round_up(moment: datetime) -> datetime:
    """Return the first moment from this one on that is a multiple of 5 minutes."""
    return moment + (_EPOCH - moment) % _GRID


def round_down(moment: datetime) -> datetime:
    """Return the last moment up to this one that is a multiple of 5 minutes."""
    return moment - (moment - _EPOCH) % _GRID


def _moment(calendar: Calendar, day: date, minute: int) -> datetime:
    """Return the moment of a minute after the midnight of a day, within the day."""
    start = calendar.day_start.hour * _MINUTES_IN_HOUR + calendar.day_start.minute
    if minute >= start + _HOURS_IN_DAY * _MINUTES_IN_HOUR:
        return calendar.start_after(day)
    hour, rest = divmod(minute, _MINUTES_IN_HOUR)
    return calendar.first_instant_of(day, time(hour % _HOURS_IN_DAY, rest))
