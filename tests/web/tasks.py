"""Tasks of a person in a test: made over the API, found on the page by what it says."""

from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.people import call, get
from tests.web.texts import Texts

TEXT = Texts("en")
TODAY, TOMORROW = "2026-04-09", "2026-04-10"
"""The days of the server that the tests share."""


def create(context: BrowserContext, title: str, **fields: object) -> str:
    """Create a task and return its id."""
    return str(call(context, "POST", "tasks", {"title": title, **fields}).json()["id"])


def read(context: BrowserContext, task: str) -> dict[str, Any]:
    """Return a task as the API has it."""
    found: dict[str, Any] = get(context, f"tasks/{task}")
    return found


def row(page: Page, title: str) -> Locator:
    """Return the row of an open task in a list."""
    complete = page.get_by_role("checkbox", name=TEXT("today.complete", title=title), exact=True)
    return page.get_by_role("main").get_by_role("listitem").filter(has=complete)


def plan_button(page: Page, title: str) -> Locator:
    """Return the button that shows the days for which a task can be planned."""
    return page.get_by_role("button", name=TEXT("tasks.plan-for.label", title=title), exact=True)


def field(page: Page, name: str) -> Locator:
    """Return a field of the task that is open."""
    details = page.get_by_role("form", name=TEXT("tasks.details"))
    return details.get_by_label(TEXT(f"tasks.field.{name}"), exact=True)


def save(page: Page) -> None:
    """Save the task that is open."""
    page.get_by_role("button", name=TEXT("save"), exact=True).click()


def expect_notice(page: Page, text: str) -> None:
    """Expect a message that a screen reader reads."""
    expect(page.get_by_role("status").get_by_text(text).first).to_be_visible()
