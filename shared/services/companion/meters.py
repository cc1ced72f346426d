"""How the companion's meters move: a pure function of a life, without a clock and without I/O.

Between deeds a meter drifts towards where it would come to rest, quickly at first and then ever more slowly:
so it moves smoothly, and has forgotten today what was the day before yesterday. A deed moves it at once. The
table below says how fast, and why.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from shared.entities.health import Drink, Meal, MealKind
from shared.entities.stretch import Stretch
from shared.services.companion.life import Life

FULL = 100.0


@dataclass(frozen=True, slots=True)
class Drift:
    """Towards `goal`, 63 % of the way to which are covered within `pace`.

    No pace is shorter than 50 minutes: so no meter moves by more than 2 points in a minute.
    """

    goal: float
    pace: timedelta

    def after(self, value: float, passed: timedelta) -> float:
        """Return what has become of a value."""
        return self.goal + (value - self.goal) * math.exp(-passed / self.pace)

    def time_to(self, value: float, mark: float) -> timedelta:
        """Return how long a value takes to fall to a mark; `timedelta.max` where it never does."""
        if value <= mark:
            return timedelta(0)
        if self.goal >= mark:
            return timedelta.max
        return self.pace * math.log((value - self.goal) / (mark - self.goal))


def _drift(goal: float, hours: float) -> Drift:
    return Drift(goal, timedelta(hours=hours))


# Energy. Off work, an evening and a night restore it: after 11 hours 2 % of the tiredness are left. So much,
# and no more, may be forgotten at midnight: what began before yesterday ends 11 hours before, at the latest.
OFF_WORK = _drift(FULL, 2.8)
# Who has closed the day has let go of it, and recovers in half the time.
DAY_CLOSED = _drift(FULL, 1.5)
# Ten minutes of rest bring back most of what an hour of work takes.
RESTING = _drift(FULL, 1)
# A day of work with rests ends above 60: far from tired.
WORKING = _drift(40, 6)
# Without a rest it is tired after some three hours.
WORKING_ON = _drift(20, 3)
# Past the day's limit it is exhausted within some two hours.
OVERTIME = _drift(0, 2)
# Closing the day is a relief.
ENERGY_OF_A_SHUTDOWN = 10.0

# Hydration. At work it wants water after two hours, and is thirsty after three.
THIRST = _drift(0, 3)
# Off work people drink and eat without telling: a day off leaves nothing but a companion that is well.
QUENCHED = _drift(FULL, 2.8)
# A glass, an eighth of the goal, makes good for an hour of work.
HYDRATION_OF_A_GOAL = 200.0

# Fullness. A breakfast lasts until lunch, and a lunch at noon until the day is over. After 23 hours of work,
# the shortest day, 1.5 % are left of how hungry it was before: midnight forgets no more.
HUNGER = _drift(0, 5.5)
# With the lunch window open, and nothing taken, hunger grows twice as fast.
HUNGER_AT_LUNCH = _drift(0, 3)
FED = _drift(FULL, 2.8)
# Of a full belly: a meal more than half, a snack a fifth.
FULLNESS = {MealKind.BREAKFAST: 40.0, MealKind.LUNCH: 60.0, MealKind.DINNER: 60.0, MealKind.SNACK: 20.0}


class Point(NamedTuple):
    """What a meter stands at from a moment on, and how it drifts until the next point."""

    at: datetime
    value: float
    drift: Drift


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

    def __init__(self, life: Life) -> None:
        self.life = life

    @cached_property
    def energy(self) -> Meter:
        """How fresh it is."""
        return energy_of(self.life)

    @cached_property
    def hydration(self) -> Meter:
        """How little it thirsts."""
        return hydration_of(self.life)

    @cached_property
    def fullness(self) -> Meter:
        """How little it hungers."""
        return fullness_of(self.life)


def energy_of(life: Life) -> Meter:
    """Return how fresh it is: work tires it, more so without a rest, and past the limit of the day."""
    layers = [
        (RESTING, life.rests),
        (OVERTIME, life.overtime),
        (WORKING_ON, life.without_rest),
        (WORKING, life.work),
        (DAY_CLOSED, life.evenings),
    ]
    return _run(life, OFF_WORK, layers, ((moment, ENERGY_OF_A_SHUTDOWN) for moment in life.reliefs))


def hydration_of(life: Life) -> Meter:
    """Return how little it thirsts: work makes thirsty, drinks quench it."""
    share = HYDRATION_OF_A_GOAL / life.user.hydration_goal_ml
    drinks = ((one.at, one.amount_ml * share) for one in life.entries if isinstance(one, Drink))
    return _run(life, QUENCHED, [(THIRST, life.work)], drinks)


def fullness_of(life: Life) -> Meter:
    """Return how little it hungers: work makes hungry, more so at lunch time, and meals feed it."""
    meals = ((one.at, FULLNESS[one.kind]) for one in life.entries if isinstance(one, Meal))
    return _run(life, FED, [(HUNGER_AT_LUNCH, life.lunch_missed), (HUNGER, life.work)], meals)


Layer = tuple[Drift, Sequence[Stretch]]


def _run(
    life: Life, otherwise: Drift, layers: Sequence[Layer], deeds: Iterable[tuple[datetime, float]]
) -> Meter:
    """Return a meter that was full when yesterday began; where layers overlap, the first one counts."""
    turns = [(moment, 0, 0, jump) for moment, jump in deeds]
    for layer, (_, stretches) in enumerate(layers):
        for one in stretches:
            turns += (one.begin, layer, 1, 0.0), (one.end, layer, -1, 0.0)
    turns.sort(key=itemgetter(0))
    drifts, going_on = [*(drift for drift, _ in layers), otherwise], [*(0 for _ in layers), 1]
    last, value, drift = life.begin, FULL, otherwise
    points = [Point(last, value, drift)]
    for moment, layer, step, jump in turns:
        if last < moment:
            value, last = drift.after(value, moment - last), moment
        if step:
            going_on[layer] += step
            drift = next(compress(drifts, going_on))
        value = min(FULL, value + jump)
        points.append(Point(moment, value, drift))
    return Meter(points, life.at)
