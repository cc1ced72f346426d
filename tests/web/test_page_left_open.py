"""The work of a page that is open but not in use, as it may be all day."""

import pytest
from playwright.sync_api import Page, expect

from tests.system.servers import Server
from tests.web.conftest import OpenContext
from tests.web.demo_server import PERSON
from tests.web.people import sign_in_by_cookie
from tests.web.screens import open_screen

pytestmark = pytest.mark.web

SECONDS = 2
MAX_PER_SECOND = 3  # timers change once a second; an animation that is not the compositor's, 60 times
TRIES = 2  # a meter may move during the first


def test_page_with_a_running_timer_has_few_layouts_and_styles_to_compute(
    open_context: OpenContext, demo_server: Server
) -> None:
    context = open_context(base_url=demo_server.url)
    sign_in_by_cookie(context, PERSON)
    for name in ("home", "focus"):
        page = open_screen(context, name)
        timer = page.get_by_role("timer")
        expect(page.locator("companion-face svg").first).to_be_visible()
        before = timer.inner_text()
        for _ in range(TRIES):
            layouts, styles = counts_of(page)
            if max(layouts, styles) <= MAX_PER_SECOND * SECONDS:
                break
        assert 1 <= max(layouts, styles) <= MAX_PER_SECOND * SECONDS
        assert timer.inner_text() != before


def counts_of(page: Page) -> list[float]:
    """Return how often the browser computes the layout, and the styles, in `SECONDS`."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def counts() -> list[float]:
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return [metrics["LayoutCount"], metrics["RecalcStyleCount"]]

    before = counts()
    page.wait_for_timeout(SECONDS * 1000)
    return [now - then for now, then in zip(counts(), before, strict=True)]
