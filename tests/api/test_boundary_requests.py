"""What every route makes of paths, methods and bodies, and what every answer carries."""

import re
import socket
from urllib.parse import urlsplit

import pytest

from function_app import routes
from local_host import options_from
from local_host.catalogue import Catalogue
from local_host.functions import HttpFunction, index
from local_host.routing import RouteTable
from shared.api.boundary import serve
from shared.services.service_factory import ServiceFactory
from tests.api.conftest import PASSWORD, Api, Person

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
SAMPLES = {"{id}": "an-id", "{user_id}": "an-id", "{asset}": "an-asset", "{*rest}": "an/unknown/path"}
WITH_BODY = [
    (method, route.template)
    for route in routes
    for method, endpoint in route.endpoints.items()
    if method != "GET" and endpoint.documented
]


def filled(template: str) -> str:
    for parameter, sample in SAMPLES.items():
        template = template.replace(parameter, sample)
    return template


# Routes


@pytest.fixture
def table(factory: ServiceFactory) -> RouteTable[HttpFunction]:
    """The routes in the order in which the host tries them."""
    return Catalogue(index(serve(routes, factory)), options_from(settings={})).routes()


def test_every_literal_route_is_answered_by_its_own_function(table: RouteTable[HttpFunction]) -> None:
    literal = [route for route in routes if "{" not in route.template]
    assert len(literal) > 15
    for route in literal:
        for method in METHODS:
            found = table.find(method, f"/api/{route.template}")
            assert found is not None
            assert found[0].name == route.name, route.template


def test_every_route_with_a_parameter_is_answered_by_its_own_function(
    table: RouteTable[HttpFunction],
) -> None:
    for route in routes:
        if "{" in route.template and route.known:
            found = table.find("GET", f"/api/{filled(route.template)}")
            assert found is not None
            assert found[0].name == route.name, route.template


def test_the_host_takes_every_function(factory: ServiceFactory) -> None:
    catalogue = Catalogue(index(serve(routes, factory)), options_from(settings={}))
    assert catalogue.problems == []
    assert {function.name for function in catalogue.functions} == {route.name for route in routes}


def test_every_post_outside_auth_can_be_repeated_safely() -> None:
    posts = {
        route.template: route.endpoints["POST"].idempotent for route in routes if "POST" in route.endpoints
    }
    assert len(posts) > 10
    assert {template for template, repeatable in posts.items() if not repeatable} == {
        template for template in posts if template.startswith("auth/")
    }


def test_a_method_without_meaning_is_405_with_those_that_have(api: Api) -> None:
    for route in routes:
        if not route.known:
            continue
        allowed = {method for method, endpoint in route.endpoints.items() if endpoint.documented}
        for method in set(METHODS) - set(route.endpoints):
            answer = api.call(method, filled(route.template))
            assert answer.status_code == 405, (method, route.template)
            assert set(filter(None, answer.headers["Allow"].split(", "))) == allowed
            if method != "HEAD":
                assert answer.json() == {
                    "error": f"Method {method} with route not supported",
                    "code": "method_not_allowed",
                }


def test_a_trailing_slash_changes_nothing(ada: Person) -> None:
    assert ada.get("users/profile/").json() == ada.get("users/profile").json()
    assert ada.get("status/").status_code == 200
    assert ada.post("tasks/", json={"title": "a"}).status_code == 201
    assert ada.get("tasks/").json() == ada.get("tasks").json()
    assert ada.get(f"stats/{ada.id}/").status_code == 200


def test_a_retry_may_differ_by_a_trailing_slash(ada: Person) -> None:
    headers = {"Idempotency-Key": "one"}
    first = ada.post("tasks", json={"title": "a"}, headers=headers)
    again = ada.post("tasks/", json={"title": "a"}, headers=headers)
    assert again.json() == first.json()


