"""How often the language model is asked, what that costs, and what is kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest

from shared.channels.language_model import LanguageModel
from shared.credential_manager import CredentialManager
from shared.entities.rephrasing import MAX_CALLS_A_DAY
from shared.services.service_factory import ServiceFactory
from tests.api.actions import set_preferences, work
from tests.api.busy_days import busy_day, busy_weeks
from tests.api.conftest import PASSWORD, Person
from tests.api.parallel import in_parallel, statuses
from tests.api.several_instances import several_instances
from tests.api.test_narratives import narrative_of
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.model_server import ModelHandler, ModelServer, be_slow, change, rephrase, status
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

WEEK = {"period": "week", "date": "2026-03-19"}
LATER = datetime(2026, 4, 6, 12, tzinfo=UTC)


def source(person: Person, language: str = "en", **query: object) -> str:
    return str(narrative_of(person, language, **query)["source"])


def stored(store: FailingStore, person: Person) -> list[dict[str, Any]]:
    kinds = ("phrasing", "model_calls")
    return [one for one in documents_of(store, person.id) if one["type"] in kinds]


def test_complete_period_is_asked_for_once_in_each_language_and_again_for_other_facts(
    asker: Person, clock: MovableClock, language_model: ModelServer
) -> None:
    clock.set(LATER)
    first = narrative_of(asker, **WEEK)
    for _ in range(3):
        clock.move(days=1)
        assert narrative_of(asker, **WEEK) == first
    assert first["source"] == "model"
    assert len(language_model.requests) == 1
    assert source(asker, "es", **WEEK) == "model"
    assert len(language_model.requests) == 2
    session = asker.get("work_sessions").json()[0]
    end = datetime.fromisoformat(session["end_time"]) - timedelta(hours=1)
    path = f"work_sessions/{session['id']}"
    assert asker.put(path, json={"end_time": end.isoformat()}).status_code == 200
    changed = narrative_of(asker, **WEEK)
    assert changed["source"] == "model"
    assert "7 h" in changed["text"]
    assert "8 h" not in changed["text"]
    assert len(language_model.requests) == 3


def test_text_that_the_gate_refused_is_not_asked_for_again(
    asker: Person, clock: MovableClock, language_model: ModelServer, store: FailingStore
) -> None:
    clock.set(LATER)
    language_model.reply = change(lambda text: text + " You did well.")
    for _ in range(3):
        assert source(asker, **WEEK) == "rules"
        clock.move(days=2)
    assert len(language_model.requests) == 1
    assert "did well" not in repr(stored(store, asker))


def test_call_without_an_answer_is_repeated_after_four_hours(
    asker: Person, clock: MovableClock, language_model: ModelServer
) -> None:
    clock.set(LATER)
    language_model.reply = status(500)
    for hours, calls in ((0, 1), (3.99, 1), (0.02, 2)):
        clock.move(hours=hours)
        assert source(asker, **WEEK) == "rules"
        assert len(language_model.requests) == calls
    language_model.reply = rephrase
    clock.move(hours=4)
    assert source(asker, **WEEK) == "model"


def test_running_period_is_asked_for_at_most_once_in_four_hours_and_keeps_its_words(
    asker: Person, clock: MovableClock, language_model: ModelServer
) -> None:
    clock.set(clock.now().replace(hour=18))
    assert source(asker) == "model"
    work(asker, clock, hours=1)
    shown = narrative_of(asker)
    assert len(language_model.requests) == 1
    assert (shown["source"], shown["text"].startswith("Overall, ")) == ("model", True)
    assert "9 h" in shown["text"]
    assert "8 h" not in shown["text"]
    clock.move(hours=3)
    assert source(asker) == "model"
    assert len(language_model.requests) == 2


@pytest.mark.slow("many requests in parallel")
def test_user_has_twenty_calls_a_day_also_in_parallel(
    asker: Person,
    clock: MovableClock,
    language_model: ModelServer,
    factory: ServiceFactory,
    store: FailingStore,
) -> None:
    factory.get(LanguageModel).seconds = 5
    for _ in range(MAX_CALLS_A_DAY + 4):
        busy_day(asker, clock, factory, hours=4)
    clock.set(clock.now() + timedelta(days=3))
    days = [clock.now().date() - timedelta(days=4 + number) for number in range(MAX_CALLS_A_DAY + 4)]
    paths = [f"assistant/narratives?period=day&date={day}" for day in days]
    for _ in range(20):
        responses = in_parallel([partial(asker.get, path) for path in paths])
        assert statuses(responses) == {200: len(paths)}
        if any(one.get("calls") == MAX_CALLS_A_DAY for one in stored(store, asker)):
            break
    assert statuses(in_parallel([partial(asker.get, path) for path in paths])) == {200: len(paths)}
    (calls,) = (one["calls"] for one in stored(store, asker) if one["type"] == "model_calls")
    assert calls == MAX_CALLS_A_DAY
    assert 0 < len(language_model.requests) <= MAX_CALLS_A_DAY
    clock.move(days=1)
    assert {asker.get(path).json()["source"] for path in paths} == {"model"}


@pytest.mark.slow("many requests in parallel")
def test_user_has_twenty_calls_a_day_of_several_instances_together(
    asker: Person,
    clock: MovableClock,
    language_model: ModelServer,
    store: FailingStore,
    credentials: CredentialManager,
    environment: dict[str, str],
    factory: ServiceFactory,
) -> None:
    for _ in range(MAX_CALLS_A_DAY + 4):
        busy_day(asker, clock, factory, hours=4)
    last = clock.now().date()
    clock.move(days=3)
    paths = [f"assistant/narratives?period=day&date={last - timedelta(days=age)}" for age in range(24)]
    sign_in = {"user_id": asker.id, "token": asker.token, "refresh_token": ""}
    with several_instances(store, credentials, clock, environment) as api:
        caller = Person(api.client, asker.username, sign_in)
        for _ in range(10):
            responses = in_parallel([partial(caller.get, path) for path in paths])
            assert statuses(responses) == {200: len(paths)}
    (calls,) = (one["calls"] for one in stored(store, asker) if one["type"] == "model_calls")
    # A call is counted before it is made; meanwhile two others of the instance may have begun.
    assert MAX_CALLS_A_DAY - 2 <= len(language_model.requests) <= calls == MAX_CALLS_A_DAY


def test_requests_for_the_same_text_at_once_ask_once(
    asker: Person, language_model: ModelServer, factory: ServiceFactory
) -> None:
    factory.get(LanguageModel).seconds = 5
    responses = in_parallel([lambda: asker.get("assistant/narratives")] * 10)
    assert statuses(responses) == {200: 10}
    assert len(language_model.requests) == 1
    assert source(asker) == "model"


def test_third_call_of_an_instance_at_once_gets_the_text_of_the_rules_immediately(
    asker: Person, language_model: ModelServer, factory: ServiceFactory
) -> None:
    factory.get(LanguageModel).seconds = 10
    both, third = Barrier(3), Event()

    def wait(handler: ModelHandler) -> None:
        both.wait(5)
        third.wait(5)
        rephrase(handler)

    def ask_last() -> Any:
        both.wait(5)
        try:
            return asker.get("assistant/narratives?period=month")
        finally:
            third.set()

    language_model.reply = wait
    periods = [partial(asker.get, f"assistant/narratives?period={period}") for period in ("day", "week")]
    *first, last = (response.json() for response in in_parallel([*periods, ask_last]))
    assert [one["source"] for one in first] == ["model", "model"]
    assert last["source"] == "rules"
    assert len(language_model.requests) == 2


@pytest.mark.slow("waits for a deadline")
def test_calls_end_for_the_limit_at_their_deadline(asker: Person, language_model: ModelServer) -> None:
    language_model.reply = be_slow
    for period in ("day", "week"):
        assert source(asker, period=period) == "rules"
    language_model.reply = rephrase
    assert source(asker, period="month") == "model"


def test_cached_text_costs_the_same_trips_as_that_of_the_rules_and_a_call_two_writes_more(
    asker: Person, language_model: ModelServer, store: FailingStore, clock: MovableClock
) -> None:
    def cost() -> dict[str, int]:
        before = store.counts.copy()
        narrative_of(asker, **WEEK)
        return dict(store.counts - before)

    clock.set(LATER)
    set_preferences(asker, ai_phrasing=False)
    narrative_of(asker, **WEEK)
    rules = cost()
    set_preferences(asker, ai_phrasing=True)
    narrative_of(asker, period="day")
    asked, cached = cost(), cost()
    assert len(language_model.requests) == 1
    assert cached == rules
    assert asked == {**rules, "read": rules.get("read", 0) + 1, "batch": 1, "replace": 1}


@pytest.mark.slow("prepares a long history")
def test_first_call_with_a_long_history_uses_the_model(
    asker: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    busy_weeks(asker, clock, factory, days=50)
    assert source(asker) == "model"


@pytest.mark.both_stores("it stores and guards the calls")
def test_what_the_model_made_is_in_the_export_without_values_and_goes_with_the_account(
    asker: Person, store: FailingStore
) -> None:
    assert source(asker) == "model"
    exported = asker.get("users/profile/export").json()["documents"]
    (phrasing,) = exported["phrasing"]
    assert "{hours_worked}" in phrasing["text"]
    assert "8 h" not in phrasing["text"]
    assert exported["model_calls"][0]["calls"] == 1
    assert len(stored(store, asker)) == 2
    assert asker.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert stored(store, asker) == []


@pytest.mark.both_stores("it guards the writes")
def test_nothing_is_stored_for_an_account_that_is_closed_during_the_call(
    asker: Person, language_model: ModelServer, store: FailingStore, factory: ServiceFactory
) -> None:
    factory.get(LanguageModel).seconds = 10

    def close(handler: ModelHandler) -> None:
        assert asker.delete("users/profile", json={"password": PASSWORD}).status_code == 204
        rephrase(handler)

    language_model.reply = close
    assert source(asker) == "model"
    assert stored(store, asker) == []


def test_model_is_not_asked_for_an_account_that_is_closed_before_the_call_is_counted(
    asker: Person, language_model: ModelServer, store: FailingStore
) -> None:
    narrative_of(asker, period="day", date="2026-03-10")  # caches the user

    def close_first(name: str, subject: str) -> bool:
        if (name, subject) == ("batch", asker.id):
            store.recover()
            assert asker.delete("users/profile", json={"password": PASSWORD}).status_code == 204
        return False

    store.fails = close_first
    assert source(asker) == "rules"
    assert language_model.requests == []
    assert stored(store, asker) == []


@pytest.mark.parametrize("operation", ["batch", "read"])
def test_store_that_fails_during_a_call_gives_no_error(
    asker: Person, language_model: ModelServer, store: FailingStore, operation: str
) -> None:
    narrative_of(asker, period="day", date="2026-03-10")  # caches the user
    store.fails = lambda name, _: name == operation
    assert source(asker) == ("rules" if operation == "batch" else "model")
    assert len(language_model.requests) == (0 if operation == "batch" else 1)


@pytest.mark.parametrize("preferences", [{"ai_phrasing": False}, {"assistant": False, "ai_phrasing": True}])
def test_without_consent_the_model_is_not_asked_and_its_texts_are_not_shown(
    asker: Person, language_model: ModelServer, preferences: dict[str, bool]
) -> None:
    assert source(asker) == "model"
    set_preferences(asker, **preferences)
    for period in ("day", "week", "month"):
        assert source(asker, period=period) == "rules"
    assert len(language_model.requests) == 1


def test_consent_of_a_user_does_not_count_for_another(
    asker: Person, bob: Person, language_model: ModelServer, clock: MovableClock, factory: ServiceFactory
) -> None:
    busy_day(bob, clock, factory)
    assert source(bob) == "rules"
    assert asker.get("users/profile").json()["preferences"]["ai_phrasing"] is True
    assert language_model.requests == []


@pytest.mark.parametrize(
    "change_document",
    [
        lambda one: one | {"text": one["text"].replace("Overall", "Sadly")},
        lambda one: one | {"text": one["text"] + " Call +34 600 000 000."},
        lambda one: one | {"wording": "of another text"},
        lambda one: one | {"text": ""},
    ],
    ids=["word", "sentence", "wording", "empty"],
)
def test_stored_text_is_checked_again_and_belongs_to_its_wording(
    asker: Person,
    language_model: ModelServer,
    store: FailingStore,
    change_document: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    assert source(asker) == "model"
    (document,) = (one for one in stored(store, asker) if one["type"] == "phrasing")
    store.upsert(change_document(document))
    assert source(asker) == "rules"
    assert len(language_model.requests) == 1
