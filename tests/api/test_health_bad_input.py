"""What well-being is not: bad bodies, bad queries, other people's days. Nothing of it does anything."""

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
from tests.api.oracle import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

NAME = "companion/name"

# Every route of well-being with a request that it would answer.
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
OURS = ("health/", "companion")

NO_NUMBERS = [0, -1, 1.5, 1.0, "250", "", True, False, None, [], {}, [250], 10**15, -(2**63)]
BAD_MOMENTS = [
    *("", "now", "2026-03-18", "09:30", "18-03-2026", "2026-03-18T25:00:00Z", "2026-02-30T09:00:00Z"),
    *("2026-03-18T09:30:00+25:00", "2026-03-18T09:30:00 Z", "1773826200", "2026-W12-3", "x" * 5000),
    *(
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
    ),
    *("2026-03-11T09:29:59Z", "2026-03-18T09:30:01Z", "2026-03-18T09:30:00-00:01", "2026-03-18T09:30\0"),
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
    """Put the id of an entry into a path that asks for one."""
    return path.format(id=entries.get(path.removesuffix("/{id}").removeprefix("health/"), ""))


def assert_nothing_was_noted(person: Person) -> None:
    for kind in KINDS:
        assert read_day(person, kind) == empty_day(kind)
    assert read(person, "companion")["name"] == "Avanochi"


# Bodies


@pytest.mark.parametrize(
    ("path", "field", "values"),
    [
        ("health/hydration", "amount_ml", [*NO_NUMBERS, 3001]),
        ("health/rests", "minutes", [*NO_NUMBERS, 241]),
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
def test_a_field_that_cannot_be_meant_is_refused_by_its_name(
    ada: Person, path: str, field: str, values: list[Any]
) -> None:
    for value in values:
        assert_invalid(ada.post(path, json={field: value}), field, value)
    assert_invalid(ada.post(path, json={}), field, "nothing")
    assert_invalid(ada.post(path), field, "no body")
    assert_nothing_was_noted(ada)


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "-Infinity", "1" + 400 * "0"])
def test_a_number_beyond_all_measure_is_refused(ada: Person, number: str) -> None:
    assert ada.post("health/hydration", content=f'{{"amount_ml": {number}}}').status_code == 400
    assert ada.post("health/rests", content=f'{{"minutes": {number}}}').status_code == 400
    assert_nothing_was_noted(ada)


@pytest.mark.parametrize("kind", KINDS)
def test_a_moment_that_is_none_or_out_of_reach_is_refused(ada: Person, kind: str) -> None:
    for moment in [*BAD_MOMENTS, 0, 1773826200, True, [], {}]:
        answer = ada.post(f"health/{kind}", json={**BODIES[kind], "at": moment})
        assert_invalid(answer, "at", moment)
    assert_nothing_was_noted(ada)


@pytest.mark.parametrize("path", ["companion", "companion/face.svg"])
def test_the_companion_is_asked_about_no_moment_out_of_reach(ada: Person, path: str) -> None:
    for moment in filter(None, BAD_MOMENTS):  # an empty parameter is none at all
        assert_invalid(ada.get(path, params={"at": moment}), "at", moment)
    assert ada.get(path, params={"at": "2026-03-11T09:30:00Z"}).status_code == 200


def test_all_faults_are_named_at_once(ada: Person) -> None:
    answer = ada.post("health/hydration", json={"amount_ml": 0, "at": "soon"})
    assert {detail["field"] for detail in answer.json()["details"]} == {"amount_ml", "at"}


def test_a_lone_surrogate_is_refused(ada: Person) -> None:
    for path, field in ((NAME, "name"), ("health/meals", "kind"), ("health/rests", "at")):
        body = json.dumps({"minutes": 5, field: "\ud800"})
        assert ada.post(path, content=body).status_code == 400, path
    assert_nothing_was_noted(ada)


def test_what_just_fits_is_taken_and_what_is_unknown_ignored(ada: Person) -> None:
    drinks = [drink(ada, amount, id="x", on="2001-01-01") for amount in (1, 3000)]
    assert [one["amount_ml"] for one in drinks] == [1, 3000]
    assert all(one["id"] != "x" for one in drinks)
    assert [log(ada, "rests", minutes=minutes)["minutes"] for minutes in (1, 240)] == [1, 240]


@pytest.mark.parametrize("content", [b"{", b"[]", b'"x"', b"null", b"250", b"\xff", b'{"amount_ml": 250,}'])
def test_a_body_that_is_no_json_object_is_refused_everywhere(ada: Person, content: bytes) -> None:
    entries = {kind: log(ada, kind) for kind in KINDS}
    for method, path, _ in ROUTES:
        if method != "GET":
            kind = path.split("/")[1]
            filled = path.format(id=entries[kind]["id"]) if kind in entries else path
            assert ada.call(method, filled, content=content).status_code == 400, path
    assert [read_day(ada, kind)["entries"] for kind in KINDS] == [[entries[kind]] for kind in KINDS]


def test_a_body_of_two_megabytes_is_refused(ada: Person) -> None:
    for method, path, body in ROUTES:
        if method == "POST":
            answer = ada.call(method, path, json={**body, "more": "x" * 2_000_000})
            assert answer.status_code == 400, path
    assert_nothing_was_noted(ada)


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "ñ".encode()])
def test_a_key_for_retries_that_is_none_is_refused(ada: Person, key: str | bytes) -> None:
    for kind in KINDS:
        answer = ada.post(f"health/{kind}", json=BODIES[kind], headers={"Idempotency-Key": key})
        assert answer.status_code == 400, (kind, key)
    assert_nothing_was_noted(ada)