@pytest.mark.parametrize(
    "path",
    [
        "nowhere",
        "users/profile/nowhere",
        "tasks/a/b",
        "stat",
        "user",
        "docs/a/b",
        "__proto__",
        "%2E%2E%2Fetc",
    ],
)
def test_an_unknown_path_is_404_with_a_body(ada: Person, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = ada.call(method, path)
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
        assert answer.json()["error"]
        assert "x-request-id" in answer.headers


# Bodies

NOT_JSON = [
    b"{",
    b'{"title": "a"',
    b"{'title': 'a'}",
    b'{"title": "a"} x',
    b'{"title": "a",}',
    b"title=a",
    b" ",
    b"nul",
    b'{"title": NaN}',
    b'{"title": Infinity}',
    b'{"title": -Infinity}',
    b'{"title": 1e999}',
    b'{"title": "\\ud800"}',
    b'{"\\udfff": "a"}',
    b'{"title": "\xff"}',
    b'{"title": "\xed\xa0\x80"}',
    b'{"title": "a\x00b"}',
    b'{"title": "a\nb"}',
    b'\xef\xbb\xbf{"title": "a"}',
    '{"title": "a"}'.encode("utf-16"),
    b"[" * 100_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
]


def test_what_is_not_json_is_refused(ada: Person) -> None:
    for raw in NOT_JSON:
        answer = ada.post("tasks", content=raw)
        assert answer.status_code == 400, raw[:40]
        assert answer.json()["error"] == "Invalid JSON payload"
    assert ada.get("tasks").json() == []


@pytest.mark.parametrize("raw", [b"[]", b"[{}]", b'"text"', b"7", b"1.5", b"true", b"null"])
def test_json_that_is_no_object_is_refused_everywhere(root: Person, raw: bytes) -> None:
    for method, template in WITH_BODY:
        answer = root.call(method, filled(template), content=raw)
        assert answer.status_code == 400, (method, template)
        assert answer.json()["error"] == "The body must be a JSON object"


def test_malformed_json_is_refused_everywhere(root: Person) -> None:
    for method, template in WITH_BODY:
        answer = root.call(method, filled(template), content=b'{"title": ')
        assert answer.status_code == 400, (method, template)
        assert answer.json()["error"] == "Invalid JSON payload"


def test_an_empty_body_is_an_empty_object(ada: Person) -> None:
    answer = ada.post("tasks")
    assert (answer.status_code, answer.json()["error"]) == (400, "Task title cannot be empty")
    assert ada.put("users/profile").status_code == 200
    assert ada.post("work_sessions/start").status_code == 201


def test_a_body_is_read_whatever_its_content_type_says(ada: Person) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"):
        headers = {"Content-Type": kind}
        answer = ada.post("tasks", content='{"title": "é"}'.encode(), headers=headers)
        assert answer.json()["title"] == "é"


def test_a_body_of_two_megabytes_is_refused(ada: Person, api: Api) -> None:
    endless = "a" * (2 * 1024 * 1024)
    assert ada.post("tasks", json={"title": endless}).status_code == 400
    assert ada.put("users/profile", json={"full_name": endless}).status_code == 400
    body = {"username": endless, "password": PASSWORD}
    assert api.call("POST", "auth/register", json=body).status_code == 400


def test_a_body_on_a_read_counts_for_nothing(ada: Person) -> None:
    for raw in (b"{", b"[]", b'{"user_id": "somebody else"}'):
        assert ada.call("GET", "users/profile", content=raw).status_code == 200


def test_a_key_given_twice_breaks_nothing(ada: Person) -> None:
    assert ada.post("tasks", content=b'{"title": "a", "title": "b"}').json()["title"] == "b"


# Answers


def test_details_name_every_fault_and_no_value(ada: Person) -> None:
    answer = ada.put("users/profile", json={"name": "", "timezone": "Shangri-La", "email": 7})
    assert answer.status_code == 400
    body = answer.json()
    assert set(body) == {"error", "code", "details"}
    assert body["code"] == "validation"
    assert [set(fault) for fault in body["details"]] == [{"field", "message"}] * 3
    assert "Shangri-La" not in answer.text
    assert body["error"]


def test_sane_request_ids_come_back_and_others_are_replaced(api: Api) -> None:
    for sane in ("a", "0f8fad5b-d9cb-469f-a165-70867728950e", "A.b_c:d-e", "a" * 128):
        answer = api.call("GET", "status", headers={"x-request-id": sane})
        assert answer.headers["x-request-id"] == sane
    seen = set()
    for insane in ("a" * 129, "a b", "<script>", "a,b", "\u00e4".encode(), "{}", ""):
        answer = api.call("GET", "status", headers={"x-request-id": insane})
        request_id = answer.headers["x-request-id"]
        assert re.fullmatch(r"[A-Za-z0-9._:-]{1,128}", request_id)
        seen.add(request_id)
    assert len(seen) == 7


def test_every_answer_carries_a_request_id(ada: Person, api: Api) -> None:
    for answer in (
        api.call("GET", "status"),
        api.call("GET", "docs"),
        api.call("GET", "openapi.json"),
        api.call("GET", "tasks"),
        api.call("GET", "nowhere"),
        api.call("PATCH", "status"),
        ada.post("tasks", content=b"{"),
        ada.post("auth/logout"),
        ada.get("tasks/none"),
        ada.get("users"),
    ):
        assert answer.headers["x-request-id"]


def test_errors_are_json(ada: Person, api: Api) -> None:
    for answer in (
        api.call("GET", "tasks"),
        api.call("GET", "nowhere"),
        api.call("PATCH", "status"),
        ada.post("tasks", content=b"{"),
        ada.get("users"),
    ):
        assert answer.headers["Content-Type"].startswith("application/json")
        assert isinstance(answer.json()["error"], str)
        assert re.fullmatch("[a-z_]+", answer.json()["code"])


INJECTIONS = [
    "' OR '1'='1",
    "'; DROP TABLE documents; --",
    '" OR 1=1 --',
    "c.user_id != @user_id",
    "SELECT * FROM c",
    "%27%20OR%201=1",
    "__proto__",
    "constructor",
    "${7*7}",
    "{{7*7}}",
    "../../etc/passwd",
    "\u202eevil",
    "😀" * 10,
]


def test_fragments_of_queries_are_texts_like_any_other(ada: Person, bob: Person, api: Api) -> None:
    task = bob.create_task("Bob's own")
    for fragment in INJECTIONS:
        answer = ada.put("users/profile", json={"full_name": fragment, "preferences": {fragment: fragment}})
        assert answer.status_code == 200, fragment
        assert answer.json()["full_name"] == fragment
        assert ada.get("tasks", params={"user_id": fragment}).status_code == 403
        assert ada.get("users/profile", params={fragment: fragment}).status_code == 200
        assert api.login(fragment, fragment).status_code == 401
        assert api.call("POST", "auth/refresh", json={"refresh_token": fragment}).status_code == 401
    assert bob.get("tasks").json() == [task]


def status_of(api: Api, head: list[str], body: str = "") -> int:
    """Send a request that no client library would, and return the status of the answer."""
    where = urlsplit(api.url)
    lines = [*head, f"Content-Length: {len(body)}", "Connection: close", "", body]
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode())
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize("host", ["[", "[::1", "a b", "]", "[v1.x]", "host:port", "", "a@b", "\u00e4"])
def test_an_absurd_host_is_no_fault_of_ours(ada: Person, api: Api, host: str) -> None:
    sign_in = f'{{"username": "Ada", "password": "{PASSWORD}"}}'
    by_cookie = [f"Cookie: auth_token={ada.token}", "Origin: null"]
    for head, body in (
        (["POST /api/auth/login HTTP/1.1"], sign_in),
        (["PUT /api/users/profile HTTP/1.1", *by_cookie], "{}"),
        (["GET /api/docs HTTP/1.1"], ""),
    ):
        assert status_of(api, [head[0], f"Host: {host}", *head[1:]], body) != 500, head[0]


