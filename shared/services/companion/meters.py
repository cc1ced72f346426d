"""How the companion's meters move: a pure function of a life, without a clock and without I/O.

Between deeds a meter drifts towards where it would come to rest, quickly at first and then ever more slowly:
so it moves smoothly, and has forgotten today what was the day before yesterday. A deed moves it at once. The
table below says how fast, and why.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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


# Energy. Off work, an evening and a night restore it: after 12 hours 2 % of the tiredness are left.
OFF_WORK = _drift(FULL, 3)
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
QUENCHED = _drift(FULL, 3)
# A glass, an eighth of the goal, makes good for an hour of work.
HYDRATION_OF_A_GOAL = 200.0

# Fullness. A breakfast lasts until lunch, and a lunch at noon until the day is over.
HUNGER = _drift(0, 6)
# With the lunch window open, and nothing taken, hunger grows twice as fast.
HUNGER_AT_LUNCH = _drift(0, 3)
FED = _drift(FULL, 4)
# Of a full belly: a meal more than half, a snack a fifth.
FULLNESS = {MealKind.BREAKFAST: 40.0, MealKind.LUNCH: 60.0, MealKind.DINNER: 60.0, MealKind.SNACK: 20.0}


@dataclass(frozen=True, slots=True)
class Point:
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

    def below_since(self, mark: float) -> datetime | None:
        """Return since when it has been at or below a mark, without a break; None where it is not."""
        since = None
        ends = [*(point.at for point in self.points[1:]), self.at]
        for point, end in zip(self.points, ends, strict=True):
            fallen = point.drift.time_to(point.value, mark)
            if point.drift.after(point.value, end - point.at) > mark:
                since = None
            elif since is None or fallen:
                since = point.at + min(fallen, end - point.at)
        return since


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
    jumps: dict[datetime, float] = {}
    for moment, jump in deeds:
        jumps[moment] = jumps.get(moment, 0) + jump
    value, drift, last = FULL, otherwise, life.begin
    points: list[Point] = []
    for moment in sorted({life.begin, *jumps, *_ends(layers)}):
        value = min(FULL, drift.after(value, moment - last) + jumps.get(moment, 0))
        drift = next((one for one, stretches in layers if _within(moment, stretches)), otherwise)
        points.append(Point(moment, value, drift))
        last = moment
    return Meter(points, life.at)


def _ends(layers: Iterable[Layer]) -> Iterator[datetime]:
    for _, stretches in layers:
        for one in stretches:
            yield one.begin
            yield one.end


def _within(moment: datetime, stretches: Iterable[Stretch]) -> bool:
    return any(one.begin <= moment < one.end for one in stretches)
