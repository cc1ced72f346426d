"""The shutdown ritual."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

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
    for _ in range(2):
        page.get_by_role("button", name=TEXT("shutdown.next")).click()
    page.get_by_role("radio", name=TEXT("shutdown.rating.good"), exact=True).check()
    page.get_by_role("button", name=TEXT("shutdown.finish")).click()
    expect(page.get_by_role("heading", name=TEXT("shutdown.good-night"))).to_be_visible()
    name = get(context, "companion")["name"]
    expect(page.get_by_text(TEXT("shutdown.asleep", name=name))).to_be_visible()
    tomorrow = {"of today": today + DAY, "chosen": today + DAY}
    assert {task["title"]: task["planned_date"] for task in get(context, "tasks")} == {
        title: planned and planned.isoformat() for title, planned in (plans | tomorrow).items()
    }
