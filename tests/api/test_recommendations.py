"""Recommendations over HTTP: their actions work as they stand, and feedback moves them."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from shared.views.recommendations import RecommendationKind as Kind
from tests.api.actions import clock_in, error_of, ok_json, set_preferences, set_timezone, shut_down
from tests.api.conftest import PASSWORD, Person
from tests.api.errors import assert_invalid
from tests.api.parallel import in_parallel
from tests.api.recommendation_days import (
    SCENARIOS,
    by_kind,
    execute,
    give_feedback,
    list_recommendations,
    move_to,
    next_work_day,
)
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

STAYS = {Kind.CELEBRATE}
"""The kinds whose action only shows something: they stay until the user says that they were done."""


@pytest.mark.parametrize("kind", SCENARIOS)
def test_action_of_every_kind_works_as_it_stands_and_settles_it(
    ada: Person, clock: MovableClock, kind: Kind
) -> None:
    SCENARIOS[kind](ada, clock)
    found = by_kind(ada)[kind]
    assert found["title"]
    assert found["text"]
    assert found["because"]
    assert found["evidence"]
    assert found["valid_until"] > clock.now().isoformat()
    response = execute(ada, found)
    assert response.is_success, response.text
    following = by_kind(ada).get(kind, {"id": None})
    assert (following["id"] == found["id"]) == (kind in STAYS)
    assert give_feedback(ada, found["id"], "done").status_code == 204
    assert by_kind(ada).get(kind, {"id": None})["id"] != found["id"]


def test_next_task_is_the_first_of_the_plan_of_today(ada: Person, clock: MovableClock) -> None:
    today = clock.now().date()
    ada.create_task("Old and low", priority="low")
    ada.create_task("Planned", planned_date=today.isoformat())
    assert _next_task(ada) == _first_planned(ada) == "Planned"
    ada.create_task("Important", priority="high", planned_date=today.isoformat())
    assert _next_task(ada) == _first_planned(ada) == "Important"
    ada.create_task("Later", planned_date=(today + timedelta(days=1)).isoformat(), priority="high")
    ada.create_task("Due", due_date=today.isoformat(), priority="low")
    assert _next_task(ada) == _first_planned(ada) == "Due"
    clock_in(ada)
    assert _next_task(ada) == _first_planned(ada) == "Due"


def _next_task(person: Person) -> str:
    title: str = by_kind(person)["next_task"]["evidence"]["task"]["value"]
    return title


def _first_planned(person: Person) -> str:
    blocks = ok_json(person.get("assistant/plan"))["blocks"]
    title: str = next(block["title"] for block in blocks if block["kind"] == "task")
    return title


def test_numbers_of_open_tasks_are_said_if_all_of_them_were_read(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        ada.create_task(f"Task {number}")
    assert by_kind(ada)["next_task"]["because"] == ["Of 3 open tasks for today, it comes first."]
    monkeypatch.setattr("shared.services.recommendation_service.MAX_OPEN_TASKS", 3)
    assert by_kind(ada)["next_task"]["because"] == ["It comes first by priority and age."]


def test_default_limit_is_three_and_bounds_are_checked(ada: Person, clock: MovableClock) -> None:
    _work_long_in_a_full_life(ada, clock)
    everything = list_recommendations(ada)
    assert len(everything) > 3
    assert ada.get("assistant/recommendations").json() == everything[:3]
    assert list_recommendations(ada, 1) == everything[:1]
    for limit in ("0", "11", "-1", "x", "1.5"):
        assert_invalid(ada.get("assistant/recommendations", params={"limit": limit}), "limit", limit)


def _work_long_in_a_full_life(person: Person, clock: MovableClock) -> None:
    """Work for two hours without rest or water, with tasks that were left open two weeks ago."""
    today = clock.now().date()
    for number in range(6):
        person.create_task(f"Task {number}", planned_date=today.isoformat(), estimate_minutes=90)
    clock.move(days=14)
    clock_in(person)
    move_to(clock, "11:45")


def test_nothing_is_recommended_to_a_new_user_at_night_or_without_the_assistant(
    ada: Person, clock: MovableClock
) -> None:
    assert list_recommendations(ada) == []
    ada.create_task(due_date=clock.now().date().isoformat())
    (found,) = list_recommendations(ada)
    set_preferences(ada, assistant=False)
    assert list_recommendations(ada) == []
    assert give_feedback(ada, found["id"], "never").status_code == 204
    set_preferences(ada, assistant=True)
    assert list_recommendations(ada) == []
    assert ada.delete("assistant/recommendations/muted/next_task").status_code == 204
    assert by_kind(ada).keys() == {Kind.NEXT_TASK}
    move_to(clock, "23:30")
    assert list_recommendations(ada) == []


def test_not_now_silences_a_kind_for_three_days_and_never_until_it_is_unmuted(
    ada: Person, clock: MovableClock
) -> None:
    ada.create_task()
    muted = "assistant/recommendations/muted"
    assert ada.get(muted).json() == []
    assert give_feedback(ada, by_kind(ada)["next_task"]["id"], "not_now").status_code == 204
    assert ada.get(muted).json() == [{"kind": "next_task", "until": "2026-03-21T09:30:00Z"}]
    clock.move(days=2, hours=23, minutes=59)  # on a Saturday nothing is recommended
    assert len(ada.get(muted).json()) == 1
    clock.move(minutes=1)
    assert ada.get(muted).json() == []
    next_work_day(clock, "09:30")
    assert give_feedback(ada, by_kind(ada)["next_task"]["id"], "never").status_code == 204
    clock.move(days=350)
    assert by_kind(ada).keys() == {"split_task"}
    assert ada.get(muted).json() == [{"kind": "next_task", "until": None}]
    assert ada.delete(f"{muted}/split_task").status_code == 204
    for _ in range(2):
        assert ada.delete(f"{muted}/next_task").status_code == 204
        assert by_kind(ada).keys() == {"next_task", "split_task"}


def test_not_now_lasts_three_days_on_work_days(ada: Person, clock: MovableClock) -> None:
    clock.move(days=5)  # a Monday
    clock_in(ada)
    assert give_feedback(ada, by_kind(ada)["start_focus"]["id"], "not_now").status_code == 204
    clock.move(days=2, hours=23, minutes=59)
    ada.post("time-logs/end-work")
    clock_in(ada)
    assert "start_focus" not in by_kind(ada)
    clock.move(minutes=1)
    assert "start_focus" in by_kind(ada)


def test_feedback_moves_the_order_and_says_so(ada: Person, clock: MovableClock) -> None:
    ada.create_task("Pay the rent", planned_date=clock.now().date().isoformat())
    clock_in(ada)
    assert [one["kind"] for one in list_recommendations(ada)] == ["next_task", "start_focus"]
    for _ in range(4):
        found = by_kind(ada)["start_focus"]
        assert ok_json(execute(ada, found), 201)
        assert give_feedback(ada, found["id"], "done").status_code == 204
        clock.move(minutes=25)
        session = ada.get("current-session").json()["session_id"]
        assert ada.post(f"focus-sessions/{session}/complete").is_success
        assert ada.post("health/rests", json={"minutes": 5}).is_success
    order = [one["kind"] for one in list_recommendations(ada)]
    assert order.index("start_focus") < order.index("next_task")
    because = {kind: one["because"] for kind, one in by_kind(ada).items()}
    assert "You often do this when it is suggested." in because["start_focus"]
    assert not any("when it is suggested" in reason for reason in because["next_task"])
    assert "Sueles hacer esto cuando se te propone." in str(
        ada.get("assistant/recommendations", headers={"Accept-Language": "es"}).json()
    )


def test_same_verdict_on_the_same_recommendation_counts_once(ada: Person) -> None:
    ada.create_task()
    found = by_kind(ada)["next_task"]
    for _ in range(5):
        assert give_feedback(ada, found["id"], "done").status_code == 204
    assert _stored(ada)["counts"] == {"next_task": [1, 0]}
    for _ in range(2):
        assert give_feedback(ada, found["id"], "not_now").status_code == 204
    assert _stored(ada)["counts"] == {"next_task": [0, 1]}
    first = give_feedback(ada, found["id"], "never", **{"Idempotency-Key": "one"})
    again = give_feedback(ada, found["id"], "never", **{"Idempotency-Key": "one"})
    assert [first.status_code, again.status_code] == [204, 204]
    assert again.headers["idempotency-replayed"] == "true"
    assert error_of(give_feedback(ada, found["id"], "done", **{"Idempotency-Key": "one"}))[0] == 409


def _stored(person: Person) -> dict[str, Any]:
    documents = ok_json(person.get("users/profile/export"))["documents"]
    found: dict[str, Any] = documents["assistant"][0]["feedback"]
    return found


def test_ids_are_the_own_of_the_user_and_of_the_day(ada: Person, bob: Person, clock: MovableClock) -> None:
    for person in (ada, bob):
        person.create_task("Pay the rent")
    own, other = (by_kind(person)["next_task"]["id"] for person in (ada, bob))
    assert own == by_kind(ada)["next_task"]["id"], "the same on the same day"
    wrong = own[:-1] + ("0" if own[-1] != "0" else "1")
    for unknown in (other, wrong, own[:-1], own + "0", own.upper(), "%00", "x" * 200, "é"):
        assert give_feedback(ada, unknown, "done").status_code == 404, unknown
    clock.move(hours=20)
    assert give_feedback(ada, own, "done").status_code == 204, "a day later, as by a client without network"
    clock.move(hours=10)
    assert give_feedback(ada, own, "done").status_code == 204
    clock.move(hours=12)
    assert give_feedback(ada, own, "done").status_code == 404, "two days later"


def test_feedback_is_accepted_after_a_journey_to_the_west(ada: Person, clock: MovableClock) -> None:
    set_timezone(ada, "Pacific/Auckland")
    clock.move(hours=14)  # the next morning there, and still the afternoon in the west
    ada.create_task()
    found = by_kind(ada)["next_task"]
    set_timezone(ada, "America/Los_Angeles")
    assert give_feedback(ada, found["id"], "done").status_code == 204


@pytest.mark.parametrize(
    "body", [{}, {"verdict": "maybe"}, {"verdict": None}, {"verdict": "DONE"}, {"verdict": 1}]
)
def test_invalid_verdict_is_rejected(ada: Person, body: dict[str, Any]) -> None:
    ada.create_task()
    path = f"assistant/recommendations/{by_kind(ada)['next_task']['id']}/feedback"
    assert_invalid(ada.post(path, json=body), "verdict", body)


@pytest.mark.parametrize("kind", ["nothing", "NEXT_TASK", "feedback", "%20"])
def test_unknown_kind_cannot_be_unmuted(ada: Person, kind: str) -> None:
    assert ada.delete(f"assistant/recommendations/muted/{kind}").status_code == 404


@pytest.mark.both_stores("the verdicts are written by racing requests")
def test_concurrent_verdicts_are_all_counted(ada: Person) -> None:
    ids = []
    for number in range(6):
        task = ada.create_task(f"Task {number}")
        ids.append(by_kind(ada)["next_task"]["id"])
        ada.patch(f"tasks/{task['id']}")
    responses = in_parallel(partial(give_feedback, ada, one, "done") for one in ids * 2)
    assert {response.status_code for response in responses} == {204}
    assert _stored(ada)["counts"] == {"next_task": [6, 0]}


def test_only_the_user_gets_and_answers_recommendations(ada: Person, bob: Person, root: Person) -> None:
    ada.create_task()
    found = by_kind(ada)["next_task"]
    for caller in (bob, root):
        for path in ("assistant/recommendations", "assistant/recommendations/muted"):
            assert caller.get(path, params={"user_id": ada.id}).status_code == 403
        assert (
            caller.delete("assistant/recommendations/muted/drink", params={"user_id": ada.id}).status_code
            == 403
        )
        path = f"assistant/recommendations/{found['id']}/feedback"
        assert caller.post(path, json={"verdict": "done", "user_id": ada.id}).status_code == 403
        assert give_feedback(caller, found["id"], "done").status_code == 404


def test_closed_account_gives_no_feedback(ada: Person) -> None:
    ada.create_task()
    found = by_kind(ada)["next_task"]
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert give_feedback(ada, found["id"], "done").status_code == 401


def test_after_the_shutdown_only_what_needs_no_work_is_recommended(ada: Person, clock: MovableClock) -> None:
    _work_long_in_a_full_life(ada, clock)
    move_to(clock, "17:30")
    assert "shutdown" in by_kind(ada)
    ada.post("time-logs/end-work")
    shut_down(ada)
    assert by_kind(ada).keys() <= {"plan_tomorrow", "join_challenge", "celebrate"}
    clock_in(ada)
    assert "shutdown" not in by_kind(ada), "there is nothing to shut down again yet"
    clock.move(minutes=60)
    assert "stop_for_today" in by_kind(ada), "work has begun again"
