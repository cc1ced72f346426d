"""Users: their view, transitions, preferences and the key of their usernames."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.checks import MAX_PREFERENCES
from shared.entities.names import username_key
from shared.entities.user import User, UserChanges
from shared.errors import ValidationError
from tests.oracle.event_log import EventLog
from tests.oracle.naive_calendar import NaiveCalendar
from tests.unit.entity_strategies import users
from tests.unit.strategies import moments, recent_moments, usernames
from tests.unit.strategies import preferences as any_preferences

steadily = settings(max_examples=60)
NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


def _user(**preferences: Any) -> User:
    return User(user_id="ada", username="Ada", created_at=NOW, preferences=preferences)


@steadily
@given(user=users)
def test_view_of_a_user_has_the_documented_fields_and_no_secret(user: User) -> None:
    shown = user.to_dict()
    assert "password_hash" not in shown
    assert set(shown) == {
        *("id", "name", "username", "email", "full_name", "avatar_url", "timezone", "day_start"),
        *("preferences", "onboarding_completed", "role", "created_at", "updated_at"),
    }
    assert "hunter2" not in repr(user.with_password("hunter2"))


@steadily
@given(user=users, now=moments)
def test_closed_account_has_no_password(user: User, now: datetime) -> None:
    closed = user.close(now)
    assert (closed.closed_at, closed.password_hash) == (now, None)
    assert replace(closed, closed_at=user.closed_at, password_hash=user.password_hash) == user


@steadily
@given(user=users, stored=any_preferences, now=recent_moments, preferences=any_preferences)
def test_onboarding_merges_preferences(
    user: User, stored: dict[str, Any], now: datetime, preferences: dict[str, Any]
) -> None:
    user = replace(user, preferences=stored)
    changes = UserChanges(full_name="Ada Lovelace", preferences=preferences)
    onboard = user.complete_onboarding(now, changes)
    assert onboard.onboarding_completed
    assert onboard.full_name == "Ada Lovelace"
    assert onboard.preferences == {**user.preferences, **preferences}
    assert onboard.complete_onboarding(NOW, changes) is onboard
    for nothing in (UserChanges(), UserChanges(avatar_url=None), UserChanges(avatar_url="", preferences={})):
        completed = user.complete_onboarding(now, nothing)
        assert (completed.preferences, completed.avatar_url) == (user.preferences, user.avatar_url)


def test_onboarding_with_merged_preferences_that_are_too_large_is_rejected() -> None:
    user = _user(one="x" * (MAX_PREFERENCES // 2))
    changes = UserChanges(preferences={"other": "x" * (MAX_PREFERENCES // 2)})
    with pytest.raises(ValidationError, match="'preferences' must not be larger than 16384 bytes"):
        user.complete_onboarding(NOW, changes)


@steadily
@given(user=users, now=recent_moments, name=st.sampled_from((None, "", "Ada", "Ada Lovelace", "Ада")))
def test_edit_changes_the_given_fields_and_the_time_of_the_change(
    user: User, now: datetime, name: str | None
) -> None:
    edited = user.edit(now, UserChanges(full_name=name))
    assert edited.full_name == name
    assert edited.updated_at == (user.updated_at if name == user.full_name else now)
    changed = {"full_name", "updated_at", "utc_offset_minutes"}
    assert replace(edited, **{field: getattr(user, field) for field in changed}) == user
    assert user.edit(now, UserChanges()) is user


@steadily
@given(user=users)
def test_calendar_of_a_user_has_their_time_zone_and_start_of_day(user: User) -> None:
    assert (user.calendar.zone, user.calendar.day_start) == (ZoneInfo(user.timezone), user.day_start)


def test_display_name_is_the_full_name_if_there_is_one() -> None:
    assert _user().display_name == "Ada"
    assert _user().edit(NOW, UserChanges(full_name="Ada Lovelace")).display_name == "Ada Lovelace"


@pytest.mark.parametrize("username", ["ada@example.com", "@ada@example.com", " ada @", "ada"])
def test_display_name_of_a_username_that_is_an_address_ends_at_the_at_sign(username: str) -> None:
    assert replace(_user(), username=username).display_name == "ada"


@steadily
@given(user=users, now=recent_moments, name=st.sampled_from(("Ada", "Ada Lovelace")))
def test_offset_of_the_last_change_replaces_a_zone_that_is_unknown(
    user: User, now: datetime, name: str
) -> None:
    edited = replace(user, full_name=None).edit(now, UserChanges(full_name=name))
    elsewhere = replace(edited, timezone="Mars/Olympus")
    minute = now.replace(second=0, microsecond=0)
    assert elsewhere.calendar.clock_of(minute) == edited.calendar.clock_of(minute)
    later = elsewhere.edit(now, UserChanges(full_name="Augusta"))
    assert later.calendar == elsewhere.calendar


def test_display_name_of_a_username_without_letters_is_the_username() -> None:
    assert replace(_user(), username="@ @").display_name == "@ @"


# Preferences


@pytest.mark.parametrize("value", [None, "480", 0, -1, True, 1.5, 1441, [], {}])
def test_goal_that_is_not_a_number_of_minutes_of_a_day_is_replaced_by_the_default(value: Any) -> None:
    user = _user(focus_goal_minutes=value, workday_limit_minutes=value)
    assert (user.focus_goal_minutes, user.workday_limit_minutes) == (480, 510)


@pytest.mark.parametrize("minutes", [1, 60, 60.0, 1440])
def test_goals_are_read_from_preferences(minutes: float) -> None:
    user = _user(focus_goal_minutes=minutes, workday_limit_minutes=minutes)
    assert (user.focus_goal_minutes, user.workday_limit_minutes) == (minutes, minutes)


@pytest.mark.parametrize("value", [None, "2000", 0, -1, True, 1.5, 20_001, [], {}])
def test_hydration_goal_out_of_range_is_replaced_by_two_litres(value: Any) -> None:
    assert _user(hydration_goal_ml=value).hydration_goal_ml == 2000
    assert _user(hydration_goal_ml=1).hydration_goal_ml == 1
    assert _user(hydration_goal_ml=20_000).hydration_goal_ml == 20_000


def test_user_without_preferences_has_defaults() -> None:
    assert (_user().rest_after_minutes, _user().lunch_window) == (55, (time(12), time(14, 30)))
    assert (_user().focus_goal_minutes, _user().workday_limit_minutes) == (480, 510)


# Changes of the calendar

MOVES = st.tuples(
    st.sampled_from((0, 0.5, 1, 3, 6, 9, 12, 15, 24, 30)),  # hours before the move
    st.sampled_from(
        (
            "UTC",
            "Pacific/Kiritimati",
            "Pacific/Pago_Pago",
            "Asia/Tokyo",
            "America/Los_Angeles",
            "Europe/Madrid",
        )
    ),
    st.sampled_from((time(0), time(0), time(4), time(12), time(23, 30))),
)


@settings(max_examples=200)
@given(moves=st.lists(MOVES, max_size=12))
def test_bridged_days_after_any_moves_are_those_of_the_oracle(
    moves: list[tuple[float, str, time]],
) -> None:
    user, log, place, now = _user(), EventLog(), NaiveCalendar(), NOW
    for hours, zone, day_start in moves:
        now += timedelta(hours=hours)
        before, place = place, NaiveCalendar(ZoneInfo(zone), day_start)
        log.move(now, before, place)
        user = user.edit(now, UserChanges(timezone=zone, day_start=day_start))
        days = user.bridged_days
        around = (NOW.date() + timedelta(days=number) for number in range(-5, 20))
        assert {day for day in around if day in days} == log.bridged()
        assert days.count() == len(log.bridged())


# Usernames


@settings(steadily, max_examples=500)
@given(name=usernames)
def test_username_key_ignores_case_and_is_its_own_key(name: str) -> None:
    key = username_key(name)
    assert username_key(key) == key
    assert username_key(name.casefold()) == key
