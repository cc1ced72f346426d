"""Energy, hydration and fullness over two days, computed from recent activity.

The rates of change are in `tuning.py`.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from shared.entities.health import Drink, Meal
from shared.entities.interval import Interval
from shared.rules.companion import tuning
from shared.rules.companion.phases import (
    energizing_shutdowns,
    overtime,
    time_after_shutdowns,
    work_before_lunch,
    work_without_rest,
)
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import FULL, Decay


class Point(NamedTuple):
    """The value of a meter at a moment, and its decay from then until the next point."""

    at: datetime
    value: float
    decay: Decay


@dataclass(frozen=True, slots=True)
class Meter:
    """One meter over two days, from its first point to the moment `at`."""

    points: Sequence[Point]
    at: datetime

    @property
    def value(self) -> float:
        """The value at the last moment, from 0 to 100."""
        last = self.points[-1]
        return last.decay.after(last.value, self.at - last.at)

    def carried_over(self, moment: datetime) -> float:
        """Return how many points of the deficit at an earlier moment are still missing."""
        deficit, decayed = 0.0, 0.0
        for point, end in self._segments():
            if point.at <= moment <= end:
                deficit = FULL - point.decay.after(point.value, moment - point.at)
            decayed += max(timedelta(0), end - max(moment, point.at)) / point.decay.time_constant
        return deficit * math.exp(-decayed)

    def below_since(self, threshold: float) -> datetime | None:
        """Return since when the meter has been at or below a threshold without interruption, or None."""
        since = None
        for point, end in self._segments():
            time_to_fall = point.decay.time_to(point.value, threshold)
            if point.decay.after(point.value, end - point.at) > threshold:
                since = None
            elif since is None or time_to_fall:
                since = point.at + min(time_to_fall, end - point.at)
        return since

    def _segments(self) -> Iterator[tuple[Point, datetime]]:
        """Yield each point with the moment at which its decay ends."""
        return zip(self.points, [*(point.at for point in self.points[1:]), self.at], strict=True)


class Meters:
    """The three meters, each computed at most once."""

    def __init__(self, activity: RecentActivity) -> None:
        self.activity = activity

    @cached_property
    def energy(self) -> Meter:
        """The energy meter."""
        return energy_of(self.activity)

    @cached_property
    def hydration(self) -> Meter:
        """The hydration meter."""
        return hydration_of(self.activity)

    @cached_property
    def fullness(self) -> Meter:
        """The fullness meter."""
        return fullness_of(self.activity)


def energy_of(activity: RecentActivity) -> Meter:
    """Return the energy meter: work lowers it, faster without a rest or past the workday limit."""
    phases = [
        (tuning.ENERGY_RESTING, activity.rests),
        (tuning.ENERGY_OVERTIME, overtime(activity)),
        (tuning.ENERGY_WITHOUT_REST, work_without_rest(activity)),
        (tuning.ENERGY_WORKING, activity.work),
        (tuning.ENERGY_AFTER_SHUTDOWN, time_after_shutdowns(activity)),
    ]
    gains = ((moment, tuning.SHUTDOWN_ENERGY_GAIN) for moment in energizing_shutdowns(activity))
    return _simulate(activity, tuning.ENERGY_OFF_WORK, phases, gains)


def hydration_of(activity: RecentActivity) -> Meter:
    """Return the hydration meter: work lowers it, drinks raise it."""
    per_ml = tuning.DAILY_GOAL_HYDRATION_GAIN / activity.user.hydration_goal_ml
    gains = ((entry.at, entry.amount_ml * per_ml) for entry in activity.entries if isinstance(entry, Drink))
    return _simulate(activity, tuning.HYDRATION_OFF_WORK, [(tuning.HYDRATION_WORKING, activity.work)], gains)


def fullness_of(activity: RecentActivity) -> Meter:
    """Return the fullness meter: work lowers it, faster at lunch time before lunch, and meals raise it."""
    phases = [
        (tuning.FULLNESS_BEFORE_LUNCH, work_before_lunch(activity)),
        (tuning.FULLNESS_WORKING, activity.work),
    ]
    meals = (entry for entry in activity.entries if isinstance(entry, Meal))
    gains = ((meal.at, tuning.MEAL_FULLNESS_GAINS[meal.kind]) for meal in meals)
    return _simulate(activity, tuning.FULLNESS_OFF_WORK, phases, gains)


Phase = tuple[Decay, Sequence[Interval]]
"""A decay and the intervals in which it applies."""


def _simulate(
    activity: RecentActivity,
    default: Decay,
    phases: Sequence[Phase],
    gains: Iterable[tuple[datetime, float]],
) -> Meter:
    """Return a meter that was full when yesterday began.

    Where phases overlap, the first one applies; outside all of them, `default`. A gain is added to the value
    at its moment, up to 100.
    """
    changes = [(moment, 0, 0, gain) for moment, gain in gains]
    for index, (_, intervals) in enumerate(phases):
        for interval in intervals:
            changes += (interval.begin, index, 1, 0.0), (interval.end, index, -1, 0.0)
    changes.sort(key=itemgetter(0))
    decays, open_intervals = [*(decay for decay, _ in phases), default], [*(0 for _ in phases), 1]
    last, value, decay = activity.begin, FULL, default
    points = [Point(last, value, decay)]
    for moment, index, step, gain in changes:
        if last < moment:
            value, last = decay.after(value, moment - last), moment
        if step:
            open_intervals[index] += step
            decay = next(compress(decays, open_intervals))
        value = min(FULL, value + gain)
        points.append(Point(moment, value, decay))
    return Meter(points, activity.at)
