"""The list of notifications."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.people import call, sign_up
from tests.web.screens import open_screen
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")


def unread(context: BrowserContext) -> list[str]:
    return [one["body"] for one in call(context, "GET", "notifications?unread=true").json()]


def test_notifications_are_read_by_opening_them_or_all_at_once(context: BrowserContext) -> None:
    sign_up(context)
    page = open_screen(context, "notifications")
    expect(page.get_by_text(TEXT("notifications.empty"))).to_be_visible()
    task = call(context, "POST", "tasks", {"title": "One"}).json()
    call(context, "PATCH", f"tasks/{task['id']}")
    call(context, "POST", "dashboard/shutdown-reflection", {"productivity_rating": "good"})
    first, *_ = bodies = unread(context)
    assert len(bodies) > 1
    page.reload()
    expect(page.get_by_role("region", name=TEXT("notifications.new")).get_by_role("listitem")).to_have_count(
        len(bodies)
    )
    page.get_by_role("link", name=first).click()
    expect(page.get_by_role("heading", level=1, name=TEXT("nav.insights"))).to_be_visible()
    assert unread(context) == bodies[1:]
    page.go_back()
    page.get_by_role("button", name=TEXT("notifications.read-all")).click()
    expect(page.get_by_role("link", name=TEXT("nav.notifications"), exact=True)).to_be_visible()
    assert unread(context) == []