# Safe retries


def test_a_key_is_1_to_200_visible_characters(ada: Person) -> None:
    for sane in ("a", "~!@#$%^&*()", "k" * 200):
        headers = {"Idempotency-Key": sane}
        assert ada.post("tasks", json={"title": "a"}, headers=headers).status_code == 201
    for insane in ("", "k" * 201, "two words", "\u00e4".encode(), "a\tb"):
        bad = {"Idempotency-Key": insane}
        assert ada.post("tasks", json={"title": "a"}, headers=bad).status_code == 400, insane
    assert len(ada.get("tasks").json()) == 3


def test_a_key_means_nothing_in_auth(api: Api) -> None:
    body = {"username": "Ada", "password": PASSWORD}
    headers = {"Idempotency-Key": "one"}
    assert api.call("POST", "auth/register", json=body, headers=headers).status_code == 201
    again = api.call("POST", "auth/register", json=body, headers=headers)
    assert again.status_code == 400
    tokens = {
        api.call("POST", "auth/login", json=body, headers=headers).json()["refresh_token"] for _ in range(2)
    }
    assert len(tokens) == 2


def test_the_same_key_of_two_people_means_two_things(ada: Person, bob: Person) -> None:
    headers = {"Idempotency-Key": "one"}
    first = ada.post("tasks", json={"title": "Ada's"}, headers=headers)
    second = bob.post("tasks", json={"title": "Bob's"}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json()["title"] == "Bob's"


def test_an_administrators_key_means_nothing_to_whom_they_act_for(root: Person, bob: Person) -> None:
    headers = {"Idempotency-Key": "one"}
    own = bob.post("tasks", json={"title": "Bob's"}, headers=headers)
    for_bob = root.post("tasks", json={"title": "For Bob"}, params={"user_id": bob.id}, headers=headers)
    assert (own.status_code, for_bob.status_code) == (201, 201)
    assert {task["title"] for task in bob.get("tasks").json()} == {"Bob's", "For Bob"}