# Queries and ids


@pytest.mark.parametrize("kind", KINDS)
def test_a_date_that_is_none_is_refused(ada: Person, kind: str) -> None:
    for date in INVALID_DATES:
        assert_invalid(ada.get(f"health/{kind}", params={"date": date}), "date", date)


@pytest.mark.parametrize("kind", KINDS)
def test_an_id_that_is_none_is_not_found(ada: Person, store: DocumentStore, kind: str) -> None:
    log(ada, kind)
    before = documents_of(store, ada.id)
    for bad in BAD_IDS:
        answer = ada.delete(f"health/{kind}/{quote(bad, safe='')}")
        assert answer.status_code == 404, bad[:50]
        assert answer.json()["code"] == "not_found"
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
def test_what_is_no_path_is_not_found(ada: Person, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert ada.call(method, path).status_code == 404, method


# Who


def test_the_requests_here_cover_every_route_of_well_being() -> None:
    known = {
        (method, route.template)
        for route in routes
        for method in route.endpoints
        if route.template.startswith(OURS)
    }
    assert known == {(method, path) for method, path, _ in ROUTES}


def test_nobody_does_or_sees_it_for_somebody_else(ada: Person, bob: Person, store: DocumentStore) -> None:
    entries = {kind: log(bob, kind)["id"] for kind in KINDS}
    before = documents_of(store, bob.id)
    for method, path, body in ROUTES:
        filled = fill(path, entries)
        answers = [send(ada, method, for_user(filled, bob.id), body)]
        if method != "GET":
            answers.append(send(ada, method, filled, {**body, "user_id": bob.id}))
        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path
    assert documents_of(store, bob.id) == before


def test_without_a_token_there_is_nothing(api: Api, ada: Person, store: DocumentStore) -> None:
    before = documents_of(store, ada.id)
    for method, path, body in ROUTES:
        for headers in ({}, {"Authorization": "Bearer nonsense"}):
            answer = send(api, method, path.format(id="x"), body, headers=headers)
            assert answer.status_code == 401, path
            assert answer.json() == {"error": "Unauthorized", "code": "unauthenticated"}
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert documents_of(store, ada.id) == before


def test_who_is_gone_finds_nothing_and_leaves_nothing(ada: Person, store: DocumentStore) -> None:
    entries = {kind: log(ada, kind)["id"] for kind in KINDS}
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    for method, path, body in ROUTES:
        answer = send(ada, method, fill(path, entries), body)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), path
    assert documents_of(store, ada.id) == []


def test_an_administrator_who_names_nobody_is_told_so(root: Person) -> None:
    for method, path, body in ROUTES:
        answer = send(root, method, for_user(path.format(id="2026-03-18.x"), "nobody"), body)
        assert answer.status_code == 404, path


def test_on_each_path_the_methods_without_meaning_are_405(ada: Person) -> None:
    methods: dict[str, set[str]] = {}
    for method, path, _ in ROUTES:
        methods.setdefault(path, set()).add(method)
    for path, allowed in methods.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed:
            answer = ada.call(method, path.format(id="x"))
            assert answer.status_code == 405, (method, path)
            assert set(answer.headers["Allow"].replace(" ", "").split(",")) == allowed
            assert answer.json()["code"] == "method_not_allowed"


def test_a_change_by_cookie_alone_needs_an_origin(api: Api, ada: Person) -> None:
    cookie = {"Cookie": f"auth_token={ada.token}"}
    for method, path, body in ROUTES:
        answer = send(api, method, path.format(id="2026-03-18.x"), body, headers=cookie)
        assert answer.status_code == (200 if method == "GET" else 403), path
    assert_nothing_was_noted(ada)
    own = {**cookie, "Origin": api.url}
    made: httpx.Response = api.call("POST", "health/hydration", json={"amount_ml": 1}, headers=own)
    assert made.status_code == 201
