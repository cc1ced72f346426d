"""Starting and ending work sessions: one at a time, under either set of paths."""

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import ok_event
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

STARTS = pytest.mark.parametrize("start", ["work_sessions/start", "time-logs/start-work"])
ENDS = pytest.mark.parametrize("end", ["work_sessions/{}/end", "work_sessions/{}", "time-logs/end-work"])
ENDS_BY_ID = pytest.mark.parametrize("end", ["work_sessions/{}/end", "work_sessions/{}"])


@STARTS
def test_started_session_is_active(ada: Person, start: str) -> None:
    response = ada.post(start)
    assert response.status_code == 201
    session = response.json()
    assert session == {
        "id": session["id"],
        "user_id": ada.id,
        "start_time": "2026-03-18T09:30:00Z",
        "end_time": None,
        "duration": None,
        "paused": False,
        "pauses": [],
    }
    assert session["id"]
    active = ada.get("work_sessions/active")
    assert active.json() == session
    shown = ada.get(f"work_sessions/{session['id']}")
    assert shown.json() == session
    assert shown.headers["ETag"] == active.headers["ETag"]
    assert ada.get("work_sessions").json() == [session]


@STARTS
def test_second_start_is_rejected_with_the_documented_sentence(
    ada: Person, start: str, store: DocumentStore
) -> None:
    session = ada.post("work_sessions/start").json()
    response = ada.post(start)
    assert response.status_code == 400
    assert response.json()["error"] == "Active session already exists"
    assert ada.get("work_sessions").json() == [session]
    assert_totals_agree(store, ada)


def test_active_sessions_of_users_are_independent(ada: Person, bob: Person) -> None:
    first, second = ada.post("work_sessions/start"), bob.post("work_sessions/start")
    assert (first.status_code, second.status_code) == (201, 201)
    assert ada.get("work_sessions/active").json() == first.json()
    assert bob.get("work_sessions/active").json() == second.json()


@ENDS
def test_session_ends_on_each_path(ada: Person, clock: MovableClock, end: str, store: DocumentStore) -> None:
    session = ada.post("work_sessions/start").json()
    clock.move(hours=1, minutes=30)
    response = ada.post(end.format(session["id"]))
    ended = ok_event(response)
    assert ended == {**session, "end_time": "2026-03-18T11:00:00Z", "duration": 1.5}
    assert ada.get(f"work_sessions/{session['id']}").json() == ended
    assert ada.get("work_sessions/active").json() == {"active": False}
    assert_totals_agree(store, ada)


@ENDS_BY_ID
def test_ending_an_ended_session_returns_it_unchanged(
    ada: Person, clock: MovableClock, end: str, store: DocumentStore
) -> None:
    session = ada.post("work_sessions/start").json()
    clock.move(hours=1)
    first = ada.post(f"work_sessions/{session['id']}/end")
    clock.move(hours=1)
    second = ada.post(end.format(session["id"]))
    assert (second.status_code, second.json()) == (200, first.json())
    assert second.headers["ETag"] == first.headers["ETag"]
    assert ada.stats()["total_sessions"] == 1
    assert_totals_agree(store, ada)


def test_ending_an_ended_session_does_not_end_the_running_one(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    first = ada.post("work_sessions/start").json()
    clock.move(hours=1)
    ada.post(f"work_sessions/{first['id']}/end")
    second = ada.post("work_sessions/start").json()
    ada.post(f"work_sessions/{first['id']}/end")
    assert ada.get("work_sessions/active").json() == second
    assert_totals_agree(store, ada)


def test_new_session_can_start_after_the_end(ada: Person, store: DocumentStore) -> None:
    first = ada.post("work_sessions/start").json()
    ada.post(f"work_sessions/{first['id']}")
    second = ada.post("work_sessions/start")
    assert second.status_code == 201
    assert second.json()["id"] != first["id"]
    assert_totals_agree(store, ada)


def test_ending_without_an_active_session_is_404(ada: Person) -> None:
    response = ada.post("time-logs/end-work")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    ada.post("time-logs/start-work")
    assert ada.post("time-logs/end-work").status_code == 200
    assert ada.post("time-logs/end-work").status_code == 404


def test_without_a_running_session_active_is_false(ada: Person) -> None:
    response = ada.get("work_sessions/active")
    assert (response.status_code, response.json()) == (200, {"active": False})


@pytest.mark.parametrize(
    ("step", "duration"),
    [
        ({}, 0),
        ({"seconds": 1}, 0),
        ({"seconds": 17}, 0),
        ({"seconds": 19}, 0.01),
        ({"seconds": 36}, 0.01),
        ({"minutes": 1}, 0.02),
        ({"minutes": 20}, 0.33),
        ({"minutes": 40}, 0.67),
        ({"minutes": 59, "seconds": 59}, 1),
        ({"hours": 1}, 1),
        ({"hours": 7, "minutes": 45}, 7.75),
        ({"hours": 8, "minutes": 1, "seconds": 30, "milliseconds": 999}, 8.02),
        ({"days": 3, "hours": 4}, 76),
    ],
    ids=str,
)
def test_duration_is_in_hours_with_two_decimals(
    ada: Person, clock: MovableClock, step: dict[str, float], duration: float, store: DocumentStore
) -> None:
    session = ada.post("work_sessions/start").json()
    clock.move(**step)
    assert ada.post(f"work_sessions/{session['id']}/end").json()["duration"] == duration
    assert ada.stats()["hours_worked"] == duration
    assert_totals_agree(store, ada)


def test_duration_over_a_clock_change_is_elapsed_time(api: Api, clock: MovableClock) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    clock.move(days=10, hours=13, minutes=30)  # 2026-03-28T23:00Z is midnight of the day with 23 hours
    person.post("work_sessions/start")
    clock.move(hours=3)
    assert person.post("time-logs/end-work").json()["duration"] == 3


def test_clock_set_back_gives_no_negative_duration(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = ada.post("work_sessions/start").json()
    clock.move(seconds=-3)
    ended = ada.post(f"work_sessions/{session['id']}/end").json()
    assert ended["duration"] == 0
    assert ended["end_time"] >= ended["start_time"]
    assert_totals_agree(store, ada)


def test_session_has_the_same_etag_in_every_response(ada: Person, clock: MovableClock) -> None:
    started = ada.post("work_sessions/start")
    path = f"work_sessions/{started.json()['id']}"
    assert ada.get(path).headers["ETag"] == started.headers["ETag"]
    clock.move(hours=1)
    ended = ada.post("time-logs/end-work")
    assert ada.get(path).headers["ETag"] == ended.headers["ETag"] != started.headers["ETag"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "work_sessions/start"),
        ("PUT", "work_sessions/start"),
        ("DELETE", "work_sessions/start"),
        ("POST", "work_sessions/active"),
        ("PATCH", "work_sessions/active"),
        ("POST", "work_sessions"),
        ("PUT", "work_sessions"),
        ("DELETE", "work_sessions"),
        ("PATCH", "work_sessions/some-id"),
        ("GET", "work_sessions/some-id/end"),
        ("PUT", "work_sessions/some-id/end"),
        ("GET", "work_sessions/some-id/pause"),
        ("POST", "work_sessions/some-id/pause"),
        ("GET", "work_sessions/a/b/c"),
        ("GET", "time-logs/start-work"),
        ("GET", "time-logs/end-work"),
        ("DELETE", "time-logs/end-work"),
    ],
)
def test_unsupported_route_is_405_with_the_documented_sentence(ada: Person, method: str, path: str) -> None:
    response = ada.call(method, path)
    assert response.status_code == 405
    assert response.json()["error"] == f"Method {method} with route not supported"
    assert response.json()["code"] == "method_not_allowed"
    assert method not in response.headers["Allow"].split(", ")


