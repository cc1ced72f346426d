"""The harness of these tests: a page that causes a problem fails its test."""

import re

import pytest
from playwright.sync_api import Page

from tests.web.accessibility import check_accessibility
from tests.web.conftest import OpenContext
from tests.web.people import register
from tests.web.problems import Problems

pytestmark = pytest.mark.web

BAD_PAGE = """<!doctype html><html lang="en"><title>Bad</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline'">
<main><h1>Bad</h1><input><script>{}</script></main>"""


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("console.error('went wrong')", "console: went wrong"),
        ("throw new Error('thrown')", "error: thrown"),
        ("Promise.reject(new Error('rejected'))", "error: rejected"),
        ("fetch('/missing')", "status of 404"),
        ('document.write("<script src=\'/script.js\'></scr" + "ipt>")', "policy: script-src-elem"),
        ("new Image().src = 'https://elsewhere.example.com/a.png'", "to another host: https://elsewhere"),
    ],
)
def test_problem_of_a_page_is_found(page: Page, problems: list[Problems], script: str, problem: str) -> None:
    page.route("**/bad", lambda route: route.fulfill(body=BAD_PAGE.format(script), content_type="text/html"))
    page.goto("/bad")
    (watched,) = problems
    page.wait_for_function("document.readyState === 'complete'")
    page.wait_for_timeout(100)
    assert problem in "\n".join(watched.remaining())
    watched.allow(".")
    assert watched.remaining() == []


def test_violation_of_accessibility_is_found(page: Page) -> None:
    page.route("**/bad", lambda route: route.fulfill(body=BAD_PAGE.format(""), content_type="text/html"))
    page.goto("/bad")
    with pytest.raises(AssertionError, match=re.compile("label: .*at input", re.DOTALL)):
        check_accessibility(page)


def test_each_context_has_its_own_person(open_context: OpenContext) -> None:
    first, second = open_context(), open_context()
    names = [register(context) for context in (first, second)]
    shown = [context.request.get("/api/auth/user_info").json()["username"] for context in (first, second)]
    assert shown == names
