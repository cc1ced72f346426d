"""Notifications and notification preferences over HTTP."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from function_app import routes
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.actions import ok_json, read
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import read_all_pages
from tests.api.parallel import in_parallel, statuses
from tests.api.storage import Storage
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

KINDS = (
    *("task_reminder", "water", "lunch", "rest", "wind_down", "session_forgotten", "weekly_summary"),
    *("achievement", "level", "challenge", "deadline", "shutdown_reminder"),
    *("overload_ahead", "long_day_ahead", "recovery"),
    *("link", "security"),
)
PREFERENCES = "notifications/preferences"
ONLY_APP: dict[str, Any] = {"channels": {kind: ["app"] for kind in KINDS}, "full_text": False}
ALL_ENABLED = {"quiet_hours": None, "kinds": dict.fromkeys(KINDS, True), **ONLY_APP}

Notify = Callable[[Person, int], list[str]]


@pytest.fixture
def notify(factory: ServiceFactory, clock: MovableClock) -> Notify:
    """Deliver that many task reminders, a minute apart; return the task ids, newest first."""

    def notify(person: Person, number: int) -> list[str]:
        tasks: list[str] = []
        for count in range(number):
            clock.move(minutes=1)
            now = clock.now().isoformat()
            task = person.create_task(f"Task {count}", reminder_enabled=True, reminder_time=now)
            tasks.insert(0, task["id"])
            factory.get_reminder_service().deliver_due()
        return tasks

    return notify


def test_without_notifications_the_list_is_empty(ada: Person) -> None:
    assert read(ada, "notifications") == []
    assert ok_json(ada.post("notifications/read-all")) == {"updated": 0}


def test_notification_of_a_task_reminder_has_all_fields(ada: Person, notify: Notify) -> None:
    (task_id,) = notify(ada, 1)
    (shown,) = read(ada, "notifications")
    assert shown == {
        "id": f"task_reminder:{task_id}:2026-03-18T09:31:00.000000Z",
        "kind": "task_reminder",
        "title": "A task you wanted to remember",
        "body": "You asked me to remind you: “Task 0”.",
        "created_at": "2026-03-18T09:31:00Z",
        "read_at": None,
        "data": {"task_id": task_id, "due_date": None},
    }


@pytest.mark.parametrize(
    ("title", "isolated"),
    [
        ("\u05e9\u05dc\u05d5\u05dd!", "\u2068\u05e9\u05dc\u05d5\u05dd!\u2069"),
        ("\u202egnp.exe", "\u2068\u202egnp.exe\u202c\u2069"),
        ("\u2069\u2069\u202a\u2067x", "\u2068\u202a\u2067x\u2069\u202c\u2069"),
        ("x\u202c\u2066y\u202b\u2069z", "\u2068x\u2066y\u202b\u202c\u2069z\u2069"),
        ("a\u2029\u05d1", "\u2068a \u05d1\u2069"),
        ("\u0627\u062a\u0635\u0644 123", "\u2068\u0627\u062a\u0635\u0644 123\u2069"),
        ("Caf\u00e9 (2) \U0001f989", "Caf\u00e9 (2) \U0001f989"),
    ],
)
def test_title_in_the_other_direction_is_isolated_in_the_sentence_and_nowhere_else(
    ada: Person, factory: ServiceFactory, clock: MovableClock, title: str, isolated: str
) -> None:
    task = ada.create_task(title, reminder_enabled=True, reminder_time=clock.now().isoformat())
    factory.get_reminder_service().deliver_due()
    (shown,) = read(ada, "notifications")
    assert shown["body"] == f"You asked me to remind you: “{isolated}”."
    assert read(ada, f"tasks/{task['id']}")["title"] == title


def test_notifications_are_listed_newest_first_in_pages(ada: Person, bob: Person, notify: Notify) -> None:
    tasks = notify(ada, 7)
    notify(bob, 1)
    shown = read(ada, "notifications")
    assert [notification["data"]["task_id"] for notification in shown] == tasks
    first = ada.get("notifications?limit=3")
    assert first.json() == shown[:3]
    following = ada.get(f"notifications?limit=4&continuation={first.headers['x-continuation']}")
    assert following.json() == shown[3:]
    assert "x-continuation" not in following.headers
    assert read_all_pages(ada, "notifications", limit=2) == shown


@pytest.mark.both_stores("it reads unread notifications in pages")
def test_unread_filter_lists_only_unread_notifications(ada: Person, notify: Notify) -> None:
    notify(ada, 5)
    shown = read(ada, "notifications")
    for notification in shown[1::2]:
        ok_json(ada.post(f"notifications/{notification['id']}/read"))
    assert read(ada, "notifications?unread=true") == shown[::2]
    assert read(ada, "notifications?unread=false") == read(ada, "notifications")
    page = ada.get("notifications?unread=true&limit=2")
    assert page.json() == [shown[0], shown[2]]
    token = page.headers["x-continuation"]
    assert read(ada, f"notifications?unread=true&limit=2&continuation={token}") == [shown[4]]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("limit=0", ["limit"]),
        ("limit=501", ["limit"]),
        ("limit=many", ["limit"]),
        ("unread=perhaps", ["unread"]),
        ("unread=perhaps&limit=-1", ["limit", "unread"]),
    ],
)
def test_invalid_query_parameters_are_all_reported_at_once(
    ada: Person, query: str, fields: list[str]
) -> None:
    response = ada.get(f"notifications?{query}")
    assert response.status_code == 400
    assert response.json()["code"] == "validation"
    assert sorted(detail["field"] for detail in response.json()["details"]) == fields


def test_invalid_continuation_is_rejected_and_a_foreign_one_shows_no_foreign_data(
    ada: Person, bob: Person, notify: Notify
) -> None:
    notify(ada, 2)
    for token in ("x", "%00", "eyJ9", "a" * 2000):
        assert ada.get(f"notifications?continuation={token}").status_code == 400
    foreign = ada.get("notifications?limit=1").headers["x-continuation"]
    assert (
        read(bob, f"notifications?continuation={foreign}") == []
    )  # a token holds a position, not a partition


# Reading


def test_read_time_is_set_once_and_does_not_change(ada: Person, clock: MovableClock, notify: Notify) -> None:
    notify(ada, 1)
    (unread,) = read(ada, "notifications")
    clock.move(minutes=5)
    shown = ok_json(ada.post(f"notifications/{unread['id']}/read"))
    assert shown == {**unread, "read_at": "2026-03-18T09:36:00Z"}
    clock.move(minutes=5)
    assert ok_json(ada.post(f"notifications/{unread['id']}/read")) == shown
    assert read(ada, "notifications") == [shown]


def test_unknown_or_foreign_notification_is_not_found(ada: Person, bob: Person, notify: Notify) -> None:
    notify(ada, 1)
    task = bob.create_task()
    (notification,) = read(ada, "notifications")
    unknown = bob.post("notifications/unknown/read")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "Notification not found")
    for name in (notification["id"], task["id"], "user", "progress", "x" * 300, "%2e%2e", "a%00b"):
        response = bob.post(f"notifications/{name}/read")
        assert (response.status_code, response.json()) == (404, unknown.json()), name
    assert read(ada, "notifications?unread=true") == [notification]


@pytest.mark.both_stores("it reads a long reminder queue in pages")
def test_read_all_marks_every_notification_as_read(
    ada: Person, bob: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    for person, number in ((ada, 205), (bob, 1)):
        for _ in range(number):
            person.create_task("x", reminder_enabled=True, reminder_time=clock.now().isoformat())
    factory.get_reminder_service().deliver_due()
    shown = read(ada, "notifications?limit=500")
    assert len(shown) == 205
    clock.move(minutes=1)
    early = ok_json(ada.post(f"notifications/{shown[100]['id']}/read"))
    clock.move(minutes=1)
    assert ok_json(ada.post("notifications/read-all")) == {"updated": 204}
    assert read(ada, "notifications?unread=true") == []
    assert {notification["read_at"] for notification in read(ada, "notifications?limit=500")} == {
        early["read_at"],
        "2026-03-18T09:32:00Z",
    }
    clock.move(minutes=1)
    assert ok_json(ada.post("notifications/read-all")) == {"updated": 0}
    assert len(read(bob, "notifications?unread=true")) == 1


def test_read_all_repeated_with_its_idempotency_key_marks_nothing_more(
    ada: Person, clock: MovableClock, notify: Notify
) -> None:
    notify(ada, 3)
    headers = {"Idempotency-Key": "once"}
    assert ok_json(ada.post("notifications/read-all", headers=headers)) == {"updated": 3}
    clock.move(minutes=1)
    notify(ada, 1)
    again = ada.post("notifications/read-all", headers=headers)
    assert (again.json(), again.headers["Idempotency-Replayed"]) == ({"updated": 3}, "true")
    assert len(read(ada, "notifications?unread=true")) == 1


# Preferences


def test_default_preferences_enable_every_kind_without_quiet_hours(ada: Person) -> None:
    assert read(ada, PREFERENCES) == ALL_ENABLED


def test_omitted_preferences_are_unchanged(ada: Person, bob: Person) -> None:
    quiet = {"from": "22:00", "to": "07:30"}
    steps: list[tuple[dict[str, Any], Any, set[str]]] = [
        ({"quiet_hours": quiet}, quiet, set()),
        ({"kinds": {"water": False, "rest": False}}, quiet, {"water", "rest"}),
        ({"kinds": {"water": True, "lunch": None}}, quiet, {"rest"}),
        ({}, quiet, {"rest"}),
        ({"kinds": {}}, quiet, {"rest"}),
        ({"kinds": {"rest": True, "no_such_kind": False}, "more": 1}, quiet, set()),
        ({"quiet_hours": None, "kinds": {"weekly_summary": False}}, None, {"weekly_summary"}),
        (
            {"quiet_hours": {"from": "08:00", "to": "08:00"}},
            {"from": "08:00", "to": "08:00"},
            {"weekly_summary"},
        ),
    ]
    for body, hours, disabled in steps:
        kinds = {kind: kind not in disabled for kind in KINDS}
        expected = {"quiet_hours": hours, "kinds": kinds, **ONLY_APP}
        assert ok_json(ada.put(PREFERENCES, json=body)) == expected
        assert read(ada, PREFERENCES) == expected
    assert read(bob, PREFERENCES) == ALL_ENABLED


def test_channels_of_a_kind_are_replaced_and_always_have_the_app(ada: Person) -> None:
    for sent, stored in ((["teams", "slack", "slack"], ["app", "slack", "teams"]), ([], ["app"])):
        changed = ok_json(ada.put(PREFERENCES, json={"channels": {"water": sent}, "full_text": True}))
        assert changed["channels"] == {**ONLY_APP["channels"], "water": stored}
        assert read(ada, PREFERENCES) == changed
    assert changed["full_text"] is True


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"quiet_hours": {"from": "24:00", "to": "7:00"}}, ["quiet_hours.from", "quiet_hours.to"]),
        ({"quiet_hours": {"from": "22:00"}}, ["quiet_hours.to"]),
        ({"quiet_hours": {}}, ["quiet_hours.from", "quiet_hours.to"]),
        ({"quiet_hours": {"begin": "22:00", "end": "07:00"}}, ["quiet_hours.from", "quiet_hours.to"]),
        ({"quiet_hours": {"from": 22, "to": None}}, ["quiet_hours.from", "quiet_hours.to"]),
        (
            {"quiet_hours": {"from": "22:00:00", "to": "\u0660\u0667:\u0660\u0660"}},
            ["quiet_hours.from", "quiet_hours.to"],
        ),
        ({"quiet_hours": "22:00-07:00"}, ["quiet_hours"]),
        ({"quiet_hours": []}, ["quiet_hours"]),
        ({"quiet_hours": False}, ["quiet_hours"]),
        ({"kinds": None}, ["kinds"]),
        ({"kinds": ["water"]}, ["kinds"]),
        ({"kinds": {"water": "no", "rest": 0, "lunch": []}}, ["kinds.lunch", "kinds.rest", "kinds.water"]),
        ({"quiet_hours": 1, "kinds": {"water": 1}}, ["kinds.water", "quiet_hours"]),
        ({"channels": {"water": ["fax"]}, "full_text": "yes"}, ["channels.water.0", "full_text"]),
    ],
)
def test_invalid_preferences_are_all_reported_at_once(
    ada: Person, body: dict[str, Any], fields: list[str]
) -> None:
    response = ada.put(PREFERENCES, json=body)
    assert response.status_code == 400, response.text
    assert sorted(detail["field"] for detail in response.json()["details"]) == fields
    assert read(ada, PREFERENCES) == ALL_ENABLED


def test_body_that_is_not_a_json_object_is_rejected(ada: Person) -> None:
    for content in (b"[]", b"null", b'"x"', b"{", b'{"kinds": NaN}', b"\xff"):
        assert ada.put(PREFERENCES, content=content).status_code == 400, content


def test_profile_and_notification_preferences_are_independent(ada: Person) -> None:
    ok_json(ada.put(PREFERENCES, json={"kinds": {"rest": False}}))
    changes = {"preferences": {"language": "es"}, "name": "Ada L.", "current_password": PASSWORD}
    profile = ok_json(ada.put("users/profile", json=changes))
    assert profile["preferences"] == {"language": "es"}
    assert read(ada, PREFERENCES)["kinds"]["rest"] is False
    ok_json(ada.put(PREFERENCES, json={"quiet_hours": {"from": "22:00", "to": "07:00"}}))
    assert read(ada, "users/profile") == profile


# Retention, export and account closing


def test_notifications_expire_after_30_days_read_or_unread(
    ada: Person, clock: MovableClock, notify: Notify
) -> None:
    notify(ada, 2)
    created: datetime = clock.now()
    newest, oldest = read(ada, "notifications")
    clock.move(days=20)
    marked = ok_json(ada.post(f"notifications/{newest['id']}/read"))
    clock.set(created + timedelta(days=30, seconds=-61))
    assert read(ada, "notifications") == [marked, oldest]
    clock.set(created + timedelta(days=30, seconds=-1))
    assert read(ada, "notifications") == [marked]
    clock.set(created + timedelta(days=30, seconds=2))
    assert read(ada, "notifications") == []
    assert ada.post(f"notifications/{newest['id']}/read").status_code == 404


def test_notifications_are_exported_and_deleted_with_the_account(
    ada: Person, bob: Person, storage: Storage, notify: Notify
) -> None:
    notify(ada, 2)
    notify(bob, 1)
    shown = read(ada, "notifications")
    exported = read(ada, "users/profile/export")["documents"]["notification"]
    assert {item["id"]: item["body"] for item in exported} == {item["id"]: item["body"] for item in shown}
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert not [
        trace for trace in storage.documents_containing(ada.id) if trace["type"] in {"notification", "user"}
    ]
    assert ada.get("notifications").status_code == 401
    assert len(read(bob, "notifications")) == 1


def test_token_of_a_closed_account_is_rejected_on_every_route(ada: Person) -> None:
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    for method, path in _endpoints():
        response = ada.call(method, path, json={} if method != "GET" else None)
        assert response.status_code == 401, (method, path)


# Access


def _endpoints() -> list[tuple[str, str]]:
    return [
        (method, route.template.replace("{id}", "any"))
        for route in routes
        if route.template.startswith("notifications")
        for method in route.endpoints
    ]


def test_every_route_requires_a_token(api: Api) -> None:
    assert len(_endpoints()) == 5
    for method, path in _endpoints():
        response = api.call(method, path)
        assert response.status_code == 401, (method, path)
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_unsupported_method_gets_405_with_the_allowed_methods(ada: Person) -> None:
    for path, allowed in (
        ("notifications", "GET, HEAD"),
        ("notifications/any/read", "POST"),
        ("notifications/read-all", "POST"),
        (PREFERENCES, "GET, HEAD, PUT"),
    ):
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(allowed.split(", ")):
            response = ada.call(method, path)
            assert (response.status_code, response.headers["Allow"]) == (405, allowed), (method, path)


def test_notifications_of_others_are_closed_to_administrators_too(
    ada: Person, bob: Person, root: Person, notify: Notify
) -> None:
    notify(ada, 1)
    (notification,) = read(ada, f"notifications?user_id={ada.id}")
    of_ada = {"user_id": ada.id}
    for person in (bob, root):
        for response in (
            person.get("notifications", params=of_ada),
            person.get(PREFERENCES, params=of_ada),
            person.put(PREFERENCES, params=of_ada, json={"kinds": {"rest": False}}),
            person.put(PREFERENCES, json={**of_ada, "kinds": {"rest": False}}),
            person.post("notifications/read-all", params=of_ada),
            person.post("notifications/read-all", json=of_ada),
            person.post(f"notifications/{notification['id']}/read", params=of_ada),
            person.post(f"notifications/{notification['id']}/read", json=of_ada),
        ):
            assert (response.status_code, response.json()["code"]) == (403, "forbidden"), response.url
    assert read(ada, "notifications") == [notification]
    assert read(ada, PREFERENCES) == ALL_ENABLED


def test_concurrent_preference_changes_are_all_kept(ada: Person, store: DocumentStore) -> None:
    bodies = [{"kinds": {kind: False}} for kind in KINDS]
    responses = in_parallel(partial(ada.put, PREFERENCES, json=body) for body in bodies)
    assert statuses(responses) == {200: len(KINDS)}
    assert read(ada, PREFERENCES)["kinds"] == dict.fromkeys(KINDS, False)
    assert store.read("user", ada.id)["notifications"]["unwanted"] == sorted(KINDS)
