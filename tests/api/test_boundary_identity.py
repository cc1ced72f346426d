"""Authentication, trusted origins and target users on every route."""

from collections.abc import Iterator
from typing import Any

import pytest

from function_app import routes
from shared.services.auth_cookies import MAX_TOKENS
from tests.api.conftest import Api, Person

UNKNOWN = "00000000-0000-4000-8000-000000000000"
PUBLIC = {
    ("POST", "auth/register"),
    ("POST", "auth/login"),
    ("POST", "auth/refresh"),
    ("GET", "status"),
    ("GET", "openapi.json"),
    ("GET", "docs"),
    ("GET", "docs/{asset}"),
    ("GET", "auth/session"),
    ("POST", "auth/open"),
    ("GET", "app/{*path}"),
    ("POST", "interaction/slack/commands"),  # signed
    ("POST", "interaction/slack/events"),
    ("POST", "interaction/slack/interactions"),
    ("POST", "interaction/teams/messages"),  # with the token of the Bot Framework
}


def test_routes_without_authentication_are_the_documented_ones() -> None:
    found = {
        (method, route.template)
        for route in routes
        for method, endpoint in route.endpoints.items()
        if not endpoint.needs_sign_in
    }
    assert found == PUBLIC


def test_every_other_route_is_401_without_a_token(api: Api) -> None:
    for route in routes:
        for method in route.endpoints:
            if (method, route.template) not in PUBLIC:
                path = route.template.replace("{id}", "any").replace("{user_id}", "any")
                for body in (b"", b"{}", b"{malformed"):
                    response = api.call(method, path, content=body)
                    assert response.status_code == 401, (method, path)
                    assert response.json() == {"error": "Unauthorized", "code": "unauthenticated"}
                    assert response.headers["WWW-Authenticate"] == "Bearer"


# By cookie


def cookie_headers(person: Person, **more: str) -> dict[str, str]:
    return {"Cookie": f"auth_token={person.token}", **more}


def test_cookie_authenticates_reads_from_any_origin(ada: Person, api: Api) -> None:
    response = api.call("GET", "users/profile", headers=cookie_headers(ada))
    assert response.json() == ada.get("users/profile").json()
    foreign = cookie_headers(ada, Origin="https://evil.example")
    assert api.call("GET", "users/profile", headers=foreign).status_code == 200


def test_cookie_is_found_among_others(ada: Person, api: Api) -> None:
    for cookie in (
        f"theme=dark; auth_token={ada.token}; other=1",
        f'theme="; auth_token={ada.token}',
        f"broken; auth_token={ada.token}",
        f"bad[name]=1; a=b=c;auth_token={ada.token}",
        f'auth_token="{ada.token}"',
    ):
        assert api.call("GET", "users/profile", headers={"Cookie": cookie}).status_code == 200, cookie


def test_cookie_of_a_similar_name_is_ignored(ada: Person, api: Api) -> None:
    for cookie in (f"xauth_token={ada.token}", f"auth_token2={ada.token}", "auth_token=", "auth_token", ""):
        response = api.call("GET", "users/profile", headers={"Cookie": cookie})
        assert response.status_code == 401


def test_authorization_header_takes_precedence_over_the_cookie(ada: Person, bob: Person, api: Api) -> None:
    bearer = {"Authorization": f"Bearer {bob.token}"}
    response = api.call("GET", "users/profile", headers={**cookie_headers(ada), **bearer})
    assert response.json()["name"] == "Bob"
    bad = {"Authorization": "Bearer nonsense"}
    assert api.call("GET", "users/profile", headers={**cookie_headers(ada), **bad}).status_code == 401


def test_valid_cookie_is_found_behind_others_of_its_name(ada: Person, api: Api) -> None:
    planted = "; ".join(f"auth_token=planted.by.{number}" for number in range(MAX_TOKENS - 1))
    for cookie in (
        f"auth_token=planted; auth_token={ada.token}",
        f"auth_token=; auth_token={ada.token}x; auth_token={ada.token}",
        f"__Host-auth_token=expired; auth_token={ada.token}",
        f"{planted}; {planted}; auth_token={ada.token}",
    ):
        for path in ("users/profile", "auth/session"):
            response = api.call("GET", path, headers={"Cookie": cookie})
            assert response.status_code == 200, cookie
            assert ada.id in response.text, cookie


def test_cookie_with_the_host_prefix_has_precedence(ada: Person, bob: Person, api: Api) -> None:
    many = "; ".join(f"auth_token=planted.by.{number}" for number in range(500))
    for others in (f"auth_token={bob.token}", many):
        headers = {"Cookie": f"{others}; __Host-auth_token={ada.token}; {others}"}
        assert api.call("GET", "users/profile", headers=headers).json()["name"] == "Ada"


