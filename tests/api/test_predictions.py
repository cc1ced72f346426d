"""What is expected of the coming days, and the rhythm behind it."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    clock_in,
    clock_out,
    complete_existing,
    end_session,
    ok_json,
    pause_work,
    set_preferences,
    start_session,
    work,
)
from tests.api.conftest import PASSWORD, Api, Person
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def _work_weekdays(person: Person, clock: MovableClock, days: int, hours: int = 8) -> None:
    """Work from 9:00 on each weekday of a number of days, from tomorrow on; then it is 20:00 of the last."""
    for _ in range(days):
        clock.set(clock.now().replace(hour=9, minute=0, second=0) + timedelta(days=1))
        if clock.now().weekday() < 5:
            work(person, clock, hours=hours)
    clock.set(clock.now().replace(hour=20))


def test_regular_weeks_are_expected_to_go_on(ada: Person, clock: MovableClock) -> None:
    _work_weekdays(ada, clock, 42)
    predictions = ok_json(ada.get("assistant/predictions"))
    assert predictions["confidence"] == "good"
    assert predictions["history_days"] == 42
    today = clock.now().date()
    assert [day["date"] for day in predictions["days"]] == [
        str(today + timedelta(days=number)) for number in range(1, 8)
    ]
    for day in predictions["days"]:
        is_work_day = date.fromisoformat(day["date"]).weekday() < 5
        assert abs(day["expected_hours"] - 8 * is_work_day) < 0.5
    assert abs(predictions["week"]["expected_hours"] - 40) < 1.5


@pytest.fixture
def regular(ada: Person, clock: MovableClock) -> Person:
    """A user who has worked from 9:00 to 17:00 on weekdays for four weeks; it is Monday, 8:00."""
    _work_weekdays(ada, clock, 32)
    clock.set(at("2026-04-20T08:00:00Z"))
    return ada


def predict(person: Person, **request: Any) -> dict[str, Any]:
    return ok_json(person.get("assistant/predictions", **request))


def test_task_whose_estimate_does_not_fit_before_it_is_due_is_at_risk(regular: Person) -> None:
    def add(title: str, due: str, minutes: int | None) -> None:
        regular.create_task(title, due_date=due, estimate_minutes=minutes)

    add("fits today", "2026-04-20", 420)
    add("does not fit beside it", "2026-04-21", 600)
    add("no estimate", "2026-04-21", None)
    add("too late in the day", "2026-04-22T09:00:00Z", 1)
    add("much", "2026-04-24", 2400)
    add("beyond the week", "2026-05-15", 2400)
    add("overdue", "2026-04-17", 60)
    done = regular.create_task("done", due_date="2026-04-21", estimate_minutes=2400)
    complete_existing(regular, done)
    found = {one["title"]: one for one in predict(regular)["tasks_at_risk"]}
    assert [*found] == ["does not fit beside it", "too late in the day", "much"]
    tight = found["does not fit beside it"]
    assert tight["minutes_left"] == 600
    assert abs(tight["free_minutes"] - 540) <= 60, "two days of 8 h without 7 h"
    assert tight["due_date"] == "2026-04-21T23:59:59Z"
    assert "10 h of its estimate left" in tight["text"]
    assert found["too late in the day"]["free_minutes"] == 0


def test_time_spent_on_a_task_is_not_left(regular: Person, clock: MovableClock) -> None:
    task = regular.create_task("Write", due_date="2026-04-20", estimate_minutes=600)
    (at_risk,) = predict(regular)["tasks_at_risk"]
    assert at_risk["minutes_left"] == 600
    session = start_session(regular, 100, task_id=task["id"])
    clock.move(minutes=100)
    end_session(regular, session)
    (at_risk,) = predict(regular)["tasks_at_risk"]
    assert at_risk["minutes_left"] == 500


def test_days_off_and_holidays_expect_no_work(regular: Person) -> None:
    regular.post("users/days-off", json={"from": "2026-04-22", "to": "2026-04-23"})
    set_preferences(regular, country="ES")
    predictions = predict(regular)
    hours = {day["date"]: day["expected_hours"] for day in predictions["days"]}
    assert hours["2026-04-22"] == hours["2026-04-23"] == 0
    assert hours["2026-04-21"] > 7
    assert predictions["week"]["expected_hours"] < predictions["week"]["usual_hours"] - 12
    assert {factor["name"]: factor["effect"] for factor in predictions["factors"]}["days_off"] < -12


def test_new_user_is_told_how_many_days_are_missing(ada: Person, clock: MovableClock) -> None:
    predictions = predict(ada)
    assert (predictions["confidence"], predictions["days"], predictions["week"]) == ("none", [], None)
    assert predictions["text"] == "6 more days of history, and the coming week can be predicted."
    _work_weekdays(ada, clock, 6)
    spanish = predict(ada, headers={"Accept-Language": "es"})
    assert (spanish["confidence"], spanish["days"]) == ("none", [])
    assert spanish["text"] == "Un día más de historial y se podrá prever la próxima semana."
    _work_weekdays(ada, clock, 1)
    assert predict(ada)["confidence"] == "rough"


def test_assistant_that_is_switched_off_analyses_nothing(regular: Person) -> None:
    regular.create_task("Write", due_date="2026-04-20", estimate_minutes=2400)
    set_preferences(regular, assistant=False)
    predictions = predict(regular)
    assert predictions["text"] == "The assistant is switched off in your preferences."
    assert (predictions["days"], predictions["week"], predictions["this_week"]) == ([], None, None)
    assert (predictions["tasks_at_risk"], predictions["signals"], predictions["factors"]) == ([], [], [])
    assert "The assistant is switched off" in regular.get("assistant/outlook.svg").text
    set_preferences(regular, assistant=True)
    assert predict(regular)["confidence"] == "good"


@pytest.mark.parametrize("path", ["predictions", "outlook.svg", "insights"])
def test_assistant_that_is_switched_off_writes_no_rhythm(
    regular: Person, clock: MovableClock, store: DocumentStore, path: str
) -> None:
    clock.move(days=60)

    def rhythms() -> int:
        assert regular.get(f"assistant/{path}").status_code == 200
        return sum(document["id"] == "rhythm" for document in documents_of(store, regular.id))

    set_preferences(regular, assistant=False)
    assert rhythms() == 0
    assert predict(regular)["history_days"] <= 1
    set_preferences(regular, assistant=True)
    assert rhythms() == 1


def test_session_over_midnight_counts_for_each_of_its_days(regular: Person, clock: MovableClock) -> None:
    clock.set(at("2026-04-21T20:00:00Z"))
    clock_in(regular)
    clock.set(at("2026-04-22T03:00:00Z"))
    predictions = predict(regular)
    assert predictions["today"]["worked_hours"] == 3
    assert 8 <= predictions["today"]["expected_hours"] <= 11, "a usual day may follow"
    assert predictions["this_week"]["worked_hours"] == 7
    clock_out(regular)
    assert predict(regular)["this_week"]["worked_hours"] == 7


@pytest.mark.parametrize("has_ended", [False, True])
def test_night_of_work_into_a_free_day_is_no_beginning_of_that_day(
    regular: Person, clock: MovableClock, *, has_ended: bool
) -> None:
    clock.set(at("2026-04-24T20:00:00Z"))  # a Friday
    clock_in(regular)
    clock.set(at("2026-04-25T03:00:00Z"))
    if has_ended:
        clock_out(regular)
    today = predict(regular)["today"]
    assert today["worked_hours"] == 3
    assert today["expected_hours"] < 4
    assert today["expected_end"] == "2026-04-25T03:00:00Z"
    clock.set(at("2026-04-25T12:00:00Z"))
    assert not has_ended or predict(regular)["today"] == {**today, "expected_hours": 3}


def test_session_that_was_left_running_is_no_work_after_12_hours(
    regular: Person, clock: MovableClock
) -> None:
    clock.set(at("2026-04-21T17:00:00Z"))
    clock_in(regular)
    clock.set(at("2026-04-22T07:00:00Z"))
    today = predict(regular)["today"]
    assert today["worked_hours"] == 5
    assert 9 <= today["expected_hours"] <= 13.5, "5 hours of the night, and a usual day"
    assert today["expected_end"].startswith("2026-04-22T17:")
    clock.set(at("2026-04-23T07:00:00Z"))
    predictions = predict(regular)
    assert predictions["today"]["worked_hours"] == 0
    assert predictions["this_week"]["worked_hours"] == 12


def test_hours_worked_so_far_count_for_today_and_this_week(regular: Person, clock: MovableClock) -> None:
    clock.set(at("2026-04-21T09:00:00Z"))
    clock_in(regular)
    clock.move(hours=2)
    pause_work(regular)
    clock.move(hours=1)
    predictions = predict(regular)
    assert predictions["today"]["worked_hours"] == 2
    assert predictions["today"]["expected_hours"] >= 2
    assert predictions["this_week"]["worked_hours"] == 2


def test_nothing_is_predicted_for_users_who_track_no_work(ada: Person, clock: MovableClock) -> None:
    for _ in range(30):
        session = start_session(ada)
        clock.move(minutes=25)
        end_session(ada, session)
        clock.move(hours=23, minutes=35)
    predictions = predict(ada)
    assert (predictions["confidence"], predictions["days"], predictions["week"]) == ("none", [], None)
    assert predictions["this_week"] is None
    assert predictions["text"] == "No work was tracked so far, so the coming week cannot be predicted."
    assert predictions["text"] in ada.get("assistant/outlook.svg").text
    metrics = ok_json(ada.get("assistant/insights"))["metrics"]
    assert metrics["interactions"]["text"] == "1 entry a day, over 27 days."


@pytest.mark.parametrize("path", ["assistant/predictions", "assistant/outlook.svg"])
def test_predictions_of_others_are_closed_to_users_and_administrators(
    api: Api, regular: Person, path: str
) -> None:
    for other in (api.sign_up(), api.sign_up_administrator()):
        assert other.get(path, params={"user_id": regular.id}).status_code == 403


def test_rhythm_is_in_the_export_and_ends_with_the_account(
    regular: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.move(days=30)
    predict(regular)
    (rhythm,) = ok_json(regular.get("users/profile/export"))["documents"]["rhythm"]
    assert len(rhythm["days"]) >= 28
    assert regular.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert documents_of(store, regular.id) == []


def test_factors_are_named_from_28_days_on_if_they_are_worth_a_sentence(
    ada: Person, clock: MovableClock
) -> None:
    sizes = set()
    for number in range(40):
        clock.set(clock.now().replace(hour=9) + timedelta(days=1))
        work(ada, clock, hours=8 + number % 4 * number / 40)
        predictions = predict(ada)
        for factor in predictions["factors"]:
            assert predictions["history_days"] >= 28
            assert abs(factor["effect"]) >= 0.02 * predictions["week"]["usual_hours"] - 0.01
            sizes.add(round(abs(factor["effect"])))
    assert len(sizes) > 1


def test_week_is_said_with_its_range_unless_both_ends_sound_the_same(
    ada: Person, clock: MovableClock
) -> None:
    _work_weekdays(ada, clock, 50)
    predictions = predict(ada)
    assert predictions["week"]["high_hours"] - predictions["week"]["low_hours"] < 0.5
    assert predictions["text"] == "Expected in the next seven days: 39 h 45 min of work."
    clock.set(clock.now().replace(hour=9) + timedelta(days=3))
    work(ada, clock, hours=11)
    assert predict(ada)["text"].startswith("Expected in the next seven days: 4")
    assert "of work, probably between " in predict(ada)["text"]
