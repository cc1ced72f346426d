"""The store operations of each endpoint, which determine its cost on Cosmos DB; docs/costs.md has them."""

import hmac
import json
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import function_app
import local_host
from benchmarks import subject
from benchmarks.client import Client, sign_up
from benchmarks.pairs import Plan
from benchmarks.report import Section
from benchmarks.request_units import PricedStore
from shared.api.boundary import serve
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService

Costs = Counter[str]

_INNER = " in a batch"
_ONE_READ = Counter({"read": 1})
_TWO_READS = Counter({"read": 2})
_CREATION = Counter({"read": 1, "batch": 1})
_NEW_TASK = {name: value for name, value in subject.NEW_TASK.items() if name != "due_date"}
_LISTED = 20  # tasks and notifications
_SIGNING_SECRET = secrets.token_hex(16)


def run(workspace: Path, plan: Plan) -> Section:
    """Serve the app in this process with a counting store, and call its endpoints one by one."""
    settings = {
        "EMBEDDED_DB_PATH": str(workspace / "counted.db"),
        "JWT_SECRET": secrets.token_urlsafe(48),
        "JWT_EXP_MINUTES": "10000",
        "RATE_LIMITS": "off",
        "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
        "SLACK_SIGNING_SECRET": _SIGNING_SECRET,
        "SLACK_BOT_TOKEN": "xoxb-1",
    }
    section = Section(
        f"operations: the store operations of a request ({plan.store})",
        ("what", "operations", "RU, estimated", "requests", "RU, charged", "maximum", ""),
    )
    logging.getLogger("local_host").setLevel(logging.WARNING)
    with ExitStack() as stack:
        if plan.store == "cosmos":
            settings |= stack.enter_context(_cosmos())
        credentials = CredentialManager(settings)
        clock = _MovableClock()
        inner = (
            CosmosDBService(credentials) if plan.store == "cosmos" else EmbeddedDBService(credentials, clock)
        )
        store = PricedStore(inner)
        app = serve(function_app.routes, ServiceFactory(credentials=credentials, store=store, clock=clock))
        port = urlsplit(stack.enter_context(local_host.serving(app, settings=settings))).port
        if port is None:
            raise RuntimeError("the app is served without a port")
        _EndpointCosts(sign_up(port, "reader"), clock, store, section).call_all()
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


