"""The parameters of the companion, each with its reason and with the effect that tests show.

Between events a meter decays exponentially towards an equilibrium: it moves smoothly, and the state of two
days ago no longer matters. An event, such as a drink, changes a meter at once. How much of a work session
counts as work is `MAX_SHIFT` in `shared/entities/work_session.py`.
"""

import math
from dataclasses import dataclass
from datetime import time, timedelta

from shared.views.companion import Stage
from shared.views.health import MealKind

FULL = 100.0
"""The maximum of a meter; the minimum is 0."""


@dataclass(frozen=True, slots=True)
class Decay:
    """Exponential decay to `equilibrium`: within `time_constant`, 63 % of the difference disappears.

    No time constant is shorter than 50 minutes, so that decay moves no meter by more than 2 points a minute.
    """

    equilibrium: float
    time_constant: timedelta

    def after(self, value: float, elapsed: timedelta) -> float:
        """Return the value after some time."""
        return self.equilibrium + (value - self.equilibrium) * math.exp(-elapsed / self.time_constant)

    def time_to(self, value: float, threshold: float) -> timedelta:
        """Return the time a value takes to fall to a threshold; `timedelta.max` if it never does."""
        if value <= threshold:
            return timedelta(0)
        if self.equilibrium >= threshold:
            return timedelta.max
        # Not the logarithm of the ratio, which is infinite for a threshold very near to the equilibrium.
        span = math.log(value - self.equilibrium) - math.log(threshold - self.equilibrium)
        return self.time_constant * span


def _decay(equilibrium: float, hours: float) -> Decay:
    return Decay(equilibrium, timedelta(hours=hours))


# Energy

ENERGY_OFF_WORK = _decay(FULL, 2.8)
"""Recovery over an evening and a night: after 11 hours 2 % of the deficit is left. That is the most that may
be lost at midnight: a session that began before yesterday, of which nothing is known any more, ended at least
11 hours earlier."""

ENERGY_AFTER_SHUTDOWN = _decay(FULL, 1.5)
"""A user who has shut the day down recovers in about half the time."""

ENERGY_RESTING = _decay(FULL, 1)
"""10 minutes of rest restore 15 % of the deficit; with 10 minutes each hour, a workday ends at 74."""

ENERGY_WORKING = _decay(40, 6)
"""However long a workday with regular rests is, it does not alone make the companion tired."""

ENERGY_WITHOUT_REST = _decay(20, 3)
"""Without a rest the companion is tired after about 4 hours."""

ENERGY_OVERTIME = _decay(0, 2)
"""Past the workday limit without a rest, the companion is exhausted within 2 hours and 45 minutes."""

SHUTDOWN_ENERGY_GAIN = 10.0
"""Points of energy for shutting the day down."""

MIN_WORK_BETWEEN_SHUTDOWN_GAINS = timedelta(hours=1)
"""A further shutdown on the same day raises energy only after this much more work."""

MIN_REST = timedelta(minutes=5)
"""A shorter break does not interrupt continuous work."""

MAX_FATIGUE_DELAY = timedelta(hours=12)
"""The longest time before continuous work tires faster, regardless of the preference for rest reminders.
Without this limit, work from before yesterday, which is not known, could still make a difference."""

# Hydration

HYDRATION_WORKING = _decay(0, 3)
"""At work the companion needs water after 2 hours and is thirsty after 3."""

HYDRATION_OFF_WORK = _decay(FULL, 2.8)
"""Off work people drink without logging it: after a day off the companion is well."""

DAILY_GOAL_HYDRATION_GAIN = 200.0
"""Points for drinking the daily goal: a glass, an eighth of the goal, makes up for an hour of work."""

WATER_NEEDED_BELOW = 50.0
"""Well above the threshold of the thirsty mood, which a user who drinks at each reminder never sees."""

# Fullness

FULLNESS_WORKING = _decay(0, 5.5)
"""A lunch at noon lasts until 17:45. After 23 hours of work, the shortest day, 1.5 % of an earlier difference
is left: no more than that is lost at midnight."""

FULLNESS_BEFORE_LUNCH = _decay(0, 3)
"""Within the lunch window and without lunch, the companion is hungry after an hour and a half."""

FULLNESS_OFF_WORK = _decay(FULL, 2.8)
"""Off work people eat without logging it: a meal before work shows only in the messages."""

MEAL_FULLNESS_GAINS = {
    MealKind.BREAKFAST: 40.0,
    MealKind.LUNCH: 60.0,
    MealKind.DINNER: 60.0,
    MealKind.SNACK: 20.0,
}
"""Points for a meal: more than half for a main meal, a fifth for a snack, in between for breakfast."""

# Moods

EXHAUSTED_BELOW = 20
TIRED_BELOW = 45
THIRSTY_BELOW = 35
HUNGRY_BELOW = 35
"""Thresholds of the moods. A day with a rest each hour, eight glasses and a lunch at noon reaches none of
them; if one of the three is left out, only its own mood appears."""

HAPPY_FROM = 75
"""At work the companion is happy while no meter lacks more than a quarter."""

HIGH_FROM = 90
"""From here on, the reasons for a lower meter are not mentioned: their effect is too small."""

MIN_CARRIED_OVER_SHARE = 0.5
"""The share of a meter's deficit that must date from before today for yesterday to be given as the reason."""

HUNGRY_FOR_LUNCH_BELOW = 70
"""Off work, where people eat without logging it, the companion wants lunch only below this fullness."""

MIN_TIME_SINCE_MEAL = timedelta(hours=1)
"""For so long after a meal of any kind, the companion does not want lunch."""

PROUD_FOR = timedelta(minutes=15)
"""After a task is completed: long enough to be seen by a user who looks now and then."""

NIGHT = (time(22), time(6))
"""The companion sleeps from 22:00 to 06:00, except during work."""

NOON = time(12)
"""Before noon, a day without work is a morning; from noon on, a day off."""

MANY_TASKS = 5
"""Tasks completed on a day from which messages speak of many: more than on most days."""

MIN_STREAK = 3
"""The shortest streak in days that messages mention; two days in a row are common."""

MIN_REPORTED_DURATION = timedelta(minutes=1)
"""A shorter duration would be reported as 0 minutes, so messages do not mention it."""

# Levels

XP_STEP = 25
"""Level n takes 25 n (n - 1) points, as the API specifies: 50 for the second level, 2,250 for the tenth."""

STAGES = (
    (35, Stage.SAGE),
    (20, Stage.GUARDIAN),
    (10, Stage.COMPANION),
    (5, Stage.SPROUT),
    (2, Stage.HATCHLING),
    (1, Stage.EGG),
)
"""The first level of each stage, as the API specifies."""
