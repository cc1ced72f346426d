"""Accessibility: axe finds no violation on any screen, in either theme, with what opens on them open."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.system.servers import Server
from tests.web.accessibility import check_accessibility
from tests.web.conftest import OpenContext
from tests.web.demo_server import PERSON
from tests.web.people import register, sign_in_by_cookie, sign_up
from tests.web.problems import Problems
from tests.web.screens import SCREENS, open_screen
from tests.web.texts import Texts

TEXT = Texts("en")
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_home_of_a_new_person_has_no_violation(
    open_context: OpenContext, theme: Literal["light", "dark"]
) -> None:
    context = open_context(color_scheme=theme)
    sign_up(context)
    check_accessibility(open_screen(context, "home"))


@pytest.mark.web
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_full_screens_have_no_violation(
    open_context: OpenContext, demo_server: Server, theme: Literal["light", "dark"], size: dict[str, int]
) -> None:
    context = open_context(base_url=demo_server.url, color_scheme=theme, viewport=size)
    sign_in_by_cookie(context, PERSON)
    violations = []
    for name in SCREENS:
        page = open_screen(context, name)
        try:
            check_accessibility(page)
        except AssertionError as error:
            violations.append(str(error))
        page.close()
    assert not violations, "\n\n".join(violations)


@pytest.mark.web
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_first_screens_have_no_violation(
    open_context: OpenContext, problems: list[Problems], theme: Literal["light", "dark"]
) -> None:
    context = open_context(color_scheme=theme, viewport=PHONE)
    page = open_screen(context)
    check_accessibility(page)
    page.get_by_text(TEXT("welcome.forgotten")).click()
    page.get_by_label(TEXT("welcome.name")).fill("unknown")
    page.get_by_label(TEXT("welcome.password")).fill("wrong password")
    page.get_by_role("button", name=TEXT("welcome.sign-in"), exact=True).click()
    expect(page.get_by_role("alert").first).to_have_text(TEXT("welcome.wrong"))
    check_accessibility(page)
    problems[0].allow("status of 401")
    register(context)
    page.reload()
    for step in ("name", "place", "work", "goals"):
        expect(page.get_by_role("heading", level=1, name=TEXT(f"onboarding.{step}.title"))).to_be_visible()
        check_accessibility(page)
        if step != "goals":
            page.get_by_role("button", name=TEXT("onboarding.next"), exact=True).click()
