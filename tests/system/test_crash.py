"""The store after a crash, and with two servers: acknowledged writes are stored and counted once."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx

from shared.credential_manager import CredentialManager
from shared.store.contract import Document
from shared.store.sqlite.database import EmbeddedDBService
from tests.oracle.recount import check_totals, documents_of, of_type
from tests.system.servers import Person, Server, register

_WRITERS = 6
_RESPONSES_BEFORE_THE_CRASH = 60


@dataclass
class Acknowledged:
    """The writes that the server has acknowledged, which must survive its crash."""

    created: set[str] = field(default_factory=set)
    completed: set[str] = field(default_factory=set)
    deleting: set[str] = field(default_factory=set)  # sent, whether acknowledged or not
    deleted: set[str] = field(default_factory=set)
    started: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, (self.created, self.completed, self.deleted, self.started, self.ended)))


class Load:
    """Threads that send writes until the server is killed, and record those that it acknowledged."""

    def __init__(self, server: Server, person: Person, acknowledged: Acknowledged) -> None:
        self._url = server.url
        self._headers = person.headers
        self._acknowledged = acknowledged
        self._numbers = count(1)
        self._threads = [
            threading.Thread(target=self._write, args=(self._use_session if number == 0 else self._use_task,))
            for number in range(_WRITERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def _write(self, step: Callable[[httpx.Client], None]) -> None:
        with httpx.Client(base_url=f"{self._url}/api/", headers=self._headers, timeout=30) as client:
            while True:
                try:
                    step(client)
                except httpx.TransportError:
                    return  # the crash

    def _use_task(self, client: httpx.Client) -> None:
        key = f"{id(self)}-{next(self._numbers)}"
        response = client.post("tasks", json={"title": key}, headers={"Idempotency-Key": key})
        assert response.status_code == 201, response.text
        task_id = response.json()["id"]
        self._acknowledged.created.add(task_id)
        self._acknowledged.keys[key] = task_id
        assert client.patch(f"tasks/{task_id}").status_code == 200
        self._acknowledged.completed.add(task_id)
        if len(self._acknowledged.created) % 5 == 0:
            self._acknowledged.deleting.add(task_id)
            assert client.delete(f"tasks/{task_id}").status_code == 204
            self._acknowledged.deleted.add(task_id)

    def _use_session(self, client: httpx.Client) -> None:
        response = client.post("work_sessions/start")
        if response.status_code == 400:  # one was started during the previous crash
            client.post("time-logs/end-work")
            return
        assert response.status_code == 201, response.text
        session_id = response.json()["id"]
        self._acknowledged.started.add(session_id)
        assert client.post(f"work_sessions/{session_id}/end").status_code == 200
        self._acknowledged.ended.add(session_id)


@contextmanager
def _store(database: Path) -> Iterator[EmbeddedDBService]:
    with closing(EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(database)}))) as store:
        yield store


def _check_acknowledged(documents: list[Document], acknowledged: Acknowledged) -> None:
    tasks = {task["id"]: task for task in of_type(documents, "task")}
    sessions = {session["id"]: session for session in of_type(documents, "work_session")}
    assert acknowledged.created - acknowledged.deleting <= tasks.keys()
    assert not acknowledged.deleted & tasks.keys()
    assert all(tasks[task_id]["completed"] for task_id in acknowledged.completed & tasks.keys())
    assert acknowledged.started <= sessions.keys()
    assert all(sessions[session_id]["end_time"] for session_id in acknowledged.ended)


def test_acknowledged_writes_survive_kill_9_and_are_counted_once(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    acknowledged = Acknowledged()
    username = "Ada"
    with Server(database) as server, server.client() as client:
        ada = register(client, username)
    for crash in range(3):
        with Server(database) as server, server.client() as client:
            person = Person(client, username)
            before = len(acknowledged)
            load = Load(server, person, acknowledged)
            load.start()
            deadline = time.monotonic() + 20
            while len(acknowledged) < before + _RESPONSES_BEFORE_THE_CRASH and time.monotonic() < deadline:
                time.sleep(0.005)
            server.kill()
            load.join()
            assert len(acknowledged) >= before + _RESPONSES_BEFORE_THE_CRASH

        with _store(database) as store:
            documents = documents_of(store, ada.id)
        log = check_totals(documents)
        _check_acknowledged(documents, acknowledged)

        with Server(database) as server, server.client() as client:
            person = Person(client, username)
            stats, total_tasks = person.stats(), len(of_type(documents, "task"))
            assert stats["total_tasks"] == total_tasks
            assert stats["completed_tasks"] == len(log.of("task"))
            assert stats["total_sessions"] == len(log.of("work"))
            assert stats["total_hours"] == log.worked_centihours() / 100
            # A request that is sent again with its key is not done again.
            key, task_id = next(reversed(acknowledged.keys.items()))
            again = client.post(
                "tasks", json={"title": key}, headers={**person.headers, "Idempotency-Key": key}
            )
            assert (again.json()["id"], again.headers["Idempotency-Replayed"]) == (task_id, "true")
            acknowledged.created.add(person.create_task(f"after crash {crash}")["id"])
            assert person.stats()["total_tasks"] == total_tasks + 1


def test_two_servers_with_one_store_count_every_write_once(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    settings = {"JWT_SECRET": "a secret that both of the servers know"}
    with (
        Server(database, settings=settings) as first,
        Server(database, settings=settings) as second,
        first.client() as first_client,
        second.client() as second_client,
    ):
        ada = register(first_client, "Ada")
        same = Person(second_client, "Ada")
        task = ada.create_task("Shared")

        def send_requests(person: Person, number: int) -> list[int]:
            statuses = []
            for step in range(25):
                own = person.create_task(f"{number} {step}")
                statuses.append(person.call("PATCH", f"tasks/{own['id']}").status_code)
                statuses.append(person.call("PATCH", f"tasks/{task['id']}").status_code)
                statuses.append(
                    person.call("DELETE", f"tasks/{own['id']}").status_code if step % 5 == 0 else 204
                )
            return statuses

        with ThreadPoolExecutor(8) as pool:
            futures = [
                pool.submit(send_requests, person, number) for number, person in enumerate((ada, same) * 4)
            ]
            statuses = [status for future in futures for status in future.result()]
        assert set(statuses) == {200, 204}
        for person in (ada, same):
            assert (person.stats()["total_tasks"], person.stats()["completed_tasks"]) == (161, 161)
        assert (first.stop(), second.stop()) == (0, 0)
    with _store(database) as store:
        documents = documents_of(store, ada.id)
    check_totals(documents)
    assert len(of_type(documents, "task")) == 161


def test_one_of_concurrent_session_starts_at_two_servers_succeeds(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    settings = {"JWT_SECRET": "a secret that both of the servers know"}
    with (
        Server(database, settings=settings) as first,
        Server(database, settings=settings) as second,
        first.client() as first_client,
        second.client() as second_client,
        ThreadPoolExecutor(8) as pool,
    ):
        people = (register(first_client, "Ada"), Person(second_client, "Ada"))
        for _ in range(5):
            starts = [pool.submit(person.call, "POST", "work_sessions/start") for person in people * 4]
            statuses = sorted(start.result().status_code for start in starts)
            assert statuses == [201] + [400] * 7
            assert people[0].call("POST", "time-logs/end-work").status_code == 200
        assert people[1].stats()["total_sessions"] == 5


def test_two_servers_that_start_together_without_a_secret_share_one(tmp_path: Path) -> None:
    database = tmp_path / "new" / "avanochi.db"
    with (
        Server(database) as first,
        Server(database) as second,
        first.client() as first_client,
        second.client() as second_client,
    ):
        ada = register(first_client, "Ada")
        assert second_client.get("stats", headers=ada.headers).status_code == 200
