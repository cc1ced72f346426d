"""Situations in which recommendations are given, stated or at random; all times are of UTC."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from shared.entities.active_days import ActiveDays
from shared.entities.assistant_state import AssistantState
from shared.entities.calendar import monday_of, week_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.feedback import Feedback
from shared.entities.focus_session import FocusSession
from shared.entities.health import Drink, Meal
from shared.entities.interval import Interval, duration
from shared.entities.shutdown import LocalShutdown
from shared.entities.task import Subtask, Task
from shared.entities.totals import ChallengeProgress, LifetimeTotals, WeeklyTotals
from shared.entities.user import User
from shared.entities.work_calendar import DaysOff
from shared.entities.work_session import WorkSession
from shared.rules.assistant.estimates import estimates_from
from shared.rules.assistant.history import History
from shared.rules.assistant.recommendations.situation import Situation
from shared.rules.assistant.rhythm import rhythm_day
from shared.rules.rewards.challenges import CHALLENGES
from shared.views.focus_session import SessionStatus, SessionType
from shared.views.health import MealKind
from shared.views.task import Priority

DAY = timedelta(days=1)
WEDNESDAY = date(2026, 3, 18)
_PREFERENCES: tuple[dict[str, Any], ...] = (
    {},
    {"clock_out_time": "17:30"},
    {"workday_limit_minutes": 300},
    {"focus_goal_minutes": 90},
)
_ACCOUNT = datetime(2025, 1, 1, tzinfo=UTC)


def clock(text: str, on: date) -> datetime:
    """Return a local time of a day."""
    return datetime.combine(on, time.fromisoformat(text), UTC)


@dataclass(frozen=True, kw_only=True)
class PastDay:
    """A day before today, or today so far."""

    work: Sequence[tuple[str, str]] = ()
    focus: Mapping[int, int] = field(default_factory=dict)
    """Minutes of focus by hour, of a session in each."""
    tasks: int = 0
    breaks: int = 0
    shutdown: str | None = None
    drinks: Sequence[str] = ()
    lunch: str | None = None

    def totals(self, on: date) -> DailyTotals:
        """Return the totals of the day."""
        worked = [Interval(clock(begin, on), clock(end, on), f"{on} {begin}") for begin, end in self.work]
        day = DailyTotals(
            user_id="ada",
            local_date=on,
            completed_tasks=self.tasks,
            finished_sessions=len(worked),
            first_finished=worked[0].end if worked else None,
            work_hours={0: int(duration(worked).total_seconds())} if worked else {},
            worked=tuple(worked),
            first_start=worked[0].begin if worked else None,
            last_end=worked[-1].end if worked else None,
            focus_sessions=len(self.focus),
            focus_seconds=60 * sum(self.focus.values()),
            focus_hours={hour: 60 * minutes for hour, minutes in self.focus.items()},
            breaks=self.breaks,
        )
        for number, text in enumerate(self.drinks):
            drink = Drink(id=f"d{number}", user_id="ada", at=clock(text, on), on=on, amount_ml=250)
            day = day.with_entry(drink)
        if self.lunch:
            meal = Meal(id="m", user_id="ada", at=clock(self.lunch, on), on=on, kind=MealKind.LUNCH)
            day = day.with_entry(meal)
        return self._with_shutdown(day, on)

    def _with_shutdown(self, day: DailyTotals, on: date) -> DailyTotals:
        if self.shutdown is None:
            return day
        at = clock(self.shutdown, on)
        minute = at.hour * 60 + at.minute
        local = LocalShutdown(at=at, day_begin=clock("00:00", on), minute=minute, counts=True)
        changed: dict[str, Any] = {"shutdowns": 1, "shutdown_times": (at,), "local_shutdowns": (local,)}
        return DailyTotals(**{name: getattr(day, name) for name in day.__struct_fields__} | changed)


NOTHING = PastDay()
USUAL = PastDay(work=(("09:00", "12:30"), ("13:00", "17:00")), focus={9: 30, 10: 30}, tasks=2)


def situation(  # noqa: PLR0913 - each has a default
    now: str = "10:00",
    *,
    on: date = WEDNESDAY,
    since: str | None = None,
    today: PastDay = NOTHING,
    before: Mapping[int, PastDay] | None = None,
    tasks: Iterable[Task] = (),
    completed: Sequence[Task] = (),
    running: tuple[SessionType, str] | None = None,
    feedback: Feedback | None = None,
    joined: Iterable[str] = (),
    streak: int = 0,
    earlier_streak: int = 0,
    days_off: Iterable[date] = (),
    **preferences: Any,
) -> Situation:
    """Return the situation of a user at a time of a day.

    Work runs `since` a time; `before` are earlier days by their age, `running` is a focus session or break
    and when it began. All days of the `streak`, today's included, are active, as are those of an
    `earlier_streak` before a day without activity.
    """
    user = User(
        user_id="ada",
        username="ada",
        created_at=_ACCOUNT,
        preferences=preferences,
        days_off=tuple(DaysOff(id=str(day), user_id="ada", begin=day, end=day) for day in days_off),
    )
    days = {on - age * DAY: day.totals(on - age * DAY) for age, day in (before or {}).items()}
    if today != NOTHING:
        days[on] = today.totals(on)
    first = min([on, *days])
    empty = (DailyTotals(user_id="ada", local_date=first + n * DAY) for n in range((on - first).days + 1))
    numbers = [rhythm_day(days.get(day.local_date, day), user, on) for day in empty]
    session = None
    if since is not None:
        session = WorkSession(id="running", user_id="ada", start_time=clock(since, on))
    history = History(
        user=user,
        now=clock(now, on),
        days=numbers,
        recent=days,
        running=session,
        state=AssistantState(user_id="ada", feedback=feedback),
        lifetime=_lifetime(on, [*range(streak), *range(streak + 1, streak + 1 + earlier_streak)], joined),
        focus=_focus(running, on),
        holidays=lambda _country, _year: (),
    )
    return Situation(
        history=history,
        lifetime=history.lifetime,
        open_tasks=sorted(tasks, key=lambda one: one.due_date or datetime.max.replace(tzinfo=UTC)),
        completed=completed,
        estimates=estimates_from(completed),
    )


def _lifetime(on: date, ages: Iterable[int], joined: Iterable[str]) -> LifetimeTotals:
    active = ActiveDays()
    for age in ages:
        active = active.with_day(on - age * DAY)
    progress = ChallengeProgress(joined_at=clock("00:00", monday_of(on)))
    week = WeeklyTotals(week_of(on), 0, dict.fromkeys(joined, progress))
    return LifetimeTotals(user_id="ada", active_days=active, week=week)


def _focus(running: tuple[SessionType, str] | None, on: date) -> FocusSession | None:
    if running is None:
        return None
    kind, began = running
    return FocusSession(
        id="focus",
        user_id="ada",
        start_time=clock(began, on),
        planned_minutes=25,
        session_type=kind,
        status=SessionStatus.ACTIVE,
        started_on=on,
    )


def task(title: str = "Write the report", *, age: int = 0, on: date = WEDNESDAY, **fields: Any) -> Task:
    """Return an open task that was created some days ago; its title is its id."""
    created = clock("08:00", on) - age * DAY
    return Task(id=title, user_id="ada", title=title, created_at=created, updated_at=created, **fields)


def completed(count: int, *, estimate: int, spent: int) -> list[Task]:
    """Return completed tasks with an estimate and tracked time, in minutes."""
    at = clock("08:00", WEDNESDAY - DAY)
    return [
        task(
            f"Done {number}",
            age=2,
            estimate_minutes=estimate,
            spent_seconds=60 * spent,
            completed_at=at,
            completed_on=at.date(),
        )
        for number in range(count)
    ]


def work_days(day: PastDay, count: int, on: date = WEDNESDAY) -> dict[int, PastDay]:
    """Return that many days before one, from Monday to Friday."""
    ages = [age for age in range(1, 400) if (on - age * DAY).weekday() < 5]
    return dict.fromkeys(ages[:count], day)


def random_situation(random: Random, feedback: Feedback | None = None) -> Situation:
    """Return a situation at a random time of a random day, with random habits, tasks and events."""
    on = WEDNESDAY + random.randrange(14) * DAY
    minute = random.choice((random.randrange(24 * 60), random.randrange(8 * 60, 20 * 60)))
    begin = random.randrange(0, minute + 1)
    habit = random.choice((NOTHING, USUAL, _random_day(random, 24 * 60)))
    before = work_days(habit, random.choice((0, 3, 12, 30)), on)
    today = _random_day(random, begin)
    is_working = random.random() < 0.6
    kinds = [None, None, SessionType.FOCUS, SessionType.BREAK]
    kind = random.choice(kinds)
    return situation(
        _text(minute),
        on=on,
        since=_text(begin) if is_working else None,
        today=today,
        before=before,
        tasks=[_random_task(random, on, number) for number in range(random.choice((0, 1, 3, 10)))],
        completed=completed(random.choice((0, 5, 9)), estimate=30, spent=random.choice((10, 30, 60))),
        running=None if kind is None else (kind, _text(random.randrange(begin, minute + 1))),
        feedback=feedback,
        joined=random.sample([one.id for one in CHALLENGES], random.choice((0, 2, 4))),
        streak=random.choice((0, 0, 1, 5, 7)),
        days_off=random.choice(((), (), (on + DAY,), (on,))),
        **random.choice(_PREFERENCES),
    )


def large_situation() -> Situation:
    """Return a situation with as many open and completed tasks as are read, and more than a year of days."""
    random = Random(1)  # noqa: S311 - examples
    tasks = [_random_task(random, WEDNESDAY, number) for number in range(500)]
    done = completed(200, estimate=30, spent=50)
    return situation("10:30", since="10:00", tasks=tasks, completed=done, before=work_days(USUAL, 280))


def _random_day(random: Random, until: int) -> PastDay:
    """Return a day with events before a minute."""
    last = min(until, 24 * 60 - 1)
    begin, end = sorted((random.randint(0, last), random.randint(0, last)))
    return PastDay(
        work=((_text(begin), _text(end)),) if end - begin > 1 and random.random() < 0.7 else (),
        focus={hour: random.choice((10, 25, 50)) for hour in [*range(begin // 60, end // 60)][:4]},
        tasks=random.choice((0, 1, 5)),
        breaks=random.choice((0, 2)),
        shutdown=_text(end) if random.random() < 0.3 else None,
        drinks=[_text(random.randint(begin, end))] if random.random() < 0.5 else (),
        lunch=_text(end) if random.random() < 0.3 else None,
    )


def _random_task(random: Random, on: date, number: int) -> Task:
    def maybe(value: Any, otherwise: Any = None) -> Any:
        return value if random.random() < 0.5 else otherwise

    return task(
        f"Task {number}",
        age=random.choice((0, 5, 14, 40)),
        on=on,
        due_date=maybe(clock("23:59", on + random.randint(-5, 10) * DAY)),
        planned_date=maybe(on + random.randint(-5, 7) * DAY),
        priority=random.choice((*Priority,)),
        estimate_minutes=maybe(random.choice((15, 60, 240))),
        subtasks=maybe((Subtask(id="1", title="One"),), ()),
        recurrence=maybe(maybe("FREQ=DAILY")),
        carried_over=random.choice((0, 0, 1, 3)),
    )


def _text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
