"""What a day's work is not: bad bodies, bad queries, other people's things. Nothing of it does anything."""

import json
from typing import Any

import pytest

from function_app import routes
from shared.store.contract import DocumentStore
from tests.api.actions import TASK_FINISHER, complete, join, read, shut_down, start_session
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.errors import INVALID_DATES, assert_invalid, for_user, send
from tests.api.oracle import assert_totals_agree, documents_of
from tests.conftest import MovableClock

START = "focus-sessions/start"
REFLECT = "dashboard/shutdown-reflection"
PROGRESS = f"challenges/{TASK_FINISHER}/progress"

# Every route of a day's work with a request that it would answer.
ROUTES: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "achievements", {}),
    ("GET", "challenges/leaders", {}),
    ("GET", "challenges/stats", {}),
    ("GET", "challenges/week", {}),
    ("POST", f"challenges/{TASK_FINISHER}/join", {}),
    ("DELETE", f"challenges/{TASK_FINISHER}/leave", {}),
    ("POST", f"{PROGRESS}?progress=1", {}),
    ("GET", "current-session", {}),
    ("GET", "daily-summary", {}),
    ("GET", "weekly-summary", {}),
    ("POST", START, {"duration_minutes": 25}),
    ("POST", "focus-sessions/{session}/complete", {}),
    ("POST", "focus-sessions/{session}/stop", {}),
    ("GET", "dashboard/shutdown-history", {}),
    ("GET", "dashboard/shutdown-summary", {}),
    ("POST", REFLECT, {"productivity_rating": "good"}),
    ("GET", "points", {}),
    ("GET", "stats/heatmap", {}),
]

OURS = (
    *("achievements", "challenges/", "current-session", "daily-summary", "weekly-summary"),
    *("focus-sessions/", "dashboard/", "points", "stats/heatmap"),
)


# Bodies


