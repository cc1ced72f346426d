"""The settings: what is saved is there after a reload."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.system.servers import PASSWORD
from tests.web.conftest import OpenContext
from tests.web.people import call, sign_in_by_cookie, sign_up
from tests.web.problems import Problems
from tests.web.screens import open_screen, wait_until_shown
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")
OTHER_PASSWORD = "another battery staple"
HOSTILE = "<img src=x onerror=alert(1)>"


def settings(context: BrowserContext) -> Page:
    """Register a person and open the settings."""
    sign_up(context)
    return open_screen(context, "settings")


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=TEXT(f"settings.{name}"), exact=True)


def field(page: Page, name: str, key: str) -> Locator:
    return card(page, name).get_by_label(TEXT(f"settings.{key}"), exact=True)


def save(page: Page, name: str, text: str = TEXT("save")) -> None:
    card(page, name).get_by_role("button", name=text, exact=True).click()
    expect(card(page, name).get_by_text(TEXT("settings.dirty"))).to_have_count(0)


def expect_notice(page: Page, key: str) -> None:
    expect(page.get_by_role("status").filter(has_text=TEXT(key)).first).to_be_visible()


def test_each_card_saves_and_shows_it_after_a_reload(context: BrowserContext) -> None:
    page = settings(context)
    typed = {
        ("profile", "full_name"): "Ada Lovelace",
        ("profile", "timezone"): "Asia/Tokyo",
        ("profile", "day_start"): "04:00",
        ("companion", "companion_name"): "Pip",
        ("work", "clock_out_time"): "17:15",
        ("goals", "hydration_goal_ml"): "1800",
        ("goals", "lunch_from"): "13:00",
    }
    chosen = {
        ("work", "workday_limit_minutes"): "420",
        ("work", "country"): "ES",
        ("goals", "focus_minutes"): "50",
    }
    for (name, key), value in typed.items():
        field(page, name, key).fill(value)
    for (name, key), value in chosen.items():
        field(page, name, key).select_option(value)
    card(page, "work").get_by_label("Sat", exact=True).check()
    card(page, "avatar").get_by_label(TEXT("settings.avatar.owl")).check()
    for name in ("profile", "companion", "work", "goals", "avatar"):
        save(page, name)
    page.reload()
    wait_until_shown(page)
    for (name, key), value in (typed | chosen).items():
        expect(field(page, name, key)).to_have_value(value)
    expect(card(page, "work").get_by_label("Sat", exact=True)).to_be_checked()
    expect(card(page, "avatar").get_by_label(TEXT("settings.avatar.owl"))).to_be_checked()
    assert call(context, "GET", "users/profile").json()["avatar_url"] == "/avatars/owl"


def test_switches_and_appearance_stay_after_a_reload(context: BrowserContext) -> None:
    page = settings(context)
    switches = [
        ("notifications", "kind.water", False),
        ("assistant", "phrasing", True),
        ("leaderboard", "leaderboard.on", False),
        ("appearance", "sound", True),
    ]
    for name, key, is_on in switches:
        field(page, name, key).set_checked(is_on)
        expect_notice(page, "settings.sound.on" if key == "sound" else "settings.saved")
    field(page, "quiet", "quiet.on").check()
    field(page, "quiet", "quiet_from").fill("20:30")
    save(page, "quiet")
    field(page, "appearance", "theme.dark").check()
    field(page, "appearance", "language").select_option("es")
    expect(page.get_by_role("heading", level=1)).to_have_text(Texts("es")("nav.settings"))
    page.reload()
    wait_until_shown(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(Texts("es")("nav.settings"))
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.get_by_label(Texts("es")("settings.language")).select_option("en")
    for name, key, is_on in switches:
        expect(field(page, name, key)).to_be_checked(checked=is_on)
    expect(field(page, "quiet", "quiet_from")).to_have_value("20:30")


def test_switches_that_are_used_at_once_are_all_kept(context: BrowserContext) -> None:
    page = settings(context)
    switches = [field(page, "notifications", f"kind.{kind}") for kind in ("water", "lunch", "rest")]
    switches += [field(page, "assistant", "phrasing"), field(page, "leaderboard", "leaderboard.on")]
    changes = "(all) => all.forEach((one) => one.click())"
    before = [switch.is_checked() for switch in switches]
    with page.expect_response(lambda answer: '"leaderboard"' in (answer.request.post_data or "")):
        page.evaluate(changes, [switch.element_handle() for switch in switches])
    page.reload()
    wait_until_shown(page)
    for switch, was_on in zip(switches, before, strict=True):
        expect(switch).to_be_checked(checked=not was_on)


def test_failure_to_read_what_two_cards_show_is_repaired_in_either(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("status of 503")
    sign_up(context)
    page = context.new_page()
    page.route("**/notifications/preferences", lambda route: route.fulfill(status=503))
    page.goto("/api/app/#settings")
    cards = [card(page, name) for name in ("notifications", "quiet")]
    for one in cards:
        expect(one.get_by_role("alert")).to_have_text(TEXT("error.server"))
    page.unroute("**/notifications/preferences")
    cards[1].get_by_role("button", name=TEXT("retry")).click()
    expect(field(page, "quiet", "quiet.on")).to_be_visible()
    expect(field(page, "notifications", "kind.water")).to_be_visible()


def test_another_username_needs_the_password(context: BrowserContext, problems: list[Problems]) -> None:
    problems[0].allow("status of 401")
    page = settings(context)
    name = f"renamed {call(context, 'GET', 'auth/user_info').json()['user_id'][:8]}"
    field(page, "profile", "username").fill(name)
    field(page, "profile", "current_password").fill("not my password")
    card(page, "profile").get_by_role("button", name=TEXT("save")).click()
    expect(field(page, "profile", "current_password")).to_be_focused()
    expect(page.get_by_text(TEXT("settings.wrong-password"))).to_be_visible()
    field(page, "profile", "current_password").fill(PASSWORD)
    save(page, "profile")
    assert call(context, "GET", "users/profile").json()["username"] == name


def test_change_made_elsewhere_is_not_overwritten(context: BrowserContext, problems: list[Problems]) -> None:
    problems[0].allow("status of 412")
    page = settings(context)
    water, save_goals = field(page, "goals", "hydration_goal_ml"), ("goals", TEXT("save"))
    call(context, "PATCH", "users/profile", {"preferences": {"hydration_goal_ml": 2500, "mine": 1}})
    water.fill("1900")
    card(page, "goals").get_by_role("button", name=TEXT("save")).click()
    expect(page.get_by_text(TEXT("settings.stale"))).to_be_visible()
    expect(water).to_have_value("1900")
    save(page, *save_goals)
    call(context, "PATCH", "users/profile", {"preferences": {"hydration_goal_ml": 1900, "focus_minutes": 40}})
    water.fill("1800")
    save(page, *save_goals)
    preferences = call(context, "GET", "users/profile").json()["preferences"]
    assert preferences == {"hydration_goal_ml": 1800, "focus_minutes": 40}
    expect(field(page, "goals", "focus_minutes")).to_have_value("40")


def test_what_was_typed_survives_a_change_in_another_tab(context: BrowserContext) -> None:
    page = settings(context)
    other = open_screen(context, "settings")
    field(page, "profile", "day_start").fill("03:00")
    field(other, "profile", "full_name").fill("Ada")
    save(other, "profile")
    expect(field(page, "profile", "full_name")).to_have_value("Ada")
    expect(field(page, "profile", "day_start")).to_have_value("03:00")
    save(page, "profile")
    profile = call(context, "GET", "users/profile").json()
    assert (profile["full_name"], profile["day_start"]) == ("Ada", "03:00")


def test_new_password_signs_this_device_in_again_and_others_out(
    open_context: OpenContext, problems: list[Problems]
) -> None:
    here, there = open_context(), open_context()
    for watched in problems:
        watched.allow("status of 401")
    page = settings(here)
    name = call(here, "GET", "auth/user_info").json()["username"]
    sign_in_by_cookie(there, name)
    field(page, "password", "current_password").fill(PASSWORD)
    field(page, "password", "new_password").fill(OTHER_PASSWORD)
    field(page, "password", "unlink_chats").check()
    with page.expect_request("**/auth/change-password") as sent:
        save(page, "password", TEXT("settings.password.change"))
    assert (sent.value.post_data_json or {})["unlink_chats"] is True
    expect_notice(page, "settings.saved")
    expect(card(page, "devices").get_by_text(TEXT("settings.devices.this"))).to_be_visible()
    expect(card(page, "devices").get_by_role("listitem")).to_have_count(1)
    card(page, "devices").get_by_role("button", name=TEXT("settings.sign-out")).click()
    page.get_by_label(TEXT("welcome.name"), exact=True).fill(name)
    page.get_by_label(TEXT("welcome.password"), exact=True).fill(OTHER_PASSWORD)
    page.get_by_role("button", name=TEXT("welcome.sign-in"), exact=True).click()
    expect(page.get_by_role("heading", level=1, name=TEXT("nav.settings"))).to_be_visible()


def test_other_device_can_be_signed_out(open_context: OpenContext) -> None:
    here, there = open_context(), open_context(user_agent="Mozilla/5.0 (iPhone) Safari/605.1")
    sign_up(here)
    sign_in_by_cookie(there, call(here, "GET", "auth/user_info").json()["username"])
    page = open_screen(here, "settings")
    device = TEXT("settings.devices.name", browser="Safari", system="iPhone")
    card(page, "devices").get_by_role("button", name=TEXT("settings.devices.end.name", device=device)).click()
    card(page, "devices").get_by_role("button", name=TEXT("settings.devices.end"), exact=True).click()
    expect_notice(page, "settings.devices.ended")
    expect(card(page, "devices").get_by_role("listitem")).to_have_count(1)


def test_days_off_are_added_and_deleted(context: BrowserContext, problems: list[Problems]) -> None:
    problems[0].allow("status of 400")
    page = settings(context)
    field(page, "days-off", "days-off.from").fill("2027-03-20")
    field(page, "days-off", "days-off.to").fill("2027-03-10")
    field(page, "days-off", "days-off.note").fill(HOSTILE)
    add = card(page, "days-off").get_by_role("button", name=TEXT("settings.days-off.add"), exact=True)
    add.click()
    expect(field(page, "days-off", "days-off.to")).to_be_focused()
    field(page, "days-off", "days-off.to").fill("2027-03-22")
    add.click()
    expect(card(page, "days-off").get_by_text(HOSTILE)).to_be_visible()
    days = call(context, "GET", "users/days-off").json()
    assert [(one["from"], one["to"], one["note"]) for one in days] == [("2027-03-20", "2027-03-22", HOSTILE)]
    card(page, "days-off").get_by_role("listitem").get_by_role("button").click()
    card(page, "days-off").get_by_role("button", name=TEXT("settings.delete-it"), exact=True).click()
    expect(card(page, "days-off").get_by_text(TEXT("settings.days-off.empty"))).to_be_visible()
    assert call(context, "GET", "users/days-off").json() == []


def test_muted_advice_can_be_allowed_again(context: BrowserContext) -> None:
    sign_up(context)
    for title in ("One", "Two", "Three"):
        call(context, "POST", "tasks", {"title": title, "due_date": "2026-04-01"})
    advice = call(context, "GET", "assistant/recommendations").json()[0]
    call(context, "POST", f"assistant/recommendations/{advice['id']}/feedback", {"verdict": "never"})
    page = open_screen(context, "settings")
    name = TEXT("settings.unmute.name", name=TEXT(f"settings.advice.{advice['kind']}"))
    card(page, "assistant").get_by_role("button", name=name).click()
    expect_notice(page, "settings.unmuted")
    assert call(context, "GET", "assistant/recommendations/muted").json() == []


def test_data_are_downloaded_as_a_file(context: BrowserContext, tmp_path: Path) -> None:
    page = settings(context)
    with page.expect_download() as download:
        card(page, "data").get_by_role("button", name=TEXT("settings.data.download")).click()
    file = tmp_path / "export.json"
    download.value.save_as(file)
    assert download.value.suggested_filename == "avanochi-export.json"
    assert json.loads(file.read_text())["user_id"] == call(context, "GET", "auth/user_info").json()["user_id"]


def test_account_is_deleted_after_password_and_confirmation(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("status of 401")
    page = settings(context)
    name = call(context, "GET", "auth/user_info").json()["username"]
    delete = card(page, "delete")
    delete.get_by_text(TEXT("settings.delete.open")).click()
    button = delete.get_by_role("button", name=TEXT("settings.delete.button"))
    password = delete.get_by_label(TEXT("settings.delete.password"), exact=True)
    password.fill("not my password")
    button.click()
    expect(delete.get_by_text(TEXT("settings.delete.confirmation.wrong"))).to_be_visible()
    delete.get_by_label(TEXT("settings.delete.confirmation", name=name)).fill(name)
    button.click()
    expect(delete.get_by_text(TEXT("settings.wrong-password"))).to_be_visible()
    password.fill(PASSWORD)
    button.click()
    expect(page.get_by_role("heading", level=1, name=TEXT("welcome.title"))).to_be_visible()
    expect_notice(page, "settings.delete.done")
    answer = context.request.post("/api/auth/login", data={"username": name, "password": PASSWORD})
    assert answer.status == 401


def test_hostile_names_are_shown_as_text(context: BrowserContext) -> None:
    page = settings(context)
    field(page, "profile", "full_name").fill(HOSTILE)
    save(page, "profile")
    field(page, "companion", "companion_name").fill(HOSTILE)
    save(page, "companion")
    page.get_by_role("link", name=TEXT("nav.home"), exact=True).click()
    expect(page.get_by_role("region", name=HOSTILE)).to_be_visible()
    assert page.locator("img[src=x]").count() == 0


def test_address_leads_to_a_card(context: BrowserContext) -> None:
    page = settings(context)
    page.get_by_role("link", name=TEXT("settings.delete"), exact=True).click()
    title = page.get_by_role("heading", name=TEXT("settings.delete"), exact=True)
    expect(title).to_be_focused()
    expect(title).to_be_in_viewport()
