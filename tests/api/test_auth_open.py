"""`POST auth/open`: a code that a local command made signs a browser in, once, in development."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from shared.errors import NotFoundError
from shared.services.service_factory import ServiceFactory
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.errors import assert_invalid
from tests.api.storage import Storage
from tests.conftest import MovableClock

REFUSAL = "This link was used or is older than 5 minutes: run `python3 dev.py open NAME` for a new one."


@pytest.fixture(autouse=True)
def development(environment: dict[str, str]) -> Iterator[None]:
    environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development"
    yield
    environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development"


@pytest.fixture
def code(ada: Person, factory: ServiceFactory) -> str:
    return factory.get_sign_in_codes().create(ada.username)


def open_by(api: Api, code: object, **headers: str) -> httpx.Response:
    headers = {"Origin": api.url} | headers
    return api.call("POST", "auth/open", json={"code": code}, headers=headers)


def assert_refused(response: httpx.Response) -> None:
    assert response.status_code == 401
    assert response.json() == {"error": REFUSAL, "code": "unauthenticated"}
    assert "Set-Cookie" not in response.headers


def test_code_signs_in_by_cookies_that_can_be_refreshed(api: Api, ada: Person, code: str) -> None:
    own = {"Origin": api.url}
    for response in (open_by(api, code), api.call("POST", "auth/refresh", headers=own)):
        assert response.json() == {"user_id": ada.id, "expires_in": 3600}
        assert set(response.cookies) == {"auth_token", "refresh_token"}
        assert api.call("GET", "auth/session").json()["username"] == "Ada"
    assert api.call("POST", "auth/logout", headers=own).status_code == 204
    assert api.call("GET", "auth/session").json() == {"signed_in": False}


@pytest.mark.both_stores("the code is deleted conditionally")
def test_code_signs_in_once_also_in_a_race(api: Api, code: str, storage: Storage) -> None:
    assert storage.documents_containing("sign_in_code")
    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(lambda _: open_by(api, code), range(8)))
    accepted = [response for response in responses if response.status_code == 200]
    assert len(accepted) == 1
    for response in responses:
        if response not in accepted:
            assert_refused(response)
    assert_refused(open_by(api, code))
    assert not storage.documents_containing("sign_in_code")


def test_code_is_stored_as_a_hash(code: str, storage: Storage) -> None:
    assert len(code) == 43
    assert not storage.documents_containing(code)


def test_code_is_valid_for_five_minutes(
    api: Api, ada: Person, code: str, factory: ServiceFactory, clock: MovableClock
) -> None:
    later = factory.get_sign_in_codes().create(ada.username)
    clock.move(minutes=4, seconds=59)
    assert open_by(api, code).status_code == 200
    clock.move(seconds=1)
    assert_refused(open_by(api, later))


def test_unknown_code_is_refused(api: Api, code: str) -> None:
    for wrong in ("a" * 43, code[:-1], f"{code}a", f" {code}", "../user", "ä", "\u0130" * 100, code.upper()):
        assert_refused(open_by(api, wrong))
    for value in (None, 1, "", True, [code], "a" * 201):
        assert_invalid(open_by(api, value), "code", value)
    assert api.call("POST", "auth/open", headers={"Origin": api.url}).status_code == 400
    assert open_by(api, code).status_code == 200


def test_code_in_the_query_is_ignored(api: Api, code: str) -> None:
    response = api.call("POST", "auth/open", params={"code": code}, json={}, headers={"Origin": api.url})
    assert response.status_code == 400
    assert open_by(api, code).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_page_of_another_site_cannot_spend_a_code(api: Api, code: str, headers: dict[str, str]) -> None:
    response = api.call("POST", "auth/open", json={"code": code}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert "Set-Cookie" not in response.headers
    assert open_by(api, code).status_code == 200


def test_code_of_a_closed_account_is_refused(api: Api, ada: Person, code: str) -> None:
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert_refused(open_by(api, code))


def test_code_is_made_for_a_username_in_any_case(ada: Person, api: Api, factory: ServiceFactory) -> None:
    codes = factory.get_sign_in_codes()
    assert open_by(api, codes.create("ADA")).json()["user_id"] == ada.id
    with pytest.raises(NotFoundError):
        codes.create("grace")


@pytest.mark.parametrize("name", ["Production", "Staging", ""])
def test_route_does_not_exist_outside_development(
    api: Api, code: str, environment: dict[str, str], name: str
) -> None:
    environment["AZURE_FUNCTIONS_ENVIRONMENT"] = name
    unknown = api.call("POST", "auth/no-such-route", json={"code": code})
    for response in (
        open_by(api, code),
        open_by(api, 1),
        api.call("GET", "auth/open"),
        api.call("POST", "auth/open", content=b"{malformed"),
    ):
        assert (response.status_code, response.json()) == (404, unknown.json())
    environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development"
    assert open_by(api, code).status_code == 200


def test_route_is_not_in_the_api_document(api: Api) -> None:
    assert "/api/auth/open" not in api.call("GET", "openapi.json").json()["paths"]
    assert api.call("GET", "auth/open").status_code == 405
