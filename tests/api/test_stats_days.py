"""The series of days: what each day counts, its range, its agreement with other views, and old documents."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    TASK_FINISHER,
    at,
    clock_in,
    clock_out,
    complete,
    complete_existing,
    focus,
    join,
    ok_json,
    read,
    reopen,
    set_preferences,
    set_timezone,
    shut_down,
    take_break,
    total_points,
    work,
)
from tests.api.conftest import Api, Person
from tests.api.health import delete_entry, drink, eat, log_rest
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

TODAY, THURSDAY = "2026-03-18", "2026-03-19"
NEW_FIELDS = ("points", "shutdown_rating", "first_start", "last_end", "overtime_seconds")
"""The fields of a day's document that version 0.1.0 did not store."""

Row = dict[str, Any]


def empty(day: str) -> Row:
    counts = (
        *("worked_minutes", "focus_minutes", "focus_sessions", "break_minutes", "rest_minutes"),
        *("overtime_minutes", "tasks_completed", "tasks_planned", "tasks_carried_over", "water_ml", "meals"),
        "points",
    )
    nothing = dict.fromkeys(("first_start", "last_end", "shutdown_rating"))
    return {"date": day, **dict.fromkeys(counts, 0), **nothing, "lunch_taken": False}


def days(person: Person, query: str = "") -> list[Row]:
    rows: list[Row] = read(person, f"stats/days{query}")
    return rows


def day(person: Person, on: str = TODAY) -> Row:
    (row,) = days(person, f"?from={on}&to={on}")
    return row


def changed(row: Row) -> Row:
    """Return the fields in which a row differs from that of an empty day."""
    return {name: value for name, value in row.items() if value != empty(row["date"])[name]}


def dates_between(first: str, last: str) -> list[str]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(start + timedelta(days=offset)).isoformat() for offset in range((end - start).days + 1)]


# The range


def test_new_user_has_30_empty_days_until_today(ada: Person) -> None:
    assert days(ada) == [empty(on) for on in dates_between("2026-02-17", TODAY)]


@pytest.mark.both_stores("it queries ranges of days")
@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("?from=2026-03-19", "2026-03-19", "2026-03-28"),
        ("?to=2026-03-19", "2026-02-18", "2026-03-19"),
        ("?from=2026-03-19&to=2026-03-19", "2026-03-19", "2026-03-19"),
        ("?from=2026-03-20&to=2026-03-27", "2026-03-20", "2026-03-27"),
        ("?from=2026-01-01&to=2026-04-02", "2026-01-01", "2026-04-02"),  # 92 days
        ("?from=2026-04-01&to=2026-04-03", "2026-04-01", "2026-04-03"),  # ahead
        ("?from=0001-01-01&to=0001-04-02", "0001-01-01", "0001-04-02"),
        ("?from=9999-10-01&to=9999-12-31", "9999-10-01", "9999-12-31"),
        ("?to=9999-12-31", "9999-12-02", "9999-12-31"),
        ("?from=&to=", "2026-02-27", "2026-03-28"),
    ],
)
def test_range_has_a_row_for_each_day_oldest_first(
    ada: Person, clock: MovableClock, query: str, first: str, last: str
) -> None:
    done = ("2026-03-18", "2026-03-19", "2026-03-28")
    for on in done:
        clock.set(at(f"{on}T20:00:00Z"))
        complete(ada)
    rows = days(ada, query)
    assert [row["date"] for row in rows] == dates_between(first, last)
    active = [row["date"] for row in rows if row["tasks_completed"]]
    assert active == [on for on in done if first <= on <= last]


@pytest.mark.parametrize(
    ("zone", "today"),
    [("UTC", TODAY), ("Pacific/Kiritimati", "2026-03-19"), ("Pacific/Pago_Pago", "2026-03-17")],
)
def test_default_range_ends_on_the_local_day_of_the_user(
    api: Api, clock: MovableClock, zone: str, today: str
) -> None:
    person = api.sign_up(timezone=zone)
    clock.set(at("2026-03-18T10:30:00Z"))
    complete(person)
    rows = days(person)
    assert (len(rows), rows[-1]["date"], rows[-1]["tasks_completed"]) == (30, today, 1)


# A day