@pytest.mark.parametrize(
    ("path", "field", "values"),
    [
        (START, "duration_minutes", [0, -1, 241, 1.5, 25.0, "30", "", True, None, 10**15, [], {}, [25]]),
        (START, "session_type", ["work", "Focus", "", "focus ", 1, True, None, ["focus"], {}]),
        (REFLECT, "productivity_rating", ["", "Great", "superb", "good ", 5, True, None, ["good"], {}]),
        (REFLECT, "reflection_note", ["x" * 5001, "a\0", "\a", "\x1b[2J", "\x7f", "\x85", 5, True, [], {}]),
        (REFLECT, "mindful_disconnect_completed", [[True] * 21, [True] * 10_000, None, True, "true", 1, {}]),
        (REFLECT, "session_id", ["", "x" * 65, "a\nb", "\0", 5, [], {}]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_field_that_cannot_be_meant_is_refused_by_its_name(
    ada: Person, store: DocumentStore, path: str, field: str, values: list[Any]
) -> None:
    good = {"duration_minutes": 25, "productivity_rating": "good"}
    for value in values:
        assert_invalid(ada.post(path, json={**good, field: value}), field, value)
    assert read(ada, "current-session") is None
    assert read(ada, "dashboard/shutdown-history") == read(ada, "points") == []
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("inner", [1, 0, "true", None, [], {}, 1.0])
def test_a_list_of_booleans_holds_nothing_else(ada: Person, inner: object) -> None:
    body = {"productivity_rating": "good", "mindful_disconnect_completed": [True, inner, False]}
    assert_invalid(ada.post(REFLECT, json=body), "mindful_disconnect_completed", inner)
    assert read(ada, "dashboard/shutdown-history") == []


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "-Infinity", "1" + 20 * "0", "1" + 400 * "0"])
def test_a_number_beyond_all_measure_is_refused(ada: Person, number: str) -> None:
    answer = ada.post(START, content=f'{{"duration_minutes": {number}}}')
    assert answer.status_code == 400
    assert read(ada, "current-session") is None


def test_a_lone_surrogate_is_refused(ada: Person) -> None:
    for field in ("reflection_note", "session_id", "productivity_rating"):
        body = json.dumps({"productivity_rating": "good", field: "\ud800"})
        assert ada.post(REFLECT, content=body).status_code == 400, field
    assert read(ada, "dashboard/shutdown-history") == []


def test_what_is_missing_is_named_with_all_other_faults_at_once(ada: Person) -> None:
    answer = ada.post(START, json={"session_type": "work"})
    assert {detail["field"] for detail in answer.json()["details"]} == {"duration_minutes", "session_type"}
    body = {"reflection_note": "x" * 5001, "mindful_disconnect_completed": [1, 2]}
    answer = ada.post(REFLECT, json=body)
    assert answer.status_code == 400
    assert {detail["field"] for detail in answer.json()["details"]} >= {
        "productivity_rating",
        "reflection_note",
    }


def test_what_just_fits_is_taken(ada: Person) -> None:
    note = "🦉" * 4998 + "\n\t"
    body = {
        "productivity_rating": "tough",
        "reflection_note": note,
        "mindful_disconnect_completed": [True, False] * 10,
        "session_id": "x" * 64,
        "unknown": {"is": "ignored"},
        "created_at": "2001-01-01T00:00:00Z",
    }
    reflection = ada.post(REFLECT, json=body)
    assert reflection.status_code == 201
    assert reflection.json()["reflection_note"] == note
    assert reflection.json()["created_at"] == "2026-03-18T09:30:00Z"
    for empty in ("", None):
        shown = shut_down(ada, reflection_note=empty, session_id=None)
        assert (shown["reflection_note"], shown["session_id"]) == (empty, None)


@pytest.mark.parametrize("content", [b"{", b"[]", b'"x"', b"null", b"25", b"\xff", b'{"a": 1,}'])
def test_a_body_that_is_no_json_object_is_refused_everywhere(root: Person, content: bytes) -> None:
    session = start_session(root)["session_id"]
    before = read(root, "challenges/week"), read(root, "current-session")
    for method, path, _ in ROUTES:
        if method != "GET":
            answer = root.call(method, path.format(session=session), content=content)
            assert answer.status_code == 400, path
    assert (read(root, "challenges/week"), read(root, "current-session")) == before


# Queries


@pytest.mark.parametrize(("path", "field"), [("daily-summary", "date"), ("weekly-summary", "week_start")])
def test_a_date_that_is_none_is_refused(ada: Person, path: str, field: str) -> None:
    for date in INVALID_DATES:
        assert_invalid(ada.get(path, params={field: date}), field, date)


@pytest.mark.parametrize("date", ["9999-12-27", "9999-12-31"])
def test_a_week_that_ends_after_the_calendar_is_refused(ada: Person, date: str) -> None:
    assert_invalid(ada.get("weekly-summary", params={"week_start": date}), "week_start", date)


@pytest.mark.parametrize(
    ("path", "field", "values"),
    [
        ("stats/heatmap", "weeks", ["0", "27", "-1", "1.5", "x", "1e1", "true", "9" * 400, "1,2"]),
        ("points", "limit", ["0", "501", "-1", "1.5", "x", "9" * 400]),
        ("dashboard/shutdown-history", "limit", ["0", "501", "-1", "1.5", "x", "9" * 400]),
    ],
)
def test_a_number_out_of_range_is_refused(ada: Person, path: str, field: str, values: list[str]) -> None:
    for value in values:
        assert_invalid(ada.get(path, params={field: value}), field, value)


@pytest.mark.parametrize("progress", ["-1", "100001", "1.5", "x", "true", "9" * 400, None])
def test_a_progress_that_is_no_whole_number_is_refused(root: Person, progress: str | None) -> None:
    join(root, TASK_FINISHER)
    params = {} if progress is None else {"progress": progress}
    assert_invalid(root.post(PROGRESS, params=params), "progress", progress)
    assert root.post(PROGRESS, json={"progress": 15}).status_code == 400  # it belongs into the query
    assert read(root, "points") == []


@pytest.mark.parametrize("path", ["points", "dashboard/shutdown-history"])
def test_a_continuation_that_is_no_token_of_this_list_is_refused(
    ada: Person, clock: MovableClock, path: str
) -> None:
    for _ in range(2):
        complete(ada)
        shut_down(ada)
        clock.move(minutes=1)
    token = ada.get(f"{path}?limit=1").headers["x-continuation"]
    other = ada.get("tasks?limit=1&sort=due_date").headers["x-continuation"]
    for bad in ("x", "0", token[:-2], token[::-1], other, "x" * 5000, "e30", "%00", "'--"):
        answer = ada.get(path, params={"continuation": bad})
        assert answer.status_code == 400, bad
    assert ada.get(path, params={"continuation": token}).status_code == 200


# Who


def test_the_requests_here_cover_every_route_of_a_days_work() -> None:
    known = {
        (method, route.template.replace("{id}", TASK_FINISHER).replace("{session_id}", "{session}"))
        for route in routes
        for method in route.endpoints
        if route.template.startswith(OURS)
    }
    assert known == {(method, path.partition("?")[0]) for method, path, _ in ROUTES}


def test_nobody_does_or_sees_it_for_somebody_else(ada: Person, bob: Person, store: DocumentStore) -> None:
    session = start_session(bob)["session_id"]
    join(bob, TASK_FINISHER)
    before = documents_of(store, bob.id)
    for method, template, body in ROUTES:
        path = template.format(session=session)
        answers = [send(ada, method, for_user(path, bob.id), body)]
        if method != "GET":
            answers.append(send(ada, method, path, {**body, "user_id": bob.id}))
        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path
    assert documents_of(store, bob.id) == before


def test_without_a_token_there_is_nothing(api: Api, ada: Person, store: DocumentStore) -> None:
    session = start_session(ada)["session_id"]
    before = documents_of(store, ada.id)
    for method, path, body in ROUTES:
        for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": f"Basic {ada.token}"}):
            answer = send(api, method, path.format(session=session), body, headers=headers)
            assert answer.status_code == 401, path
            assert answer.json() == {"error": "Unauthorized", "code": "unauthenticated"}
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert documents_of(store, ada.id) == before


def test_who_is_gone_finds_nothing_and_leaves_nothing(root: Person, store: DocumentStore) -> None:
    session = start_session(root)["session_id"]
    assert root.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    for method, path, body in ROUTES:
        answer = send(root, method, path.format(session=session), body)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), path
    for partition in (root.id, "challenges:2026-W12", "leaderboard:2026-W12"):
        assert documents_of(store, partition) == []


