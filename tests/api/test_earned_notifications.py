"""Notifications of what an event earned: written with it, once for each achievement, level and challenge."""

from functools import partial
from typing import Any

import pytest

from tests.api.actions import (
    TASK_FINISHER,
    complete,
    complete_existing,
    join,
    ok_json,
    post_with_key,
    read,
    reopen,
    set_preferences,
)
from tests.api.conftest import Person
from tests.api.parallel import in_parallel, statuses
from tests.api.storage import Storage
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

PREFERENCES = "notifications/preferences"
REFLECTION = {"productivity_rating": "good"}
WEEK = "2026-W12"

DATA: dict[str, dict[str, Any]] = {
    "achievement:first-step": {"achievement_id": "first-step", "name": "First step"},
    "achievement:challenger": {"achievement_id": "challenger", "name": "Challenger"},
    f"challenge:{WEEK}:{TASK_FINISHER}": {
        "challenge_id": TASK_FINISHER,
        "week": WEEK,
        "name": "Task Finisher",
    },
    "level:2": {"level": 2},
    "level:3": {"level": 3},
}
TEXTS = {
    "en": {
        "achievement": (
            "A new achievement",
            "We earned “{name}”. I\u2019ve hung it where we can both see it.",
        ),
        "challenge": (
            "Challenge completed",
            "We completed “{name}” this week. Let\u2019s celebrate with a good rest.",
        ),
        "level": (
            "A new level",
            "We\u2019ve reached level {level}. This hatchling grows a little with every day beside you.",
        ),
    },
    "es": {
        "achievement": (
            "Un nuevo logro",
            "Hemos conseguido «{name}». Ya brilla donde podemos verlo.",
        ),
        "challenge": (
            "Reto completado",
            "Esta semana hemos completado «{name}». Celebrémoslo con un buen descanso.",
        ),
        "level": (
            "Un nuevo nivel",
            "Hemos llegado al nivel {level}. Este polluelo crece un poquito con cada día a tu lado.",
        ),
    },
}


