"""Health and companion routes refuse bad bodies, queries, ids and callers, and change nothing."""

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from function_app import routes
from shared.store.contract import DocumentStore
from tests.api.actions import read
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.errors import INVALID_DATES, assert_invalid, for_user, send
from tests.api.health import BODIES, KINDS, drink, empty_day, log, read_day
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

NAME = "companion/name"

# Every health and companion route, each with a valid body.
ROUTES: list[tuple[str, str, dict[str, Any]]] = [
    *(("GET", f"health/{kind}", {}) for kind in KINDS),
    *(("POST", f"health/{kind}", BODIES[kind]) for kind in KINDS),
    *(("DELETE", f"health/{kind}/{{id}}", {}) for kind in KINDS),
    ("GET", "health/today", {}),
    ("GET", "health/reminders", {}),
    ("GET", "companion", {}),
    ("GET", "companion/face.svg", {}),
    ("POST", NAME, {"name": "Nochi"}),
]
PREFIXES = ("health/", "companion")

INVALID_NUMBERS: list[Any] = [
    *(0, -1, 10**15, -(2**63), 1.5, 0.0, -1.0, 1e-9, 1e300),
    *("250", "1.0", "", True, False, None, [], {}, [250]),
]
BAD_MOMENTS = [
    *("", "now", "2026-03-18", "09:30", "18-03-2026", "2026-03-18T25:00:00Z", "2026-02-30T09:00:00Z"),
    *("2026-03-18T09:30:00+25:00", "2026-03-18T09:30:00 Z", "1773826200", "2026-W12-3", "x" * 5000),
    *(
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
    ),
    *(
        "2026-03-11T09:29:59Z",
        "2026-03-18T09:32:00.000001Z",
        "2026-03-18T09:30:00-00:03",
        "2026-03-18T09:30\0",
    ),
]
BAD_IDS = [
    *(
        "x",
        "0",
        "2026-03-18",
        "2026-03-18.",
        "2026-03-18.x",
        "2025-02-30.x",
        "9999-12-31.x",
        "0001-01-01.x",
    ),
    *("null", "undefined", "*", "%", "\u202e", "ñ", "🦉", "x" * 5000, f"2026-03-18.{'x' * 5000}"),
    *("' OR 1=1 --", "2026-03-18.' OR '1'='1", '"; DROP TABLE documents; --', "day:2026-03-18", "progress"),
    *("2026-03-18.x/y", "../../users", "a\nb", "2026-W12-3.x", "20260318.x"),
]


def fill(path: str, entries: dict[str, str]) -> str:
    """Fill the id of an entry into the path, where it has one."""
    return path.format(id=entries.get(path.removesuffix("/{id}").removeprefix("health/"), ""))


def assert_unchanged(person: Person) -> None:
    for kind in KINDS:
        assert read_day(person, kind) == empty_day(kind)
    assert read(person, "companion")["name"] == "Avanochi"


# Bodies