def test_number_of_verified_cookies_is_limited(ada: Person, api: Api) -> None:
    planted = "; ".join(f"auth_token=planted.by.{number}" for number in range(MAX_TOKENS))
    headers = {"Cookie": f"{planted}; auth_token={ada.token}"}
    assert api.call("GET", "users/profile", headers=headers).status_code == 401


CHANGES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "tasks", {"title": "By cookie"}),
    ("PUT", "users/profile", {"full_name": "By cookie"}),
    ("PATCH", "users/profile", {"full_name": "By cookie"}),
    ("PUT", "users/onboarding/complete", {}),
    ("DELETE", "tasks/{id}", {}),
    ("PATCH", "tasks/{id}", {}),
    ("POST", "work_sessions/start", {}),
    ("POST", "work_sessions/pause", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_change_by_cookie_from_another_origin_is_403(
    ada: Person, api: Api, method: str, path: str, body: dict[str, Any]
) -> None:
    task = ada.create_task("Before")
    path = path.replace("{id}", task["id"])
    before = (ada.get("users/profile").json(), ada.get("tasks").json(), ada.get("work_sessions").json())
    port = api.url.rpartition(":")[2]
    for origin in (
        None,
        "null",
        "https://evil.example",
        "https://app.example.com.evil.example",
        "https://evil.example/https://app.example.com",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://sub.app.example.com",
        "app.example.com",
        f"http://localhost:{port}",
        f"https://127.0.0.1:{port}",
        "http://127.0.0.1:1",
        "http://127.0.0.1",
        f"{api.url}.evil.example",
        f"{api.url}, https://evil.example",
    ):
        headers = cookie_headers(ada) if origin is None else cookie_headers(ada, Origin=origin)
        response = api.call(method, path, json=body, headers=headers)
        assert response.status_code == 403, origin
        assert response.json()["code"] == "forbidden"
    after = (ada.get("users/profile").json(), ada.get("tasks").json(), ada.get("work_sessions").json())
    assert after == before


def allowed_origins(api: Api) -> Iterator[str]:
    yield api.url
    yield "https://app.example.com"


def test_change_by_cookie_from_an_allowed_origin_succeeds(ada: Person, api: Api) -> None:
    for origin in allowed_origins(api):
        headers = cookie_headers(ada, Origin=origin)
        response = api.call("POST", "tasks", json={"title": "Allowed"}, headers=headers)
        assert response.status_code == 201, origin


def test_own_origin_is_that_of_the_host_header(ada: Person, api: Api) -> None:
    headers = cookie_headers(ada, Host="api.example.com", Origin="http://api.example.com")
    assert api.call("POST", "tasks", json={"title": "Allowed"}, headers=headers).status_code == 201


def test_referer_does_not_replace_the_origin(ada: Person, api: Api) -> None:
    headers = cookie_headers(ada, Referer=f"{api.url}/page")
    assert api.call("POST", "tasks", json={"title": "Refused"}, headers=headers).status_code == 403


def test_fetch_metadata_does_not_replace_the_origin(ada: Person, api: Api) -> None:
    for origin in ({}, {"Origin": "null"}):
        headers = cookie_headers(ada, **{"Sec-Fetch-Site": "same-origin"}, **origin)
        assert api.call("POST", "tasks", json={"title": "Refused"}, headers=headers).status_code == 403


def test_change_by_authorization_header_needs_no_origin(ada: Person, api: Api) -> None:
    for more in ({}, {"Origin": "https://evil.example"}, {"Cookie": f"auth_token={ada.token}"}):
        assert ada.post("tasks", json={"title": "By header"}, headers=more).status_code == 201
    assert api.call("POST", "tasks", json={"title": "a"}, headers={"Origin": api.url}).status_code == 401


def test_invalid_cookie_is_401_from_any_origin(ada: Person, api: Api) -> None:
    for origin in ("https://evil.example", api.url):
        headers = {"Cookie": f"auth_token={ada.token}x", "Origin": origin}
        assert api.call("POST", "tasks", json={"title": "a"}, headers=headers).status_code == 401


# Target users

ABOUT: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "users/profile", {}),
    ("GET", "users/profile/avatar", {}),
    ("PUT", "users/profile", {"full_name": "Changed"}),
    ("PATCH", "users/profile", {"full_name": "Changed"}),
    ("PUT", "users/profile/avatar", {"avatar_url": "/avatars/changed.png"}),
    ("PUT", "users/onboarding/complete", {"preferences": {"changed": True}}),
    ("GET", "tasks", {}),
    ("POST", "tasks", {"title": "For the target user"}),
    ("GET", "stats", {}),
    ("GET", "work_sessions", {}),
    ("GET", "work_sessions/active", {}),
    ("POST", "work_sessions/start", {}),
    ("POST", "time-logs/start-work", {}),
]


