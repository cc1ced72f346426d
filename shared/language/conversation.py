"""What the companion says in a conversation."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from shared.entities.calendar import Calendar
from shared.language.speech import Speech, conversation_in, speech_in
from shared.views.conversation import OptionView

MAX_SUGGESTIONS = 3
"""How many things to say next are offered."""

_DAY = timedelta(days=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The weekdays of recurrence rules."""


@dataclass(frozen=True)
class Phrases:
    """The texts of one turn: `seed` and `turn` choose the variants, so that two turns in a row differ."""

    language: str
    seed: str
    turn: int

    @cached_property
    def _texts(self) -> Speech:
        return conversation_in(self.language)

    @cached_property
    def common(self) -> Speech:
        """The companion's texts that are not only of conversations."""
        return speech_in(self.language)

    def say(self, key: str, **values: str | float) -> str:
        """Return a text that has one variant."""
        return self._texts.say(key, **values)

    def vary(self, key: str, **values: str | float) -> str:
        """Return a text in the variant of this turn."""
        return self._texts.choose(key, self.seed, self.turn, **values)

    def day(self, day: date, today: date) -> str:
        """Return a day in words: today, tomorrow, or its weekday and date, as in 'due Friday 20 March'."""
        if abs(day - today) <= _DAY:
            return self.say(f"day-{('yesterday', 'today', 'tomorrow')[(day - today).days + 1]}")
        weekday = self._name("chart-weekdays", day.weekday())
        month = self._name("chart-months", day.month - 1)
        key = "day-of-year" if day.year == today.year else "day-of-other-year"
        return self.say(key, weekday=weekday, day=day.day, month=month, year=str(day.year))

    def moment(self, moment: datetime, calendar: Calendar, today: date) -> str:
        """Return a moment in words: its day, and its local time."""
        local = moment.astimezone(calendar.zone)
        return self.say("day-and-time", day=self.day(local.date(), today), time=self.clock(moment, calendar))

    def due(self, due: datetime, calendar: Calendar, today: date) -> str:
        """Return when a task is due, in words; the end of a date is the date."""
        on = due.astimezone(calendar.zone).date()
        if due == Calendar(calendar.zone, time(0)).end_of(on):
            return self.day(on, today)
        return self.moment(due, calendar, today)

    def clock(self, moment: datetime, calendar: Calendar) -> str:
        """Return the local time of a moment, as in 'at 17:30'."""
        local = moment.astimezone(calendar.zone)
        return self.common.say("at-time", time=f"{local:%H:%M}", hour=local.hour)

    def series(self, rule: str) -> str:
        """Return how often a recurrence rule repeats, as in 'every Monday and Friday'."""
        parts = dict(part.split("=", 1) for part in rule.split(";"))
        frequency, count = parts["FREQ"].lower(), int(parts.get("INTERVAL", 1))
        weekdays = parts.get("BYDAY", "").split(",") if frequency == "weekly" and count == 1 else [""]
        if weekdays == [""]:
            return self.say(f"repeats-{frequency}", count=count)
        *others, last = (self._name("chart-weekdays", _WEEKDAYS.index(name)) for name in weekdays)
        days = self.say("and", first=", ".join(others), last=last) if others else last
        return self.say("repeats-on", days=days)

    def options(self, names: tuple[str, ...]) -> list[OptionView]:
        """Return what could be said next, by name."""
        return [{"label": text, "text": text} for text in map(self._suggestion, names[:MAX_SUGGESTIONS])]

    def _suggestion(self, name: str) -> str:
        return self.say(f"suggest-{name}")

    def _name(self, key: str, number: int) -> str:
        return self.common.say(key).split()[number]
