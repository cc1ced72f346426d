"""A simulated user: the totals that the rules of the product keep, beside the event log of the oracle."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count as count_from
from typing import Any

from msgspec.structs import replace

from shared.entities.calendar import Calendar, week_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.events import (
    BreakCompleted,
    ChallengeJoined,
    ChallengeLeft,
    ChallengeProgressSet,
    DayEvent,
    FocusCompleted,
    HealthEntryAdded,
    HealthEntryRemoved,
    ShutDown,
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskReopened,
    WeekEvent,
    WorkSessionFinished,
)
from shared.entities.focus_session import FocusSession
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.interval import Interval
from shared.entities.pauses import Pause
from shared.entities.points import LedgerEntry
from shared.entities.task import Task
from shared.entities.totals import LifetimeTotals, WeeklyTotals
from shared.entities.user import User, UserChanges
from shared.entities.work_calendar import DaysOff
from shared.entities.work_session import WorkSession
from shared.rules.rewards import rewards
from shared.services.streaks import passed_days
from shared.views.focus_session import SessionStatus, SessionType
from shared.views.health import MealKind
from shared.views.shutdown import ProductivityRating
from tests.oracle.event import NEVER, Event, Kind, Span
from tests.oracle.event_log import EventLog
from tests.oracle.naive_calendar import NaiveCalendar, is_free_by

HYDRATION_GOAL = 2000
WORKDAY_LIMIT = 8 * 3600
"""Seconds."""


class SimulatedUser:
    """A user who acts at the time `now`.

    Each event goes through the rules, as in the services, and into the log.
    """

    def __init__(self, now: datetime = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)) -> None:
        self.now = now
        self.user = User(user_id="ada", username="Ada", created_at=now, timezone="Europe/Madrid")
        self.hydration_goal = HYDRATION_GOAL
        self.lifetime = LifetimeTotals(user_id="ada")
        self.days: dict[date, DailyTotals] = {}
        self.entries: list[LedgerEntry] = []
        self.log = EventLog()
        self.tasks: dict[str, Task] = {}
        self.health_entries: dict[str, tuple[HealthEntry, Event]] = {}
        self._numbers = count_from(1)

    @property
    def calendar(self) -> Calendar:
        """The user's calendar; setting it is a change of the profile."""
        return self.user.calendar

    @calendar.setter
    def calendar(self, calendar: Calendar) -> None:
        before = self.place
        changes = UserChanges(timezone=str(calendar.zone), day_start=calendar.day_start)
        self.user = self.user.edit(self.now, changes)
        self.log.move(self.now, before, self.place)

    def plan(self, work_days: list[int], days_off: int) -> None:
        """Work on other weekdays from now on, and take some days off from today on."""
        end = self.today + timedelta(days=days_off - 1)
        off = DaysOff(id=self._new_name(), user_id="ada", begin=self.today, end=end)
        preferences = {"work_days": work_days}
        self.user = replace(self.user, preferences=preferences, days_off=(off,) if days_off else ())
        self.log.plan(is_free_by(work_days, [(self.today, end)] if days_off else []))

    @property
    def place(self) -> NaiveCalendar:
        return NaiveCalendar(self.calendar.zone, self.calendar.day_start)

    @property
    def today(self) -> date:
        return self.place.date_of(self.now)

    @property
    def week(self) -> WeeklyTotals:
        return self.lifetime.at_week(week_of(self.today)).week

    def record(self, event: DayEvent | WeekEvent) -> None:
        """Apply an event to the totals, as a commit does."""
        days = {on: self.day(on) for on in rewards.days_of(event)}
        passed = passed_days(self.lifetime, self.user, self.today)
        result = rewards.reward(self.lifetime, days, event, self.now, self.today, passed)
        self.lifetime = result.lifetime
        self.days.update(result.days)
        self.entries += result.entries

    def day(self, on: date) -> DailyTotals:
        return self.days.get(on) or DailyTotals(user_id="ada", local_date=on)

    def advance(self, **step: float) -> None:
        self.now += timedelta(**step)

    def create_task(self) -> str:
        task_id = f"task {next(self._numbers)}"
        self.tasks[task_id] = Task(
            id=task_id, user_id="ada", title="Write", created_at=self.now, updated_at=self.now
        )
        self.lifetime = rewards.count(self.lifetime, TaskCreated())
        return task_id

    def complete(self, task_id: str) -> None:
        task, hour = self.tasks[task_id], self.calendar.hour_of(self.now)
        if task.completed:
            return
        week = self.week.name
        done = self.tasks[task_id] = task.complete(self.now, self.today, hour, week)
        if task.completion_on(self.today) is None:
            self.record(TaskCompleted(on=self.today, task_id=task_id, hour=hour, times=done.completions))
        self.log.complete_task(task_id, self.today, at=self.now, calendar=self.place)

    def reopen(self, task_id: str) -> None:
        task = self.tasks[task_id]
        if not task.completed:
            return
        self.tasks[task_id] = task.reopen(self.now, self.today)
        self._undo(task)

    def delete(self, task_id: str) -> None:
        self._undo(self.tasks.pop(task_id))
        self.lifetime = rewards.count(self.lifetime, TaskDeleted())

    def _undo(self, task: Task) -> None:
        completion = task.completion_on(self.today)
        if completion is not None:
            self.record(
                TaskReopened(
                    on=completion.on,
                    task_id=task.id,
                    hour=completion.hour,
                    times=completion.times,
                    week=completion.week,
                )
            )
        self.log.undo_task(task.id, self.today)

    def work(self, seconds: int, limit: int = WORKDAY_LIMIT, pauses: Sequence[tuple[int, int]] = ()) -> None:
        """Finish a work session that started this many seconds ago, with pauses, in seconds after that."""
        start = self.now - timedelta(seconds=seconds)
        found = self._pauses(start, pauses)
        session = WorkSession(
            id=self._new_name(),
            user_id="ada",
            start_time=start,
            pauses=tuple(Pause(*pause) for pause in found),
        ).end_session(self.now, self.today)
        self.record(WorkSessionFinished.of(session, self.calendar, self.today, limit))
        self._log("work", start=start, limit=limit, pauses=found)

    def focus(
        self, seconds: int, goal: int = 3600, plan: int = 1, pauses: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Complete a focus session that started this many seconds ago, planned for some minutes."""
        session = self._session(seconds, SessionType.FOCUS, plan, pauses)
        self.record(FocusCompleted.of(session, self.calendar, goal))
        start, found = session.start_time, self._pauses(session.start_time, pauses)
        self._log("focus", on=self.place.date_of(start), start=start, limit=goal, plan=plan, pauses=found)

    def take_break(
        self, seconds: int, work_session: str | None = None, pauses: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Complete a break that started this many seconds ago."""
        session = replace(self._session(seconds, SessionType.BREAK, 1, pauses), work_session_id=work_session)
        self.record(BreakCompleted.of(session, self.calendar))
        start, found = session.start_time, self._pauses(session.start_time, pauses)
        on = self.place.date_of(start)
        self._log("break", on=on, start=start, name=work_session or "", pauses=found)

    def _pauses(self, start: datetime, pauses: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
        return tuple(
            (start + timedelta(seconds=begin), start + timedelta(seconds=end)) for begin, end in pauses
        )

    def _session(
        self, seconds: int, kind: SessionType, plan: int, pauses: Sequence[tuple[int, int]]
    ) -> FocusSession:
        start = self.now - timedelta(seconds=seconds)
        session = FocusSession(
            id=self._new_name(),
            user_id="ada",
            start_time=start,
            started_on=self.calendar.date_of(start),
            planned_minutes=plan,
            session_type=kind,
            pauses=tuple(Pause(*pause) for pause in self._pauses(start, pauses)),
        )
        return session.end(self.now, SessionStatus.COMPLETED)

    def drink(self, amount_ml: int, at: datetime | None = None) -> str:
        """Add a drink, now or at another time; return its id."""
        moment, on, name = self._new_entry(at)
        return self.add_entry(Drink(id=name, user_id="ada", at=moment, on=on, amount_ml=amount_ml))

    def eat(self, kind: MealKind, at: datetime | None = None) -> str:
        """Add a meal, now or at another time; return its id."""
        moment, on, name = self._new_entry(at)
        return self.add_entry(Meal(id=name, user_id="ada", at=moment, on=on, kind=kind))

    def rest(self, minutes: int, at: datetime | None = None) -> str:
        """Add a rest that ended now or at another time; return its id."""
        moment, on, name = self._new_entry(at)
        began_on = self.calendar.date_of(moment - timedelta(minutes=minutes))
        return self.add_entry(
            Rest(id=name, user_id="ada", at=moment, on=on, minutes=minutes, began_on=began_on),
        )

    def add_entry(self, entry: HealthEntry) -> str:
        """Add a health entry; return its id."""
        is_rest = isinstance(entry, Rest)
        parts = self.calendar.parts([Interval(entry.began, entry.at, entry.id)]) if is_rest else {}
        self.record(HealthEntryAdded(entry=entry, goal_ml=self.hydration_goal, parts=parts))
        event = self._log(
            "rest" if is_rest else "drink" if isinstance(entry, Drink) else "meal",
            on=self.place.date_of(entry.at),
            at=entry.at,
            start=entry.at - timedelta(minutes=entry.minutes) if isinstance(entry, Rest) else NEVER,
            name=entry.id,
            amount=entry.amount_ml if isinstance(entry, Drink) else 0,
            limit=self.hydration_goal,
            lunch=isinstance(entry, Meal) and entry.kind is MealKind.LUNCH,
        )
        self.health_entries[entry.id] = entry, event
        return entry.id

    def remove_entry(self, entry_id: str) -> None:
        """Remove a health entry."""
        entry, event = self.health_entries.pop(entry_id)
        self.record(HealthEntryRemoved(entry=entry, goal_ml=self.hydration_goal))
        self.log.undo(event, self.today)

    def shut_down(self, minute: int = 18 * 60) -> None:
        rating = list(ProductivityRating)[minute % len(ProductivityRating)]
        event = self._log("shutdown", minute=minute, rating=rating)
        seconds, begin = int(self.log.closed_by(event).total_seconds()), self.calendar.start_of(self.today)
        self.record(ShutDown(on=self.today, day_begin=begin, minute=minute, seconds=seconds, rating=rating))

    def join(self, challenge: str) -> None:
        """Join a challenge of this week, unless it is joined."""
        if self.week.joined(challenge) is None:
            self.record(ChallengeJoined(challenge_id=challenge))
            self._log("join", name=challenge)

    def leave(self, challenge: str) -> None:
        """Leave a challenge of this week, if it is joined."""
        if self.week.joined(challenge) is not None:
            self.record(ChallengeLeft(challenge_id=challenge))
            self._log("leave", name=challenge)

    def set_progress(self, challenge: str, progress: int) -> None:
        """Set the progress in a challenge as an administrator; the log does not record it."""
        self.record(ChallengeProgressSet(challenge_id=challenge, progress=progress))

    def choose_task(self, number: int, *, completed: bool) -> str | None:
        """Return the id of a completed or an open task; None when there is none."""
        found = [task_id for task_id, task in self.tasks.items() if task.completed is completed]
        return found[number % len(found)] if found else None

    def comparable(self) -> LifetimeTotals:
        """Return the lifetime totals without the counters that only number ledger entries."""
        week = self.lifetime.week
        challenges = {name: replace(one, rewards=0) for name, one in week.challenges.items()}
        return replace(self.lifetime, week=replace(week, challenges=challenges))

    def _log(self, kind: Kind, **fields: Any) -> Event:
        return self.log.add(kind, self.today, **{"at": self.now, "calendar": self.place, **fields})

    def _new_name(self) -> str:
        return str(next(self._numbers))

    def _new_entry(self, at: datetime | None) -> tuple[datetime, date, str]:
        moment = at or self.now
        on = self.calendar.date_of(moment)
        return moment, on, HealthEntry.id_of(on, self._new_name())
