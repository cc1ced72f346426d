"""The local days of a user, and ISO weeks."""

import errno
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from shared.entities.active_days import ActiveDays
from shared.entities.interval import Interval

HourOfWeek = int
"""An hour of the week in local time, from 0 (Monday 00:00 to 01:00) to 167 (Sunday 23:00 to 24:00)."""

HOURS_IN_WEEK = 7 * 24

MAX_COUNTED = timedelta(days=31)
"""The time before the end of a session that counts by day and hour: the size of a commit is limited."""

_TEMPORARY_FAILURES = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO}
_MINUTE = timedelta(minutes=1)
_MIN_LIVED = timedelta(hours=12)  # of a date that streaks do not pass over
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_RESOLUTION = timedelta.resolution
_LAST_MOMENT = datetime.max.replace(tzinfo=UTC)


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    # Machines add names of their own, which mean a different zone on each machine.
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def is_zone(name: str) -> bool:
    """Return whether this is the name of an IANA time zone."""
    return name in _zone_names()


@lru_cache(maxsize=1024)
def find_zone(name: str) -> ZoneInfo | None:
    """Return a stored time zone, or None if the time zone database of this machine does not have it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        return None
    except OSError as error:  # the name of a folder, or a name that is too long
        if error.errno in _TEMPORARY_FAILURES:
            raise
        return None


def offset_at(moment: datetime, zone: tzinfo) -> int:
    """Return the UTC offset of a zone, in whole minutes."""
    return (moment.astimezone(zone).utcoffset() or timedelta(0)) // _MINUTE


class Calendar(msgspec.Struct, frozen=True):
    """The days of a user: a time zone, and the local time at which their day starts.

    A user who works past midnight can have the day start at 04:00; an event at 01:00 then counts for the day
    before. Where the UTC offset changes, days are shorter or longer than 24 hours.
    """

    zone: tzinfo
    day_start: time

    def date_of(self, moment: datetime) -> date:
        """Return the day of a moment: the latest day that has begun."""
        local = moment.astimezone(self.zone).replace(tzinfo=None)
        day = (local - timedelta(hours=self.day_start.hour, minutes=self.day_start.minute)).date()
        # Where the offset changes at that time, the local time of the day's start occurs twice or never.
        with suppress(OverflowError):
            if moment < self.start_of(day):
                return day - timedelta(days=1)
        with suppress(OverflowError):
            if moment >= self.start_after(day):
                return day + timedelta(days=1)
        return day

    def start_of(self, day: date) -> datetime:
        """Return the first moment of a day, in UTC; OverflowError outside the range of datetime."""
        return datetime.combine(day, self.day_start, self.zone).astimezone(UTC)

    def start_after(self, day: date) -> datetime:
        """Return the first moment after a day, in UTC; OverflowError outside the range of datetime."""
        return self.start_of(day + timedelta(days=1))

    def end_of(self, day: date) -> datetime:
        """Return the last whole second of a day, in UTC; OverflowError outside the range of datetime."""
        if day < date.max:
            return self.start_after(day) - _SECOND
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)

    def hour_of(self, moment: datetime) -> HourOfWeek:
        """Return the hour of the week of a moment."""
        local = moment.astimezone(self.zone)
        return local.weekday() * 24 + local.hour

    def clock_of(self, moment: datetime) -> str:
        """Return the local time of a moment, as `HH:MM`."""
        return moment.astimezone(self.zone).strftime("%H:%M")

    def moment_of(self, day: date, clock: time) -> datetime:
        """Return the moment of a local time within a day, in UTC.

        A time before the start of the day is that of the next date.
        """
        return datetime.combine(self._local_date(day, clock), clock, self.zone).astimezone(UTC)

    def first_instant_of(self, day: date, clock: time) -> datetime:
        """Return the first moment of a local time within a day, in UTC; see `instants_of`."""
        return self.instants_of(self._local_date(day, clock), clock)[0]

    def _local_date(self, day: date, clock: time) -> date:
        return day if clock >= self.day_start else day + timedelta(days=1)

    def instants_of(self, local_date: date, clock: time) -> tuple[datetime, ...]:
        """Return the moments of a local time on a date, in UTC, regardless of the start of the day.

        A time that occurs twice, as clocks are set back, gives two moments; a time that is skipped gives the
        moment at which the clocks are set forward.
        """
        first, second = (
            datetime.combine(local_date, clock.replace(fold=fold), self.zone).astimezone(UTC)
            for fold in (0, 1)
        )
        if first > second:
            return (self._offset_change(second, first),)
        return (first,) if first == second else (first, second)

    def minute_of(self, moment: datetime) -> int:
        """Return the local time of a moment, in minutes after the midnight of its day.

        With days that start at 04:00, 01:00 is minute 1500 (25 hours) of the day before.
        """
        return self.minute_on(moment, self.date_of(moment))

    def minute_on(self, moment: datetime, day: date) -> int:
        """Return the local time of a moment, in minutes after the midnight of a day."""
        local = moment.astimezone(self.zone)
        return (local.date() - day).days * 24 * 60 + local.hour * 60 + local.minute

    def split(self, intervals: Iterable[Interval]) -> dict[date, dict[HourOfWeek, int]]:
        """Return the whole seconds of intervals in each hour of the week, by local day.

        The intervals are in order and disjoint. Only those of the last 31 days count: no real session lasts
        longer, and the size of a commit is limited.
        """
        spans: dict[date, dict[HourOfWeek, int]] = {}
        passed = timedelta(0)
        for interval in _latest(intervals):
            for begin, end in self._split_by_hour(interval.begin, interval.end):
                seconds = (passed + (end - begin)) // _SECOND - passed // _SECOND
                passed += end - begin
                hours = spans.setdefault(self.date_of(begin), {})
                hour = self.hour_of(begin)
                hours[hour] = hours.get(hour, 0) + seconds
        return spans

    def parts(self, intervals: Iterable[Interval]) -> dict[date, list[Interval]]:
        """Return the parts of intervals in each local day, in order; only those of the last 31 days.

        The intervals are in order and disjoint.
        """
        parts: dict[date, list[Interval]] = {}
        found: list[Interval] = []
        day_end: datetime | None = None  # of the day whose parts are in `found`
        for interval in _latest(intervals):
            begin = interval.begin
            while begin < interval.end:
                if day_end is None or begin >= day_end:
                    day = self.date_of(begin)
                    found, day_end = parts.setdefault(day, []), _LAST_MOMENT
                    with suppress(OverflowError):
                        day_end = self.start_after(day)
                end = min(interval.end, day_end)
                found.append(Interval(begin, end, interval.source))
                begin = end
        return parts

    def _split_by_hour(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the parts of an interval, split where an hour of local time or a day ends."""
        while start < end:
            local = start.astimezone(self.zone)
            past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            part_end = start + timedelta(hours=1) - past
            with suppress(OverflowError):
                next_day = self.start_after(self.date_of(start))
                part_end = min(part_end, next_day) if next_day > start else part_end
            part_end = self._offset_change(start, min(part_end, end))
            yield start, part_end
            start = part_end

    def _offset_change(self, start: datetime, end: datetime) -> datetime:
        """Return the second between two moments at which the UTC offset changes, or `end` if it does not.

        Most changes are on the hour; those of a few zones are not.
        """
        before = start.astimezone(self.zone).utcoffset()
        if (end - _RESOLUTION).astimezone(self.zone).utcoffset() == before:
            return end
        while end - start > _SECOND:
            middle = start + (end - start) / 2
            if middle.astimezone(self.zone).utcoffset() == before:
                start = middle
            else:
                end = middle
        return end.replace(microsecond=0)


