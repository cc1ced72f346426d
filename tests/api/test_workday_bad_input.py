"""Invalid and forbidden requests to the focus, challenge, shutdown and points routes change nothing."""

import json
from typing import Any

import pytest

from function_app import routes
from shared.store.contract import DocumentStore
from tests.api.actions import TASK_FINISHER, complete, join, read, shut_down, start_session
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.errors import INVALID_DATES, assert_invalid, assert_unauthorized, for_user, send
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of

START = "focus-sessions/start"
REFLECT = "dashboard/shutdown-reflection"
HISTORY = "dashboard/shutdown-history"
PROGRESS = f"challenges/{TASK_FINISHER}/progress"

# Every route of these endpoints with a valid request.
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
    ("GET", "monthly-summary", {}),
    ("POST", START, {"duration_minutes": 25}),
    ("POST", "focus-sessions/{session}/pause", {}),
    ("POST", "focus-sessions/{session}/resume", {}),
    ("POST", "focus-sessions/{session}/complete", {}),
    ("POST", "focus-sessions/{session}/stop", {}),
    ("GET", HISTORY, {}),
    ("GET", "dashboard/data", {}),
    ("GET", "dashboard/shutdown-summary", {}),
    ("POST", REFLECT, {"productivity_rating": "good"}),
    ("GET", "points", {}),
    ("GET", "stats/days", {}),
    ("GET", "stats/days.svg", {}),
    ("GET", "stats/heatmap", {}),
    ("GET", "stats/heatmap.svg", {}),
]

TEMPLATES = (
    *("achievements", "challenges/", "current-session", "daily-summary", "weekly-summary"),
    *("monthly-summary", "focus-sessions/", "dashboard/", "points", "stats/days", "stats/heatmap"),
)


# Bodies


