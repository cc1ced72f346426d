"""Every metric of a period, with that of the period before, and whether the change stands out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from shared.entities.task import Task
from shared.rules.assistant.history import History
from shared.rules.assistant.metrics.habits import MIN_DAYS
from shared.rules.assistant.metrics.table import METRICS, Metric
from shared.rules.assistant.metrics.window import DAYS_IN_WEEK, Window, weeks_before, window_of
from shared.rules.assistant.quantiles import median

MIN_EARLIER_WEEKS = 4
"""The fewest earlier weeks with which weeks are compared."""

MAX_EARLIER_WEEKS = 8
"""The most earlier weeks with which weeks are compared."""

MIN_CHANGE = 0.15
"""The smallest change, as a share, that stands out."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Insight:
    """A metric of a period: rounded values, and whether its change from the period before stands out."""

    metric: Metric
    value: float | None
    n: int
    previous: float | None
    change_percent: int | None
    stands_out: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Period:
    """Weeks of seven days up to today, and the same number before them.

    `tasks` are the newest of the user; older ones are not among them if it `is_cut_off`.
    """

    history: History
    weeks: int
    tasks: Sequence[Task]
    is_cut_off: bool

    @property
    def first(self) -> date:
        """The first day."""
        return self.history.today - (self.weeks * DAYS_IN_WEEK - 1) * _DAY

    @cached_property
    def window(self) -> Window:
        """The days of the period."""
        return self._window(self.first, self.history.today)

    @property
    def has_enough_data(self) -> bool:
        """Whether habits are known: from 5 days of work, of which none was free."""
        return len(self.window.usual) >= MIN_DAYS

    def insights(self) -> list[Insight]:
        """Return all metrics."""
        return [self._insight(metric) for metric in METRICS.values()]

    def _insight(self, metric: Metric) -> Insight:
        measure = metric.measure(self.window)
        value = _rounded(measure.value, metric)
        before = (
            self._before if metric.has_previous and not (metric.is_of_tasks and self.is_cut_off) else None
        )
        previous = _rounded(metric.measure(before).value, metric) if before else None
        change = _change(value, previous) if metric.is_relative else None
        return Insight(
            metric=metric,
            value=value,
            n=measure.n,
            previous=previous,
            change_percent=None if change is None else round(100 * change),
            stands_out=change is not None and self._stands_out(metric, change),
        )

    @cached_property
    def _before(self) -> Window | None:
        """The period before, None unless the history has the whole of it."""
        first = self.first - self.weeks * DAYS_IN_WEEK * _DAY
        return self._window(first, self.first - _DAY) if self.history.first <= first else None

    def _stands_out(self, metric: Metric, change: float) -> bool:
        """Return whether a change is worth a word.

        The calendar weeks that ended in the period, and at least 4 of the 8 before, must show the same: a
        change of the median of at least 15 % and of the median absolute deviation. Weeks with a free work day
        are no baseline, and totals of periods with different numbers of such days are not compared.
        """
        before = self._before
        if before is None or abs(change) < MIN_CHANGE:
            return False
        if metric.is_total and self._free_days(self.window) != self._free_days(before):
            return False
        recent = self._values(metric, self._weeks[: self.weeks])
        earlier = self._values(metric, self._weeks[self.weeks :])
        if not recent or len(earlier) < MIN_EARLIER_WEEKS:
            return False
        usual = median(earlier)
        deviation = median([abs(value - usual) for value in earlier])
        difference = median(recent) - usual
        is_clear = abs(difference) >= max(MIN_CHANGE * usual, deviation)
        return is_clear and difference * change > 0

    def _values(self, metric: Metric, weeks: Sequence[Window | None]) -> list[float]:
        values = (metric.measure(week).value for week in weeks if week is not None)
        return [value for value in values if value is not None]

    @cached_property
    def _weeks(self) -> list[Window | None]:
        """The calendar weeks that have ended, the latest first; None for those that are no baseline."""
        bounds = weeks_before(self.history.today, self.weeks + MAX_EARLIER_WEEKS)
        windows = (
            self._window(first, last) if self.history.first <= first else None for first, last in bounds
        )
        return [None if week is None or self._free_days(week) else week for week in windows]

    def _free_days(self, window: Window) -> int:
        """Return the number of work days that were free."""
        calendar = self.history.user.work_calendar
        free = (window.first + number * _DAY for number, is_free in enumerate(window.free) if is_free)
        return sum(map(calendar.is_work_weekday, free))

    def _window(self, first: date, last: date) -> Window:
        return window_of(self.history, self.tasks, first, last)


def _change(value: float | None, previous: float | None) -> float | None:
    return value / previous - 1 if value is not None and previous else None


def _rounded(value: float | None, metric: Metric) -> float | None:
    if value is None:
        return None
    return round(float(value), metric.decimals) if metric.decimals else round(value)