class _MovableClock(Clock):
    """A clock that begins on a Wednesday morning, so that every run measures the same."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 18, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time to which it was moved."""
        return self._now

    def move(self, minutes: int) -> None:
        """Move the clock ahead."""
        self._now += timedelta(minutes=minutes)

    def ago(self, minutes: int) -> str:
        """Return an earlier moment, as a request has it."""
        return (self._now - timedelta(minutes=minutes)).isoformat()


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
    """Calls endpoints as a user and adds the cost of each to a section.

    The first events of a day, of a week and of all cost more, so that another day comes before, and another
    completed task.
    """

    def __init__(self, client: Client, clock: _MovableClock, store: PricedStore, section: Section) -> None:
        self._client, self._clock, self._store, self._section = client, clock, store, section
        self._charges = _ChargeReader()
        self._commands = 0

    def call_all(self) -> None:
        """Call the endpoints of a day: tasks, work, focus, a shutdown, the views, and a chat."""
        self._live_a_day()
        self._call_tasks()
        self._call_work()
        self._call_views_and_shutdown()
        self._call_corrections()
        self._call_late_acts()
        self._call_slack()

    def _live_a_day(self) -> None:
        for _ in range(_LISTED):
            self._call("POST", "tasks", _NEW_TASK)
        self._complete_another_task()
        self._call("POST", "work_sessions/start")
        self._focus("focus")
        self._focus("break")
        self._call("POST", "work_sessions/end")
        self._call("POST", "health/hydration", {"amount_ml": 250})
        self._call("POST", "dashboard/shutdown-reflection", {"productivity_rating": "good"})
        self._clock.move(22 * 60)
        self._complete_another_task()

    def _complete_another_task(self) -> None:
        task = self._call("POST", "tasks", _NEW_TASK)
        self._call("PATCH", f"tasks/{task['id']}")

    def _focus(self, session_type: str) -> None:
        body = {"duration_minutes": 25, "session_type": session_type}
        session = self._call("POST", "focus-sessions/start", body)
        self._clock.move(25)
        self._call("POST", f"focus-sessions/{session['session_id']}/complete")

    def _call_tasks(self) -> None:
        task = self._measure("POST tasks", "tasks", _NEW_TASK, maximum=_CREATION)
        due = {**_NEW_TASK, "due_date": "2026-03-30T17:00:00Z"}
        self._measure("POST tasks, with a deadline", "tasks", due)
        path = f"tasks/{task['id']}"
        self._measure("GET tasks/{id}", path, maximum=_ONE_READ)
        self._measure(f"GET tasks, {_LISTED} of them", f"tasks?limit={_LISTED}")
        self._measure("PUT tasks/{id}", path, {"title": "Write the appendix"})
        self._measure("PATCH tasks/{id}, complete", path, {"action": "complete"})
        self._measure("POST undo, of a completed task", "undo", {"event": "complete_task", "id": task["id"]})
        self._call("PATCH", path)
        self._measure("DELETE tasks/{id}, done", path)
        self._measure("GET stats", "stats", maximum=_TWO_READS)

    def _call_work(self) -> None:
        self._measure("POST work_sessions/start", "work_sessions/start")
        self._clock.move(5)
        start = {"duration_minutes": 25}
        focus = self._measure("POST focus-sessions/start", "focus-sessions/start", start)
        self._clock.move(25)
        complete = f"focus-sessions/{focus['session_id']}/complete"
        self._measure("POST focus-sessions/{id}/complete", complete)
        self._measure("POST work_sessions/pause", "work_sessions/pause")
        self._clock.move(10)
        self._measure("POST work_sessions/resume", "work_sessions/resume")
        self._clock.move(20)
        entries = "POST health/hydration, health/meals, health/rests"
        self._measure(entries, "health/hydration", {"amount_ml": 250})
        self._measure("GET companion, companion/face.svg, at work", "companion")
        for name in ("insights", "predictions", "narratives", "recommendations", "plan"):
            self._measure(f"GET assistant/{name}", f"assistant/{name}")
        for about, text in (("a new task", "add water the plants"), ("the list of tasks", "my tasks")):
            self._measure(f"POST interaction/messages, {about}", "interaction/messages", {"text": text})
        self._measure("GET health/today, at work", "health/today")
        self._measure("GET health/reminders, at work", "health/reminders")
        work = self._call("GET", "work_sessions/active")
        self._measure("POST work_sessions/{id}/end", f"work_sessions/{work['id']}/end")
        self._measure("POST undo, of an ended work session", "undo", {"event": "clock_out", "id": work["id"]})
        self._call("POST", "work_sessions/end")

    def _call_slack(self) -> None:
        link = self._call("POST", "interaction/links", {"channel": "slack"})
        self._command(f"link {link['code']}")
        self._command("help")
        self._measure_call(
            "POST interaction/slack/commands, a new task", lambda: self._command("add water the cactus")
        )

    def _command(self, text: str) -> Any:  # noqa: ANN401 - JSON
        """Type `/avanochi` and a text in Slack."""
        timestamp = int(self._clock.now().timestamp())
        self._commands += 1
        form = {"team_id": "T1", "user_id": "U1", "trigger_id": f"{self._commands}", "text": text}
        body = urlencode(form).encode()
        signature = hmac.digest(_SIGNING_SECRET.encode(), b"v0:%d:%b" % (timestamp, body), "sha256").hex()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": f"{timestamp}",
            "X-Slack-Signature": f"v0={signature}",
        }
        return self._client.send("POST", "/api/interaction/slack/commands", body, headers)

    def _call_views_and_shutdown(self) -> None:
        self._measure("GET dashboard/data, after a change", "dashboard/data")
        self._measure("GET dashboard/data, without one", "dashboard/data", maximum=_TWO_READS)
        self._measure("GET dashboard/shutdown-summary", "dashboard/shutdown-summary")
        reflection = {"productivity_rating": "good"}
        self._measure("POST dashboard/shutdown-reflection", "dashboard/shutdown-reflection", reflection)
        self._measure("GET challenges/week, challenges/leaders", "challenges/week challenges/leaders")
        self._measure("GET notifications", "notifications")
        self._measure("GET users/profile", "users/profile", maximum=_ONE_READ)
        for path in ("work_sessions", "dashboard/shutdown-history", "daily-summary", "weekly-summary"):
            self._measure(f"GET {path}", path)
        for path in ("stats/heatmap", "points", "achievements", "challenges/stats"):
            self._measure(f"GET {path}", path)

    def _call_corrections(self) -> None:
        work = self._call("GET", "work_sessions")[0]
        path = f"work_sessions/{work['id']}"
        self._measure("PUT work_sessions/{id}", path, {"end_time": self._clock.ago(10)})
        self._measure("DELETE work_sessions/{id}", path)

    def _call_late_acts(self) -> None:
        self._clock.move(60)
        task = self._call("POST", "tasks", _NEW_TASK)
        completion = {"action": "complete", "at": self._clock.ago(50)}
        self._measure("PATCH tasks/{id}, complete, with at", f"tasks/{task['id']}", completion)
        self._measure("POST work_sessions/start, with at", "work_sessions/start", {"at": self._clock.ago(50)})
        start = {"duration_minutes": 25, "at": self._clock.ago(45)}
        focus = self._measure("POST focus-sessions/start, with at", "focus-sessions/start", start)
        complete = f"focus-sessions/{focus['session_id']}/complete"
        self._measure("POST focus-sessions/{id}/complete, with at", complete, {"at": self._clock.ago(20)})
        self._measure("POST work_sessions/pause, with at", "work_sessions/pause", {"at": self._clock.ago(15)})
        self._measure(
            "POST work_sessions/resume, with at", "work_sessions/resume", {"at": self._clock.ago(10)}
        )
        work = self._call("GET", "work_sessions/active")
        end = {"at": self._clock.ago(5)}
        self._measure("POST work_sessions/{id}/end, with at", f"work_sessions/{work['id']}/end", end)

    def _call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        return self._client.call(method, f"/api/{path}", body)

    def _measure(
        self, label: str, paths: str, body: object = None, *, maximum: Costs | None = None
    ) -> dict[str, str]:
        """Call the endpoints of these paths, by the method with which the label begins."""

        def call() -> Any:  # noqa: ANN401 - JSON
            responses = [self._call(label.partition(" ")[0], path, body) for path in paths.split()]
            return responses[-1]

        return self._measure_call(label, call, maximum=maximum)

    def _measure_call(
        self, label: str, call: Callable[[], Any], *, maximum: Costs | None = None
    ) -> dict[str, str]:
        """Add the cost of a call to the section."""
        self._call("GET", "auth/session")  # reads the sign-in, which is cached then
        self._store.counts.clear()
        self._store.request_units = 0.0
        self._charges.line = {}
        response = call()
        costs = Counter({name: n for name, n in self._store.counts.items() if not name.endswith(_INNER)})
        inner = Counter(
            {name.removesuffix(_INNER): n for name, n in self._store.counts.items() if name.endswith(_INNER)}
        )
        charged = self._charges.line
        self._section.rows.append(
            (
                label,
                _words(costs, inner),
                f"{self._store.request_units:.1f}",
                str(charged.get("operations", "")),
                str(charged.get("ru", "")),
                "" if maximum is None else _words(maximum),
                "" if maximum is None else "ok" if costs <= maximum else "MISS",
            )
        )
        return response if isinstance(response, dict) else {}


_PLURALS = {"batch": "batches", "query": "queries"}
_ORDER = ("read", "query", "count", "batch", "create", "replace", "upsert", "delete")


def _words(costs: Costs, batches: Costs | None = None) -> str:
    """Return counts in words, such as `2 reads, 1 batch (1 create, 1 replace)`; `batches` are within."""
    found = [
        f"{costs[name]} {name if costs[name] == 1 else _PLURALS.get(name, f'{name}s')}"
        + (f" ({_words(batches)})" if name == "batch" and batches else "")
        for name in _ORDER
        if costs[name]
    ]
    return ", ".join(found) or "nothing"