def test_405_names_the_allowed_methods(ada: Person) -> None:
    for path, methods in (
        ("work_sessions/start", {"POST"}),
        ("work_sessions/end", {"POST"}),
        ("work_sessions/active", {"GET", "HEAD"}),
        ("work_sessions", {"GET", "HEAD"}),
        ("work_sessions/some-id", {"GET", "HEAD", "POST", "PUT", "DELETE"}),
        ("work_sessions/some-id/end", {"POST"}),
        ("time-logs/start-work", {"POST"}),
    ):
        allowed = ada.call("PATCH", path).headers["Allow"]
        assert set(allowed.split(", ")) == methods, path


def test_naming_another_user_is_forbidden_on_every_route(ada: Person, bob: Person) -> None:
    session = bob.post("work_sessions/start").json()
    query = f"?user_id={bob.id}"
    for response in (
        ada.post("work_sessions/start", json={"user_id": bob.id}),
        ada.post(f"work_sessions/start{query}"),
        ada.post(f"work_sessions/{session['id']}/end{query}"),
        ada.post(f"work_sessions/{session['id']}", json={"user_id": bob.id}),
        ada.put(f"work_sessions/{session['id']}", json={"user_id": bob.id}),
        ada.delete(f"work_sessions/{session['id']}{query}"),
        ada.post("time-logs/start-work", json={"user_id": bob.id}),
        ada.post("time-logs/end-work", json={"user_id": bob.id}),
        ada.get(f"work_sessions{query}"),
        ada.get(f"work_sessions/active{query}"),
        ada.get(f"work_sessions/{session['id']}{query}"),
    ):
        assert response.status_code == 403
    assert bob.get("work_sessions/active").json() == session
    assert ada.get("work_sessions").json() == []


def test_naming_the_caller_is_allowed_in_body_and_query(ada: Person) -> None:
    assert ada.post("work_sessions/start", json={"user_id": ada.id}).status_code == 201
    assert ada.post(f"time-logs/end-work?user_id={ada.id}").status_code == 200


def test_administrator_can_start_and_end_a_session_of_another_user(
    root: Person, ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = root.post("work_sessions/start", json={"user_id": ada.id}).json()
    assert session["user_id"] == ada.id
    assert ada.get("work_sessions/active").json() == session
    assert root.get("work_sessions/active").json() == {"active": False}
    clock.move(hours=2)
    assert root.post("time-logs/end-work", json={"user_id": ada.id}).json()["duration"] == 2
    assert ada.stats()["hours_worked"] == 2
    assert root.stats()["hours_worked"] == 0
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b'{"user_id": 5}', b'{"user_id": "\\ud800"}'])
@STARTS
def test_start_with_an_invalid_body_is_rejected_and_starts_nothing(
    ada: Person, start: str, body: bytes
) -> None:
    assert ada.post(start, content=body).status_code == 400
    assert ada.get("work_sessions").json() == []


def test_unknown_fields_of_a_start_are_ignored(ada: Person) -> None:
    response = ada.post("work_sessions/start", json={"start_time": "2001-01-01T00:00:00Z", "id": "mine"})
    assert response.status_code == 201
    assert response.json()["start_time"] == "2026-03-18T09:30:00Z"
    assert response.json()["id"] != "mine"
