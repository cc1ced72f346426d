"""The timer of the app under a host of its own: it fires, and what was missed is made up for."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher

from function_app import routes, timers
from interaction import notifications
from local_host import serving
from local_host.ncrontab import schedule
from shared.api.boundary import serve
from shared.api.routes import Timer
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from tests.system.servers import Person, Server, register
from tests.unit.recount import documents_of, of_type

SETTINGS = {"JWT_SECRET": "a secret that all of the servers know"}


def remember(person: Person, title: str, **ago: float) -> None:
    """Plan a task of which to be reminded some time ago."""
    moment = datetime.now(UTC) - timedelta(**ago)
    body = {"title": title, "reminder_enabled": True, "reminder_time": moment.isoformat()}
    assert person.call("POST", "tasks", json=body).status_code == 201


def told(person: Person) -> list[str]:
    answer = person.call("GET", "notifications")
    assert answer.status_code == 200, answer.text
    shown: list[dict[str, Any]] = answer.json()
    return sorted(one["body"] for one in shown)


def kept(database: Path, person: Person) -> list[str]:
    """Return the same as it is stored, when no host runs any more."""
    with closing(EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(database)}))) as store:
        return sorted(one["body"] for one in of_type(documents_of(store, person.id), "notification"))


def fire(server: Server) -> None:
    answer = httpx.post(f"{server.url}/admin/functions/DeliverReminders", json={"input": ""})
    assert answer.status_code == 202


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def test_reminders_are_delivered_at_the_beginning_of_every_minute() -> None:
    (timer,) = timers
    assert timer.name == "DeliverReminders"
    moment = datetime(2026, 3, 18, 9, 30, 12)  # noqa: DTZ001 - by the wall clock of the host
    moments = []
    for _ in range(60):
        following = schedule(timer.schedule).next_after(moment)
        assert following is not None
        moments.append(moment := following)
    assert moments == [
        datetime(2026, 3, 18, 9, 31) + timedelta(minutes=number)  # noqa: DTZ001 - likewise
        for number in range(60)
    ]


def test_the_timer_fires_by_itself(tmp_path: Path) -> None:
    settings = {"AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    factory = ServiceFactory(credentials=CredentialManager(settings, root=tmp_path), hasher=hasher)
    each_second = Timer("DeliverReminders", "* * * * * *", notifications.deliver_due)
    with (
        serving(serve(routes, factory, (each_second,)), settings=settings) as url,
        httpx.Client(base_url=f"{url}/api/", timeout=30) as client,
    ):
        ada = register(client, "Ada")
        for title in ("One", "Another one"):
            remember(ada, title, seconds=0)
            assert until(lambda title=title: any(title in body for body in told(ada)))  # type: ignore[misc]
        assert len(told(ada)) == 2


def test_what_was_missed_while_no_host_ran_is_told_once(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    with Server(database, settings=SETTINGS) as server, server.client() as client:
        ada = register(client, "Ada")
        for title, hours in (("This morning", 5), ("Last night", 23), ("Two days ago", 48)):
            remember(ada, title, hours=hours)
        server.kill()
    expected = [f"You asked me to remind you: “{title}”." for title in ("Last night", "This morning")]
    with Server(database, settings=SETTINGS) as server, server.client() as client:
        ada = Person(client, "Ada")
        fire(server)
        assert until(lambda: len(told(ada)) == 2)
        for _ in range(3):
            fire(server)
        remember(ada, "Now", seconds=1)
        fire(server)
        assert until(lambda: len(told(ada)) == 3)
        assert server.stop() == 0
        assert "Traceback" not in server.log
    assert kept(database, ada) == [expected[0], "You asked me to remind you: “Now”.", expected[1]]


def test_the_timers_of_two_hosts_tell_each_thing_once(tmp_path: Path) -> None:
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
                remember(person, f"{number}", seconds=1)
        list(pool.map(fire, (one, other) * 2))
        for person in people:
            assert until(lambda person=person: len(told(person)) == 15)  # type: ignore[misc]
        list(pool.map(fire, (one, other)))
        assert (one.stop(), other.stop()) == (0, 0)  # what runs is finished first
        assert "Traceback" not in one.log + other.log
    for person in people:
        assert len(kept(database, person)) == len(set(kept(database, person))) == 15
