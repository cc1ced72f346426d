"""Opening the page and its screens: when the server does not answer, and when files come late."""

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.web.conftest import OpenContext
from tests.web.people import complete_onboarding, register
from tests.web.problems import Problems
from tests.web.screens import PAGE, open_screen
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")


def test_first_visit_without_an_answer_says_so_and_can_be_repeated(
    context: BrowserContext, problems: list[Problems]
) -> None:
    register(context)
    complete_onboarding(context)
    page = context.new_page()
    page.route("**/api/dashboard/data*", lambda route: route.abort())
    problems[0].allow("ERR_FAILED")
    page.goto(PAGE)
    expect(page.get_by_role("heading", name=TEXT("failure.title"))).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name=TEXT("retry")).click()
    expect(page.get_by_role("heading", name=TEXT("today.title"))).to_be_visible()


def test_screen_whose_files_come_late_does_not_replace_a_later_one(open_context: OpenContext) -> None:
    context = open_context(service_workers="block")
    register(context)
    complete_onboarding(context)
    page = open_screen(context)
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/history/history.js", hold)
    with page.expect_request("**/history/history.js"):
        page.get_by_role("link", name=TEXT("nav.history")).click()
    page.get_by_role("link", name=TEXT("nav.tasks"), exact=True).click()
    expect(page.get_by_role("heading", level=1, name=TEXT("nav.tasks"))).to_be_visible()
    with page.expect_response("**/history/work.js"):
        late[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1, name=TEXT("nav.tasks"))).to_be_visible()


def test_screen_whose_files_do_not_come_says_so_and_is_shown_once_they_do(
    open_context: OpenContext, problems: list[Problems]
) -> None:
    context = open_context(service_workers="block")
    register(context)
    complete_onboarding(context)
    page = open_screen(context)
    problems[0].allow("ERR_FAILED")
    page.route("**/insights/insights.css", lambda route: route.abort())
    page.get_by_role("link", name=TEXT("nav.insights")).click()
    expect(page.get_by_role("main").get_by_role("heading", name=TEXT("failure.title"))).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name=TEXT("retry")).click()
    expect(page.get_by_role("heading", level=1, name=TEXT("nav.insights"))).to_be_visible()
    assert page.evaluate("[...document.styleSheets].some((each) => each.href.endsWith('insights.css'))")
