"""Facts of narratives: values with a unit, and the form in which they are said."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.views.metric import Unit


class Form(StrEnum):
    """How a fact is said; counts are said with what they count."""

    DURATION = "duration"
    DAYS = "days"
    TASKS = "tasks"
    FINISHED = "finished"
    PLANNED = "planned"
    BREAKS = "breaks"
    NUMBER = "number"
    EARLIER_WEEKS = "earlier_weeks"
    EARLIER_MONTHS = "earlier_months"
    PERCENT = "percent"
    MILLILITRES = "millilitres"
    CLOCK = "clock"
    WEEKDAY = "weekday"
    DATE = "date"
    DAY = "day"
    MONTH = "month"
    NAME = "name"
    PART = "part"


_UNITS = {
    Form.DURATION: Unit.HOURS,
    Form.PERCENT: Unit.PERCENT,
    Form.MILLILITRES: Unit.ML,
    Form.CLOCK: Unit.CLOCK,
    **dict.fromkeys((Form.WEEKDAY, Form.DATE, Form.DAY, Form.MONTH), Unit.DATE),
    **dict.fromkeys((Form.NAME, Form.PART), Unit.NAME),
}


@dataclass(frozen=True)
class Fact:
    """A value and how it is said: a duration in hours, a time in minutes after midnight."""

    value: float | date | str
    form: Form

    @property
    def unit(self) -> Unit:
        """The unit of the value."""
        return _UNITS.get(self.form, Unit.COUNT)


def hours(seconds: float) -> Fact:
    """Return a duration, in whole minutes."""
    return Fact(round(seconds // 60 / 60, 2), Form.DURATION)


Facts = dict[str, Fact]
"""Facts by name."""


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A part of a sentence: the key of its text, and the facts that it says.

    `key_alone` is that of its text in a sentence of its own, if it is another one.
    """

    key: str
    facts: Facts
    key_alone: str = ""
