"""What is done without the server: kept on the device, shown as waiting, and sent once."""

import re
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.system.servers import Server
from tests.web.conftest import OpenContext
from tests.web.people import register
from tests.web.problems import Problems

pytestmark = pytest.mark.web

_UNREACHED = "ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_EMPTY_RESPONSE"
_KEPT_ACTS = """() => new Promise((resolve) => {
    indexedDB.open("avanochi").onsuccess = ({target: {result}}) => {
        result.transaction("acts").objectStore("acts").getAll().onsuccess = ({target}) => {
            result.close();
            resolve(target.result);
        };
    };
})"""


class StoppableServer:
    """A server that is killed and started again on the same port and database."""

    def __init__(self, database: Path) -> None:
        self._database = database
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._running = self._start()
        self.url = self._running.url

    def kill(self) -> None:
        self._running.kill()

    def restart(self) -> None:
        self._running = self._start()

    def _start(self) -> Server:
        return Server(self._database, port=self._port)


@pytest.fixture
def stoppable(tmp_path: Path) -> Iterator[StoppableServer]:
    server = StoppableServer(tmp_path / "avanochi.db")
    yield server
    server.kill()


def get(context: BrowserContext, path: str) -> Any:
    response = context.request.get(f"/api/{path}")
    assert response.ok, f"{path}: {response.status} {response.text()}"
    return response.json()


def change(context: BrowserContext, method: str, path: str, **data: Any) -> Any:
    """Change something as another device of the person would."""
    origin = context.request.get("/api/app/").url.removesuffix("/api/app/")
    response = context.request.fetch(
        f"/api/{path}", method=method, data=data, headers={"Origin": origin}
    )
    assert response.ok, f"{path}: {response.status} {response.text()}"
    return response.json()


def person(context: BrowserContext) -> str:
    """Register a person who has finished the onboarding; return the username."""
    name = register(context)
    change(context, "PUT", "users/onboarding/complete")
    return name


def open_home(page: Page) -> None:
    """Open Home and wait until the service worker keeps the page's files."""
    page.goto("/api/app/")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def add_task(page: Page, title: str) -> None:
    page.get_by_label("Add a task").fill(title)
    page.keyboard.press("Enter")


def titles(context: BrowserContext) -> list[str]:
    return sorted(task["title"] for task in get(context, "tasks"))


def test_acts_without_the_server_are_sent_once_when_it_is_back(
    open_context: OpenContext, stoppable: StoppableServer, problems: list[Problems]
) -> None:
    context = open_context(base_url=stoppable.url)
    problems[0].allow(_UNREACHED)
    person(context)
    change(context, "POST", "tasks", title="Write the report")
    page = context.new_page()
    open_home(page)

    stoppable.kill()
    page.get_by_role("button", name="Drink 250 ml").click()
    expect(page.get_by_text("Kept, and sent when you are back.", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name="Complete “Write the report”").click()
    add_task(page, "Call the plumber")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_text("4 things wait to be sent")).to_be_visible()
    kept = page.evaluate(_KEPT_ACTS)

    page.goto("about:blank")  # the tab is closed, and opened again without the server
    page.goto("/api/app/")
    expect(page.get_by_text("You are offline")).to_be_visible()
    expect(page.get_by_text("4 things wait to be sent")).to_be_visible()
    expect(page.get_by_text("250 of 2,000 ml today")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Call the plumber").first).to_contain_text("waits")
    expect(page.get_by_text("Working since")).to_be_visible()
    assert page.evaluate(_KEPT_ACTS) == kept

    stoppable.restart()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("4 things that waited were sent")).to_be_visible()
    expect(page.get_by_text("wait to be sent")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("1 done")).to_be_visible()
    assert page.evaluate(_KEPT_ACTS) == []

    moments = [act["body"]["at"] for act in kept]
    assert moments == sorted(set(moments))
    (drink,) = get(context, "health/hydration")
    assert same_moment(drink["at"], moments[0])
    done = {task["title"]: task["completed_at"] for task in get(context, "tasks")}
    assert list(sorted(done)) == ["Call the plumber", "Write the report"]
    assert same_moment(done["Write the report"], moments[1])
    assert same_moment(get(context, "work_sessions/active")["start_time"], moments[3])


def same_moment(one: str, other: str) -> bool:
    return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) < timedelta(seconds=1)
