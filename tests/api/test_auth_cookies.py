"""Sign-ins whose tokens are in cookies alone: `remember` in login, and refresh without a body."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from shared.entities.sign_in import RefreshFamily
from shared.services.auth_cookies import MAX_REFRESH_TOKENS
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.errors import assert_invalid, assert_unauthorized
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("ada")

TOKEN = re.compile(r"eyJ|[\w-]{43}")


class Page:
    """A page of the API's own host in a browser, which keeps its cookies."""

    def __init__(self, api: Api) -> None:
        self.api = api
        api.client.cookies.clear()

    def post(self, path: str, **request: object) -> httpx.Response:
        return self.api.call("POST", path, headers={"Origin": self.api.url}, **request)

    def sign_in(self, username: str = "Ada", **fields: object) -> httpx.Response:
        return self.post("auth/login", json={"username": username, "password": PASSWORD, **fields})

    def refresh(self) -> httpx.Response:
        return self.post("auth/refresh")

    @property
    def user(self) -> str | None:
        name: str | None = self.api.call("GET", "auth/session").json().get("username")
        return name

    @property
    def refresh_token(self) -> str:
        return self.api.client.cookies["refresh_token"]


@pytest.fixture
def page(api: Api) -> Page:
    page = Page(api)
    assert page.sign_in(remember=True).status_code == 200
    return page


def attributes_of(response: httpx.Response) -> dict[str, set[str]]:
    """Return the attributes of the cookies by name."""
    cookies = [cookie.split("; ") for cookie in response.headers.get_list("Set-Cookie")]
    return {first.partition("=")[0]: set(attributes) for first, *attributes in cookies}


def refresh_with(api: Api, *cookies: str, **headers: str) -> httpx.Response:
    """Refresh with these cookies alone."""
    api.client.cookies.clear()
    headers = {"Origin": api.url, "Cookie": "; ".join(cookies)} | headers
    return api.call("POST", "auth/refresh", headers=headers)


def test_scripts_see_no_token_of_a_remembered_sign_in(api: Api, ada: Person) -> None:
    page = Page(api)
    idle = int(RefreshFamily.MAX_IDLE.total_seconds())
    for response in (page.sign_in(remember=True), page.refresh(), page.refresh()):
        assert response.status_code == 200
        assert response.json() == {"user_id": ada.id, "expires_in": 3600}
        assert attributes_of(response) == {
            "auth_token": {"Max-Age=3600", "Path=/", "HttpOnly", "SameSite=Lax"},
            "refresh_token": {f"Max-Age={idle}", "Path=/api/auth", "HttpOnly", "SameSite=Strict"},
        }
        readable = [value for name, value in response.headers.multi_items() if name != "set-cookie"]
        assert not [text for text in (response.text, *readable) if TOKEN.search(text)]
        assert page.user == "Ada"


def test_refresh_cookie_is_sent_to_the_routes_of_auth_alone(page: Page) -> None:
    sent = {
        path: page.api.client.build_request("GET", path).headers["Cookie"]
        for path in ("auth/refresh", "auth/login", "auth/logout", "tasks", "authors", "users/profile")
    }
    assert [path for path, cookies in sent.items() if "refresh_token=" in cookies] == [
        *("auth/refresh", "auth/login", "auth/logout")
    ]
    assert all("auth_token=" in cookies for cookies in sent.values())


def test_page_is_signed_in_again_by_refresh_for_90_days(page: Page, clock: MovableClock) -> None:
    ends = clock.now() + RefreshFamily.MAX_AGE
    for _ in range(4):
        assert page.user == "Ada"
        clock.move(days=18)
        assert page.user is None
        response = page.refresh()
        assert response.status_code == 200
        # The browser forgets the refresh token when the sign-in ends.
        seconds = int(min(RefreshFamily.MAX_IDLE, ends - clock.now()).total_seconds())
        assert f"Max-Age={seconds}" in attributes_of(response)["refresh_token"]
    clock.move(days=18)
    assert_unauthorized(page.refresh())


@pytest.mark.parametrize("value", [1, 0, "true", "false", "", None, [], {}])
def test_remember_must_be_a_boolean(api: Api, value: object) -> None:
    assert_invalid(Page(api).sign_in(remember=value), "remember", value)