@pytest.mark.parametrize(
    ("path", "field", "values"),
    [
        (START, "duration_minutes", [0, -1, 241, 10**15, 1.5, 0.0, 241.0, 1e300]),
        (START, "duration_minutes", ["30", "25.0", "", True, None, [], {}, [25]]),
        (START, "session_type", ["work", "Focus", "", "focus ", 1, True, None, ["focus"], {}]),
        (REFLECT, "productivity_rating", ["", "Great", "superb", "good ", 5, True, None, ["good"], {}]),
        (REFLECT, "reflection_note", ["x" * 5001, "a\0", "\a", "\x1b[2J", "\x7f", "\x85", 5, True, [], {}]),
        (REFLECT, "mindful_disconnect_completed", [[True] * 21, [True] * 10_000, None, True, "true", 1, {}]),
        (REFLECT, "session_id", ["", "x" * 65, "a\nb", "\0", 5, [], {}]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_invalid_field_is_rejected_with_its_name(
    ada: Person, store: DocumentStore, path: str, field: str, values: list[Any]
) -> None:
    good = {"duration_minutes": 25, "productivity_rating": "good"}
    for value in values:
        assert_invalid(ada.post(path, json={**good, field: value}), field, value)
    assert read(ada, "current-session") is None
    assert read(ada, "dashboard/shutdown-history") == read(ada, "points") == []
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("inner", [1, 0, "true", None, [], {}, 1.0])
def test_list_with_a_value_that_is_not_a_boolean_is_rejected(ada: Person, inner: object) -> None:
    body = {"productivity_rating": "good", "mindful_disconnect_completed": [True, inner, False]}
    assert_invalid(ada.post(REFLECT, json=body), "mindful_disconnect_completed", inner)
    assert read(ada, "dashboard/shutdown-history") == []


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "-Infinity", "1" + 20 * "0", "1" + 400 * "0"])
def test_infinite_nan_and_oversized_numbers_are_rejected(ada: Person, number: str) -> None:
    response = ada.post(START, content=f'{{"duration_minutes": {number}}}')
    assert response.status_code == 400
    assert read(ada, "current-session") is None


def test_lone_surrogate_is_rejected(ada: Person) -> None:
    for field in ("reflection_note", "session_id", "productivity_rating"):
        body = json.dumps({"productivity_rating": "good", field: "\ud800"})
        assert ada.post(REFLECT, content=body).status_code == 400, field
    assert read(ada, "dashboard/shutdown-history") == []


def test_missing_and_invalid_fields_are_reported_at_once(ada: Person) -> None:
    response = ada.post(START, json={"session_type": "work"})
    assert {detail["field"] for detail in response.json()["details"]} == {"duration_minutes", "session_type"}
    body = {"reflection_note": "x" * 5001, "mindful_disconnect_completed": [1, 2]}
    response = ada.post(REFLECT, json=body)
    assert response.status_code == 400
    assert {detail["field"] for detail in response.json()["details"]} >= {
        "productivity_rating",
        "reflection_note",
    }


def test_values_of_maximum_length_and_unknown_fields_are_accepted(ada: Person) -> None:
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
def test_body_that_is_not_a_json_object_is_rejected_on_every_route(root: Person, content: bytes) -> None:
    session = start_session(root)["session_id"]
    before = read(root, "challenges/week"), read(root, "current-session")
    for method, path, _ in ROUTES:
        if method != "GET":
            response = root.call(method, path.format(session=session), content=content)
            assert response.status_code == 400, path
    assert (read(root, "challenges/week"), read(root, "current-session")) == before


# Queries


@pytest.mark.parametrize(
    ("path", "field"),
    [
        *(("daily-summary", "date"), ("weekly-summary", "week_start"), ("stats/days", "from")),
        *(("stats/days", "to"), ("stats/days.svg", "from"), ("stats/days.svg", "to")),
    ],
)
def test_invalid_date_is_rejected(ada: Person, path: str, field: str) -> None:
    for date in INVALID_DATES:
        assert_invalid(ada.get(path, params={field: date}), field, date)


@pytest.mark.parametrize("date", ["9999-12-27", "9999-12-31"])
def test_week_ending_after_the_year_9999_is_rejected(ada: Person, date: str) -> None:
    assert_invalid(ada.get("weekly-summary", params={"week_start": date}), "week_start", date)


@pytest.mark.parametrize(
    "month",
    [
        *("x", "2026", "2026-3", "2026-00", "2026-13", "2026-03-20", "0000-01", "26-03", "2026/03"),
        *(" 2026-03", "2026-03 ", "-2026-03", "2026-+3", "٢٠٢٦-٠٣", "2026-03T00:00:00Z", "9" * 400),
    ],
)
def test_invalid_month_is_rejected(ada: Person, month: str) -> None:
    assert_invalid(ada.get("monthly-summary", params={"month": month}), "month", month)


@pytest.mark.parametrize("path", ["stats/days", "stats/days.svg"])
@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from": "2026-03-19"}, "from"),  # after today
        ({"from": "2026-03-02", "to": "2026-03-01"}, "from"),
        ({"from": "9999-12-31", "to": "0001-01-01"}, "from"),
        ({"from": "2026-01-01", "to": "2026-04-03"}, "from"),  # 93 days
        ({"from": "0001-01-01", "to": "9999-12-31"}, "from"),
        ({"from": "2025-12-16"}, "from"),  # 93 days until today
        ({"to": "0001-01-29"}, "to"),  # 30 days before the calendar begins
        ({"to": "0001-01-01"}, "to"),
    ],
    ids=str,
)
def test_invalid_range_of_days_is_rejected(
    ada: Person, path: str, params: dict[str, str], field: str
) -> None:
    assert_invalid(ada.get(path, params=params), field, params)


@pytest.mark.parametrize("path", ["stats/days.svg", "stats/heatmap.svg"])
@pytest.mark.parametrize("theme", ["Dark", "blue", "light ", "0", '"><script>alert(1)</script>'])
def test_unknown_theme_is_rejected(ada: Person, path: str, theme: str) -> None:
    assert_invalid(ada.get(path, params={"theme": theme}), "theme", theme)


@pytest.mark.parametrize(
    ("path", "field", "values"),
    [
        ("stats/heatmap.svg", "weeks", ["0", "27", "-1", "1.5", "x", "9" * 400]),
        ("stats/heatmap", "weeks", ["0", "27", "-1", "1.5", "x", "1e1", "true", "9" * 400, "1,2"]),
        ("points", "limit", ["0", "501", "-1", "1.5", "x", "9" * 400]),
        ("dashboard/shutdown-history", "limit", ["0", "501", "-1", "1.5", "x", "9" * 400]),
    ],
)
def test_number_out_of_range_is_rejected(ada: Person, path: str, field: str, values: list[str]) -> None:
    for value in values:
        assert_invalid(ada.get(path, params={field: value}), field, value)


@pytest.mark.parametrize("progress", ["-1", "100001", "1.5", "x", "true", "9" * 400, None])
def test_progress_that_is_not_a_whole_number_is_rejected(root: Person, progress: str | None) -> None:
    join(root, TASK_FINISHER)
    params = {} if progress is None else {"progress": progress}
    assert_invalid(root.post(PROGRESS, params=params), "progress", progress)
    assert root.post(PROGRESS, json={"progress": 15}).status_code == 400  # progress is a query parameter
    assert read(root, "points") == []


