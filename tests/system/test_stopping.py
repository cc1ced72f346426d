"""Stopping: what has begun is finished and answered, and the exit code says that all went well."""

import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.system.servers import PASSWORD, Person, Server, register


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_requests_in_flight_are_answered_before_the_server_stops(tmp_path: Path, name: str) -> None:
    database = tmp_path / "avanochi.db"
    answers: list[int] = []
    with Server(database) as server, server.client() as client:
        ada = register(client, "Ada")
        clients = [server.client() for _ in range(8)]
        for one in clients:
            assert one.get("status").status_code == 200

        def sign_up(number: int) -> None:
            # Hashing a password takes long enough to be caught in the middle of it.
            body = {"username": f"Person {number}", "password": PASSWORD}
            answers.append(clients[number].post("auth/register", json=body).status_code)

        threads = [threading.Thread(target=sign_up, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        while not answers:
            time.sleep(0.001)
        server.process.send_signal(getattr(signal, name))
        for thread in threads:
            thread.join(20)
        assert server.process.wait(20) == 0
        assert answers == [201] * 8
        assert "Traceback" not in server.log
        for one in clients:
            one.close()
    with Server(database) as server, server.client() as client:
        for number in range(8):
            Person(client, f"Person {number}")
        assert Person(client, ada.username).stats()["total_tasks"] == 0


def test_an_idle_server_stops_at_once(tmp_path: Path) -> None:
    with Server(tmp_path / "avanochi.db") as server, server.client() as client:
        assert client.get("status").status_code == 200
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 5


def test_a_stopped_server_is_not_there_any_more(tmp_path: Path) -> None:
    with Server(tmp_path / "avanochi.db") as server, server.client() as client:
        server.stop()
        with pytest.raises(httpx.ConnectError):
            client.get("status")


def test_all_is_in_the_file_once_the_server_has_stopped(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    with Server(database) as server, server.client() as client:
        ada = register(client, "Ada")
        task = ada.create_task()
        assert server.stop() == 0
    with Server(database) as server, server.client() as client:
        assert Person(client, "Ada").call("GET", f"tasks/{task['id']}").json() == task


def test_a_port_that_is_taken_is_told_in_one_sentence(tmp_path: Path) -> None:
    with Server(tmp_path / "avanochi.db") as server:
        port = server.url.rpartition(":")[2]
        with pytest.raises(AssertionError, match=rf"Port {port} is in use"):
            Server(tmp_path / "other.db", port=int(port))
