"""The store after a crash, and under two servers at once: what was answered is there, and counted once."""

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
from tests.system.servers import Person, Server, register
from tests.unit.recount import check_totals, documents_of, naive_totals, of_type

_WRITERS = 6
_ANSWERS_BEFORE_THE_CRASH = 60


@dataclass
class Answers:
    """What the server has answered: promises that must outlive it."""

    created: set[str] = field(default_factory=set)
    completed: set[str] = field(default_factory=set)
    deleting: set[str] = field(default_factory=set)  # asked for, whether answered or not
    deleted: set[str] = field(default_factory=set)
    started: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, (self.created, self.completed, self.deleted, self.started, self.ended)))


class Load:
    """Writers who write until the server is gone, and note what they were answered."""

    def __init__(self, server: Server, person: Person, answers: Answers) -> None:
        self._url = server.url
        self._headers = person.headers
        self._answers = answers
        self._numbers = count(1)
        self._threads = [
            threading.Thread(target=self._write, args=(self._clock if number == 0 else self._plan,))
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

    def _plan(self, client: httpx.Client) -> None:
        key = f"{id(self)}-{next(self._numbers)}"
        answer = client.post("tasks", json={"title": key}, headers={"Idempotency-Key": key})
        assert answer.status_code == 201, answer.text
        task_id = answer.json()["id"]
        self._answers.created.add(task_id)
        self._answers.keys[key] = task_id
        assert client.patch(f"tasks/{task_id}").status_code == 200
        self._answers.completed.add(task_id)
        if len(self._answers.created) % 5 == 0:
            self._answers.deleting.add(task_id)
            assert client.delete(f"tasks/{task_id}").status_code == 204
            self._answers.deleted.add(task_id)

    def _clock(self, client: httpx.Client) -> None:
        answer = client.post("work_sessions/start")
        if answer.status_code == 400:  # one was started in the moment of the crash before
            client.post("time-logs/end-work")
            return
        assert answer.status_code == 201, answer.text
        session_id = answer.json()["id"]
        self._answers.started.add(session_id)
        assert client.post(f"work_sessions/{session_id}/end").status_code == 200
        self._answers.ended.add(session_id)


@contextmanager
def _store(database: Path) -> Iterator[EmbeddedDBService]:
    with closing(EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(database)}))) as store:
        yield store


def _check_promises(documents: list[Document], answers: Answers) -> None:
    tasks = {task["id"]: task for task in of_type(documents, "task")}
    sessions = {session["id"]: session for session in of_type(documents, "work_session")}
    assert answers.created - answers.deleting <= tasks.keys()
    assert not answers.deleted & tasks.keys()
    assert all(tasks[task_id]["completed"] for task_id in answers.completed & tasks.keys())
    assert answers.started <= sessions.keys()
    assert all(sessions[session_id]["end_time"] for session_id in answers.ended)


def test_after_kill_9_under_load_every_answered_write_is_there_and_counted_once(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    answers = Answers()
    username = "Ada"
    with Server(database) as server, server.client() as client:
        ada = register(client, username)
    for crash in range(3):
        with Server(database) as server, server.client() as client:
            person = Person(client, username)
            promised = len(answers)
            load = Load(server, person, answers)
            load.start()
            deadline = time.monotonic() + 20
            while len(answers) < promised + _ANSWERS_BEFORE_THE_CRASH and time.monotonic() < deadline:
                time.sleep(0.005)
            server.kill()
            load.join()
            assert len(answers) >= promised + _ANSWERS_BEFORE_THE_CRASH

        with _store(database) as store:
            documents = documents_of(store, ada.id)
        check_totals(documents)
        _check_promises(documents, answers)

        with Server(database) as server, server.client() as client:
            person = Person(client, username)
            stats, totals = person.stats(), naive_totals(documents)
            assert stats["total_tasks"] == totals["total_tasks"]
            assert stats["completed_tasks"] == totals["completed_tasks"]
            assert stats["total_sessions"] == totals["finished_sessions"]
            assert stats["total_hours"] == totals["worked_centihours"] / 100
            # A request whose answer was lost is sent again with its key, and is not done again.
            key, task_id = next(reversed(answers.keys.items()))
            again = client.post(
                "tasks", json={"title": key}, headers={**person.headers, "Idempotency-Key": key}
            )
            assert (again.json()["id"], again.headers["Idempotency-Replayed"]) == (task_id, "true")
            answers.created.add(person.create_task(f"after crash {crash}")["id"])
            assert person.stats()["total_tasks"] == totals["total_tasks"] + 1


def test_two_servers_over_one_store_count_every_deed_once(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    settings = {"JWT_SECRET": "a secret that both of the servers know"}
    with (
        Server(database, settings=settings) as one,
        Server(database, settings=settings) as other,
        one.client() as here,
        other.client() as there,
    ):
        ada = register(here, "Ada")
        same = Person(there, "Ada")
        task = ada.create_task("Done everywhere")

        def do(person: Person, number: int) -> list[int]:
            statuses = []
            for step in range(25):
                mine = person.create_task(f"{number} {step}")
                statuses.append(person.call("PATCH", f"tasks/{mine['id']}").status_code)
                statuses.append(person.call("PATCH", f"tasks/{task['id']}").status_code)
                statuses.append(
                    person.call("DELETE", f"tasks/{mine['id']}").status_code if step % 5 == 0 else 204
                )
            return statuses

        with ThreadPoolExecutor(8) as pool:
            done = [pool.submit(do, person, number) for number, person in enumerate((ada, same) * 4)]
            statuses = [status for one_done in done for status in one_done.result()]
        assert set(statuses) == {200, 204}
        for person in (ada, same):
            assert (person.stats()["total_tasks"], person.stats()["completed_tasks"]) == (161, 161)
        assert (one.stop(), other.stop()) == (0, 0)
    with _store(database) as store:
        documents = documents_of(store, ada.id)
    check_totals(documents)
    assert len(of_type(documents, "task")) == 161


def test_of_two_starts_at_two_servers_one_wins(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    settings = {"JWT_SECRET": "a secret that both of the servers know"}
    with (
        Server(database, settings=settings) as one,
        Server(database, settings=settings) as other,
        one.client() as here,
        other.client() as there,
        ThreadPoolExecutor(8) as pool,
    ):
        people = (register(here, "Ada"), Person(there, "Ada"))
        for _ in range(5):
            starts = [pool.submit(person.call, "POST", "work_sessions/start") for person in people * 4]
            statuses = sorted(start.result().status_code for start in starts)
            assert statuses == [201] + [400] * 7
            assert people[0].call("POST", "time-logs/end-work").status_code == 200
        assert people[1].stats()["total_sessions"] == 5


def test_two_servers_that_start_together_without_a_secret_share_one(tmp_path: Path) -> None:
    database = tmp_path / "new" / "avanochi.db"
    with Server(database) as one, Server(database) as other, one.client() as here, other.client() as there:
        ada = register(here, "Ada")
        assert there.get("stats", headers=ada.headers).status_code == 200
