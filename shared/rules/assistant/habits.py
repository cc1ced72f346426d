"""When a user usually works, and when focus is best."""

from datetime import timedelta
from functools import cached_property

from shared.rules.assistant.history import History
from shared.rules.assistant.metrics.habits import MIN_DAYS, BestHours, best_hours, usual_end, usual_start
from shared.rules.assistant.metrics.window import Window, window_of
from shared.rules.assistant.quantiles import median

HABIT_DAYS = 28
"""The days before today of which habits are taken."""

DEFAULT_START, DEFAULT_END = 9 * 60, 17 * 60
"""The hours of work without a habit, in minutes after midnight."""

_DAY = timedelta(days=1)


class Habits:
    """The habits of the last 28 days before today, each computed when it is first asked for."""

    def __init__(self, history: History) -> None:
        self._history = history

    @cached_property
    def window(self) -> Window:
        """The days before today."""
        today = self._history.today
        return window_of(self._history, (), today - HABIT_DAYS * _DAY, today - _DAY)

    @cached_property
    def usual_start(self) -> int | None:
        """The minute of the day at which work usually begins."""
        found = usual_start(self.window).value
        return None if found is None else round(found)

    @cached_property
    def usual_end(self) -> int | None:
        """The minute of the day at which work usually ends."""
        found = usual_end(self.window).value
        return None if found is None else round(found)

    @cached_property
    def usual_focus(self) -> timedelta | None:
        """The median focus of a day with focus; None below 5 days with some."""
        found = [day.focus for day in self.window.days if day.focus]
        return timedelta(seconds=median(found)) if len(found) >= MIN_DAYS else None

    @cached_property
    def best_hours(self) -> BestHours | None:
        """The hours with most focus; None if they are not known."""
        found = best_hours(self.window)
        return found[0] if found else None
