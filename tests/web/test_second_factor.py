"""The two-step sign-in: set up, used, switched off, and required by a setting."""

from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.authenticator_app import SECONDS, AuthenticatorApp
from tests.conftest import MovableClock
from tests.system.servers import PASSWORD, Server
from tests.web.accessibility import check_accessibility
from tests.web.conftest import OpenContext
from tests.web.people import call, new_username, sign_up
from tests.web.problems import UNREACHED, Problems
from tests.web.screens import open_home, open_screen
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")
OTHER_PASSWORD = "another battery staple"


def app_of(context: BrowserContext, secret: str) -> AuthenticatorApp:
    """Return an authenticator app whose clock shows the server's time."""
    clock = MovableClock()
    clock.set(parsedate_to_datetime(context.request.get("/api/auth/session").headers["date"]))
    return AuthenticatorApp(secret.replace(" ", ""), clock)


def enable(context: BrowserContext) -> list[str]:
    """Enable the second factor without the page, and return the recovery codes."""
    secret = call(context, "POST", "auth/second-factor", {"password": PASSWORD}).json()["secret"]
    code = app_of(context, secret).code()
    codes: list[str] = call(context, "POST", "auth/second-factor/enable", {"code": code}).json()[
        "recovery_codes"
    ]
    return codes


def card_of(page: Page) -> Locator:
    return page.get_by_role("region", name=TEXT("settings.second-factor"), exact=True)


def send(place: Locator, button: str, text: Texts = TEXT, **typed: str) -> None:
    """Fill the fields of a form, by the keys of their labels, and press its button."""
    form = place.locator("form").filter(has=place.page.get_by_role("button", name=text(button), exact=True))
    for key, value in typed.items():
        labels = {"password": "settings.delete.password", "app_code": "settings.second-factor.code"}
        form.get_by_label(text(labels.get(key, key)), exact=True).fill(value)
    form.get_by_role("button", name=text(button), exact=True).click()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label(TEXT("welcome.name"), exact=True).fill(name)
    page.get_by_label(TEXT("welcome.password"), exact=True).fill(password)
    page.get_by_role("button", name=TEXT("welcome.sign-in"), exact=True).click()


def type_code(place: Page | Locator, code: str) -> None:
    """Type a code once it is asked for, where the focus is then."""
    field = place.get_by_label(TEXT("code"), exact=True)
    expect(field).to_be_focused()
    field.fill(code)
    field.press("Enter")


