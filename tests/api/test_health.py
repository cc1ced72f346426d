"""Health entries (drinks, meals, rests): logging, deleting, daily sums, achievements and access."""

from datetime import timedelta

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    complete,
    end_session,
    ok_json,
    read,
    set_preferences,
    start_session,
    take_break,
)
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.errors import assert_invalid
from tests.api.health import (
    BODIES,
    KINDS,
    NOW,
    TODAY,
    delete_entry,
    drink,
    eat,
    empty_day,
    log,
    log_rest,
    read_day,
    today,
)
from tests.api.oracle import assert_totals_agree
from tests.api.storage import Storage
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


# Entries


@pytest.mark.both_stores("health entries are stored within their day")
@pytest.mark.parametrize("kind", KINDS)
def test_entry_is_logged_now_shown_on_its_day_and_deleted_once(
    ada: Person, store: DocumentStore, kind: str
) -> None:
    assert read_day(ada, kind) == empty_day(kind)
    entry = log(ada, kind)
    assert entry == {"id": entry["id"], "at": NOW, **BODIES[kind]}
    assert read_day(ada, kind)["entries"] == [entry]
    assert read_day(ada, kind, TODAY) == read_day(ada, kind)
    assert read_day(ada, kind, "2026-03-17") == empty_day(kind, "2026-03-17")
    delete_entry(ada, kind, entry)
    assert read_day(ada, kind) == empty_day(kind)
    for _ in range(2):
        response = ada.delete(f"health/{kind}/{entry['id']}")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("kind", KINDS)
def test_entries_are_sorted_by_time_in_any_order_of_logging(
    ada: Person, clock: MovableClock, kind: str
) -> None:
    clock.set(at("2026-03-18T12:00:00Z"))
    entries = [log(ada, kind, at=f"2026-03-18T{hour:02}:15:00Z") for hour in (10, 7, 11, 8)]
    assert len({entry["id"] for entry in entries}) == 4
    shown = read_day(ada, kind)["entries"]
    assert shown == sorted(entries, key=lambda entry: str(entry["at"]))


@pytest.mark.both_stores("the document of the day is read and replaced")
def test_hydration_of_a_day_shows_the_sum_and_the_goal(ada: Person) -> None:
    first = drink(ada, 1)
    for amount in (3000, 250):
        drink(ada, amount)
    assert (read_day(ada, "hydration")["total_ml"], read_day(ada, "hydration")["goal_ml"]) == (3251, 2000)
    delete_entry(ada, "hydration", first)
    assert read_day(ada, "hydration")["total_ml"] == 3250


def test_only_a_lunch_counts_as_lunch_taken(ada: Person) -> None:
    for kind in ("breakfast", "snack", "dinner"):
        eat(ada, kind)
        assert read_day(ada, "meals")["lunch_taken"] is False
    lunch = eat(ada, "lunch")
    assert read_day(ada, "meals")["lunch_taken"] is True
    delete_entry(ada, "meals", lunch)
    assert read_day(ada, "meals")["lunch_taken"] is False


@pytest.mark.parametrize("kind", KINDS)
def test_deleting_an_entry_under_another_kind_is_not_found_and_deletes_nothing(
    ada: Person, kind: str
) -> None:
    entries = {each: log(ada, each) for each in KINDS}
    for other in set(KINDS) - {kind}:
        assert ada.delete(f"health/{other}/{entries[kind]['id']}").status_code == 404
    assert [read_day(ada, each)["entries"] for each in KINDS] == [[entries[each]] for each in KINDS]


@pytest.mark.parametrize("kind", KINDS)
def test_entry_of_another_user_is_not_found(
    ada: Person, bob: Person, store: DocumentStore, kind: str
) -> None:
    entry, own = log(bob, kind), log(ada, kind)
    before = documents_of(store, bob.id)
    foreign, unknown = (ada.delete(f"health/{kind}/{key}") for key in (entry["id"], f"{TODAY}.no-such-one"))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json()
    assert documents_of(store, bob.id) == before
    assert read_day(ada, kind)["entries"] == [own]


