"""The measured app: its server, its users, and the four requests of most scenarios."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from benchmarks.client import Client, sign_up
from benchmarks.load import CONNECTIONS
from benchmarks.pairs import Target
from benchmarks.servers import served

GET_ONE = "GET one task"
POST_ONE = "POST a task"
GET_50 = "GET 50 tasks"
GET_STATS = "GET stats"

LIST_LENGTH = 50
HOST_SETTINGS = {
    "PYTHON_THREADPOOL_THREAD_COUNT": str(CONNECTIONS),
    "RATE_LIMITS": "off",
    "CONCURRENCY_PER_USER": "0",
    **dict.fromkeys(("QUOTA_EVENTS_PER_DAY", "QUOTA_DOCUMENTS", "QUOTA_MEGABYTES"), "100000000"),
}
"""The settings of every measured app: no request waits for a thread or is refused."""

NEW_TASK = {
    "title": "Write chapter 7 of the report",
    "description": "Describe the measurements and their meaning for the next quarter.",
    "priority": "high",
    "tags": ["report", "chapter-7"],
    "due_date": "2026-01-15T17:00:00Z",
}


@contextmanager
def app_served(
    workspace: Path, name: str, host_settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[int, Path]]:
    """Serve the app with its own embedded store; yield the port and the store's file.

    `host_settings` replace some of `HOST_SETTINGS`.
    """
    database = workspace / f"{name}.db"
    settings = {
        **HOST_SETTINGS,
        **host_settings,
        "EMBEDDED_DB_PATH": str(database),
        "JWT_SECRET": secrets.token_urlsafe(48),
        "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
    }
    with served("local_host", ["--port", "0"], workspace / f"{name}.log", settings) as port:
        status = Client(port).call("GET", "/api/status")
        if status["store"] != "embedded":
            raise RuntimeError("benchmarks need the embedded store: unset COSMOS_DB_URI, also in .env")
        yield port, database


def sign_up_writers(port: int) -> list[Client]:
    """Register a user for each connection of the load generator."""
    return [sign_up(port, f"writer-{number}") for number in range(CONNECTIONS)]


def add_tasks(client: Client, count: int = LIST_LENGTH) -> list[str]:
    """Create tasks over HTTP and return their ids."""
    return [client.call("POST", "/api/tasks", NEW_TASK)["id"] for _ in range(count)]


def add_session(client: Client) -> None:
    """Add a work session, so that the statistics are not empty."""
    session = client.call("POST", "/api/work_sessions/start")
    client.call("POST", f"/api/work_sessions/{session['id']}/end")


def get_one(client: Client, task_ids: list[str]) -> Target:
    """Return the target that reads these tasks in turn."""
    if client.call("GET", f"/api/tasks/{task_ids[0]}")["id"] != task_ids[0]:
        raise RuntimeError("the response is another task than the requested one")
    return Target(client.port, [client.message("GET", f"/api/tasks/{task_id}") for task_id in task_ids])


def post_one(*clients: Client) -> Target:
    """Return the target that creates tasks, for each of these users with separate connections."""
    return Target(clients[0].port, [client.message("POST", "/api/tasks", NEW_TASK) for client in clients])


def get_50(client: Client) -> Target:
    """Return the target that lists the newest 50 tasks; `RuntimeError` if there are fewer."""
    path = f"/api/tasks?limit={LIST_LENGTH}"
    if len(client.call("GET", path)) != LIST_LENGTH:
        raise RuntimeError(f"GET {path} did not return {LIST_LENGTH} tasks")
    return Target(client.port, [client.message("GET", path)])


def get_stats(client: Client) -> Target:
    """Return the target that reads the user's statistics; `RuntimeError` if they are empty."""
    if not client.call("GET", "/api/stats")["total_tasks"]:
        raise RuntimeError("GET stats counts no tasks")
    return Target(client.port, [client.message("GET", "/api/stats")])
