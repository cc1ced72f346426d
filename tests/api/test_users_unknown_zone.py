"""A stored time zone that this machine does not know: every route and timer works, and it is logged once."""

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from function_app import routes
from shared.api.endpoint import Access
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.actions import clock_in, complete, read
from tests.api.conftest import PASSWORD, Api, Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

ZONES = [
    "Mars/Olympus",
    "europe/MADRID",
    "../../etc/passwd",
    "/etc/localtime",
    "",
    "Europe",
    "UTC\0",
    "A" * 5000,
]

BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "tasks"): {"title": "Write", "start_date": "2026-04-01", "due_date": "2026-04-01"},
    ("PUT", "tasks/{id}"): {"due_date": "2026-04-01", "completed": True},
    ("POST", "health/hydration"): {"amount_ml": 250},
    ("POST", "health/meals"): {"kind": "lunch"},
    ("POST", "health/rests"): {"minutes": 10},
    ("POST", "focus-sessions/start"): {"duration_minutes": 25},
    ("POST", "dashboard/shutdown-reflection"): {"productivity_rating": "good"},
    ("POST", "companion/name"): {"name": "Pixel"},
    ("PUT", "users/profile"): {"full_name": "Ada Lovelace", "day_start": "04:00"},
    ("PUT", "users/profile/avatar"): {"avatar_url": "/avatars/7.png"},
    ("PUT", "users/onboarding/complete"): {"preferences": {"theme": "dark"}},
    ("PUT", "notifications/preferences"): {"quiet_hours": {"from": "22:00", "to": "07:00"}},
}
QUERIES = ("tasks?due_date_range=today", "tasks?due_date_range=week", "health/meals?date=2026-03-17")


def move_to(person: Person, store: DocumentStore, zone: str, **fields: Any) -> None:
    """Store a time zone without checks, as a machine with another edition of the database would."""
    store.upsert({**store.read("user", person.id), "timezone": zone, **fields})


def deliver(factory: ServiceFactory, clock: MovableClock) -> None:
    """Run the timer for two weeks."""
    for _ in range(14 * 24):
        clock.move(hours=1)
        factory.get_reminder_service().deliver_due()


def kinds_sent(person: Person) -> set[str]:
    return {one["kind"] for one in read(person, "notifications?limit=500")}


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: repr(zone)[:20])
@pytest.mark.slow("calls every route")
def test_every_route_and_timer_serves_a_user_in_an_unknown_zone(
    ada: Person,
    root: Person,
    store: DocumentStore,
    clock: MovableClock,
    factory: ServiceFactory,
    zone: str,
) -> None:
    task = ada.create_task(reminder_enabled=True, reminder_time="2026-03-18T12:00:00Z")
    clock_in(ada)
    move_to(ada, store, zone)
    for route in routes:
        for method, endpoint in route.endpoints.items():
            if "auth/" in route.template or (method, route.template) == ("DELETE", "users/profile"):
                continue
            path = route.template.replace("{id}", task["id"])
            response = ada.call(method, path, json=BODIES.get((method, route.template), {}))
            if response.status_code == 503 and response.json()["code"] == "not_configured":
                continue  # chats and voice
            assert response.status_code < 500, (method, path, response.text)
            is_own = endpoint.access is not Access.ADMINISTRATOR
            if method == "GET" and "{" not in route.template and is_own:
                assert response.status_code == 200, (path, response.text)
    assert all(ada.get(path).status_code == 200 for path in QUERIES)
    assert read(ada, "users/profile")["timezone"] == zone
    for path in ("users", f"users/{ada.id}", f"stats/{ada.id}", *QUERIES, f"{QUERIES[0]}&user_id={ada.id}"):
        assert root.get(path).status_code == 200, path
    assert root.put(f"users/{ada.id}", json={"full_name": "A. L."}).status_code == 200
    complete(ada)
    deliver(factory, clock)
    assert kinds_sent(ada) >= {"water", "rest", "session_forgotten", "weekly_summary"}
    assert ada.patch("users/profile", json={"timezone": "Europe/Madrid"}).status_code == 200
    move_to(ada, store, zone)
    assert ada.call("DELETE", "users/profile", json={"password": PASSWORD}).status_code == 204


@pytest.mark.both_stores("the offset is a stored field")
def test_days_of_an_unknown_zone_have_the_offset_of_the_last_change(
    api: Api, store: DocumentStore, clock: MovableClock
) -> None:
    kiritimati = api.sign_up(timezone="Pacific/Kiritimati")
    moved = api.sign_up()
    assert moved.put("users/profile", json={"timezone": "America/New_York"}).status_code == 200
    for person in (kiritimati, moved):
        move_to(person, store, "Mars/Olympus")
    clock.set(datetime(2026, 3, 19, 3, 59, tzinfo=UTC))
    assert read(kiritimati, "health/today")["date"] == "2026-03-19"
    assert read(moved, "health/today")["date"] == "2026-03-18"
    clock.set(datetime(2026, 3, 19, 10, tzinfo=UTC))
    for person, date in ((kiritimati, "2026-03-20"), (moved, "2026-03-19")):
        assert person.patch("users/profile", json={"full_name": "Ada"}).status_code == 200
        assert read(person, "health/today")["date"] == date


def test_days_of_an_unknown_zone_without_a_stored_offset_are_in_utc(
    api: Api, store: DocumentStore, clock: MovableClock
) -> None:
    person = api.sign_up(timezone="Pacific/Kiritimati")
    move_to(person, store, "Mars/Olympus", utc_offset_minutes=0)
    clock.set(datetime(2026, 3, 18, 23, 59, tzinfo=UTC))
    assert read(person, "health/today")["date"] == "2026-03-18"


def test_unknown_zone_is_logged_once_and_in_one_line(
    api: Api, store: DocumentStore, caplog: pytest.LogCaptureFixture
) -> None:
    unique = (
        uuid4().hex
    )  # zones that this process has logged already, for another store, are not logged again
    zones = [f"Mars/{unique}", f"Mars/\n{unique}" + "s" * 5000]
    people = [(api.sign_up(), zone) for zone in zones for _ in range(2)]
    for person, zone in people:
        move_to(person, store, zone)
    with caplog.at_level(logging.WARNING):
        for person, _ in people:
            for path in ("health/today", "stats", "companion"):
                read(person, path)
    lines = [one.getMessage() for one in caplog.records if "time zone" in one.getMessage()]
    assert len(lines) == len(zones)
    assert all("\n" not in line and len(line) < 200 for line in lines)


@pytest.mark.parametrize(
    "zone", [*ZONES, " Europe/Madrid/", "Europe\\Madrid", "./UTC", "localtime", "posixrules"]
)
def test_zone_that_no_machine_has_by_this_name_is_refused(ada: Person, api: Api, zone: str) -> None:
    assert ada.put("users/profile", json={"timezone": zone}).status_code == 400
    body = {"username": "Eve", "password": PASSWORD, "timezone": zone}
    assert api.call("POST", "auth/register", json=body).status_code == 400
    assert read(ada, "users/profile")["timezone"] == "UTC"