# Time of an entry


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("now", ["2026-03-18T09:30:00Z", "2026-03-18T23:59:59.9Z"])
def test_moment_up_to_two_minutes_ahead_counts_as_now(
    ada: Person, clock: MovableClock, store: DocumentStore, kind: str, now: str
) -> None:
    clock.set(at(now))
    shown = log(ada, kind)["at"]
    for ahead in (timedelta(microseconds=1), timedelta(seconds=0.3), timedelta(minutes=2)):
        sent = (at(now) + ahead).isoformat()
        assert log(ada, kind, at=sent)["at"] == shown
        for path in ("companion", "companion/face.svg"):
            response = ada.get(path, params={"at": sent})
            assert (response.status_code, response.content) == (200, ada.get(path).content)
    assert len(read_day(ada, kind, TODAY)["entries"]) == 4
    too_far = (at(now) + timedelta(minutes=2, microseconds=1)).isoformat()
    for response in (
        ada.post(f"health/{kind}", json={**BODIES[kind], "at": too_far}),
        ada.get("companion", params={"at": too_far}),
        ada.get("companion/face.svg", params={"at": too_far}),
    ):
        assert_invalid(response, "at", too_far)
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("kind", KINDS)
def test_entry_can_be_logged_up_to_seven_days_later(ada: Person, clock: MovableClock, kind: str) -> None:
    oldest = log(ada, kind, at="2026-03-11T09:30:00Z")
    assert read_day(ada, kind, "2026-03-11")["entries"] == [oldest]
    assert read_day(ada, kind) == empty_day(kind)
    for outside in ("2026-03-11T09:29:59.999999Z", "2026-03-18T09:32:00.000001Z", "2026-03-19T00:00:00Z"):
        response = ada.post(f"health/{kind}", json={**BODIES[kind], "at": outside})
        assert (response.status_code, response.json()["code"]) == (400, "validation"), outside
        assert [detail["field"] for detail in response.json()["details"]] == ["at"]
    clock.move(days=30)
    delete_entry(ada, kind, oldest)
    assert read_day(ada, kind, "2026-03-11") == empty_day(kind, "2026-03-11")


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (NOW, NOW),
        ("2026-03-18T10:00:00+01:00", "2026-03-18T09:00:00Z"),
        ("2026-03-18T09:00:00", "2026-03-18T09:00:00Z"),
        ("2026-03-17t23:59:59.25z", "2026-03-17T23:59:59.250000Z"),
        (None, NOW),
    ],
)
def test_time_of_an_entry_is_any_rfc_3339_time(ada: Person, moment: str | None, shown: str) -> None:
    entry = drink(ada, at=moment)
    assert at(entry["at"]) == at(shown)
    assert entry["at"].endswith("Z")


@pytest.mark.parametrize(
    ("zone", "day_start", "moment", "date"),
    [
        ("Pacific/Kiritimati", "00:00", "2026-03-17T09:59:59Z", "2026-03-17"),  # UTC+14
        ("Pacific/Kiritimati", "00:00", "2026-03-17T10:00:00Z", "2026-03-18"),
        ("Pacific/Pago_Pago", "00:00", "2026-03-17T10:59:59Z", "2026-03-16"),  # UTC-11
        ("Pacific/Pago_Pago", "00:00", "2026-03-17T11:00:00Z", "2026-03-17"),
        ("Europe/Madrid", "04:00", "2026-03-17T02:59:59Z", "2026-03-16"),
        ("Europe/Madrid", "04:00", "2026-03-17T03:00:00Z", "2026-03-17"),
    ],
)
def test_entry_belongs_to_the_local_day_of_its_owner(
    api: Api, zone: str, day_start: str, moment: str, date: str
) -> None:
    person = api.sign_up(timezone=zone)
    ok_json(person.put("users/profile", json={"day_start": day_start}))
    entry = drink(person, at=moment)
    assert read_day(person, "hydration", date)["entries"] == [entry]
    delete_entry(person, "hydration", entry)
    assert read_day(person, "hydration", date)["entries"] == []


@pytest.mark.parametrize("date", ["0001-01-01", "2020-02-29", "2026-03-19", "9999-12-31"])
def test_day_without_entries_is_empty(ada: Person, date: str) -> None:
    for kind in KINDS:
        assert read_day(ada, kind, date) == empty_day(kind, date)


