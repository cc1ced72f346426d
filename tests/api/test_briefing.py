"""The briefing of the day: what it says in each part of the day, and what it costs."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from itertools import product

import pytest

from shared.channels import espeak
from shared.language.briefing import MAX_WEIGHT, weight_of
from shared.services.service_factory import ServiceFactory
from tests.api.actions import at, read, set_preferences, work
from tests.api.busy_days import busy_weeks
from tests.api.conftest import Api, Person, Run
from tests.api.errors import error_of
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.recordings import length_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def briefing(person: Person, part: str = "", language: str = "en", form: str = "text") -> str:
    """Return a briefing, without the characters that isolate texts of users."""
    path = f"interaction/voice/briefing?format={form}{part and f'&part={part}'}"
    response = person.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    kind = {"text": "text/plain; charset=utf-8", "ssml": "application/ssml+xml"}[form]
    assert response.headers["Content-Type"] == kind
    assert response.headers["Cache-Control"] == "no-store"
    return re.sub("[\u2066-\u2069]", "", response.text)


def test_morning_names_what_is_due_first(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-19T08:00Z"))
    for title, due in (
        ("Pay the rent", "2026-03-19"),
        ("Call Ana", "2026-03-19T15:30:00Z"),
        ("Send the offer", "2026-03-18"),
        ("Fly to Rome", "2026-04-02"),
        ("Water the plants", None),
    ):
        ada.create_task(title, due_date=due)
    said = briefing(ada, "morning").splitlines()
    assert said[0].startswith("Good morning, Ada.")
    assert said[1] == "There are 4 tasks on your list for today."
    assert said[2:5] == [
        "“Send the offer” was due yesterday.",
        "“Call Ana” is due today at 15:30.",
        "“Pay the rent” is due today.",
    ]
    assert "Rome" not in " ".join(said)


def test_spanish_morning(ada: Person) -> None:
    ada.create_task("Llamar a Ana", due_date="2026-03-18T15:30:00Z")
    said = briefing(ada, "morning", "es").splitlines()
    assert said[0].startswith("¡Buenos días, Ada!")
    assert said[1:3] == ["Hay una tarea en tu lista de hoy.", "«Llamar a Ana» vence hoy a las 15:30."]


def test_language_of_the_profile_takes_precedence(ada: Person) -> None:
    set_preferences(ada, language="es")
    assert "¡Buenos días" in briefing(ada, "morning", "en")
    assert 'xml:lang="es-ES"' in briefing(ada, "morning", "en", "ssml")


@pytest.mark.parametrize(
    ("moment", "begin"),
    [
        ("2026-03-19T02:30:00Z", "Good evening"),  # 03:30 in Madrid
        ("2026-03-19T03:00:00Z", "Good morning"),
        ("2026-03-19T10:59:59Z", "Good morning"),
        ("2026-03-19T11:00:00Z", "(Hello, Ada. )?It is 12:00"),
        ("2026-03-19T15:59:00Z", "(Hello, Ada. )?It is 16:59"),
        ("2026-03-19T16:00:00Z", "Good evening"),
    ],
)
def test_part_is_by_default_that_of_the_local_time(
    api: Api, clock: MovableClock, moment: str, begin: str
) -> None:
    ada = api.sign_up("Ada", timezone="Europe/Madrid")
    clock.set(at(moment))
    assert re.match(begin, briefing(ada))


def test_now_says_what_is_due_now(ada: Person, clock: MovableClock, run: Run) -> None:
    clock.set(at("2026-03-19T09:00Z"))
    ada.post("work_sessions/start")
    ada.create_task("Write the report", planned_date="2026-03-19")
    ada.create_task(
        "Call Ana", reminder_enabled=True, reminder_time="2026-03-19T12:00:00Z", due_date="2026-03-30"
    )
    ada.create_task(
        "Done", reminder_enabled=True, reminder_time="2026-03-19T12:00:00Z", due_date="2026-03-30"
    )
    run("12:00:30")
    done = next(task for task in read(ada, "tasks") if task["title"] == "Done")
    ada.patch(f"tasks/{done['id']}")
    said = briefing(ada, "now")
    assert "You wanted to remember “Call Ana”." in said
    assert "“Done”" not in said
    assert "Next on your list: “Write the report”." in said
    assert "So far today has 3 hours of work." in said
    due = {reminder["message"] for reminder in read(ada, "health/reminders")}
    assert len(due & {*said.splitlines()}) == 2
    ada.post("notifications/read-all")
    assert "Call Ana" not in briefing(ada, "now")


def test_evening_says_how_the_day_went(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-19T09:00Z"))
    first, _ = (ada.create_task(title, planned_date="2026-03-19") for title in ("Write", "Read"))
    assert "It was a quiet day here." in briefing(ada, "evening")
    ada.patch(f"tasks/{first['id']}")
    work(ada, clock, hours=7.5)
    said = briefing(ada, "evening").splitlines()
    assert said[1] == "You completed one task. You worked 7 hours and 30 minutes."
    assert said[2] == "One task for today is still open, and it can wait."
    assert "shut" in said[-1] or "close the day" in said[-1]
    ada.post("dashboard/shutdown-reflection", json={"productivity_rating": "good"})
    assert briefing(ada, "evening").splitlines()[-1] == "The day is closed. Enjoy the evening."


@pytest.mark.slow("three weeks")
def test_expected_hours_are_those_of_the_outlook_and_only_with_the_assistant(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    busy_weeks(ada, clock, factory, days=21)
    clock.set(clock.now().replace(hour=20) + timedelta(days=-clock.now().weekday() + 7))
    expected = read(ada, "assistant/predictions")["days"][0]["expected_hours"]
    hours, minutes = divmod(round(4 * expected) * 15, 60)
    length = f"{hours} hours and {minutes} minutes" if minutes else f"{hours} hours"
    assert f"By your own days, tomorrow has about {length} of work." in briefing(ada, "evening")
    set_preferences(ada, assistant=False)
    assert "By your own days" not in briefing(ada, "evening")
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    assert ada.post("users/days-off", json={"from": tomorrow, "to": tomorrow}).status_code == 201
    assert "Tomorrow is a day off." in briefing(ada, "evening")


def test_ssml_says_the_words_of_the_text(ada: Person) -> None:
    ada.create_task("Buy <milk> & 'bread'", due_date="2026-03-18")
    said = ET.fromstring(briefing(ada, "morning", form="ssml"))  # noqa: S314 - of the app
    assert [*said.itertext()] == briefing(ada, "morning").splitlines()


@pytest.mark.parametrize(
    "title", ["w" * 200, "word " * 40, "1234567890" * 20, "%&#@" * 50, "слово " * 33, "漢字" * 100]
)
def test_briefing_takes_at_most_45_seconds(ada: Person, clock: MovableClock, title: str) -> None:
    ada.post("work_sessions/start")
    for _ in range(5):
        ada.create_task(title, due_date="2026-03-18T19:45:00Z")
    clock.move(hours=5)
    for language, part in product(("en", "es"), ("morning", "now", "evening")):
        said = briefing(ada, part, language)
        assert weight_of(said) <= MAX_WEIGHT
        assert len(said.splitlines()) >= 3
    if espeak.find_program() is not None:
        for language in ("en", "es"):
            path = "interaction/voice/briefing?part=morning&format=audio"
            spoken = ada.get(path, headers={"Accept-Language": language}).content
            assert 10 < length_of(spoken) <= 45


def test_reading_a_briefing_changes_nothing_and_costs_no_more_than_the_dashboard_and_a_query(
    ada: Person, store: FailingStore
) -> None:
    def cost(path: str) -> dict[str, int]:
        ada.post("tasks", json={"title": "Another"})
        before = store.counts.copy()
        assert ada.get(path).status_code == 200
        return dict(store.counts - before)

    cost("dashboard/data")
    dashboard, spoken = cost("dashboard/data"), cost("interaction/voice/briefing")
    assert spoken == {**dashboard, "query": dashboard["query"] + 1}
    before = store.counts.copy()
    briefing(ada)
    again = dict(store.counts - before)
    assert set(again) <= {"read", "query"}
    assert sum(again.values()) <= 4


@pytest.mark.parametrize("query", ["part=noon", "format=mp3"])
def test_unknown_part_or_form_is_invalid(ada: Person, query: str) -> None:
    assert error_of(ada.get(f"interaction/voice/briefing?{query}"), 400) == "validation"


def test_briefing_is_for_the_caller_alone(ada: Person, root: Person, api: Api) -> None:
    assert error_of(root.get(f"interaction/voice/briefing?user_id={ada.id}"), 403) == "forbidden"
    for path in ("interaction/voice/briefing", "interaction/voice/token"):
        assert api.call("GET", path).status_code == 401
    assert api.call("POST", "interaction/voice", json={"text": "hello"}).status_code == 401