def _latest(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the parts of intervals within the last 31 days before the end of the last one."""
    found = list(intervals)
    latest = found[-1].end if found else None
    return [
        Interval(max(interval.begin, latest - MAX_COUNTED), interval.end, interval.source)
        for interval in found
        if latest is not None and latest - MAX_COUNTED < interval.end
    ]


class DateEntered(msgspec.Struct, frozen=True):
    """A date that a change of the calendar entered or kept, and since when it has been lived.

    `left` is the latest date that was lived before a change to an earlier one.
    """

    on: date
    since: datetime
    left: date | None = None


def change_calendar(
    before: Calendar, after: Calendar, now: datetime, entered: DateEntered | None, bridged: ActiveDays
) -> tuple[ActiveDays, DateEntered]:
    """Return the bridged days after a change of the calendar, and the date that it enters.

    It skips the dates jumped over, and the date left and the one entered if less than 12 hours of them are
    lived in both calendars together. A change to an earlier date skips none: those after it that were bridged
    will come again, and the others were lived, so that the way back does not skip them. `entered` is the
    result of the change before.
    """
    left, on = before.date_of(now), after.date_of(now)
    since = entered.since if entered is not None and entered.on == left else before.start_of(left)
    lived_until = entered.left if entered is not None and entered.left is not None else date.min
    kept = bridged.before(on + _DAY)
    if on < left:
        ahead = (on + number * _DAY for number in range(1, (left - on).days + 1))
        lived_until = max((lived_until, *(day for day in ahead if day not in bridged)))
        return kept, DateEntered(on, now - _DAY, lived_until if lived_until > on else None)

    def lived(day: date) -> timedelta:
        past = now - since if day == left else timedelta(0)
        return max(past, timedelta(0)) + max(after.start_after(day) - now, timedelta(0))

    for day in (left + number * _DAY for number in range((on - left).days + 1)):
        if day > lived_until and lived(day) < _MIN_LIVED:
            kept = kept.with_day(day)
    return kept, DateEntered(on, since if on == left else now, lived_until if lived_until >= on else None)


def week_of(day: date) -> str:
    """Return the ISO week of a day, such as `2026-W47`; the names sort chronologically."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def first_day_of(week: str) -> date:
    """Return the Monday of an ISO week named as by `week_of`."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def is_week_before(week: str, other: str) -> bool:
    """Return whether an ISO week is the one before another; the name of either may be empty."""
    return bool(week and other) and first_day_of(other) - first_day_of(week) == timedelta(weeks=1)


def monday_after(week: str) -> date:
    """Return the Monday after an ISO week named as by `week_of`."""
    return first_day_of(week) + timedelta(weeks=1)


def monday_of(day: date) -> date:
    """Return the Monday of the ISO week of a day; OverflowError before the first Monday of the calendar."""
    return day - timedelta(days=day.weekday())
