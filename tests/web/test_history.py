"""The history: correcting and removing what was recorded."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.conftest import NOON
from tests.web.people import call, sign_up
from tests.web.problems import Problems
from tests.web.screens import open_screen
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")
HOSTILE = "<img src=x onerror=alert(1)>"


def hours_ago(hours: float) -> datetime:
    return NOON - timedelta(hours=hours)


def work(context: BrowserContext, begin: datetime, end: datetime) -> None:
    call(context, "POST", "work_sessions/start", {"at": begin.isoformat()})
    call(context, "POST", "work_sessions/end", {"at": end.isoformat()})


def region(page: Page, key: str) -> Locator:
    return page.get_by_role("region", name=TEXT(key), exact=True)


def local(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def worked_hours(context: BrowserContext) -> float:
    return float(call(context, "GET", "stats").json()["hours_worked"])


@pytest.fixture
def person(context: BrowserContext) -> BrowserContext:
    """Return the context of a person, whose zone is UTC."""
    sign_up(context)
    return context


def test_correcting_a_work_session_changes_the_hours(
    person: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("status of 409")
    first, second = hours_ago(20), hours_ago(8)
    work(person, first, first + timedelta(hours=4))
    work(person, second, second + timedelta(hours=3))
    page = open_screen(person, "history")
    sessions = region(page, "history.work")
    sessions.get_by_role("button", name=TEXT("history.correct.name", span=second.strftime("%H:%M"))).click()
    start, end = (sessions.get_by_label(TEXT(f"history.{name}"), exact=True) for name in ("start", "end"))
    expect(start).to_be_focused()
    expect(start).to_have_value(local(second))
    save = sessions.get_by_role("button", name=TEXT("save"))
    start.fill(local(second + timedelta(hours=5)))
    save.click()
    expect(sessions.get_by_text(TEXT("history.order"))).to_be_visible()
    start.fill(local(first + timedelta(hours=1)))
    save.click()
    expect(sessions.get_by_text(TEXT("history.conflict"))).to_be_visible()
    start.fill(local(second + timedelta(hours=1)))
    end.fill(local(second + timedelta(hours=2)))
    end.press("Enter")
    expect(page.get_by_text(TEXT("history.corrected", time="1 h"))).to_be_visible()
    assert worked_hours(person) == 5


def test_removing_a_work_session_asks_and_takes_its_hours_back(person: BrowserContext) -> None:
    begin = hours_ago(6)
    work(person, begin, begin + timedelta(hours=2))
    page = open_screen(person, "history")
    sessions = region(page, "history.work")
    ask = sessions.get_by_role("button", name=TEXT("history.remove.name", span=begin.strftime("%H:%M")))
    ask.click()
    page.keyboard.press("Escape")
    expect(ask).to_be_focused()
    assert worked_hours(person) == 2
    ask.press("Enter")
    page.keyboard.press("Tab")
    expect(sessions.get_by_role("button", name=TEXT("cancel"))).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(sessions.get_by_text(TEXT("history.work.empty"))).to_be_visible()
    assert worked_hours(person) == 0


def test_entries_of_an_earlier_day_are_added_removed_and_brought_back(person: BrowserContext) -> None:
    page = open_screen(person, "history")
    entries = region(page, "history.care")
    entries.get_by_role("button", name=TEXT("history.day-before")).click()
    for kind, fields in {"water": {"amount": "400"}, "lunch": {}, "rest": {"minutes": "20"}}.items():
        entries.get_by_label(TEXT("history.kind"), exact=True).select_option(kind)
        for name, value in (fields | {"clock": "12:30"}).items():
            entries.get_by_label(TEXT(f"history.{name}"), exact=True).fill(value)
        count = entries.get_by_role("listitem").count()
        entries.get_by_role("button", name=TEXT("today.add.button"), exact=True).click()
        expect(entries.get_by_role("listitem")).to_have_count(count + 1)
    yesterday = hours_ago(24).date()
    assert call(person, "GET", f"health/hydration?date={yesterday}").json()["total_ml"] == 400
    assert call(person, "GET", f"health/meals?date={yesterday}").json()["lunch_taken"]
    assert call(person, "GET", f"health/rests?date={yesterday}").json()["total_minutes"] == 20
    drink = TEXT("care.water.done", amount="400")
    entries.get_by_role("button", name=drink).click()
    expect(entries.get_by_text(drink)).to_have_count(0)
    page.get_by_role("button", name=TEXT("undo")).last.click()
    expect(entries.get_by_text(drink)).to_be_visible()


def test_shutdowns_are_listed_with_their_notes(person: BrowserContext) -> None:
    reflection = {"productivity_rating": "tough", "reflection_note": HOSTILE}
    call(person, "POST", "dashboard/shutdown-reflection", reflection)
    shutdowns = region(open_screen(person, "history"), "history.shutdowns")
    expect(shutdowns.get_by_text(TEXT("history.rating.tough"))).to_be_visible()
    expect(shutdowns.get_by_text(HOSTILE)).to_be_visible()
