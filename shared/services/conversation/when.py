"""When a task is due, by what was said."""

from datetime import date, datetime, time

from msgspec import UNSET, UnsetType

from shared.entities.calendar import Calendar
from shared.entities.conversation import Slots


def due_of(slots: Slots, calendar: Calendar) -> datetime | date | UnsetType:
    """Return the due date that was said: a date, or a moment; UNSET without one."""
    if slots.day is None:
        return UNSET
    return slots.day if slots.minute is None else moment_of(slots.day, slots.minute, calendar)


def moment_of(day: date, minute: int, calendar: Calendar) -> datetime:
    """Return a minute of a day by the clock."""
    hour, minute = divmod(minute, 60)
    return datetime.combine(day, time(hour, minute), calendar.zone)
