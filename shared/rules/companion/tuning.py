"""The companion's nature: every number that it goes by, with the reason for it.

Between deeds a meter drifts towards where it would come to rest, quickly at first and then ever more slowly:
so it moves smoothly, and has forgotten today what was the day before yesterday. A deed moves it at once.
What counts of a work session is `MAX_SHIFT` of `shared/entities/work_session.py`. The effects that are
told here are those that tests show.
"""

import math
from dataclasses import dataclass
from datetime import time, timedelta

from shared.views.companion import Stage
from shared.views.health import MealKind

FULL = 100.0
"""Where a meter ends; the other end is 0."""


@dataclass(frozen=True, slots=True)
class Decay:
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


def _drift(goal: float, hours: float) -> Decay:
    return Decay(goal, timedelta(hours=hours))


# Energy

OFF_WORK = _drift(FULL, 2.8)
"""An evening and a night restore it: after 11 hours 2 % of the tiredness are left. So much, and no more, may
be forgotten at midnight: what began before yesterday ends 11 hours before, at the latest."""

DAY_CLOSED = _drift(FULL, 1.5)
"""Who has closed the day has let go of it, and recovers in half the time."""

RESTING = _drift(FULL, 1)
"""Ten minutes bring back 15 % of what is lacking: with as much each hour, a day of work ends at 74."""

WORKING = _drift(40, 6)
"""However long a day with rests is, it alone does not make tired."""

WORKING_ON = _drift(20, 3)
"""Without a rest it is tired after some four hours."""

OVERTIME = _drift(0, 2)
"""Past the day's limit, without a rest, it is exhausted within two hours and three quarters."""

ENERGY_OF_A_SHUTDOWN = 10.0
"""Closing the day is a relief."""

WORK_BEFORE_ANOTHER_RELIEF = timedelta(hours=1)
"""Whoever closes the day again after less has not come back to it."""

MIN_REST = timedelta(minutes=5)
"""Whoever stops for less goes on without a rest."""

FRESH_FOR_AT_MOST = timedelta(hours=12)
"""After so much work it tires faster, however late somebody wants to hear of a rest: what went on before
yesterday, of which nothing is known, must make no difference any more."""

# Hydration

THIRST = _drift(0, 3)
"""At work it wants water after two hours, and is thirsty after three."""

QUENCHED = _drift(FULL, 2.8)
"""Off work people drink without telling: a day off leaves nothing but a companion that is well."""

HYDRATION_OF_A_GOAL = 200.0
"""A glass, an eighth of the goal, makes good for an hour of work."""

WANTS_WATER_BELOW = 50.0
"""Half empty, well before it is thirsty: so whoever drinks when they are reminded never sees it so."""

# Fullness

HUNGER = _drift(0, 5.5)
"""A lunch at noon lasts until a quarter to six. After 23 hours of work, the shortest day, 1.5 % are left of
how hungry it was before: midnight forgets no more."""

HUNGER_AT_LUNCH = _drift(0, 3)
"""With the lunch window open, and nothing taken, it is hungry after an hour and a half."""

FED = _drift(FULL, 2.8)
"""Off work people eat without telling: what is eaten before work shows only in what it says."""

FULLNESS = {MealKind.BREAKFAST: 40.0, MealKind.LUNCH: 60.0, MealKind.DINNER: 60.0, MealKind.SNACK: 20.0}
"""Of a full belly: a big meal more than half, a snack a fifth, a breakfast at the desk what is between."""

# Moods

EXHAUSTED_BELOW = 20
TIRED_BELOW = 45
THIRSTY_BELOW = 35
HUNGRY_BELOW = 35
"""Where meters show. With a rest an hour, eight glasses and a lunch at noon none of them does, all day long;
where one of these is lacking, just that one does."""

WELL_FROM = 75
"""Who lacks less than a quarter of anything is happy at work."""

HIGH_FROM = 90
"""Whatever moved a meter that is as high has hardly moved it, and is not spoken of."""

YESTERDAYS_FROM = 0.5
"""Of what a meter lacks: where so much was lacking when today began, yesterday is the reason."""

HUNGRY_FOR_LUNCH_BELOW = 70
"""Off work, where people eat without telling, who is more than two thirds full is not hungry for lunch."""

SATED_FOR = timedelta(hours=1)
"""By whatever was eaten, lunch or not."""

PROUD_FOR = timedelta(minutes=15)
"""Of something done: long enough to be seen by somebody who looks now and then."""

NIGHT = (time(22), time(6))
"""In which it sleeps, unless there is work."""

NOON = time(12)
"""Before it, who has not worked yet has a morning; later, a day off."""

MANY_TASKS = 5
"""Done on one day: more than most days bring."""

MIN_STREAK = 3
"""Of which it speaks: two days happen to everybody."""

MIN_SPOKEN_OF = timedelta(minutes=1)
"""What is shorter would be said to be 0 minutes."""

# Growth

XP_STEP = 25
"""Level n takes 25 n (n - 1) points, as the API's contract has it: 50 for the second, 2,250 for the tenth."""

STAGES = (
    (35, Stage.SAGE),
    (20, Stage.GUARDIAN),
    (10, Stage.COMPANION),
    (5, Stage.SPROUT),
    (2, Stage.HATCHLING),
    (1, Stage.EGG),
)
"""The levels from which on it is so grown up, as the API's contract has them."""
