"""How often each endpoint goes to the store: what it costs on Cosmos DB, where every trip is paid for."""

import logging
import secrets
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import function_app
import local_host
from benchmarks import subject
from benchmarks.client import Client, sign_up
from benchmarks.counting_store import CountingStore
from benchmarks.pairs import Plan
from benchmarks.report import Section
from shared.credential_manager import CredentialManager
from shared.embedded_database import EmbeddedDBService
from shared.http import serve
from shared.services.service_factory import ServiceFactory

Costs = Counter[str]

_ONE_READ = Counter({"read": 1})
_TWO_READS = Counter({"read": 2})
_CREATION = Counter({"read": 2, "batch": 1})


def run(workspace: Path, _plan: Plan) -> Section:
    """Serve the app in this process over a store that counts, and call its endpoints one by one."""
    settings = {
        "EMBEDDED_DB_PATH": str(workspace / "counted.db"),
        "JWT_SECRET": secrets.token_urlsafe(48),
        "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
    }
    credentials = CredentialManager(settings)
    store = CountingStore(EmbeddedDBService(credentials))
    app = serve(function_app.routes, ServiceFactory(credentials=credentials, store=store))
    section = Section("operations: what a request asks of the store", ("what", "operations", "at most", ""))
    logging.getLogger("local_host").setLevel(logging.WARNING)
    with local_host.serving(app, settings=settings) as url:
        port = urlsplit(url).port
        if port is None:
            raise RuntimeError(f"no port in {url}")
        _Counted(sign_up(port, "reader"), store, section).call_all()
    return section


class _Counted:
    """Calls endpoints as one user and notes in a section what each of them cost."""

    def __init__(self, client: Client, store: CountingStore, section: Section) -> None:
        self._client, self._store, self._section = client, store, section

    def call_all(self) -> None:
        """Lead a task and a work session through their lives."""
        task = self._cost("POST", "/api/tasks", subject.NEW_TASK, at_most=_CREATION)
        path = f"/api/tasks/{task['id']}"
        self._cost("GET", path, at_most=_ONE_READ, shown="/api/tasks/{id}")
        self._cost("GET", f"/api/tasks?limit={subject.LISTED}")
        self._cost("PUT", path, {"title": "Write the appendix"}, shown="/api/tasks/{id}")
        self._cost("PATCH", path, {"action": "complete"}, shown="/api/tasks/{id} complete")
        self._cost("GET", "/api/stats", at_most=_TWO_READS)
        self._cost("DELETE", path, shown="/api/tasks/{id}")
        session = self._cost("POST", "/api/work_sessions/start")
        path = f"/api/work_sessions/{session['id']}"
        self._cost("GET", "/api/work_sessions/active")
        self._cost("POST", f"{path}/end", shown="/api/work_sessions/{id}/end")
        self._cost("GET", path, at_most=_ONE_READ, shown="/api/work_sessions/{id}")
        self._cost("GET", "/api/work_sessions")
        self._cost("GET", "/api/users/profile", at_most=_ONE_READ)

    def _cost(
        self, method: str, path: str, body: object = None, *, at_most: Costs | None = None, shown: str = ""
    ) -> dict[str, str]:
        self._store.counts.clear()
        answer = self._client.call(method, path, body)
        spent = Counter(self._store.counts)
        verdict = "" if at_most is None else "ok" if spent <= at_most else "MISS"
        limit = "" if at_most is None else _words(at_most)
        self._section.rows.append((f"{method} {shown or path}", _words(spent), limit, verdict))
        return answer if isinstance(answer, dict) else {}


def _words(costs: Costs) -> str:
    """Write counts as in `2 reads + 1 batch`."""
    plurals = {"batch": "batches", "query": "queries"}
    return (
        " + ".join(
            f"{count} {name if count == 1 else plurals.get(name, f'{name}s')}"
            for name, count in costs.items()
            if count
        )
        or "nothing"
    )
