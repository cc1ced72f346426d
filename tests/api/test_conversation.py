"""Messages to the companion: what they change, repeats, races and questions."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest

from shared.entities.completion import UNDO_TIME
from shared.entities.conversation import QUESTION_LIFETIME
from tests.api.actions import at, ok_json, read
from tests.api.conftest import Person
from tests.api.parallel import in_parallel
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

_SECOND = timedelta(seconds=1)


def send(person: Person, text: str, key: str | None = None, **fields: Any) -> httpx.Response:
    """Send a message."""
    headers = {} if key is None else {"Idempotency-Key": key}
    return person.post("interaction/messages", json={"text": text, **fields}, headers=headers)


def say(person: Person, text: str, key: str | None = None, **fields: Any) -> dict[str, Any]:
    """Send a message and return the answer."""
    return ok_json(send(person, text, key, **fields))


def say_at_once(person: Person, text: str, times: int, key: str | None = None) -> list[dict[str, Any]]:
    """Send a message several times at once, and return the answers."""
    return [*map(ok_json, in_parallel([lambda: send(person, text, key)] * times))]


def test_repeated_message_acts_once_and_gives_the_first_answer(ada: Person) -> None:
    first = say(ada, "add call the plumber", "one")
    say(ada, "add water the plants", "two")
    assert say(ada, "add call the plumber", "one") == first
    assert len(read(ada, "tasks")) == 2


def test_accepted_recommendation_is_done_once_by_messages_with_one_key(
    ada: Person, clock: MovableClock
) -> None:
    say(ada, "clock in")
    clock.move(hours=3)
    assert say(ada, "what should I do now?", "asked")["question"] is not None
    first = say(ada, "yes", "accepted")
    assert first["did"]
    assert say(ada, "yes", "accepted") == first


def test_message_sent_several_times_at_once_acts_once(ada: Person) -> None:
    answers = say_at_once(ada, "I drank a glass of water", 6, "same")
    assert all(answer == answers[0] for answer in answers)
    assert len(read(ada, "health/hydration")["entries"]) == 1


def test_question_that_is_answered_twice_at_once_is_answered_once(ada: Person) -> None:
    ada.create_task("Call the plumber")
    say(ada, "delete call the plumber")
    answers = say_at_once(ada, "yes", 4)
    assert sorted(len(answer["did"]) for answer in answers) == [0, 0, 0, 1]
    assert read(ada, "tasks") == []


def test_act_that_is_undone_twice_at_once_is_undone_once(ada: Person) -> None:
    say(ada, "add call the plumber")
    say(ada, "add water the plants")
    say_at_once(ada, "undo", 4)
    assert [task["title"] for task in read(ada, "tasks")] == ["call the plumber"]


@pytest.mark.parametrize(
    ("wait", "is_answered"), [(QUESTION_LIFETIME - _SECOND, True), (QUESTION_LIFETIME, False)]
)
def test_question_is_open_for_ten_minutes(
    ada: Person, clock: MovableClock, wait: timedelta, *, is_answered: bool
) -> None:
    ada.create_task("Call the plumber")
    say(ada, "delete call the plumber")
    clock.set(clock.now() + wait)
    assert bool(say(ada, "yes")["did"]) is is_answered
    assert bool(read(ada, "tasks")) is not is_answered


def test_choice_is_named_by_some_of_its_words_but_a_command_is_a_command(ada: Person) -> None:
    for title in ("write the minutes", "write the report", "undo the knot"):
        ada.create_task(title)
    for text in ("the minutes", "the report"):
        assert say(ada, "write", intent="complete_task")["question"] is not None
        (act,) = say(ada, text)["did"]
        assert (act["event"], act["title"]) == ("complete_task", f"write {text}")
        assert say(ada, "undo")["intent"] == "undo"
    say(ada, "write", intent="complete_task")
    assert say(ada, "write")["did"] == []


@pytest.mark.parametrize(("minutes_ago", "is_answered"), [(0, True), (5, True), (12, False), (90, False)])
def test_answer_that_was_said_before_its_question_answers_nothing(
    ada: Person, clock: MovableClock, minutes_ago: int, *, is_answered: bool
) -> None:
    ada.create_task("Call the plumber")
    say(ada, "delete call the plumber")
    clock.move(minutes=9)
    said_at = clock.now() - timedelta(minutes=minutes_ago)
    assert bool(say(ada, "yes", at=said_at.isoformat())["did"]) is is_answered


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_choice_of_a_task_that_was_completed_or_deleted_changes_nothing(ada: Person, method: str) -> None:
    tasks = [ada.create_task(f"write letter {number}") for number in (1, 2)]
    say(ada, "letter", intent="complete_task")
    for task in tasks:
        assert ada.call(method, f"tasks/{task['id']}").is_success
    points = read(ada, "challenges/stats")["total_points"]
    answer = say(ada, "the second")
    assert (answer["intent"], answer["did"], answer["undo_until"]) == ("complete_task", [], None)
    assert "task" in answer["reply"]
    assert read(ada, "challenges/stats")["total_points"] == points


def test_other_command_drops_the_question(ada: Person) -> None:
    ada.create_task("Call the plumber")
    say(ada, "delete call the plumber")
    say(ada, "what is on my list?")
    assert say(ada, "yes")["intent"] == "none"
    assert len(read(ada, "tasks")) == 1


@pytest.mark.parametrize(("wait", "is_undone"), [(UNDO_TIME - _SECOND, True), (UNDO_TIME, False)])
def test_last_act_can_be_undone_for_fifteen_minutes(
    ada: Person, clock: MovableClock, wait: timedelta, *, is_undone: bool
) -> None:
    said = say(ada, "add call the plumber")
    clock.set(clock.now() + wait)
    answer = say(ada, "undo")
    assert (read(ada, "tasks") == []) is is_undone
    assert said["undo_until"] is not None
    assert answer["undo_until"] is None


def test_same_reply_is_never_given_twice_in_a_row(ada: Person) -> None:
    for text in ("thanks", "hello", "asdf qwer", "undo", "help"):
        replies = [say(ada, text)["reply"] for _ in range(5)]
        assert all(first != second for first, second in pairwise(replies))


def test_reply_of_an_hour_later_is_another_one(ada: Person, clock: MovableClock) -> None:
    replies = []
    for _ in range(4):
        replies.append(say(ada, "I drank a glass of water")["reply"])
        clock.move(hours=1)
    assert all(first != second for first, second in pairwise(replies))


def test_message_of_an_hour_ago_acts_then(ada: Person, clock: MovableClock) -> None:
    hour_ago = clock.now() - timedelta(hours=1)
    (act,) = say(ada, "clock in", at=hour_ago.isoformat())["did"]
    session = read(ada, f"work_sessions/{act['id']}")
    assert at(session["start_time"]) == hour_ago


def test_what_was_typed_is_not_exported(ada: Person) -> None:
    say(ada, "delete a very secret title", "key")
    ada.create_task("Secret one")
    ada.create_task("Secret two")
    say(ada, "delete secret", "another")
    export = ada.get("users/profile/export")
    assert export.status_code == 200
    assert "very secret" not in export.text
    assert '"conversation"' not in export.text


@pytest.mark.parametrize(
    ("language", "asks", "answer", "when"),
    [
        ("en", "remind me to stretch", "tomorrow at 9", "2026-03-19T09:00:00Z"),
        ("en", "remind me to stretch", "at 5 pm, please", None),
        ("en", "remind me to stretch", "At 5 pm.", "2026-03-18T17:00:00Z"),
        ("en", "remind me to stretch", "in two hours", "2026-03-18T11:30:00Z"),
        ("en", "remind me to stretch", "on Friday", "2026-03-20T09:00:00Z"),
        ("en", "remind me to stretch", "mañana a las 9", "2026-03-19T09:00:00Z"),
        ("en", "remind me to stretch", "every day at 9", None),
        ("en", "remind me to stretch", "did I clock in at 9?", None),
        ("en", "remind me to stretch today at 8 am", "at 11", "2026-03-18T11:00:00Z"),
        ("es", "recuérdame estirar", "mañana a las 9", "2026-03-19T09:00:00Z"),
        ("es", "recuérdame estirar", "a las 17:30", "2026-03-18T17:30:00Z"),
        ("es", "recuérdame estirar", "dentro de dos horas", "2026-03-18T11:30:00Z"),
        ("es", "recuérdame estirar", "cada día a las 9", None),
    ],
)
def test_time_answers_the_question_when_to_remind(
    ada: Person, language: str, asks: str, answer: str, when: str | None
) -> None:
    assert len(say(ada, asks, language=language)["question"]["options"]) == 3
    did = say(ada, answer, language=language)["did"]
    assert [act["event"] for act in did] == ([] if when is None else ["add_task"])
    assert [(task["title"], task["reminder_time"]) for task in read(ada, "tasks")] == (
        [] if when is None else [("stretch" if language == "en" else "estirar", when)]
    )


def test_day_answers_the_question_to_which_day_a_task_is_moved(ada: Person) -> None:
    task = ada.create_task("call the plumber")
    for answer, planned in (
        ("tomorrow", "2026-03-19"),
        ("the second", "2026-03-25"),
        ("Friday", "2026-03-20"),
    ):
        assert "call the plumber" in say(ada, "plumber", intent="reschedule")["question"]["text"]
        assert say(ada, answer)["did"][0]["event"] == "reschedule"
        assert read(ada, f"tasks/{task['id']}")["planned_date"] == planned


@pytest.mark.both_stores("open planned tasks are counted by a query of its own")
@pytest.mark.parametrize(("answer", "is_carried"), [("yes", True), ("no", False)])
def test_shutdown_says_what_else_it_does(ada: Person, answer: str, *, is_carried: bool) -> None:
    ada.create_task("call the plumber", planned_date="2026-03-18")
    for text in ("clock in", "shut down", "good"):
        say(ada, text)
    reply = say(ada, answer)["reply"]
    assert ("clocked out" in reply, "next work day" in reply) == (True, is_carried)
    assert "clocked out" not in say(ada, "shut down, it was tough")["reply"]


@pytest.mark.parametrize(
    ("language", "text", "repeats"),
    [
        ("en", "add stretch every day", "every day"),
        ("en", "add call Ana every Monday", "every Monday"),
        ("en", "add call Ana every Monday and Friday", "every Monday and Friday"),
        ("en", "add call Ana every weekday", "every Monday, Tuesday, Wednesday, Thursday and Friday"),
        ("en", "add call Ana every two weeks", "every 2 weeks"),
        ("en", "add pay rent every month", "every month"),
        ("en", "add pay rent every year", "every year"),
        ("es", "añade llamar a Ana cada lunes y viernes", "cada lunes y viernes"),
        ("es", "añade llamar a Ana cada dos semanas", "cada 2 semanas"),
        ("es", "añade pagar el alquiler cada mes", "cada mes"),
    ],
)
def test_reply_says_how_often_a_task_repeats(ada: Person, language: str, text: str, repeats: str) -> None:
    answer = say(ada, text, language=language)
    assert f", {repeats}." in answer["reply"]
    assert read(ada, f"tasks/{answer['did'][0]['id']}")["recurrence"] is not None


def test_completed_tasks_are_listed_with_the_newest_first(ada: Person, clock: MovableClock) -> None:
    for day in range(1, 13):
        clock.move(minutes=1)
        task = ada.create_task(f"task {day}", due_date=f"2026-04-{day:02}")
        ok_json(ada.call("PATCH", f"tasks/{task['id']}"))
    heading, *lines, more = say(ada, "show completed tasks")["reply"].splitlines()
    assert [line.split(" (")[0] for line in lines] == [f"• task {day}" for day in range(12, 2, -1)]
    assert (heading.endswith(":"), more) == (True, "… and more.")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("I drank 99999 ml", "record"),
        ("focus 1000 hours", "record"),
        ("rested 9000 minutes", "record"),
        ("he bebido 20 litros", "anotar"),
        ("foco 1000 horas", "anotar"),
    ],
)
def test_amount_or_length_out_of_range_is_refused_in_words_and_changes_nothing(
    ada: Person, text: str, part: str
) -> None:
    answer = say(ada, text)
    assert part in answer["reply"]
    assert answer["did"] == []
    assert len(answer["suggestions"]) == 2
    assert read(ada, "health/hydration")["entries"] == []


def test_message_in_doubt_changes_nothing_before_it_is_confirmed(ada: Person) -> None:
    for text in ("buy milk", "add finish the report", "tengo que llamar al banco"):
        assert say(ada, text)["did"] == []
        assert say(ada, "no")["did"] == []
    assert read(ada, "tasks") == []
    task = ada.create_task("Report")
    for text in ("finish the report", "delete the report", "termina el report", "borra el report"):
        assert say(ada, text)["question"] is not None
    assert [one["completed"] for one in read(ada, "tasks")] == [False]
    say(ada, "finish the report")
    assert say(ada, "yes")["did"] == [{"event": "complete_task", "id": task["id"], "title": "Report"}]


def test_message_of_a_time_before_what_is_on_record_says_so(ada: Person, clock: MovableClock) -> None:
    say(ada, "clock in")
    for text in ("clock out", "clock in", "pause work"):
        answer = say(ada, text, at=(clock.now() - timedelta(hours=1)).isoformat())
        assert "on record" in answer["reply"]
        assert answer["did"] == []
    assert read(ada, "work_sessions/active")["user_id"] == ada.id


def test_session_that_cannot_begin_since_another_runs_is_refused_with_that_reason(ada: Person) -> None:
    say(ada, "clock in")
    say(ada, "focus")
    for text in ("clock in", "focus", "focus for 20 minutes"):
        answer = say(ada, text)
        assert "already" in answer["reply"]
        assert answer["did"] == []


@pytest.mark.parametrize(
    ("ask", "answer", "rating"),
    [
        ("shutdown", "it was good", "good"),
        ("shutdown", "pretty good!", "good"),
        ("shutdown", "meh", "okay"),
        ("shutdown", "terrible", "tough"),
        ("shutdown", "not good", "tough"),
        ("shutdown", "awesome", "great"),
        ("cierra el día", "bastante bien", "good"),
        ("cierra el día", "fue muy bien", "great"),
        ("cierra el día", "regular", "okay"),
        ("cierra el día", "fatal", "tough"),
    ],
)
def test_question_how_the_day_was_is_answered_in_the_words_of_people(
    ada: Person, ask: str, answer: str, rating: str
) -> None:
    say(ada, ask)
    assert [act["event"] for act in say(ada, answer)["did"]] == ["shutdown"]
    assert read(ada, "dashboard/shutdown-history")[0]["productivity_rating"] == rating


@pytest.mark.parametrize("answer", ["he said it was good", "was it good?", "what is good", "I am not"])
def test_what_says_no_rating_does_not_shut_the_day_down(ada: Person, answer: str) -> None:
    say(ada, "shutdown")
    assert say(ada, answer)["did"] == []


@pytest.mark.parametrize(("text", "title"), [("done", "bread"), ("hecho", "bread"), ("done", "the second")])
def test_command_without_a_title_asks_which_task(ada: Person, text: str, title: str) -> None:
    for name in ("buy bread", "call Ana"):
        ada.create_task(name)
    assert len(say(ada, text)["question"]["options"]) == 2
    assert [act["event"] for act in say(ada, title)["did"]] == ["complete_task"]
