"""Undoing each kind of act by message leaves the stored documents as they were."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from tests.api.actions import ok_json, read, set_preferences
from tests.api.conftest import Api, Person
from tests.api.storage import Storage
from tests.api.test_conversation import say
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

_DAY: list[tuple[str, int, str, str]] = [
    ("add_task", 0, "add write the report for Friday 30m", "añade escribir el informe para el viernes 30m"),
    ("add_task", 0, "add water the plants every Monday #home", "añade regar las plantas cada lunes #casa"),
    ("add_task", 0, "remind me to call Ana in half an hour", "recuérdame llamar a Ana dentro de media hora"),
    ("snooze", 31, "snooze", "pospón el aviso"),
    ("snooze", 1, "snooze for 20 minutes", "recuérdamelo en 20 minutos"),
    ("reschedule", 0, "move the report to Monday at 10", "pasa el informe al lunes a las 10"),
    ("reschedule", 0, "move call Ana to tomorrow", "pasa llamar a Ana a mañana"),
    ("reschedule", 0, "move water the plants to Tuesday", "pasa regar las plantas al martes"),
    ("complete_task", 0, "I finished the report", "ya he terminado el informe"),
    ("complete_task", 0, "done with the plants", "ya está lo de regar las plantas"),
    ("reopen_task", 0, "reopen the report", "reabre el informe"),
    ("delete_task", 0, "delete call Ana; yes", "borra llamar a Ana; sí"),
    ("clock_in", 0, "clock in", "entro a trabajar"),
    ("pause_work", 20, "pause work", "pausa el trabajo"),
    ("resume_work", 5, "resume work", "vuelvo al trabajo"),
    ("start_focus", 0, "start 20 minutes of focus", "empieza 20 minutos de foco"),
    ("start_break", 5, "take a break", "me tomo una pausa"),
    ("stop_focus", 1, "stop the break", "para la pausa"),
    ("stop_focus", 2, "stop focus", "para el foco"),
    ("start_focus", 0, "start 20 minutes of focus", "empieza 20 minutos de foco"),
    ("complete_focus", 21, "stop focus", "para el foco"),
    ("start_break", 0, "take a break", "me tomo una pausa"),
    ("complete_break", 6, "stop the break", "para la pausa"),
    ("drink", 0, "I drank 300 ml of water", "he bebido 300 ml de agua"),
    ("meal", 0, "had lunch", "he comido"),
    ("rest", 15, "I rested for 10 minutes", "he descansado 10 minutos"),
    ("clock_out", 0, "clock out", "salgo de trabajar"),
    ("clock_in", 30, "clock in", "entro a trabajar"),
    ("add_task", 0, "add tidy the desk", "añade ordenar la mesa"),
    ("reschedule", 0, "move tidy the desk to today", "pasa ordenar la mesa a hoy"),
    ("shutdown", 60, "shut down; good; yes", "cierra el día; bien; sí"),
]
"""Acts of a day, each with the minutes before it, and the messages in English and in Spanish."""

_KEPT_TYPES = {"conversation", "points_entry", "notification", "reminder_position"}
"""Documents that an undo leaves: what was announced, and reminders that are dropped when they are due."""

_KEPT_FIELDS = {"progress": {"usage"}, "task": {"completions"}, "day": {"given"}}
"""Fields that count what an undo cannot take back: events, and the entries of the ledger."""


def _stored(storage: Storage, person: Person) -> dict[str, Document]:
    return {
        one["id"]: {
            name: value
            for name, value in one.items()
            if name not in _KEPT_FIELDS.get(one["type"], ()) and name != "etag"
        }
        for one in storage.read_everything()
        if one["user_id"] == person.id and one["type"] not in _KEPT_TYPES
    }


def _changed(before: dict[str, Document], after: dict[str, Document]) -> dict[str, object]:
    """Return the documents that differ."""
    return {
        name: (before.get(name), after.get(name))
        for name in {*before, *after}
        if before.get(name) != after.get(name)
    }


def _do(person: Person, event: str, messages: str) -> dict[str, Any]:
    for message in messages.split("; "):
        answer = say(person, message)
    assert [act["event"] for act in answer["did"]] == [event], (messages, answer["reply"])
    return answer


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_act_of_a_day_that_is_undone_by_message_leaves_no_trace_and_can_be_done_again(
    api: Api, storage: Storage, clock: MovableClock, factory: ServiceFactory, language: str
) -> None:
    ada = api.sign_up("Ada")
    set_preferences(ada, language=language)
    for text in ("add warm up", "I finished warm up", "reopen warm up", "I finished warm up"):
        say(ada, text, language="en")  # the day has a document, and the week a name
    for event, minutes, english, spanish in _DAY:
        messages = spanish if language == "es" else english
        clock.move(minutes=minutes)
        factory.get_reminder_service().deliver_due()
        before = _stored(storage, ada)
        _do(ada, event, messages)
        assert _changed(before, _stored(storage, ada)) != {}, (event, messages)
        answer = say(ada, {"en": "undo", "es": "deshacer"}[language])
        assert (answer["intent"], answer["did"], answer["undo_until"]) == ("undo", [], None)
        assert _changed(before, _stored(storage, ada)) == {}, (event, messages)
        _do(ada, event, messages)


@pytest.mark.both_stores("the versions of tasks are compared")
@pytest.mark.parametrize("planned", [None, "2026-03-17", "2026-03-19"])
def test_move_that_is_undone_past_midnight_was_never_made(
    ada: Person, storage: Storage, clock: MovableClock, planned: str | None
) -> None:
    clock.set(datetime(2026, 3, 18, 23, 55, tzinfo=UTC))
    ada.create_task("paint the wall", planned_date=planned)
    before = _stored(storage, ada)
    _do(ada, "reschedule", "move paint the wall to today")
    clock.set(datetime(2026, 3, 19, 0, 5, tzinfo=UTC))
    assert "paint the wall" in say(ada, "undo")["reply"]
    assert _changed(before, _stored(storage, ada)) == {}


def test_move_is_not_undone_after_another_change(ada: Person) -> None:
    task = ada.create_task("call Ana", due_date="2026-03-20")
    _do(ada, "reschedule", "move call Ana to Monday")
    ok_json(ada.put(f"tasks/{task['id']}", json={"priority": "high"}))
    answer = say(ada, "undo")
    assert answer["undo_until"] is not None
    assert "changed since" in answer["reply"]
    assert read(ada, f"tasks/{task['id']}")["due_date"] == "2026-03-23T23:59:59Z"
