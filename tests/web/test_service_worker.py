"""The service worker: it keeps whole versions of the page's files, and says when there is a new one."""

import hashlib
import time

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.web.people import sign_up
from tests.web.problems import UNREACHED, Problems
from tests.web.screens import open_home

pytestmark = pytest.mark.web

_LISTED = "**/api/app/files.json"

_KEPT_PATHS = """async () => {
    const paths = [];
    for (const name of await caches.keys()) {
        for (const {url} of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    }
    return paths;
}"""


class NewVersion:
    """A version of the page in which Focus has another title, as the worker of a context is served it."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        listing = context.request.get("/api/app/files.json").json()
        original = context.request.get("/api/app/texts/en.js").text()
        self._text = original.replace('"Focus"', '"Concentration"')
        files = listing["files"] | {"texts/en.js": hashlib.sha256(self._text.encode()).hexdigest()[:16]}
        self._listing = {"version": "next", "files": files}

    def publish(self, *, is_complete: bool) -> None:
        self._context.route(_LISTED, lambda route: route.fulfill(json=self._listing))
        if is_complete:
            self._context.route("**/api/app/texts/en.js", self._send_text)

    def _send_text(self, route: Route) -> None:
        route.fulfill(body=self._text, content_type="text/javascript")


def check(page: Page) -> None:
    """Let the worker look for a new version, as it does at times."""
    with page.context.expect_event("request", lambda request: request.url.endswith("/files.json")):
        page.evaluate("navigator.serviceWorker.controller.postMessage('check')")


def kept_versions(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return sorted(name for name in names if name.startswith("avanochi.files."))


def test_new_version_is_offered_and_versions_do_not_mix(context: BrowserContext) -> None:
    sign_up(context)
    page, other = context.new_page(), context.new_page()
    open_home(page)
    open_home(other)
    (version,) = kept_versions(page)
    NewVersion(context).publish(is_complete=True)
    check(page)
    update = page.locator("page-update")
    expect(update).to_contain_text("A new version of this page is ready.")
    expect(other.locator("page-update")).to_contain_text("new version")
    update.get_by_role("button", name="Reload").click()
    expect(page.get_by_role("link", name="Concentration")).to_be_visible()
    assert set(kept_versions(page)) == {version, "avanochi.files.next"}
    same = other.evaluate("fetch('texts/en.js').then((response) => response.text())")
    assert "Concentration" not in same
    other.close()
    page.reload()
    deadline = time.monotonic() + 5
    while kept_versions(page) != ["avanochi.files.next"]:
        assert time.monotonic() < deadline, kept_versions(page)
        page.wait_for_timeout(50)


def test_version_of_which_a_file_is_missing_is_not_used(context: BrowserContext) -> None:
    sign_up(context)
    page = context.new_page()
    open_home(page)
    before = kept_versions(page)
    NewVersion(context).publish(is_complete=False)
    check(page)
    page.wait_for_timeout(300)
    expect(page.locator("page-update")).to_be_empty()
    page.reload()
    expect(page.get_by_role("link", name="Focus", exact=True)).to_be_visible()
    assert kept_versions(page) == before


def test_page_opens_without_the_server_and_keeps_no_answer_of_the_api(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow(UNREACHED)
    sign_up(context)
    page = context.new_page()
    open_home(page)
    context.set_offline(True)
    page.goto("about:blank")
    page.goto("/api/app/#focus")
    expect(page.get_by_role("heading", name="Focus")).to_be_visible()
    expect(page.get_by_text("You are offline")).to_be_visible()
    kept = page.evaluate(_KEPT_PATHS)
    assert kept
    assert all(path.startswith("/api/app/") for path in kept)
