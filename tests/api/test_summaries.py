"""Daily and weekly summaries: focus sessions and breaks, by the day on which each started."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import at, end_session, focus, read, set_timezone, start_session, take_break
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def empty(day: str) -> dict[str, Any]:
    return {
        "date": f"{day}T00:00:00Z",
        "total_focus_sessions": 0,
        "total_focus_time": 0,
        "total_break_time": 0,
        "focus_sessions": [],
    }


def sessions_per_day(person: Person, *days: str) -> list[int]:
    """Return the completed focus sessions of each day; its daily and weekly summaries must agree."""
    counts = []
    for day in days:
        by_day = read(person, f"daily-summary?date={day}")
        week = read(person, f"weekly-summary?week_start={day}")
        assert by_day in week["daily_summaries"]
        counts.append(by_day["total_focus_sessions"])
    return counts


# A day


def test_day_without_sessions_is_all_zeros(ada: Person) -> None:
    assert read(ada, "daily-summary") == empty("2026-03-18")


@pytest.mark.both_stores("it queries ranges of days")
def test_day_sums_completed_sessions_and_lists_all_newest_first(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    first = focus(ada, clock, 25.5)
    pause = take_break(ada, clock, 5.25)
    stopped = start_session(ada)
    clock.move(minutes=10)
    stopped = end_session(ada, stopped, "stop")
    second = focus(ada, clock, 50)
    running = start_session(ada, 15, "break")
    assert read(ada, "daily-summary") == {
        "date": "2026-03-18T00:00:00Z",
        "total_focus_sessions": 2,
        "total_focus_time": 1530 + 3000,
        "total_break_time": 315,
        "focus_sessions": [running, second, stopped, pause, first],
    }
    assert_totals_agree(store, ada)


def test_date_selects_the_day(ada: Person, clock: MovableClock) -> None:
    session = focus(ada, clock)
    clock.move(days=1)
    assert read(ada, "daily-summary") == empty("2026-03-19")
    assert read(ada, "daily-summary?date=2026-03-18")["focus_sessions"] == [session]
    for day in ("0001-01-01", "2026-03-17", "2030-02-28", "9999-12-31"):
        assert read(ada, f"daily-summary?date={day}") == empty(day)


@pytest.mark.parametrize(
    ("zone", "today"),
    [
        ("UTC", "2026-03-18"),
        ("Pacific/Kiritimati", "2026-03-19"),  # UTC+14
        ("Pacific/Pago_Pago", "2026-03-17"),  # UTC-11
    ],
)
def test_default_day_is_the_local_day_of_the_user(
    api: Api, clock: MovableClock, store: DocumentStore, zone: str, today: str
) -> None:
    person = api.sign_up(timezone=zone)
    clock.set(at("2026-03-18T10:30:00Z"))
    session = start_session(person)
    clock.move(minutes=25)
    ended = end_session(person, session)
    assert read(person, "daily-summary") == {
        **empty(today),
        "total_focus_sessions": 1,
        "total_focus_time": 1500,
        "focus_sessions": [ended],
    }
    assert_totals_agree(store, person)


def test_sessions_of_others_are_not_shown(ada: Person, bob: Person, clock: MovableClock) -> None:
    focus(bob, clock)
    assert read(ada, "daily-summary") == empty("2026-03-18")
    assert read(ada, "weekly-summary")["total_focus_sessions"] == 0


# Around midnight


def test_session_over_midnight_counts_for_the_day_on_which_it_started(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T23:40:00Z"))
    session = focus(ada, clock, 50)
    assert read(ada, "daily-summary") == empty("2026-03-19")
    day = read(ada, "daily-summary?date=2026-03-18")
    assert (day["total_focus_time"], day["focus_sessions"]) == (3000, [session])
    assert_totals_agree(store, ada)


def test_session_over_sunday_midnight_counts_for_the_week_in_which_it_started(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-22T23:40:00Z"))
    focus(ada, clock, 50)
    assert read(ada, "weekly-summary")["total_focus_sessions"] == 0
    last_week = read(ada, "weekly-summary?week_start=2026-03-22")
    assert last_week["total_focus_time"] == last_week["daily_summaries"][6]["total_focus_time"] == 3000
    assert_totals_agree(store, ada)


def test_day_changes_exactly_at_local_midnight_or_day_start(
    late_person: Person, clock: MovableClock, store: DocumentStore
) -> None:
    last = start_session(late_person)
    before = read(late_person, "daily-summary")["date"]
    clock.move(microseconds=1)
    last = end_session(late_person, last)
    first = start_session(late_person)
    after = read(late_person, "daily-summary")
    assert after["focus_sessions"] == [first]
    assert at(after["date"]) - at(before) == timedelta(days=1)
    assert read(late_person, f"daily-summary?date={before[:10]}")["focus_sessions"] == [last]
    assert_totals_agree(store, late_person)


def test_session_before_the_day_start_counts_for_the_day_and_week_before(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    ada.put("users/profile", json={"day_start": "04:00"})
    clock.set(at("2026-03-23T02:00:00Z"))  # Monday by the calendar
    focus(ada, clock)
    assert sessions_per_day(ada, "2026-03-22", "2026-03-23") == [1, 0]
    assert read(ada, "daily-summary")["date"] == "2026-03-22T00:00:00Z"
    assert read(ada, "weekly-summary")["week_start"] == "2026-03-16T00:00:00Z"
    clock.set(at("2026-03-23T04:00:00Z"))
    focus(ada, clock)
    assert sessions_per_day(ada, "2026-03-22", "2026-03-23") == [1, 1]
    assert read(ada, "weekly-summary")["week_start"] == "2026-03-23T00:00:00Z"
    assert_totals_agree(store, ada)


def test_session_keeps_its_day_after_a_zone_change(
    api: Api, clock: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    clock.set(at("2026-03-18T21:00:00Z"))  # 22:00 in Madrid, the 19th in Tokyo
    focus(person, clock)
    running = start_session(person)
    set_timezone(person, "Asia/Tokyo")
    assert read(person, "daily-summary")["date"] == "2026-03-19T00:00:00Z"
    clock.move(minutes=25)
    end_session(person, running)
    focus(person, clock)
    assert sessions_per_day(person, "2026-03-18", "2026-03-19") == [2, 1]
    set_timezone(person, "Europe/Madrid")
    assert sessions_per_day(person, "2026-03-18", "2026-03-19") == [2, 1]
    assert_totals_agree(store, person)


# A week


def test_week_without_sessions_is_seven_days_of_zeros(ada: Person) -> None:
    days = [date(2026, 3, 16) + timedelta(days=offset) for offset in range(7)]
    assert read(ada, "weekly-summary") == {
        "week_start": "2026-03-16T00:00:00Z",
        "week_end": "2026-03-22T00:00:00Z",
        "total_focus_sessions": 0,
        "total_focus_time": 0,
        "total_break_time": 0,
        "daily_summaries": [empty(day.isoformat()) for day in days],
    }


def test_week_sums_its_daily_summaries(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    clock.set(at("2026-03-22T12:00:00Z"))  # the Sunday before
    focus(ada, clock)
    for weekday in range(8):
        clock.set(at("2026-03-23T09:00:00Z") + timedelta(days=weekday))
        for _ in range(weekday % 3):
            focus(ada, clock, 25)
            take_break(ada, clock, 5)
    week = read(ada, "weekly-summary?week_start=2026-03-23")
    days = week["daily_summaries"]
    assert days == [read(ada, f"daily-summary?date=2026-03-{day}") for day in range(23, 30)]
    assert [day["total_focus_sessions"] for day in days] == [0, 1, 2, 0, 1, 2, 0]
    assert (week["total_focus_sessions"], week["total_focus_time"]) == (6, 6 * 1500)
    assert week["total_break_time"] == 6 * 300
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(
    ("day", "monday", "sunday"),
    [
        ("2026-03-16", "2026-03-16", "2026-03-22"),
        ("2026-03-19", "2026-03-16", "2026-03-22"),
        ("2026-03-22", "2026-03-16", "2026-03-22"),
        ("2026-01-01", "2025-12-29", "2026-01-04"),  # week 1 begins in the old year
        ("2027-01-03", "2026-12-28", "2027-01-03"),  # week 53 ends in the new year
        ("2028-02-29", "2028-02-28", "2028-03-05"),
        ("0001-01-01", "0001-01-01", "0001-01-07"),
        ("9999-12-26", "9999-12-20", "9999-12-26"),  # the last whole week of the calendar
    ],
)
def test_any_date_selects_its_iso_week(ada: Person, day: str, monday: str, sunday: str) -> None:
    week = read(ada, f"weekly-summary?week_start={day}")
    assert (week["week_start"], week["week_end"]) == (f"{monday}T00:00:00Z", f"{sunday}T00:00:00Z")
    dates = [day_summary["date"][:10] for day_summary in week["daily_summaries"]]
    assert (len(dates), dates[0], dates[-1]) == (7, monday, sunday)


@pytest.mark.parametrize(
    ("zone", "monday"),
    [("Pacific/Kiritimati", "2026-03-23"), ("UTC", "2026-03-16"), ("Pacific/Pago_Pago", "2026-03-16")],
)
def test_default_week_is_the_local_week_of_the_user(
    api: Api, clock: MovableClock, zone: str, monday: str
) -> None:
    clock.set(at("2026-03-22T10:00:00Z"))  # Sunday; on Kiritimati Monday has just begun
    person = api.sign_up(timezone=zone)
    assert read(person, "weekly-summary")["week_start"] == f"{monday}T00:00:00Z"


@pytest.mark.parametrize("sunday", ["2026-03-29", "2026-10-25"])
def test_week_of_a_clock_change_has_seven_days(
    api: Api, clock: MovableClock, store: DocumentStore, sunday: str
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    clock.set(at(f"{sunday}T09:00:00Z") - timedelta(days=1))
    for _ in range(3):
        focus(person, clock)
        clock.move(hours=23, minutes=35)
    week = read(person, f"weekly-summary?week_start={sunday}")
    assert [day["total_focus_sessions"] for day in week["daily_summaries"]] == [0] * 5 + [1, 1]
    following = (date.fromisoformat(sunday) + timedelta(days=1)).isoformat()
    assert sessions_per_day(person, sunday, following) == [1, 1]
    assert_totals_agree(store, person)


# A month


def totals(summary: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if name != "focus_sessions"}


def test_month_has_the_totals_of_each_of_its_days(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for on in ("2026-03-30", "2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01"):
        clock.set(at(f"{on}T09:00:00Z"))
        for _ in range(int(on[-1:]) + 1):
            focus(ada, clock)
        take_break(ada, clock, 5)
    start_session(ada)
    month = read(ada, "monthly-summary?month=2026-04")
    days = [date(2026, 4, 1) + timedelta(days=offset) for offset in range(30)]
    by_day = [read(ada, f"daily-summary?date={day}") for day in days]
    assert month == {
        "month_start": "2026-04-01T00:00:00Z",
        "month_end": "2026-04-30T00:00:00Z",
        "total_focus_sessions": 3,
        "total_focus_time": 3 * 1500,
        "total_break_time": 2 * 300,
        "daily_summaries": [totals(day) for day in by_day],
    }
    assert read(ada, "monthly-summary") == read(ada, "monthly-summary?month=2026-05")
    assert read(ada, "monthly-summary")["total_focus_sessions"] == 2
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(
    ("month", "last"),
    [
        *(("2026-02", 28), ("2028-02", 29), ("2000-02", 29), ("2100-02", 28), ("2026-12", 31)),
        *(("0001-01", 31), ("9999-12", 31)),
    ],
)
def test_month_has_all_of_its_days(ada: Person, month: str, last: int) -> None:
    shown = read(ada, f"monthly-summary?month={month}")
    assert (shown["month_start"], shown["month_end"]) == (
        f"{month}-01T00:00:00Z",
        f"{month}-{last}T00:00:00Z",
    )
    dates = [day["date"] for day in shown["daily_summaries"]]
    assert dates == [f"{month}-{number:02}T00:00:00Z" for number in range(1, last + 1)]


@pytest.mark.parametrize(
    ("zone", "month"),
    [("Pacific/Kiritimati", "2026-04"), ("UTC", "2026-03"), ("Pacific/Pago_Pago", "2026-03")],
)
def test_default_month_is_the_local_month_of_the_user(
    api: Api, clock: MovableClock, zone: str, month: str
) -> None:
    clock.set(at("2026-03-31T10:30:00Z"))
    person = api.sign_up(timezone=zone)
    assert read(person, "monthly-summary")["month_start"] == f"{month}-01T00:00:00Z"
