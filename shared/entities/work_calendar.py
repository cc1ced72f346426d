"""The days on which a user works."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import Calendar
from shared.entities.checks import MAX_TITLE_LENGTH, check_text
from shared.errors import ValidationError
from shared.views.user import DaysOffView

MAX_DAYS = 366
"""How long days off may last."""

_MAX_DAYS_AHEAD = 2 * 366  # that are searched for the next work day


HolidaysOf = Callable[[str, int], Collection[date]]
"""Returns the public holidays of a country in a year."""


class DaysOff(msgspec.Struct, frozen=True, kw_only=True):
    """The days from `begin` to `end`, both included, that a user has planned to take off.

    They are stored in the user's document.
    """

    id: str
    user_id: str
    begin: date
    end: date
    note: str | None = None

    def check(self, today: date) -> Self:
        """Return the days off, their note trimmed; `ValidationError` if they are not valid."""
        if self.begin < today - timedelta(days=1):
            raise ValidationError.for_field("from", "must not be before yesterday")
        if self.end < self.begin:
            raise ValidationError.for_field("to", "must not be before 'from'")
        if (self.end - self.begin).days >= MAX_DAYS:
            raise ValidationError.for_field("to", f"must be at most {MAX_DAYS - 1} days after 'from'")
        check_text("note", self.note, MAX_TITLE_LENGTH)
        return replace(self, note=(self.note or "").strip() or None)

    def to_dict(self) -> DaysOffView:
        """Return the view."""
        return {"id": self.id, "from": self.begin, "to": self.end, "note": self.note}


class WorkCalendar(msgspec.Struct, frozen=True):
    """A user's calendar with the days on which the user does not work.

    `work_days` are ISO weekdays, 1 to 7. `country` is that of the public holidays; None for none.
    """

    calendar: Calendar
    days_off: tuple[DaysOff, ...] = ()
    work_days: tuple[int, ...] = (1, 2, 3, 4, 5)
    country: str | None = None

    def date_of(self, moment: datetime) -> date:
        """Return the user's day of a moment."""
        return self.calendar.date_of(moment)

    def is_day_off(self, day: date) -> bool:
        """Return whether the user has planned this day off."""
        return any(days.begin <= day <= days.end for days in self.days_off)

    def is_free(self, day: date, holidays: HolidaysOf) -> bool:
        """Return whether the user has planned this day off, or it is a public holiday."""
        if self.is_day_off(day):
            return True
        return self.country is not None and day in holidays(self.country, day.year)

    def free_days(self, first: date, last: date, holidays: HolidaysOf) -> set[date]:
        """Return the planned days off and public holidays from the first day to the last."""
        free: set[date] = set()
        for days in self.days_off:
            begin, end = max(first, days.begin), min(last, days.end)
            free.update(begin + timedelta(days=number) for number in range((end - begin).days + 1))
        if self.country is not None:
            for year in range(first.year, last.year + 1):
                free.update(day for day in holidays(self.country, year) if first <= day <= last)
        return free

    def is_work_weekday(self, day: date) -> bool:
        """Return whether the user works on this day of the week; the day may still be free."""
        return day.isoweekday() in self.work_days

    def is_work_day(self, day: date, holidays: HolidaysOf) -> bool:
        """Return whether the user works on this day: on its weekday, and it is not free."""
        return self.is_work_weekday(day) and not self.is_free(day, holidays)

    def next_work_day(self, today: date, holidays: HolidaysOf) -> date:
        """Return the first day after today that is a work day, and neither a day off nor a public holiday.

        It is tomorrow if there is none within two years.
        """
        days = (today + timedelta(days=ahead) for ahead in range(1, _MAX_DAYS_AHEAD))
        work_days = (day for day in days if self.is_work_day(day, holidays))
        return next(work_days, today + timedelta(days=1))

    def passed_days(
        self, today: date, *active: ActiveDays, bridged: ActiveDays, holidays: HolidaysOf
    ) -> ActiveDays:
        """Return the days on which the user does not work, from the first active day to the last or today.

        Public holidays are among them for each year in which only a holiday can keep a streak: it has a work
        day without activity, before today, that is not bridged.
        """
        found = [days for days in active if days.bits]
        first = min([today, *(days.origin for days in found)])
        last = max([today, *(days.last for days in found)])
        free = self.days_without_work(first, last)
        if self.country is None:
            return free
        for year in {day.year for days in found for day in days.gaps(today, free | bridged)}:
            for day in holidays(self.country, year):
                free = free.with_day(day) if first <= day <= last else free
        return free

    def days_without_work(self, first: date, last: date) -> ActiveDays:
        """Return the days off, and the weekdays on which the user does not work, from one day to another."""
        length = (last - first).days + 1
        if length <= 0:
            return ActiveDays()
        week = sum(1 << day for day in range(7) if (first.weekday() + day) % 7 + 1 not in self.work_days)
        bits = sum(week << start for start in range(0, length, 7))
        for days in self.days_off:
            begin, end = max(0, (days.begin - first).days), min(length, (days.end - first).days + 1)
            bits |= (1 << end) - (1 << begin) if begin < end else 0
        bits &= (1 << length) - 1
        return ActiveDays(first, bits) if bits else ActiveDays()