# Rests


def test_overlapping_rests_and_breaks_count_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    take_break(ada, clock, 10)  # from 9:30 to 9:40
    log_rest(ada, 5)  # from 9:35 to 9:40
    assert read_day(ada, "rests")["total_minutes"] == 10
    clock.move(minutes=5)
    log_rest(ada, 10)  # from 9:35 to 9:45
    assert read_day(ada, "rests")["total_minutes"] == 15
    clock.move(minutes=15)
    separate = log_rest(ada, 3)
    assert read_day(ada, "rests")["total_minutes"] == today(ada)["rests"]["total_minutes"] == 18
    assert [entry["minutes"] for entry in read_day(ada, "rests")["entries"]] == [5, 10, 3]
    delete_entry(ada, "rests", separate)
    assert read_day(ada, "rests")["total_minutes"] == 15
    for entry in read_day(ada, "rests")["entries"]:
        delete_entry(ada, "rests", entry)
    assert read_day(ada, "rests")["total_minutes"] == 10
    assert_totals_agree(store, ada)


def test_stopped_break_is_no_rest(ada: Person, clock: MovableClock) -> None:
    session = start_session(ada, 10, "break")
    clock.move(minutes=10)
    end_session(ada, session, "stop")
    session = start_session(ada, 10)
    clock.move(minutes=10)
    end_session(ada, session)
    assert read_day(ada, "rests") == empty_day("rests")


@pytest.mark.parametrize("by_break", [False, True])
def test_rest_over_midnight_is_split_between_the_days(
    ada: Person, clock: MovableClock, *, by_break: bool
) -> None:
    clock.set(at("2026-03-18T23:50:00Z"))
    if by_break:
        take_break(ada, clock, 30)
    else:
        clock.move(minutes=30)
    entry = log_rest(ada, 30)
    assert read_day(ada, "rests")["total_minutes"] == 20
    assert read_day(ada, "rests", TODAY) == {**empty_day("rests"), "total_minutes": 10}
    assert read_day(ada, "rests")["entries"] == [entry]
    clock.move(minutes=10)
    overlapping = log_rest(ada, 45)  # from 23:45
    assert [read_day(ada, "rests", day)["total_minutes"] for day in (TODAY, "2026-03-19")] == [15, 30]
    delete_entry(ada, "rests", overlapping)
    delete_entry(ada, "rests", entry)
    remaining = [read_day(ada, "rests", day)["total_minutes"] for day in (TODAY, "2026-03-19")]
    assert remaining == ([10, 20] if by_break else [0, 0])


# Rewards


@pytest.mark.both_stores("earlier days are read in the commit")
def test_seven_hydrated_days_unlock_an_achievement_and_deleting_a_drink_locks_it(
    ada: Person, store: DocumentStore
) -> None:
    for day in range(11, 18):
        drink(ada, 1500, at=f"2026-03-{day}T10:00:00Z")
        last = drink(ada, 500, at=f"2026-03-{day}T11:00:00Z")
    assert achievement(ada, "well-watered") == (True, 7)
    delete_entry(ada, "hydration", last)
    assert achievement(ada, "well-watered") == (False, 6)
    drink(ada, 499, at="2026-03-17T12:00:00Z")
    assert achievement(ada, "well-watered") == (False, 6)
    drink(ada, 1, at="2026-03-17T12:00:00Z")
    assert achievement(ada, "well-watered") == (True, 7)
    assert read(ada, "points") == []
    assert_totals_agree(store, ada)


def test_raising_the_goal_and_drinking_more_keeps_the_hydrated_day(ada: Person) -> None:
    drink(ada, 2000)
    assert achievement(ada, "well-watered") == (False, 1)
    set_preferences(ada, hydration_goal_ml=3000)
    drink(ada, 250)
    assert achievement(ada, "well-watered") == (False, 1)


