"""The host's own pages: `/` and `/admin/*` (rule 23)."""

import json
import time
from collections.abc import Awaitable, Callable

from local_host.catalogue import Catalogue
from local_host.functions import Function, HttpFunction
from local_host.reply import HTML, JSON, Reply, empty

_HOME = (
    b"<!DOCTYPE html><html><head><title>Functions host</title></head>"
    b"<body><h1>Your Functions app is up and running</h1></body></html>"
)
Run = Callable[[Function, str], Awaitable[None]]


def home() -> Reply:
    """Return the page that stands at `/`."""
    return Reply(200, [HTML], _HOME)


def is_admin_path(path: str) -> bool:
    """Whether a path belongs to the host itself."""
    return path[:7].lower() == "/admin/"


class Admin:
    """Answers under `/admin/`; keys are not checked locally (rule 22)."""

    def __init__(self, catalogue: Catalogue, run: Run) -> None:
        self._catalogue = catalogue
        self._run = run
        self._began = time.monotonic()

    async def answer(self, method: str, path: str, base_url: str, body: bytes) -> Reply:
        """Answer one request, whose path `is_admin_path`."""
        match method.upper(), path.rstrip("/").lower().split("/")[2:]:
            case "GET", ["host", "status"]:
                return _json(self._status())
            case "GET" | "POST", ["host", "ping"]:
                return empty(200)
            case "GET", ["functions"]:
                return _json([self._described(function, base_url) for function in self._catalogue.functions])
            case "GET", ["functions", name] if function := self._catalogue.named(name):
                return _json(self._described(function, base_url))
            case "POST", ["functions", name] if function := self._catalogue.named(name):
                return await self._invoke(function, body)
        return empty(404)

    def _status(self) -> dict[str, object]:
        uptime = int((time.monotonic() - self._began) * 1000)
        return {"id": "local", "state": "Running", "version": "4.0.0.0", "processUptime": uptime}

    def _described(self, function: Function, base_url: str) -> dict[str, object]:
        url = f"{base_url}/{self._catalogue.path(function)}" if isinstance(function, HttpFunction) else None
        return {
            "name": function.name,
            "config": {"name": function.name, "bindings": list(function.bindings)},
            "invoke_url_template": url,
            "language": "python",
        }

    async def _invoke(self, function: Function, body: bytes) -> Reply:
        try:
            given = json.loads(body)
        except (ValueError, RecursionError):
            return empty(400)
        if not isinstance(given, dict):
            return empty(400)
        value = given.get("input")
        await self._run(function, value if isinstance(value, str) else json.dumps(value))
        return empty(202)


def _json(content: object) -> Reply:
    return Reply(200, [JSON], json.dumps(content).encode())
