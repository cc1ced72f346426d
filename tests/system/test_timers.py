"""The reminder timer in a running host: it fires on schedule and delivers reminders missed while down."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from function_app import routes, timers
from interaction import notifications
from local_host import serving
from local_host.ncrontab import schedule
from shared.api.boundary import serve
from shared.api.routes import Timer
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import CHEAP_HASHER
from tests.oracle.recount import documents_of, of_type
from tests.system.servers import Person, Server, register

SETTINGS = {"JWT_SECRET": "a secret that all of the servers share"}


def create_reminder(person: Person, title: str, **ago: float) -> None:
    """Create a task whose reminder time is that long ago."""
    moment = datetime.now(UTC) - timedelta(**ago)
    body = {"title": title, "reminder_enabled": True, "reminder_time": moment.isoformat()}
    assert person.call("POST", "tasks", json=body).status_code == 201


def notification_bodies(person: Person) -> list[str]:
    response = person.call("GET", "notifications")
    assert response.status_code == 200, response.text
    shown: list[dict[str, Any]] = response.json()
    return sorted(notification["body"] for notification in shown)


def stored_bodies(database: Path, person: Person) -> list[str]:
    """Return the bodies of the stored notifications, without a running host."""
    with closing(EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(database)}))) as store:
        return sorted(
            notification["body"] for notification in of_type(documents_of(store, person.id), "notification")
        )


def fire_timer(server: Server) -> None:
    response = httpx.post(f"{server.url}/admin/functions/DeliverReminders", json={"input": ""})
    assert response.status_code == 202


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize("timer", timers, ids=lambda timer: timer.name)
def test_timer_is_scheduled_once_a_minute(timer: Timer) -> None:
    seconds = {"DeliverReminders": 0, "DeliverNotifications": 15}[timer.name]
    first = datetime(2026, 3, 18, 9, 31, seconds)  # noqa: DTZ001 - local time of the host
    moment, moments = first - timedelta(seconds=50), []
    for _ in range(60):
        following = schedule(timer.schedule).next_after(moment)
        assert following is not None
        moments.append(moment := following)
    assert moments == [first + timedelta(minutes=number) for number in range(60)]


def test_timer_fires_on_schedule(tmp_path: Path) -> None:
    settings = {"AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
    factory = ServiceFactory(credentials=CredentialManager(settings, root=tmp_path), hasher=CHEAP_HASHER)
    every_second = Timer("DeliverReminders", "* * * * * *", notifications.deliver_due)
    with (
        serving(serve(routes, factory, (every_second,)), settings=settings) as url,
        httpx.Client(base_url=f"{url}/api/", timeout=30) as client,
    ):
        ada = register(client, "Ada")
        for title in ("One", "Another one"):
            create_reminder(ada, title, seconds=0)
            assert eventually(lambda title=title: any(title in body for body in notification_bodies(ada)))  # type: ignore[misc]
        assert len(notification_bodies(ada)) == 2


def test_reminders_missed_while_no_host_ran_are_delivered_once(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    with Server(database, settings=SETTINGS) as server, server.client() as client:
        ada = register(client, "Ada")
        for title, hours in (("This morning", 5), ("Last night", 23), ("Two days ago", 48)):
            create_reminder(ada, title, hours=hours)
        server.kill()
    expected = [f"You asked me to remind you: “{title}”." for title in ("Last night", "This morning")]
    with Server(database, settings=SETTINGS) as server, server.client() as client:
        ada = Person(client, "Ada")
        fire_timer(server)
        assert eventually(lambda: len(notification_bodies(ada)) == 2)
        for _ in range(3):
            fire_timer(server)
        create_reminder(ada, "Now", seconds=1)
        fire_timer(server)
        assert eventually(lambda: len(notification_bodies(ada)) == 3)
        assert server.stop() == 0
        assert "Traceback" not in server.log
    assert stored_bodies(database, ada) == [
        expected[0],
        "You asked me to remind you: “Now”.",
        expected[1],
    ]


def test_timers_of_two_hosts_deliver_each_reminder_once(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    with (
        Server(database, settings=SETTINGS) as one,
        Server(database, settings=SETTINGS) as other,
        one.client() as client,
        ThreadPoolExecutor(4) as pool,
    ):
        people = [register(client) for _ in range(2)]
        for person in people:
            for number in range(15):
                create_reminder(person, f"{number}", seconds=1)
        list(pool.map(fire_timer, (one, other) * 2))
        for person in people:
            assert eventually(lambda person=person: len(notification_bodies(person)) == 15)  # type: ignore[misc]
        list(pool.map(fire_timer, (one, other)))
        assert (one.stop(), other.stop()) == (0, 0)  # running timers finish first
        assert "Traceback" not in one.log + other.log
    for person in people:
        assert len(stored_bodies(database, person)) == len(set(stored_bodies(database, person))) == 15