def test_sign_in_that_is_not_remembered_answers_with_tokens(api: Api) -> None:
    response = Page(api).sign_in(remember=False)
    assert {"token", "refresh_token"} < set(response.json())
    assert set(attributes_of(response)) == {"auth_token"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "{scheme}://{host}"},
        {"Origin": "{scheme}://{host}:1"},
        {"Origin": "https://{host}:{port}"},
        {"Origin": "{own}.evil.example"},
        {"Origin": "{scheme}://evil.{host}:{port}"},
        {"Origin": "{own} {own}"},
        {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "unknown"},
    ],
)
def test_page_of_another_site_cannot_sign_the_browser_in(api: Api, headers: dict[str, str]) -> None:
    body = {"username": "Ada", "password": PASSWORD, "remember": True}
    own = httpx.URL(api.url)
    parts = {"own": api.url, "scheme": own.scheme, "host": own.host, "port": own.port}
    headers = {name: value.format(**parts) for name, value in headers.items()}
    response = api.call("POST", "auth/login", json=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert "Set-Cookie" not in response.headers
    body["password"] = "a guess"
    assert api.call("POST", "auth/login", json=body, headers=headers).text == response.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "{own}/api/app/"},
    ],
)
def test_refresh_by_cookie_needs_a_trusted_origin(page: Page, headers: dict[str, str]) -> None:
    before = page.refresh_token
    sent = {name: value.format(own=page.api.url) for name, value in headers.items()}
    response = page.api.call("POST", "auth/refresh", headers=sent)
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert page.refresh_token == before
    allowed = page.api.call("POST", "auth/refresh", headers={"Origin": "https://app.example.com"})
    assert allowed.status_code == 200
    assert page.refresh_token != before


def test_refresh_without_body_and_valid_cookie_is_401(api: Api, ada: Person) -> None:
    assert_unauthorized(Page(api).refresh())
    for value in (
        "",
        "nonsense",
        "a.b.c",
        f"{ada.id}.{'a' * 36}.b",
        "a" * 3000,
        "a.b." + "c" * 3000,
        "%c3%a4.b.c!",
    ):
        assert_unauthorized(refresh_with(api, f"refresh_token={value}"))
    assert_unauthorized(refresh_with(api, f"xrefresh_token={ada.refresh_token}"))
    assert refresh_with(api, f"refresh_token={ada.refresh_token}").status_code == 200


def test_access_token_is_no_refresh_cookie_nor_the_reverse(api: Api, ada: Person) -> None:
    assert_unauthorized(refresh_with(api, f"refresh_token={ada.token}", f"auth_token={ada.token}"))
    headers = {"Cookie": f"auth_token={ada.refresh_token}; refresh_token={ada.refresh_token}"}
    assert_unauthorized(api.call("GET", "users/profile", headers=headers))


def test_refresh_cookie_with_the_secure_prefix_has_precedence(api: Api, ada: Person, bob: Person) -> None:
    cookies = f"refresh_token={bob.refresh_token}", f"__Secure-refresh_token={ada.refresh_token}"
    assert refresh_with(api, *cookies).json()["user_id"] == ada.id


def test_valid_refresh_cookie_is_found_behind_others_of_its_name(api: Api, ada: Person) -> None:
    def planted(count: int) -> list[str]:
        return [f"refresh_token=planted.by.{number}" for number in range(count)]

    genuine = f"refresh_token={ada.refresh_token}"
    malformed = [f"refresh_token=malformed{number}" for number in range(30)]
    assert_unauthorized(refresh_with(api, *planted(MAX_REFRESH_TOKENS), genuine))
    few = planted(MAX_REFRESH_TOKENS - 1)
    assert refresh_with(api, *malformed, *few, *few, genuine).json()["user_id"] == ada.id


def test_refresh_token_in_the_body_works_as_without_cookies(page: Page, bob: Person) -> None:
    response = page.post("auth/refresh", json={"refresh_token": bob.refresh_token})
    assert response.json()["user_id"] == bob.id
    assert {"token", "refresh_token"} < set(response.json())
    assert page.post("auth/refresh", json={"refresh_token": None}).status_code == 400


def test_empty_object_is_a_refresh_by_cookie_where_there_is_one(page: Page, ada: Person) -> None:
    assert page.post("auth/refresh", json={}).json() == {"user_id": ada.id, "expires_in": 3600}


