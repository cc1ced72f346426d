"""Random actions through the services: tasks, work, focus, shutdowns, points and challenges always agree."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from msgspec.structs import replace

from shared.entities.focus_session import FocusSession
from shared.entities.idempotency import Outcome
from shared.entities.shutdown import Reflection
from shared.errors import ConflictError, NotFoundError, ValidationError
from shared.services.service_factory import ServiceFactory
from shared.views.focus_session import SessionType
from shared.views.shutdown import ProductivityRating
from tests.oracle.event import LONGEST_SHIFT, Event, Span
from tests.oracle.event_log import CHALLENGES
from tests.oracle.naive_calendar import monday_of
from tests.oracle.recount import check_totals, log_of, of_type
from tests.oracle.views import assert_views_equal
from tests.selection import NumberOfCases
from tests.unit.user_machine import GOAL_MINUTES, RANDOM_ACTIONS, Pauses, UserMachine, indexes

_UNKNOWN_ID = str(UUID(int=0))

challenges = st.sampled_from(list(CHALLENGES))


@dataclass(eq=False)
class Running:
    """A focus session or break that has not ended, as it was started, and its pauses."""

    session: FocusSession
    pauses: Pauses
    waits_for: str | None = None  # the work session until whose resuming it is paused

    def is_forgotten(self, now: datetime) -> bool:
        """Return whether 12 hours and the planned time have passed since the start."""
        return now - self.session.start_time >= timedelta(minutes=self.session.planned_minutes, hours=12)

    def planned_end(self, now: datetime) -> datetime:
        """Return when the planned time without pauses had passed, or when it was paused before that."""
        left = timedelta(minutes=self.session.planned_minutes)
        spans = self.pauses.active_until(now)
        for begin, end in spans:
            if end - begin >= left:
                return begin + left
            left -= end - begin
        return spans[-1][1] if spans else self.session.start_time


class WorkingLife(UserMachine):
    """A user who also focuses, takes breaks, shuts days down and joins challenges."""

    def __init__(self) -> None:
        super().__init__()
        self.running: Running | None = None
        self.interrupted: Running | None = None  # the focus session that goes on after a break

    def use(self, factory: ServiceFactory) -> None:
        super().use(factory)
        self.focus = factory.get_focus_session_service()
        self.shutdowns = factory.get_shutdown_service()
        self.challenges = factory.get_challenge_service()

    @property
    def forgotten(self) -> bool:
        """Whether the session has been running for so long that the service treats it as stopped."""
        return self.running is not None and self.running.is_forgotten(self.clock.now())

    @property
    def running_time(self) -> tuple[Span, ...]:
        """The time without pauses of running or paused focus."""
        now, found = self.clock.now(), list[Span]()
        for one in filter(None, (self.running, self.interrupted)):
            if one.session.session_type is SessionType.FOCUS and not one.is_forgotten(now):
                found += one.pauses.active_until(now)
        return tuple(found)

    @property
    def working_time(self) -> tuple[Span, ...]:
        """The time without pauses of running work, at most 12 hours."""
        if self.working is None:
            return ()
        pauses = self.working[1]
        return tuple(pauses.active_until(min(self.clock.now(), pauses.start + LONGEST_SHIFT)))

    def snapshot(self) -> Callable[[], None]:
        restore_work = super().snapshot()
        running, interrupted = deepcopy((self.running, self.interrupted))

        def restore() -> None:
            restore_work()
            self.running, self.interrupted = running, interrupted

        return restore

    def settle(self) -> None:
        """Follow the end of forgotten sessions: focus goes on from the planned end of its break."""
        while self.running is not None and self.forgotten:
            self.acts = []
            self.end_running(self.running.planned_end(self.clock.now()))

    def end_running(self, end: datetime) -> None:
        """Follow the end of the running session, after which an interrupted one goes on."""
        self.running, self.interrupted = self.interrupted, None
        if self.running is not None and self.running.waits_for is None:
            self.running.pauses.end(end)

    @rule(
        minutes=st.integers(1, 240),
        kind=st.sampled_from(SessionType),
        number=st.none() | indexes,
        idempotent=st.booleans(),
    )
    def start(self, minutes: int, kind: SessionType, *, number: int | None = None, idempotent: bool) -> None:
        focuses = kind is SessionType.FOCUS and number is not None
        task_id = self.choose_task(number) if focuses and number is not None else None

        def begin() -> Outcome[FocusSession]:
            return self.focus.start_session(self.user_id, minutes, kind, task_id=task_id)

        if self.running is not None and not self.forgotten:
            running = self.running.session.session_type
            if (running, kind) != (SessionType.FOCUS, SessionType.BREAK):
                with pytest.raises(ConflictError, match=f"Active {running} session already exists"):
                    begin()
                return
        restore = None if self.forgotten else self.snapshot()
        session = self.send(begin, idempotent=idempotent)
        self.settle()
        if self.running is not None:
            if self.running.pauses.since is None:
                self.running.pauses.begin(self.clock.now())
            if self.running.waits_for != self.paused_work:
                self.running.waits_for = None
        assert session.resumes == (self.running.session.id if self.running else None)
        self.interrupted, self.running = self.running, Running(session, Pauses(session.start_time))
        assert (session.started_on, session.task_id) == (self.today, task_id)
        if restore is not None:
            self.add_act(f"start_{kind}", session.id, restore)

    @property
    def paused_work(self) -> str | None:
        """The work session if it is paused."""
        return self.working[0] if self.working is not None and self.working[1].since else None

    def session_changed(self, before: Event, after: Event | None) -> None:
        running = self.running
        if running is None or running.session.session_type is not SessionType.BREAK:
            return
        begin = running.session.start_time
        was, counts = (ran is not None and ran.start <= begin < ran.at for ran in (before, after))
        if was != counts:
            running.session = replace(running.session, work_session_id=before.name if counts else None)

    def work_changed(self, session_id: str, pauses: Pauses) -> None:
        self.settle()
        focus = self.interrupted or self.running
        if focus is None or focus.session.session_type is SessionType.BREAK:
            return
        if pauses.since is None:
            if focus.waits_for == session_id:
                focus.waits_for = None
                if focus is self.running:
                    focus.pauses.end(self.clock.now())
        elif focus is self.interrupted:
            focus.waits_for = session_id
        elif focus.pauses.since is None:
            focus.pauses.begin(self.clock.now())
            focus.waits_for = session_id

    @rule(idempotent=st.booleans(), step=st.timedeltas(timedelta(0), timedelta(hours=1)))
    def pause_or_resume_focus(self, *, idempotent: bool, step: timedelta) -> None:
        self.time_goes_by(step)
        pause, resume = self.focus.pause_session, self.focus.resume_session
        running = self.running
        if running is None or self.forgotten:
            with pytest.raises(NotFoundError, match="Active session not found"):
                pause(self.user_id, running.session.id if running else _UNKNOWN_ID)
            self.settle()
            return
        if self.interrupted is not None:
            for refused in (pause, resume):
                with pytest.raises(ConflictError):
                    refused(self.user_id, self.interrupted.session.id)
        pauses = running.pauses
        change, refused = (pause, resume) if pauses.since is None else (resume, pause)
        with pytest.raises(ConflictError, match=r"The session is (not paused|paused already)"):
            refused(self.user_id, running.session.id)
        restore = self.snapshot()
        session = self.send(lambda: change(self.user_id, running.session.id), idempotent=idempotent)
        self.add_act("pause_focus" if pauses.since is None else "resume_focus", session.id, restore)
        (pauses.begin if pauses.since is None else pauses.end)(self.clock.now())
        running.waits_for = None
        assert session.paused is (pauses.since is not None)

    @rule(
        step=st.timedeltas(timedelta(0), timedelta(hours=2)),
        idempotent=st.booleans(),
        interrupted=st.booleans(),
    )
    def complete(self, step: timedelta, *, idempotent: bool, interrupted: bool = False) -> None:
        if self.running is None or self.forgotten:
            with pytest.raises(NotFoundError, match="Active session not found"):
                self.focus.complete_session(
                    self.user_id, self.running.session.id if self.running else _UNKNOWN_ID
                )
            self.settle()
            return
        self.time_goes_by(step)
        if self.forgotten:
            return
        running = self.interrupted if interrupted and self.interrupted else self.running
        session_id = running.session.id
        self.send(lambda: self.focus.complete_session(self.user_id, session_id), idempotent=idempotent)
        self.record_completed(running)

    @rule(
        number=st.integers(1, 11),
        minutes=st.integers(1, 40),
        part=st.sampled_from((0.79, 0.8, 1)),
        kind=st.sampled_from(SessionType),
    )
    def sprint(self, number: int, minutes: int, part: float, kind: SessionType) -> None:
        self.stop_all()
        for _ in range(number):
            self.start(minutes, kind, idempotent=False)
            self.complete(timedelta(minutes=minutes) * part, idempotent=False)

    @rule(number=st.integers(1, 7), hours=st.integers(1, 9))
    def work_for_days(self, number: int, hours: int) -> None:
        self.stop_all()
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

    def record_completed(self, running: Running) -> None:
        """Record in the log that a session was completed now."""
        now, session = self.clock.now(), running.session
        restore, kind = self.snapshot(), session.session_type
        event = self.record(
            "break" if session.session_type is SessionType.BREAK else "focus",
            on=session.started_on,
            start=session.start_time,
            limit=GOAL_MINUTES * 60,
            name=session.work_session_id or "",
            plan=session.planned_minutes,
            pauses=running.pauses.until(now),
        )
        if running is self.interrupted:
            self.interrupted = None
        else:
            self.end_running(max(now, session.start_time))

        def undo() -> None:
            restore()
            self.cut_focus_pauses(session.id, now)
            self.log.take_back(event)

        self.add_act(f"complete_{kind}", session.id, undo)

    def cut_focus_pauses(self, session_id: str, end: datetime) -> None:
        """Follow that pauses of no length are lost when a session has ended, and runs on."""
        for one in (self.running, self.interrupted):
            if one is not None and one.session.id == session_id:
                one.pauses.cut(end)

    @rule()
    def stop(self) -> None:
        if self.running is None:
            with pytest.raises(NotFoundError, match="Active session not found"):
                self.focus.stop_session(self.user_id, _UNKNOWN_ID)
            return
        forgotten, running, now = self.forgotten, self.running, self.clock.now()
        stopped = self.send(lambda: self.focus.stop_session(self.user_id, running.session.id))
        end = running.planned_end(now) if forgotten else max(now, running.session.start_time)
        assert stopped.end_time == end
        assert [(pause.begin, pause.end) for pause in stopped.pauses] == [*running.pauses.until(end)]
        restore = self.snapshot()
        self.settle()
        if self.running is running:
            self.end_running(end)

            def undo() -> None:
                restore()
                self.cut_focus_pauses(running.session.id, now)

            self.add_act("stop_focus", running.session.id, undo)

    @rule()
    def stop_all(self) -> None:
        while self.running is not None:
            self.stop()

    @precondition(lambda user: user.running is not None)
    @rule()
    def check_current_session(self) -> None:
        shown = self.focus.get_current_session(self.user_id)
        self.settle()
        running = self.running
        assert (shown.id if shown else None) == (running.session.id if running else None)
        if shown is not None and running is not None:
            assert shown.paused is (running.pauses.since is not None)
            assert shown.start_time == running.session.start_time

    @rule(rating=st.sampled_from(ProductivityRating), idempotent=st.booleans(), clock_out=st.booleans())
    def shut_down(self, rating: ProductivityRating, *, idempotent: bool, clock_out: bool = False) -> None:
        def reflect() -> Outcome[Reflection]:
            return self.shutdowns.reflect(self.user_id, rating, clock_out=clock_out)

        restore, now = self.snapshot(), self.clock.now()
        reflection = self.send(reflect, idempotent=idempotent)
        assert reflection.shutdown_on == self.today
        ended = self.record_clock_out() if clock_out and self.working is not None else None
        minute = self.calendar.minute_of(now)
        event = self.record(
            "shutdown", minute=minute, rating=rating, running=self.running_time, working=self.working_time
        )

        def undo() -> None:
            self.log.take_back(event)
            if ended is not None:
                self.log.take_back(ended)
                restore()
                self.cut_pauses(now)

        self.add_act("shutdown", reflection.id, undo)

    @rule(challenge=challenges, idempotent=st.booleans())
    def join(self, challenge: str, *, idempotent: bool) -> None:
        def take_part() -> Outcome[Any]:
            return self.challenges.join(self.user_id, challenge)

        if self.challenge_progress(challenge) is not None:
            with pytest.raises(ValidationError, match="Already participating in this challenge"):
                take_part()
            return
        self.send(take_part, idempotent=idempotent)
        self.acts = []
        self.record("join", name=challenge)

    @rule(challenge=challenges)
    def leave(self, challenge: str) -> None:
        if self.challenge_progress(challenge) is None:
            with pytest.raises(ValidationError, match="Not participating in this challenge"):
                self.challenges.leave(self.user_id, challenge)
            return
        with self.without_response():
            self.challenges.leave(self.user_id, challenge)
        self.acts = []
        self.record("leave", name=challenge)

    def challenge_progress(self, challenge: str) -> tuple[int, bool] | None:
        return self.log.challenge_progress(challenge, max(self.log.monday, monday_of(self.today)))

    @precondition(lambda user: user.running is not None)
    @rule(rival=st.sampled_from(("complete", "stop", "pause", "pause work", "shut down", "finish", "join")))
    def complete_during_a_race(self, rival: str) -> None:
        running = self.running
        if running is None or self.forgotten:
            return
        rivals: dict[str, Callable[[], object]] = {
            "complete": lambda: self.complete(timedelta(0), idempotent=False),
            "stop": self.stop,
            "pause": lambda: self.pause_or_resume_focus(idempotent=False, step=timedelta(0)),
            "pause work": lambda: self.pause_or_resume_work(idempotent=False, step=timedelta(0)),
            "shut down": lambda: self.shut_down(ProductivityRating.GOOD, idempotent=False),
            "finish": lambda: self.finish(0),
            "join": lambda: self.join("focus-sprint-master", idempotent=False),
        }
        self.store.rivals = [lambda: self.in_another_process(rivals[rival])]
        with suppress(NotFoundError):  # the rival ended it first
            self.earn(self.focus.complete_session(self.user_id, running.session.id))
            assert rival not in {"complete", "stop"}
            self.record_completed(running)
        self.store.rivals = []
        assert self.running is not running

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
        for one in filter(None, (self.running, self.interrupted)):
            status = "active" if one.pauses.since is None else "paused"
            expected[one.session.started_on.isoformat(), one.session.session_type, status] += 1
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


def test_all_views_agree_after_random_actions(number_of_cases: NumberOfCases) -> None:
    max_examples = number_of_cases(6, quick=2, thorough=100)
    run_state_machine_as_test(WorkingLife, settings=settings(RANDOM_ACTIONS, max_examples=max_examples))
