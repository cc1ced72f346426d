"""Users with random days, tasks and days off, whose narratives the tests read."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.entities.assistant_state import AssistantState
from shared.entities.compact import encode_numbers
from shared.entities.rhythm import RhythmDay
from shared.entities.task import Task
from shared.entities.totals import LifetimeTotals
from shared.entities.user import User
from shared.entities.work_calendar import DaysOff
from shared.rules.assistant.history import History
from shared.rules.assistant.narratives.period import NarrativePeriod, period_of
from shared.views.narratives import PeriodKind

DAY = timedelta(days=1)
LAST = date(2026, 12, 20)  # a Sunday
TAGS = ("deep work", "diseño", "Q3 2026", "אב", "café")
_CHANGING = ("hours", "focus", "tasks", "rest")
_KINDS = ("work", "work", "work", "work", "tasks", "tasks", "focus", "health", "plans", "nothing")


@dataclass(frozen=True, kw_only=True, eq=False)
class Life:
    """What the assistant knows of a user."""

    history: History
    tasks: list[Task]
    knows_all_tasks: bool

    def periods(self, chance: random.Random) -> list[NarrativePeriod]:
        """Return of each kind the period that runs, and an earlier one."""
        most = {PeriodKind.DAY: 3, PeriodKind.WEEK: 8, PeriodKind.MONTH: 40}
        running = {kind: period_of(kind, self.history.today) for kind in most}
        earlier = [
            period_of(kind, running[kind].first - chance.randint(1, days) * DAY)
            for kind, days in most.items()
        ]
        return [*running.values(), *earlier]


def live(number: int) -> Life:
    """Return the life of a number; of each kind of habit, some change in the last weeks."""
    chance = random.Random(number)  # noqa: S311 - examples
    today = LAST - chance.randint(0, 40) * DAY
    kind = chance.choice(_KINDS)
    is_one_change = number % 2 == 0
    length = 400 if is_one_change else chance.choice((1, 3, 10, 20, 20, 20, 50, 100, 200, 400))
    habit = _Habit(chance, kind)
    if is_one_change:
        habit.change_one(number // 2)
    days = [habit.day(today - age * DAY, age) for age in reversed(range(length))]
    days_off = _days_off(chance, today)
    if number % 8 == 1:
        days_off = [today + ahead * DAY for ahead in range(1, 10)]
    now = datetime(today.year, today.month, today.day, chance.choice((1, 18, 23)), tzinfo=UTC)
    user = User(
        user_id=f"user-{number}",
        username="ada",
        created_at=now - 500 * DAY,
        days_off=tuple(DaysOff(id=str(day), user_id="ada", begin=day, end=day) for day in days_off),
    )
    history = History(
        user=user,
        now=now,
        days=days,
        recent={},
        running=None,
        state=AssistantState(user_id="ada"),
        lifetime=LifetimeTotals(user_id="ada"),
        holidays=lambda _country, _year: (),
    )
    return Life(history=history, tasks=_tasks(chance, now), knows_all_tasks=chance.random() < 0.9)


class _Habit:
    """How the days of a user are, and how they have changed lately."""

    def __init__(self, chance: random.Random, kind: str) -> None:
        self._chance, self._kind = chance, kind
        self._hours = chance.choice((0.1, 4, 7, 8, 8, 10))
        self._focus = chance.choice((0, 0.2, 0.5))
        self._tasks = chance.choice((0, 0, 1, 3, 21, 400))
        self._breaks = chance.choice((0, 0, 1, 2, 4))
        self._health = chance.choice(("none", "water", "lunch", "both"))
        self._planned = chance.choice((0, 1, 3, 21))
        self._carried = chance.choice((0, 0.05, 0.5, 1))
        self._evening = chance.choice((0, 0, 0.5))
        self._evenings_since = chance.choice((5, 10, 400))
        self._noise = chance.choice((0, 0.05, 0.05, 0.4))
        self._weekend = chance.random() < 0.1
        self._sparse = chance.choice((1, 1, 1, 0.3))
        self._recent = {name: chance.choice((0.4, 0.6, 1.5, 2)) for name in chance.sample(_CHANGING, 2)}
        self._recent_days = chance.choice((7, 14, 14, 50))
        self._has_short_breaks, self._has_pauses = chance.random() < 0.1, chance.random() < 0.1
        self._drinks, self._lunches = (chance.choice((1, 1, 0.6)) for _ in range(2))

    def change_one(self, number: int) -> None:
        """Let one thing change, or that and work, and nothing vary much; the number chooses what."""
        self._kind, self._hours, self._noise, self._sparse = "work", 7.0, 0.03, 1
        self._focus, self._tasks, self._breaks = 0.4, 3, 2
        self._recent = {_CHANGING[number % 4]: (0.5, 1.6)[number // 4 % 2]}
        if number % 3 == 0:
            self._recent["hours"] = 1.6
        self._recent_days = (7, 14, 80, 20)[number // 8 % 4]
        self._evenings_since = 7

    def _vary(self, name: str, value: float, age: int) -> float:
        recent = self._recent.get(name, 1) if age < self._recent_days else 1
        return value * recent * (1 + self._noise * (2 * self._chance.random() - 1))

    def day(self, on: date, age: int) -> RhythmDay:
        """Return a day, which is as long ago as its age."""
        chance, kind = self._chance, self._kind
        is_off = on.isoweekday() > 5 and not self._weekend
        if kind == "nothing" or is_off or chance.random() > self._sparse:
            drinks = is_off and self._drinks < 1 and self._health == "water"
            return RhythmDay(water_ml=500, interactions=1) if drinks else RhythmDay()
        if kind == "plans":
            return RhythmDay(planned=2, carried_over=1 if age else 0)
        health = self._health_of_day(kind)
        if kind == "health":
            return RhythmDay(**health, interactions=sum(map(bool, health.values())))
        hours = self._vary("hours", self._hours, age)
        focus = int(60 * self._vary("focus", 60 * self._hours * (self._focus or kind == "focus"), age))
        tasks = round(self._vary("tasks", self._tasks + (kind == "tasks"), age))
        first = chance.choice((9, 9, 13))
        by_hour = [min(60, focus // 60 - done) for done in range(0, focus // 60, 60)][: 24 - first]
        focused: dict[str, Any] = {
            "focus": focus,
            "focus_sessions": focus // 1500,
            "focus_hours": encode_numbers([first, *chance.sample(by_hour, len(by_hour))]) if by_hour else "",
        }
        if kind == "focus":
            return RhythmDay(**focused, interactions=1)
        if kind == "tasks":
            return RhythmDay(tasks=tasks, interactions=tasks)
        breaks = 0 if self._has_pauses else round(self._vary("rest", self._breaks, age))
        length, planned = 5 if self._has_short_breaks else 600, self._planned
        return RhythmDay(
            worked=int(3600 * hours),
            start=540 + chance.randint(-30, 30),
            end=1020,
            evening=3600 if age < self._evenings_since and chance.random() < self._evening else 0,
            **focused,
            breaks=breaks,
            break_time=breaks * length,
            rest=int(length * self._vary("rest", self._breaks, age)),
            tasks=tasks,
            planned=planned,
            carried_over=sum(chance.random() < self._carried for _ in range(planned)) if age else 0,
            **health,
            interactions=1 + tasks + breaks,
        )

    def _health_of_day(self, kind: str) -> dict[str, Any]:
        has_any = kind == "health" and self._health == "none"
        water = (self._health in {"water", "both"} or has_any) and self._chance.random() < self._drinks
        lunch = self._health in {"lunch", "both"} and self._chance.random() < self._lunches
        return {
            "water_ml": self._chance.randint(1, 12) * 250 if water else 0,
            "meals": int(lunch),
            "lunches": int(lunch),
        }


def _days_off(chance: random.Random, today: date) -> list[date]:
    count = chance.choice((0, 0, 0, 1, 5))
    if chance.random() < 0.2:  # a holiday
        begin = today - chance.randint(0, 20) * DAY
        return [begin + number * DAY for number in range(count)]
    return [today - chance.randint(-5, 60) * DAY for _ in range(count)]


def _tasks(chance: random.Random, now: datetime) -> list[Task]:
    """Return completed tasks with tags, and open ones with due dates."""
    count = chance.choice((0, 1, 4, 21, 60))
    tags = chance.sample(TAGS, chance.randint(1, 3))
    hours = chance.choice(((9,), (14,), (20,), (23, 2), (9, 14, 20)))
    done = [
        Task(
            id=f"done-{number}",
            user_id="ada",
            title="t",
            created_at=now,
            updated_at=now,
            completed_at=now,
            completed_on=(now - chance.randint(0, chance.choice((1, 20))) * DAY).date(),
            completed_hour=24 * chance.randint(0, 6) + chance.choice(hours),
            tags=tuple({chance.choice(tags), *([chance.choice(tags)] if chance.random() < 0.2 else [])}),
        )
        for number in range(count)
    ]
    still_open = [
        Task(
            id=f"open-{number}",
            user_id="ada",
            title="t",
            created_at=now,
            updated_at=now,
            due_date=now + chance.choice((-1, 1, 1, 4, 9)) * DAY if chance.random() < 0.8 else None,
        )
        for number in range(chance.choice((0, 0, 1, 3, 21)))
    ]
    return done + still_open
