"""Random actions through the services: tasks, work, focus, shutdowns, points and challenges always agree."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from shared.entities.focus_session import FocusSession
from shared.entities.idempotency import Outcome
from shared.errors import ConflictError, NotFoundError, ValidationError
from shared.services.service_factory import ServiceFactory
from shared.views.focus_session import SessionType
from shared.views.shutdown import ProductivityRating
from tests.conftest import never_sync
from tests.oracle.event import LONGEST_SHIFT
from tests.oracle.event_log import CHALLENGES
from tests.oracle.naive_calendar import monday_of
from tests.oracle.recount import check_totals, log_of, of_type
from tests.oracle.views import assert_views_equal
from tests.selection import NumberOfCases
from tests.unit.user_machine import GOAL_MINUTES, RANDOM_ACTIONS, UserMachine

_UNKNOWN_ID = str(UUID(int=0))

challenges = st.sampled_from(list(CHALLENGES))


class WorkingLife(UserMachine):
    """A user who also focuses, takes breaks, shuts days down and joins challenges."""

    def __init__(self) -> None:
        super().__init__()
        self.running: FocusSession | None = None

    def use(self, factory: ServiceFactory) -> None:
        super().use(factory)
        self.focus = factory.get_focus_session_service()
        self.shutdowns = factory.get_shutdown_service()
        self.challenges = factory.get_challenge_service()

    @property
    def forgotten(self) -> bool:
        """Whether the focus session has been running for so long that the service treats it as stopped."""
        if self.running is None:
            return False
        allowed = timedelta(minutes=self.running.planned_minutes, hours=12)
        return self.clock.now() - self.running.start_time >= allowed

    @property
    def running_time(self) -> tuple[tuple[datetime, datetime], ...]:
        """The time of the running work session, at most 12 hours, and of the running focus session."""
        now, running = self.clock.now(), []
        if self.working is not None:
            running.append((self.working[1], min(now, self.working[1] + LONGEST_SHIFT)))
        if self.running is not None and self.running.session_type is SessionType.FOCUS and not self.forgotten:
            running.append((self.running.start_time, now))
        return tuple(running)

    @rule(minutes=st.integers(1, 240), kind=st.sampled_from(SessionType), idempotent=st.booleans())
    def start(self, minutes: int, kind: SessionType, *, idempotent: bool) -> None:
        def begin() -> Outcome[FocusSession]:
            return self.focus.start_session(self.user_id, minutes, kind)

        if self.running is not None and not self.forgotten:
            kind_that_runs = self.running.session_type.value
            with pytest.raises(ConflictError, match=f"Active {kind_that_runs} session already exists"):
                begin()
            return
        self.running = self.send(begin, idempotent=idempotent)
        assert self.running.started_on == self.today

    @rule(step=st.timedeltas(timedelta(0), timedelta(hours=2)), idempotent=st.booleans())
    def complete(self, step: timedelta, *, idempotent: bool) -> None:
        running, forgotten = self.running, self.forgotten
        if running is None or forgotten:
            with pytest.raises(NotFoundError, match="Active session not found"):
                self.focus.complete_session(self.user_id, running.id if running else _UNKNOWN_ID)
            self.running = None
            return
        self.time_goes_by(step)
        if self.forgotten:
            return
        self.send(lambda: self.focus.complete_session(self.user_id, running.id), idempotent=idempotent)
        self.record_completed(running)

    @rule(
        number=st.integers(1, 11),
        minutes=st.integers(1, 40),
        part=st.sampled_from((0.79, 0.8, 1)),
        kind=st.sampled_from(SessionType),
    )
    def sprint(self, number: int, minutes: int, part: float, kind: SessionType) -> None:
        self.stop()
        for _ in range(number):
            self.start(minutes, kind, idempotent=False)
            self.complete(timedelta(minutes=minutes) * part, idempotent=False)

    @rule(number=st.integers(1, 7), hours=st.integers(1, 9))
    def work_for_days(self, number: int, hours: int) -> None:
        self.stop()
        for _ in range(number):
            self.clock_in(idempotent=False)
            self.finish_new_tasks(2)
            self.start(10, SessionType.BREAK, idempotent=False)
            self.complete(timedelta(minutes=10), idempotent=False)
            self.time_goes_by(timedelta(hours=hours))
            self.clock_out(idempotent=True, by_id=True)
            self.shut_down(ProductivityRating.OKAY, idempotent=False)
            self.time_goes_by(timedelta(hours=24 - hours))

    @rule()
    def join_all(self) -> None:
        for challenge in CHALLENGES:
            self.join(challenge, idempotent=False)

    def record_completed(self, session: FocusSession) -> None:
        """Record in the log that a session was completed now."""
        self.running = None
        self.record(
            "break" if session.session_type is SessionType.BREAK else "focus",
            on=session.started_on,
            start=session.start_time,
            limit=GOAL_MINUTES * 60,
            name=session.work_session_id or "",
            plan=session.planned_minutes,
        )

    @rule()
    def stop(self) -> None:
        if self.running is None:
            with pytest.raises(NotFoundError, match="Active session not found"):
                self.focus.stop_session(self.user_id, _UNKNOWN_ID)
            return
        forgotten, running = self.forgotten, self.running
        stopped = self.send(lambda: self.focus.stop_session(self.user_id, running.id))
        planned = running.start_time + timedelta(minutes=running.planned_minutes)
        assert stopped.end_time == (planned if forgotten else max(self.clock.now(), running.start_time))
        self.running = None

    @precondition(lambda user: user.running is not None)
    @rule()
    def check_current_session(self) -> None:
        if self.forgotten:
            self.running = None
        assert self.focus.get_current_session(self.user_id) == self.running

    @rule(rating=st.sampled_from(ProductivityRating), idempotent=st.booleans())
    def shut_down(self, rating: ProductivityRating, *, idempotent: bool) -> None:
        reflection = self.send(lambda: self.shutdowns.reflect(self.user_id, rating), idempotent=idempotent)
        assert reflection.shutdown_on == self.today
        minute = self.calendar.minute_of(self.clock.now())
        self.record("shutdown", minute=minute, rating=rating, running=self.running_time)

    @rule(challenge=challenges, idempotent=st.booleans())
    def join(self, challenge: str, *, idempotent: bool) -> None:
        def take_part() -> Outcome[Any]:
            return self.challenges.join(self.user_id, challenge)

        if self.challenge_progress(challenge) is not None:
            with pytest.raises(ValidationError, match="Already participating in this challenge"):
                take_part()
            return
        self.send(take_part, idempotent=idempotent)
        self.record("join", name=challenge)

    @rule(challenge=challenges)
    def leave(self, challenge: str) -> None:
        if self.challenge_progress(challenge) is None:
            with pytest.raises(ValidationError, match="Not participating in this challenge"):
                self.challenges.leave(self.user_id, challenge)
            return
        with self.without_response():
            self.challenges.leave(self.user_id, challenge)
        self.record("leave", name=challenge)

    def challenge_progress(self, challenge: str) -> tuple[int, bool] | None:
        return self.log.challenge_progress(challenge, max(self.log.monday, monday_of(self.today)))

    @precondition(lambda user: user.running is not None)
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
            self.earn(self.focus.complete_session(self.user_id, running.id))
            assert rival not in {"complete", "stop"}
            self.record_completed(running)
        self.store.rivals = []
        assert self.running is None

    @invariant()
    def totals_and_documents_agree_with_the_log(self) -> None:
        documents = self.documents()
        check_totals(documents, self.log)
        if self.log.has_one_plan:  # the documents have no earlier work days, by which points were given
            check_totals(documents, log_of(documents))
        assert {task["id"]: task["completed"] for task in of_type(documents, "task")} == self.done
        sessions = Counter(
            (one["started_on"], one["session_type"], one["status"])
            for one in of_type(documents, "focus_session")
            if one["status"] != "stopped"
        )
        expected = Counter(
            (event.on.isoformat(), str(event.kind), "completed") for event in self.log.of("focus", "break")
        )
        if self.running is not None:
            expected[self.running.started_on.isoformat(), self.running.session_type, "active"] += 1
        assert sessions == expected
        working = [one["id"] for one in of_type(documents, "work_session") if one["end_time"] is None]
        assert working == ([self.working[0]] if self.working else [])
        assert [one["session_id"] for one in of_type(documents, "active_work_session")] == working

    @invariant()
    def earned_points_add_up_to_all_points(self) -> None:
        assert self.earned_points == self.points()

    @invariant()
    def views_agree_with_the_log(self) -> None:
        weeks = 0 if self.forgotten else 1  # a summary would stop a forgotten session
        assert_views_equal(self.factory, self.log, self.documents(), self.clock.now(), weeks)
        (own,) = self.challenges.list_leaders(self.user_id)
        assert (own["rank"], own["is_current_user"]) == (1, True)
        for challenge in self.challenges.list_week(self.user_id):
            assert challenge.joined_count == (self.challenge_progress(challenge.id) is not None)


def test_all_views_agree_after_random_actions(
    number_of_cases: NumberOfCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    never_sync(monkeypatch)
    max_examples = number_of_cases(20, quick=4, thorough=100)
    run_state_machine_as_test(WorkingLife, settings=settings(RANDOM_ACTIONS, max_examples=max_examples))