@pytest.mark.parametrize(
    ("path", "field", "values"),
    [
        ("health/hydration", "amount_ml", [*INVALID_NUMBERS, 3001]),
        ("health/rests", "minutes", [*INVALID_NUMBERS, 241]),
        (
            "health/meals",
            "kind",
            ["", "Lunch", "lunch ", "brunch", "x" * 5000, 1, True, None, [], {}, ["lunch"]],
        ),
        (
            NAME,
            "name",
            ["", " ", "\t\n", "x" * 65, "a\0b", "a\nb", "\x1b[2J", "\x7f", "a\x85b", 5, True, None, []],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_invalid_field_is_rejected_by_name(ada: Person, path: str, field: str, values: list[Any]) -> None:
    for value in values:
        assert_invalid(ada.post(path, json={field: value}), field, value)
    assert_invalid(ada.post(path, json={}), field, "nothing")
    assert_invalid(ada.post(path), field, "no body")
    assert_unchanged(ada)


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "-Infinity", "1" + 400 * "0"])
def test_number_out_of_range_for_json_is_rejected(ada: Person, number: str) -> None:
    assert ada.post("health/hydration", content=f'{{"amount_ml": {number}}}').status_code == 400
    assert ada.post("health/rests", content=f'{{"minutes": {number}}}').status_code == 400
    assert_unchanged(ada)


@pytest.mark.parametrize("kind", KINDS)
def test_malformed_or_out_of_range_time_is_rejected(ada: Person, kind: str) -> None:
    for moment in [*BAD_MOMENTS, 0, 1773826200, True, [], {}]:
        response = ada.post(f"health/{kind}", json={**BODIES[kind], "at": moment})
        assert_invalid(response, "at", moment)
    assert_unchanged(ada)


@pytest.mark.parametrize("path", ["companion", "companion/face.svg"])
def test_companion_rejects_malformed_or_out_of_range_time(ada: Person, path: str) -> None:
    for moment in filter(None, BAD_MOMENTS):  # an empty parameter is treated as missing
        assert_invalid(ada.get(path, params={"at": moment}), "at", moment)
    assert ada.get(path, params={"at": "2026-03-11T09:30:00Z"}).status_code == 200


@pytest.mark.parametrize("style", ["None", "none ", "css", "0", '"><script>alert(1)</script>'])
def test_unknown_style_of_the_face_is_rejected(ada: Person, style: str) -> None:
    assert_invalid(ada.get("companion/face.svg", params={"style": style}), "style", style)


def test_all_invalid_fields_are_reported_at_once(ada: Person) -> None:
    response = ada.post("health/hydration", json={"amount_ml": 0, "at": "soon"})
    assert {detail["field"] for detail in response.json()["details"]} == {"amount_ml", "at"}


def test_lone_surrogate_is_rejected(ada: Person) -> None:
    for path, field in ((NAME, "name"), ("health/meals", "kind"), ("health/rests", "at")):
        body = json.dumps({"minutes": 5, field: "\ud800"})
        assert ada.post(path, content=body).status_code == 400, path
    assert_unchanged(ada)


def test_limits_are_inclusive_and_unknown_fields_are_ignored(ada: Person) -> None:
    drinks = [drink(ada, amount, id="x", on="2001-01-01") for amount in (1, 3000)]
    assert [entry["amount_ml"] for entry in drinks] == [1, 3000]
    assert all(entry["id"] != "x" for entry in drinks)
    assert [log(ada, "rests", minutes=minutes)["minutes"] for minutes in (1, 240)] == [1, 240]


@pytest.mark.parametrize("content", [b"{", b"[]", b'"x"', b"null", b"250", b"\xff", b'{"amount_ml": 250,}'])
def test_body_that_is_not_a_json_object_is_rejected_on_every_route(ada: Person, content: bytes) -> None:
    entries = {kind: log(ada, kind) for kind in KINDS}
    for method, path, _ in ROUTES:
        if method != "GET":
            kind = path.split("/")[1]
            filled = path.format(id=entries[kind]["id"]) if kind in entries else path
            assert ada.call(method, filled, content=content).status_code == 400, path
    assert [read_day(ada, kind)["entries"] for kind in KINDS] == [[entries[kind]] for kind in KINDS]


def test_body_of_two_megabytes_is_rejected(ada: Person) -> None:
    for method, path, body in ROUTES:
        if method == "POST":
            response = ada.call(method, path, json={**body, "more": "x" * 2_000_000})
            assert (response.status_code, response.json()["code"]) == (413, "body_too_large"), path
    assert_unchanged(ada)


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "ñ".encode()])
def test_invalid_idempotency_key_is_rejected(ada: Person, key: str | bytes) -> None:
    for kind in KINDS:
        response = ada.post(f"health/{kind}", json=BODIES[kind], headers={"Idempotency-Key": key})
        assert response.status_code == 400, (kind, key)
    assert_unchanged(ada)


# Queries and ids


@pytest.mark.parametrize("kind", KINDS)
def test_malformed_date_is_rejected(ada: Person, kind: str) -> None:
    for date in INVALID_DATES:
        assert_invalid(ada.get(f"health/{kind}", params={"date": date}), "date", date)


