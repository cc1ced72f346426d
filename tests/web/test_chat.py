"""The drawer in which a person talks with the companion."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.people import sign_up
from tests.web.problems import Problems
from tests.web.screens import open_screen, wait_until_shown
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")


def test_message_is_sent_with_the_button_and_answered(context: BrowserContext) -> None:
    sign_up(context)
    page = open_screen(context)
    page.get_by_role("button", name=TEXT("talk", name="")).click()
    drawer = page.get_by_role("dialog")
    field = drawer.get_by_role("textbox")
    field.fill("How am I doing?")
    drawer.get_by_role("button", name=TEXT("chat.send")).click()
    expect(drawer.get_by_role("log").get_by_role("paragraph")).to_have_count(3)  # with the greeting
    expect(field).to_be_focused()


def test_without_a_speech_service_there_is_no_microphone(context: BrowserContext) -> None:
    sign_up(context)
    page = open_screen(context)
    with page.expect_response("**/api/status"):
        page.get_by_role("button", name=TEXT("talk", name="")).click()
    wait_until_shown(page)
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("button", name=TEXT("chat.send"))).to_be_visible()
    expect(drawer.get_by_role("button", name=TEXT("chat.speak"))).to_have_count(0)


def test_refused_message_is_explained_in_the_drawer_and_kept_in_its_field(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("400")
    sign_up(context)
    page = open_screen(context)
    refusal = {"error": "Text is too long", "code": "validation_failed"}
    page.route("**/api/interaction/messages*", lambda route: route.fulfill(status=400, json=refusal))
    page.get_by_role("button", name=TEXT("talk", name="")).click()
    drawer = page.get_by_role("dialog")
    field = drawer.get_by_role("textbox")
    field.fill("How am I doing?")
    page.keyboard.press("Enter")
    expect(drawer.get_by_role("log")).to_contain_text(refusal["error"])
    expect(field).to_have_value("How am I doing?")
