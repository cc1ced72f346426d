"""The companion over HTTP: how it is and was, what it says and needs, how it grows, and its face."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

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
SVG = "{http://www.w3.org/2000/svg}"
SPANISH = {"Accept-Language": "es"}


def companion(person: Person, **request: Any) -> dict[str, Any]:
    return ok_json(person.get("companion", **request))


def companion_at(person: Person, moment: datetime) -> dict[str, Any]:
    return companion(person, params={"at": moment.isoformat()})


def rename(person: Person, name: str) -> dict[str, Any]:
    return ok_json(person.post("companion/name", json={"name": name}))


def face(person: Person, **request: Any) -> str:
    answer = person.get("companion/face.svg", **request)
    assert answer.status_code == 200, answer.text
    return answer.text


def assert_whole(shown: dict[str, Any]) -> None:
    """Check that every field is there, and within its range."""
    assert shown.keys() == {
        *("name", "stage", "level", "xp", "xp_to_next", *METERS, "mood", "message", "reasons", "next_need"),
    }
    for meter in METERS:
        assert type(shown[meter]) is int
        assert 0 <= shown[meter] <= 100
    level = shown["level"]
    assert shown["stage"] == [stage for stage, least in STAGES.items() if level >= least][-1]
    assert 25 * level * (level - 1) <= shown["xp"] < 25 * (level + 1) * level
    assert shown["xp_to_next"] == 25 * (level + 1) * level - shown["xp"]
    assert shown["mood"] in MOODS
    assert shown["message"]
    assert len(shown["reasons"]) >= 2
    assert all(shown["reasons"])
    need = shown["next_need"]
    assert need is None or (need["kind"] in {"water", "lunch", "rest", "wind_down"} and at(need["at"]))


# How it is


def test_a_new_companion_is_an_egg_that_is_well(ada: Person) -> None:
    shown = companion(ada)
    assert_whole(shown)
    assert {name: shown[name] for name in ("name", "stage", "level", "xp", "xp_to_next", "next_need")} == {
        "name": "Avanochi",
        "stage": "egg",
        "level": 1,
        "xp": 0,
        "xp_to_next": 50,
        "next_need": None,
    }
    assert [shown[meter] for meter in METERS] == [100, 100, 100]


def test_what_one_does_moves_its_meters(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=3)
    tired = companion(ada)
    assert max(tired[meter] for meter in METERS) < 70
    drink(ada, 500)
    drunk = companion(ada)
    assert drunk["hydration"] == tired["hydration"] + 50
    assert (drunk["energy"], drunk["fullness"]) == (tired["energy"], tired["fullness"])
    eat(ada)
    fed = companion(ada)
    assert fed["fullness"] > drunk["fullness"] + 30
    log_rest(ada, 15)
    rested = companion(ada)
    assert rested["energy"] > fed["energy"]
    assert (rested["hydration"], rested["fullness"]) == (fed["hydration"], fed["fullness"])
    shut_down(ada)
    assert companion(ada)["energy"] == min(100, rested["energy"] + 10)
    assert_whole(companion(ada))


def test_taking_an_entry_back_takes_its_good_back(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=3)
    before = companion(ada)
    entries = {"hydration": drink(ada), "meals": eat(ada), "rests": log_rest(ada)}
    assert companion(ada) != before
    for kind, entry in entries.items():
        assert ada.delete(f"health/{kind}/{entry['id']}").status_code == 204
    assert companion(ada) == before


def test_a_good_day_shows_no_low_mood_and_a_hard_one_each(api: Api, clock: MovableClock) -> None:
    good, hard = api.sign_up(), api.sign_up()
    clock.set(at("2026-03-18T08:59:00Z"))
    seen: dict[str, set[str]] = {good.id: set(), hard.id: set()}
    clock.set(at("2026-03-19T09:00:00Z"))
    for person in (good, hard):
        clock_in(person)
    for half_hour in range(1, 24):
        clock.move(minutes=30)
        if half_hour % 2 == 0 and half_hour <= 16:
            drink(good)
            log_rest(good)
        if half_hour == 6:
            eat(good)
        if half_hour == 17:
            clock_out(good)
            shut_down(good)
        for person in (good, hard):
            seen[person.id].add(companion(person)["mood"])
    assert seen[good.id] <= {"happy", "content", "relaxed", "asleep"}
    assert seen[hard.id] >= {"thirsty", "exhausted", "hungry"}


def test_it_sleeps_at_night_and_is_proud_of_what_was_just_done(ada: Person, clock: MovableClock) -> None:
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


def test_two_weeks_off_leave_a_companion_that_is_well_and_has_lost_nothing(
    ada: Person, clock: MovableClock
) -> None:
    complete(ada)
    work(ada, clock, hours=13)
    before = companion(ada)
    clock.move(days=14)
    after = companion(ada)
    assert [after[meter] for meter in METERS] == [100, 100, 100]
    assert after["next_need"] is None
    for name in ("xp", "level", "stage", "name"):
        assert after[name] == before[name]


# As it was


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_past_looks_as_it_did_then(api: Api, clock: MovableClock, zone: str) -> None:
    person = api.sign_up(timezone=zone)
    told: dict[datetime, dict[str, Any]] = {}

    def look() -> None:
        told[clock.now()] = companion(person)

    def go_on(**step: float) -> None:
        look()
        clock.move(**step)
        look()

    clock.set(at("2026-03-27T17:00:00Z"))
    for _ in range(2):
        task = complete(person)
        complete(person, "another one")
        clock_in(person)
        go_on(hours=1, minutes=7)
        drink(person)
        go_on(minutes=45)
        log_rest(person)
        reopen(person, task)
        go_on(hours=3)
        session = start_session(person, 25, "break")
        go_on(minutes=20)
        end_session(person, session)
        go_on(hours=3)
        eat(person)
        clock_out(person)
        go_on(minutes=30)
        shut_down(person)
        go_on(hours=1)
        clock_in(person)
        go_on(hours=9)
        clock_out(person)
        go_on(hours=20)
    for moment, shown in told.items():
        assert_whole(shown)
        assert companion_at(person, moment)["xp"] == shown["xp"], moment
    for moment, shown in told.items():
        assert without_the_undone(companion_at(person, moment)) == without_the_undone(shown), moment


def without_the_undone(shown: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a task that was reopened later had made it say."""
    return {name: shown[name] for name in shown if name not in {"mood", "message"}}


