"""Which day it is for somebody."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from shared.entities.interval import Interval

HourOfWeek = int
"""An hour of the week by the wall clock: 0 is Monday from 00:00 to 01:00, 167 the last one of Sunday."""

HOURS_IN_WEEK = 7 * 24

_MAX_SPLIT = timedelta(days=31)
_SECOND = timedelta(seconds=1)
_TICK = timedelta.resolution


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    # What the machine adds to the IANA names means another zone on every machine.
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def is_zone(name: str) -> bool:
    """Tell whether this is the name of an IANA time zone."""
    return name in _zone_names()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a person: a time zone, and the hour of the wall clock at which their day starts.

    Somebody who works past midnight lets the day start at 04:00; what they do at 01:00 then counts for
    the day before. Days have 23, 24 or 25 hours, as the zone's rules have it.
    """

    zone: ZoneInfo
    day_start: time

    def date_of(self, moment: datetime) -> date:
        """Return the day that a moment belongs to: the one that has begun last."""
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        day = (wall - timedelta(hours=self.day_start.hour, minutes=self.day_start.minute)).date()
        # Where the clock is turned just then, the wall shows the day's beginning twice, or never.
        with suppress(ValueError):
            if moment < self.start_of(day):
                return day - timedelta(days=1)
        with suppress(ValueError):
            if moment >= self.start_after(day):
                return day + timedelta(days=1)
        return day

    def start_of(self, day: date) -> datetime:
        """Return the first moment of a day, in UTC; ValueError at the ends of the calendar."""
        try:
            return datetime.combine(day, self.day_start, self.zone).astimezone(UTC)
        except OverflowError as error:
            raise ValueError(f"no such day: {day}") from error

    def start_after(self, day: date) -> datetime:
        """Return the first moment that is past a day, in UTC; ValueError at the ends of the calendar."""
        try:
            return self.start_of(day + timedelta(days=1))
        except OverflowError as error:
            raise ValueError(f"no day after {day}") from error

    def end_of(self, day: date) -> datetime:
        """Return the last whole second of a day, in UTC; ValueError at the ends of the calendar."""
        if day < date.max:
            return self.start_after(day) - timedelta(seconds=1)
        try:
            return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)
        except OverflowError as error:
            raise ValueError(f"no such day: {day}") from error

    def hour_of(self, moment: datetime) -> HourOfWeek:
        """Return the hour of the week that the wall clock shows."""
        wall = moment.astimezone(self.zone)
        return wall.weekday() * 24 + wall.hour

    def clock_of(self, moment: datetime) -> str:
        """Return what the wall clock shows, as `HH:MM`."""
        return moment.astimezone(self.zone).strftime("%H:%M")

    def moment_of(self, day: date, clock: time) -> datetime:
        """Return when the wall clock shows a time of a day; before the day starts, that of the next date."""
        wall = day if clock >= self.day_start else day + timedelta(days=1)
        return datetime.combine(wall, clock, self.zone).astimezone(UTC)

    def instants_of(self, date_on_wall: date, clock: time) -> tuple[datetime, ...]:
        """Return when the wall clock shows a time of a date, whenever the day starts, in UTC.

        It is two moments where the clock is turned back over that time, and where it is turned past it the
        moment in which it is turned.
        """
        first, second = (
            datetime.combine(date_on_wall, clock.replace(fold=fold), self.zone).astimezone(UTC)
            for fold in (0, 1)
        )
        if first > second:
            return (self._turned_between(second, first),)
        return (first,) if first == second else (first, second)

    def minute_of(self, moment: datetime) -> int:
        """Return how many minutes the wall clock is past the midnight of the moment's day.

        At 01:00 of a day that begins at 04:00 these are 25 hours: it is still the day before.
        """
        wall = moment.astimezone(self.zone)
        return (wall.date() - self.date_of(moment)).days * 24 * 60 + wall.hour * 60 + wall.minute

    def split(self, start: datetime, end: datetime) -> dict[date, dict[HourOfWeek, int]]:
        """Return how many whole seconds of a stretch of time fall into each hour, by local day.

        Of a stretch longer than 31 days, the last 31: nobody works for so long without a break, and what a
        commit can write is bounded.
        """
        spans: dict[date, dict[HourOfWeek, int]] = {}
        begin = max(start, end - _MAX_SPLIT)
        for piece, until in self._pieces(begin, end):
            seconds = int((until - begin).total_seconds()) - int((piece - begin).total_seconds())
            hours = spans.setdefault(self.date_of(piece), {})
            hour = self.hour_of(piece)
            hours[hour] = hours.get(hour, 0) + seconds
        return spans

    def parts(self, whole: Interval) -> dict[date, Interval]:
        """Return the part of a stretch that lies in each local day; of more than 31 days, the last ones."""
        parts: dict[date, Interval] = {}
        begin = max(whole.begin, whole.end - _MAX_SPLIT)
        while begin < whole.end:
            day, end = self.date_of(begin), whole.end
            with suppress(ValueError):
                end = min(end, self.start_after(day))
            parts[day] = Interval(begin, end, whole.source)
            begin = end
        return parts

    def _pieces(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Cut a stretch where an hour of the wall clock or a day ends."""
        while start < end:
            wall = start.astimezone(self.zone)
            past = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
            cut = start + timedelta(hours=1) - past
            with suppress(ValueError):
                following = self.start_after(self.date_of(start))
                cut = min(cut, following) if following > start else cut
            cut = self._turned_between(start, min(cut, end))
            yield start, cut
            start = cut

    def _turned_between(self, start: datetime, end: datetime) -> datetime:
        """Return the second in which the wall clock is turned, or else the end.

        Mostly that is where an hour ends; in a few zones the clock jumps in the middle of one.
        """
        before = start.astimezone(self.zone).utcoffset()
        if (end - _TICK).astimezone(self.zone).utcoffset() == before:
            return end
        while end - start > _SECOND:
            middle = start + (end - start) / 2
            if middle.astimezone(self.zone).utcoffset() == before:
                start = middle
            else:
                end = middle
        return end.replace(microsecond=0)


def week_of(day: date) -> str:
    """Return the ISO week of a day, as in `2026-W47`; weeks sort as their names do."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def first_day_of(week: str) -> date:
    """Return the Monday of an ISO week, by the name that `week_of` gives it."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def monday_after(week: str) -> date:
    """Return the day after an ISO week."""
    return first_day_of(week) + timedelta(weeks=1)


def monday_of(day: date) -> date:
    """Return the first day of a day's ISO week; ValueError at the beginning of the calendar."""
    try:
        return day - timedelta(days=day.weekday())
    except OverflowError as error:
        raise ValueError(f"no Monday before {day}") from error