@pytest.mark.parametrize(
    ("drinks", "goal", "removed", "days"),
    [
        ((1500, 400), 1000, 400, 0),  # a deletion earned the day
        ((1500, 500), 1600, 500, 0),  # a deletion left it, although less is left than the goal of then
        ((1500, 1000), 1600, 1000, 0),
        ((2000, 400), 3000, 400, 1),  # as much is left
        ((2000, 400), 20_000, 400, 1),
        ((2000, 400), 1, 2000, 0),
        ((400, 300), 500, 300, 0),
    ],
    ids=str,
)
@pytest.mark.parametrize("ago", [0, 3])
def test_drink_deleted_after_the_goal_changed_leaves_the_days_that_were_earned(
    ada: Person, store: DocumentStore, drinks: tuple[int, int], goal: int, removed: int, days: int, ago: int
) -> None:
    entries = {amount: drink(ada, amount, at=f"2026-03-{18 - ago}T09:00:00Z") for amount in drinks}
    assert achievement(ada, "well-watered")[1] == (sum(drinks) >= 2000)
    set_preferences(ada, hydration_goal_ml=goal)
    delete_entry(ada, "hydration", entries.pop(removed))
    assert achievement(ada, "well-watered")[1] == days
    eat(ada, at=f"2026-03-{18 - ago}T09:00:00Z")
    assert achievement(ada, "well-watered")[1] == days
    assert_totals_agree(store, ada)
    (left,) = entries.values()
    delete_entry(ada, "hydration", left)
    assert achievement(ada, "well-watered")[1] == 0


def test_day_keeps_the_first_goal_by_which_it_was_earned(ada: Person) -> None:
    first = drink(ada, 1500)
    drink(ada, 500)
    set_preferences(ada, hydration_goal_ml=500)
    more = drink(ada, 1000)
    set_preferences(ada, hydration_goal_ml=3000)
    delete_entry(ada, "hydration", more)
    assert achievement(ada, "well-watered")[1] == 1
    set_preferences(ada, hydration_goal_ml=500)
    more = drink(ada, 1499)
    delete_entry(ada, "hydration", first)
    assert achievement(ada, "well-watered")[1] == 0  # 1999 are left
    last = drink(ada, 1)
    assert achievement(ada, "well-watered")[1] == 1  # earned again, now by 500
    delete_entry(ada, "hydration", more)
    delete_entry(ada, "hydration", last)
    assert achievement(ada, "well-watered")[1] == 1


def achievement(person: Person, name: str) -> tuple[bool, int]:
    (found,) = (shown for shown in read(person, "achievements") if shown["id"] == name)
    return found["unlocked"], found["progress"]


def test_health_entries_change_no_stats_points_or_summaries(ada: Person, store: DocumentStore) -> None:
    complete(ada)
    before = ada.stats(), read(ada, "points"), read(ada, "daily-summary")
    for kind in KINDS:
        log(ada, kind)
    assert (ada.stats(), read(ada, "points"), read(ada, "daily-summary")) == before
    assert_totals_agree(store, ada)


# Access


def test_entries_of_another_user_are_closed_to_administrators_too(root: Person, ada: Person) -> None:
    for kind in KINDS:
        entry = log(ada, kind)
        before = read_day(ada, kind)
        assert root.post(f"health/{kind}", json={**BODIES[kind], "user_id": ada.id}).status_code == 403
        assert root.get(f"health/{kind}?user_id={ada.id}").status_code == 403
        assert root.delete(f"health/{kind}/{entry['id']}?user_id={ada.id}").status_code == 403
        assert read_day(ada, kind) == before
        assert read_day(root, kind) == empty_day(kind)
    for path in ("health/today", "health/reminders"):
        assert root.get(f"{path}?user_id={ada.id}").status_code == 403


def test_entries_of_a_user_are_not_shown_to_another_user(ada: Person, bob: Person) -> None:
    for kind in KINDS:
        log(ada, kind)
        assert read_day(bob, kind) == empty_day(kind)


def test_entries_are_exported_and_deleted_with_the_account(ada: Person, storage: Storage) -> None:
    entries = [log(ada, kind)["id"] for kind in KINDS]
    export = ada.get("users/profile/export").text
    assert all(entry in export for entry in entries)
    assert storage.documents_containing(*entries)
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert not storage.documents_containing(*entries)
