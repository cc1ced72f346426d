"""Hostile texts in messages: titles are kept and found as they are, and no text is an error of the server."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.views.conversation import Intent
from tests.api.actions import read
from tests.api.conftest import Person
from tests.api.test_conversation import say, send
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

_TITLES = (
    *("undo", "delete everything", "yes", "no", "the second", "1", "thanks", "help", "task: do it"),
    *("add task: nested", "añade la tarea: algo", "what does undo mean", "don't clock in", "no, forget it"),
    *('say "hello" to Bob', "“quoted”", "'single'", "<b>x</b>", "a, b and c", "C++", "C#", "{braces}"),
    *(
        "{ $title }",
        "-term-",
        "%s %d \\n",
        "שלום עולם",
        "\u202eevil",
        "🎉🎉",
        "🎊",
        "👩‍👩‍👧 day",
        "...",
        "\u200b",
    ),
    *("#home", "!high", "30m", "tomorrow", "¿qué?", "NULL", "'; DROP TABLE tasks; --", "a" * 200, "e\u0301a"),
)


def test_text_that_is_sent_as_a_task_is_its_title_and_finds_it(ada: Person) -> None:
    for title in _TITLES:
        (act,) = say(ada, title, intent="add_task")["did"]
        assert act["title"] == read(ada, f"tasks/{act['id']}")["title"] == title
    assert len(read(ada, "tasks?limit=100")) == len(_TITLES)
    for title in _TITLES:
        (act,) = say(ada, title, intent="complete_task")["did"]
        assert (act["event"], act["title"]) == ("complete_task", title)
    for title in _TITLES:
        answer = say(ada, title, intent="delete_task")
        assert answer["did"] == []
        assert len(answer["question"]["options"]) == 2
        (act,) = say(ada, "yes")["did"]
        assert (act["event"], act["title"]) == ("delete_task", title)
    assert read(ada, "tasks") == []


@pytest.mark.parametrize(
    ("text", "title", "fields"),
    [
        ("  call\tAna \n", "call Ana", {"description": None}),
        ("one\r\ntwo", "one two", {"description": None}),
        ("clock out at 5 pm", "clock out", {"due_date": "2026-03-18T17:00:00Z"}),
        (
            "buy milk #shop !high 30m",
            "buy milk",
            {"tags": ["shop"], "priority": "high", "estimate_minutes": 30},
        ),
        (
            f"Water the plants. {'x' * 500}",
            "Water the plants",
            {"description": f"Water the plants. {'x' * 500}"},
        ),
        ("x" * 1000, "x" * 199 + "…", {"description": "x" * 1000}),
        (f"undo\n{'yes ' * 240}", f"undo{' yes' * 48}…", {"description": f"undo\n{'yes ' * 240}"}),
    ],
)
def test_text_with_lines_details_or_a_description_is_read_as_such(
    ada: Person, text: str, title: str, fields: dict[str, Any]
) -> None:
    (act,) = say(ada, text, intent="add_task")["did"]
    task = read(ada, f"tasks/{act['id']}")
    assert task["title"] == title
    assert {name: task[name] for name in fields} == fields


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t ", "a\u0000b", "a\u0007b", "\u001b[31m", "\u0085", "x" * 1001, None, 5, ["undo"]]
)
def test_text_that_is_empty_too_long_or_has_control_characters_is_refused(ada: Person, text: object) -> None:
    for fields in ({}, {"intent": "add_task"}):
        response = ada.post("interaction/messages", json={"text": text, **fields})
        assert (response.status_code, response.json()["code"]) == (400, "validation")
    assert read(ada, "tasks") == []


def test_unknown_intent_or_language_is_refused_with_those_that_there_are(ada: Person) -> None:
    for fields, known in (({"intent": "dance"}, "add_task"), ({"language": "tlh"}, "es")):
        response = send(ada, "undo", **fields)
        assert response.status_code == 400
        assert known in response.json()["error"]
    assert say(ada, "deshacer", language="es", intent="undo")["language"] == "es"


def test_reply_does_not_repeat_a_long_text(ada: Person) -> None:
    assert len(say(ada, "buy " * 250, intent="complete_task")["reply"]) < 200


def test_each_of_several_tasks_with_one_title_can_be_chosen_by_its_label(ada: Person) -> None:
    ids = {ada.create_task(title)["id"] for title in ("call Ana", "Call ana!", "call: Ana")}
    chosen = set()
    for number in range(3):
        options = say(ada, "call ana?", intent="complete_task")["question"]["options"]
        (act,) = say(ada, options[number]["text"])["did"]
        chosen.add(act["id"])
        say(ada, "undo")
    assert chosen == ids


_COMMANDS = (
    "add, delete, complete, move, remind me to, at 5 pm, on, mañana, añade, borra, el lunes, ya, 25 minutes"
)
_WORDS = st.sampled_from([*_TITLES[:30], *_COMMANDS.split(", ")])
_TEXTS = st.one_of(
    st.lists(_WORDS, min_size=1, max_size=8).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=_TEXTS,
    intent=st.none() | st.sampled_from(Intent),
    language=st.sampled_from([None, "en", "es"]),
    minutes_ago=st.none() | st.integers(0, 24 * 60),
)
def test_no_text_is_an_error_of_the_server(
    ada: Person,
    clock: MovableClock,
    text: str,
    intent: Intent | None,
    language: str | None,
    minutes_ago: int | None,
) -> None:
    at = None if minutes_ago is None else (clock.now() - timedelta(minutes=minutes_ago)).isoformat()
    response = send(ada, text[:1000], intent=intent, language=language, at=at)
    assert response.status_code in {200, 400}, response.text
    assert (response.status_code == 400) is (not text.strip()), response.text