@pytest.mark.parametrize("path", ["points", "dashboard/shutdown-history"])
def test_invalid_continuation_token_is_rejected(ada: Person, clock: MovableClock, path: str) -> None:
    for _ in range(2):
        complete(ada)
        shut_down(ada)
        clock.move(minutes=1)
    token = ada.get(f"{path}?limit=1").headers["x-continuation"]
    other = ada.get("tasks?limit=1&sort=due_date").headers["x-continuation"]
    for bad in ("x", "0", token[:-2], token[::-1], other, "x" * 5000, "e30", "%00", "'--"):
        response = ada.get(path, params={"continuation": bad})
        assert response.status_code == 400, bad
    assert ada.get(path, params={"continuation": token}).status_code == 200


# Users and routes


def test_requests_cover_every_workday_route() -> None:
    known = {
        (method, route.template.replace("{id}", TASK_FINISHER).replace("{session_id}", "{session}"))
        for route in routes
        for method in route.endpoints
        if route.template.startswith(TEMPLATES)
    }
    assert known == {(method, path.partition("?")[0]) for method, path, _ in ROUTES}


def test_request_for_another_user_returns_403(ada: Person, bob: Person, store: DocumentStore) -> None:
    session = start_session(bob)["session_id"]
    join(bob, TASK_FINISHER)
    before = documents_of(store, bob.id)
    for method, template, body in ROUTES:
        path = template.format(session=session)
        responses = [send(ada, method, for_user(path, bob.id), body)]
        if method != "GET":
            responses.append(send(ada, method, path, {**body, "user_id": bob.id}))
        for response in responses:
            assert (response.status_code, response.json()["code"]) == (403, "forbidden"), path
    assert documents_of(store, bob.id) == before


def test_request_without_a_valid_token_returns_401(api: Api, ada: Person, store: DocumentStore) -> None:
    session = start_session(ada)["session_id"]
    before = documents_of(store, ada.id)
    for method, path, body in ROUTES:
        for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": f"Basic {ada.token}"}):
            response = send(api, method, path.format(session=session), body, headers=headers)
            assert_unauthorized(response)
    assert documents_of(store, ada.id) == before


def test_request_of_a_deleted_user_returns_401_and_stores_nothing(root: Person, store: DocumentStore) -> None:
    session = start_session(root)["session_id"]
    assert root.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    for method, path, body in ROUTES:
        response = send(root, method, path.format(session=session), body)
        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated"), path
    for partition in (root.id, "challenges:2026-W12", "leaderboard:2026-W12"):
        assert documents_of(store, partition) == []


def test_administrator_request_for_an_unknown_user_returns_404_or_403(root: Person) -> None:
    """Dashboards, reflections and days of others are closed to administrators."""
    closed = {"dashboard/data", HISTORY, REFLECT, "stats/days", "stats/days.svg"}
    for method, path, body in ROUTES:
        response = send(root, method, for_user(path.format(session="x"), "unknown"), body)
        assert response.status_code == (403 if path in closed else 404), path


def test_unsupported_method_returns_405(ada: Person) -> None:
    for allowed, path, _ in ROUTES:
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {allowed}:
            response = ada.call(method, path.format(session="x"))
            assert response.status_code == 405, (method, path)
            assert response.headers["Allow"] == ("GET, HEAD" if allowed == "GET" else allowed)
            assert response.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "path",
    [
        *("focus-sessions", "focus-sessions/x", "focus-sessions/x/begin", "focus-sessions/x/complete/y"),
        *("challenges", "challenges/x", "challenges/x/win", "dashboard", "dashboard/shutdown", "points/x"),
        *("achievements/first-step", "daily-summary/2026-03-18", "weekly-summary/x", "current-session/x"),
    ],
)
def test_unknown_path_returns_404(ada: Person, path: str) -> None:
    for method in ("GET", "POST"):
        assert ada.call(method, path).status_code == 404, method


def test_change_authenticated_by_cookie_without_an_origin_returns_403(api: Api, ada: Person) -> None:
    session = start_session(ada)["session_id"]
    cookie = {"Cookie": f"auth_token={ada.token}"}
    for method, path, body in ROUTES:
        if method != "GET" and not path.startswith(PROGRESS):
            filled = path.format(session=session)
            assert api.call(method, filled, json=body, headers=cookie).status_code == 403, path
    assert api.call("GET", "points", headers=cookie).json() == []
    own = {**cookie, "Origin": api.url}
    assert api.call("POST", f"challenges/{TASK_FINISHER}/join", headers=own).status_code == 201
