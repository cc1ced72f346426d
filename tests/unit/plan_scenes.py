"""Random days with open tasks, and plans made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from shared.entities.assistant_state import AssistantState
from shared.entities.compact import encode_numbers
from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import Interval
from shared.entities.pauses import Pause
from shared.entities.rhythm import RhythmDay
from shared.entities.task import Task
from shared.entities.totals import LifetimeTotals
from shared.entities.work_session import WorkSession
from shared.rules.assistant.estimates import Estimates
from shared.rules.assistant.history import History
from shared.rules.assistant.plan.frame import Frame
from shared.rules.assistant.plan.plan import DayPlan, plan_day
from shared.views.task import Priority
from tests.unit.activities import user_of

# Of these, the second and the third change their clocks in the days that are planned.
DAYS = {
    "UTC": date(2026, 3, 18),
    "Europe/Madrid": date(2026, 3, 26),
    "America/New_York": date(2026, 10, 29),
    "Pacific/Kiritimati": date(2026, 3, 18),
    "Pacific/Pago_Pago": date(2026, 3, 18),
    "Asia/Kathmandu": date(2026, 3, 18),
}
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
NOW = datetime(2026, 3, 18, 8, tzinfo=UTC)  # a Wednesday
ESTIMATES = Estimates(by_tag={"slow": 73.0, "fast": 18.0}, of_all=None)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A user's history, open tasks and estimates, and a day to plan."""

    history: History
    tasks: Sequence[Task]
    estimates: Estimates
    day: date

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.history.user.timezone)

    def local(self, day: date, minute: int) -> datetime:
        """Return the moment of a minute after midnight."""
        clock = datetime.combine(day, time(0)) + timedelta(minutes=minute)
        return clock.replace(tzinfo=self.zone).astimezone(UTC)

    def size(self, task: Task) -> int:
        """Return the minutes that are planned of a task in all."""
        return self.estimates.of(task).minutes_left

    def plan(self, tasks: Sequence[Task] | None = None) -> DayPlan:
        frame = Frame(history=self.history, on=self.day)
        return plan_day(frame, self.tasks if tasks is None else tasks, self.estimates)


def minutes_of(plan: DayPlan) -> dict[str, int]:
    """Return the planned minutes of each task."""
    found: dict[str, int] = {}
    for block in plan.blocks:
        if block.candidate is not None:
            length = (block.end - block.begin) // timedelta(minutes=1)
            found[block.candidate.task.id] = found.get(block.candidate.task.id, 0) + length
    return found


def open_task(number: int, **fields: Any) -> Task:
    """Return an open task; tasks with a higher number are younger."""
    created = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    return Task(
        id=f"t{number}",
        user_id="ada",
        title=f"Task {number}",
        created_at=created,
        updated_at=created,
        **fields,
    )


def scene_of(
    tasks: Sequence[Task],
    *,
    now: datetime = NOW,
    days: Sequence[RhythmDay] = (),
    day: date | None = None,
    estimates: Estimates = ESTIMATES,
    totals: DailyTotals | None = None,
    running: WorkSession | None = None,
    **preferences: Any,
) -> Scene:
    """Return a scene of a user in UTC."""
    history = History(
        user=user_of(**preferences),
        now=now,
        days=[*days, RhythmDay()],
        recent={} if totals is None else {now.date(): totals},
        running=running,
        state=AssistantState(user_id="ada"),
        lifetime=LifetimeTotals(user_id="ada"),
        holidays=lambda _country, _year: (),
    )
    return Scene(history=history, tasks=tasks, estimates=estimates, day=day or now.date())


