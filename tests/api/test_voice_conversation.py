"""The same conversation, typed and spoken, does the same."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Api, Person
from tests.api.voices import hear, say
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.oracle.recount import documents_of
from tests.speech_server import SpeechServer

LINES = """
add write the report tomorrow at 15:00
add call the plumber on friday at 10:00
add call the dentist on friday at 11:00
clock in
i drank 300 ml of water
delete call the florist
i finished call
1
undo
i finished call the dentist
start a focus session of 25 minutes
stop the focus session
i had lunch
i rested for 10 minutes
move the report to friday
delete call the plumber
yes
undo
remind me to stretch tomorrow at 9:00
colourless green ideas sleep
pause work
resume work
what is on my list
shut down
great
no
""".strip().splitlines()

_LEFT_OUT = {"conversation", "first_answer", "user", "refresh_family"}
"""The types of what belongs to conversations or sign-ins."""

_DIFFERENT = {"id", "_etag", "_ts", "name", "username"}
_ID = re.compile("[0-9a-f]{8}-[0-9a-f-]{27}|person [0-9]")


def typed(person: Person, text: str) -> Any:
    return person.post("interaction/messages", json={"text": text}).json()


def test_recording_costs_one_read_more_than_a_typed_message(
    ada: Person, speech: SpeechServer, store: FailingStore
) -> None:
    def cost(send_it: Callable[[Person, str], Any]) -> Counter[str]:
        send_it(ada, "what is on my list")  # begins the conversation
        before = store.counts.copy()
        assert send_it(ada, "what is on my list")["intent"] == "list_tasks"
        return store.counts - before

    speech.hears = "What is on my list?"
    typing = cost(typed)
    assert cost(say) == typing
    assert cost(lambda person, _: hear(person)) == typing + Counter(read=1)


def documents(store: FailingStore, person: Person) -> list[str]:
    """Return the user's documents without ids and names, in a fixed order."""
    found = [
        one
        for one in documents_of(store, person.id)
        # The time of the weekly summary depends on the user's id.
        if one["type"] not in _LEFT_OUT and not one.get("reminder_id", "").startswith("week:")
    ]
    return sorted(repr(_without_ids(one)) for one in found)


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        fields = (
            (_without_ids(name), _without_ids(one)) for name, one in value.items() if name not in _DIFFERENT
        )
        return sorted(fields, key=repr)
    if isinstance(value, list):
        return [_without_ids(one) for one in value]
    return _ID.sub("", value) if isinstance(value, str) else value


@pytest.mark.usefixtures("tokens_never_expire")
def test_conversation_that_is_typed_heard_or_sent_as_text_leaves_the_same(
    api: Api, speech: SpeechServer, clock: MovableClock, store: FailingStore
) -> None:
    people = [api.sign_up(f"person {number}", full_name="Ada") for number in range(3)]

    def heard(person: Person, text: str) -> Any:
        speech.hears = f"{text.capitalize()}."
        return hear(person)

    acts = 0
    for line in LINES:
        clock.move(minutes=3)
        answers = [say_it(person, line) for person, say_it in zip(people, (typed, heard, say), strict=True)]
        intents = {(one["intent"], len(one["did"]), one["question"] is None) for one in answers}
        assert len(intents) == 1, (line, answers)
        acts += len(answers[0]["did"])
    assert acts >= 15
    by_typing, by_hearing, by_text = (documents(store, person) for person in people)
    assert by_typing == by_text
    assert by_typing == by_hearing
