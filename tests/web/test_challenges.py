"""The screen Challenges: joining, progress, and the leaderboard."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.system.servers import Server
from tests.web.accessibility import check_accessibility
from tests.web.conftest import OpenContext
from tests.web.demo_server import PERSON
from tests.web.people import (
    call,
    complete_a_task,
    complete_onboarding,
    get,
    new_username,
    register,
    set_language,
    sign_in_by_cookie,
    sign_up,
)

pytestmark = pytest.mark.web


def test_challenge_is_joined_counts_a_task_and_is_left(context: BrowserContext) -> None:
    register(context)
    page = open_challenges(context)
    challenge = find_challenge(page, "Task Finisher")
    challenge.get_by_role("button", name="Join").click()
    expect(challenge).to_contain_text("0 of 15")
    expect(challenge).to_contain_text("You")
    expect(challenge.get_by_role("button", name="Leave")).to_be_focused()

    page.get_by_role("link", name="Home", exact=True).click()
    page.get_by_label("Add a task").fill("Water the plants")
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Water the plants").click()
    page.get_by_role("link", name="Challenges").click()
    expect(challenge).to_contain_text("1 of 15")
    assert progress_of(context, "task-finisher") == 1

    challenge.get_by_role("button", name="Leave").click()
    check_accessibility(page)
    challenge.get_by_role("button", name="Stay").click()
    expect(challenge.get_by_role("button", name="Leave")).to_be_focused()
    page.keyboard.press("Enter")
    challenge.get_by_role("button", name="Yes, leave").click()
    expect(challenge.get_by_role("button", name="Join")).to_be_focused()
    assert progress_of(context, "task-finisher") is None


def test_leaderboard_and_totals_are_those_of_the_api(context: BrowserContext) -> None:
    username = register(context)
    complete_a_task(context)
    page = open_challenges(context)
    leaders = get(context, "challenges/leaders")
    board = page.get_by_role("region", name="Leaderboard of this week")
    expect(board.get_by_role("row")).to_have_count(1 + len(leaders))
    for row, leader in zip(board.get_by_role("row").all()[1:], leaders, strict=True):
        expect(row.get_by_role("cell").first).to_have_text(str(leader["rank"]))
        expect(row).to_contain_text(leader["name"])
        expect(row.get_by_role("cell").last).to_have_text(str(leader["points"]))
    own = board.get_by_role("row").filter(has_text="You")
    expect(own).to_contain_text(username)
    expect(own).to_have_attribute("aria-current", "true")
    stats = get(context, "challenges/stats")
    totals = page.get_by_role("region", name="In all weeks")
    expect(totals.get_by_role("definition").first).to_have_text(str(stats["total_points"]))
    expect(totals.get_by_role("definition").last).to_have_text("\N{EN DASH}")  # no shutdown yet
    check_accessibility(page)


def test_person_off_the_leaderboard_learns_how_to_join_it(context: BrowserContext) -> None:
    register(context)
    call(context, "PATCH", "users/profile", {"preferences": {"leaderboard": False}})
    page = open_challenges(context)
    link = page.get_by_role("link", name="Join the leaderboard")
    expect(link).to_have_attribute("href", "#settings/leaderboard")


def test_avatars_are_drawings_or_initials(context: BrowserContext) -> None:
    register(context, f"Zoë {new_username().replace(' ', '')}")
    page = open_challenges(context)
    own = page.get_by_role("row").filter(has_text="You")
    expect(own.locator(".avatar")).to_have_text("ZP")


def test_demo_in_spanish_is_translated_and_accessible_when_dark(
    demo_server: Server, open_context: OpenContext
) -> None:
    size = {"width": 320, "height": 640}
    context = open_context(base_url=demo_server.url, color_scheme="dark", viewport=size, locale="es-ES")
    sign_in_by_cookie(context, PERSON)
    page = context.new_page()
    page.goto("/api/app/#challenges")
    for name in ("Límites sanos", "Maestría en concentración", "Campeonato de pausas", "Hasta el final"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text("Completa 15 tareas")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Tú")).to_have_attribute("aria-current", "true")
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    check_accessibility(page)


def test_names_are_those_of_the_api_again_after_spanish(context: BrowserContext) -> None:
    sign_up(context)
    set_language(context, "es")
    page = context.new_page()
    page.goto("/api/app/#challenges")
    expect(page.get_by_role("heading", name="Límites sanos")).to_be_visible()
    set_language(context, "en")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("heading", name="Healthy Boundaries")).to_be_visible()


def open_challenges(context: BrowserContext) -> Page:
    complete_onboarding(context)
    page = context.new_page()
    page.goto("/api/app/#challenges")
    expect(page.get_by_role("heading", name="This week", exact=True)).to_be_visible()
    return page


def find_challenge(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name))


def progress_of(context: BrowserContext, challenge: str) -> Any:
    return next(one["progress"] for one in get(context, "challenges/week") if one["id"] == challenge)
