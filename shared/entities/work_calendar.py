"""The days on which a user works."""

from datetime import date, datetime

import msgspec

from shared.entities.calendar import Calendar


class DayOff(msgspec.Struct, frozen=True):
    """The days from `begin` to `end`, both included, that a user has planned to take off."""

    id: str
    begin: date
    end: date
    note: str | None = None


class WorkCalendar(msgspec.Struct, frozen=True):
    """A user's calendar with the days off."""

    calendar: Calendar
    days_off: tuple[DayOff, ...] = ()

    def date_of(self, moment: datetime) -> date:
        """Return the user's day of a moment."""
        return self.calendar.date_of(moment)

    def is_day_off(self, day: date) -> bool:
        """Return whether the user has planned this day off."""
        return any(days.begin <= day <= days.end for days in self.days_off)
