"""The API in a separate server process, and signed-in clients of it."""

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

_START_TIMEOUT = 30.0
_STOP_TIMEOUT = 20.0
_SETTINGS = (
    "AZURE_FUNCTIONS_",
    "ADMIN_USERNAMES",
    "ALLOWED_ORIGINS",
    "COSMOS_DB_",
    "EMBEDDED_DB_PATH",
    "JWT_",
)
_names = count(1)


class Server:
    """A local host on a free port, over the given database file; killed when the block ends.

    `within` is prefixed to the command, to run it under a limit. `module` is what is run, and may have
    arguments; passwords are hashed at the costs of the product only if it is `local_host`. The log file is
    written to the folder of the database, or to that of the file `log_beside`.
    """

    def __init__(
        self,
        database: Path,
        *,
        settings: Mapping[str, str] | None = None,
        within: Sequence[str] = (),
        module: str | Sequence[str] = "tests.system.cheap_hashes",
        log_beside: Path | None = None,
        port: int = 0,
    ) -> None:
        self._log = (log_beside or database).parent / f"server-{next(_names)}.log"
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
        started = (module,) if isinstance(module, str) else module
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [*within, sys.executable, "-m", *started, "--port", str(port)],
                cwd=ROOT,
                env={**inherited, "EMBEDDED_DB_PATH": str(database), **(settings or {})},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._output_reader = threading.Thread(target=self._read_output)
        self._output_reader.start()
        try:
            self.url = self._wait_for_url()
        except BaseException:
            self.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def log(self) -> str:
        """Return the server's log output so far."""
        return self._log.read_text()

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=f"{self.url}/api/", timeout=30, **options)

    def kill(self) -> None:
        """Send SIGKILL to the server if it is still running."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self._wait_for_exit()

    def stop(self) -> int:
        """Send SIGTERM, as a supervisor does, and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._wait_for_exit()

    def _wait_for_exit(self) -> int:
        code = self.process.wait(_STOP_TIMEOUT)
        self._output_reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def _read_output(self) -> None:
        if self.process.stdout is not None:
            for line in self.process.stdout:
                self._lines.put(line)
        self._lines.put("")

    def _wait_for_url(self) -> str:
        while line := self._lines.get(timeout=_START_TIMEOUT):
            if line.startswith("Listening on "):
                return line.removeprefix("Listening on ").strip()
        raise AssertionError(f"the server did not start:\n{self.log}")


class Person:
    """A user signed in to a server."""

    def __init__(self, client: httpx.Client, username: str, password: str = PASSWORD) -> None:
        self.client = client
        self.username = username
        response = client.post("auth/login", json={"username": username, "password": password})
        assert response.status_code == 200, response.text
        client.cookies.clear()  # requests authenticate by the Authorization header instead
        sign_in = response.json()
        self.id: str = sign_in["user_id"]
        self.refresh_token: str = sign_in["refresh_token"]
        self.headers = {"Authorization": f"Bearer {sign_in['token']}"}

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.client.request(method, path, headers=self.headers, **request)

    def create_task(self, title: str = "Write the report") -> dict[str, Any]:
        response = self.call("POST", "tasks", json={"title": title})
        assert response.status_code == 201, response.text
        task: dict[str, Any] = response.json()
        return task

    def stats(self) -> dict[str, Any]:
        response = self.call("GET", "stats")
        assert response.status_code == 200, response.text
        stats: dict[str, Any] = response.json()
        return stats


def register(client: httpx.Client, username: str | None = None) -> Person:
    """Register a user and sign them in."""
    name = username or f"person {next(_names)}"
    response = client.post("auth/register", json={"username": name, "password": PASSWORD})
    assert response.status_code == 201, response.text
    return Person(client, name)
