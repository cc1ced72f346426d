"""The focus and the title, when what had them is no longer there."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.hands import Keyboard
from tests.web.people import sign_up
from tests.web.screens import open_screen
from tests.web.tasks import TEXT, create

pytestmark = pytest.mark.web


def test_focus_goes_on_beside_what_has_disappeared(context: BrowserContext) -> None:
    sign_up(context)
    for title in ("Water the plants", "Draft the talk"):
        create(context, title, planned_date="2026-04-09")
    page = open_screen(context)
    first, second = (
        page.get_by_role("checkbox", name=re.compile(f"^Complete “{title}”"))
        for title in page.get_by_role("main").locator(".task .title > :first-child").all_inner_texts()
    )
    keyboard = Keyboard(page)
    keyboard.press(first)
    expect(second).to_be_focused()
    keyboard.press(page.get_by_role("button", name=TEXT("work.clock-in")))
    expect(page.get_by_role("button", name=TEXT("work.pause"))).to_be_focused()
    keyboard.press(page.get_by_role("button", name=TEXT("work.clock-out")))
    expect(page.get_by_role("button", name=TEXT("work.clock-in"))).to_be_focused()


def test_screen_after_the_focus_timer_has_its_own_title(context: BrowserContext) -> None:
    sign_up(context)
    page = open_screen(context)
    page.get_by_role("button", name=TEXT("focus.start", minutes=25)).click()
    page.get_by_role("link", name=TEXT("focus.open")).click()
    expect(page).to_have_title(re.compile(r"^24:\d\d · Avanochi$"))
    page.get_by_role("link", name=TEXT("nav.insights")).click()
    expect(page).to_have_title(f"{TEXT('nav.insights')} · Avanochi")
    page.go_back()
    expect(page).to_have_title(re.compile(r"^24:\d\d · Avanochi$"))