def test_the_past_says_what_it_said_then(ada: Person, clock: MovableClock) -> None:
    told: dict[datetime, tuple[dict[str, Any], str]] = {}
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
        told[clock.now()] = companion(ada, headers=SPANISH), face(ada)
    clock.move(days=2)
    for moment, (shown, drawn) in told.items():
        when = {"at": moment.isoformat()}
        assert companion(ada, headers=SPANISH, params=when) == shown, moment
        assert face(ada, params=when) == drawn
    assert len({shown["mood"] for shown, _ in told.values()}) >= 4
    assert len({shown["xp"] for shown, _ in told.values()}) >= 8


def test_now_is_a_moment_like_any_other(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=2)
    complete(ada)
    assert companion_at(ada, clock.now()) == companion(ada)


# What it needs


def test_the_next_need_comes_when_it_was_foretold(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    for _ in range(3):
        need = companion(ada)["next_need"]
        clock.set(at(need["at"]) - timedelta(seconds=1))
        due = read(ada, "health/reminders")
        assert need["kind"] not in [one["kind"] for one in due]
        clock.set(at(need["at"]))
        (reminder,) = (one for one in read(ada, "health/reminders") if one["kind"] == need["kind"])
        assert reminder["since"] == need["at"]
        answers: dict[str, Callable[[Person], object]] = {"rest": log_rest, "water": drink, "lunch": eat}
        answers[need["kind"]](ada)
        assert need["kind"] not in [one["kind"] for one in read(ada, "health/reminders")]
    clock_out(ada)


def test_reminders_speak_the_language_of_whoever_asks(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=9)
    english, spanish = (ok_json(ada.get("health/reminders", headers=one)) for one in ({}, SPANISH))
    assert [one["kind"] for one in spanish] == [one["kind"] for one in english]  # type: ignore[index]
    for mine, theirs in zip(english, spanish, strict=True):
        assert mine["message"] != theirs["message"]  # type: ignore[index]


# How it grows


def test_xp_are_the_points_of_its_person(ada: Person, clock: MovableClock) -> None:
    for number in range(12):
        task = complete(ada, f"{number}")
        assert companion(ada)["xp"] == total_points(ada) == 5 * (number + 1)
        clock.move(minutes=1)
    assert (companion(ada)["level"], companion(ada)["stage"]) == (2, "hatchling")
    reopen(ada, task)
    shut_down(ada)
    shown = companion(ada)
    assert shown["xp"] == total_points(ada) == 5 * 11 + 12
    assert_whole(shown)


def test_drinking_and_resting_bring_no_xp(ada: Person) -> None:
    for event in (drink, eat, log_rest):
        event(ada)
    assert companion(ada)["xp"] == 0


# Its name


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
def test_it_is_called_as_it_was_named(ada: Person, bob: Person, name: str, shown: str) -> None:
    assert rename(ada, name) == {"name": shown} == rename(ada, name)
    assert companion(ada)["name"] == shown
    assert companion(bob)["name"] == "Avanochi"


def test_a_name_that_is_sent_twice_with_one_key_is_given_once(ada: Person) -> None:
    key = {"Idempotency-Key": "name-it"}
    first = ada.post("companion/name", json={"name": "Nochi"}, headers=key)
    rename(ada, "Ava")
    second = ada.post("companion/name", json={"name": "Nochi"}, headers=key)
    assert first.json() == second.json() == {"name": "Nochi"}
    assert second.headers["Idempotency-Replayed"] == "true"
    assert companion(ada)["name"] == "Ava"
    other = ada.post("companion/name", json={"name": "Ava"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


def test_a_name_changes_nothing_else_of_a_profile(ada: Person) -> None:
    set_preferences(ada, theme="dark")
    before = read(ada, "users/profile")
    rename(ada, "Nochi")
    assert {**read(ada, "users/profile"), "updated_at": None} == {**before, "updated_at": None}


# Its words


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
def test_it_speaks_the_language_of_the_header(ada: Person, header: str | None, language: str | None) -> None:
    spoken = {"en": companion(ada), "es": companion(ada, headers=SPANISH)}
    assert spoken["en"]["message"] != spoken["es"]["message"]
    assert spoken["en"]["reasons"] != spoken["es"]["reasons"]
    shown = companion(ada, headers={} if header is None else {"Accept-Language": header})
    assert shown in ([spoken[language]] if language else [*spoken.values()])


def test_the_language_of_the_profile_goes_before_the_header(ada: Person) -> None:
    english, spanish = companion(ada), companion(ada, headers=SPANISH)
    set_preferences(ada, language="es-AR")
    assert companion(ada) == companion(ada, headers={"Accept-Language": "en"}) == spanish
    set_preferences(ada, language="en")
    assert companion(ada, headers=SPANISH) == english
    strange: list[Any] = ["fr", "", 5, None, [], {"es": 1}, "español"]
    for nonsense in strange:
        set_preferences(ada, language=nonsense)
        assert companion(ada, headers=SPANISH) == spanish
        assert companion(ada) == english


def test_its_message_is_the_same_for_an_hour_and_varies_from_hour_to_hour(
    ada: Person, clock: MovableClock
) -> None:
    said = []
    for hour in range(24):
        clock.set(at("2026-03-19T00:00:00Z") + timedelta(hours=hour))
        within = []
        for minute in range(0, 60, 20):
            clock.set(at("2026-03-19T00:00:00Z") + timedelta(hours=hour, minutes=minute))
            within.append((companion(ada)["mood"], companion(ada)["message"]))
        assert len(set(within)) == 1, hour
        said += within[:1]
    assert len(set(said)) >= 6
    assert len({message for mood, message in said if mood == "content"}) >= 4


def test_people_do_not_all_hear_the_same(api: Api) -> None:
    assert len({companion(api.sign_up())["message"] for _ in range(12)}) > 1


def test_its_reasons_tell_what_moved_it(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=2, minutes=5)
    assert "2 h 5 min" in companion(ada)["reasons"][0]
    drink(ada, 330)
    clock.move(minutes=12)
    told = " ".join(companion(ada)["reasons"])
    assert "330" in told
    assert "2000" in told.replace(",", "").replace("\N{NO-BREAK SPACE}", "")
    assert "12 min" in told


# Its face


def test_its_face_is_a_picture_that_is_xml(ada: Person) -> None:
    answer = ada.get("companion/face.svg")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == "image/svg+xml"
    picture = ET.fromstring(answer.text)  # noqa: S314 - our own
    assert picture.tag == f"{SVG}svg"
    assert "Avanochi" in (picture.findtext(f"{SVG}title") or "")


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "A & B", "]]>\"'", "</title><b>", "🦉 ñ", "&#0;"]
)
def test_the_name_stands_in_the_title_as_it_is_and_nowhere_else(ada: Person, name: str) -> None:
    plain = face(ada)
    rename(ada, name)
    drawn = face(ada)
    picture = ET.fromstring(drawn)  # noqa: S314 - our own
    assert name in (picture.findtext(f"{SVG}title") or "")
    assert [one.tag for one in picture.iter()] == [
        one.tag
        for one in ET.fromstring(plain).iter()  # noqa: S314 - our own
    ]
    assert "<script" not in drawn


def test_its_title_speaks_the_language_of_whoever_asks(ada: Person) -> None:
    assert face(ada) != face(ada, headers=SPANISH)
    set_preferences(ada, language="es")
    assert face(ada) == face(ada, headers=SPANISH)


def test_its_face_shows_how_it_is(ada: Person, clock: MovableClock) -> None:
    rested = face(ada)
    clock_in(ada)
    clock.move(hours=6)
    worn = face(ada)
    assert worn != rested
    drink(ada, 3000)
    assert face(ada) != worn
    assert face(ada) == face(ada)


# Whose


def test_an_administrator_sees_and_names_somebodys_companion(root: Person, ada: Person) -> None:
    body = {"name": "Nochi", "user_id": ada.id}
    assert ok_json(root.post("companion/name", json=body)) == {"name": "Nochi"}
    assert companion(ada)["name"] == "Nochi"
    assert read(root, f"companion?user_id={ada.id}") == companion(ada)
    assert companion(root)["name"] == "Avanochi"
    assert root.get(f"companion/face.svg?user_id={ada.id}").text == face(ada)


def test_it_lives_where_its_person_lives(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-19T12:00:00Z"))
    assert companion(ada)["mood"] == "content"
    set_timezone(ada, "Pacific/Kiritimati")  # where it is two o'clock at night
    assert companion(ada)["mood"] == "asleep"
    assert today(ada)["date"] == "2026-03-20"
