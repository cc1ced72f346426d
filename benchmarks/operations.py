"""The store operations of each endpoint, which determine its cost on Cosmos DB."""

import json
import logging
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import function_app
import local_host
from benchmarks import subject
from benchmarks.client import Client, sign_up
from benchmarks.pairs import Plan
from benchmarks.report import Section
from benchmarks.request_units import PricedStore
from shared.api.boundary import serve
from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService

Costs = Counter[str]

_INNER = " in a batch"
_ONE_READ = Counter({"read": 1})
_TWO_READS = Counter({"read": 2})
_CREATION = Counter({"read": 2, "batch": 1})


def run(workspace: Path, plan: Plan) -> Section:
    """Serve the app in this process with a counting store, and call its endpoints one by one."""
    settings = {
        "EMBEDDED_DB_PATH": str(workspace / "counted.db"),
        "JWT_SECRET": secrets.token_urlsafe(48),
        "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
    }
    section = Section(
        f"operations: the store operations of a request ({plan.store})",
        ("what", "operations", "in batches", "RU, estimated", "requests", "RU, charged", "maximum", ""),
    )
    logging.getLogger("local_host").setLevel(logging.WARNING)
    with ExitStack() as stack:
        if plan.store == "cosmos":
            settings |= stack.enter_context(_cosmos())
        credentials = CredentialManager(settings)
        store = PricedStore((CosmosDBService if plan.store == "cosmos" else EmbeddedDBService)(credentials))
        app = serve(function_app.routes, ServiceFactory(credentials=credentials, store=store))
        port = urlsplit(stack.enter_context(local_host.serving(app, settings=settings))).port
        if port is None:
            raise RuntimeError("the app is served without a port")
        _EndpointCosts(sign_up(port, "reader"), store, section).call_all()
    return section


@contextmanager
def _cosmos() -> Iterator[dict[str, str]]:
    """Yield the settings of the account in the environment, or else of the test server."""
    configured = CredentialManager().get_cosmos_credentials()
    container = {"COSMOS_DB_CONTAINER": f"bench-{secrets.token_hex(4)}"}
    if configured["uri"]:
        yield {
            "COSMOS_DB_URI": configured["uri"],
            "COSMOS_DB_PRIMARY_KEY": configured["primary_key"],
            "COSMOS_DB_CONTAINER": configured["container_name"],
        }
        return
    from tests.cosmos.server import running_server  # noqa: PLC0415 - only if needed

    with running_server() as uri:
        yield {"COSMOS_DB_URI": uri, "COSMOS_DB_PRIMARY_KEY": "dGVzdA==", **container}


class _ChargeReader(logging.Handler):
    """Reads the charge of the last request from the app's log."""

    def __init__(self) -> None:
        super().__init__()
        self.line: dict[str, Any] = {}
        logger = logging.getLogger("avanochi.charges")
        logger.setLevel(logging.INFO)
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Store a line."""
        self.line = json.loads(record.getMessage())


class _EndpointCosts:
    """Calls endpoints as a user and adds the cost of each to a section."""

    def __init__(self, client: Client, store: PricedStore, section: Section) -> None:
        self._client, self._store, self._section = client, store, section
        self._charges = _ChargeReader()

    def call_all(self) -> None:
        """Call the endpoints of a day: a task, a work session, a focus session, a shutdown, and the views."""
        self._measure("GET", "/api/challenges/week")
        self._measure("POST", "/api/challenges/focus-sprint-master/join")
        task = self._measure("POST", "/api/tasks", subject.NEW_TASK, maximum=_CREATION)
        path = f"/api/tasks/{task['id']}"
        self._measure("GET", path, maximum=_ONE_READ, label="/api/tasks/{id}")
        self._measure("GET", f"/api/tasks?limit={subject.LIST_LENGTH}")
        self._measure("PUT", path, {"title": "Write the appendix"}, label="/api/tasks/{id}")
        self._measure("PATCH", path, {"action": "complete"}, label="/api/tasks/{id} complete")
        self._measure("GET", "/api/stats", maximum=_TWO_READS)
        self._measure("DELETE", path, label="/api/tasks/{id}")
        session = self._measure("POST", "/api/work_sessions/start")
        path = f"/api/work_sessions/{session['id']}"
        self._measure("GET", "/api/work_sessions/active")
        focus = self._measure("POST", "/api/focus-sessions/start", {"duration_minutes": 25})
        self._measure("GET", "/api/current-session")
        complete = "/api/focus-sessions/{id}/complete"
        self._measure("POST", complete.format(id=focus["session_id"]), label=complete)
        self._measure("POST", "/api/health/hydration", {"amount_ml": 250})
        for view in ("health/today", "health/reminders", "companion"):
            self._measure("GET", f"/api/{view}")
        self._measure("POST", f"{path}/end", label="/api/work_sessions/{id}/end")
        self._measure("GET", path, maximum=_ONE_READ, label="/api/work_sessions/{id}")
        self._measure("GET", "/api/work_sessions")
        self._measure("GET", "/api/dashboard/shutdown-summary")
        self._measure("POST", "/api/dashboard/shutdown-reflection", {"productivity_rating": "good"})
        for path in ("dashboard/shutdown-history", "daily-summary", "weekly-summary", "stats/heatmap"):
            self._measure("GET", f"/api/{path}")
        for path in ("points", "achievements", "challenges/week", "challenges/stats", "challenges/leaders"):
            self._measure("GET", f"/api/{path}")
        self._measure("GET", "/api/notifications")
        self._measure("GET", "/api/users/profile", maximum=_ONE_READ)

    def _measure(
        self, method: str, path: str, body: object = None, *, maximum: Costs | None = None, label: str = ""
    ) -> dict[str, str]:
        self._store.counts.clear()
        self._store.request_units = 0.0
        self._charges.line = {}
        response = self._client.call(method, path, body)
        costs = Counter({name: n for name, n in self._store.counts.items() if not name.endswith(_INNER)})
        inner = Counter(
            {name.removesuffix(_INNER): n for name, n in self._store.counts.items() if name.endswith(_INNER)}
        )
        charged = self._charges.line
        self._section.rows.append(
            (
                f"{method} {label or path}",
                _words(costs),
                _words(inner) if inner else "",
                f"{self._store.request_units:.1f}",
                str(charged.get("operations", "")),
                str(charged.get("ru", "")),
                "" if maximum is None else _words(maximum),
                "" if maximum is None else "ok" if costs <= maximum else "MISS",
            )
        )
        return response if isinstance(response, dict) else {}


def _words(costs: Costs) -> str:
    """Return counts in words, such as `2 reads + 1 batch`."""
    plurals = {"batch": "batches", "query": "queries"}
    return (
        " + ".join(
            f"{count} {name if count == 1 else plurals.get(name, f'{name}s')}"
            for name, count in costs.items()
            if count
        )
        or "nothing"
    )