@pytest.mark.both_stores("it reads what events write into the day")
def test_day_counts_all_that_happened_on_it(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    clock.set(at("2026-03-19T08:00:00Z"))
    clock_in(ada)
    focus(ada, clock, 50.5)
    take_break(ada, clock, 9.75)
    focus(ada, clock, 25)
    log_rest(ada, 20)  # overlaps no break: it covers the last 20 minutes
    drink(ada, 300)
    drink(ada, 450)
    eat(ada, "snack")
    eat(ada, "lunch")
    complete(ada)
    reopen(ada, complete(ada))
    clock.set(at("2026-03-19T17:30:30Z"))
    clock_out(ada)
    shut_down(ada, "tough")
    clock.move(minutes=5)
    shut_down(ada, "great")
    assert day(ada, THURSDAY) == {
        "date": THURSDAY,
        "worked_minutes": 570,
        "focus_minutes": 75,
        "focus_sessions": 2,
        "break_minutes": 9,
        "rest_minutes": 29,
        "first_start": "2026-03-19T08:00:00Z",
        "last_end": "2026-03-19T17:30:30Z",
        "overtime_minutes": 60,
        "tasks_completed": 1,
        "tasks_planned": 0,
        "tasks_carried_over": 0,
        "water_ml": 750,
        "meals": 2,
        "lunch_taken": True,
        "points": 17,
        "shutdown_rating": "great",
    }
    assert_totals_agree(store, ada)


def test_work_over_midnight_is_split_and_bounded_by_the_days(ada: Person, clock: MovableClock) -> None:
    ada.put("users/profile", json={"day_start": "04:00"})
    clock.set(at("2026-03-18T20:00:00Z"))
    work(ada, clock, hours=10)
    assert changed(day(ada)) == {
        "worked_minutes": 480,
        "first_start": "2026-03-18T20:00:00Z",
        "last_end": "2026-03-19T04:00:00Z",
    }
    assert changed(day(ada, "2026-03-19")) == {
        "worked_minutes": 120,
        "first_start": "2026-03-19T04:00:00Z",
        "last_end": "2026-03-19T06:00:00Z",
    }


def test_session_that_ends_as_a_day_begins_counts_on_the_day_before(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-18T20:00:00Z"))
    work(ada, clock, hours=4)
    assert day(ada)["worked_minutes"] == 240
    assert day(ada, THURSDAY) == empty(THURSDAY)


def test_forgotten_session_counts_on_each_of_its_days(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-18T20:00:00Z"))
    work(ada, clock, hours=36)
    rows = days(ada, "?from=2026-03-18&to=2026-03-20")
    assert [row["worked_minutes"] for row in rows] == [240, 1440, 480]
    assert [row["overtime_minutes"] for row in rows] == [0, 930, 0]
    bounds = [moment for row in rows for moment in (row["first_start"], row["last_end"])]
    moments = ("18T20", "19T00", "19T00", "20T00", "20T00", "20T08")
    assert bounds == [f"2026-03-{moment}:00:00Z" for moment in moments]


def test_day_on_which_clocks_change_has_the_hours_that_passed(api: Api, clock: MovableClock) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    for on, hours in (("2026-03-29", 23), ("2026-10-25", 25)):
        clock.set(at(f"{on}T00:00:00+0{1 + (hours > 23)}:00"))
        work(person, clock, hours=30)
        row = day(person, on)
        assert row["worked_minutes"] == 60 * hours
        assert at(row["last_end"]) - at(row["first_start"]) == timedelta(hours=hours)


def test_running_sessions_do_not_count_until_they_end(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    ada.post("focus-sessions/start", json={"duration_minutes": 60})
    clock.move(hours=1)
    assert day(ada) == empty(TODAY)


def test_rests_that_overlap_count_once_and_removed_ones_do_not(ada: Person, clock: MovableClock) -> None:
    take_break(ada, clock, 30)
    long = log_rest(ada, 45)
    log_rest(ada, 10)
    assert changed(day(ada)) == {"break_minutes": 30, "rest_minutes": 45}
    delete_entry(ada, "rests", long)
    assert changed(day(ada)) == {"break_minutes": 30, "rest_minutes": 30}


def test_overtime_goes_by_the_limit_at_the_end_of_each_session(ada: Person, clock: MovableClock) -> None:
    set_preferences(ada, workday_limit_minutes=120)
    work(ada, clock, minutes=150)
    assert day(ada)["overtime_minutes"] == 30
    set_preferences(ada, workday_limit_minutes=600)
    work(ada, clock, minutes=150)
    assert day(ada)["overtime_minutes"] == 30
    set_preferences(ada, workday_limit_minutes=60)
    work(ada, clock, minutes=10)
    assert changed(day(ada))["overtime_minutes"] == 40


def test_points_count_for_the_day_of_their_event(ada: Person, clock: MovableClock) -> None:
    set_preferences(ada, focus_goal_minutes=20)
    clock.set(at("2026-03-18T23:50:00Z"))
    focus(ada, clock, 25)  # ends tomorrow
    join(ada, TASK_FINISHER)
    for _ in range(15):
        complete(ada)
    assert [day(ada, on)["points"] for on in (TODAY, "2026-03-19")] == [15, 150]
    assert sum(row["points"] for row in days(ada)) == total_points(ada) == 165


def test_challenge_that_an_administrator_completes_gives_its_points_today(
    root: Person, store: DocumentStore
) -> None:
    join(root, TASK_FINISHER)
    ok_json(root.post(f"challenges/{TASK_FINISHER}/progress", params={"progress": 15}))
    assert changed(day(root)) == {"points": 75}
    assert_totals_agree(store, root)
    ok_json(root.post(f"challenges/{TASK_FINISHER}/progress", params={"progress": 3}))
    assert day(root) == empty(TODAY)


def test_events_keep_their_day_after_a_change_of_zone(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-18T22:00:00Z"))
    complete(ada)
    set_timezone(ada, "Asia/Tokyo")
    complete(ada)
    rows = days(ada, "?from=2026-03-18&to=2026-03-19")
    assert [(row["tasks_completed"], row["points"]) for row in rows] == [(1, 5), (1, 5)]


# Agreement


def test_rows_agree_with_stats_summaries_and_heatmap(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for number in range(10):
        clock.set(at("2026-03-19T08:15:00Z") + timedelta(days=number, minutes=7 * number))
        clock_in(ada)
        for minutes in range(20, 24 + number, 2):
            focus(ada, clock, minutes)
            take_break(ada, clock, 6)
        task = complete(ada)
        if number % 3:
            complete_existing(ada, ada.create_task())
            reopen(ada, task)
        clock.move(hours=number)
        clock_out(ada)
        shut_down(ada)
    rows = days(ada)
    stats, heatmap = ada.stats(), read(ada, "stats/heatmap")["cells"]
    assert sum(row["tasks_completed"] for row in rows) == stats["completed_tasks"]
    hours = sum(row["worked_minutes"] for row in rows) / 60
    assert abs(hours - stats["total_hours"]) <= 10 * 0.005  # each session is rounded to 2 decimals
    assert sum(row["points"] for row in rows) == total_points(ada)
    for name, cell_name in (
        ("worked_minutes", "minutes_worked"),
        ("focus_minutes", "focus_minutes"),
        ("tasks_completed", "tasks_completed"),
    ):
        assert sum(row[name] for row in rows) == sum(cell[cell_name] for cell in heatmap), name
    for row in rows:
        summary = read(ada, f"daily-summary?date={row['date']}")
        assert row["focus_sessions"] == summary["total_focus_sessions"]
        assert row["focus_minutes"] == summary["total_focus_time"] // 60
        assert row["break_minutes"] == summary["total_break_time"] // 60
        for name, path, shown in (
            ("water_ml", "hydration", "total_ml"),
            ("lunch_taken", "meals", "lunch_taken"),
        ):
            assert row[name] == read(ada, f"health/{path}?date={row['date']}")[shown]
    assert_totals_agree(store, ada)


# Days that an earlier version stored


def test_day_of_version_0_1_0_shows_all_that_it_stored(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    work(ada, clock, hours=9)
    complete(ada)
    shut_down(ada)
    row = day(ada)
    stored = store.read(f"day:{TODAY}", ada.id)
    store.upsert({name: value for name, value in stored.items() if name not in NEW_FIELDS})
    assert day(ada) == {**row, "points": 0, "shutdown_rating": None}
    set_preferences(ada, workday_limit_minutes=600)
    assert day(ada)["overtime_minutes"] == 0  # by the current limit, since the earlier one is not known
    work(ada, clock, hours=2)
    assert day(ada)["overtime_minutes"] == 60
    set_preferences(ada, workday_limit_minutes=510)
    assert day(ada)["overtime_minutes"] == 60


def test_day_from_before_sessions_were_split_shows_those_that_ended_on_it(
    ada: Person, store: DocumentStore
) -> None:
    stored: dict[str, Any] = {"user_id": ada.id, "type": "day", "id": f"day:{TODAY}", "local_date": TODAY}
    store.upsert({**stored, "completed_tasks": 1, "finished_sessions": 1, "worked_seconds": 36_000})
    assert changed(day(ada)) == {"worked_minutes": 600, "overtime_minutes": 90, "tasks_completed": 1}


# Users


@pytest.mark.parametrize("path", ["stats/days", "stats/days.svg"])
def test_days_of_others_are_closed_to_administrators_too(root: Person, ada: Person, path: str) -> None:
    for query in (f"?user_id={ada.id}", f"?from=2026-03-18&user_id={ada.id}"):
        assert root.get(f"{path}{query}").status_code == 403
    assert ada.get(f"{path}?user_id={ada.id}").status_code == 200


@pytest.mark.parametrize("path", ["stats/heatmap.svg", "monthly-summary"])
def test_only_administrators_read_the_months_and_hours_of_others(
    root: Person, ada: Person, bob: Person, path: str
) -> None:
    complete(ada)
    own = ada.get(path)
    assert root.get(f"{path}?user_id={ada.id}").content == own.content
    assert bob.get(f"{path}?user_id={ada.id}").status_code == 403
    unknown = "00000000-0000-4000-8000-000000000000"
    assert root.get(f"{path}?user_id={unknown}").status_code == 404
    assert bob.get(f"{path}?user_id={unknown}").status_code == 403
