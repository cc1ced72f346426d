"""Random actions through the services: work, focus, breaks, shutdowns, points and challenges always agree."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from shared.entities.calendar import Calendar
from shared.entities.focus_session import FocusSession
from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.entities.totals import DailyTotals
from shared.entities.user import UserChanges
from shared.errors import ConflictError, NotFoundError, ValidationError
from shared.repos.stored_forms import from_stored
from shared.services.service_factory import ServiceFactory
from shared.views.focus_session import SessionType
from shared.views.shutdown import ProductivityRating
from tests.oracle.event_log import CHALLENGES, Event, EventLog
from tests.oracle.recount import check_totals, naive_points, naive_streak, of_type
from tests.unit.user_machine import RANDOM_ACTIONS, UserMachine, indexes

_GOAL_MINUTES = 120
_LIMIT_MINUTES = 480
_UNKNOWN_ID = str(UUID(int=0))

challenges = st.sampled_from(list(CHALLENGES))


@dataclass
class Sent:
    """A request with an idempotency key: how to repeat it, when it was sent, and its response."""

    key: IdempotencyKey
    call: Callable[[], Outcome[Any]]
    at: datetime
    value: Any


class WorkingLife(UserMachine):
    """A user who works, rests, shuts days down and joins challenges; a log has the expected results."""

    def __init__(self) -> None:
        self.log = EventLog()
        super().__init__()
        self.open: list[str] = []
        self.done: dict[str, Event] = {}
        self.working: tuple[str, datetime] | None = None
        self.running: FocusSession | None = None
        self.sent: list[Sent] = []

    def use(self, factory: ServiceFactory) -> None:
        super().use(factory)
        self.focus = factory.get_focus_session_service()
        self.shutdowns = factory.get_shutdown_service()
        self.challenges = factory.get_challenge_service()

    @initialize()
    def register(self) -> None:
        super().register()
        preferences = {"focus_goal_minutes": _GOAL_MINUTES, "workday_limit_minutes": _LIMIT_MINUTES}
        self.factory.get_user_service().update_user(self.user_id, UserChanges(preferences=preferences))

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.zone, self.day_start)

    @property
    def forgotten(self) -> bool:
        """Whether the focus session has been running for so long that the service treats it as stopped."""
        if self.running is None:
            return False
        allowed = timedelta(minutes=self.running.planned_minutes, hours=12)
        return self.clock.now() - self.running.start_time >= allowed

    def send(self, call: Callable[[], Outcome[Any]], *, idempotent: bool) -> Any:
        """Call a service; if `idempotent`, with a key and so that the call can be repeated later."""
        if not idempotent:
            return call().value
        key = IdempotencyKey.of(str(len(self.sent)), "POST", "somewhere", b"")
        with self.factory.idempotent(key):
            outcome = call()
        assert not outcome.replayed
        self.sent.append(Sent(key, call, self.clock.now(), outcome.value))
        return outcome.value

    @rule(number=st.integers(1, 8))
    def complete_several(self, number: int) -> None:
        for _ in range(number):
            task = self.tasks.create_task(self.user_id, "Write").value
            self.open.append(task.id)
            self.finish(len(self.open) - 1)

    @rule()
    def plan(self) -> None:
        self.open.append(self.tasks.create_task(self.user_id, "Write").value.id)

    @rule(number=indexes)
    def finish(self, number: int) -> None:
        if not self.open:
            return
        task_id = self.open.pop(number % len(self.open))
        self.tasks.complete_task(self.user_id, task_id)
        hour = self.clock.now().astimezone(self.zone)
        self.done[task_id] = self.log.add(
            "task", self.today, name=task_id, hour=hour.weekday() * 24 + hour.hour
        )

    @rule(number=indexes, times=st.integers(1, 4), deleted=st.booleans())
    def undo(self, number: int, times: int, *, deleted: bool) -> None:
        for task_id in [*self.done][number % 7 : number % 7 + times]:
            self.log.undo(self.done.pop(task_id), self.today)
            if deleted:
                self.tasks.delete_task(self.user_id, task_id)
            else:
                self.tasks.reopen_task(self.user_id, task_id)
                self.open.append(task_id)

    @rule()
    def clock_in(self) -> None:
        if self.working is None:
            self.working = self.sessions.start_session(self.user_id).value.id, self.clock.now()

    @rule(idempotent=st.booleans())
    def clock_out(self, *, idempotent: bool) -> None:
        if self.working is None:
            return
        session_id, start = self.working
        self.send(lambda: self.sessions.end_session(self.user_id, session_id), idempotent=idempotent)
        self.working = None
        self.log.add(
            "work",
            self.today,
            at=self.clock.now(),
            seconds=max(0, int((self.clock.now() - start).total_seconds())),
            limit=_LIMIT_MINUTES * 60,
            spans=self.calendar.split(start, self.clock.now()),
        )

    @rule(minutes=st.integers(1, 240), kind=st.sampled_from(SessionType), idempotent=st.booleans())
    def start(self, minutes: int, kind: SessionType, *, idempotent: bool) -> None:
        def begin() -> Outcome[FocusSession]:
            return self.focus.start_session(self.user_id, minutes, kind)

        if self.running is not None and not self.forgotten:
            with pytest.raises(ConflictError, match="Active focus session already exists"):
                begin()
            return
        self.running = self.send(begin, idempotent=idempotent)

    @rule(step=st.timedeltas(timedelta(0), timedelta(hours=2)), idempotent=st.booleans())
    def complete(self, step: timedelta, *, idempotent: bool) -> None:
        running, forgotten = self.running, self.forgotten
        if running is None or forgotten:
            with pytest.raises(NotFoundError, match="Active session not found"):
                self.focus.complete_session(self.user_id, running.id if running else _UNKNOWN_ID)
            self.running = None
            return
        self.clock.set(self.clock.now() + step)
        if self.forgotten:
            return
        self.send(lambda: self.focus.complete_session(self.user_id, running.id), idempotent=idempotent)
        self.record_completed(running)

    @rule(number=st.integers(1, 11), minutes=st.integers(1, 40), kind=st.sampled_from(SessionType))
    def sprint(self, number: int, minutes: int, kind: SessionType) -> None:
        self.stop()
        for _ in range(number):
            self.start(minutes, kind, idempotent=False)
            self.complete(timedelta(minutes=minutes), idempotent=False)

    @rule(number=st.integers(1, 7), hours=st.integers(1, 9))
    def work_for_days(self, number: int, hours: int) -> None:
        self.stop()
        for _ in range(number):
            self.clock_in()
            self.complete_several(2)
            self.start(10, SessionType.BREAK, idempotent=False)
            self.complete(timedelta(minutes=10), idempotent=False)
            self.time_goes_by(timedelta(hours=hours))
            self.clock_out(idempotent=True)
            self.shut_down(ProductivityRating.OKAY, idempotent=False)
            self.time_goes_by(timedelta(hours=24 - hours))

    @rule()
    def join_all(self) -> None:
        for challenge in CHALLENGES:
            self.join(challenge, idempotent=False)

    def record_completed(self, session: FocusSession) -> None:
        """Record in the log that a session was completed now."""
        self.running = None
        seconds = max(0, int((self.clock.now() - session.start_time).total_seconds()))
        if session.session_type is SessionType.BREAK:
            name = session.work_session_id or ""
            self.log.add("break", self.today, on=session.started_on, seconds=seconds, name=name)
            return
        self.log.add(
            "focus",
            self.today,
            on=session.started_on,
            seconds=seconds,
            limit=_GOAL_MINUTES * 60,
            spans=self.calendar.split(session.start_time, self.clock.now()),
        )

    @rule()
    def stop(self) -> None:
        if self.running is None:
            with pytest.raises(NotFoundError, match="Active session not found"):
                self.focus.stop_session(self.user_id, _UNKNOWN_ID)
            return
        forgotten, running = self.forgotten, self.running
        stopped = self.focus.stop_session(self.user_id, running.id).value
        planned = running.start_time + timedelta(minutes=running.planned_minutes)
        assert stopped.end_time == (planned if forgotten else max(self.clock.now(), running.start_time))
        self.running = None

    @rule()
    def check_current_session(self) -> None:
        if self.forgotten:
            self.running = None
        assert self.focus.get_current_session(self.user_id) == self.running

    @rule(rating=st.sampled_from(ProductivityRating), idempotent=st.booleans())
    def shut_down(self, rating: ProductivityRating, *, idempotent: bool) -> None:
        wall = self.clock.now().astimezone(self.zone)
        summary = self.shutdowns.get_summary(self.user_id)
        earned = summary["pointsEarned"]
        assert earned == self.expected_earnings()
        reflection = self.send(lambda: self.shutdowns.reflect(self.user_id, rating), idempotent=idempotent)
        assert reflection.shutdown_on == self.today
        past_midnight = (wall.date() - self.today).days * 24 * 60
        self.log.add("shutdown", self.today, minute=past_midnight + wall.hour * 60 + wall.minute)

    def expected_earnings(self) -> int:
        """Return the points of a shutdown now, as the API specifies."""
        closed = self.log.days("shutdown") | {self.today}
        focused = sum(event.seconds for event in self.log.of("focus") if event.on == self.today)
        return (
            10
            + 5 * len(self.log.done_on(self.today))
            + 15 * (focused >= _GOAL_MINUTES * 60)
            + min(2 * naive_streak(closed, self.today), 20)
        )

    @rule(challenge=challenges, idempotent=st.booleans())
    def join(self, challenge: str, *, idempotent: bool) -> None:
        def take_part() -> Outcome[Any]:
            return self.challenges.join(self.user_id, challenge)

        if self.challenge_progress(challenge) is not None:
            with pytest.raises(ValidationError, match="Already participating in this challenge"):
                take_part()
            return
        self.send(take_part, idempotent=idempotent)
        self.log.add("join", self.today, name=challenge)

    @rule(challenge=challenges)
    def leave(self, challenge: str) -> None:
        if self.challenge_progress(challenge) is None:
            with pytest.raises(ValidationError, match="Not participating in this challenge"):
                self.challenges.leave(self.user_id, challenge)
            return
        self.challenges.leave(self.user_id, challenge)
        self.log.add("leave", self.today, name=challenge)

    def challenge_progress(self, challenge: str) -> tuple[int, bool] | None:
        """Return the progress of a challenge in the current week, from the log."""
        return self.log.challenge_progress(challenge) if self.is_recorded_week() else None

    def is_recorded_week(self) -> bool:
        """Return whether the log has an event in the current week or later."""
        return self.log.monday >= self.today - timedelta(days=self.today.weekday())

    @rule(number=indexes)
    def repeat(self, number: int) -> None:
        recent = [one for one in self.sent if self.clock.now() < one.at + timedelta(hours=24)]
        if recent:
            sent = recent[number % len(recent)]
            before = self.documents()
            with self.factory.idempotent(sent.key):
                assert sent.call() == Outcome(sent.value, replayed=True)
            assert self.documents() == before

    @rule(rival=st.sampled_from(("complete", "stop", "shut down", "finish", "join")))
    def complete_during_a_race(self, rival: str) -> None:
        running = self.running
        if running is None or self.forgotten:
            return
        rivals: dict[str, Callable[[], object]] = {
            "complete": lambda: self.complete(timedelta(0), idempotent=False),
            "stop": self.stop,
            "shut down": lambda: self.shut_down(ProductivityRating.GOOD, idempotent=False),
            "finish": lambda: self.finish(0),
            "join": lambda: self.join("focus-sprint-master", idempotent=False),
        }
        self.store.rivals = [lambda: self.in_another_process(rivals[rival])]
        with suppress(NotFoundError):  # the rival ended it first
            self.focus.complete_session(self.user_id, running.id)
            assert rival not in {"complete", "stop"}
            self.record_completed(running)
        self.store.rivals = []
        assert self.running is None

    @invariant()
    def points_agree_in_all_views(self) -> None:
        documents = self.documents()
        (progress,) = of_type(documents, "progress")
        points = self.log.points()
        assert progress.get("points", 0) == points == naive_points(documents, _GOAL_MINUTES * 60)
        stats = self.challenges.get_stats(self.user_id)
        assert (stats["total_points"], stats["challenges_done"]) == (points, self.log.challenges_done())
        assert stats["shutdown_streak"] == naive_streak(self.log.days("shutdown"), self.today)
        (own,) = self.challenges.list_leaders(self.user_id)
        week_points = self.log.week_points() if self.is_recorded_week() else 0
        assert (own["points"], own["rank"], own["is_current_user"]) == (week_points, 1, True)

    @invariant()
    def daily_totals_match_the_documents_and_the_diary(self) -> None:
        documents = self.documents()
        check_totals(documents)
        for day in of_type(documents, "day"):
            record = from_stored(DailyTotals, day)
            expected = self.log.day(record.local_date)
            assert {name: getattr(record, name) for name in expected} == expected
        sessions = Counter(
            (one["started_on"], one["session_type"], one["status"])
            for one in of_type(documents, "focus_session")
            if one["status"] != "stopped"
        )
        expected_sessions = Counter(
            (event.on.isoformat(), str(event.kind), "completed") for event in self.log.of("focus", "break")
        )
        if self.running is not None:
            expected_sessions[self.running.started_on.isoformat(), self.running.session_type, "active"] += 1
        assert sessions == expected_sessions
        reflections = Counter(one["shutdown_on"] for one in of_type(documents, "shutdown_reflection"))
        assert reflections == Counter(event.on.isoformat() for event in self.log.of("shutdown"))

    @invariant()
    def achievements_and_challenges_match_the_diary(self) -> None:
        achievements = self.factory.get_reward_service().list_achievements(self.user_id)
        assert {one["id"] for one in achievements if one["unlocked"]} == self.log.unlocked()
        assert all(0 <= one["progress"] <= one["target"] for one in achievements)
        for challenge in self.challenges.list_week(self.user_id):
            found, (_, target) = self.challenge_progress(challenge.id), CHALLENGES[challenge.id]
            assert challenge.joined_count == (found is not None)
            assert challenge.progress == (None if found is None else min(found[0], target))
            assert (challenge.status == "completed") is (found is not None and found[1])

    @invariant()
    def heatmap_contains_all_hours(self) -> None:
        heatmap = self.factory.get_summary_service().get_heatmap(self.user_id, 26)
        seconds: dict[str, Counter[int]] = {"work": Counter(), "focus": Counter()}
        for kind in ("work", "focus"):
            for event in self.log.of(kind):
                for hours in event.spans.values():
                    seconds[kind].update(hours)
        done = Counter(event.hour for event in self.log.of("task"))
        for cell in heatmap["cells"]:
            hour = cell["weekday"] * 24 + cell["hour"]
            assert cell["minutes_worked"] == seconds["work"][hour] // 60
            assert cell["focus_minutes"] == seconds["focus"][hour] // 60
            assert cell["tasks_completed"] == done[hour]


@pytest.mark.slow("recounts all views after each of many random actions")
def test_all_views_agree_after_random_actions() -> None:
    run_state_machine_as_test(WorkingLife, settings=settings(RANDOM_ACTIONS, max_examples=40))
