"""The API as a process of its own, and the people who talk to it."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Self

import httpx

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery"

_STARTS_WITHIN = 30.0
_STOPS_WITHIN = 20.0
_OURS = ("AZURE_FUNCTIONS_", "ADMIN_USERNAMES", "ALLOWED_ORIGINS", "COSMOS_DB_", "EMBEDDED_DB_PATH", "JWT_")
_names = count(1)


class Server:
    """`python -m local_host` on a free port, over a store of the test's own; killed when the block ends.

    `within` is put before the command, to run it under some limit. What it logs lies beside the store,
    or beside the file `log_beside`.
    """

    def __init__(
        self,
        database: Path,
        *,
        settings: Mapping[str, str] | None = None,
        within: Sequence[str] = (),
        log_beside: Path | None = None,
        port: int = 0,
    ) -> None:
        self._log = (log_beside or database).parent / f"server-{next(_names)}.log"
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [*within, sys.executable, "-m", "local_host", "--port", str(port)],
                cwd=ROOT,
                env={**inherited, "EMBEDDED_DB_PATH": str(database), **(settings or {})},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        try:
            self.url = self._find_url()
        except BaseException:
            self.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def log(self) -> str:
        """Everything the server has logged so far."""
        return self._log.read_text()

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=f"{self.url}/api/", timeout=30, **options)

    def kill(self) -> None:
        """End the server as `kill -9` does, if it still runs."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self._await_end()

    def stop(self) -> int:
        """Ask the server to stop, as a supervisor does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._await_end()

    def _await_end(self) -> int:
        code = self.process.wait(_STOPS_WITHIN)
        self._reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def _read(self) -> None:
        if self.process.stdout is not None:
            for line in self.process.stdout:
                self._lines.put(line)
        self._lines.put("")

    def _find_url(self) -> str:
        while line := self._lines.get(timeout=_STARTS_WITHIN):
            if line.startswith("Listening on "):
                return line.removeprefix("Listening on ").strip()
        raise AssertionError(f"the server did not start:\n{self.log}")


class Person:
    """Somebody who is signed in at a server."""

    def __init__(self, client: httpx.Client, username: str, password: str = PASSWORD) -> None:
        self.client = client
        self.username = username
        answer = client.post("auth/login", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        client.cookies.clear()  # people here sign their requests by the header
        sign_in = answer.json()
        self.id: str = sign_in["user_id"]
        self.refresh_token: str = sign_in["refresh_token"]
        self.headers = {"Authorization": f"Bearer {sign_in['token']}"}

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.client.request(method, path, headers=self.headers, **request)

    def create_task(self, title: str = "Write the report") -> dict[str, Any]:
        answer = self.call("POST", "tasks", json={"title": title})
        assert answer.status_code == 201, answer.text
        task: dict[str, Any] = answer.json()
        return task

    def stats(self) -> dict[str, Any]:
        answer = self.call("GET", "stats")
        assert answer.status_code == 200, answer.text
        stats: dict[str, Any] = answer.json()
        return stats


def register(client: httpx.Client, username: str | None = None) -> Person:
    """Sign somebody up and in."""
    name = username or f"person {next(_names)}"
    answer = client.post("auth/register", json={"username": name, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return Person(client, name)
