"""Paths, methods, bodies, errors and idempotency keys on every route."""

import re
import socket
from typing import Any
from urllib.parse import urlsplit

import azure.functions as func
import httpx
import pytest

from function_app import routes
from local_host import options_from
from local_host.catalogue import Catalogue
from local_host.functions import HttpFunction, index
from local_host.routing import RouteTable
from shared.api.boundary import Boundary, serve
from shared.api.endpoint import Access
from shared.services.service_factory import ServiceFactory
from tests.api.actions import ok_json
from tests.api.conftest import PASSWORD, Api, Person

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
SAMPLES = {"{id}": "an-id", "{user_id}": "an-id", "{asset}": "an-asset", "{*rest}": "an/unknown/path"}
WITH_BODY = [
    (method, route.template)
    for route in routes
    for method, endpoint in route.endpoints.items()
    if method != "GET" and endpoint.documented and endpoint.access is not Access.PLATFORM
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


def test_literal_path_is_served_by_its_own_function(table: RouteTable[HttpFunction]) -> None:
    literal = [route for route in routes if "{" not in route.template]
    assert len(literal) > 15
    for route in literal:
        for method in METHODS:
            found = table.find(method, f"/api/{route.template}")
            assert found is not None
            assert found[0].name == route.name, route.template


def test_path_with_a_parameter_is_served_by_its_own_function(
    table: RouteTable[HttpFunction],
) -> None:
    for route in routes:
        if "{" in route.template and route.known:
            found = table.find("GET", f"/api/{filled(route.template)}")
            assert found is not None
            assert found[0].name == route.name, route.template


def test_host_accepts_every_function(factory: ServiceFactory) -> None:
    catalogue = Catalogue(index(serve(routes, factory)), options_from(settings={}))
    assert catalogue.problems == []
    assert {function.name for function in catalogue.functions} == {route.name for route in routes}


def test_every_post_outside_auth_is_idempotent() -> None:
    posts = {
        route.template: route.endpoints["POST"].idempotent for route in routes if "POST" in route.endpoints
    }
    assert len(posts) > 10
    signed = {
        route.template
        for route in routes
        for one in route.endpoints.values()
        if one.access is Access.PLATFORM
    }
    assert {template for template, idempotent in posts.items() if not idempotent} == {
        *(template for template in posts if template.startswith("auth/")),
        *signed,  # the platforms name their requests
        "interaction/links",  # each request makes a code, which is stored nowhere
        "interaction/deliveries/test",  # each request sends a message
    }


def test_unsupported_method_is_405_with_the_allowed_methods(api: Api) -> None:
    for route in routes:
        if not route.known:
            continue
        allowed = {method for method, endpoint in route.endpoints.items() if endpoint.documented}
        if "GET" in allowed:
            allowed.add("HEAD")
        served = {*route.endpoints, *(("HEAD",) if "GET" in route.endpoints else ())}
        for method in set(METHODS) - served:
            response = api.call(method, filled(route.template))
            assert response.status_code == 405, (method, route.template)
            assert set(filter(None, response.headers["Allow"].split(", "))) == allowed
            if method != "HEAD":
                rest = "not allowed" if route.template.startswith("stats") else "with route not supported"
                assert response.json() == {
                    "error": f"Method {method} {rest}",
                    "code": "method_not_allowed",
                }


def headers_of(response: httpx.Response) -> dict[str, str]:
    """Return the headers that repeated requests have in common."""
    return {name: value for name, value in response.headers.items() if name not in {"x-request-id", "date"}}


def test_head_is_like_get_without_the_body_on_every_route(root: Person, api: Api) -> None:
    for route in routes:
        if "GET" not in route.endpoints:
            continue
        path = filled(route.template)
        for caller in (root, api):
            get, head = caller.call("GET", path), caller.call("HEAD", path)
            assert (head.status_code, head.content) == (get.status_code, b""), path
            assert headers_of(head) == headers_of(get), path
            assert int(head.headers["Content-Length"]) == len(get.content), path


def test_head_of_a_task_and_a_list_has_their_headers(ada: Person) -> None:
    task, _ = ada.create_task(), ada.create_task()
    for path in (
        f"tasks/{task['id']}",
        "tasks?limit=1",
        f"tasks/{task['id']}?user_id={ada.id}",
        "tasks?limit=x",
    ):
        get, head = ada.get(path), ada.call("HEAD", path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert headers_of(head) == headers_of(get)
    assert "ETag" in ada.call("HEAD", f"tasks/{task['id']}").headers
    assert "x-continuation" in ada.call("HEAD", "tasks?limit=1").headers


def test_head_has_the_status_of_get_for_every_refusal(ada: Person, bob: Person, api: Api) -> None:
    for path in ("tasks/none", f"tasks?user_id={bob.id}", "users", "weekly-summary?week_start=x", "nowhere"):
        assert ada.call("HEAD", path).status_code == ada.get(path).status_code >= 400, path
    assert api.call("HEAD", "tasks").status_code == 401
    assert ada.call("HEAD", "users/profile", content=b"{").status_code == 200


def test_trailing_slash_is_ignored(ada: Person) -> None:
    assert ada.get("users/profile/").json() == ada.get("users/profile").json()
    assert ada.get("status/").status_code == 200
    assert ada.post("tasks/", json={"title": "a"}).status_code == 201
    assert ada.get("tasks/").json() == ada.get("tasks").json()
    assert ada.get(f"stats/{ada.id}/").status_code == 200


def test_repeated_request_may_differ_by_a_trailing_slash(ada: Person) -> None:
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
def test_unknown_path_is_404_with_an_error_body(ada: Person, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        response = ada.call(method, path)
        assert response.status_code == 404
        assert response.json()["code"] == "not_found"
        assert response.json()["error"]
        assert "x-request-id" in response.headers


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
    b'\xef\xbb\xbf\xef\xbb\xbf{"title": "a"}',
    b'{"title": "\xef\xbb\xbfa}',
    '{"title": "a"}'.encode("utf-16"),
    b"[" * 100_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
]


def test_invalid_json_is_rejected(ada: Person) -> None:
    for raw in NOT_JSON:
        response = ada.post("tasks", content=raw)
        assert response.status_code == 400, raw[:40]
        assert response.json()["error"] == "Invalid JSON payload"
    assert ada.get("tasks").json() == []


@pytest.mark.parametrize("raw", [b"[]", b"[{}]", b'"text"', b"7", b"1.5", b"true", b"null"])
def test_json_other_than_an_object_is_rejected_by_every_route(root: Person, raw: bytes) -> None:
    for method, template in WITH_BODY:
        response = root.call(method, filled(template), content=raw)
        assert response.status_code == 400, (method, template)
        assert response.json()["error"] == "The body must be a JSON object"


def test_malformed_json_is_rejected_by_every_route(root: Person) -> None:
    for method, template in WITH_BODY:
        response = root.call(method, filled(template), content=b'{"title": ')
        assert response.status_code == 400, (method, template)
        assert response.json()["error"] == "Invalid JSON payload"


def test_empty_body_is_an_empty_object(ada: Person) -> None:
    response = ada.post("tasks")
    assert (response.status_code, response.json()["error"]) == (400, "Task title cannot be empty")
    assert ada.put("users/profile").status_code == 200
    assert ada.post("work_sessions/start").status_code == 201


def test_content_type_of_a_body_is_ignored(ada: Person) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"):
        headers = {"Content-Type": kind}
        response = ada.post("tasks", content='{"title": "é"}'.encode(), headers=headers)
        assert response.json()["title"] == "é"


def test_body_of_two_megabytes_is_rejected(ada: Person, api: Api) -> None:
    endless = "a" * (2 * 1024 * 1024)
    body = {"username": endless, "password": PASSWORD}
    for response in (
        ada.post("tasks", json={"title": endless}),
        ada.put("users/profile", json={"full_name": endless}),
        api.call("POST", "auth/register", json=body),
    ):
        assert response.status_code == 413
        assert response.json() == {
            "error": "The body is larger than 1048576 bytes",
            "code": "body_too_large",
        }


CHUNKED = [
    *("PATCH tasks/{task}", "PUT tasks/{task}", "PUT users/profile", "PATCH users/profile"),
    *("PUT users/profile/avatar", "PUT users/onboarding/complete", "PUT notifications/preferences"),
    *("POST auth/logout", "POST companion/name"),
]
"""Requests that would succeed without a body."""


def test_chunked_body_that_does_not_arrive_is_411_on_every_route_that_reads_fields(root: Person) -> None:
    for route in routes:
        for method, endpoint in route.endpoints.items():
            if method == "GET":
                continue
            response = root.call(method, filled(route.template), content=iter([b'{"title": "a"}']))
            reads_fields = set(endpoint.body.model_fields) > {"user_id"}
            assert (response.status_code == 411) is reads_fields, (method, route.template, response.text)
            if reads_fields:
                assert response.json()["code"] == "length_required"
                assert "Content-Length" in response.json()["error"]


def test_chunked_body_that_does_not_arrive_changes_nothing(ada: Person) -> None:
    task = ada.create_task()
    before = ada.get("users/profile/export").json()["documents"]
    for line in CHUNKED:
        method, path = line.format(task=task["id"]).split()
        assert ada.call(method, path, content=iter([b'{"action":', b'"reopen"}'])).status_code == 411, line
    assert ada.get("users/profile/export").json()["documents"] == before


def test_chunked_body_that_arrives_is_used(ada: Person, factory: ServiceFactory) -> None:
    task = ada.create_task()
    route = next(route for route in routes if route.template == "tasks/{id}")
    headers = {"Authorization": f"Bearer {ada.token}", "Transfer-Encoding": "chunked"}
    request = func.HttpRequest(
        method="PUT",
        url=f"http://localhost/api/tasks/{task['id']}",
        headers=headers,
        route_params={"id": task["id"]},
        body=b'{"title": "Call Bob"}',
    )
    assert Boundary(routes, factory).handle(route, request).status_code == 200
    assert ada.get(f"tasks/{task['id']}").json()["title"] == "Call Bob"


def test_encoded_body_is_415_on_every_route(root: Person) -> None:
    for method, template in WITH_BODY:
        for encoding in ("gzip", "br", "GZIP", "identity, gzip", "aws-chunked", "*"):
            headers = {"Content-Encoding": encoding}
            response = root.call(method, filled(template), content=b'{"title": "a"}', headers=headers)
            assert (response.status_code, response.json()["code"]) == (415, "unsupported_encoding"), template
            assert response.headers["Accept-Encoding"] == "identity"


def test_identity_is_no_encoding(ada: Person) -> None:
    for encoding in ("identity", "Identity", ""):
        headers = {"Content-Encoding": encoding}
        assert ada.post("tasks", json={"title": "a"}, headers=headers).status_code == 201


def test_byte_order_mark_in_front_of_a_body_is_ignored(ada: Person) -> None:
    mark = b"\xef\xbb\xbf"
    created = ada.post("tasks", content=mark + '{"title": "é"}'.encode())
    assert (created.status_code, created.json()["title"]) == (201, "é")
    task = f"tasks/{created.json()['id']}"
    assert ada.put(task, content=mark + b' {"title": "b"}').json()["title"] == "b"
    assert ada.patch(task, content=mark).json()["completed"] is True
    assert ada.patch(task, content=mark + b'{"action": "reopen"}').json()["completed"] is False
    assert ada.put("users/profile", content=mark + b'{"full_name": "Ada"}').json()["full_name"] == "Ada"
    assert ada.post("health/hydration", content=mark + b'{"amount_ml": 5}').status_code == 201


OUT_OF_RANGE = {"assistant/narratives": ["2026-03-19"], "assistant/plan": ["2026-03-17", "2024-02-29"]}
"""Dates that are refused on 18 March 2026: for narratives tomorrow, for plans past days."""


def date_parameters() -> set[tuple[str, str]]:
    """Return the template and the name of each query parameter that is a date."""
    return {
        (route.template, name)
        for route in routes
        if "GET" in route.endpoints
        for name, field in route.endpoints["GET"].query.model_json_schema()["properties"].items()
        if {"type": "string", "format": "date"} in field.get("anyOf", [field])
    }


def test_date_in_every_query_may_be_written_as_the_api_writes_it(api: Api) -> None:
    person = api.sign_up(timezone="Pacific/Kiritimati")
    person.post("health/hydration", json={"amount_ml": 250})
    ok_json(person.post("work_sessions/start"), 201)
    for template, name in date_parameters():
        for day in ("2026-03-17", "2026-03-18", "2026-03-19", "2024-02-29"):
            plain = person.get(filled(template), params={name: day})
            moment = person.get(filled(template), params={name: f"{day}T00:00:00Z"})
            assert (moment.status_code, moment.content) == (plain.status_code, plain.content), template
            is_refused = day in OUT_OF_RANGE.get(template, ())
            assert plain.status_code == (400 if is_refused else 200) or name in {"from", "to"}, template
    assert date_parameters() >= {
        *(("daily-summary", "date"), ("weekly-summary", "week_start")),
        *(("work_sessions", "from"), ("work_sessions", "to")),
        *(("health/hydration", "date"), ("health/meals", "date"), ("health/rests", "date")),
    }
    summary = ok_json(person.get("daily-summary"))
    assert ok_json(person.get("daily-summary", params={"date": summary["date"]})) == summary
    week = ok_json(person.get("weekly-summary"))
    assert ok_json(person.get("weekly-summary", params={"week_start": week["week_start"]})) == week


@pytest.mark.parametrize("number", ["25.0", "25.000", "2.5e1", "250e-1", "0.25E+2", "25e0"])
def test_whole_number_may_be_written_with_a_fraction_or_an_exponent(ada: Person, number: str) -> None:
    def send(path: str, body: str) -> dict[str, Any]:
        return ok_json(ada.post(path, content=body.replace("N", number)), 201)

    for sent in (
        send("focus-sessions/start", '{"duration_minutes": N}')["planned_duration"],
        send("health/hydration", '{"amount_ml": N}')["amount_ml"],
        send("health/rests", '{"minutes": N}')["minutes"],
    ):
        assert (sent, type(sent)) == (25, int)


def test_body_of_a_get_is_ignored(ada: Person) -> None:
    for raw in (b"{", b"[]", b'{"user_id": "another user"}'):
        assert ada.call("GET", "users/profile", content=raw).status_code == 200


def test_last_of_two_equal_keys_in_json_counts(ada: Person) -> None:
    assert ada.post("tasks", content=b'{"title": "a", "title": "b"}').json()["title"] == "b"


# Responses


def test_details_list_every_invalid_field_without_values(ada: Person) -> None:
    response = ada.put("users/profile", json={"name": "", "timezone": "Shangri-La", "email": 7})
    assert response.status_code == 400
    body = response.json()
    assert set(body) == {"error", "code", "details"}
    assert body["code"] == "validation"
    assert [set(detail) for detail in body["details"]] == [{"field", "message"}] * 3
    assert "Shangri-La" not in response.text
    assert body["error"]


def test_valid_request_id_is_returned_and_others_are_replaced(api: Api) -> None:
    for valid in ("a", "0f8fad5b-d9cb-469f-a165-70867728950e", "A.b_c:d-e", "a" * 128):
        response = api.call("GET", "status", headers={"x-request-id": valid})
        assert response.headers["x-request-id"] == valid
    seen = set()
    for invalid in ("a" * 129, "a b", "<script>", "a,b", "\u00e4".encode(), "{}", ""):
        response = api.call("GET", "status", headers={"x-request-id": invalid})
        request_id = response.headers["x-request-id"]
        assert re.fullmatch(r"[A-Za-z0-9._:-]{1,128}", request_id)
        seen.add(request_id)
    assert len(seen) == 7


def test_every_response_has_a_request_id(ada: Person, api: Api) -> None:
    for response in (
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
        assert response.headers["x-request-id"]


def test_errors_are_json_with_sentence_and_code(ada: Person, api: Api) -> None:
    for response in (
        api.call("GET", "tasks"),
        api.call("GET", "nowhere"),
        api.call("PATCH", "status"),
        ada.post("tasks", content=b"{"),
        ada.get("users"),
    ):
        assert response.headers["Content-Type"].startswith("application/json")
        assert isinstance(response.json()["error"], str)
        assert re.fullmatch("[a-z_]+", response.json()["code"])


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


def test_fragments_of_queries_are_treated_as_plain_text(ada: Person, bob: Person, api: Api) -> None:
    task = bob.create_task("Bob's own")
    for fragment in INJECTIONS:
        response = ada.put("users/profile", json={"preferences": {fragment: fragment}})
        assert response.status_code == 200, fragment
        assert response.json()["preferences"] == {fragment: fragment}
        assert ada.create_task(description=fragment)["description"] == fragment
        assert ada.get("tasks", params={"user_id": fragment}).status_code == 403
        assert ada.get("users/profile", params={fragment: fragment}).status_code == 200
        assert api.login(fragment, fragment).status_code == 401
        assert api.call("POST", "auth/refresh", json={"refresh_token": fragment}).status_code == 401
    assert bob.get("tasks").json() == [task]


def status_of(api: Api, head: list[str], body: str = "") -> int:
    """Send a request that client libraries refuse to send, and return the status of the response."""
    where = urlsplit(api.url)
    lines = [*head, f"Content-Length: {len(body)}", "Connection: close", "", body]
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode())
        response = b""
        while chunk := connection.recv(65536):
            response += chunk
    return int(response.split(b" ", 2)[1])


@pytest.mark.parametrize("host", ["[", "[::1", "a b", "]", "[v1.x]", "host:port", "", "a@b", "\u00e4"])
def test_invalid_host_header_does_not_cause_500(ada: Person, api: Api, host: str) -> None:
    sign_in = f'{{"username": "Ada", "password": "{PASSWORD}"}}'
    by_cookie = [f"Cookie: auth_token={ada.token}", "Origin: null"]
    for head, body in (
        (["POST /api/auth/login HTTP/1.1"], sign_in),
        (["PUT /api/users/profile HTTP/1.1", *by_cookie], "{}"),
        (["GET /api/docs HTTP/1.1"], ""),
    ):
        assert status_of(api, [head[0], f"Host: {host}", *head[1:]], body) != 500, head[0]


# Idempotency keys


def test_idempotency_key_has_1_to_200_visible_characters(ada: Person) -> None:
    for valid in ("a", "~!@#$%^&*()", "k" * 200):
        headers = {"Idempotency-Key": valid}
        assert ada.post("tasks", json={"title": "a"}, headers=headers).status_code == 201
    for invalid in ("", "k" * 201, "two words", "\u00e4".encode(), "a\tb"):
        bad = {"Idempotency-Key": invalid}
        assert ada.post("tasks", json={"title": "a"}, headers=bad).status_code == 400, invalid
    assert len(ada.get("tasks").json()) == 3


def test_idempotency_key_is_ignored_in_auth(api: Api) -> None:
    body = {"username": "Ada", "password": PASSWORD}
    headers = {"Idempotency-Key": "one"}
    assert api.call("POST", "auth/register", json=body, headers=headers).status_code == 201
    again = api.call("POST", "auth/register", json=body, headers=headers)
    assert again.status_code == 400
    tokens = {
        api.call("POST", "auth/login", json=body, headers=headers).json()["refresh_token"] for _ in range(2)
    }
    assert len(tokens) == 2


def test_same_key_of_two_users_creates_two_tasks(ada: Person, bob: Person) -> None:
    headers = {"Idempotency-Key": "one"}
    first = ada.post("tasks", json={"title": "Ada's"}, headers=headers)
    second = bob.post("tasks", json={"title": "Bob's"}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json()["title"] == "Bob's"


def test_administrators_key_is_independent_of_the_target_users(root: Person, bob: Person) -> None:
    headers = {"Idempotency-Key": "one"}
    own = bob.post("tasks", json={"title": "Bob's"}, headers=headers)
    for_bob = root.post("tasks", json={"title": "For Bob"}, params={"user_id": bob.id}, headers=headers)
    assert (own.status_code, for_bob.status_code) == (201, 201)
    assert {task["title"] for task in bob.get("tasks").json()} == {"Bob's", "For Bob"}
