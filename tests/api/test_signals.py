"""Signals of workload and recovery, and their snooze."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from shared.services.service_factory import ServiceFactory
from tests.api.actions import clock_in, clock_out, error_of, ok_json, shut_down, work
from tests.api.conftest import PASSWORD, Person
from tests.api.errors import assert_invalid
from tests.api.parallel import in_parallel
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

RULES = (
    *("long_week", "short_night", "no_free_day", "no_break", "evenings", "weekends", "rising_load"),
    *("tough_days", "skipped_breaks", "overload_ahead", "long_day_ahead"),
)


def _work_days(person: Person, clock: MovableClock, hours: Iterable[int]) -> None:
    """Work from 9:00 on each day for these hours, from tomorrow on; then it is 22:00 of the last day."""
    for length in hours:
        clock.set(clock.now().replace(hour=9, minute=0, second=0) + timedelta(days=1))
        if length:
            work(person, clock, hours=length)
    clock.set(clock.now().replace(hour=22))


def _signals(person: Person, **headers: str) -> dict[str, Any]:
    predictions = ok_json(person.get("assistant/predictions", headers=headers))
    return {signal["rule"]: signal for signal in predictions["signals"]}


def _snoozed(person: Person) -> dict[str, Any]:
    documents = ok_json(person.get("users/profile/export"))["documents"]
    found: dict[str, Any] = documents.get("assistant", [{}])[0].get("snoozed", {})
    return found


def _snooze(person: Person, rule: str = "long_week", **body: Any) -> Any:
    return person.post(f"assistant/signals/{rule}/snooze", json={"days": 7, **body})


def test_long_weeks_give_a_signal_with_evidence_and_source(ada: Person, clock: MovableClock) -> None:
    _work_days(ada, clock, [10, 10, 10, 10, 10, 0, 0] * 2)
    first = clock.now().date() - timedelta(days=14)
    signal = _signals(ada)["long_week"]
    assert signal == {
        "rule": "long_week",
        "level": "notice",
        "since": str(first),
        "observed": 50.0,
        "limit": 48,
        "unit": "hours",
        "usual": None,
        "total": None,
        "text": "The last two weeks average 50 h of tracked work each; the EU limit is 48 h on average.",
        "option": "You could end one day this week an hour earlier.",
        "source": {
            "title": "Directive 2003/88/EC, article 6",
            "url": "https://eur-lex.europa.eu/eli/dir/2003/88/oj",
        },
        "snoozed_until": None,
    }
    spanish = _signals(ada, **{"Accept-Language": "es"})["long_week"]
    assert spanish["source"]["title"] == "Directiva 2003/88/CE, artículo 6"
    assert spanish["observed"] == 50


def test_each_rule_speaks_over_http_also_of_the_session_that_runs(ada: Person, clock: MovableClock) -> None:
    clock.set(clock.now() + timedelta(days=4))  # Sunday
    _work_days(ada, clock, [8, 8, 8, 8, 8, 0, 0] * 6)
    assert _signals(ada) == {}
    for number in range(14):
        early = number % 2
        begin = clock.now().replace(hour=8 if early else 10, minute=0 if early else 30)
        clock.set(begin + timedelta(days=1))
        clock_in(ada)
        clock.move(hours=5)
        ada.post("health/meals", json={"kind": "snack" if number else "lunch"})
        clock.move(hours=6)
        if number < 13:
            clock_out(ada)
            clock.move(minutes=1)
            shut_down(ada, "tough")
    found = _signals(ada)
    assert {rule: signal["observed"] for rule, signal in found.items()} == {
        "long_week": 77,
        "short_night": 7,
        "no_free_day": 15.5,
        "no_break": 13,
        "evenings": 7,
        "weekends": 4,
        "rising_load": 77,
        "tough_days": 7,
    }
    assert {signal["level"] for signal in found.values()} == {"strong"}
    for rule in found:
        assert _snooze(ada, rule, days=60).status_code == 204
    assert {signal["snoozed_until"] for signal in _signals(ada).values()} == {
        str(clock.now().date() + timedelta(days=60))
    }


def test_skipped_breaks_are_counted_from_the_reminders_that_were_sent(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    for number in range(10):
        clock.set(clock.now().replace(hour=9, minute=0, second=0) + timedelta(days=1))
        clock_in(ada)
        clock.move(hours=2)
        factory.get_reminder_service().deliver_due()
        if number == 0:
            clock.move(minutes=12)
            ok_json(ada.post("health/rests", json={"minutes": 5}), 201)
        assert "skipped_breaks" not in _signals(ada) or number == 9
        clock.move(hours=2)
        clock_out(ada)
    signal = _signals(ada)["skipped_breaks"]
    assert (signal["level"], signal["observed"], signal["limit"]) == ("strong", 10, 15)
    assert signal["text"] == "A tracked rest followed 10% of 10 rest reminders in four weeks."
    assert signal["source"] == {"title": "Your own history", "url": None}


def test_without_the_assistant_there_are_no_signals(ada: Person, clock: MovableClock) -> None:
    _work_days(ada, clock, [11] * 14)
    assert _signals(ada)["long_week"]["level"] == "strong"
    ok_json(ada.put("users/profile", json={"preferences": {"assistant": False}}))
    assert _signals(ada) == {}


def test_snoozed_signal_stays_with_its_end_until_the_snooze_is_over_or_ended(
    ada: Person, bob: Person, clock: MovableClock
) -> None:
    for person in (ada, bob):
        clock.set(clock.now() - timedelta(days=14) if person is bob else clock.now())
        _work_days(person, clock, [11] * 14)
    until = str(clock.now().date() + timedelta(days=3))
    assert _snooze(ada, days=3, planned=True).status_code == 204
    assert _signals(ada)["long_week"]["snoozed_until"] == until
    assert _signals(bob)["long_week"]["snoozed_until"] is None
    assert _snoozed(ada) == {"long_week": {"until": until, "planned": True}}
    assert ada.delete("assistant/signals/long_week/snooze").status_code == 204
    assert _signals(ada)["long_week"]["snoozed_until"] is None
    assert _snoozed(ada) == {}
    _snooze(ada, days=1)
    clock.set(clock.now() + timedelta(days=1))
    assert _signals(ada)["long_week"]["snoozed_until"] is None


def test_snoozes_that_are_over_are_dropped_with_the_next(ada: Person, clock: MovableClock) -> None:
    _snooze(ada, "evenings", days=1)
    _snooze(ada, "weekends", days=60)
    clock.set(clock.now() + timedelta(days=1))
    _snooze(ada, "evenings", days=2)
    _snooze(ada, "evenings", days=1)
    assert _snoozed(ada) == {
        "evenings": {"until": "2026-03-20", "planned": False},
        "weekends": {"until": "2026-05-17", "planned": False},
    }
    clock.set(clock.now() + timedelta(days=1))
    assert ada.delete("assistant/signals/weekends/snooze").status_code == 204
    assert _snoozed(ada) == {}


@pytest.mark.both_stores("all write the same document")
def test_all_rules_are_snoozed_at_once_and_none_is_lost(ada: Person) -> None:
    responses = in_parallel([partial(_snooze, ada, rule) for rule in RULES])
    assert {response.status_code for response in responses} == {204}
    assert _snoozed(ada).keys() == {*RULES}


def test_days_of_a_snooze_may_be_written_with_a_fraction(ada: Person) -> None:
    assert _snooze(ada, days=7.0).status_code == 204
    assert _snoozed(ada)["long_week"]["until"] == "2026-03-25"


def test_unknown_rule_is_not_found(ada: Person) -> None:
    for rule in ("recovery", "LONG_WEEK", "long_week ", "nothing", "%00"):
        path = f"assistant/signals/{rule}/snooze"
        for response in (ada.post(path, json={"days": 7}), ada.delete(path)):
            assert error_of(response) == (404, "Signal not found"), rule
    assert _snoozed(ada) == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "days"),
        ({"days": 0}, "days"),
        ({"days": 61}, "days"),
        ({"days": -1}, "days"),
        ({"days": 1.5}, "days"),
        ({"days": True}, "days"),
        ({"days": "week"}, "days"),
        ({"days": None}, "days"),
        ({"days": 7, "planned": "maybe"}, "planned"),
        ({"days": 7, "planned": None}, "planned"),
    ],
)
def test_invalid_snooze_is_rejected(ada: Person, body: dict[str, Any], field: str) -> None:
    assert_invalid(ada.post("assistant/signals/long_week/snooze", json=body), field, body)
    assert _snoozed(ada) == {}


def test_only_the_user_can_snooze(ada: Person, bob: Person, root: Person) -> None:
    path = "assistant/signals/long_week/snooze"
    for caller in (bob, root):
        body = {"days": 7, "user_id": ada.id}
        assert caller.post(path, json=body).status_code == 403
        assert caller.delete(path, params={"user_id": ada.id}).status_code == 403
        assert caller.get("assistant/predictions", params={"user_id": ada.id}).status_code == 403
    assert _snoozed(ada) == {}


def test_repeated_snooze_is_replayed_and_ends_no_later(ada: Person, clock: MovableClock) -> None:
    headers = {"Idempotency-Key": "one"}
    path = "assistant/signals/long_week/snooze"
    first = ada.post(path, json={"days": 7}, headers=headers)
    clock.set(clock.now() + timedelta(hours=20))
    again = ada.post(path, json={"days": 7}, headers=headers)
    assert [first.status_code, again.status_code] == [204, 204]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert _snoozed(ada)["long_week"]["until"] == "2026-03-25"
    other = ada.post(path, json={"days": 8}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


def test_ending_a_snooze_that_does_not_exist_changes_nothing(ada: Person) -> None:
    assert ada.delete("assistant/signals/evenings/snooze").status_code == 204
    assert _snoozed(ada) == {}


@pytest.mark.both_stores("the commit is guarded by the account")
def test_closed_account_can_snooze_nothing(ada: Person) -> None:
    _snooze(ada)
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert _snooze(ada).status_code == 401
