"""Narratives over HTTP; `tests/unit/test_narratives.py` has their language and facts."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from shared.services.service_factory import ServiceFactory
from shared.views.narratives import NarrativeView, PeriodKind
from tests.api.actions import (
    clock_in,
    clock_out,
    error_of,
    ok_json,
    read,
    set_preferences,
    set_timezone,
    work,
)
from tests.api.busy_days import busy_day, busy_weeks
from tests.api.conftest import Person
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

DAY = timedelta(days=1)


def narrative_of(person: Person, language: str = "en", **query: object) -> dict[str, Any]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    response = person.get(f"assistant/narratives?{asked}", headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    shown: dict[str, Any] = response.json()
    return shown


def test_running_week_is_told_in_words_whose_numbers_are_facts(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    busy_weeks(ada, clock, factory, days=32)
    assert clock.now().isoweekday() == 7
    for hours in (8, 9, 9, 9, 9):
        busy_day(ada, clock, factory, hours)
    shown = narrative_of(ada)
    assert shown.keys() == NarrativeView.__annotations__.keys()
    assert (shown["period"], shown["from"], shown["to"]) == ("week", "2026-04-20", "2026-04-26")
    assert (shown["complete"], shown["language"], shown["source"]) == (False, "en", "rules")
    assert re.search("44 h (of work )?on 5 days", shown["text"])
    assert "5 tasks" in shown["text"]
    assert re.search("5 breaks and (rested for )?25 min", shown["text"])
    assert "“writing”" in shown["text"]
    assert shown["text"] == "\n\n".join(shown["paragraphs"])
    assert shown["facts"]["hours_worked"] == {"value": 44.0, "unit": "hours", "text": "44 h"}
    assert_numbers_are_facts(shown)
    spanish = narrative_of(ada, "es")
    assert spanish["language"] == "es"
    assert re.search("44 h (de trabajo )?en 5 días", spanish["text"])
    assert_numbers_are_facts(spanish)
    assert _without_texts(spanish) == _without_texts(shown)


def assert_numbers_are_facts(shown: dict[str, Any]) -> None:
    """Assert that no number is left in the texts without the facts, and that each fact is said."""
    texts = " ".join([shown["title"], shown["text"], *(one["text"] for one in shown["highlights"])])
    for fact in sorted(shown["facts"].values(), key=lambda fact: -len(fact["text"])):
        assert fact["text"] in shown["text"]
        texts = texts.replace(fact["text"], "")
    assert not re.search(r"\d", texts), texts


def _without_texts(shown: dict[str, Any]) -> Any:
    facts = {name: (fact["value"], fact["unit"]) for name, fact in shown["facts"].items()}
    return facts, [one["kind"] for one in shown["highlights"]], shown["from"], shown["to"]


def test_work_of_the_running_session_is_told(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=2, minutes=5)
    for period in PeriodKind:
        assert narrative_of(ada, period=period)["facts"]["hours_worked"]["text"] == "2 h 5 min"
    clock_out(ada)
    clock.move(days=1)
    assert "2 h 5 min" in narrative_of(ada, period="day", date=clock.now().date() - DAY)["text"]
    assert narrative_of(ada, period="day")["facts"] == {}


@pytest.mark.parametrize("period", PeriodKind)
def test_period_without_entries_is_one_friendly_sentence(
    ada: Person, clock: MovableClock, period: PeriodKind
) -> None:
    for day in (clock.now().date(), clock.now().date() - 40 * DAY):
        for language in ("en", "es"):
            shown = narrative_of(ada, language, period=period, date=day)
            assert len(shown["paragraphs"]) == 1
            assert shown["text"].count(".") == 1
            assert shown["highlights"] == []
            assert shown["facts"].keys() <= {"date"}
    assert shown["complete"]


def test_period_before_the_history_says_how_far_it_looks_back(ada: Person, clock: MovableClock) -> None:
    for day in (clock.now().date() - 400 * DAY, date(1, 1, 1)):
        shown = narrative_of(ada, date=day, period="day")
        assert "400 days" in shown["text"]
        assert shown["facts"].keys() == {"history_days"}
    assert "400 days" not in narrative_of(ada, date=clock.now().date() - 399 * DAY, period="day")["text"]


def test_period_is_that_of_the_date_and_the_week_of_today_by_default(
    ada: Person, clock: MovableClock
) -> None:
    today = clock.now().date()
    assert narrative_of(ada) == narrative_of(ada, period="week", date=today)
    bounds = {
        "day": ("2026-02-28", "2026-02-28"),
        "week": ("2026-02-23", "2026-03-01"),
        "month": ("2026-02-01", "2026-02-28"),
    }
    for period, (first, last) in bounds.items():
        shown = narrative_of(ada, period=period, date="2026-02-28")
        assert (shown["period"], shown["from"], shown["to"]) == (period, first, last)
        assert shown["complete"]


def test_date_in_the_future_is_rejected_by_the_zone_of_the_user(ada: Person, clock: MovableClock) -> None:
    set_timezone(ada, "Pacific/Kiritimati")  # 14 hours ahead
    clock.set(clock.now().replace(hour=12))
    tomorrow = clock.now().date() + DAY
    assert narrative_of(ada, period="day", date=tomorrow)["from"] == tomorrow.isoformat()
    for day in (tomorrow + DAY, date.max):
        for period in PeriodKind:
            response = ada.get(f"assistant/narratives?period={period}&date={day}")
            assert response.status_code == 400
            assert response.json()["details"] == [{"field": "date", "message": "must not be in the future"}]


@pytest.mark.parametrize(
    ("query", "field"),
    [("period=year", "period"), ("date=2026-02-30", "date"), ("date=x", "date")],
)
def test_unknown_period_or_date_is_rejected(ada: Person, query: str, field: str) -> None:
    response = ada.get(f"assistant/narratives?{query}")
    assert response.status_code == 400
    assert [one["field"] for one in response.json()["details"]] == [field]


def test_nothing_is_analysed_while_the_assistant_is_switched_off(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    busy_day(ada, clock, factory)
    set_preferences(ada, assistant=False)
    for period in PeriodKind:
        shown = narrative_of(ada, period=period)
        assert shown["text"] == "The assistant is switched off in your preferences."
        assert shown["paragraphs"] == [shown["text"]]
        assert (shown["facts"], shown["highlights"]) == ({}, [])


def test_narratives_of_another_user_are_refused(ada: Person, bob: Person, root: Person) -> None:
    for other in (bob, root):
        response = other.get(f"assistant/narratives?user_id={ada.id}")
        assert error_of(response) == (403, "You can only do this for your own account")


def test_monday_notification_has_title_and_main_point_of_the_finished_week_and_names_its_narrative(
    ada: Person, bob: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    set_preferences(bob, assistant=False)
    busy_weeks(ada, clock, factory, days=32)
    for _ in range(5):
        busy_day(ada, clock, factory, hours=11)
    work(bob, clock, hours=2)
    clock.move(days=1)
    factory.get_reminder_service().deliver_due()
    clock.set(clock.now().replace(hour=8, minute=1) + 2 * DAY)
    assert clock.now().isoweekday() == 1
    factory.get_reminder_service().deliver_due()

    def sent_to(person: Person) -> dict[str, Any]:
        found = [one for one in read(person, "notifications") if one["kind"] == "weekly_summary"]
        newest: dict[str, Any] = found[0]
        return newest

    sent = sent_to(ada)
    request = sent["data"]["narrative"]
    narrative = ok_json(ada.call(request["method"], request["path"]))
    assert (narrative["from"], narrative["complete"]) == (str(clock.now().date() - 7 * DAY), True)
    assert sent["title"] == narrative["title"] == "A week with more work"
    (caution,) = (one["text"] for one in narrative["highlights"] if one["kind"] == "caution")
    assert sent["body"].startswith(f"{caution} Last week: 55 h of work, ")

    plain = sent_to(bob)
    assert plain["title"] == "Your week in a few words"
    assert plain["body"].startswith("Last week: 2 h of work, ")
    assert "narrative" not in plain["data"]


def test_tags_of_more_than_500_tasks_are_told_only_if_all_completed_ones_are_among_the_newest(
    ada: Person, clock: MovableClock, factory: ServiceFactory, store: FailingStore
) -> None:
    task = ada.create_task(due_date=str(clock.now().date() + 5 * DAY))
    document = store.read(task["id"], ada.id)
    old = str(clock.now() - 300 * DAY)
    for number in range(497):
        store.upsert({**document, "id": f"task-{number:03}", "created_at": old})
    for _ in range(2):
        busy_day(ada, clock, factory)
    facts = narrative_of(ada)["facts"]
    assert (facts["tag_tasks"]["value"], facts["due"]["value"]) == (2, 498)
    store.upsert({**document, "id": "task-500", "created_at": old})
    facts = narrative_of(ada)["facts"]
    assert facts["tag_tasks"]["value"] == 2
    assert "due" not in facts
    for document in documents_of(store, ada.id):
        if document["type"] == "task" and document["completed"]:
            store.upsert({**document, "created_at": "2020-01-01T00:00:00.000000Z"})
            break
    assert "tag" not in narrative_of(ada)["facts"]
