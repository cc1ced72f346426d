"""Attacks on the page: by addresses, by texts, by what a device keeps, and by others at the same browser."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.system.servers import PASSWORD, Server
from tests.web.conftest import OpenContext
from tests.web.demo_server import PERSON
from tests.web.people import call, complete_onboarding, register, sign_in_by_cookie, sign_up
from tests.web.problems import Problems
from tests.web.screens import SCREENS, open_screen, wait_until_shown
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")
SECRET = "Quokka"

_DRINK = TEXT("care.water", amount=250)
_SIGN_OUT = "import('./core/api.js').then((api) => api.signOut().then(() => 'done', (error) => error.status))"


@pytest.fixture
def home(context: BrowserContext) -> Page:
    sign_up(context)
    return open_screen(context)


def paths_requested(page: Page) -> list[str]:
    """Return a list to which the path of each later request to the API is added."""
    paths: list[str] = []

    def note(url: str) -> None:
        path = urlsplit(url).path
        if not path.startswith("/api/app/"):
            paths.append(path)

    page.on("request", lambda request: note(request.url))
    return paths


# Paths


def test_id_in_the_address_leads_to_no_other_route(home: Page, problems: list[Problems]) -> None:
    problems[0].allow("status of 404")
    paths = paths_requested(home)
    for value in (
        "../users/profile",
        "..",
        "x/../../auth/sessions",
        "..\\..\\users\\profile",
        "%2e%2e/users/profile",
        "..%2fusers%2fprofile",
        ".%09./users/profile",
        "?user_id=x",
        "x?completed=true",
        "//evil.example/x",
        "/api/users/profile",
        "http://evil.example",
        "2026-13-40",  # no date
    ):
        home.evaluate("value => location.hash = `tasks/${value}`", value)
        expect(home.get_by_role("heading", name=TEXT("tasks.gone"))).to_be_visible()
        home.evaluate("location.hash = 'tasks/today'")
        expect(home.get_by_role("heading", name=TEXT("tasks.gone"))).to_have_count(0)
    allowed = re.compile(r"/api/(dashboard/data|companion/face\.svg|tasks(/[^/]*)?)")
    assert paths
    assert [path for path in paths if not allowed.fullmatch(path)] == []


def test_act_with_a_path_out_of_the_api_is_refused_and_not_sent(home: Page) -> None:
    paths = paths_requested(home)
    script = """path => import("./core/outbox.js").then(({send}) =>
        send({method: "POST", path}).then((answer) => answer, (error) => error.status))"""
    for path in (
        *("//evil.example/x", "/\\evil.example/x", "https://evil.example/x", "\t//evil.example/x", "blob:x"),
        *(
            "/status",
            "../status",
            "tasks/../status",
            "tasks/%2e%2e/status",
            "tasks/.%2E",
            "tasks\\..\\status",
        ),
        *("tasks/x#status", "javascript:document.title='harmed'", "./status", "../api/status"),
    ):
        assert home.evaluate(script, path) == 404, path
    assert [one for one in paths if one != "/api/dashboard/data"] == []


def test_code_of_a_link_leaves_the_address_also_of_an_open_page(home: Page, problems: list[Problems]) -> None:
    problems[0].allow("status of 401")
    codes = []

    def refuse(route: Route) -> None:
        codes.append(route.request.post_data_json)
        route.fulfill(status=401, json={"error": "This link was used.", "code": "unauthenticated"})

    home.route("**/api/auth/open", refuse)
    length = home.evaluate("history.length")
    home.evaluate("location.hash = 'open=used-code'")
    expect(home.get_by_text("This link was used.")).to_be_visible()
    assert codes == [{"code": "used-code"}]
    assert home.evaluate("[location.hash, history.length]") == ["#home", length + 1]


# Texts

_HARM = "globalThis.harmed = 1"
_MARKUP = f"</title><img src=x onerror='{_HARM}'><script>{_HARM}</script><svg onload='{_HARM}'>"
_WORDS = (
    *("title", "text", "message", "note", "notes", "label", "body", "because", "reasons", "option", "name"),
    *(
        "username",
        "nickname",
        "full_name",
        "description",
        "tags",
        "paragraphs",
        "user_agent",
        "reply",
        "error",
    ),
)
_FACE = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="{_HARM}"><title>x</title>
<script>{_HARM}</script><script href="core/main.js?harm"/>
<a href="javascript:{_HARM}"><rect width="9" height="9"/></a>
<style>@import "https://evil.example/x.css"; rect {{ fill: url(https://evil.example/y) }}</style>
<image href="https://evil.example/x.png" onerror="{_HARM}"/><use href="https://evil.example/x.svg#a"/>
<set attributeName="onclick" to="{_HARM}"/><foreignObject width="9" height="9">
<iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="&lt;script&gt;parent.harmed = 1&lt;/script&gt;"/>
<form xmlns="http://www.w3.org/1999/xhtml" action="https://evil.example/"><button>OK</button></form>
</foreignObject></svg>"""