def test_an_administrator_who_names_nobody_is_told_so(root: Person) -> None:
    for method, path, body in ROUTES:
        answer = send(root, method, for_user(path.format(session="x"), "nobody"), body)
        assert answer.status_code == 404, path


def test_on_each_path_the_methods_without_meaning_are_405(ada: Person) -> None:
    for allowed, path, _ in ROUTES:
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {allowed}:
            answer = ada.call(method, path.format(session="x"))
            assert answer.status_code == 405, (method, path)
            assert answer.headers["Allow"] == allowed
            assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "path",
    [
        *("focus-sessions", "focus-sessions/x", "focus-sessions/x/pause", "focus-sessions/x/complete/y"),
        *("challenges", "challenges/x", "challenges/x/win", "dashboard", "dashboard/shutdown", "points/x"),
        *("achievements/first-step", "daily-summary/2026-03-18", "weekly-summary/x", "current-session/x"),
    ],
)
def test_what_is_no_path_is_not_found(ada: Person, path: str) -> None:
    for method in ("GET", "POST"):
        assert ada.call(method, path).status_code == 404, method


def test_a_change_by_cookie_alone_needs_an_origin(api: Api, ada: Person) -> None:
    session = start_session(ada)["session_id"]
    cookie = {"Cookie": f"auth_token={ada.token}"}
    for method, path, body in ROUTES:
        if method != "GET" and not path.startswith(PROGRESS):
            filled = path.format(session=session)
            assert api.call(method, filled, json=body, headers=cookie).status_code == 403, path
    assert api.call("GET", "points", headers=cookie).json() == []
    own = {**cookie, "Origin": api.url}
    assert api.call("POST", f"challenges/{TASK_FINISHER}/join", headers=own).status_code == 201
