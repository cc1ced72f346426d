"""A state machine: a user who acts at random, with two processes on one store, a clock and a time zone.

Beside the services, an event log has the expected state.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from shared.credential_manager import CredentialManager
from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.entities.notification import NotificationChanges
from shared.entities.task import TaskChanges
from shared.entities.user import UserChanges
from shared.entities.work_session import WorkSession
from shared.errors import ConflictError, IdempotencyMismatchError, NotFoundError, ValidationError
from shared.rules.rewards.achievements import ACHIEVEMENTS
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from shared.store.sqlite.database import EmbeddedDBService
from shared.views.notification import NotificationKind
from tests.conftest import CHEAP_HASHER, MovableClock
from tests.oracle.event import Event, Kind, Span
from tests.oracle.event_log import EventLog
from tests.oracle.naive_calendar import NaiveCalendar, is_free_by, monday_of
from tests.oracle.recount import documents_of, of_type
from tests.unit.racing_store import RacingStore
from tests.unit.strategies import lines

ZONES = (
    *("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Madrid", "Asia/Tokyo", "Asia/Kathmandu"),
    "America/Santiago",
)
DAY_STARTS = (time(0), time(4))
# A Wednesday, and two Fridays before the clocks of some zones change.
STARTS = tuple(datetime(2026, month, day, 9, 30, tzinfo=UTC) for month, day in ((3, 18), (3, 27), (10, 23)))
GOAL_MINUTES = 120
LIMIT_MINUTES = 480
KEY_LIFETIME = timedelta(hours=24)
MAX_AGE = timedelta(days=31)  # of a work session that is corrected
AHEAD = timedelta(minutes=2)
UNDO_TIME = timedelta(minutes=15)
NOTIFICATION_LIFETIME = timedelta(days=30)
EARNED_KINDS = ("achievement", "level", "challenge")

RANDOM_ACTIONS = settings(
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
)
weekdays = st.sets(st.integers(1, 7), min_size=1)
indexes = st.integers(0, 10**6)
shifts = st.just(timedelta(0)) | st.timedeltas(timedelta(hours=-3), timedelta(hours=3))
steps = st.one_of(
    st.timedeltas(timedelta(seconds=1), timedelta(hours=3)),
    st.timedeltas(timedelta(hours=6), timedelta(days=3)),
    st.timedeltas(timedelta(minutes=-2), timedelta(0)),
)


@dataclass
class ExpectedNotification:
    """A notification of what an event earned."""

    kind: str
    data: dict[str, Any]
    created_at: datetime
    read: bool = False


@dataclass
class SentRequest:
    """A request that carried an idempotency key: the operation, when it was executed, and its outcome."""

    key: IdempotencyKey
    execute: Callable[[], Outcome[Any]]
    at: datetime
    outcome: Outcome[Any]


@dataclass
class Pauses:
    """The pauses of a session that runs since `start`; the last one may still last."""

    start: datetime
    ended: list[Span] = field(default_factory=list)
    since: datetime | None = None

    def begin(self, now: datetime) -> None:
        self.since = max([now, self.start, *(end for _, end in self.ended[-1:])])

    def end(self, now: datetime) -> None:
        assert self.since is not None
        self.ended.append((self.since, max(now, self.since)))
        self.since = None

    def cut(self, end: datetime) -> None:
        """Forget the pauses that have no length, and those after the end of the session."""
        since, self.since = self.since, None
        self.ended = [*self.until(end)]
        self.since = since

    def until(self, end: datetime) -> tuple[Span, ...]:
        """Return the pauses of the session if it ends then."""
        lasting = [] if self.since is None else [(self.since, max(end, self.since))]
        cut = [(begin, min(moment, end)) for begin, moment in (*self.ended, *lasting)]
        return tuple((begin, moment) for begin, moment in cut if begin < moment)

    def active_until(self, end: datetime) -> list[Span]:
        """Return the time without pauses from the start until then."""
        moments = [self.start, *(moment for pause in self.until(end) for moment in pause), end]
        return [
            (begin, until) for begin, until in zip(moments[::2], moments[1::2], strict=True) if begin < until
        ]


@dataclass
class Act:
    """An act that can be undone within 15 minutes: `revert` follows that in the log and the state."""

    event: str
    subject: str
    at: datetime
    revert: Callable[[], None]


def _has_tasks(user: Any) -> bool:
    return bool(user.done)


def _has_sent(user: Any) -> bool:
    return bool(user.sent)


class UserMachine(RuleBasedStateMachine):
    """A user who creates, completes, reopens and deletes tasks, works, repeats requests, and travels."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        credentials = CredentialManager({}, root=Path(self._folder.name))
        self.clock = MovableClock()
        self.store = RacingStore(credentials, self.clock)
        self.factory = ServiceFactory(
            credentials=credentials, store=self.store, clock=self.clock, hasher=CHEAP_HASHER
        )
        self.other_store = EmbeddedDBService(credentials, self.clock)
        self.other_factory = ServiceFactory(
            credentials=credentials, store=self.other_store, clock=self.clock, hasher=CHEAP_HASHER
        )
        self.calendar = NaiveCalendar()
        self.log = EventLog()
        self.days_off: list[tuple[date, date]] = []
        self.done: dict[str, bool] = {}  # by task id, whether it is completed
        self.planned: dict[str, date | None] = {}  # by task id
        self.editions = count()
        self.working: tuple[str, Pauses] | None = None
        self.sent: list[SentRequest] = []
        self.acts: list[Act] = []
        self.earned_points = 0
        self.notified: dict[str, ExpectedNotification] = {}
        self.unwanted: set[str] = set()
        self.use(self.factory)

    def use(self, factory: ServiceFactory) -> None:
        """Use the services of this factory from now on."""
        self.tasks = factory.get_task_service()
        self.sessions = factory.get_work_session_service()
        self.corrections = factory.get_work_session_corrections()
        self.undoing = factory.get_undo_service()

    def in_another_process(self, action: Callable[[], object]) -> None:
        self.use(self.other_factory)
        try:
            action()
        finally:
            self.use(self.factory)

    def teardown(self) -> None:
        self.store.close()
        self.other_store.close()
        self._folder.cleanup()

    @property
    def today(self) -> date:
        return self.calendar.date_of(self.clock.now())

    def documents(self) -> list[Document]:
        return documents_of(self.store, self.user_id)

    def record(self, kind: Kind, **fields: Any) -> Event:
        """Add an event that happened now to the log."""
        return self.log.add(kind, self.today, at=self.clock.now(), calendar=self.calendar, **fields)

    def choose_task(self, number: int, *, completed: bool | None = None) -> str | None:
        ids = [task_id for task_id, done in self.done.items() if completed is None or done is completed]
        return ids[number % len(ids)] if ids else None

    def add_act(self, event: str, subject: str, revert: Callable[[], None]) -> None:
        """Remember an act as the last one that can be undone; a task knows its last two changes."""
        kinds = {"complete_task", "reopen_task"}
        known = [act for act in self.acts if act.subject == subject and act.event in kinds]
        if event in kinds and len(known) > 1:
            self.acts = [act for act in self.acts if act.subject != subject or act is known[-1]]
        self.acts.append(Act(event, subject, self.clock.now(), revert))

    @property
    def forgotten(self) -> bool:
        """Whether the next look at a running session ends it."""
        return False

    def snapshot(self) -> Callable[[], None]:
        """Return a function that restores what is running now."""
        working = deepcopy(self.working)

        def restore() -> None:
            self.working = working

        return restore

    def forget_acts(self, subject: str) -> None:
        """Forget the acts on a subject that has changed since."""
        self.acts = [act for act in self.acts if act.subject != subject]

    @precondition(lambda user: user.acts)
    @rule(times=st.integers(1, 4), idempotent=st.booleans())
    def undo_last_acts(self, times: int, *, idempotent: bool) -> None:
        for _ in range(times):
            if not self.acts:
                return
            act = self.acts.pop()

            def undo(act: Act = act) -> Outcome[Any]:
                return self.undoing.undo(self.user_id, act.event, act.subject)

            if self.clock.now() - act.at > UNDO_TIME:
                with pytest.raises(NotFoundError, match="no such act"):
                    undo()
                self.acts = []
                return
            notified = {**self.notified}
            self.send(undo, idempotent=idempotent)
            self.notified = notified  # of nothing that counts again
            act.revert()
            with pytest.raises((NotFoundError, ConflictError)):
                undo()

    def choose_sent(self, number: int) -> SentRequest | None:
        """Return a request whose key has not expired, None when there is none."""
        recent = [one for one in self.sent if self.latest < one.at + KEY_LIFETIME]
        return recent[number % len(recent)] if recent else None

    def new_key(self) -> IdempotencyKey:
        return IdempotencyKey.of(f"{self.user_id}:{len(self.sent)}", "POST", "tasks", b"")

    def send(self, execute: Callable[[], Outcome[Any]], *, idempotent: bool = False) -> Any:
        """Execute an operation; if `idempotent`, with a key and so that it can be repeated later."""
        key = self.new_key() if idempotent else None
        with self.factory.idempotent(key):
            outcome = execute()
        assert not outcome.replayed
        self.earn(outcome)
        if key is not None:
            self.sent.append(SentRequest(key, execute, self.clock.now(), outcome))
        return outcome.value

    def earn(self, outcome: Outcome[Any]) -> None:
        """Add the points of an event to those earned so far, and expect a notification of all else."""
        if outcome.earned is None:
            return
        self.earned_points += outcome.earned.points
        for achievement in outcome.earned.achievements:
            data = {"achievement_id": achievement.id, "name": achievement.name}
            self.expect_notification("achievement", achievement.id, data)
        if outcome.earned.level is not None:
            self.expect_notification("level", str(outcome.earned.level), {"level": outcome.earned.level})
        week = f"{max(self.log.monday, monday_of(self.today)):%G-W%V}"
        for challenge in outcome.earned.challenges:
            data = {"challenge_id": challenge.id, "week": week, "name": challenge.name}
            self.expect_notification("challenge", f"{week}:{challenge.id}", data)

    def expect_notification(self, kind: str, cause: str, data: dict[str, Any]) -> None:
        if kind not in self.unwanted:
            self.notified[f"{kind}:{cause}"] = ExpectedNotification(kind, data, self.clock.now())

    @contextmanager
    def without_response(self) -> Iterator[None]:
        """Add what is earned by an operation whose response does not show it."""
        points, unlocked = self.points(), self.unlocked()
        yield
        self.earned_points += self.points() - points
        for achievement in ACHIEVEMENTS:
            if achievement.id in self.unlocked() - unlocked:
                data = {"achievement_id": achievement.id, "name": achievement.name}
                self.expect_notification("achievement", achievement.id, data)

    def unlocked(self) -> set[str]:
        (progress,) = of_type(self.documents(), "progress")
        return set(progress.get("unlocked", ()))

    def points(self) -> int:
        """Return the points of the user: the sum of the ledger."""
        return sum(entry["delta"] for entry in self.documents() if entry["type"] == "points_entry")

    @initialize(
        start=st.sampled_from(STARTS), work_days=weekdays, unwanted=st.sets(st.sampled_from(EARNED_KINDS))
    )
    def register(self, start: datetime, work_days: set[int], unwanted: set[str]) -> None:
        self.clock.set(start)
        self.latest = start  # the store deletes what has expired, and the clock may be set back
        self.user_id = self.factory.get_auth_service().register("Ada", "correct horse").user_id
        self.change_work_days(work_days)
        for kind in sorted(unwanted):
            self.choose_notifications(kind, wanted=False)

    def change_work_days(self, work_days: set[int]) -> None:
        preferences = {
            "focus_goal_minutes": GOAL_MINUTES,
            "workday_limit_minutes": LIMIT_MINUTES,
            "work_days": [*work_days],
        }
        self.factory.get_user_service().update_user(self.user_id, UserChanges(preferences=preferences))
        self.work_days = work_days
        self.acts = []
        self.log.plan(is_free_by(work_days, [*self.days_off]))

    @rule(work_days=weekdays)
    def work_on_other_days(self, work_days: set[int]) -> None:
        self.change_work_days(work_days)

    @rule(kind=st.sampled_from(EARNED_KINDS), wanted=st.booleans())
    def choose_notifications(self, kind: str, *, wanted: bool) -> None:
        self.factory.get_notification_service().change_preferences(
            self.user_id, NotificationChanges(kinds={NotificationKind(kind): wanted})
        )
        self.unwanted = self.unwanted - {kind} if wanted else self.unwanted | {kind}

    @rule()
    def read_notifications(self) -> None:
        self.factory.get_notification_service().mark_all_read(self.user_id)
        for notification in self.notified.values():
            notification.read |= notification.created_at <= self.clock.now()

    @invariant()
    def notifications_are_of_what_was_earned(self) -> None:
        now, second = self.clock.now(), timedelta(seconds=1)  # lifetimes are whole seconds
        self.latest = max(self.latest, now)
        found = {
            one["id"]: ExpectedNotification(
                one["kind"], one["data"], datetime.fromisoformat(one["created_at"]), one["read"]
            )
            for one in of_type(self.documents(), "notification")
        }
        ends = {name: one.created_at + NOTIFICATION_LIFETIME for name, one in self.notified.items()}
        assert found.keys() >= {name for name, end in ends.items() if end > self.latest + second}
        assert found.keys() <= {name for name, end in ends.items() if end > now - second}
        assert found == {name: self.notified[name] for name in found}

    @rule(ahead=st.integers(0, 3), days=st.integers(0, 3))
    def plan_days_off(self, ahead: int, days: int) -> None:
        begin = self.today + timedelta(days=ahead)
        end = begin + timedelta(days=days)
        self.factory.get_days_off_service().add_days_off(self.user_id, begin, end)
        self.days_off.append((begin, end))
        self.acts = []
        self.log.plan(is_free_by(self.work_days, [*self.days_off]))

    @rule(step=steps)
    def time_goes_by(self, step: timedelta) -> None:
        self.clock.set(self.clock.now() + step)
        self.latest = max(self.latest, self.clock.now())

    @rule(days=st.integers(1, 4))
    def days_go_by(self, days: int) -> None:
        self.time_goes_by(timedelta(days=days))

    @rule(zone=st.sampled_from(ZONES), day_start=st.sampled_from(DAY_STARTS))
    def travel(self, zone: str, day_start: time) -> None:
        before, self.calendar = self.calendar, NaiveCalendar(ZoneInfo(zone), day_start)
        self.log.move(self.clock.now(), before, self.calendar)
        self.factory.get_user_service().update_user(
            self.user_id, UserChanges(timezone=zone, day_start=day_start)
        )

    @rule(title=st.just("Write") | lines, idempotent=st.booleans(), ahead=st.none() | st.integers(-1, 3))
    def create(self, title: str, *, idempotent: bool, ahead: int | None = None) -> None:
        if not title.strip():
            with pytest.raises(ValidationError, match="Task title cannot be empty"):
                self.tasks.create_task(self.user_id, title)
            return
        planned = None if ahead is None else self.today + timedelta(days=ahead)
        changes = TaskChanges(planned_date=planned)
        task = self.send(lambda: self.tasks.create_task(self.user_id, title, changes), idempotent=idempotent)
        self.done[task.id] = False
        self.planned[task.id] = planned
        self.record_change(task.id)
        self.add_act("add_task", task.id, lambda: self.revert_creation(task.id))

    @precondition(_has_tasks)
    @rule(number=indexes, ahead=st.none() | st.integers(-1, 3), completed=st.sampled_from((None, None, True)))
    def plan(self, number: int, ahead: int | None, completed: bool | None) -> None:  # noqa: FBT001 - drawn, not passed
        """Plan a task for another day, or for none, and perhaps complete it in the same change."""
        task_id = self.choose_task(number)
        if task_id is not None:
            planned = None if ahead is None else self.today + timedelta(days=ahead)
            changes = TaskChanges(planned_date=planned)
            self.earn(self.tasks.update_task(self.user_id, task_id, changes, completed=completed))
            is_changed = planned != self.planned[task_id] or (completed and not self.done[task_id])
            self.planned[task_id] = planned
            if is_changed:
                self.forget_acts(task_id)
                self.record_change(task_id)
            if completed:
                self.record_completion(task_id)

    @precondition(_has_tasks)
    @rule(number=indexes)
    def finish(self, number: int) -> None:
        """Complete a task, which may be completed already."""
        task_id = self.choose_task(number)
        if task_id is not None:
            self.earn(self.tasks.complete_task(self.user_id, task_id))
            self.record_completion(task_id)

    @rule(number=st.integers(1, 8))
    def finish_new_tasks(self, number: int) -> None:
        for _ in range(number):
            self.create("Write", idempotent=False)
            self.finish(len(self.done) - 1)

    @precondition(_has_tasks)
    @rule(number=indexes, zones=st.lists(st.sampled_from(ZONES[:3]), min_size=2, max_size=5))
    def repeat_in_several_zones(self, number: int, zones: list[str]) -> None:
        """Complete and reopen a task, with another local date in between; complete it on an earlier one."""
        for zone in zones:
            self.finish(number)
            self.travel(zone, time(0))
            self.reopen(number, 1, None)
        self.travel(zones[-2], time(0))
        self.finish(number)

    def record_change(self, task_id: str) -> None:
        self.log.change_task(task_id, self.planned[task_id], self.today, completed=self.done[task_id])

    def record_completion(self, task_id: str) -> None:
        if not self.done[task_id]:
            self.done[task_id] = True
            self.record_change(task_id)
            event = self.log.complete_task(task_id, self.today, at=self.clock.now(), calendar=self.calendar)

            def revert() -> None:
                self.done[task_id] = False
                self.log.correct_task(task_id, self.planned[task_id], completed=False)
                if event is not None:
                    self.log.undo(event, event.on)

            self.add_act("complete_task", task_id, revert)

    def record_reopening(self, task_id: str) -> None:
        if self.done[task_id]:
            self.done[task_id] = False
            self.record_change(task_id)
            undone = self.log.undo_task(task_id, self.today)

            def revert() -> None:
                self.done[task_id] = True
                self.log.correct_task(task_id, self.planned[task_id], completed=True)
                self.log.count_again(undone)

            self.add_act("reopen_task", task_id, revert)

    def record_deletion(self, task_id: str) -> None:
        planned, place = self.planned[task_id], [*self.done].index(task_id)
        self.planned[task_id] = None
        self.record_change(task_id)
        completed = self.done.pop(task_id)
        undone = self.log.undo_task(task_id, self.today)

        def revert() -> None:
            others = [*self.done.items()]
            self.done = dict([*others[:place], (task_id, completed), *others[place:]])
            self.planned[task_id] = planned
            self.log.correct_task(task_id, planned, completed=completed)
            self.log.count_again(undone)

        self.add_act("delete_task", task_id, revert)

    def revert_creation(self, task_id: str) -> None:
        del self.done[task_id], self.planned[task_id]
        self.log.forget_task(task_id)

    @precondition(_has_tasks)
    @rule(number=indexes, times=st.sampled_from((1, 2, 20)), completed=st.sampled_from((None, True)))
    def reopen(self, number: int, times: int, completed: bool | None) -> None:  # noqa: FBT001 - drawn, not passed
        for each in range(times):
            task_id = self.choose_task(number if completed else number + each, completed=completed)
            if task_id is not None:
                self.earn(self.tasks.reopen_task(self.user_id, task_id))
                self.record_reopening(task_id)

    @precondition(_has_tasks)
    @rule(number=indexes, times=st.sampled_from((1, 2, 20)), completed=st.sampled_from((None, True)))
    def delete(self, number: int, times: int, completed: bool | None) -> None:  # noqa: FBT001 - drawn, not passed
        for each in range(times):
            task_id = self.choose_task(number if completed else number + each, completed=completed)
            if task_id is not None:
                with self.without_response():
                    self.tasks.delete_task(self.user_id, task_id)
                self.record_deletion(task_id)

    @precondition(_has_tasks)
    @rule(number=indexes, completed=st.sampled_from((None, False, True)))
    def update(self, number: int, completed: bool | None) -> None:  # noqa: FBT001 - drawn, not passed
        task_id = self.choose_task(number)
        if task_id is not None:
            changes = TaskChanges(description=f"edition {next(self.editions)}", due_date=self.today)
            self.earn(self.tasks.update_task(self.user_id, task_id, changes, completed=completed))
            self.forget_acts(task_id)
            self.record_change(task_id)
            if completed is not None:
                (self.record_completion if completed else self.record_reopening)(task_id)

    @rule(idempotent=st.booleans())
    def clock_in(self, *, idempotent: bool) -> None:
        if self.working is not None:
            with (
                pytest.raises(ValidationError, match="Active session already exists"),
                self.factory.idempotent(self.new_key() if idempotent else None),
            ):
                self.sessions.start_session(self.user_id)
            return
        restore = self.snapshot()
        session = self.send(lambda: self.sessions.start_session(self.user_id), idempotent=idempotent)
        self.working = session.id, Pauses(self.clock.now())
        self.add_act("clock_in", session.id, restore)

    @rule(idempotent=st.booleans(), by_id=st.booleans())
    def clock_out(self, *, idempotent: bool, by_id: bool) -> None:
        if self.working is None:
            with (
                pytest.raises(NotFoundError),
                self.factory.idempotent(self.new_key() if idempotent else None),
            ):
                self.sessions.end_active_session(self.user_id)
            return
        session_id, _ = self.working

        def end() -> Outcome[WorkSession]:
            if by_id:
                return self.sessions.end_session(self.user_id, session_id)
            return self.sessions.end_active_session(self.user_id)

        restore, now = self.snapshot(), self.clock.now()
        self.send(end, idempotent=idempotent)
        event = self.record_clock_out()

        def run_on() -> None:
            restore()
            self.cut_pauses(now)
            self.log.take_back(event)

        self.add_act("clock_out", session_id, run_on)

    def record_clock_out(self) -> Event:
        """Record that the running work session ended now."""
        assert self.working is not None
        (session_id, pauses), self.working = self.working, None
        taken, limit = pauses.until(self.clock.now()), LIMIT_MINUTES * 60
        return self.record("work", name=session_id, start=pauses.start, limit=limit, pauses=taken)

    def cut_pauses(self, end: datetime) -> None:
        """Follow that pauses of no length are lost when a session has ended, and runs on."""
        if self.working is not None:
            self.working[1].cut(end)

    def choose_session(self, number: int) -> Event | None:
        """Return a finished session, unless the clock was set back before its start."""
        found = [event for event in self.log.of("work") if event.start <= event.at]
        return found[number % len(found)] if found else None

    @rule(number=indexes, start=shifts, end=shifts)
    def correct_session(self, number: int, start: timedelta, end: timedelta) -> None:
        self.acts = []
        event, now = self.choose_session(number), self.clock.now()
        if event is None:
            return
        begin, until = event.start + start, event.at + end
        correct = partial(self.corrections.correct_session, self.user_id, event.name, begin, until)
        sent = [moment for moment, known in ((begin, event.start), (until, event.at)) if moment != known]
        if event.at < now - MAX_AGE or any(not now - MAX_AGE <= moment <= now + AHEAD for moment in sent):
            with pytest.raises(ValidationError):
                correct()
            return
        begin, until = min(begin, now), min(until, now)
        if begin >= until and sent:
            with pytest.raises(ValidationError):
                correct()
        elif (begin, until) == (event.start, event.at):
            before = self.documents()
            correct()
            assert self.documents() == before
        elif self.overlaps(event, begin, until):
            with pytest.raises(ConflictError, match="would overlap"):
                correct()
        else:
            self.earn(correct())
            self.session_changed(event, self.log.correct(event, self.today, begin, until))

    @rule(number=indexes)
    def remove_session(self, number: int) -> None:
        self.acts = []
        event = self.choose_session(number)
        if event is None:
            return
        if event.at < self.clock.now() - MAX_AGE:
            with pytest.raises(ValidationError):
                self.corrections.remove_session(self.user_id, event.name)
            return
        with self.without_response():
            self.corrections.remove_session(self.user_id, event.name)
        self.log.remove(event, self.today)
        self.session_changed(event, None)

    def overlaps(self, event: Event, begin: datetime, until: datetime) -> bool:
        """Return whether another session runs at any time in between."""
        spans = [(one.start, max(one.start, one.at)) for one in self.log.of("work") if one is not event]
        if self.working is not None:
            spans.append((self.working[1].start, datetime.max.replace(tzinfo=UTC)))
        return any(start < until and begin < end for start, end in spans)

    def session_changed(self, before: Event, after: Event | None) -> None:
        """Follow the correction or removal of a session."""

    @rule(idempotent=st.booleans(), step=st.timedeltas(timedelta(0), timedelta(hours=2)))
    def pause_or_resume_work(self, *, idempotent: bool, step: timedelta) -> None:
        self.time_goes_by(step)
        pause, resume = self.sessions.pause_session, self.sessions.resume_session
        if self.working is None:
            for change in (pause, resume):
                with pytest.raises(NotFoundError, match="No active work session"):
                    change(self.user_id)
            return
        pauses = self.working[1]
        change, refused = (pause, resume) if pauses.since is None else (resume, pause)
        with pytest.raises(ConflictError, match=r"The work session is (not paused|paused already)"):
            refused(self.user_id)
        restore = None if self.forgotten else self.snapshot()
        session = self.send(lambda: change(self.user_id), idempotent=idempotent)
        event = "pause_work" if pauses.since is None else "resume_work"
        (pauses.begin if pauses.since is None else pauses.end)(self.clock.now())
        shown = [(pause.begin, pause.end) for pause in session.pauses]
        assert shown == [*pauses.ended, *([(pauses.since, None)] if pauses.since else [])]
        self.work_changed(self.working[0], pauses)
        if restore is not None:
            self.add_act(event, session.id, restore)

    def work_changed(self, session_id: str, pauses: Pauses) -> None:
        """Follow a pause of work, or its end."""

    @rule(number=st.integers(1, 4), minutes=st.integers(1, 240))
    def work_several_times(self, number: int, minutes: int) -> None:
        for _ in range(number):
            if self.working is None:
                self.clock_in(idempotent=False)
            self.time_goes_by(timedelta(minutes=minutes))
            self.clock_out(idempotent=False, by_id=False)

    @precondition(_has_sent)
    @rule(number=indexes)
    def repeat_request(self, number: int) -> None:
        sent = self.choose_sent(number)
        if sent is not None:
            before = self.documents()
            with self.factory.idempotent(sent.key):
                assert sent.execute() == replace(sent.outcome, replayed=True)
            assert self.documents() == before

    @precondition(_has_sent)
    @rule(number=indexes)
    def send_another_request_under_a_used_key(self, number: int) -> None:
        sent = self.choose_sent(number)
        if sent is not None:
            before = self.documents()
            other = IdempotencyKey.of(sent.key.key, "POST", "tasks", b"other")
            with pytest.raises(IdempotencyMismatchError), self.factory.idempotent(other):
                sent.execute()
            assert self.documents() == before

    @precondition(_has_tasks)
    @rule(
        number=indexes,
        rival=st.sampled_from(
            ("finish", "reopen", "delete", "create", "clock_out", "pause", "remove session")
        ),
    )
    def finish_during_another_operation(self, number: int, rival: str) -> None:
        task_id = self.choose_task(number, completed=False)
        if task_id is None:
            return
        same = [*self.done].index(task_id)
        rivals: dict[str, Callable[[], object]] = {
            "finish": lambda: self.finish(same),
            "reopen": lambda: self.reopen(number // 7, 1, None),
            "delete": lambda: self.delete(same, 1, None),
            "create": lambda: self.create("meanwhile", idempotent=False),
            "clock_out": lambda: self.clock_out(idempotent=False, by_id=True),
            "pause": lambda: self.pause_or_resume_work(idempotent=False, step=timedelta(0)),
            "remove session": lambda: self.remove_session(number),
        }
        self.store.rivals = [lambda: self.in_another_process(rivals[rival])]
        with suppress(NotFoundError):  # the rival may have deleted the task
            self.earn(self.tasks.complete_task(self.user_id, task_id))
            self.record_completion(task_id)
        assert (task_id not in self.done) is (rival == "delete")
