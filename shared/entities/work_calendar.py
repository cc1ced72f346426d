"""The days on which a user works."""

from datetime import date, datetime, timedelta
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.calendar import Calendar
from shared.entities.checks import MAX_TITLE_LENGTH, check_text
from shared.errors import ValidationError
from shared.views.user import DaysOffView

MAX_DAYS = 366
"""How long days off may last."""


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
            raise ValidationError.for_field("to", f"must be at most {MAX_DAYS} days from 'from' on")
        check_text("note", self.note, MAX_TITLE_LENGTH)
        return replace(self, note=(self.note or "").strip() or None)

    def to_dict(self) -> DaysOffView:
        """Return the view."""
        return {"id": self.id, "from": self.begin, "to": self.end, "note": self.note}


class WorkCalendar(msgspec.Struct, frozen=True):
    """A user's calendar with the days off."""

    calendar: Calendar
    days_off: tuple[DaysOff, ...] = ()

    def date_of(self, moment: datetime) -> date:
        """Return the user's day of a moment."""
        return self.calendar.date_of(moment)

    def is_day_off(self, day: date) -> bool:
        """Return whether the user has planned this day off."""
        return any(days.begin <= day <= days.end for days in self.days_off)
