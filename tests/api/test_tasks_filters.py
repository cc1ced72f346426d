"""Filters of the task list: alone, combined, and at their boundaries."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Api, Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def titles(person: Person, **filters: Any) -> set[str]:
    response = person.get("tasks", params=filters)
    assert response.status_code == 200, response.text
    found = [task["title"] for task in response.json()]
    assert len(found) == len(set(found))
    return set(found)


@pytest.fixture
def owner(ada: Person) -> Person:
    """A user with one task of each kind."""
    for title, fields in {
        "red low": {"priority": "low", "tags": ["red"]},
        "red blue medium": {"priority": "medium", "tags": ["red", "blue"]},
        "blue high": {"priority": "high", "tags": ["blue"]},
        "plain medium": {},
        "done red high": {"priority": "high", "tags": ["red"]},
    }.items():
        task = ada.create_task(title, **fields)
        if title.startswith("done"):
            ada.patch(f"tasks/{task['id']}")
    return ada


EVERYTHING = {"red low", "red blue medium", "blue high", "plain medium", "done red high"}


FILTERS: list[tuple[dict[str, str], set[str]]] = [
    ({}, EVERYTHING),
    ({"completed": "true"}, {"done red high"}),
    ({"completed": "false"}, EVERYTHING - {"done red high"}),
    ({"priority": "high"}, {"blue high", "done red high"}),
    ({"priority": "low,high"}, {"red low", "blue high", "done red high"}),
    ({"priority": " low , medium "}, {"red low", "red blue medium", "plain medium"}),
    ({"priority": "low,medium,high"}, EVERYTHING),
    ({"tags": "red"}, {"red low", "red blue medium", "done red high"}),
    ({"tags": "red,blue"}, {"red low", "red blue medium", "blue high", "done red high"}),
    (
        {"tags": "red,blue", "tags_match": "any"},
        {"red low", "red blue medium", "blue high", "done red high"},
    ),
    ({"tags": "red,blue", "tags_match": "all"}, {"red blue medium"}),
    ({"tags": " red , blue ", "tags_match": "all"}, {"red blue medium"}),
    ({"tags": "red", "tags_match": "all"}, {"red low", "red blue medium", "done red high"}),
    ({"tags": "green"}, set()),
    ({"tags": "red,green", "tags_match": "all"}, set()),
    ({"tags": "re"}, set()),
    ({"tags": "red", "completed": "false"}, {"red low", "red blue medium"}),
    ({"tags": "red", "completed": "true", "priority": "high"}, {"done red high"}),
    ({"tags": "red", "completed": "true", "priority": "low"}, set()),
    ({"search": "medium"}, {"red blue medium", "plain medium"}),
    ({"search": "medium", "tags": "red"}, {"red blue medium"}),
    ({"search": "red", "priority": "high"}, {"done red high"}),
    ({"search": "red", "priority": "high", "completed": "false"}, set()),
    ({"due_date_range": "none", "tags": "blue"}, {"red blue medium", "blue high"}),
    ({"due_date_range": "today", "tags": "blue"}, set()),
    ({"colour": "red"}, EVERYTHING),
]


@pytest.mark.both_stores("every filter is a shape of query")
def test_filters_are_combined_with_and(owner: Person) -> None:
    for sort in ("-created_at", "due_date", "-priority"):
        found = [(filters, titles(owner, **filters, sort=sort)) for filters, _ in FILTERS]
        assert found == FILTERS


@pytest.mark.parametrize(
    "name", ["completed", "priority", "tags", "search", "due_date_range", "sort", "limit"]
)
def test_empty_parameter_is_ignored(owner: Person, name: str) -> None:
    assert titles(owner, **{name: ""}) == EVERYTHING


def test_filters_never_return_tasks_of_others(owner: Person, bob: Person) -> None:
    assert titles(owner, tags="red")
    assert titles(bob) == set()
    assert titles(bob, tags="red") == set()
    assert titles(bob, search="red") == set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("completed", "maybe"),
        ("completed", "2"),
        ("priority", "urgent"),
        ("priority", "low,urgent"),
        ("priority", "LOW"),
        ("priority", "low' OR '1'='1"),
        ("tags", "x" * 51),
        ("tags", ",".join(str(number) for number in range(21))),
        ("tags", "a\x00b"),
        ("tags", ","),
        ("tags", " , "),
        ("tags", " "),
        ("tags", ",,\t,"),
        ("priority", ","),
        ("priority", " ,, "),
        ("tags_match", "none"),
        ("tags_match", "ANY"),
        ("due_date_range", "tomorrow"),
        ("due_date_range", "today,week"),
        ("search", "x" * 201),
        ("search", "a\x00b"),
        ("search", "a\x1bb"),
        ("sort", "title"),
        ("sort", "--priority"),
        ("sort", "created_at desc"),
        ("sort", "created_at; DROP TABLE documents"),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "501"),
        ("limit", "ten"),
        ("limit", "1.5"),
        ("limit", "1e2"),
        ("limit", "99999999999999999999999999"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_invalid_parameter_is_rejected_by_name(ada: Person, name: str, value: str) -> None:
    response = ada.get("tasks", params={name: value})
    assert response.status_code == 400, response.text
    assert response.json()["code"] == "validation"
    assert {detail["field"].split(".")[0] for detail in response.json()["details"]} == {name}


@pytest.mark.parametrize("name", ["tags", "priority"])
def test_list_without_items_is_rejected_with_a_sentence_instead_of_being_ignored(
    owner: Person, root: Person, name: str
) -> None:
    for person, path in ((owner, "tasks"), (root, f"tasks?user_id={owner.id}"), (root, "tasks")):
        response = person.get(path + ("&" if "?" in path else "?") + f"{name}=%20,")
        assert response.status_code == 400
        assert response.json()["error"] == (
            f"Field '{name}' must have at least one item; commas separate items"
        )


def test_all_invalid_parameters_are_reported_at_once(ada: Person) -> None:
    response = ada.get("tasks", params={"limit": "0", "sort": "x", "completed": "x", "priority": "x"})
    fields = {detail["field"].split(".")[0] for detail in response.json()["details"]}
    assert fields == {"limit", "sort", "completed", "priority"}


@pytest.mark.parametrize(
    "tag",
    ["it's", 'say "hi"', "100%", "a_b", "back\\slash", "ünï", "🦉", "c.id", "[x]", "' OR 1=1 --", "@p1"],
)
def test_tag_is_matched_exactly(ada: Person, tag: str) -> None:
    ada.create_task("wanted", tags=["other", tag])
    ada.create_task("other", tags=["other", "aXb", "100"])
    assert titles(ada, tags=tag) == {"wanted"}
    assert titles(ada, tags=f"other,{tag}", tags_match="all") == {"wanted"}


# Due dates around Wednesday, 2026-03-18 in UTC; the clock is at 09:30.
DUE = {
    "long ago": "0001-01-01T00:00:00Z",
    "last week": "2026-03-15T23:59:59.999999Z",
    "monday": "2026-03-16T00:00:00Z",
    "yesterday": "2026-03-17T23:59:59.999999Z",
    "midnight": "2026-03-18T00:00:00Z",
    "just missed": "2026-03-18T09:29:59.999999Z",
    "now": "2026-03-18T09:30:00Z",
    "bare today": "2026-03-18",
    "last instant": "2026-03-18T23:59:59.999999Z",
    "tomorrow": "2026-03-19T00:00:00Z",
    "bare sunday": "2026-03-22",
    "sunday's last instant": "2026-03-22T23:59:59.999999Z",
    "next monday": "2026-03-23T00:00:00Z",
    "never": "9999-12-31T23:59:59.999999Z",
    "undated": None,
}


@pytest.fixture
def dated(ada: Person) -> Person:
    """A user with an open and a completed task at each boundary of the ranges."""
    for title, due in DUE.items():
        ada.create_task(title, due_date=due)
        completed = ada.create_task(f"{title}, done", due_date=due)
        ada.patch(f"tasks/{completed['id']}")
    return ada


def with_completed(*names: str) -> set[str]:
    return {f"{name}{suffix}" for name in names for suffix in ("", ", done")}


RANGES = {
    "today": with_completed("midnight", "just missed", "now", "bare today", "last instant"),
    "upcoming": with_completed("tomorrow", "bare sunday", "sunday's last instant", "next monday", "never"),
    "overdue": {"long ago", "last week", "monday", "yesterday", "midnight", "just missed"},
    "week": with_completed(
        *("monday", "yesterday", "midnight", "just missed", "now", "bare today", "last instant"),
        *("tomorrow", "bare sunday", "sunday's last instant"),
    ),
    "none": with_completed("undated"),
}


@pytest.mark.both_stores("every range is a shape of query")
def test_due_date_range_has_exact_boundaries(dated: Person) -> None:
    def found(**options: Any) -> dict[str, set[str]]:
        return {one: titles(dated, due_date_range=one, limit=500, **options) for one in RANGES}

    assert found() == RANGES
    assert found(sort="-due_date") == RANGES
    still_open = {one: {title for title in those if "done" not in title} for one, those in RANGES.items()}
    assert found(completed="false") == still_open


# zone, day start, date, start of that day, start of the next day
DAYS = [
    ("Europe/Madrid", "00:00", "2026-04-15", "2026-04-14T22:00:00Z", "2026-04-15T22:00:00Z"),
    ("Europe/Madrid", "00:00", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),  # 23 hours
    ("Europe/Madrid", "00:00", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),  # 25 hours
    ("Europe/Madrid", "04:00", "2026-03-28", "2026-03-28T03:00:00Z", "2026-03-29T02:00:00Z"),  # 23 hours
    ("Pacific/Kiritimati", "00:00", "2026-04-15", "2026-04-14T10:00:00Z", "2026-04-15T10:00:00Z"),
    ("Pacific/Pago_Pago", "00:00", "2026-04-15", "2026-04-15T11:00:00Z", "2026-04-16T11:00:00Z"),
]


@pytest.mark.both_stores("instants a microsecond apart are compared")
@pytest.mark.parametrize(("zone", "day_start", "date", "first", "after"), DAYS)
def test_today_is_the_local_day_of_the_user(
    api: Api, clock: MovableClock, zone: str, day_start: str, date: str, first: str, after: str
) -> None:
    person = api.sign_up(timezone=zone)
    person.put("users/profile", json={"day_start": day_start})
    instant = timedelta(microseconds=1)
    begin, end = datetime.fromisoformat(first), datetime.fromisoformat(after)
    person.create_task("before", due_date=(begin - instant).isoformat())
    person.create_task("first", due_date=first)
    person.create_task("whole day", due_date=date)
    person.create_task("last", due_date=(end - instant).isoformat())
    person.create_task("after", due_date=after)
    for now in (begin, begin + (end - begin) / 2, end - instant):
        clock.set(now)
        assert titles(person, due_date_range="today") == {"first", "whole day", "last"}
        assert titles(person, due_date_range="upcoming") == {"after"}
    clock.set(begin - instant)
    assert titles(person, due_date_range="today") == {"before"}
    clock.set(end)
    assert titles(person, due_date_range="today") == {"after"}


@pytest.mark.parametrize(
    ("zone", "day_start", "date", "first", "after"),
    [
        ("Europe/Madrid", "00:00", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("Europe/Madrid", "02:00", "2026-03-29", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"),
        # The day starts at a skipped time.
        ("Europe/Madrid", "02:30", "2026-03-29", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"),
        ("Europe/Madrid", "02:00", "2026-10-25", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z"),
        # It starts at a repeated time.
        ("Europe/Madrid", "02:30", "2026-10-25", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        ("Europe/Madrid", "03:00", "2026-10-25", "2026-10-25T02:00:00Z", "2026-10-26T02:00:00Z"),
        ("Australia/Lord_Howe", "01:45", "2026-10-04", "2026-10-03T15:15:00Z", "2026-10-04T14:45:00Z"),
        # The date has no midnight.
        ("America/Santiago", "00:00", "2026-09-06", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"),
        # The day starts at a repeated time.
        ("America/Santiago", "23:30", "2026-04-04", "2026-04-05T02:30:00Z", "2026-04-06T03:30:00Z"),
    ],
)
def test_today_lasts_from_start_to_end_of_the_day_across_clock_changes(
    api: Api, clock: MovableClock, zone: str, day_start: str, date: str, first: str, after: str
) -> None:
    person = api.sign_up(timezone=zone)
    person.put("users/profile", json={"day_start": day_start})
    begin, end = datetime.fromisoformat(first), datetime.fromisoformat(after)
    person.create_task("the day", due_date=date)
    now = begin - timedelta(hours=2)
    while now < end + timedelta(hours=2):
        clock.set(now)
        assert titles(person, due_date_range="today") == ({"the day"} if begin <= now < end else set()), now
        now += timedelta(minutes=15)


@pytest.mark.parametrize(
    ("zone", "now", "first", "after"),
    [
        # In both weeks of Madrid the clock changes on Sunday.
        ("Europe/Madrid", "2026-03-25T12:00:00Z", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("Europe/Madrid", "2026-10-25T22:59:59Z", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z"),
        ("Pacific/Kiritimati", "2026-04-12T10:00:00Z", "2026-04-12T10:00:00Z", "2026-04-19T10:00:00Z"),
        ("Pacific/Pago_Pago", "2026-04-13T10:59:59Z", "2026-04-06T11:00:00Z", "2026-04-13T11:00:00Z"),
    ],
)
def test_week_is_monday_to_sunday_in_the_users_zone(
    api: Api, clock: MovableClock, zone: str, now: str, first: str, after: str
) -> None:
    person = api.sign_up(timezone=zone)
    instant = timedelta(microseconds=1)
    person.create_task("before", due_date=(datetime.fromisoformat(first) - instant).isoformat())
    person.create_task("first", due_date=first)
    person.create_task("last", due_date=(datetime.fromisoformat(after) - instant).isoformat())
    person.create_task("after", due_date=after)
    clock.set(datetime.fromisoformat(now))
    assert titles(person, due_date_range="week") == {"first", "last"}


def test_task_becomes_overdue_when_its_due_time_has_passed(ada: Person, clock: MovableClock) -> None:
    ada.create_task("today", due_date="2026-03-18")
    assert titles(ada, due_date_range="overdue") == set()
    clock.set(datetime.fromisoformat("2026-03-19T00:00:00Z"))
    assert titles(ada, due_date_range="overdue") == {"today"}


@pytest.mark.both_stores("a due date is compared with a moment")
def test_completed_task_is_not_overdue(ada: Person) -> None:
    task = ada.create_task("late", due_date="2026-03-01")
    assert titles(ada, due_date_range="overdue") == {"late"}
    ada.patch(f"tasks/{task['id']}")
    assert titles(ada, due_date_range="overdue") == set()
    assert titles(ada, due_date_range="overdue", completed="true") == set()