def test_chunked_body_that_did_not_arrive_is_no_refresh_by_cookie(page: Page) -> None:
    before = page.refresh_token
    headers = {"Origin": page.api.url, "Transfer-Encoding": "chunked"}
    for path in ("auth/refresh", "auth/login", "auth/logout"):
        assert page.api.call("POST", path, headers=headers, content=b"").status_code == 411
    assert page.refresh_token == before
    assert page.user == "Ada"


# One sign-in


@pytest.mark.both_stores("the exchange is a conditional write")
def test_two_tabs_that_refresh_at_once_have_one_sign_in(page: Page, clock: MovableClock) -> None:
    clock.move(hours=2)
    cookie = f"refresh_token={page.refresh_token}"
    page.api.client.cookies.clear()
    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(lambda _: refresh_with(page.api, cookie), range(4)))
    clock.move(seconds=29)
    responses.append(refresh_with(page.api, cookie))
    assert [response.status_code for response in responses] == [200] * 5
    (successor,) = {response.cookies["refresh_token"] for response in responses}
    assert page.refresh_token == successor
    assert len(page.api.call("GET", "auth/sessions").json()) == 2  # and that of the fixture `ada`


def test_refresh_cookie_used_again_after_30_seconds_ends_the_sign_in(page: Page, clock: MovableClock) -> None:
    stolen = page.refresh_token
    assert page.refresh().status_code == 200
    renewed, access = page.refresh_token, page.api.client.cookies["auth_token"]
    clock.move(seconds=30)
    assert_unauthorized(refresh_with(page.api, f"refresh_token={stolen}"))
    assert_unauthorized(refresh_with(page.api, f"refresh_token={renewed}"))
    response = page.api.call("GET", "users/profile", headers={"Cookie": f"auth_token={access}"})
    assert_unauthorized(response)


def test_sign_out_ends_the_remembered_sign_in_and_forgets_its_cookies(page: Page, ada: Person) -> None:
    cookie = f"refresh_token={page.refresh_token}"
    assert page.post("auth/logout").status_code == 204
    assert dict(page.api.client.cookies) == {}
    assert page.user is None
    assert_unauthorized(refresh_with(page.api, cookie))
    assert [each["current"] for each in ada.get("auth/sessions").json()] == [True]


def test_sign_out_ends_no_sign_in_of_another_user(bob: Person, page: Page) -> None:
    cookie = f"refresh_token={page.refresh_token}"
    page.api.client.cookies.clear()
    assert bob.post("auth/logout", headers={"Cookie": cookie}).status_code == 204
    assert refresh_with(page.api, cookie).status_code == 200


@pytest.mark.usefixtures("bob")
def test_another_sign_in_of_the_browser_replaces_the_remembered_one(page: Page) -> None:
    assert page.sign_in("Bob", remember=True).status_code == 200
    assert page.refresh().status_code == 200
    assert page.user == "Bob"
    assert page.sign_in("Ada").status_code == 200  # without a refresh cookie of its own
    assert page.user == "Ada"
    assert_unauthorized(page.refresh())
    assert page.user == "Ada"


def test_changed_password_ends_the_remembered_sign_in(page: Page) -> None:
    body = {"current_password": PASSWORD, "new_password": "another password"}
    assert page.post("auth/change-password", json=body).status_code == 204
    assert_unauthorized(page.refresh())


def test_closing_the_account_ends_the_remembered_sign_in_and_forgets_its_cookies(page: Page) -> None:
    cookie = f"refresh_token={page.refresh_token}"
    headers, body = {"Origin": page.api.url}, {"password": PASSWORD}
    assert (
        page.api.call("DELETE", "users/profile", headers=headers, json={"password": "x"}).status_code == 401
    )
    assert page.user == "Ada"
    assert page.api.call("DELETE", "users/profile", headers=headers, json=body).status_code == 204
    assert dict(page.api.client.cookies) == {}
    assert_unauthorized(refresh_with(page.api, cookie))


def test_idle_sign_in_ends_also_by_cookie(page: Page, clock: MovableClock) -> None:
    clock.move(seconds=(RefreshFamily.MAX_IDLE - timedelta(seconds=1)).total_seconds())
    assert page.refresh().status_code == 200
    clock.move(seconds=RefreshFamily.MAX_IDLE.total_seconds())
    assert_unauthorized(page.refresh())
