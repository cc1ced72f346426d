"""The companion over HTTP: meters, past states, needs, growth, name, language and face."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    clock_in,
    clock_out,
    complete,
    end_session,
    ok_json,
    read,
    reopen,
    set_preferences,
    set_timezone,
    shut_down,
    start_session,
    store_preferences,
    take_break,
    total_points,
    work,
)
from tests.api.conftest import Api, Person
from tests.api.health import drink, eat, log_rest, today
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

METERS = ("energy", "fullness", "hydration")
STAGES = {"egg": 1, "hatchling": 2, "sprout": 5, "companion": 10, "guardian": 20, "sage": 35}
MOODS = {"exhausted", "thirsty", "hungry", "tired", "proud", "asleep", "relaxed", "happy", "content"}
SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
SPANISH = {"Accept-Language": "es"}


def companion(person: Person, **request: Any) -> dict[str, Any]:
    return ok_json(person.get("companion", **request))


def companion_at(person: Person, moment: datetime) -> dict[str, Any]:
    return companion(person, params={"at": moment.isoformat()})


def rename(person: Person, name: str) -> dict[str, Any]:
    return ok_json(person.post("companion/name", json={"name": name}))


def face(person: Person, **request: Any) -> str:
    response = person.get("companion/face.svg", **request)
    assert response.status_code == 200, response.text
    return response.text


def assert_complete(shown: dict[str, Any]) -> None:
    """Assert that every field is present and in its range."""
    assert shown.keys() == {
        *("name", "stage", "level", "xp", "xp_to_next", *METERS, "mood", "message", "reasons", "next_need"),
    }
    for meter in METERS:
        assert type(shown[meter]) is int
        assert 0 <= shown[meter] <= 100
    level = shown["level"]
    assert shown["stage"] == [stage for stage, minimum in STAGES.items() if level >= minimum][-1]
    assert 25 * level * (level - 1) <= shown["xp"] < 25 * (level + 1) * level
    assert shown["xp_to_next"] == 25 * (level + 1) * level - shown["xp"]
    assert shown["mood"] in MOODS
    assert shown["message"]
    assert len(shown["reasons"]) >= 2
    assert all(shown["reasons"])
    need = shown["next_need"]
    assert need is None or (need["kind"] in {"water", "lunch", "rest", "wind_down"} and at(need["at"]))


# Current state


def test_new_companion_is_an_egg_with_full_meters(ada: Person) -> None:
    shown = companion(ada)
    assert_complete(shown)
    assert {name: shown[name] for name in ("name", "stage", "level", "xp", "xp_to_next", "next_need")} == {
        "name": "Avanochi",
        "stage": "egg",
        "level": 1,
        "xp": 0,
        "xp_to_next": 50,
        "next_need": None,
    }
    assert [shown[meter] for meter in METERS] == [100, 100, 100]


def test_health_entries_and_shutdown_raise_the_meters(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=3)
    tired = companion(ada)
    assert max(tired[meter] for meter in METERS) < 70
    drink(ada, 500)
    watered = companion(ada)
    assert watered["hydration"] == tired["hydration"] + 50
    assert (watered["energy"], watered["fullness"]) == (tired["energy"], tired["fullness"])
    eat(ada)
    fed = companion(ada)
    assert fed["fullness"] > watered["fullness"] + 30
    log_rest(ada, 15)
    rested = companion(ada)
    assert rested["energy"] > fed["energy"]
    assert (rested["hydration"], rested["fullness"]) == (fed["hydration"], fed["fullness"])
    shut_down(ada)
    assert companion(ada)["energy"] == min(100, rested["energy"] + 10)
    assert_complete(companion(ada))


def test_deleting_health_entries_reverts_their_effect(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=3)
    before = companion(ada)
    entries = {"hydration": drink(ada), "meals": eat(ada), "rests": log_rest(ada)}
    assert companion(ada) != before
    for kind, entry in entries.items():
        assert ada.delete(f"health/{kind}/{entry['id']}").status_code == 204
    assert companion(ada) == before


def test_day_with_care_shows_no_low_mood_and_day_without_care_does(api: Api, clock: MovableClock) -> None:
    cared_for, neglected = api.sign_up(), api.sign_up()
    clock.set(at("2026-03-18T08:59:00Z"))
    moods: dict[str, set[str]] = {cared_for.id: set(), neglected.id: set()}
    clock.set(at("2026-03-19T09:00:00Z"))
    for person in (cared_for, neglected):
        clock_in(person)
    for half_hour in range(1, 24):
        clock.move(minutes=30)
        if half_hour % 2 == 0 and half_hour <= 16:
            drink(cared_for)
            log_rest(cared_for)
        if half_hour == 6:
            eat(cared_for)
        if half_hour == 17:
            clock_out(cared_for)
            shut_down(cared_for)
        for person in (cared_for, neglected):
            moods[person.id].add(companion(person)["mood"])
    assert moods[cared_for.id] <= {"happy", "content", "relaxed", "asleep"}
    assert moods[neglected.id] >= {"thirsty", "exhausted", "hungry"}


def test_companion_sleeps_at_night_and_is_proud_for_15_minutes_after_a_completion(
    ada: Person, clock: MovableClock
) -> None:
    clock.set(at("2026-03-19T02:00:00Z"))
    assert companion(ada)["mood"] == "asleep"
    clock.set(at("2026-03-19T10:00:00Z"))
    assert companion(ada)["mood"] == "content"
    complete(ada)
    clock.move(minutes=15)
    assert companion(ada)["mood"] == "proud"
    clock.move(seconds=1)
    assert companion(ada)["mood"] == "content"
    shut_down(ada)
    assert companion(ada)["mood"] == "relaxed"


def test_two_weeks_off_restore_the_meters_and_keep_xp(ada: Person, clock: MovableClock) -> None:
    complete(ada)
    work(ada, clock, hours=13)
    before = companion(ada)
    clock.move(days=14)
    after = companion(ada)
    assert [after[meter] for meter in METERS] == [100, 100, 100]
    assert after["next_need"] is None
    for name in ("xp", "level", "stage", "name"):
        assert after[name] == before[name]


# Past states


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_companion_at_a_past_moment_equals_the_companion_shown_then_in_any_zone(
    api: Api, clock: MovableClock, zone: str
) -> None:
    person = api.sign_up(timezone=zone)
    recorded: dict[datetime, dict[str, Any]] = {}

    def record() -> None:
        recorded[clock.now()] = companion(person)

    def advance(**step: float) -> None:
        record()
        clock.move(**step)
        record()

    clock.set(at("2026-03-27T17:00:00Z"))
    for _ in range(2):
        task = complete(person)
        complete(person, "another one")
        clock_in(person)
        advance(hours=1, minutes=7)
        drink(person)
        advance(minutes=45)
        log_rest(person)
        reopen(person, task)
        advance(hours=3)
        session = start_session(person, 25, "break")
        advance(minutes=20)
        end_session(person, session)
        advance(hours=3)
        eat(person)
        clock_out(person)
        advance(minutes=30)
        shut_down(person)
        advance(hours=1)
        clock_in(person)
        advance(hours=9)
        clock_out(person)
        advance(hours=20)
    for moment, shown in recorded.items():
        assert_complete(shown)
        assert companion_at(person, moment)["xp"] == shown["xp"], moment
    for moment, shown in recorded.items():
        assert without_mood(companion_at(person, moment)) == without_mood(shown), moment


def without_mood(shown: dict[str, Any]) -> dict[str, Any]:
    """Remove mood and message: they reflect a completed task that was reopened later."""
    return {name: shown[name] for name in shown if name not in {"mood", "message"}}


def test_message_and_face_at_a_past_moment_equal_those_shown_then(ada: Person, clock: MovableClock) -> None:
    recorded: dict[datetime, tuple[dict[str, Any], str]] = {}
    clock_in(ada)
    for number in range(30):
        clock.move(minutes=37)
        if number % 3 == 0:
            drink(ada)
        if number % 4 == 1:
            complete(ada)
        if number % 5 == 2:
            take_break(ada, clock, 7)
        if number == 9:
            eat(ada)
        if number == 14:
            clock_out(ada)
            shut_down(ada)
        if number == 17:
            clock_in(ada)
        recorded[clock.now()] = companion(ada, headers=SPANISH), face(ada)
    clock.move(days=2)
    for moment, (shown, svg) in recorded.items():
        past = {"at": moment.isoformat()}
        assert companion(ada, headers=SPANISH, params=past) == shown, moment
        assert face(ada, params=past) == svg
    assert len({shown["mood"] for shown, _ in recorded.values()}) >= 4
    assert len({shown["xp"] for shown, _ in recorded.values()}) >= 8


def test_companion_at_the_current_moment_equals_the_companion_without_at(
    ada: Person, clock: MovableClock
) -> None:
    clock_in(ada)
    clock.move(hours=2)
    complete(ada)
    assert companion_at(ada, clock.now()) == companion(ada)


# Needs


def test_reminder_becomes_due_exactly_at_the_predicted_next_need(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    for _ in range(3):
        need = companion(ada)["next_need"]
        clock.set(at(need["at"]) - timedelta(seconds=1))
        assert need["kind"] not in [reminder["kind"] for reminder in read(ada, "health/reminders")]
        clock.set(at(need["at"]))
        reminders = read(ada, "health/reminders")
        (reminder,) = (reminder for reminder in reminders if reminder["kind"] == need["kind"])
        assert reminder["since"] == need["at"]
        remedies: dict[str, Callable[[Person], object]] = {"rest": log_rest, "water": drink, "lunch": eat}
        remedies[need["kind"]](ada)
        assert need["kind"] not in [reminder["kind"] for reminder in read(ada, "health/reminders")]
    clock_out(ada)


@pytest.mark.both_stores("the last focus session is a query")
def test_nothing_is_needed_from_a_shutdown_until_work_begins_again(ada: Person, clock: MovableClock) -> None:
    def kinds() -> list[str]:
        due = [reminder["kind"] for reminder in read(ada, "health/reminders")]
        assert (companion(ada)["next_need"] is None) == (not due)
        return sorted(due)

    clock_in(ada)
    clock.move(hours=4)  # it is 13:30
    assert kinds() == ["lunch", "rest", "water"]
    before = clock.now()
    clock.move(minutes=1)
    shut_down(ada)
    assert kinds() == []
    assert companion_at(ada, before)["next_need"] is not None
    clock.move(minutes=30)
    take_break(ada, clock, 2)
    assert kinds() == []
    session = start_session(ada)
    assert kinds() == ["lunch", "rest", "water"]
    clock.move(minutes=5)
    end_session(ada, session, "stop")
    assert kinds() == ["lunch", "rest", "water"]
    clock.move(minutes=1)
    shut_down(ada)
    clock.move(hours=4, minutes=30)  # past the limit
    assert kinds() == []
    clock_out(ada)
    clock.move(minutes=1)
    clock_in(ada)
    assert kinds() == ["rest", "water", "wind_down"]


def test_reminder_messages_use_the_accept_language_header(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=9)
    english: Any = ok_json(ada.get("health/reminders"))
    spanish: Any = ok_json(ada.get("health/reminders", headers=SPANISH))
    assert [reminder["kind"] for reminder in spanish] == [reminder["kind"] for reminder in english]
    for english_reminder, spanish_reminder in zip(english, spanish, strict=True):
        assert english_reminder["message"] != spanish_reminder["message"]


# Growth


def test_xp_equals_the_users_total_points(ada: Person, clock: MovableClock) -> None:
    for number in range(12):
        task = complete(ada, f"{number}")
        assert companion(ada)["xp"] == total_points(ada) == 5 * (number + 1)
        clock.move(minutes=1)
    assert (companion(ada)["level"], companion(ada)["stage"]) == (2, "hatchling")
    reopen(ada, task)
    shut_down(ada)
    shown = companion(ada)
    assert shown["xp"] == total_points(ada) == 5 * 11 + 12
    assert_complete(shown)


def test_health_entries_earn_no_xp(ada: Person) -> None:
    for event in (drink, eat, log_rest):
        event(ada)
    assert companion(ada)["xp"] == 0


# Name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Nochi", "Nochi"),
        ("  Nochi \n", "Nochi"),
        ("x" * 64, "x" * 64),
        (f"  {'ñ' * 64}  ", "ñ" * 64),
        ("🦉 <b>&amp;\"'</b>", "🦉 <b>&amp;\"'</b>"),
    ],
)
def test_companion_name_is_trimmed_and_shown_to_its_user_only(
    ada: Person, bob: Person, name: str, shown: str
) -> None:
    assert rename(ada, name) == {"name": shown} == rename(ada, name)
    assert companion(ada)["name"] == shown
    assert companion(bob)["name"] == "Avanochi"


def test_rename_repeated_with_one_idempotency_key_is_applied_once(ada: Person) -> None:
    key = {"Idempotency-Key": "name-it"}
    first = ada.post("companion/name", json={"name": "Nochi"}, headers=key)
    rename(ada, "Ava")
    second = ada.post("companion/name", json={"name": "Nochi"}, headers=key)
    assert first.json() == second.json() == {"name": "Nochi"}
    assert second.headers["Idempotency-Replayed"] == "true"
    assert companion(ada)["name"] == "Ava"
    other = ada.post("companion/name", json={"name": "Ava"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


def test_rename_does_not_change_the_profile(ada: Person) -> None:
    set_preferences(ada, theme="dark")
    before = read(ada, "users/profile")
    rename(ada, "Nochi")
    assert {**read(ada, "users/profile"), "updated_at": None} == {**before, "updated_at": None}


# Language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("en", "en"),
        ("es", "es"),
        ("ES", "es"),
        ("es-MX", "es"),
        ("es_419;q=0.9, en;q=0.1", "es"),
        ("fr", "en"),
        ("fr, es;q=0.2", "es"),
        ("es;q=0, en;q=0.1", "en"),
        ("*", "en"),
        (";;;q=,,=x \t%%%", "en"),
        ("en;*=x", "en"),
        ("es;q=nonsense", None),
        ("x" * 3000, "en"),
    ],
)
def test_companion_uses_the_language_of_the_accept_language_header(
    ada: Person, header: str | None, language: str | None
) -> None:
    spoken = {"en": companion(ada), "es": companion(ada, headers=SPANISH)}
    assert spoken["en"]["message"] != spoken["es"]["message"]
    assert spoken["en"]["reasons"] != spoken["es"]["reasons"]
    shown = companion(ada, headers={} if header is None else {"Accept-Language": header})
    assert shown in ([spoken[language]] if language else [*spoken.values()])


def test_language_preference_takes_precedence_over_the_header(ada: Person, store: DocumentStore) -> None:
    english, spanish = companion(ada), companion(ada, headers=SPANISH)
    set_preferences(ada, language="es-AR")
    assert companion(ada) == companion(ada, headers={"Accept-Language": "en"}) == spanish
    set_preferences(ada, language="en")
    assert companion(ada, headers=SPANISH) == english
    from_before_the_checks: list[Any] = ["", 5, [], {"es": 1}, "español"]
    for language in ("fr", None, *from_before_the_checks):
        store_preferences(store, ada, language=language)
        assert companion(ada, headers=SPANISH) == spanish
        assert companion(ada) == english


def test_message_is_constant_within_an_hour_and_varies_between_hours(
    ada: Person, clock: MovableClock
) -> None:
    messages = []
    for hour in range(24):
        clock.set(at("2026-03-19T00:00:00Z") + timedelta(hours=hour))
        within = []
        for minute in range(0, 60, 20):
            clock.set(at("2026-03-19T00:00:00Z") + timedelta(hours=hour, minutes=minute))
            within.append((companion(ada)["mood"], companion(ada)["message"]))
        assert len(set(within)) == 1, hour
        messages += within[:1]
    assert len(set(messages)) >= 6
    assert len({message for mood, message in messages if mood == "content"}) >= 4


def test_message_varies_between_users(api: Api) -> None:
    assert len({companion(api.sign_up())["message"] for _ in range(12)}) > 1


def test_names_in_the_other_direction_are_isolated_in_messages_and_in_the_title_of_the_face(
    ada: Person, clock: MovableClock
) -> None:
    name, isolated = "\u05e2\u05d3\u05d4 (1)", "\u2068\u05e2\u05d3\u05d4 (1)\u2069"
    assert ada.put("users/profile", json={"full_name": name}).json()["full_name"] == name
    assert rename(ada, name) == {"name": name}
    clock.move(days=7)
    moments = (clock.now() - timedelta(hours=hour) for hour in range(1, 160))
    messages = (companion_at(ada, moment)["message"] for moment in moments)
    assert isolated in next(message for message in messages if name in message)
    assert isolated in face(ada)
    assert companion(ada)["name"] == name


def test_reasons_name_the_amounts_that_moved_the_meters(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=2, minutes=5)
    assert "2 h 5 min" in companion(ada)["reasons"][0]
    drink(ada, 330)
    clock.move(minutes=12)
    reasons = " ".join(companion(ada)["reasons"])
    assert "330" in reasons
    assert "2000" in reasons.replace(",", "").replace("\N{NO-BREAK SPACE}", "")
    assert "12 min" in reasons


# Face


def test_face_is_valid_svg_with_the_name_in_its_title(ada: Person) -> None:
    response = ada.get("companion/face.svg")
    assert response.status_code == 200
    assert response.headers["Content-Type"].partition(";")[0] == "image/svg+xml"
    picture = ET.fromstring(response.text)  # noqa: S314 - produced by the API itself
    assert picture.tag == f"{SVG_NAMESPACE}svg"
    assert "Avanochi" in (picture.findtext(f"{SVG_NAMESPACE}title") or "")


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "A & B", "]]>\"'", "</title><b>", "🦉 ñ", "&#0;"]
)
def test_name_is_escaped_in_the_title_and_adds_no_elements(ada: Person, name: str) -> None:
    plain = face(ada)
    rename(ada, name)
    svg = face(ada)
    picture = ET.fromstring(svg)  # noqa: S314 - produced by the API itself
    assert name in (picture.findtext(f"{SVG_NAMESPACE}title") or "")
    assert [element.tag for element in picture.iter()] == [
        element.tag
        for element in ET.fromstring(plain).iter()  # noqa: S314 - produced by the API itself
    ]
    assert "<script" not in svg


def test_face_title_uses_the_header_or_the_language_preference(ada: Person) -> None:
    assert face(ada) != face(ada, headers=SPANISH)
    set_preferences(ada, language="es")
    assert face(ada) == face(ada, headers=SPANISH)


def test_face_changes_with_the_meters_and_is_otherwise_stable(ada: Person, clock: MovableClock) -> None:
    rested = face(ada)
    clock_in(ada)
    clock.move(hours=6)
    tired = face(ada)
    assert tired != rested
    drink(ada, 3000)
    assert face(ada) != tired
    assert face(ada) == face(ada)


# Users


def test_companion_of_another_user_is_closed_to_administrators_too(root: Person, ada: Person) -> None:
    body = {"name": "Nochi", "user_id": ada.id}
    assert root.post("companion/name", json=body).status_code == 403
    assert companion(ada)["name"] == companion(root)["name"] == "Avanochi"
    for path in ("companion", "companion/face.svg"):
        assert root.get(f"{path}?user_id={ada.id}").status_code == 403


def test_companion_follows_the_users_time_zone(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-19T12:00:00Z"))
    assert companion(ada)["mood"] == "content"
    set_timezone(ada, "Pacific/Kiritimati")  # where it is 02:00
    assert companion(ada)["mood"] == "asleep"
    assert today(ada)["date"] == "2026-03-20"