@st.composite
def scenes(draw: st.DrawFn, *, urgent: bool = False) -> Scene:
    """Return scenes of today or of a coming day, with and without a habit and a running session.

    If they are urgent, most tasks are due within hours.
    """
    zone = draw(st.sampled_from([*DAYS]))
    today = DAYS[zone]
    user = user_of(zone, draw(st.sampled_from([time(0), time(4)])), **draw(_preferences))
    now = datetime.combine(today, time(0), ZoneInfo(zone)).astimezone(UTC)
    latest = 13 if urgent else 21
    now += timedelta(minutes=draw(st.integers(4 * 60, latest * 60)), seconds=draw(st.integers(0, 59)))
    days = draw(st.lists(_days, max_size=8))
    worked, running = draw(_work(now))
    totals = DailyTotals(user_id="ada", local_date=today, worked=worked)
    history = History(
        user=user,
        now=now,
        days=[*days, RhythmDay()],
        recent={today: totals} if worked else {},
        running=running,
        state=AssistantState(user_id="ada"),
        lifetime=LifetimeTotals(user_id="ada"),
        holidays=lambda _country, _year: (),
    )
    day = today + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 3, 7])))
    count = draw(st.integers(0, 12))
    due = _urgent_tasks if urgent else _tasks
    return Scene(
        history=history,
        tasks=[draw(due(number, now, day)) for number in range(count)],
        estimates=changed(ESTIMATES, of_all=draw(st.none() | st.just(41.0))),
        day=day,
    )


@st.composite
def _urgent_tasks(draw: st.DrawFn, number: int, now: datetime, day: date) -> Task:
    hour = draw(st.integers(9 * 60, 18 * 60)) - 12 * 60
    noon = datetime.combine(day, time(12), now.tzinfo)
    return open_task(
        number,
        estimate_minutes=draw(st.integers(1, 100)),
        due_date=noon + timedelta(minutes=hour) if draw(st.integers(0, 4)) else None,
        priority=draw(st.sampled_from(Priority)),
    )


@st.composite
def _tasks(draw: st.DrawFn, number: int, now: datetime, day: date) -> Task:
    soon = st.integers(-2000, 600) | st.integers(0, 600) | st.integers(-3000, 15_000)
    planned = st.integers(-2, 8).map(lambda days: now.date() + timedelta(days=days))
    return open_task(
        number,
        estimate_minutes=draw(st.none() | st.integers(1, 200) | st.integers(1, 2400)),
        spent_seconds=60 * draw(st.just(0) | st.integers(0, 100)),
        due_date=draw(st.none() | soon.map(lambda minutes: now + timedelta(minutes=minutes))),
        start_date=draw(
            st.none() | st.none() | st.integers(-2000, 4000).map(lambda m: now + timedelta(minutes=m))
        ),
        planned_date=draw(st.none() | st.just(day) | planned),
        priority=draw(st.sampled_from(Priority)),
        tags=draw(st.sampled_from([(), (), ("slow",), ("fast",), ("slow", "fast"), ("new",)])),
    )


@st.composite
def _work(draw: st.DrawFn, now: datetime) -> tuple[tuple[Interval, ...], WorkSession | None]:
    """Return intervals of work before now, and a session that runs."""
    ago = timedelta(minutes=draw(st.integers(1, 240)))
    earlier = Interval(now - timedelta(hours=9), now - timedelta(hours=9) + draw(_lengths))
    worked = (earlier,) if draw(st.booleans()) else ()
    if draw(st.booleans()):
        return worked, None
    pauses = (Pause(now - ago / 2, None),) if draw(st.booleans()) and draw(st.booleans()) else ()
    return worked, WorkSession(id="s", user_id="ada", start_time=now - ago, pauses=pauses)


_lengths = st.integers(10, 290).map(lambda minutes: timedelta(minutes=minutes))
_days = st.builds(
    RhythmDay,
    worked=st.just(0) | st.integers(3600, 36_000),
    focus=st.just(0) | st.integers(0, 20_000),
    start=st.integers(6 * 60, 11 * 60),
    end=st.integers(12 * 60, 20 * 60),
    focus_hours=st.sampled_from([(), (8, 60, 50), (9, 20, 60, 60), (15, 40, 40)]).map(encode_numbers),
)
_preferences = st.fixed_dictionaries(
    {"work_days": st.just(EVERY_DAY)},
    optional={
        "rest_after_minutes": st.integers(20, 150),
        "break_minutes": st.integers(1, 20),
        "workday_limit_minutes": st.integers(30, 720),
        "lunch_window": st.sampled_from(["11:30-12:30", "12:00-12:20", "13:00-15:00", "23:30-00:30"]),
        "clock_out_time": st.sampled_from(["13:00", "16:30", "19:00"]),
    },
)
