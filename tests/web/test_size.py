"""How much Home transfers to a person with an empty cache, and how many requests wait at a time."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession

from tests.system.servers import Server
from tests.web.conftest import OpenContext
from tests.web.demo_server import PERSON
from tests.web.people import sign_in_by_cookie
from tests.web.screens import PAGE, SCREENS, open_screen, wait_until_shown

pytestmark = pytest.mark.web

MAX_TRANSFERRED_BYTES = 100_000
MAX_REQUESTS = 15
MAX_IN_FLIGHT = 6


class Traffic:
    """The requests of a page, as the browser sent them; those of its service worker are not among them."""

    def __init__(self, session: CDPSession) -> None:
        self.transferred: dict[str, int] = {}
        """The bytes of each answer with its headers, compressed as it was sent, by path."""
        self.most_in_flight = 0
        """The largest number of requests of scripts that waited for an answer at a time."""
        self._paths: dict[str, str] = {}
        self._in_flight: set[str] = set()
        session.on("Network.requestWillBeSent", self._begin)
        session.on("Network.responseReceived", self._answer)
        session.on("Network.loadingFinished", self._finish)
        session.on("Network.loadingFailed", self._finish)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.setBypassServiceWorker", {"bypass": True})

    def _begin(self, event: dict[str, Any]) -> None:
        identity = event["requestId"]
        self._paths[identity] = event["request"]["url"].partition("/api/")[2]
        if event["type"] in {"Fetch", "XHR"}:
            self._in_flight.add(identity)
            self.most_in_flight = max(self.most_in_flight, len(self._in_flight))

    def _answer(self, event: dict[str, Any]) -> None:
        self._in_flight.discard(event["requestId"])

    def _finish(self, event: dict[str, Any]) -> None:
        self._answer(event)
        self.transferred[self._paths[event["requestId"]]] = int(event.get("encodedDataLength", 0))


def test_home_is_small(open_context: OpenContext, demo_server: Server) -> None:
    context = open_context(base_url=demo_server.url)
    sign_in_by_cookie(context, PERSON)
    page = open_screen(context)
    traffic = Traffic(context.new_cdp_session(page))
    page.reload()
    wait_until_shown(page)
    sizes = sorted(traffic.transferred.items(), key=lambda each: -each[1])
    shown = "\n".join(f"{size:7} {path}" for path, size in sizes)
    assert sum(traffic.transferred.values()) <= MAX_TRANSFERRED_BYTES, shown
    assert len(sizes) <= MAX_REQUESTS, shown


def test_page_sends_few_requests_at_a_time(open_context: OpenContext, demo_server: Server) -> None:
    context = open_context(base_url=demo_server.url)
    sign_in_by_cookie(context, PERSON)
    page = context.new_page()
    traffic = Traffic(context.new_cdp_session(page))
    for name in SCREENS:
        page.goto(f"{PAGE}#{name}")
        wait_until_shown(page)
    assert 1 <= traffic.most_in_flight <= MAX_IN_FLIGHT
