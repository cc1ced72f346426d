"""How the companion's meters move: a pure function of a life, without a clock and without I/O.

How fast they move, and why, is said in `constants.py`.
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
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import (
    DAY_CLOSED,
    ENERGY_OF_A_SHUTDOWN,
    FED,
    FULL,
    FULLNESS,
    HUNGER,
    HUNGER_AT_LUNCH,
    HYDRATION_OF_A_GOAL,
    OFF_WORK,
    OVERTIME,
    QUENCHED,
    RESTING,
    THIRST,
    WORKING,
    WORKING_ON,
    Decay,
)


class Point(NamedTuple):
    """What a meter stands at from a moment on, and how it drifts until the next point."""

    at: datetime
    value: float
    drift: Decay


@dataclass(frozen=True, slots=True)
class Meter:
    """One meter over two days, up to the moment `at` which it is looked at."""

    points: Sequence[Point]
    at: datetime

    @property
    def value(self) -> float:
        """What it stands at, from 0 to 100."""
        last = self.points[-1]
        return last.drift.after(last.value, self.at - last.at)

    def carried_over(self, moment: datetime) -> float:
        """Return how many points it still lacks of those that it lacked at a moment."""
        lacking, faded = 0.0, 0.0
        for point, end in self._spans():
            if point.at <= moment <= end:
                lacking = FULL - point.drift.after(point.value, moment - point.at)
            faded += max(timedelta(0), end - max(moment, point.at)) / point.drift.pace
        return lacking * math.exp(-faded)

    def below_since(self, mark: float) -> datetime | None:
        """Return since when it has been at or below a mark, without a break; None where it is not."""
        since = None
        for point, end in self._spans():
            fallen = point.drift.time_to(point.value, mark)
            if point.drift.after(point.value, end - point.at) > mark:
                since = None
            elif since is None or fallen:
                since = point.at + min(fallen, end - point.at)
        return since

    def _spans(self) -> Iterator[tuple[Point, datetime]]:
        """Walk over the points, each with the end of its drift."""
        return zip(self.points, [*(point.at for point in self.points[1:]), self.at], strict=True)


class Meters:
    """The meters of a life, each of them worked out once."""

    def __init__(self, activity: RecentActivity) -> None:
        self.activity = activity

    @cached_property
    def energy(self) -> Meter:
        """How fresh it is."""
        return energy_of(self.activity)

    @cached_property
    def hydration(self) -> Meter:
        """How little it thirsts."""
        return hydration_of(self.activity)

    @cached_property
    def fullness(self) -> Meter:
        """How little it hungers."""
        return fullness_of(self.activity)


def energy_of(activity: RecentActivity) -> Meter:
    """Return how fresh it is: work tires it, more so without a rest, and past the limit of the day."""
    layers = [
        (RESTING, activity.rests),
        (OVERTIME, activity.overtime),
        (WORKING_ON, activity.without_rest),
        (WORKING, activity.work),
        (DAY_CLOSED, activity.evenings),
    ]
    return _run(activity, OFF_WORK, layers, ((moment, ENERGY_OF_A_SHUTDOWN) for moment in activity.reliefs))


def hydration_of(activity: RecentActivity) -> Meter:
    """Return how little it thirsts: work makes thirsty, drinks quench it."""
    share = HYDRATION_OF_A_GOAL / activity.user.hydration_goal_ml
    drinks = ((one.at, one.amount_ml * share) for one in activity.entries if isinstance(one, Drink))
    return _run(activity, QUENCHED, [(THIRST, activity.work)], drinks)


def fullness_of(activity: RecentActivity) -> Meter:
    """Return how little it hungers: work makes hungry, more so at lunch time, and meals feed it."""
    meals = ((one.at, FULLNESS[one.kind]) for one in activity.entries if isinstance(one, Meal))
    return _run(activity, FED, [(HUNGER_AT_LUNCH, activity.lunch_missed), (HUNGER, activity.work)], meals)


Layer = tuple[Decay, Sequence[Interval]]


def _run(
    activity: RecentActivity,
    otherwise: Decay,
    layers: Sequence[Layer],
    events: Iterable[tuple[datetime, float]],
) -> Meter:
    """Return a meter that was full when yesterday began; where layers overlap, the first one counts."""
    turns = [(moment, 0, 0, jump) for moment, jump in events]
    for layer, (_, intervals) in enumerate(layers):
        for one in intervals:
            turns += (one.begin, layer, 1, 0.0), (one.end, layer, -1, 0.0)
    turns.sort(key=itemgetter(0))
    drifts, going_on = [*(drift for drift, _ in layers), otherwise], [*(0 for _ in layers), 1]
    last, value, drift = activity.begin, FULL, otherwise
    points = [Point(last, value, drift)]
    for moment, layer, step, jump in turns:
        if last < moment:
            value, last = drift.after(value, moment - last), moment
        if step:
            going_on[layer] += step
            drift = next(compress(drifts, going_on))
        value = min(FULL, value + jump)
        points.append(Point(moment, value, drift))
    return Meter(points, activity.at)