def test_code_is_set_up_in_the_settings_and_asked_for_at_the_next_sign_in(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("status of 401")
    name = sign_up(context)
    page = open_screen(context, "settings/second-factor")
    card = card_of(page)
    expect(card.get_by_role("heading")).to_be_focused()
    send(card, "settings.second-factor.begin", password="not my password")
    expect(card.get_by_text(TEXT("settings.wrong-password"))).to_be_visible()
    send(card, "settings.second-factor.begin", password=PASSWORD)
    expect(card.get_by_role("img", name=TEXT("settings.second-factor.picture"))).to_be_visible()
    app = app_of(context, card.locator("code").inner_text())
    check_accessibility(page)

    send(card, "settings.second-factor.enable", app_code="000000")
    expect(card.get_by_label(TEXT("settings.second-factor.code"))).to_be_focused()
    expect(card.get_by_text(TEXT("code.wrong"))).to_be_visible()
    send(card, "settings.second-factor.enable", app_code=app.code())
    codes = card.get_by_role("listitem")
    expect(codes).to_have_count(10)
    with page.expect_download() as download:
        card.get_by_role("button", name=TEXT("settings.data.download")).click()
    assert set(codes.all_inner_texts()) <= set(download.value.path().read_text().split("\n"))
    check_accessibility(page)
    card.get_by_role("button", name=TEXT("settings.second-factor.kept")).click()
    expect(card).to_contain_text(TEXT("settings.second-factor.left", count=10))
    check_accessibility(page)

    page.get_by_role("button", name=TEXT("settings.sign-out"), exact=True).click()
    sign_in(page, name)
    type_code(page, "000000")
    expect(page.get_by_text(TEXT("code.wrong"))).to_be_visible()
    check_accessibility(page)
    type_code(page, app.code(SECONDS))
    expect(card).to_contain_text(TEXT("settings.second-factor.on"))


def test_recovery_code_signs_in_again_renews_the_codes_and_switches_it_off(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("status of 401")
    name = sign_up(context)
    codes = enable(context)
    page = open_screen(context)
    context.clear_cookies()
    page.goto("/api/app/#history")
    dialog = page.get_by_role("dialog", name=TEXT("again.title"))
    dialog.get_by_label(TEXT("again.password", name=name)).fill(PASSWORD)
    page.keyboard.press("Enter")
    type_code(dialog, codes[0].lower().replace("-", " "))
    expect(dialog).to_have_count(0)

    page.goto("/api/app/#settings/second-factor")
    card = card_of(page)
    card.get_by_text(TEXT("settings.second-factor.renew"), exact=True).first.click()
    send(card, "settings.second-factor.renew", password=PASSWORD, code=codes[0])
    expect(card.get_by_text(TEXT("code.wrong"))).to_be_visible()
    send(card, "settings.second-factor.renew", password=PASSWORD, code=codes[1])
    expect(card.get_by_role("listitem").first).not_to_have_text(codes[0])
    new = card.get_by_role("listitem").all_inner_texts()
    card.get_by_role("button", name=TEXT("settings.second-factor.kept")).click()
    card.get_by_text(TEXT("settings.second-factor.remove"), exact=True).first.click()
    send(card, "settings.second-factor.remove", password="not my password", code=new[0])
    expect(card.get_by_text(TEXT("settings.wrong-password"))).to_be_visible()
    send(card, "settings.second-factor.remove", password=PASSWORD, code=new[0])
    expect(page.get_by_text(TEXT("settings.second-factor.removed"))).to_be_visible()
    sign_in(page, name)
    expect(card).to_contain_text(TEXT("settings.second-factor.text"))


def test_setup_that_was_done_elsewhere_is_shown_and_a_new_password_needs_the_code(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("status of 4(01|09)")
    name = sign_up(context)
    page = open_screen(context, "settings")
    codes = enable(context)
    send(card_of(page), "settings.second-factor.begin", password=PASSWORD)
    expect(card_of(page).get_by_role("alert").first).to_have_text(TEXT("settings.second-factor.elsewhere"))
    expect(card_of(page)).to_contain_text(TEXT("settings.second-factor.on"))

    password = page.get_by_role("region", name=TEXT("settings.password"), exact=True)
    password.get_by_label(TEXT("settings.current_password")).fill(PASSWORD)
    password.get_by_label(TEXT("settings.new_password")).fill(OTHER_PASSWORD)
    password.get_by_role("button", name=TEXT("settings.password.change")).click()
    page.get_by_label(TEXT("again.password", name=name)).fill(OTHER_PASSWORD)
    page.keyboard.press("Enter")
    type_code(page.get_by_role("dialog"), codes[0])
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_code_that_becomes_required_is_set_up_and_what_waits_is_sent(
    open_context: OpenContext, problems: list[Problems], tmp_path: Path
) -> None:
    database = tmp_path / "avanochi.db"
    with Server(database) as before:
        context = open_context(base_url=before.url)
        problems[0].allow(f"status of 40[13]|{UNREACHED}|Failed to fetch")
        sign_up(context)
        page = context.new_page()
        open_home(page)
        page.get_by_label(TEXT("today.add")).fill("Half a li")
        port = int(before.url.rpartition(":")[2])
    page.get_by_role("button", name=TEXT("care.water", amount=250)).click()
    expect(page.get_by_text(TEXT("waiting.kept"), exact=True)).to_be_visible()

    with Server(database, settings={"REQUIRE_SECOND_FACTOR": "everyone"}, port=port):
        page.evaluate("dispatchEvent(new Event('online'))")
        dialog = page.get_by_role("dialog", name=TEXT("settings.second-factor.required"))
        expect(dialog).to_contain_text(TEXT("settings.second-factor.required.text"))
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        check_accessibility(page)
        send(dialog, "settings.second-factor.begin", password=PASSWORD)
        app = app_of(context, dialog.locator("code").inner_text())
        send(dialog, "settings.second-factor.enable", app_code=app.code())
        dialog.get_by_role("button", name=TEXT("settings.second-factor.kept")).click()
        expect(dialog).to_have_count(0)
        expect(page.get_by_text(TEXT("care.progress", total=250, goal="2,000"))).to_be_visible()
        expect(page.get_by_label(TEXT("today.add"))).to_have_value("Half a li")
        context.close()


def test_new_person_where_a_code_is_required_sets_it_up_or_signs_in_with_it(
    open_context: OpenContext, problems: list[Problems], tmp_path: Path
) -> None:
    spanish, name = Texts("es"), new_username()
    with Server(tmp_path / "avanochi.db", settings={"REQUIRE_SECOND_FACTOR": "everyone"}) as server:
        context = open_context(
            base_url=server.url, locale="es-ES", color_scheme="dark", viewport={"width": 320, "height": 640}
        )
        problems[0].allow("status of 40[13]")
        page = context.new_page()
        page.goto("/api/app/")
        page.get_by_role("button", name=spanish("welcome.to-sign-up")).click()
        page.get_by_label(spanish("welcome.name"), exact=True).fill(name)
        page.get_by_label(spanish("welcome.password"), exact=True).fill(PASSWORD)
        page.get_by_role("button", name=spanish("welcome.sign-up"), exact=True).click()
        dialog = page.get_by_role("dialog", name=spanish("settings.second-factor.required"))
        send(dialog, "settings.second-factor.begin", spanish, password=PASSWORD)
        check_accessibility(page)
        codes = enable(context)  # elsewhere, so that this sign-in shows no code before it is renewed
        context.clear_cookies(name="refresh_token")
        page.reload()
        dialog = page.get_by_role("dialog", name=spanish("again.title"))
        expect(dialog).to_contain_text(spanish("settings.second-factor.again"))
        check_accessibility(page)
        dialog.get_by_label(spanish("again.password", name=name)).fill(PASSWORD)
        page.keyboard.press("Enter")
        dialog.get_by_label(spanish("code"), exact=True).fill(codes[0])
        page.keyboard.press("Enter")
        title = page.get_by_role("heading", level=1, name=spanish("onboarding.name.title"))
        expect(title).to_be_focused()
        context.close()