def hostile(value: Any) -> Any:
    """Return an answer of the API in which each text of people is markup, and each address is a script."""
    if isinstance(value, list):
        return [hostile(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: _replaced(key, hostile(each)) for key, each in value.items()}


def _replaced(key: str, value: Any) -> Any:
    if key in ("url", "avatar_url") and value is not None:
        return f"javascript:{_HARM}"
    if key in _WORDS and isinstance(value, list):
        return [_MARKUP if isinstance(each, str) else each for each in value]
    return _MARKUP if key in _WORDS and isinstance(value, str) else value


def test_no_text_of_an_answer_is_markup_on_any_screen(
    demo_server: Server, open_context: OpenContext, problems: list[Problems]
) -> None:
    context = open_context(base_url=demo_server.url, service_workers="block")
    sign_in_by_cookie(context, PERSON)
    task = call(context, "GET", "tasks?limit=1").json()[0]["id"]

    def answer(route: Route) -> None:
        response = route.fetch()
        kind = response.headers.get("content-type", "")
        if response.ok and "json" in kind and "/api/app/" not in route.request.url:
            body = json.dumps(hostile(response.json()))
            route.fulfill(response=response, body=body, headers={"content-type": kind})
        else:
            route.fulfill(response=response)

    context.route("**/api/**", answer)
    for name in (*SCREENS, f"tasks/{task}", "tasks/plan", "tasks/all"):
        page = open_screen(context, name)
        assert page.get_by_text(_MARKUP[:20]).count() > 0 or name in ("focus", "tasks/plan"), name
        assert page.locator("img[src=x], body script, main svg[onload], [href^=javascript]").count() == 0, (
            name
        )
        assert page.evaluate("globalThis.harmed") is None, name
        page.close()
    assert problems


def test_face_that_holds_scripts_runs_none_and_asks_no_other_host(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("^policy|Content Security Policy|TrustedScript|evil.example")  # what was blocked
    reached = []

    def reach(route: Route) -> None:
        reached.append(route.request.url)
        route.abort()

    context.route("https://evil.example/**", reach)
    sign_up(context)
    context.route(
        "**/api/companion/face.svg*", lambda route: route.fulfill(content_type="image/svg+xml", body=_FACE)
    )
    page = open_screen(context)
    face = page.locator("companion-face")
    expect(face.locator("a")).to_have_count(1)
    expect(face.locator("script, foreignObject, iframe")).to_have_count(0)
    face.locator("rect").dispatch_event("click")
    page.wait_for_timeout(300)
    assert page.evaluate("globalThis.harmed") is None
    assert reached == []
    assert urlsplit(page.url).path == "/api/app/"


# What a device keeps

_KEPT = """async () => {
    const rows = (name) => new Promise((resolve) => {
        indexedDB.open(name).onsuccess = ({target: {result}}) => {
            const stores = [...result.objectStoreNames];
            if (!stores.length) return resolve([]);
            const reading = result.transaction(stores).objectStore(stores[0]).getAll();
            reading.onsuccess = () => (result.close(), resolve(reading.result));
        };
    });
    const databases = await Promise.all((await indexedDB.databases()).map(({name}) => rows(name)));
    const cached = [];
    for (const name of await caches.keys()) {
        for (const {url} of await (await caches.open(name)).keys()) cached.push(url);
    }
    const stored = [{...localStorage}, {...sessionStorage}, databases, cached];
    return JSON.stringify([...stored, document.cookie, document.body.innerText]);
}"""


def test_nothing_of_a_user_stays_on_a_device_that_was_left(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("status of 401")
    register(context)
    user = call(context, "GET", "auth/user_info").json()
    call(context, "POST", "companion/name", {"name": SECRET})
    page = context.new_page()
    page.goto("/api/app/")
    page.get_by_label(TEXT("onboarding.name")).fill(f"{SECRET} the egg")
    complete_onboarding(context)
    task = call(context, "POST", "tasks", {"title": f"{SECRET} plans"}).json()["id"]
    page.goto("/api/app/#tasks/all")
    page.reload()
    wait_until_shown(page)
    page.get_by_label(TEXT("tasks.search")).fill(SECRET)
    page.get_by_role("checkbox", name=re.compile(SECRET)).click()
    expect(page.locator("avanochi-notices").get_by_text(SECRET).first).to_be_visible()
    page.goto(f"/api/app/#tasks/{task}")
    wait_until_shown(page)
    assert SECRET in page.evaluate(_KEPT)
    page.evaluate("location.hash = 'home'")
    assert page.evaluate(_SIGN_OUT) == "done"
    expect(page.get_by_role("heading", level=1, name=TEXT("welcome.title"))).to_be_visible()
    kept = page.evaluate(_KEPT)
    assert SECRET not in kept
    assert user["user_id"] not in kept
    assert [cookie["name"] for cookie in context.cookies()] == []

    sign_up(context)
    page.evaluate("location.hash = 'tasks/all'")
    page.evaluate("import('./core/api.js').then((api) => api.findUser())")
    wait_until_shown(page)
    expect(page.get_by_label(TEXT("tasks.search"))).to_have_value("")
    assert SECRET not in page.evaluate(_KEPT)


def test_page_to_which_the_back_button_returns_shows_nothing_of_a_user_who_left(home: Page) -> None:
    call(home.context, "POST", "auth/logout")  # while the page sleeps
    returned = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    home.evaluate(f"localStorage.removeItem('avanochi.user'), {returned}")
    expect(home.get_by_role("heading", level=1, name=TEXT("welcome.title"))).to_be_visible()
    expect(home.get_by_role("button", name=_DRINK)).to_have_count(0)


@pytest.mark.parametrize("ended", ["access token", "server"])
def test_signing_out_ends_the_sign_in_or_says_that_it_did_not(
    context: BrowserContext, problems: list[Problems], ended: str
) -> None:
    problems[0].allow("status of (401|503)")
    name = sign_up(context)
    own = {"Origin": context.request.get("/api/auth/session").url.removesuffix("/api/auth/session")}
    body = {"username": name, "password": PASSWORD, "remember": True}
    assert context.request.post("/api/auth/login", data=body, headers=own).ok
    page = open_screen(context)
    cookies = context.cookies(f"{own['Origin']}/api/auth/refresh")
    (refresh,) = (cookie["value"] for cookie in cookies if cookie["name"] == "refresh_token")
    if ended == "server":
        page.route("**/api/auth/logout", lambda route: route.fulfill(status=503, json={"error": "Busy"}))
        assert page.evaluate(_SIGN_OUT) == 503
        expect(page.get_by_role("button", name=_DRINK)).to_be_visible()
        page.unroute_all()
    else:
        context.clear_cookies(name="auth_token")
    assert page.evaluate(_SIGN_OUT) == "done"
    expect(page.get_by_role("heading", level=1, name=TEXT("welcome.title"))).to_be_visible()
    assert context.cookies() == []
    sent = own | {"Cookie": f"refresh_token={refresh}"}
    assert context.request.post("/api/auth/refresh", headers=sent).status == 401


def test_page_acts_for_the_administrator_whose_cookies_came_and_not_for_the_user_before(
    open_context: OpenContext, tmp_path: Path
) -> None:
    with Server(tmp_path / "team.db", settings={"ADMIN_USERNAMES": "grace"}) as server:
        context = open_context(base_url=server.url)
        first = sign_up(context, "first")
        page = open_screen(context)
        page.close()
        register(context, "grace")  # signs in without the page, which still knows the first
        complete_onboarding(context)
        assert call(context, "GET", "users").ok
        page = open_screen(context)
        expect(page.get_by_role("button", name=_DRINK)).to_be_visible()
        page.get_by_role("button", name=_DRINK).click()
        expect(page.get_by_text("250 of 2,000 ml today")).to_be_visible()
        assert call(context, "GET", "health/today").json()["hydration"]["total_ml"] == 250
        sign_in_by_cookie(context, first)
        assert call(context, "GET", "health/today").json()["hydration"]["total_ml"] == 0
        context.close()


def test_page_opens_with_any_values_in_its_storage(context: BrowserContext, problems: list[Problems]) -> None:
    problems[0].allow("status of 401")
    sign_up(context)
    page = open_screen(context)
    for name, value in (
        ("avanochi.day", "{"),
        ("avanochi.day", '{"user": null}'),
        ("avanochi.language", "../../docs/x"),
        ("avanochi.theme", _MARKUP),
        ("avanochi.face", _FACE),
        ("avanochi.user", "x&user_id=y"),
        ("avanochi.clock", "NaN"),
        ("avanochi.waiting", _MARKUP),
    ):
        page.evaluate("([name, value]) => localStorage.setItem(name, value)", [name, value])
        page.reload()
        expect(page.get_by_role("button", name=_DRINK)).to_be_visible()
        assert page.evaluate("globalThis.harmed") is None, name
