"""Drinks, meals and rests: what is noted, what is taken back, and what a day comes to."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from shared.credential_manager import CredentialManager
from shared.document_store import DocumentStore
from tests.api.conftest import Api, Person
from tests.api.deeds import at, begin, clock_in, clock_out, complete, done, end, prefer, read, work
from tests.api.deeds import rest as take_a_break
from tests.api.recount import assert_totals_agree, documents_of
from tests.api.several_instances import several_instances
from tests.api.test_concurrency import Request, at_once, statuses
from tests.conftest import MovableClock

BODIES: dict[str, dict[str, Any]] = {
    "hydration": {"amount_ml": 250},
    "meals": {"kind": "lunch"},
    "rests": {"minutes": 10},
}
KINDS = list(BODIES)
TODAY = "2026-03-18"
NOW = "2026-03-18T09:30:00Z"


@pytest.fixture(autouse=True)
def _sign_ins_last(environment: dict[str, str]) -> None:
    environment["JWT_EXP_MINUTES"] = "10000000"


def log(person: Person, kind: str, /, **body: Any) -> dict[str, Any]:
    """Note an entry of a kind, as it comes but for what is said."""
    return done(person.post(f"health/{kind}", json={**BODIES[kind], **body}), 201)


def drink(person: Person, amount_ml: int = 250, **body: Any) -> dict[str, Any]:
    return log(person, "hydration", amount_ml=amount_ml, **body)


def eat(person: Person, kind: str = "lunch", **body: Any) -> dict[str, Any]:
    return log(person, "meals", kind=kind, **body)


def pause(person: Person, minutes: int = 10, **body: Any) -> dict[str, Any]:
    return log(person, "rests", minutes=minutes, **body)


def take_back(person: Person, kind: str, entry: dict[str, Any]) -> None:
    answer = person.delete(f"health/{kind}/{entry['id']}")
    assert (answer.status_code, answer.content) == (204, b""), answer.text


def of_day(person: Person, kind: str, date: str = "") -> Any:
    return read(person, f"health/{kind}{f'?date={date}' if date else ''}")


def today(person: Person) -> Any:
    return read(person, "health/today")


def empty(kind: str, date: str = TODAY) -> dict[str, Any]:
    """Return how a day without entries looks."""
    sums: dict[str, dict[str, Any]] = {
        "hydration": {"total_ml": 0, "goal_ml": 2000},
        "meals": {"lunch_taken": False},
        "rests": {"total_minutes": 0},
    }
    return {"date": date, "entries": [], **sums[kind]}


# Entries


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_is_noted_now_shown_on_its_day_and_taken_back_once(
    ada: Person, store: DocumentStore, kind: str
) -> None:
    assert of_day(ada, kind) == empty(kind)
    entry = log(ada, kind)
    assert entry == {"id": entry["id"], "at": NOW, **BODIES[kind]}
    assert of_day(ada, kind)["entries"] == [entry]
    assert of_day(ada, kind, TODAY) == of_day(ada, kind)
    assert of_day(ada, kind, "2026-03-17") == empty(kind, "2026-03-17")
    take_back(ada, kind, entry)
    assert of_day(ada, kind) == empty(kind)
    for _ in range(2):
        answer = ada.delete(f"health/{kind}/{entry['id']}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("kind", KINDS)
def test_entries_are_in_the_order_of_time_however_they_came(
    ada: Person, clock: MovableClock, kind: str
) -> None:
    clock.set(at("2026-03-18T12:00:00Z"))
    entries = [log(ada, kind, at=f"2026-03-18T{hour:02}:15:00Z") for hour in (10, 7, 11, 8)]
    assert len({entry["id"] for entry in entries}) == 4
    shown = of_day(ada, kind)["entries"]
    assert shown == sorted(entries, key=lambda entry: str(entry["at"]))


def test_a_day_sums_up_what_was_drunk_against_the_goal(ada: Person) -> None:
    first = drink(ada, 1)
    for amount in (3000, 250):
        drink(ada, amount)
    assert (of_day(ada, "hydration")["total_ml"], of_day(ada, "hydration")["goal_ml"]) == (3251, 2000)
    take_back(ada, "hydration", first)
    assert of_day(ada, "hydration")["total_ml"] == 3250


def test_lunch_is_taken_with_a_lunch_alone(ada: Person) -> None:
    for kind in ("breakfast", "snack", "dinner"):
        eat(ada, kind)
        assert of_day(ada, "meals")["lunch_taken"] is False
    lunch = eat(ada, "lunch")
    assert of_day(ada, "meals")["lunch_taken"] is True
    take_back(ada, "meals", lunch)
    assert of_day(ada, "meals")["lunch_taken"] is False


@pytest.mark.parametrize("kind", KINDS)
def test_an_id_of_another_kind_is_not_found_and_nothing_is_lost(ada: Person, kind: str) -> None:
    entries = {one: log(ada, one) for one in KINDS}
    for other in set(KINDS) - {kind}:
        assert ada.delete(f"health/{other}/{entries[kind]['id']}").status_code == 404
    assert [of_day(ada, one)["entries"] for one in KINDS] == [[entries[one]] for one in KINDS]


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_of_somebody_else_is_not_found(
    ada: Person, bob: Person, store: DocumentStore, kind: str
) -> None:
    entry = log(bob, kind)
    log(ada, kind)
    before = documents_of(store, bob.id)
    strange, unknown = (ada.delete(f"health/{kind}/{one}") for one in (entry["id"], f"{TODAY}.no-such-one"))
    assert strange.status_code == unknown.status_code == 404
    assert strange.json() == unknown.json()
    assert documents_of(store, bob.id) == before
    assert of_day(ada, kind)["entries"] != of_day(bob, kind)["entries"]


# When


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_forgotten_is_noted_up_to_seven_days_later(
    ada: Person, clock: MovableClock, kind: str
) -> None:
    oldest = log(ada, kind, at="2026-03-11T09:30:00Z")
    assert of_day(ada, kind, "2026-03-11")["entries"] == [oldest]
    assert of_day(ada, kind) == empty(kind)
    for beyond in ("2026-03-11T09:29:59.999999Z", "2026-03-18T09:30:00.000001Z", "2026-03-19T00:00:00Z"):
        answer = ada.post(f"health/{kind}", json={**BODIES[kind], "at": beyond})
        assert (answer.status_code, answer.json()["code"]) == (400, "validation"), beyond
        assert [one["field"] for one in answer.json()["details"]] == ["at"]
    clock.move(days=30)
    take_back(ada, kind, oldest)
    assert of_day(ada, kind, "2026-03-11") == empty(kind, "2026-03-11")


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
def test_a_moment_is_any_that_rfc_3339_has(ada: Person, moment: str | None, shown: str) -> None:
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
def test_an_entry_belongs_to_the_day_of_its_owner(
    api: Api, zone: str, day_start: str, moment: str, date: str
) -> None:
    person = api.person(timezone=zone)
    done(person.put("users/profile", json={"day_start": day_start}))
    entry = drink(person, at=moment)
    assert of_day(person, "hydration", date)["entries"] == [entry]
    take_back(person, "hydration", entry)
    assert of_day(person, "hydration", date)["entries"] == []


@pytest.mark.parametrize("date", ["0001-01-01", "2020-02-29", "2026-03-19", "9999-12-31"])
def test_a_day_of_which_nothing_is_known_is_empty(ada: Person, date: str) -> None:
    for kind in KINDS:
        assert of_day(ada, kind, date) == empty(kind, date)


# Rests


def test_rests_and_completed_breaks_that_overlap_count_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    take_a_break(ada, clock, 10)  # from 9:30 to 9:40
    pause(ada, 5)  # from 9:35 to 9:40
    assert of_day(ada, "rests")["total_minutes"] == 10
    clock.move(minutes=5)
    pause(ada, 10)  # from 9:35 to 9:45
    assert of_day(ada, "rests")["total_minutes"] == 15
    clock.move(minutes=15)
    separate = pause(ada, 3)
    assert of_day(ada, "rests")["total_minutes"] == today(ada)["rests"]["total_minutes"] == 18
    assert [one["minutes"] for one in of_day(ada, "rests")["entries"]] == [5, 10, 3]
    take_back(ada, "rests", separate)
    assert of_day(ada, "rests")["total_minutes"] == 15
    for entry in of_day(ada, "rests")["entries"]:
        take_back(ada, "rests", entry)
    assert of_day(ada, "rests")["total_minutes"] == 10
    assert_totals_agree(store, ada)


def test_a_break_that_was_broken_off_is_no_rest(ada: Person, clock: MovableClock) -> None:
    session = begin(ada, 10, "break")
    clock.move(minutes=10)
    end(ada, session, "stop")
    session = begin(ada, 10)
    clock.move(minutes=10)
    end(ada, session)
    assert of_day(ada, "rests") == empty("rests")


@pytest.mark.parametrize("by_break", [False, True])
def test_a_rest_over_midnight_counts_on_each_day_what_lies_in_it(
    ada: Person, clock: MovableClock, *, by_break: bool
) -> None:
    clock.set(at("2026-03-18T23:50:00Z"))
    if by_break:
        take_a_break(ada, clock, 30)
    else:
        clock.move(minutes=30)
    entry = pause(ada, 30)
    assert of_day(ada, "rests")["total_minutes"] == 20
    assert of_day(ada, "rests", TODAY) == {**empty("rests"), "total_minutes": 10}
    assert of_day(ada, "rests")["entries"] == [entry]
    clock.move(minutes=10)
    overlapping = pause(ada, 45)  # from 23:45
    assert [of_day(ada, "rests", day)["total_minutes"] for day in (TODAY, "2026-03-19")] == [15, 30]
    take_back(ada, "rests", overlapping)
    take_back(ada, "rests", entry)
    left = [of_day(ada, "rests", day)["total_minutes"] for day in (TODAY, "2026-03-19")]
    assert left == ([10, 20] if by_break else [0, 0])


# Goals


def test_goals_and_windows_are_preferences(ada: Person, clock: MovableClock) -> None:
    prefer(
        ada,
        hydration_goal_ml=3000,
        workday_limit_minutes=60,
        rest_after_minutes=20,
        lunch_window="10:00-10:30",
    )
    assert of_day(ada, "hydration")["goal_ml"] == 3000
    clock_in(ada)
    assert read(ada, "companion")["next_need"] == {"kind": "rest", "at": "2026-03-18T09:50:00Z"}
    clock.move(minutes=90)
    assert (today(ada)["overtime"], today(ada)["hydration"]["goal_ml"]) == (30, 3000)
    assert {one["kind"]: one["since"] for one in read(ada, "health/reminders")} == {
        "rest": "2026-03-18T09:50:00Z",
        "wind_down": "2026-03-18T10:30:00Z",
    }


def test_preferences_that_make_no_sense_mean_the_defaults(ada: Person, clock: MovableClock) -> None:
    names = ("hydration_goal_ml", "workday_limit_minutes", "rest_after_minutes", "lunch_window", "language")
    clock_in(ada)
    clock.move(hours=8, minutes=31)
    for nonsense in (None, "", "2000", 0, -5, 1.5, True, 10**9, [], {}, [2000], {"a": 1}):
        prefer(ada, **dict.fromkeys(names, nonsense))
        assert of_day(ada, "hydration")["goal_ml"] == 2000, nonsense
        assert today(ada)["overtime"] == 1, nonsense
        shown = read(ada, "companion")
        assert shown["next_need"] == {"kind": "rest", "at": "2026-03-18T10:25:00Z"}, nonsense
        assert {one["kind"] for one in read(ada, "health/reminders")} == {"rest", "water", "wind_down"}


# Today


def test_a_day_on_which_nothing_has_happened_is_all_zeros(ada: Person) -> None:
    assert today(ada) == {
        "date": TODAY,
        **{kind: empty(kind) for kind in KINDS},
        "worked_minutes": 0,
        "continuous_minutes": 0,
        "overtime": 0,
        "balance": 0,
    }


def test_today_counts_finished_work_and_the_session_that_runs(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    work(ada, clock, hours=2)
    clock.move(hours=1)
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"]) == (120, 0)
    clock_in(ada)
    clock.move(minutes=30, seconds=59)
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"], shown["overtime"]) == (150, 30, 0)
    pause(ada, 15)
    shown = today(ada)
    assert (shown["continuous_minutes"], shown["balance"]) == (0, 6.0)  # 15 minutes of 2.5 hours
    clock.move(minutes=20)
    pause(ada, 4)  # is too short to be one
    assert today(ada)["continuous_minutes"] == 20
    clock.move(hours=6)
    assert (today(ada)["worked_minutes"], today(ada)["overtime"]) == (530, 20)
    clock_out(ada)
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"], shown["overtime"]) == (530, 0, 20)
    assert_totals_agree(store, ada)


def test_today_shows_the_entries_as_their_own_routes_do(ada: Person) -> None:
    for kind in KINDS:
        log(ada, kind)
    shown = today(ada)
    assert {kind: shown[kind] for kind in KINDS} == {kind: of_day(ada, kind) for kind in KINDS}


def test_a_completed_break_ends_continuous_work_as_a_rest_does(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(minutes=40)
    take_a_break(ada, clock, 5)
    assert today(ada)["continuous_minutes"] == 0
    clock.move(minutes=7)
    assert today(ada)["continuous_minutes"] == 7
    assert today(ada)["balance"] == round(5 * 60 / 52, 1)


def test_work_over_midnight_is_todays_from_midnight_on(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T22:30:00Z"))
    clock_in(ada)
    clock.move(hours=3)
    shown = today(ada)
    assert (shown["date"], shown["worked_minutes"], shown["continuous_minutes"]) == ("2026-03-19", 90, 180)
    clock_out(ada)
    assert today(ada)["worked_minutes"] == 90
    assert_totals_agree(store, ada)


def test_a_forgotten_clock_out_is_time_at_work_in_the_statistics_alone(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T20:00:00Z"))
    clock_in(ada)
    clock.set(at("2026-03-19T14:00:00Z"))  # six hours after it has ceased to count
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"], shown["overtime"]) == (840, 0, 330)
    clock_out(ada)
    assert today(ada) == shown
    clock_in(ada)
    clock.move(minutes=30)
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"]) == (870, 30)
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(
    ("zone", "start", "minutes"),
    [
        ("Europe/Madrid", "2026-03-28T23:00:00Z", 23 * 60),
        ("Europe/Madrid", "2026-10-24T22:00:00Z", 25 * 60),
        ("Pacific/Kiritimati", "2026-03-20T10:00:00Z", 24 * 60),
        ("Pacific/Pago_Pago", "2026-03-20T11:00:00Z", 24 * 60),
    ],
)
def test_a_day_has_as_many_minutes_as_its_zone_gives_it(
    api: Api, clock: MovableClock, zone: str, start: str, minutes: int
) -> None:
    person = api.person(timezone=zone)
    clock.set(at(start) - timedelta(hours=1))
    clock_in(person)
    clock.set(at(start) + timedelta(minutes=minutes) - timedelta(microseconds=1))
    assert today(person)["worked_minutes"] == minutes - 1
    clock.move(microseconds=1)
    assert today(person)["worked_minutes"] == 0


# Reminders


def test_outside_work_nothing_is_due(ada: Person, clock: MovableClock) -> None:
    for _ in range(24):
        assert read(ada, "health/reminders") == []
        clock.move(hours=1)


def test_reminders_are_due_since_their_moment_longest_first(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    assert read(ada, "health/reminders") == []
    clock.set(at("2026-03-18T10:24:59Z"))
    assert read(ada, "health/reminders") == []
    clock.set(at("2026-03-18T10:25:00Z"))
    (rest,) = read(ada, "health/reminders")
    assert rest == {"kind": "rest", "since": "2026-03-18T10:25:00Z", "message": rest["message"]}
    assert rest["message"]
    clock.set(at("2026-03-18T18:30:00Z"))
    reminders = read(ada, "health/reminders")
    assert [(one["kind"], one["since"]) for one in reminders] == [
        ("rest", "2026-03-18T10:25:00Z"),
        ("water", "2026-03-18T11:34:46Z"),
        ("wind_down", "2026-03-18T18:00:00Z"),
    ]
    pause(ada, 5)
    drink(ada, 750)
    assert [one["kind"] for one in read(ada, "health/reminders")] == ["wind_down"]
    clock_out(ada)
    assert read(ada, "health/reminders") == []


def test_lunch_is_due_in_its_window_on_a_day_that_was_worked_in_a_session_or_out_of_it(
    ada: Person, clock: MovableClock
) -> None:
    work(ada, clock, minutes=30)
    clock.set(at("2026-03-18T11:59:59Z"))
    assert read(ada, "health/reminders") == []
    assert read(ada, "companion")["next_need"] == {"kind": "lunch", "at": "2026-03-18T12:00:00Z"}
    for moment in ("2026-03-18T12:00:00Z", "2026-03-18T14:29:59Z"):
        clock.set(at(moment))
        (lunch,) = read(ada, "health/reminders")
        assert (lunch["kind"], lunch["since"]) == ("lunch", "2026-03-18T12:00:00Z")
    clock_in(ada)
    assert "lunch" in [one["kind"] for one in read(ada, "health/reminders")]
    taken = eat(ada)
    assert read(ada, "health/reminders") == []
    take_back(ada, "meals", taken)
    clock.set(at("2026-03-18T14:30:00Z"))
    assert "lunch" not in [one["kind"] for one in read(ada, "health/reminders")]


# Rewards


def test_seven_days_hydrated_are_an_achievement_and_taking_one_back_locks_it(
    ada: Person, store: DocumentStore
) -> None:
    for day in range(11, 18):
        drink(ada, 1500, at=f"2026-03-{day}T10:00:00Z")
        last = drink(ada, 500, at=f"2026-03-{day}T11:00:00Z")
    assert achievement(ada, "well-watered") == (True, 7)
    take_back(ada, "hydration", last)
    assert achievement(ada, "well-watered") == (False, 6)
    drink(ada, 499, at="2026-03-17T12:00:00Z")
    assert achievement(ada, "well-watered") == (False, 6)
    drink(ada, 1, at="2026-03-17T12:00:00Z")
    assert achievement(ada, "well-watered") == (True, 7)
    assert read(ada, "points") == []
    assert_totals_agree(store, ada)


def test_to_drink_more_takes_no_hydrated_day_away_though_the_goal_was_raised(ada: Person) -> None:
    drink(ada, 2000)
    assert achievement(ada, "well-watered") == (False, 1)
    prefer(ada, hydration_goal_ml=3000)
    drink(ada, 250)
    assert achievement(ada, "well-watered") == (False, 1)


def achievement(person: Person, name: str) -> tuple[bool, int]:
    (found,) = (one for one in read(person, "achievements") if one["id"] == name)
    return found["unlocked"], found["progress"]


def test_entries_leave_the_rest_of_the_day_as_it_is(ada: Person, store: DocumentStore) -> None:
    complete(ada)
    before = ada.stats(), read(ada, "points"), read(ada, "daily-summary")
    for kind in KINDS:
        log(ada, kind)
    assert (ada.stats(), read(ada, "points"), read(ada, "daily-summary")) == before
    assert_totals_agree(store, ada)


# Retries, many at once, and a full day


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_sent_twice_with_one_key_is_noted_once(ada: Person, clock: MovableClock, kind: str) -> None:
    key = {"Idempotency-Key": f"entry-{kind}"}
    first = ada.post(f"health/{kind}", json=BODIES[kind], headers=key)
    clock.move(hours=1)
    second = ada.post(f"health/{kind}", json=BODIES[kind], headers=key)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert of_day(ada, kind)["entries"] == [first.json()]
    other = ada.post(f"health/{kind}", json={**BODIES[kind], "at": NOW}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    take_back(ada, kind, first.json())
    assert of_day(ada, kind) == empty(kind)


@pytest.fixture
def crowd(
    store: DocumentStore, credentials: CredentialManager, clock: MovableClock, environment: dict[str, str]
) -> Iterator[Person]:
    """Somebody whose requests come to several instances at once."""
    with several_instances(store, credentials, clock, environment) as api:
        yield api.person("Ada")


def test_50_parallel_drinks_are_all_counted_once(crowd: Person, store: DocumentStore) -> None:
    drinks = [partial(crowd.post, "health/hydration", json={"amount_ml": 2**n % 2999}) for n in range(50)]
    answers = at_once(drinks)
    assert statuses(answers) == {201: 50}
    shown = of_day(crowd, "hydration")
    assert shown["total_ml"] == sum(2**n % 2999 for n in range(50))
    assert {one["id"] for one in shown["entries"]} == {answer.json()["id"] for answer in answers}
    assert len(shown["entries"]) == 50
    assert_totals_agree(store, crowd)


def test_50_parallel_drinks_with_one_key_are_one(crowd: Person) -> None:
    key = {"Idempotency-Key": "one-glass"}
    answers = at_once([partial(crowd.post, "health/hydration", json=BODIES["hydration"], headers=key)] * 50)
    assert statuses(answers) == {201: 50}
    assert len({answer.content for answer in answers}) == 1
    assert of_day(crowd, "hydration")["total_ml"] == 250


@pytest.mark.parametrize("kind", KINDS)
def test_of_50_parallel_removals_exactly_one_succeeds(crowd: Person, store: DocumentStore, kind: str) -> None:
    entry = log(crowd, kind)
    log(crowd, kind)
    answers = at_once([partial(crowd.delete, f"health/{kind}/{entry['id']}")] * 50)
    assert statuses(answers) == {204: 1, 404: 49}
    assert len(of_day(crowd, kind)["entries"]) == 1
    assert_totals_agree(store, crowd)


def test_a_mix_of_entries_removals_and_work_adds_up(
    crowd: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(crowd)
    clock.move(hours=1)
    glasses = [drink(crowd) for _ in range(10)]
    requests: list[Request] = [
        *(partial(crowd.delete, f"health/hydration/{one['id']}") for one in glasses),
        *(partial(crowd.post, f"health/{kind}", json=BODIES[kind]) for kind in KINDS * 5),
        partial(crowd.post, "time-logs/end-work"),
        partial(crowd.get, "health/today"),
        partial(crowd.get, "companion"),
    ]
    assert set(statuses(at_once(requests))) <= {200, 201, 204}
    shown = today(crowd)
    assert shown["hydration"]["total_ml"] == 1250
    assert (len(shown["meals"]["entries"]), len(shown["rests"]["entries"])) == (5, 5)
    assert (shown["rests"]["total_minutes"], shown["worked_minutes"]) == (10, 60)
    assert_totals_agree(store, crowd)


def test_a_day_holds_100_entries_of_a_kind(ada: Person, bob: Person) -> None:
    requests: list[Request] = [partial(ada.post, "health/meals", json={"kind": "snack"}) for _ in range(99)]
    assert statuses(at_once(requests)) == {201: 99}
    eat(ada)
    answer = ada.post("health/meals", json={"kind": "snack"})
    assert (answer.status_code, answer.json()["code"]) == (400, "validation")
    assert len(of_day(ada, "meals")["entries"]) == 100
    drink(ada)
    eat(ada, at="2026-03-17T12:00:00Z")
    eat(bob)
    take_back(ada, "meals", of_day(ada, "meals")["entries"][0])
    eat(ada)
    assert len(of_day(ada, "meals")["entries"]) == 100


def test_a_day_is_not_filled_beyond_100_by_many_at_once(crowd: Person) -> None:
    for _ in range(96):
        eat(crowd)
    requests: list[Request] = [partial(crowd.post, "health/meals", json={"kind": "snack"})] * 12
    assert statuses(at_once(requests)) == {201: 4, 400: 8}
    assert len(of_day(crowd, "meals")["entries"]) == 100


# Whose


def test_an_administrator_sees_and_notes_somebodys_entries(root: Person, ada: Person) -> None:
    for kind in KINDS:
        entry = done(root.post(f"health/{kind}", json={**BODIES[kind], "user_id": ada.id}), 201)
        assert of_day(ada, kind)["entries"] == [entry]
        assert read(root, f"health/{kind}?user_id={ada.id}") == of_day(ada, kind)
        assert of_day(root, kind) == empty(kind)
        assert root.delete(f"health/{kind}/{entry['id']}?user_id={ada.id}").status_code == 204
    assert read(root, f"health/today?user_id={ada.id}") == today(ada)


def test_everybody_has_their_own_days(ada: Person, bob: Person) -> None:
    for kind in KINDS:
        log(ada, kind)
        assert of_day(bob, kind) == empty(kind)


def test_entries_are_part_of_the_export_and_go_with_the_account(ada: Person) -> None:
    entry = drink(ada)
    assert entry["id"] in ada.get("users/profile/export").text
