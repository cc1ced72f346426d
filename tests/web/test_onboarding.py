"""The first steps after signing up."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.conftest import OpenContext
from tests.web.people import call, register
from tests.web.screens import open_screen
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=TEXT(f"onboarding.{name}")).click()


def expect_step(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=TEXT(f"onboarding.{name}.title"))).to_be_focused()


def field(page: Page, name: str) -> str:
    return page.get_by_label(TEXT(f"onboarding.{name}"), exact=True).input_value()


def expect_home(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name=TEXT("home.title"))).to_be_focused()


def test_what_the_steps_were_given_is_saved_at_the_end(context: BrowserContext) -> None:
    register(context)
    page = open_screen(context)
    expect_step(page, "name")
    page.get_by_label(TEXT("onboarding.name"), exact=True).fill("Pip")
    press(page, "next")
    expect_step(page, "place")
    assert field(page, "timezone") == "Europe/London"
    page.get_by_label(TEXT("onboarding.timezone")).fill("Nowhere")
    press(page, "next")
    expect(page.get_by_label(TEXT("onboarding.timezone"))).to_be_focused()
    expect(page.get_by_text(TEXT("zone.unknown"))).to_be_visible()
    page.get_by_label(TEXT("onboarding.timezone")).fill("America/Lima")
    press(page, "next")
    expect_step(page, "work")
    page.get_by_label("Mon", exact=True).uncheck()
    page.get_by_label(TEXT("onboarding.clock_out_time")).fill("16:30")
    press(page, "next")
    expect_step(page, "goals")
    page.get_by_label(TEXT("onboarding.hydration_goal_ml")).fill("1750")
    page.get_by_label(TEXT("onboarding.kinds.earned")).uncheck()
    press(page, "finish")
    expect_home(page)
    profile = call(context, "GET", "users/profile").json()
    preferences = profile["preferences"]
    assert profile["onboarding_completed"]
    assert profile["timezone"] == "America/Lima"
    assert preferences["work_days"] == [2, 3, 4, 5]
    assert preferences["clock_out_time"] == "16:30"
    assert preferences["hydration_goal_ml"] == 1750
    assert preferences["language"] == "en"
    assert call(context, "GET", "companion").json()["name"] == "Pip"
    kinds = call(context, "GET", "notifications/preferences").json()["kinds"]
    assert {kind for kind, is_wanted in kinds.items() if not is_wanted} == {
        "achievement",
        "level",
        "challenge",
    }


def test_nothing_is_lost_by_going_back_or_reloading(context: BrowserContext) -> None:
    register(context)
    page = open_screen(context)
    page.get_by_label(TEXT("onboarding.name"), exact=True).fill("Pip")
    press(page, "next")
    page.get_by_label(TEXT("onboarding.language")).select_option("es")
    spanish = Texts("es")
    expect(page.get_by_role("heading", level=1, name=spanish("onboarding.place.title"))).to_be_visible()
    page.reload()
    expect(page.get_by_label(spanish("onboarding.language"))).to_have_value("es")
    page.get_by_role("button", name=spanish("onboarding.back")).click()
    expect(page.get_by_label(spanish("onboarding.name"), exact=True)).to_have_value("Pip")


def test_all_steps_can_be_skipped_at_once_but_notifications_speak_the_language(
    open_context: OpenContext,
) -> None:
    context, spanish = open_context(locale="es-MX"), Texts("es")
    register(context)
    page = open_screen(context, "tasks")
    page.get_by_role("button", name=spanish("onboarding.skip-all")).click()
    expect(page.get_by_role("heading", level=1, name=spanish("home.title"))).to_be_focused()
    profile = call(context, "GET", "users/profile").json()
    assert profile["onboarding_completed"]
    assert profile["preferences"] == {"language": "es"}


def test_step_that_is_skipped_saves_nothing_of_its_own(context: BrowserContext) -> None:
    register(context)
    page = open_screen(context)
    page.get_by_label(TEXT("onboarding.name"), exact=True).fill("Pip")
    press(page, "skip-step")
    expect_step(page, "place")
    press(page, "skip-step")
    expect_step(page, "work")
    press(page, "next")
    expect_step(page, "goals")
    press(page, "skip-rest")
    expect_home(page)
    preferences = call(context, "GET", "users/profile").json()["preferences"]
    given = {"work_days", "workday_limit_minutes", "clock_out_time", "lunch_window"}
    assert set(preferences) == given | {"language"}
    assert call(context, "GET", "companion").json()["name"] == "Avanochi"