def ids(person: Person) -> list[str]:
    """Return the ids of the notifications of a person, sorted."""
    return sorted(one["id"] for one in read(person, "notifications?limit=500"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_event_writes_a_notification_of_each_achievement_level_and_challenge(
    ada: Person, clock: MovableClock, language: str
) -> None:
    set_preferences(ada, language=language)
    join(ada, TASK_FINISHER)
    written_by = {
        1: ["achievement:first-step"],
        10: ["level:2"],
        15: [f"challenge:{WEEK}:{TASK_FINISHER}", "achievement:challenger", "level:3"],
    }
    expected: list[dict[str, Any]] = []
    for number in range(1, 17):
        clock.move(minutes=1)
        complete(ada)
        now = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
        for name in written_by.get(number, ()):
            kind, data = name.partition(":")[0], DATA[name]
            title, body = TEXTS[language][kind]
            shown = {"id": name, "kind": kind, "title": title, "body": body.format(**data)}
            expected.append({**shown, "created_at": now, "read_at": None, "data": data})
        shown_now = read(ada, "notifications?unread=true")
        assert [one["created_at"] for one in shown_now] == sorted(
            (one["created_at"] for one in expected), reverse=True
        )
        assert sorted(shown_now, key=by_id) == sorted(expected, key=by_id)


def by_id(notification: dict[str, Any]) -> str:
    return str(notification["id"])


def test_undo_writes_none_and_earning_again_renews_the_notification(ada: Person, clock: MovableClock) -> None:
    task = complete(ada)
    (first,) = read(ada, "notifications")
    clock.move(minutes=1)
    seen = ok_json(ada.post("notifications/achievement:first-step/read"))
    reopen(ada, task)
    assert read(ada, "notifications") == [seen]
    clock.move(days=20)
    complete_existing(ada, task)
    (renewed,) = read(ada, "notifications?unread=true")
    assert renewed == {**first, "created_at": "2026-04-07T09:31:00Z"}
    assert read(ada, "notifications") == [renewed]
    clock.move(days=29)  # kept for 30 days since it was renewed
    assert read(ada, "notifications") == [renewed]
    clock.move(days=1)
    assert read(ada, "notifications") == []


def test_kind_that_is_switched_off_is_not_written(ada: Person) -> None:
    join(ada, TASK_FINISHER)
    for kind in ("achievement", "challenge"):
        ok_json(ada.put(PREFERENCES, json={"kinds": {kind: False}}))
    for _ in range(14):
        complete(ada)
    assert ids(ada) == ["level:2"]
    ok_json(ada.put(PREFERENCES, json={"kinds": {"level": False, "achievement": True}}))
    complete(ada)
    assert ids(ada) == ["achievement:challenger", "level:2"]


def test_notification_is_written_in_quiet_hours(ada: Person) -> None:
    ok_json(ada.put(PREFERENCES, json={"quiet_hours": {"from": "00:00", "to": "23:59"}}))
    complete(ada)
    assert ids(ada) == ["achievement:first-step"]


@pytest.mark.both_stores("the answer is read back, and nothing is written")
def test_replay_of_an_event_writes_nothing(ada: Person, storage: Storage, clock: MovableClock) -> None:
    first = post_with_key(ada, "dashboard/shutdown-reflection", REFLECTION)
    assert ids(ada) == ["achievement:clean-close"]
    ok_json(ada.post("notifications/read-all"))
    clock.move(minutes=1)
    before = storage.read_everything()
    again = post_with_key(ada, "dashboard/shutdown-reflection", REFLECTION)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert storage.read_everything() == before


@pytest.mark.parametrize(("method", "body"), [("PATCH", {}), ("PUT", {"completed": True})])
def test_event_of_an_administrator_notifies_the_user(
    ada: Person, root: Person, method: str, body: dict[str, Any]
) -> None:
    set_preferences(ada, language="es")
    task = ada.create_task()
    path = f"tasks/{task['id']}?user_id={ada.id}"
    assert ok_json(root.call(method, path, json=body))["earned"]["points"] == 5
    (shown,) = read(ada, "notifications")
    assert (shown["id"], shown["title"]) == ("achievement:first-step", "Un nuevo logro")
    assert ids(root) == []


def test_challenge_completed_by_an_administrator_notifies_the_user(ada: Person, root: Person) -> None:
    join(ada, TASK_FINISHER)
    path = f"challenges/{TASK_FINISHER}/progress?user_id={ada.id}&progress="
    for progress in (15, 0, 15):
        ok_json(root.post(f"{path}{progress}"))
        assert ids(ada) == ["achievement:challenger", f"challenge:{WEEK}:{TASK_FINISHER}", "level:2"]
    assert ids(root) == []


@pytest.mark.slow("many requests in parallel")
def test_30_parallel_completions_leave_one_notification_of_each_achievement(
    ada: Person, storage: Storage
) -> None:
    tasks = [ada.create_task() for _ in range(30)]
    responses = in_parallel(partial(ada.patch, f"tasks/{task['id']}") for task in tasks)
    assert statuses(responses) == {200: 30}
    earned = [one for response in responses for one in response.json()["earned"]["achievements"]]
    assert sorted(one["id"] for one in earned) == ["first-step", "on-a-roll"]
    assert ids(ada) == ["achievement:first-step", "achievement:on-a-roll", "level:2", "level:3"]
    stored = [one for one in storage.read_everything() if one["type"] == "notification"]
    assert len(stored) == 4


@pytest.mark.both_stores("notifications are upserted in the batch of the event")
@pytest.mark.slow("many requests in parallel")
def test_event_repeated_30_times_in_parallel_leaves_one_notification(ada: Person) -> None:
    task = ada.create_task()
    completions = in_parallel([partial(ada.patch, f"tasks/{task['id']}")] * 30)
    assert statuses(completions) == {200: 30}
    assert sum(response.json()["earned"] is not None for response in completions) == 1
    shutdowns = in_parallel([partial(post_with_key, ada, "dashboard/shutdown-reflection", REFLECTION)] * 30)
    assert len({response.content for response in shutdowns}) == 1
    assert ids(ada) == ["achievement:clean-close", "achievement:first-step"]


def test_export_has_the_notifications_of_what_was_earned(ada: Person) -> None:
    complete(ada)
    (shown,) = read(ada, "notifications")
    (exported,) = read(ada, "users/profile/export")["documents"]["notification"]
    assert {name: exported[name] for name in shown if name != "created_at"} == {
        name: value for name, value in shown.items() if name != "created_at"
    }