@pytest.mark.parametrize("kind", KINDS)
def test_malformed_id_is_not_found(ada: Person, store: DocumentStore, kind: str) -> None:
    log(ada, kind)
    before = documents_of(store, ada.id)
    for bad in BAD_IDS:
        response = ada.delete(f"health/{kind}/{quote(bad, safe='')}")
        assert response.status_code == 404, bad[:50]
        assert response.json()["code"] == "not_found"
    assert documents_of(store, ada.id) == before


@pytest.mark.parametrize(
    "path",
    [
        *(
            "health",
            "health/x",
            "health/today/x",
            "health/hydration/x/y",
            "health/meals/x/y",
            "health/drinks",
        ),
        *("companion/x", "companion/face", "companion/face.png", "companion/face.svg/x", "companion/name/x"),
    ],
)
def test_unknown_path_is_not_found(ada: Person, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert ada.call(method, path).status_code == 404, method


# Access


def test_these_requests_cover_every_health_and_companion_route() -> None:
    known = {
        (method, route.template)
        for route in routes
        for method in route.endpoints
        if route.template.startswith(PREFIXES)
    }
    assert known == {(method, path) for method, path, _ in ROUTES}


def test_user_cannot_use_any_route_for_another_user(ada: Person, bob: Person, store: DocumentStore) -> None:
    entries = {kind: log(bob, kind)["id"] for kind in KINDS}
    before = documents_of(store, bob.id)
    for method, path, body in ROUTES:
        filled = fill(path, entries)
        responses = [send(ada, method, for_user(filled, bob.id), body)]
        if method != "GET":
            responses.append(send(ada, method, filled, {**body, "user_id": bob.id}))
        for response in responses:
            assert (response.status_code, response.json()["code"]) == (403, "forbidden"), path
    assert documents_of(store, bob.id) == before


def test_every_route_requires_a_valid_token(api: Api, ada: Person, store: DocumentStore) -> None:
    before = documents_of(store, ada.id)
    for method, path, body in ROUTES:
        for headers in ({}, {"Authorization": "Bearer nonsense"}):
            response = send(api, method, path.format(id="x"), body, headers=headers)
            assert response.status_code == 401, path
            assert response.json() == {"error": "Unauthorized", "code": "unauthenticated"}
            assert response.headers["WWW-Authenticate"] == "Bearer"
    assert documents_of(store, ada.id) == before


def test_token_of_a_closed_account_is_rejected_and_writes_nothing(ada: Person, store: DocumentStore) -> None:
    entries = {kind: log(ada, kind)["id"] for kind in KINDS}
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    for method, path, body in ROUTES:
        response = send(ada, method, fill(path, entries), body)
        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated"), path
    assert documents_of(store, ada.id) == []


def test_administrator_naming_an_unknown_user_gets_403(root: Person) -> None:
    for method, path, body in ROUTES:
        response = send(root, method, for_user(path.format(id="2026-03-18.x"), "no-such-user"), body)
        assert response.status_code == 403, path


def test_unsupported_method_gets_405_with_the_allowed_methods(ada: Person) -> None:
    methods: dict[str, set[str]] = {}
    for method, path, _ in ROUTES:
        methods.setdefault(path, set()).add(method)
    for path, allowed in methods.items():
        if "GET" in allowed:
            allowed.add("HEAD")
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed:
            response = ada.call(method, path.format(id="x"))
            assert response.status_code == 405, (method, path)
            assert set(response.headers["Allow"].replace(" ", "").split(",")) == allowed
            assert response.json()["code"] == "method_not_allowed"


def test_change_authenticated_by_cookie_alone_needs_an_origin(api: Api, ada: Person) -> None:
    cookie = {"Cookie": f"auth_token={ada.token}"}
    for method, path, body in ROUTES:
        response = send(api, method, path.format(id="2026-03-18.x"), body, headers=cookie)
        assert response.status_code == (200 if method == "GET" else 403), path
    assert_unchanged(ada)
    same_origin = {**cookie, "Origin": api.url}
    created: httpx.Response = api.call("POST", "health/hydration", json={"amount_ml": 1}, headers=same_origin)
    assert created.status_code == 201
