"""Graceful shutdown: requests in flight complete, documents are on disk and the exit code is 0."""

import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.system.servers import PASSWORD, Person, Server, register


@pytest.mark.parametrize("signal_name", ["SIGTERM", "SIGINT"])
def test_requests_in_flight_complete_before_the_server_stops(tmp_path: Path, signal_name: str) -> None:
    database = tmp_path / "avanochi.db"
    statuses: list[int] = []
    with Server(database, module="local_host") as server, server.client() as client:
        ada = register(client, "Ada")
        clients = [server.client() for _ in range(8)]
        for each in clients:
            assert each.get("status").status_code == 200

        def sign_up(number: int) -> None:
            # Password hashing takes long enough for the signal to arrive during it.
            body = {"username": f"Person {number}", "password": PASSWORD}
            statuses.append(clients[number].post("auth/register", json=body).status_code)

        threads = [threading.Thread(target=sign_up, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        while not statuses:
            time.sleep(0.001)
        server.process.send_signal(getattr(signal, signal_name))
        for thread in threads:
            thread.join(20)
        assert server.process.wait(20) == 0
        assert statuses == [201] * 8
        assert "Traceback" not in server.log
        for each in clients:
            each.close()
    with Server(database) as server, server.client() as client:
        for number in range(8):
            Person(client, f"Person {number}")
        assert Person(client, ada.username).stats()["total_tasks"] == 0


def test_server_without_requests_stops_within_5_seconds(tmp_path: Path) -> None:
    with Server(tmp_path / "avanochi.db") as server, server.client() as client:
        assert client.get("status").status_code == 200
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 5


def test_stopped_server_refuses_connections(tmp_path: Path) -> None:
    with Server(tmp_path / "avanochi.db") as server, server.client() as client:
        server.stop()
        with pytest.raises(httpx.ConnectError):
            client.get("status")


def test_documents_are_readable_after_a_restart(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    with Server(database) as server, server.client() as client:
        ada = register(client, "Ada")
        task = ada.create_task()
        assert server.stop() == 0
    with Server(database) as server, server.client() as client:
        assert Person(client, "Ada").call("GET", f"tasks/{task['id']}").json() == task


def test_port_in_use_is_reported(tmp_path: Path) -> None:
    with Server(tmp_path / "avanochi.db") as server:
        port = server.url.rpartition(":")[2]
        with pytest.raises(AssertionError, match=rf"Port {port} is in use"):
            Server(tmp_path / "other.db", port=int(port))
