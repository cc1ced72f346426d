"""The card of the settings about chats: linking, unlinking, and what is sent to them."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.web.accessibility import check_accessibility
from tests.web.people import get, sign_up
from tests.web.screens import open_screen, wait_until_shown
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")
CODE = "7F3K-Q2MN"
LINK = {"id": "1", "channel": "slack", "workspace": "Example <b>", "linked_at": "2026-04-08T09:00:00Z"}


@pytest.fixture
def links(context: BrowserContext) -> list[dict[str, Any]]:
    """Return the links of the person; Slack is set up and Teams is not."""
    found: list[dict[str, Any]] = []

    def status(route: Route) -> None:
        answer = route.fetch().json()
        route.fulfill(json={**answer, "integrations": {**answer["integrations"], "slack": "ok"}})

    def answer(route: Route) -> None:
        if route.request.method == "GET":
            route.fulfill(json=found)
        elif route.request.method == "POST":
            assert route.request.post_data_json == {"channel": "slack"}
            route.fulfill(status=201, json={"code": CODE, "expires_at": "2099-01-01T00:00:00Z"})
        else:
            found.clear()
            route.fulfill(status=204)

    context.route("**/api/status", status)
    context.route("**/api/interaction/links**", answer)
    context.route("**/api/interaction/links/1*", answer)
    return found


def test_chat_is_linked_by_a_code_and_unlinked_after_a_question(
    context: BrowserContext, links: list[dict[str, Any]]
) -> None:
    sign_up(context)
    page = open_screen(context, "settings")
    chats = page.get_by_role("region", name=TEXT("settings.chats"), exact=True)
    expect(chats).to_contain_text(TEXT("settings.chats.empty"))
    expect(chats.get_by_role("button")).to_have_text([TEXT("settings.chats.link", channel="Slack")])
    chats.get_by_role("button").click()
    expect(chats.get_by_role("status")).to_contain_text(f"/avanochi link {CODE}")
    check_accessibility(page)

    links.append(LINK)
    page.reload()
    wait_until_shown(page)
    expect(chats.get_by_role("listitem")).to_contain_text("Slack · Example <b>")
    check_accessibility(page)
    chats.get_by_role("listitem").get_by_role("button").click()
    expect(chats).to_contain_text(TEXT("settings.chats.unlink.question"))
    assert links
    chats.get_by_role("button", name=TEXT("settings.chats.unlink"), exact=True).click()
    expect(chats).to_contain_text(TEXT("settings.chats.empty"))


def test_kinds_and_the_text_for_a_linked_chat_are_kept(
    context: BrowserContext, links: list[dict[str, Any]]
) -> None:
    links.append(LINK)
    sign_up(context)
    page = open_screen(context, "settings")
    chats = page.get_by_role("region", name=TEXT("settings.chats"), exact=True)
    expect(chats).to_contain_text(TEXT("settings.chats.full.hint"))
    full = chats.get_by_role("switch", name=TEXT("settings.chats.full"))
    expect(full).not_to_be_checked()
    chats.get_by_text(TEXT("settings.chats.sent", channel="Slack"), exact=True).click()
    with page.expect_response(lambda answer: "lunch" in (answer.request.post_data or "")):
        full.check()
        for kind in ("water", "lunch"):
            chats.get_by_label(TEXT(f"settings.kind.{kind}"), exact=True).check()
    stored = get(context, "notifications/preferences")
    assert stored["full_text"] is True
    assert [set(stored["channels"][kind]) for kind in ("water", "lunch", "rest")] == [
        {"app", "slack"},
        {"app", "slack"},
        {"app"},
    ]


def test_settings_say_that_no_chat_is_set_up(context: BrowserContext) -> None:
    sign_up(context)
    page: Page = open_screen(context, "settings")
    expect(page.get_by_text(TEXT("settings.chats.off"))).to_be_visible()
