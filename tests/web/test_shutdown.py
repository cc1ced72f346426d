"""The shutdown ritual."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.conftest import OpenContext
from tests.web.people import call, get, sign_up
from tests.web.screens import open_screen
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")
DAY = timedelta(days=1)


def test_tomorrow_gets_the_open_tasks_of_today_and_those_that_are_chosen(context: BrowserContext) -> None:
    sign_up(context)
    today = date.fromisoformat(get(context, "dashboard/data")["date"])
    plans = {"of today": today, "of yesterday": today - DAY, "chosen": today - DAY, "without a plan": None}
    for title, planned in plans.items():
        call(context, "POST", "tasks", {"title": title, "planned_date": planned and planned.isoformat()})
    page = open_screen(context, "shutdown")
    page.get_by_role("button", name=TEXT("shutdown.next")).click()
    boxes = {title: page.get_by_role("checkbox", name=title, exact=True) for title in plans}
    for title, box in boxes.items():
        expect(box).to_be_checked(checked=title == "of today")
    boxes["chosen"].check()
    finish(page, steps=2)
    name = get(context, "companion")["name"]
    expect(page.get_by_text(TEXT("shutdown.asleep", name=name))).to_be_visible()
    tomorrow = {"of today": today + DAY, "chosen": today + DAY}
    assert {task["title"]: task["planned_date"] for task in get(context, "tasks")} == {
        title: planned and planned.isoformat() for title, planned in (plans | tomorrow).items()
    }


def test_sleeping_companion_has_closed_eyes_that_do_not_move_where_motion_is_reduced(
    open_context: OpenContext,
) -> None:
    context = open_context(reduced_motion="reduce")
    sign_up(context)
    page = open_screen(context, "shutdown")
    finish(page, steps=3)
    eyes = page.locator(".good-night .avanochi-blink")
    expect(eyes).to_have_count(2)
    for eye in eyes.all():
        expect(eye).to_have_css("transform", "matrix(1, 0, 0, 0.15, 0, 0)")
    assert page.evaluate("document.getAnimations().length") == 0


def finish(page: Page, steps: int) -> None:
    """Go on by a number of steps, to the last one, and shut the day down."""
    for _ in range(steps):
        page.get_by_role("button", name=TEXT("shutdown.next")).click()
    page.get_by_role("radio", name=TEXT("shutdown.rating.good"), exact=True).check()
    page.get_by_role("button", name=TEXT("shutdown.finish")).click()
    expect(page.get_by_role("heading", name=TEXT("shutdown.good-night"))).to_be_visible()
