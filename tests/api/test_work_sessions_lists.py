"""Lists of work sessions: order, date range in the user's zone, limits and pages."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.conftest import Api, Person
from tests.api.oracle import read_all_pages
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def work(person: Person, clock: MovableClock, start: str, minutes: int = 1) -> dict[str, Any]:
    clock.set(datetime.fromisoformat(start))
    response = person.post("work_sessions/start")
    assert response.status_code == 201, response.text
    clock.move(minutes=minutes)
    session: dict[str, Any] = person.post("time-logs/end-work").json()
    return session


def starts(person: Person, **parameters: str) -> list[str]:
    response = person.get("work_sessions", params=parameters)
    assert response.status_code == 200, response.text
    return [session["start_time"] for session in response.json()]


def invalid_fields(response: httpx.Response) -> set[str]:
    assert response.status_code == 400, response.text
    return {detail["field"] for detail in response.json()["details"]}


def test_list_is_newest_first(ada: Person, clock: MovableClock) -> None:
    moments = [f"2026-03-{day}T10:00:00Z" for day in (18, 19, 20)]
    for moment in moments:
        work(ada, clock, moment)
    assert starts(ada) == moments[::-1]


def test_list_contains_only_own_sessions(ada: Person, bob: Person, clock: MovableClock) -> None:
    work(ada, clock, "2026-03-18T10:00:00Z")
    assert starts(bob) == []


@pytest.mark.both_stores("every range is a shape of query")
@pytest.mark.parametrize(
    ("zone", "day_start", "day", "first", "after"),
    [
        ("UTC", "00:00", "2026-04-01", "2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z"),
        ("Europe/Madrid", "00:00", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),  # 23 hours
        ("Europe/Madrid", "00:00", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),  # 25 hours
        ("Europe/Madrid", "04:00", "2026-04-01", "2026-04-01T02:00:00Z", "2026-04-02T02:00:00Z"),
        ("Pacific/Kiritimati", "00:00", "2026-04-01", "2026-03-31T10:00:00Z", "2026-04-01T10:00:00Z"),
        ("Pacific/Pago_Pago", "00:00", "2026-04-01", "2026-04-01T11:00:00Z", "2026-04-02T11:00:00Z"),
    ],
)
def test_date_range_has_exact_boundaries_in_the_users_zone(
    api: Api, clock: MovableClock, zone: str, day_start: str, day: str, first: str, after: str
) -> None:
    person = api.sign_up(timezone=zone)
    person.put("users/profile", json={"day_start": day_start})
    begin, end, instant = (
        datetime.fromisoformat(first),
        datetime.fromisoformat(after),
        timedelta(microseconds=1),
    )
    ids = []  # of sessions just before the day, at its start, at its end, and just after it
    for moment in (begin - instant, begin, end - instant, end):
        clock.set(moment)
        ids.append(person.post("work_sessions/start").json()["id"])
        person.post("time-logs/end-work")

    def listed(**date_range: str) -> list[str]:
        return [session["id"] for session in person.get("work_sessions", params=date_range).json()]

    assert listed(**{"from": day, "to": day}) == [ids[2], ids[1]]
    assert listed(**{"from": day}) == [ids[3], ids[2], ids[1]]
    assert listed(to=day) == [ids[2], ids[1], ids[0]]


def test_date_range_includes_its_first_and_last_day(ada: Person, clock: MovableClock) -> None:
    for day in range(18, 24):
        work(ada, clock, f"2026-03-{day}T10:00:00Z")
    shown = starts(ada, **{"from": "2026-03-19", "to": "2026-03-21"})
    assert shown == [f"2026-03-{day}T10:00:00Z" for day in (21, 20, 19)]


def test_session_belongs_to_the_day_on_which_it_started(ada: Person, clock: MovableClock) -> None:
    work(ada, clock, "2026-03-18T23:30:00Z", minutes=60)
    assert len(starts(ada, **{"from": "2026-03-18", "to": "2026-03-18"})) == 1
    assert starts(ada, **{"from": "2026-03-19", "to": "2026-03-19"}) == []


def test_running_session_is_listed(ada: Person) -> None:
    session = ada.post("work_sessions/start").json()
    assert ada.get("work_sessions?from=2026-03-18&to=2026-03-18").json() == [session]


def test_reversed_date_range_is_empty(ada: Person, clock: MovableClock) -> None:
    work(ada, clock, "2026-03-18T10:00:00Z")
    assert starts(ada, **{"from": "2026-03-19", "to": "2026-03-17"}) == []


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "2026-02-30",
        "2026-13-01",
        "2026-3-1",
        "20260318",
        "2026-W12-3",
        "2026-03-18T00:00:01Z",
        " 2026-03-18",
        "18-03-2026",
        "0000-01-01",
        "2026-03-18' OR '1'='1",
        "٢٠٢٦-٠٣-١٨",
    ],
)
def test_malformed_date_is_rejected(ada: Person, name: str, date: str) -> None:
    assert invalid_fields(ada.get("work_sessions", params={name: date})) == {name}


def test_all_invalid_parameters_are_reported_at_once(ada: Person) -> None:
    assert invalid_fields(ada.get("work_sessions?from=x&to=y&limit=0")) == {"from", "to", "limit"}


@pytest.mark.parametrize(
    ("zone", "name", "date"),
    [
        ("Asia/Tokyo", "from", "0001-01-01"),
        ("Pacific/Pago_Pago", "to", "9999-12-31"),
        ("Pacific/Pago_Pago", "from", "9999-12-31"),
        ("Asia/Tokyo", "to", "0001-01-01"),
    ],
)
def test_day_at_the_ends_of_the_calendar_is_accepted_or_rejected_by_name(
    api: Api, zone: str, name: str, date: str
) -> None:
    response = api.sign_up(timezone=zone).get("work_sessions", params={name: date})
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        assert invalid_fields(response) == {name}


@pytest.mark.parametrize("limit", ["0", "-1", "501", "ten", "1.5"])
def test_limit_outside_1_to_500_is_rejected(ada: Person, limit: str) -> None:
    assert invalid_fields(ada.get("work_sessions", params={"limit": limit})) == {"limit"}


def test_list_has_100_sessions_by_default_and_up_to_the_limit(ada: Person) -> None:
    for _ in range(101):
        ada.post("time-logs/start-work")
        ada.post("time-logs/end-work")
    response = ada.get("work_sessions")
    assert len(response.json()) == 100
    next_page = ada.get(f"work_sessions?continuation={response.headers['x-continuation']}")
    assert len(next_page.json()) == 1
    assert "x-continuation" not in next_page.headers
    for limit in (101, 500):
        whole = ada.get(f"work_sessions?limit={limit}")
        assert len(whole.json()) == 101
        assert "x-continuation" not in whole.headers


@pytest.mark.both_stores("equal times are ordered by id")
def test_pages_together_are_the_whole_list_with_equal_times(ada: Person, clock: MovableClock) -> None:
    for number in range(11):
        ada.post("time-logs/start-work")
        ada.post("time-logs/end-work")
        clock.move(seconds=number // 5)
    whole = ada.get("work_sessions").json()
    assert len({session["id"] for session in whole}) == 11
    for limit in (1, 3, 10, 11):
        assert read_all_pages(ada, "work_sessions", limit=limit) == whole
        assert read_all_pages(ada, "work_sessions?from=2026-03-18&to=2026-03-18", limit=limit) == whole


@pytest.mark.parametrize("token", ["x", "🦉", "null", "W10", "%00", "x" * 5000])
def test_invalid_token_is_rejected(ada: Person, token: str) -> None:
    assert ada.get(f"work_sessions?continuation={token}").status_code == 400


def test_token_of_another_user_never_shows_their_sessions(ada: Person, bob: Person) -> None:
    for _ in range(2):
        ada.post("time-logs/start-work")
        ada.post("time-logs/end-work")
    own = bob.post("time-logs/start-work").json()
    token = ada.get("work_sessions?limit=1").headers["x-continuation"]
    response = bob.get(f"work_sessions?continuation={token}")
    assert response.status_code in {200, 400}
    if response.status_code == 200:
        assert all(session == own for session in response.json())


def test_administrator_lists_sessions_of_another_user_in_their_zone(
    api: Api, root: Person, clock: MovableClock
) -> None:
    person = api.sign_up(timezone="Pacific/Kiritimati")
    work(person, clock, "2026-03-31T12:00:00Z")
    assert len(starts(root, user_id=person.id, **{"from": "2026-04-01", "to": "2026-04-01"})) == 1
    assert starts(root, user_id=person.id, **{"from": "2026-03-31", "to": "2026-03-31"}) == []
