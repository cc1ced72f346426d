"""Work sessions and focus sessions: how they end, and the length they are shown with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.focus_session import FocusSession
from shared.entities.work_session import WorkSession
from shared.views.focus_session import SessionStatus, SessionType
from tests.unit.entity_strategies import running_focus_sessions, running_work_sessions, work_sessions
from tests.unit.strategies import dates, moments, recent_moments

steadily = settings(max_examples=60)
NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


def _running(minutes: int = 25, session_type: SessionType = SessionType.FOCUS) -> FocusSession:
    return FocusSession(
        id="1",
        user_id="ada",
        start_time=NOW,
        started_on=date(2026, 3, 18),
        planned_minutes=minutes,
        session_type=session_type,
    )


@steadily
@given(session=running_work_sessions, now=moments, today=dates)
def test_work_session_ends_once_and_never_before_its_start(
    session: WorkSession, now: datetime, today: date
) -> None:
    ended = session.end_session(now, today)
    assert ended.end_time == max(now, session.start_time)
    assert ended.ended_on == today
    assert ended.seconds == max(0, int((now - session.start_time).total_seconds()))
    assert ended.end_session(datetime.max.replace(tzinfo=UTC), today) is ended


@steadily
@given(session=work_sessions)
def test_shown_duration_has_two_decimals_and_equals_the_duration_that_is_summed(session: WorkSession) -> None:
    shown = session.to_dict()["duration"]
    if session.end_time is None:
        assert shown is None
        return
    assert shown is not None
    assert round(shown, 2) == shown
    assert round(shown * 100) == session.centihours
    assert abs(shown * 3600 - session.seconds) <= 18 + 1e-6 * session.seconds


@pytest.mark.parametrize("minutes", [1, 25, 240])
@pytest.mark.parametrize(("past", "forgotten"), [(-1, False), (0, True), (1, True)])
def test_focus_session_is_forgotten_twelve_hours_after_its_planned_end(
    minutes: int, past: int, *, forgotten: bool
) -> None:
    now = NOW + timedelta(minutes=minutes, hours=12, microseconds=past)
    assert _running(minutes).is_forgotten(now) is forgotten


@pytest.mark.parametrize("status", [SessionStatus.COMPLETED, SessionStatus.STOPPED])
def test_ended_focus_session_is_never_forgotten(status: SessionStatus) -> None:
    ended = _running().end(NOW + timedelta(minutes=5), status)
    assert not ended.is_forgotten(NOW + timedelta(days=1000))


def test_forgotten_focus_session_is_stopped_at_its_planned_end() -> None:
    ended = _running(25).end_forgotten(NOW + timedelta(days=1))
    assert (ended.status, ended.end_time) == (SessionStatus.STOPPED, NOW + timedelta(minutes=25))
    assert ended.to_dict()["actual_duration"] == 25


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (59, 0), (59.999999, 0), (60, 1), (1499, 24), (1500, 25), (90_000, 1500)]
)
def test_actual_duration_is_in_whole_minutes_rounded_down(seconds: float, minutes: int) -> None:
    ended = _running().end(NOW + timedelta(seconds=seconds), SessionStatus.COMPLETED)
    assert ended.to_dict()["actual_duration"] == minutes
    assert ended.seconds == int(seconds)


def test_view_of_a_running_focus_session_has_no_end_and_no_actual_duration() -> None:
    assert _running(45, SessionType.BREAK).to_dict() == {
        "session_id": "1",
        "user_id": "ada",
        "task_id": None,
        "start_time": NOW,
        "end_time": None,
        "planned_duration": 45,
        "actual_duration": None,
        "session_type": "break",
        "status": "active",
        "resumes": None,
        "pauses": [],
    }


@steadily
@given(session=running_focus_sessions, now=recent_moments, status=st.sampled_from(SessionStatus))
def test_focus_session_never_ends_before_its_start(
    session: FocusSession, now: datetime, status: SessionStatus
) -> None:
    ended = session.end(now, status)
    assert ended.end_time == max(now, session.start_time)
    assert ended.seconds == max(0, int((now - session.start_time).total_seconds()))
    assert ended.status is status
    assert (ended.started_on, ended.start_time) == (session.started_on, session.start_time)


def test_session_keeps_the_late_acts_that_can_be_undone_and_its_late_start() -> None:
    begin = datetime(2026, 3, 18, 9, tzinfo=UTC)
    noon = begin + timedelta(hours=3)
    minute = timedelta(minutes=1)
    session = WorkSession(id="w", user_id="ada", start_time=begin).with_act(begin, noon)
    session = session.with_act(begin + minute, noon + minute).with_act(noon + minute, noon + minute)
    assert session.recorded_at(begin + minute) == noon + minute
    assert session.recorded_at(begin + 2 * minute) == begin + 2 * minute  # no late act
    later = session.with_act(begin + 5 * minute, noon + 17 * minute)
    assert [act.recorded_at for act in later.late_acts] == [noon, noon + 17 * minute]
    # Of two acts of a moment, the last one is undone.
    twice = later.with_act(begin, noon + 18 * minute)
    assert twice.recorded_at(begin) == noon + 18 * minute
    assert twice.without_act(begin) == later
