"""Fixtures of the tests of the page: a server, a browser, and pages that must cause no problem."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_SH, flock
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.system.servers import ROOT, Server
from tests.web.at_moment import started_at
from tests.web.chromium import chromium_running
from tests.web.demo_server import demo_running
from tests.web.problems import Problems

_LOCK = ROOT / ".data/web/tests.lock"
_TIMEOUT = 10_000  # milliseconds
_FAILED = pytest.StashKey[bool]()

NOON = datetime(2026, 4, 9, 11, 10, tzinfo=UTC)  # in London

OpenContext = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def _turn(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run a test with the marker `alone` while no other worker runs a test of the page."""
    _LOCK.parent.mkdir(parents=True, exist_ok=True)
    with _LOCK.open("ab") as lock:
        flock(lock, LOCK_EX if request.node.get_closest_marker("alone") else LOCK_SH)
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return the server that the tests share, at noon of a Thursday; each test has users of its own."""
    database = tmp_path_factory.mktemp("web") / "avanochi.db"
    with Server(database, module=started_at(NOON)) as running:
        yield running


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server of the demo, whose people the tests share: they must not change what others see."""
    with demo_running(tmp_path_factory.mktemp("demo")) as running:
        yield running


# Not for the session: while Playwright runs, the tests of other folders could run no event loop.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Return the browser that the tests of a process share."""
    expect.set_options(timeout=_TIMEOUT)
    with chromium_running() as browser:
        yield browser


@pytest.fixture
def problems() -> Iterator[list[Problems]]:
    """Return the problems of each context; the test fails at its end if one has any that was not allowed."""
    watched: list[Problems] = []
    yield watched
    remaining = [text for one in watched for text in one.remaining()]
    assert not remaining, "the page caused problems:\n" + "\n".join(remaining)


@pytest.fixture
def open_context(
    chromium: Browser,
    server: Server,
    problems: list[Problems],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[OpenContext]:
    """Return a function that opens a browser context: a profile with its own cookies and storage.

    Its arguments are those of `Browser.new_context`. After a failed test there are pictures of its pages in
    the directory of the test.
    """
    contexts: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        defaults = {"base_url": server.url, "locale": "en-GB", "timezone_id": "Europe/London"}
        context = chromium.new_context(**(defaults | options))
        context.set_default_timeout(_TIMEOUT)
        contexts.append(context)
        watched = Problems(context)
        watched.expect_host(str((defaults | options)["base_url"]))
        problems.append(watched)
        return context

    yield open_one
    pages = [page for context in contexts for page in context.pages]
    if request.node.stash.get(_FAILED, False):
        for number, page in enumerate(pages):
            page.screenshot(path=tmp_path / f"failure-{number}.png")
    with ExitStack() as stack:
        for context in contexts:
            stack.callback(context.close)
        for page in pages:
            page.evaluate("0")  # until the messages of what the page did before have arrived


@pytest.fixture
def context(open_context: OpenContext) -> BrowserContext:
    """Return a context in English, in London."""
    return open_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return an empty page."""
    return context.new_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed
    return report
