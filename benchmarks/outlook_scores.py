"""Scores of forecasts: skill, discrimination, calibration, error, bias and coverage."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import nan
from operator import itemgetter

from benchmarks.outlook_data import Evening

CALIBRATION_BINS = 10
HEAVY_RATE = 0.2
"""The chance of a heavy week without a forecast: by definition, a fifth of a person's own weeks."""

Chance = tuple[float, bool]
"""A forecast chance, and whether the event came."""

Prediction = dict[str, float]
"""`hours`, `lo`, `hi`, `p_overload` of a day; the first one also `week_lo`, `week_hi`, `p_heavy_week`."""


@dataclass(slots=True)
class Scores:
    """Collects the forecasts of many evenings; each property is one figure over all of them."""

    overloads: list[Chance] = field(default_factory=list)
    heavy_weeks: list[Chance] = field(default_factory=list)
    absolute_error: float = 0.0
    naive_error: float = 0.0
    """The error of repeating the last week."""
    expected_sum: float = 0.0
    actual_sum: float = 0.0
    days_in_range: list[bool] = field(default_factory=list)
    weeks_in_range: list[bool] = field(default_factory=list)

    def add(
        self, evening: Evening, days: Sequence[Prediction], line: float, heavy_line: float | None
    ) -> None:
        """Add the forecast of an evening, with the person's lines of that evening."""
        last_week = [hours for _, hours in evening.history[-len(days) :]]
        for day, actual, before in zip(days, evening.actual, last_week, strict=True):
            self.overloads.append((day["p_overload"], actual > line))
            self.absolute_error += abs(actual - day["hours"])
            self.naive_error += abs(actual - before)
            self.expected_sum += day["hours"]
            self.actual_sum += actual
            self.days_in_range.append(_is_within(day["lo"], actual, day["hi"]))
        week, total = days[0], sum(evening.actual)
        if "week_lo" in week:
            self.weeks_in_range.append(_is_within(week["week_lo"], total, week["week_hi"]))
        if heavy_line is not None and "p_heavy_week" in week:
            self.heavy_weeks.append((week["p_heavy_week"], total > heavy_line))

    @property
    def mase(self) -> float:
        """The mean absolute error of days, relative to repeating the last week."""
        return _ratio(self.absolute_error, self.naive_error)

    @property
    def bias(self) -> float:
        """The expected hours of all weeks, relative to the actual ones: 0.1 is 10 % too much."""
        return _ratio(self.expected_sum, self.actual_sum) - 1

    @property
    def heavy_skill(self) -> float:
        """The skill for heavy weeks over a constant chance of a fifth."""
        return skill(self.heavy_weeks, [(HEAVY_RATE, came) for _, came in self.heavy_weeks])


def _ratio(value: float, unit: float) -> float:
    """Return the ratio, or NaN if the file has nothing to compare with."""
    return value / unit if unit else nan


def _is_within(low: float, value: float, high: float) -> bool:
    return low - 1e-9 <= value <= high + 1e-9


def brier(chances: Sequence[Chance]) -> float:
    """Return the mean squared difference between chances and events; 0 is best."""
    return sum((chance - came) ** 2 for chance, came in chances) / len(chances)


def skill(chances: Sequence[Chance], baseline: Sequence[Chance]) -> float:
    """Return the share of the baseline's Brier score that the forecast saves."""
    return 1 - _ratio(brier(chances), brier(baseline))


def auc(chances: Sequence[Chance]) -> float:
    """Return the probability that an event had a higher chance than a non-event; ties count half."""
    events = sum(came for _, came in chances)
    others = len(chances) - events
    below, pairs = 0, 0.0
    for _, group in groupby(sorted(chances), key=itemgetter(0)):
        outcomes = [came for _, came in group]
        here = len(outcomes) - sum(outcomes)
        pairs += sum(outcomes) * (below + here / 2)
        below += here
    return _ratio(pairs, events * others)


def calibration_error(chances: Sequence[Chance]) -> float:
    """Return the mean difference between chance and frequency over ten groups of equal size, by chance."""
    ordered = sorted(chances, key=itemgetter(0))
    count = len(ordered)
    error = 0.0
    for group in range(CALIBRATION_BINS):
        members = ordered[group * count // CALIBRATION_BINS : (group + 1) * count // CALIBRATION_BINS]
        error += abs(sum(chance for chance, _ in members) - sum(came for _, came in members))
    return error / count


def share(outcomes: Sequence[bool]) -> float:
    """Return the share of True."""
    return sum(outcomes) / len(outcomes)
