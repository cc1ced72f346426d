"""Metrics of some weeks over HTTP; `tests/oracle/metrics.py` recounts them, here and in random lives."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import pytest

from shared.entities.rhythm import MAX_HISTORY_DAYS, RhythmDay
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from shared.views.insights import MetricsView
from tests.api.actions import (
    clock_in,
    clock_out,
    error_of,
    read,
    set_preferences,
    set_timezone,
    take_break,
    work,
)
from tests.api.busy_days import busy_day, busy_weeks
from tests.api.conftest import Person
from tests.api.undo import undone
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.oracle.metrics import Recount, assert_insights_equal
from tests.oracle.recount import documents_of, log_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

LIMIT = Counter(read=4, query=2, batch=1)
"""The most operations of a request."""


def insights_of(person: Person, weeks: int = 4, language: str = "en") -> dict[str, Any]:
    """Return the insights of some weeks, with dates."""
    response = person.get(f"assistant/insights?weeks={weeks}", headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    shown: dict[str, Any] = response.json()
    return {**shown, **{name: date.fromisoformat(shown[name]) for name in ("from", "to")}}


def check(person: Person, store: FailingStore, now: datetime, *weeks: int) -> None:
    """Assert that the insights are those of a recount of the documents."""
    documents = documents_of(store, person.id)
    recount = Recount(log_of(documents), documents, now)
    for number in weeks:
        assert_insights_equal(insights_of(person, number), recount, number)


def metric(person: Person, name: str, weeks: int = 4, language: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = insights_of(person, weeks, language)["metrics"][name]
    return found


def texts_of(shown: dict[str, Any]) -> dict[str, str]:
    return {name: one["text"] for name, one in shown["metrics"].items()}


def test_new_user_has_no_value_but_a_reason_for_each_metric(ada: Person, clock: MovableClock) -> None:
    shown = insights_of(ada)
    assert shown["to"] == clock.now().date()
    assert shown["from"] == shown["to"] - timedelta(days=27)
    assert shown["metrics"].keys() == MetricsView.__annotations__.keys()
    for name, one in shown["metrics"].items():
        reason = one.pop("text")
        assert {**one, "unit": ""} == {
            "value": None,
            "unit": "",
            "n": 0,
            "previous": None,
            "change_percent": None,
        }
        assert reason.endswith("."), name
    assert shown["rhythm"] == {
        "usual_start": None,
        "usual_end": None,
        "median_focus_minutes": None,
        "best_hours": [],
        "tags": [],
    }
    assert shown["enough_data"] is False


@pytest.mark.parametrize("weeks", ["0", "27", "-1", "x", "4.5", "1e1"])
def test_weeks_that_are_no_number_from_1_to_26_are_rejected(ada: Person, weeks: str) -> None:
    response = ada.get(f"assistant/insights?weeks={weeks}")
    assert response.status_code == 400
    assert [one["field"] for one in response.json()["details"]] == ["weeks"]


def test_weeks_are_four_unless_they_are_sent(ada: Person) -> None:
    assert read(ada, "assistant/insights") == read(ada, "assistant/insights?weeks=4")


@pytest.mark.slow("months of days")
def test_metrics_of_weeks_over_a_change_of_the_clocks_are_those_of_a_recount(
    ada: Person, clock: MovableClock, factory: ServiceFactory, store: FailingStore
) -> None:
    set_timezone(ada, "Europe/Madrid")  # its clocks change on 29 March
    busy_weeks(ada, clock, factory, days=46)
    busy_weeks(ada, clock, factory, days=7, hours=10)
    assert clock.now().isoweekday() == 7
    check(ada, store, clock.now(), 1, 2, 3, 4, 26)

    shown = insights_of(ada, 1)
    assert shown["enough_data"] is True
    assert all(one["value"] is not None for one in shown["metrics"].values())
    hours = shown["metrics"]["hours_worked"]
    assert (hours["value"], hours["previous"], hours["change_percent"]) == (50.0, 40.0, 25)
    assert hours["text"] == "50 h of work on 5 days, 25% more than in the week before."
    assert metric(ada, "hours_worked", 1, "es")["text"] == (
        "50 h de trabajo en 5 días, un 25 % más que en la semana anterior."
    )
    assert shown["metrics"]["usual_start"]["value"] == "10:00"  # 08:00 of UTC
    assert shown["metrics"]["tasks_completed"]["text"] == "5 tasks completed, on 5 days with entries."


def test_texts_are_in_the_language_of_the_user(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    unknown = [texts_of(insights_of(ada, 4, language)) for language in ("en", "es")]
    busy_weeks(ada, clock, factory, days=8)
    known = [texts_of(insights_of(ada, 1, language)) for language in ("en", "es")]
    for english, spanish in (unknown, known):
        assert english.keys() == spanish.keys()
        assert all(english[name] != spanish[name] for name in english)
        assert all(text.endswith(".") for text in (*english.values(), *spanish.values()))
    assert not set(known[0].values()) & set(unknown[0].values())


def test_days_keep_their_work_when_the_zone_changes(ada: Person, clock: MovableClock) -> None:
    for _ in range(6):
        work(ada, clock, hours=7, minutes=30)
        clock.move(hours=16, minutes=30)
    clock.move(hours=-1)
    for zone, start in (("Asia/Tokyo", "18:30"), ("America/Los_Angeles", "02:30")):
        set_timezone(ada, zone)
        shown = insights_of(ada, 2)["metrics"]
        assert (shown["hours_worked"]["value"], shown["hours_worked"]["n"]) == (45.0, 6)
        assert shown["usual_start"]["value"] == start


def test_habits_are_known_from_five_days_of_work_that_were_not_free(ada: Person, clock: MovableClock) -> None:
    ada.post("users/days-off", json={"from": "2026-03-19", "to": "2026-03-19"})
    for worked in range(1, 7):
        work(ada, clock, hours=8)
        shown = insights_of(ada, 1)
        usual = worked - (worked > 1)  # the second day is free
        assert shown["enough_data"] is (usual >= 5)
        for name in ("usual_start", "usual_end", "regularity"):
            assert shown["metrics"][name]["n"] == usual
            assert (shown["metrics"][name]["value"] is None) is (usual < 5)
            if usual < 5:
                assert "5 days of work" in shown["metrics"][name]["text"]
        assert (shown["metrics"]["hours_worked"]["value"], shown["metrics"]["hours_worked"]["n"]) == (
            8 * worked,
            worked,
        )
        clock.move(hours=16)


def test_nothing_is_analysed_while_the_assistant_is_switched_off(
    ada: Person, clock: MovableClock, factory: ServiceFactory, store: FailingStore
) -> None:
    busy_weeks(ada, clock, factory, days=8)
    set_preferences(ada, assistant=False)
    busy_day(ada, clock, factory)
    shown = insights_of(ada)
    assert {one["value"] for one in shown["metrics"].values()} == {None}
    assert {one["text"] for one in shown["metrics"].values()} == {
        "The assistant is switched off in your preferences."
    }
    assert shown["enough_data"] is False
    assert shown["rhythm"]["tags"] == shown["rhythm"]["best_hours"] == []
    day = store.read(f"day:{clock.now().date()}", ada.id)
    assert "reminders" not in day
    set_preferences(ada, assistant=True)
    assert metric(ada, "recommended_breaks_kept")["n"] == 6


def _reminded(ada: Person, clock: MovableClock, factory: ServiceFactory) -> None:
    """Work until reminders of rest and water are sent."""
    clock_in(ada)
    clock.move(hours=3)
    factory.get_reminder_service().deliver_due()


def test_reminders_are_kept_by_what_follows_until_that_is_undone(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    _reminded(ada, clock, factory)
    assert metric(ada, "recommended_breaks_kept")["value"] == 0.0
    assert metric(ada, "reminder_response_minutes")["value"] is None
    clock.move(minutes=7)
    before = insights_of(ada)
    drink = ada.post("health/hydration", json={"amount_ml": 250}).json()["id"]
    assert metric(ada, "reminder_response_minutes")["value"] == 7.0
    assert ada.delete(f"health/hydration/{drink}").status_code == 204
    assert insights_of(ada) == before
    clock.move(minutes=8)
    session = take_break(ada, clock)
    kept, response = (metric(ada, name) for name in ("recommended_breaks_kept", "reminder_response_minutes"))
    assert (kept["value"], kept["n"], kept["text"]) == (100.0, 1, "A rest followed 100% of 1 rest reminder.")
    assert (response["value"], response["n"]) == (15.0, 1)
    undone(ada, "complete_break", session["session_id"])
    assert insights_of(ada) == before


def test_rest_after_more_than_15_minutes_keeps_no_reminder_but_is_a_response(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    _reminded(ada, clock, factory)
    clock.move(minutes=15, seconds=1)
    take_break(ada, clock)
    assert metric(ada, "recommended_breaks_kept")["value"] == 0.0
    assert metric(ada, "reminder_response_minutes")["value"] == 15.0


def test_reminder_is_sent_and_counted_beyond_every_quota(
    ada: Person,
    clock: MovableClock,
    factory: ServiceFactory,
    environment: dict[str, str],
    store: FailingStore,
) -> None:
    clock_in(ada)
    environment.update({"QUOTA_DOCUMENTS": "1", "QUOTA_MEGABYTES": "1", "QUOTA_EVENTS_PER_DAY": "1"})
    clock.move(hours=3)
    factory.get_reminder_service().deliver_due()
    kinds = {one["kind"] for one in read(ada, "notifications")}
    assert kinds == {"water", "lunch", "rest"}
    stored = store.read(f"day:{clock.now().date()}", ada.id)["reminders"]
    assert {kind for kind, _ in stored} == kinds


def test_tasks_beyond_the_500_newest_are_left_out_and_the_text_says_so(
    ada: Person, store: FailingStore
) -> None:
    task = ada.create_task()
    document = store.read(task["id"], ada.id)
    for number in range(500):
        store.upsert({**document, "id": f"task-{number:03}"})
    pending = metric(ada, "tasks_pending")
    assert (pending["value"], pending["n"]) == (500, 500)
    assert pending["text"] == "500 of 500 tasks open, of the 500 newest tasks."
    store.delete("task-000", ada.id)
    assert metric(ada, "tasks_pending")["text"] == "500 of 500 tasks open."
    assert metric(ada, "tasks_pending", language="es")["text"] == "Pendientes: 500 de 500 tareas."


def repeat_day(store: FailingStore, person: Person, on: date, days: int) -> None:
    """Store the totals of a day for the days before it as well, as those of full days."""
    document = orjson.dumps(store.read(f"day:{on}", person.id)).decode()
    for age in range(1, days):
        copy: Document = orjson.loads(document.replace(str(on), str(on - timedelta(days=age))))
        store.upsert({name: value for name, value in copy.items() if name != "_etag"})


def test_insights_take_two_queries_at_400_full_days(
    ada: Person, clock: MovableClock, factory: ServiceFactory, store: FailingStore
) -> None:
    busy_day(ada, clock, factory)
    on = clock.now().date()
    account = store.read("user", ada.id)
    store.upsert({**account, "created_at": (clock.now() - timedelta(days=500)).isoformat()})
    repeat_day(store, ada, on, MAX_HISTORY_DAYS + 50)
    insights_of(ada, 26)  # which writes the rhythm
    for weeks in (26, 4):
        store.counts.clear()
        shown = insights_of(ada, weeks)
        assert store.counts <= LIMIT, store.counts
        assert store.counts["query"] == 2
        assert store.counts["read"] <= 2, "the sign-in and the calendar, which are cached"
        hours = shown["metrics"]["hours_worked"]
        assert (hours["value"], hours["previous"], hours["n"]) == (
            8.0 * 7 * weeks,
            8.0 * 7 * weeks,
            7 * weeks,
        )
    stored = store.read("rhythm", ada.id)
    assert len(orjson.dumps(stored)) < 40 * 1024


def test_rhythm_of_an_earlier_version_has_no_reminders_and_events(
    ada: Person, clock: MovableClock, factory: ServiceFactory, store: FailingStore
) -> None:
    account = store.read("user", ada.id)
    store.upsert({**account, "created_at": (clock.now() - timedelta(days=500)).isoformat()})
    busy_day(ada, clock, factory)
    first = clock.now().date() - timedelta(days=90)
    row = [28800, 0, 540, 1020, *[0] * 14]
    assert len(row) < len(RhythmDay.__struct_fields__)
    store.upsert(
        {
            "id": "rhythm",
            "user_id": ada.id,
            "type": "rhythm",
            "first": first.isoformat(),
            "days": [row] * 55,
        }
    )
    shown = insights_of(ada, 12)["metrics"]
    assert (shown["hours_worked"]["value"], shown["hours_worked"]["n"]) == (8.0 * 49, 49)
    assert (shown["interactions"]["value"], shown["interactions"]["n"]) == (5.0, 1)
    assert shown["recommended_breaks_kept"]["n"] == 1


def test_insights_of_another_user_are_refused(ada: Person, bob: Person, root: Person) -> None:
    for other in (bob, root):
        response = other.get(f"assistant/insights?user_id={ada.id}")
        assert error_of(response) == (403, "You can only do this for your own account")


def test_clock_out_is_counted_when_it_is_recorded(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=2)
    assert metric(ada, "hours_worked")["value"] is None
    clock_out(ada)
    assert metric(ada, "hours_worked")["value"] == 2.0


def test_counting_a_reminder_is_one_read_more_and_no_batch(
    ada: Person, bob: Person, clock: MovableClock, factory: ServiceFactory, store: FailingStore
) -> None:
    set_preferences(bob, assistant=False)
    alerts = dict.fromkeys(("overload_ahead", "long_day_ahead", "recovery"), False)
    assert ada.put("notifications/preferences", json={"kinds": alerts}).status_code == 200
    counts = []
    for person in (ada, bob):
        factory.get_reminder_service().deliver_due()  # of the days before
        clock_in(person)
        clock.move(hours=2)
        store.counts.clear()
        factory.get_reminder_service().deliver_due()
        counts.append(Counter(store.counts))
        assert [one["kind"] for one in read(person, "notifications")] == ["rest"]
        clock_out(person)
        assert ("reminders" in store.read(f"day:{clock.now().date()}", person.id)) is (person is ada)
        clock.move(hours=22)
    assert counts[0] - counts[1] == Counter(read=1)
    assert not counts[1] - counts[0]
