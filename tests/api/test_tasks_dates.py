"""Dates of tasks: times in every RFC 3339 form, and bare dates in the user's zone."""

# These tests need letters of many scripts.
# ruff: noqa: RUF001

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.conftest import Api, Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

FIELDS = ("start_date", "due_date", "reminder_time")


def parse(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2026-04-01T12:00:00Z", "2026-04-01T12:00:00Z"),
        ("2026-04-01T12:00:00+02:00", "2026-04-01T10:00:00Z"),
        ("2026-04-01T12:00:00-05:30", "2026-04-01T17:30:00Z"),
        ("2026-04-01T12:00:00+00:00", "2026-04-01T12:00:00Z"),
        ("2026-04-01T12:00:00-00:00", "2026-04-01T12:00:00Z"),
        ("2026-04-01T12:00:00+14:00", "2026-03-31T22:00:00Z"),
        ("2026-04-01T12:00:00", "2026-04-01T12:00:00Z"),
        ("2026-04-01t12:00:00z", "2026-04-01T12:00:00Z"),
        ("2026-04-01 12:00:00Z", "2026-04-01T12:00:00Z"),
        ("2026-04-01T12:00:00.5Z", "2026-04-01T12:00:00.500000Z"),
        ("2026-04-01T12:00:00.123456+01:00", "2026-04-01T11:00:00.123456Z"),
        ("2026-04-01T12:00:00.000Z", "2026-04-01T12:00:00Z"),
        ("2026-04-01T12:00:00.123456789Z", "2026-04-01T12:00:00.123456Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("0001-01-01T01:00:00+01:00", "0001-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00-01:00", "0001-01-01T01:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("9999-12-31T22:59:59-01:00", "9999-12-31T23:59:59Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_time_is_shown_in_utc(ada: Person, sent: str, shown: str) -> None:
    task = ada.create_task(**dict.fromkeys(FIELDS, sent))
    shown_task = ada.get(f"tasks/{task['id']}").json()
    assert [shown_task[field] for field in FIELDS] == [shown] * 3


def test_leap_second_is_accepted(ada: Person) -> None:
    for text in ("2016-12-31T23:59:60Z", "2016-12-31T15:59:60-08:00", "2017-01-01T00:59:60.5+01:00"):
        task = ada.create_task(due_date=text)
        midnight = datetime(2017, 1, 1, tzinfo=UTC)
        assert timedelta() <= midnight - parse(task["due_date"]) <= timedelta(seconds=1)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "tomorrow",
        "2026",
        "2026-04",
        "2026-13-01",
        "2026-02-30",
        "2025-02-29T00:00:00Z",
        "2026-04-01T25:00:00Z",
        "2026-04-01T12:60:00Z",
        "2026-04-01T12:00:61Z",
        "2026-04-01T12:00:60Z",
        "2026-04-01T23:59:60+01:00",
        "2026-04-01T23:58:60",
        "2026-04-01T24:00:00Z",
        "2026-04-01T12:00:00+10:60",
        "2026-04-01T12:00:00-00:99",
        "2026-04-01T12:00:00+24:00",
        "2026-04-01T12:00:00+25:00",
        "2026-04-01T12:00:00Zebra",
        "2026-04-01T12:00:00 Europe/Madrid",
        "2026-04-01\x00",
        " 2026-04-01",
        "20260401T120000Z",
        "2026-W14-3",
        "2026-W14-3T12:00:00Z",
        "2026-091T12:00:00Z",
        "1/4/2026",
        "٢٠٢٦-٠٤-٠١",
        "-0001-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "x" * 100_000,
        1775044800,
        1.5,
        True,
        {},
        ["2026-04-01"],
    ],
    ids=lambda value: repr(value)[:40],
)
def test_malformed_time_is_rejected_in_every_field(ada: Person, sent: Any) -> None:
    response = ada.post("tasks", json={"title": "x", **dict.fromkeys(FIELDS, sent)})
    assert response.status_code == 400, response.text
    assert {detail["field"] for detail in response.json()["details"]} == set(FIELDS)


def test_reminder_time_without_a_time_of_day_is_rejected(ada: Person) -> None:
    response = ada.post("tasks", json={"title": "x", "reminder_time": "2026-04-01"})
    assert response.status_code == 400
    assert [detail["field"] for detail in response.json()["details"]] == ["reminder_time"]


DATES = [
    # zone, date, its first moment, its last second
    ("UTC", "2026-04-01", "2026-04-01T00:00:00Z", "2026-04-01T23:59:59Z"),
    ("Europe/Madrid", "2026-04-01", "2026-03-31T22:00:00Z", "2026-04-01T21:59:59Z"),
    ("Europe/Madrid", "2026-03-28", "2026-03-27T23:00:00Z", "2026-03-28T22:59:59Z"),
    ("Europe/Madrid", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z"),  # 23 hours
    ("Europe/Madrid", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z"),  # 25 hours
    ("Pacific/Kiritimati", "2026-04-01", "2026-03-31T10:00:00Z", "2026-04-01T09:59:59Z"),
    ("Pacific/Pago_Pago", "2026-04-01", "2026-04-01T11:00:00Z", "2026-04-02T10:59:59Z"),
    ("Asia/Kathmandu", "2026-04-01", "2026-03-31T18:15:00Z", "2026-04-01T18:14:59Z"),
    ("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T03:59:59Z"),  # no midnight
    ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59Z"),  # two midnights
    ("America/Santiago", "2026-04-04", "2026-04-04T03:00:00Z", "2026-04-05T03:59:59Z"),  # 23:59:59 twice
    ("America/Nuuk", "2026-03-28", "2026-03-28T02:00:00Z", "2026-03-29T00:59:59Z"),  # 23:00 to 24:00 skipped
    ("America/St_Johns", "2024-02-29", "2024-02-29T03:30:00Z", "2024-03-01T03:29:59Z"),
]
DAY_STARTS = ("00:00", "00:01", "04:00", "12:00", "23:30")


@pytest.mark.parametrize(("zone", "date", "first", "last"), DATES)
def test_bare_date_is_the_first_or_the_last_second_of_that_date_whenever_the_day_starts(
    api: Api, zone: str, date: str, first: str, last: str
) -> None:
    person = api.sign_up(timezone=zone)
    for day_start in DAY_STARTS:
        assert person.put("users/profile", json={"day_start": day_start}).status_code == 200
        task = person.create_task(start_date=date, due_date=date)
        assert (task["start_date"], task["due_date"]) == (first, last), day_start


@pytest.mark.parametrize("day_start", DAY_STARTS)
@pytest.mark.parametrize(
    ("zone", "date"),
    [
        ("UTC", "2026-04-01"),
        ("Europe/Madrid", "2026-03-29"),
        ("Europe/Madrid", "2026-10-25"),
        ("America/Havana", "2027-03-14"),
        ("America/Santiago", "2026-04-04"),
        ("Pacific/Kiritimati", "2026-04-01"),
    ],
)
def test_task_due_on_a_bare_date_is_due_on_that_day(
    api: Api, clock: MovableClock, zone: str, date: str, day_start: str
) -> None:
    """From the start of the day to its end, in every list."""
    person = api.sign_up(timezone=zone)
    person.put("users/profile", json={"day_start": day_start})
    day = datetime.fromisoformat(date).date()
    for title, days in {"yesterday": -1, "today": 0, "tomorrow": 1}.items():
        person.create_task(title, due_date=f"{day + timedelta(days=days)}")
    start, end = (
        datetime.combine(one, time.fromisoformat(day_start), ZoneInfo(zone)).astimezone(UTC)
        for one in (day, day + timedelta(days=1))
    )
    midnight = parse(person.create_task("midnight", due_date=date)["due_date"])
    for now in (start, start + timedelta(minutes=1), midnight, end - timedelta(microseconds=1)):
        clock.set(now)
        ranges = ("today", "upcoming", "overdue")
        due = {name: shown(person, f"tasks?due_date_range={name}") for name in ranges}
        assert due["today"] == {"today", "midnight"}, now
        assert due["upcoming"] == {"tomorrow"}, now
        assert due["overdue"] == {"yesterday", *(due["today"] if now > midnight else ())}, now
        summary = person.get("dashboard/shutdown-summary").json()
        assert {one["name"] for one in summary["todayTasks"]} == {"yesterday", "today", "midnight"}, now
        assert summary["pendingTasks"] == 3


def shown(person: Person, path: str) -> set[str]:
    return {task["title"] for task in person.get(path).json()}


def test_bare_date_means_the_same_in_a_put(api: Api) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    task = person.create_task()
    changed = person.put(
        f"tasks/{task['id']}", json={"start_date": "2026-03-29", "due_date": "2026-03-29"}
    ).json()
    created = person.create_task(start_date="2026-03-29", due_date="2026-03-29")
    assert (changed["start_date"], changed["due_date"]) == (created["start_date"], created["due_date"])


def test_bare_date_sent_by_an_administrator_is_in_the_zone_of_the_owner(api: Api, root: Person) -> None:
    person = api.sign_up(timezone="Pacific/Kiritimati")
    task = root.create_task(user_id=person.id, start_date="2026-04-01")
    assert task["start_date"] == "2026-03-31T10:00:00Z"


def test_dates_do_not_change_with_the_zone(api: Api) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    task = person.create_task(start_date="2026-04-01", due_date="2026-04-01")
    person.put("users/profile", json={"timezone": "Pacific/Pago_Pago"})
    assert person.get(f"tasks/{task['id']}").json() == task


def test_first_and_last_day_of_the_calendar_are_accepted(ada: Person) -> None:
    task = ada.create_task(start_date="0001-01-01", due_date="9999-12-31")
    assert task["start_date"] == "0001-01-01T00:00:00Z"
    assert task["due_date"].startswith("9999-12-31T23:59:59")


@pytest.mark.parametrize(
    ("zone", "field", "date"),
    [("Asia/Tokyo", "start_date", "0001-01-01"), ("Pacific/Pago_Pago", "due_date", "9999-12-31")],
)
def test_day_beyond_the_calendar_in_utc_is_rejected(api: Api, zone: str, field: str, date: str) -> None:
    response = api.sign_up(timezone=zone).post("tasks", json={"title": "x", field: date})
    assert response.status_code == 400
    assert [detail["field"] for detail in response.json()["details"]] == [field]


def test_due_date_may_be_in_the_past_and_before_the_start(ada: Person) -> None:
    task = ada.create_task(start_date="2026-04-01", due_date="2020-01-01")
    assert task["due_date"].startswith("2020-01-01")
