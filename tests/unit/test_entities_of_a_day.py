"""Focus sessions, shutdowns, points and places on the leaderboard: what each is, to the second."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import HOURS_IN_WEEK, Calendar
from shared.entities.challenge import WeeklyChallenge
from shared.entities.daily_totals import DailyTotals, add_hours
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.interval import Interval, coalesce, duration
from shared.entities.leaderboard import ChallengeMember, LeaderboardEntry
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.points import LedgerEntry
from shared.entities.shutdown import Reflection
from shared.entities.task import Task
from shared.entities.user import User
from shared.entities.weekly_totals import WeeklyTotals
from shared.views.challenge import ChallengeType
from shared.views.focus_session import SessionStatus, SessionType
from shared.views.health import MealKind
from shared.views.points import Rule
from shared.views.shutdown import ProductivityRating
from tests.unit.strategies import (
    counts,
    focus_sessions,
    recent_moments,
    running_focus_sessions,
    times_of_day,
    zones,
)

steadily = settings(max_examples=60)
NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 18)
hours = st.dictionaries(st.integers(0, HOURS_IN_WEEK - 1), counts, max_size=5)


def _running(minutes: int = 25, session_type: SessionType = SessionType.FOCUS) -> FocusSession:
    return FocusSession(
        id="1",
        user_id="ada",
        start_time=NOW,
        started_on=TODAY,
        planned_minutes=minutes,
        session_type=session_type,
    )


@pytest.mark.parametrize("minutes", [1, 25, 240])
@pytest.mark.parametrize(("past", "forgotten"), [(-1, False), (0, True), (1, True)])
def test_a_session_is_forgotten_twelve_hours_after_its_plan(
    minutes: int, past: int, *, forgotten: bool
) -> None:
    now = NOW + timedelta(minutes=minutes, hours=12, microseconds=past)
    assert _running(minutes).is_forgotten(now) is forgotten


@pytest.mark.parametrize("status", [SessionStatus.COMPLETED, SessionStatus.STOPPED])
def test_a_session_that_has_ended_is_never_forgotten(status: SessionStatus) -> None:
    ended = _running().end(NOW + timedelta(minutes=5), status)
    assert not ended.is_forgotten(NOW + timedelta(days=1000))


def test_a_forgotten_session_is_stopped_when_it_was_planned_to_end() -> None:
    ended = _running(25).end_forgotten()
    assert (ended.status, ended.end_time) == (SessionStatus.STOPPED, NOW + timedelta(minutes=25))
    assert ended.to_dict()["actual_duration"] == 25


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (59, 0), (59.999999, 0), (60, 1), (1499, 24), (1500, 25), (90_000, 1500)]
)
def test_the_actual_duration_is_in_whole_minutes_rounded_down(seconds: float, minutes: int) -> None:
    ended = _running().end(NOW + timedelta(seconds=seconds), SessionStatus.COMPLETED)
    assert ended.to_dict()["actual_duration"] == minutes
    assert ended.seconds == int(seconds)


def test_a_running_session_has_no_end_and_no_actual_duration() -> None:
    assert _running(45, SessionType.BREAK).to_dict() == {
        "session_id": "1",
        "user_id": "ada",
        "start_time": NOW,
        "end_time": None,
        "planned_duration": 45,
        "actual_duration": None,
        "session_type": "break",
        "status": "active",
    }


@steadily
@given(session=running_focus_sessions, now=recent_moments, status=st.sampled_from(SessionStatus))
def test_a_session_never_ends_before_it_began(
    session: FocusSession, now: datetime, status: SessionStatus
) -> None:
    ended = session.end(now, status)
    assert ended.end_time == max(now, session.start_time)
    assert ended.seconds == max(0, int((now - session.start_time).total_seconds()))
    assert ended.status is status
    assert (ended.started_on, ended.start_time) == (session.started_on, session.start_time)


@steadily
@given(found=st.lists(focus_sessions, max_size=6))
def test_sessions_are_listed_by_their_day_and_then_by_their_start(found: list[FocusSession]) -> None:
    by_document = sorted(found, key=lambda one: one.to_document()["started_order"])
    assert [(one.started_on, one.start_time) for one in by_document] == sorted(
        (one.started_on, one.start_time) for one in found
    )


def test_of_all_active_sessions_there_can_be_one() -> None:
    assert ActiveFocusSession("ada", "1").id == ActiveFocusSession("ada", "2").id == "active:focus"


@pytest.mark.parametrize(
    ("times", "name"),
    [
        (1, "points:task_completed:1234"),
        (2, "points:task_completed:1234:2"),
        (9, "points:task_completed:1234:9"),
    ],
)
def test_a_ledger_entry_is_named_after_its_deed(times: int, name: str) -> None:
    entry = LedgerEntry(
        user_id="ada",
        at=NOW,
        rule=Rule.TASK_COMPLETED,
        delta=5,
        reason="Task completed",
        source_id="1234",
        times=times,
    )
    assert entry.id == name
    assert entry.to_dict() == {
        "id": name,
        "at": NOW,
        "rule": "task_completed",
        "delta": 5,
        "reason": "Task completed",
        "source_id": "1234",
    }


def test_a_reflection_is_shown_with_the_moment_at_which_the_day_was_closed() -> None:
    reflection = Reflection(
        id="1",
        user_id="ada",
        productivity_rating=ProductivityRating.TOUGH,
        created_at=NOW,
        shutdown_on=TODAY,
        mindful_disconnect_completed=(True, False),
    )
    assert reflection.to_dict() == {
        "id": "1",
        "productivity_rating": "tough",
        "reflection_note": None,
        "mindful_disconnect_completed": (True, False),
        "session_id": None,
        "created_at": NOW,
        "shutdown_date": NOW,
    }


def test_there_are_four_words_for_a_day() -> None:
    assert [rating.value for rating in ProductivityRating] == ["great", "good", "okay", "tough"]


def test_the_standings_of_a_week_lie_together_and_outlast_it() -> None:
    entry = LeaderboardEntry(week="2026-W12", member_id="ada", name="Ada", avatar_url=None, points=5)
    assert (entry.user_id, entry.id) == ("leaderboard:2026-W12", "ada")
    assert entry.to_document()["ttl"] >= 9 * 24 * 3600


def test_the_participants_of_a_week_lie_together_and_outlast_it() -> None:
    one = ChallengeMember(
        week="2026-W12", challenge_id="task-finisher", member_id="ada", avatar_url=None, joined_at=NOW
    )
    assert (one.user_id, one.id) == ("challenges:2026-W12", "task-finisher:ada")
    assert one.to_document()["ttl"] >= 9 * 24 * 3600


@pytest.mark.parametrize(("progress", "total"), [(None, None), (0, 15), (15, 15)])
def test_a_challenge_has_a_total_once_it_is_joined(progress: int | None, total: int | None) -> None:
    challenge = WeeklyChallenge(
        id="task-finisher",
        user_id="ada",
        name="Task Finisher",
        description="Complete 15 tasks",
        points=75,
        challenge_type=ChallengeType.TASK,
        target_value=15,
        duration_days=7,
        created_at=NOW,
        joined_count=0,
        joined_avatars=(),
        progress=progress,
    )
    shown = challenge.to_dict()
    assert (shown["progress"], shown["total"], shown["is_active"]) == (progress, total, True)


@steadily
@given(one=hours, other=hours)
def test_hours_are_added_hour_by_hour_and_taken_away_again(
    one: dict[int, int], other: dict[int, int]
) -> None:
    both = add_hours(one, other)
    assert both == {
        hour: one.get(hour, 0) + other.get(hour, 0)
        for hour in range(HOURS_IN_WEEK)
        if one.get(hour) or other.get(hour)
    }
    assert list(both) == sorted(both)
    back = add_hours(both, {hour: -value for hour, value in other.items()})
    assert back == {hour: value for hour, value in one.items() if value}


def test_a_task_is_done_on_a_day_and_taken_off_it_again() -> None:
    blank = DailyTotals(user_id="ada", local_date=TODAY)
    one = blank.with_task("1", 50, NOW)
    two = one.with_task("2", 50, NOW)
    assert (two.completed_tasks, two.done, two.task_hours) == (2, {"1": NOW, "2": NOW}, {50: 2})
    assert two.without_task("2", 50) == one
    assert two.without_task("1", 50).done == {"2": NOW}
    assert one.without_task("1", 50) == blank


def test_a_day_counts_for_the_streak_when_a_task_was_done_or_a_work_session_ended() -> None:
    blank = DailyTotals(user_id="ada", local_date=TODAY, focus_sessions=3, breaks=2, shutdowns=1)
    assert not blank.active
    assert blank.with_task("1", 0, NOW).active
    assert DailyTotals(user_id="ada", local_date=TODAY, finished_sessions=1).active


# What is drunk, eaten and rested, and when there was work


def _entry(name: str, at: datetime = NOW) -> dict[str, Any]:
    return {"id": HealthEntry.id_of(TODAY, name), "user_id": "ada", "at": at, "on": TODAY}


def test_an_entry_tells_by_its_id_on_which_day_it_is() -> None:
    drink = Drink(amount_ml=250, **_entry("x.y"))
    assert drink.id == "2026-03-18.x.y"
    assert HealthEntry.date_of(drink.id) == TODAY
    for strange in ("", "x", "2025-02-30.x", "day:2026-03-18", "2026-03-18x"):
        with pytest.raises(ValueError, match=r".*"):
            HealthEntry.date_of(strange)


def test_entries_are_shown_by_their_kind() -> None:
    assert Drink(amount_ml=250, **_entry("1")).to_dict() == {
        "id": "2026-03-18.1",
        "amount_ml": 250,
        "at": NOW,
    }
    meal, rest = (
        Meal(kind=MealKind.SNACK, **_entry("2")),
        Rest(minutes=15, began_on=TODAY, **_entry("3")),
    )
    assert meal.to_dict() == {"id": "2026-03-18.2", "kind": "snack", "at": NOW}
    assert rest.to_dict() == {"id": "2026-03-18.3", "minutes": 15, "at": NOW}
    assert rest.began == NOW - timedelta(minutes=15)


def test_a_day_keeps_entries_in_the_order_of_time_and_forgets_one_exactly() -> None:
    early = Drink(amount_ml=100, **_entry("9", NOW - timedelta(hours=2)))
    lunch = Meal(kind=MealKind.LUNCH, **_entry("5"))
    late = Drink(amount_ml=300, **_entry("1", NOW + timedelta(hours=2)))
    blank = DailyTotals(user_id="ada", local_date=TODAY)
    day = blank.with_entry(late).with_entry(lunch).with_entry(early)
    assert day.entries == (early, lunch, late)
    assert (day.hydration_ml, day.lunch_taken, day.entries_of(Drink)) == (400, True, [early, late])
    assert DailyTotals.from_document(day.to_document()) == day
    without = day.without_entry(lunch.id)
    assert (without.entries, without.lunch_taken) == ((early, late), False)
    assert without.with_entry(lunch) == day
    assert day.without_entry("unknown") == day
    assert not day.active


def _stretches(spells: list[tuple[int, int]]) -> list[Interval]:
    """Return stretches by the seconds before each and in it."""
    ends = list(accumulate(second for spell in spells for second in spell))
    begins = zip(ends[::2], ends[1::2], strict=True)
    second = timedelta(seconds=1)
    return [
        Interval(NOW + begin * second, NOW + end * second, str(number))
        for number, (begin, end) in enumerate(begins)
    ]


_spells = st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=201, max_size=230)


@settings(steadily, max_examples=10)
@given(spells=_spells, long=st.integers(0, 4))
def test_of_more_than_200_stretches_of_work_those_that_are_closest_are_joined(
    spells: list[tuple[int, int]], long: int
) -> None:
    spells[long] = (1, 5 * 3600)
    intervals = _stretches(spells)
    day = DailyTotals(user_id="ada", local_date=TODAY)
    for one in intervals:
        day = day.with_work(one)
    assert len(day.worked) == 200
    assert day.worked[0].begin == intervals[0].begin
    assert (day.worked[-1].end, day.worked[-1].source) == (intervals[-1].end, intervals[-1].source)
    assert duration([*day.worked, *intervals]) == duration(day.worked)
    gaps = sorted(later.begin - earlier.end for earlier, later in pairwise(intervals))
    surplus = duration(day.worked) - duration(intervals)
    assert timedelta(0) < surplus <= sum(gaps[: len(intervals) - 200], timedelta(0)) + timedelta(minutes=5)


@settings(steadily, max_examples=10)
@given(spells=_spells, undone=st.integers(0, 200))
def test_of_more_than_200_rests_the_shortest_are_forgotten_and_each_other_one_can_be_taken_back(
    spells: list[tuple[int, int]], undone: int
) -> None:
    intervals = _stretches(spells)
    day = DailyTotals(user_id="ada", local_date=TODAY)
    for one in intervals:
        day = day.with_rest(one)
    assert len(day.rested) == 200
    assert list(day.rested) == sorted(set(intervals) & set(day.rested))
    longest = sorted((one.end - one.begin for one in intervals), reverse=True)[:200]
    assert sorted((one.end - one.begin for one in day.rested), reverse=True) == longest
    left = day.without_rest(str(undone)).rested
    assert set(day.rested) - set(left) == {one for one in day.rested if one.source == str(undone)}


@steadily
@given(zone=zones, day_start=times_of_day, begin=recent_moments, hours=st.floats(0, 100))
def test_the_parts_of_a_stretch_are_the_whole_of_it_each_in_its_day(
    zone: ZoneInfo, day_start: time, begin: datetime, hours: float
) -> None:
    calendar = Calendar(zone, day_start)
    whole = Interval(begin, begin + timedelta(hours=hours), "x")
    parts = calendar.parts(whole)
    assert list(parts) == sorted(parts)
    assert {part.source for part in parts.values()} <= {"x"}
    found = list(parts.values())
    assert all(one.end == other.begin for one, other in pairwise(found))
    assert (not found) == (whole.begin == whole.end)
    if found:
        assert (found[0].begin, found[-1].end) == (whole.begin, whole.end)
    for day, part in parts.items():
        assert calendar.start_of(day) <= part.begin < part.end <= calendar.start_after(day)


_minutes = st.integers(0, 120)


@steadily
@given(spells=st.lists(st.tuples(_minutes, _minutes), max_size=8), gap=st.integers(0, 9))
def test_time_that_is_in_several_stretches_counts_once(spells: list[tuple[int, int]], gap: int) -> None:
    intervals = [
        Interval(
            NOW + min(spell) * timedelta(minutes=1), NOW + max(spell) * timedelta(minutes=1), str(number)
        )
        for number, spell in enumerate(spells)
    ]
    covered = {minute for spell in spells for minute in range(min(spell), max(spell))}
    assert duration(intervals) == len(covered) * timedelta(minutes=1)
    joined = coalesce(intervals, gap * timedelta(minutes=1))
    assert all(one.end + gap * timedelta(minutes=1) < other.begin for one, other in pairwise(joined))
    assert all(any(one.begin <= part.begin and part.end <= one.end for one in joined) for part in intervals)
    assert {one.begin for one in joined} <= {one.begin for one in intervals}
    assert {one.end for one in joined} <= {one.end for one in intervals}


def _user(**preferences: Any) -> User:
    return User(user_id="ada", username="Ada", created_at=NOW, preferences=preferences)


@pytest.mark.parametrize("value", [None, "480", 0, -1, True, 1.5, 1441, [], {}])
def test_a_goal_that_is_no_number_of_minutes_means_the_default(value: Any) -> None:
    user = _user(focus_goal_minutes=value, workday_limit_minutes=value)
    assert (user.focus_goal_minutes, user.workday_limit_minutes) == (480, 510)


@pytest.mark.parametrize("minutes", [1, 60, 1440])
def test_the_goals_are_preferences(minutes: int) -> None:
    user = _user(focus_goal_minutes=minutes, workday_limit_minutes=minutes)
    assert (user.focus_goal_minutes, user.workday_limit_minutes) == (minutes, minutes)


@pytest.mark.parametrize("value", [None, "2000", 0, -1, True, 1.5, 20_001, [], {}])
def test_a_goal_to_drink_that_is_no_number_means_two_litres(value: Any) -> None:
    assert _user(hydration_goal_ml=value).hydration_goal_ml == 2000
    assert _user(hydration_goal_ml=1).hydration_goal_ml == 1
    assert _user(hydration_goal_ml=20_000).hydration_goal_ml == 20_000


def test_without_preferences_there_are_defaults() -> None:
    assert (_user().rest_after_minutes, _user().lunch_window) == (55, (time(12), time(14, 30)))
    assert (_user().focus_goal_minutes, _user().workday_limit_minutes) == (480, 510)


def test_others_see_the_full_name_where_there_is_one() -> None:
    assert _user().shown_name == "Ada"
    assert _user().edit(NOW, {"full_name": "Ada Lovelace"}).shown_name == "Ada Lovelace"


def _without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    assert document.keys() >= set(names)
    return {key: value for key, value in document.items() if key not in names}


def test_a_task_stored_before_there_were_points_is_read() -> None:
    done = Task(id="1", user_id="ada", title="Write", created_at=NOW, updated_at=NOW).complete(NOW, TODAY)
    old = _without(done.to_document(), "completed_hour", "completed_week", "completions")
    read = Task.from_document(old)
    assert (read.completed_on, read.completed_hour, read.completed_week, read.completions) == (
        TODAY,
        0,
        "",
        0,
    )
    assert Task.from_document(read.to_document()) == read


def test_a_day_stored_before_there_were_points_is_read() -> None:
    old = {
        "id": "day:2026-03-18",
        "user_id": "ada",
        "type": "day",
        "local_date": "2026-03-18",
        "completed_tasks": 2,
        "finished_sessions": 1,
        "worked_seconds": 3600,
    }
    assert DailyTotals.from_document(old) == DailyTotals(
        user_id="ada", local_date=TODAY, completed_tasks=2, finished_sessions=1, worked_seconds=3600
    )


def test_progress_stored_before_there_were_points_is_read() -> None:
    days = ActiveDays().with_day(TODAY)
    old = {
        "id": "progress",
        "user_id": "ada",
        "type": "progress",
        "total_tasks": 3,
        "completed_tasks": 2,
        "finished_sessions": 1,
        "worked_centihours": 100,
        "active_days": days.to_document(),
    }
    expected = LifetimeTotals(
        user_id="ada",
        total_tasks=3,
        completed_tasks=2,
        finished_sessions=1,
        worked_centihours=100,
        active_days=days,
    )
    assert LifetimeTotals.from_document(old) == expected
    assert (expected.points, expected.unlocked, expected.week) == (0, {}, WeeklyTotals())


def test_progress_of_somebody_who_has_just_begun_is_stored_as_it_always_was() -> None:
    assert LifetimeTotals(user_id="ada").to_document().keys() == {
        *("id", "user_id", "type", "total_tasks", "completed_tasks", "finished_sessions"),
        *("worked_centihours", "active_days"),
    }