def requests_that_name(method: str, body: dict[str, Any], user_id: str) -> Iterator[dict[str, Any]]:
    """Yield the requests that name a user: in the query, and in the body if the method has one."""
    if method == "GET":
        yield {"params": {"user_id": user_id}}
    else:
        yield {"params": {"user_id": user_id}, "json": body}
        yield {"json": {**body, "user_id": user_id}}


@pytest.mark.parametrize(("method", "path", "body"), ABOUT)
def test_another_users_id_is_403_whether_or_not_it_exists(
    ada: Person, bob: Person, method: str, path: str, body: dict[str, Any]
) -> None:
    for user_id in (bob.id, UNKNOWN, ada.id.upper(), f"{ada.id},{bob.id}", "a" * 5000, "' OR 1=1", "../x"):
        for request in requests_that_name(method, body, user_id):
            response = ada.call(method, path, **request)
            assert response.status_code == 403, user_id
            assert response.json()["code"] == "forbidden"
    assert bob.get("users/profile").json()["full_name"] is None
    assert bob.get("tasks").json() == []
    assert bob.get("work_sessions").json() == []
    assert ada.get("tasks").json() == []


@pytest.mark.parametrize(("method", "path", "body"), ABOUT)
def test_callers_own_id_is_accepted(ada: Person, method: str, path: str, body: dict[str, Any]) -> None:
    for request in requests_that_name(method, body, ada.id):
        response = ada.call(method, path, **request)
        assert response.status_code in {200, 201} or "already exists" in response.text


def test_empty_user_id_means_the_caller(ada: Person) -> None:
    for empty in (None, ""):
        assert ada.put("users/profile", json={"user_id": empty}).json()["id"] == ada.id
    assert ada.get("users/profile", params={"user_id": ""}).json()["id"] == ada.id


def test_user_id_in_the_path_is_checked_like_one_in_the_query(ada: Person, bob: Person, root: Person) -> None:
    assert ada.get(f"stats/{ada.id}").json()["user_id"] == ada.id
    assert ada.get(f"stats/{bob.id}").status_code == 403
    assert ada.get(f"stats/{UNKNOWN}").status_code == 403
    assert root.get(f"stats/{bob.id}").json()["username"] == "Bob"
    assert root.get(f"stats/{UNKNOWN}").status_code == 404


def test_administrator_acts_for_the_named_user(root: Person, bob: Person) -> None:
    about_bob = {"user_id": bob.id}
    assert root.get("users/profile", params=about_bob).json()["name"] == "Bob"
    assert root.put("users/profile", json={"full_name": "B.", **about_bob}).json()["name"] == "Bob"
    assert root.post("tasks", params=about_bob, json={"title": "For Bob"}).json()["user_id"] == bob.id
    assert root.post("work_sessions/start", json=about_bob).json()["user_id"] == bob.id
    assert bob.get("users/profile").json()["full_name"] == "B."
    assert [task["title"] for task in bob.get("tasks").json()] == ["For Bob"]
    assert bob.get("work_sessions/active").json()["user_id"] == bob.id
    assert root.get("users/profile").json()["full_name"] is None
    assert root.get("work_sessions/active").json() == {"active": False}


@pytest.mark.parametrize(("method", "path", "body"), ABOUT)
def test_administrator_who_names_an_unknown_user_gets_404(
    root: Person, method: str, path: str, body: dict[str, Any]
) -> None:
    for user_id in (UNKNOWN, "a" * 5000, "user", "accounts", "username:root"):
        for request in requests_that_name(method, body, user_id):
            assert root.call(method, path, **request).status_code == 404, user_id


def test_two_different_users_in_one_request_are_rejected(ada: Person, bob: Person, root: Person) -> None:
    request: dict[str, Any] = {"params": {"user_id": bob.id}, "json": {"title": "Whose?", "user_id": ada.id}}
    assert root.post("tasks", **request).status_code == 400
    assert ada.post("tasks", **request).status_code == 403
    request["params"]["user_id"] = root.id
    assert root.post("tasks", **request).status_code == 400
    assert root.get(f"stats/{bob.id}", params={"user_id": ada.id}).status_code == 400
    assert root.get("tasks").json() == []


def test_user_id_other_than_text_is_rejected(ada: Person) -> None:
    wrongs: list[object] = [7, True, [], ["a"], {}]
    for wrong in wrongs:
        response = ada.put("users/profile", json={"user_id": wrong})
        assert response.status_code == 400
        assert [detail["field"] for detail in response.json()["details"]] == ["user_id"]
