"""Signing in and signing up."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.web.conftest import OpenContext
from tests.web.held import held
from tests.web.people import register, sign_up
from tests.web.problems import Problems
from tests.web.screens import open_screen
from tests.web.texts import Texts

_CYRILLIC = "\N{CYRILLIC SMALL LETTER A}"
_MIXED = "api.must not mix scripts that look alike, such as Latin and Cyrillic"
_SAID = "(text) => import('./core/words.js').then((words) => words.refusalText(text))"
_LEAVE_AND_READ = """import("./core/api.js").then((api) => {
    api.signOut();
    return api.get("tasks").catch((error) => [error.status, api.expired.value]);
})"""


def test_page_opens_without_a_problem(page: Page) -> None:
    page.goto("/api/app/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text(Texts("en")("welcome.title"))


@pytest.mark.web
def test_refusals_of_signing_up_are_in_the_language_of_the_page(
    open_context: OpenContext, problems: list[Problems]
) -> None:
    taken, spanish = register(open_context()), Texts("es")
    context = open_context(locale="es-ES")
    problems[-1].allow("400")
    page = context.new_page()
    page.goto("/api/app/")
    page.get_by_role("button", name=spanish("welcome.to-sign-up")).click()

    refusals = {
        (taken, "a fine long password"): spanish("api.Username already exists"),
        (f"{taken} two", "short"): spanish("api.A password must have 8 to 128 characters"),
        (f"{_CYRILLIC}da", "a fine long password"): spanish(_MIXED),
    }
    for (name, password), sentence in refusals.items():
        page.get_by_label(spanish("welcome.name"), exact=True).fill(name)
        page.get_by_label(spanish("welcome.password"), exact=True).fill(password)
        page.get_by_role("button", name=spanish("welcome.sign-up"), exact=True).click()
        expect(page.get_by_text(sentence)).to_be_visible()
    said = [page.evaluate(_SAID, text) for text in ("must be at most 2400", "must be something else")]
    assert said == [spanish("api.must be at most {count}", count=2400), "Must be something else"]


@pytest.mark.web
def test_password_is_shown_on_request_until_it_is_sent(page: Page, problems: list[Problems]) -> None:
    problems[-1].allow("401")
    page.goto("/api/app/")
    text = Texts("en")
    password = page.get_by_label(text("welcome.password"), exact=True)
    show = page.get_by_role("button", name=text("show"), exact=True)
    page.get_by_label(text("welcome.name"), exact=True).fill("Ada")
    password.fill("a fine long password")
    for is_shown in (True, False, True):
        show.click()
        expect(password).to_have_attribute("type", "text" if is_shown else "password")
        expect(show).to_have_attribute("aria-pressed", str(is_shown).lower())
        expect(password).to_have_value("a fine long password")
    page.get_by_role("button", name=text("welcome.sign-in"), exact=True).click()
    expect(page.get_by_text(text("welcome.wrong"))).to_be_visible()
    expect(password).to_have_attribute("type", "password")
    expect(show).to_have_attribute("aria-pressed", "false")


@pytest.mark.web
def test_refusal_during_a_sign_out_asks_for_no_sign_in(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("status of 401")
    sign_up(context)
    page = open_screen(context)
    for path in ("tasks", "auth/refresh"):
        page.route(f"**/api/{path}", refuse)
    with held(page, "**/api/auth/logout"):
        assert page.evaluate(_LEAVE_AND_READ) == [401, False]
    expect(page.get_by_role("heading", level=1)).to_have_text(Texts("en")("welcome.title"))


def refuse(route: Route) -> None:
    route.fulfill(status=401, json={"error": "Sign in first", "code": "unauthenticated"})
