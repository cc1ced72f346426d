"""Dates of tasks: times in every RFC 3339 form, and bare dates in the user's zone."""

# These tests need letters of many scripts.
# ruff: noqa: RUF001

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Api, Person

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


DAYS = [
    # zone, day start, date, start of that day, start of the next day
    ("UTC", "00:00", "2026-04-01", "2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z"),
    ("Europe/Madrid", "00:00", "2026-04-01", "2026-03-31T22:00:00Z", "2026-04-01T22:00:00Z"),
    ("Europe/Madrid", "00:00", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),  # 23 hours
    ("Europe/Madrid", "00:00", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),  # 25 hours
    ("Europe/Madrid", "04:00", "2026-04-01", "2026-04-01T02:00:00Z", "2026-04-02T02:00:00Z"),
    ("Europe/Madrid", "04:00", "2026-03-28", "2026-03-28T03:00:00Z", "2026-03-29T02:00:00Z"),  # 23 hours
    ("Europe/Madrid", "04:00", "2026-10-24", "2026-10-24T02:00:00Z", "2026-10-25T03:00:00Z"),  # 25 hours
    ("Pacific/Kiritimati", "00:00", "2026-04-01", "2026-03-31T10:00:00Z", "2026-04-01T10:00:00Z"),
    ("Pacific/Pago_Pago", "00:00", "2026-04-01", "2026-04-01T11:00:00Z", "2026-04-02T11:00:00Z"),
    ("Pacific/Pago_Pago", "23:30", "2026-04-01", "2026-04-02T10:30:00Z", "2026-04-03T10:30:00Z"),
    ("Asia/Kathmandu", "00:00", "2026-04-01", "2026-03-31T18:15:00Z", "2026-04-01T18:15:00Z"),
    ("America/Havana", "00:00", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"),  # no midnight
    ("America/St_Johns", "00:00", "2024-02-29", "2024-02-29T03:30:00Z", "2024-03-01T03:30:00Z"),
]


@pytest.mark.parametrize(("zone", "day_start", "date", "first", "after"), DAYS)
def test_bare_date_is_the_start_or_the_end_of_that_day_in_the_users_zone(
    api: Api, zone: str, day_start: str, date: str, first: str, after: str
) -> None:
    person = api.sign_up(timezone=zone)
    assert person.put("users/profile", json={"day_start": day_start}).status_code == 200
    task = person.create_task(start_date=date, due_date=date)
    assert task["start_date"] == first
    assert timedelta() < parse(after) - parse(task["due_date"]) <= timedelta(seconds=1)


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
