"""What entities are made of, generated."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import HOURS_IN_WEEK, is_zone
from shared.entities.challenge import WeeklyChallenge
from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import Entity
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.interval import Interval
from shared.entities.leaderboard import ChallengeMember, LeaderboardEntry
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.points import LedgerEntry
from shared.entities.shutdown import Reflection
from shared.entities.weekly_totals import ChallengeProgress, WeeklyTotals
from shared.views.challenge import ChallengeType
from shared.views.focus_session import SessionStatus, SessionType
from shared.views.health import MealKind
from shared.views.points import Rule
from shared.views.shutdown import ProductivityRating

ZONES = tuple(sorted(name for name in available_timezones() if is_zone(name)))


def moments_between(first: date, last: date) -> st.SearchStrategy[datetime]:
    """Generate UTC moments from the beginning of one date to that of another."""
    low, high = (datetime.combine(day, time(0)) for day in (first, last))
    return st.datetimes(low, high, timezones=st.just(UTC))


texts = st.text(st.characters(codec="utf-8"), max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
recent_moments = moments_between(date(1975, 1, 1), date(2060, 1, 1))
dates = st.dates()
recent_dates = st.dates(date(1975, 1, 1), date(2060, 1, 1))
zones = st.sampled_from(ZONES).map(ZoneInfo)
times_of_day = st.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
small_steps = st.timedeltas(timedelta(0), timedelta(days=40))


def _all(days: list[date]) -> ActiveDays:
    found = ActiveDays()
    for day in days:
        found = found.with_day(day)
    return found


active_days = st.lists(st.dates(date(1900, 1, 1), date(2200, 1, 1)), max_size=8).map(_all)

counts = st.integers(0, 10**9)
_hours = st.dictionaries(st.integers(0, HOURS_IN_WEEK - 1), counts, max_size=4)
_flags = st.booleans()

intervals = st.builds(Interval, begin=moments, end=moments, source=texts)
_entry = {"id": texts, "user_id": texts, "at": moments, "on": dates}
drinks = st.builds(Drink, amount_ml=counts, **_entry)
meals = st.builds(Meal, kind=st.sampled_from(MealKind), **_entry)
rests = st.builds(Rest, minutes=counts, began_on=dates, **_entry)
health_entries = drinks | meals | rests


def _in_order(entries: Sequence[HealthEntry]) -> tuple[HealthEntry, ...]:
    return tuple(sorted(entries, key=lambda one: (one.at, one.id)))


days = st.builds(
    DailyTotals,
    user_id=texts,
    local_date=dates,
    completed_tasks=counts,
    done=st.dictionaries(texts, st.none() | moments, max_size=3),
    finished_sessions=counts,
    first_finished=st.none() | moments,
    worked_seconds=counts,
    clocked_out=st.none() | st.just("18:30"),
    focus_sessions=counts,
    focus_seconds=counts,
    breaks=counts,
    break_seconds=counts,
    focus_goal_reached=_flags,
    shutdowns=counts,
    closings=st.lists(moments, max_size=3).map(tuple),
    entries=st.lists(health_entries, max_size=3).map(_in_order),
    worked=st.lists(intervals, max_size=3).map(tuple),
    rested=st.lists(intervals, max_size=3).map(tuple),
    task_hours=_hours,
    work_hours=_hours,
    focus_hours=_hours,
)
participations = st.builds(
    ChallengeProgress,
    joined_at=moments,
    progress=counts,
    marks=st.lists(texts, max_size=3).map(tuple),
    completed=_flags,
    left=_flags,
    rewards=counts,
)
weeks = st.just(WeeklyTotals()) | st.builds(
    WeeklyTotals,
    st.just("2026-W12"),
    st.integers(-(10**9), 10**9),
    st.dictionaries(texts, participations, max_size=2),
)
progresses = st.builds(
    LifetimeTotals,
    user_id=texts,
    total_tasks=counts,
    completed_tasks=counts,
    finished_sessions=counts,
    worked_centihours=counts,
    focus_sessions=counts,
    focus_seconds=counts,
    breaks=counts,
    points=st.integers(-(10**9), 10**9),
    challenges_done=counts,
    active_days=active_days,
    shutdown_days=active_days,
    hydrated_days=active_days,
    worked_days=active_days,
    overtime_days=active_days,
    shutdown_minutes=st.dictionaries(texts, counts, max_size=3),
    unlocked=st.dictionaries(texts, texts, max_size=3),
    week=weeks,
)
running_focus_sessions = st.builds(
    FocusSession,
    id=texts,
    user_id=texts,
    start_time=recent_moments,
    started_on=dates,
    planned_minutes=st.integers(1, 240),
    session_type=st.sampled_from(SessionType),
    work_session_id=st.none() | texts,
)
focus_sessions = running_focus_sessions | st.builds(
    FocusSession.end,
    running_focus_sessions,
    recent_moments,
    st.sampled_from([SessionStatus.COMPLETED, SessionStatus.STOPPED]),
)
reflections = st.builds(
    Reflection,
    id=texts,
    user_id=texts,
    productivity_rating=st.sampled_from(ProductivityRating),
    created_at=moments,
    shutdown_on=dates,
    reflection_note=st.none() | texts,
    mindful_disconnect_completed=st.lists(_flags, max_size=4).map(tuple),
    session_id=st.none() | texts,
)
ledger_entries = st.builds(
    LedgerEntry,
    user_id=texts,
    at=moments,
    rule=st.sampled_from(Rule),
    delta=st.integers(-(10**6), 10**6),
    reason=texts,
    source_id=texts,
    times=st.integers(1, 10**6),
)
weekly_challenges = st.builds(
    WeeklyChallenge,
    id=texts,
    user_id=texts,
    name=texts,
    description=texts,
    points=counts,
    challenge_type=st.sampled_from(ChallengeType),
    target_value=counts,
    duration_days=counts,
    created_at=moments,
    progress=st.none() | counts,
    status=st.sampled_from([None, "in_progress", "completed"]),
)
of_a_working_day: st.SearchStrategy[Entity] = st.one_of(
    days,
    progresses,
    focus_sessions,
    st.builds(ActiveFocusSession, user_id=texts, session_id=texts),
    reflections,
    ledger_entries,
    weekly_challenges,
    st.builds(
        LeaderboardEntry, week=texts, member_id=texts, name=texts, avatar_url=st.none() | texts, points=counts
    ),
    st.builds(
        ChallengeMember,
        week=texts,
        challenge_id=texts,
        member_id=texts,
        avatar_url=st.none() | texts,
        joined_at=moments,
    ),
)
"""Entities of focus, shutdowns, points and challenges."""
