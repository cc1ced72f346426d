"""Messages in parallel, repeated, against other requests, and while something fails."""

import logging
from functools import partial
from typing import Any

import pytest

from shared.entities.conversation import Conversation
from shared.store.contract import Document
from tests.api.actions import ok_json, read, total_points
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import assert_totals_agree
from tests.api.parallel import in_parallel
from tests.api.storage import Storage
from tests.api.test_conversation import say, say_at_once, send
from tests.conftest import MovableClock
from tests.failing_store import FailingStore

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

_ONCE = (
    *("add call Ana", "remind me to stretch tomorrow at 9", "I finished the report", "reopen the report"),
    *("move the report to Monday", "delete write the essay", "yes", "undo", "clock in", "pause work"),
    *(
        "resume work",
        "start 20 minutes of focus",
        "stop focus",
        "had lunch",
        "clock out",
        "shut down",
        "good",
    ),
)
"""Messages of one conversation that each do something or ask."""


def _documents(storage: Storage, person: Person, *kinds: str) -> list[Document]:
    return [
        one
        for one in storage.read_everything()
        if one["user_id"] == person.id and (not kinds or one["type"] in kinds)
    ]


def _count_messages(storage: Storage, person: Person, clock: MovableClock) -> int:
    """Return the number of messages in a conversation that began at the time of the clock."""
    (conversation,) = _documents(storage, person, "conversation")
    count: int = conversation["turn"] - Conversation.begin(person.id, "web", clock.now()).turn
    return count


def test_each_kind_of_act_is_done_once_for_messages_with_one_key_at_once(
    ada: Person, storage: Storage, store: FailingStore, clock: MovableClock
) -> None:
    for title in ("the report", "write the essay"):
        ada.create_task(title)
    for number, text in enumerate(_ONCE, 1):
        answers = say_at_once(ada, text, 4, f"key-{number}")
        assert [*map(answers.__getitem__, range(1, 4))] == answers[:1] * 3, text
        assert answers[0]["did"] or answers[0]["question"] or text == "undo", (text, answers[0]["reply"])
        assert _count_messages(storage, ada, clock) == number
    assert len(_documents(storage, ada, "task")) == 4
    assert_totals_agree(store, ada)


def test_different_messages_at_once_are_all_done_once(
    ada: Person, storage: Storage, store: FailingStore, clock: MovableClock
) -> None:
    texts = [
        *(f"add paint wall {number}" for number in range(6)),
        *["I drank 200 ml of water"] * 4,
        "clock in",
    ]
    answers = [*map(ok_json, in_parallel([partial(send, ada, text) for text in texts]))]
    assert all(len(answer["did"]) == 1 for answer in answers)
    assert {task["title"] for task in read(ada, "tasks")} == {f"paint wall {number}" for number in range(6)}
    assert len(read(ada, "health/hydration")["entries"]) == 4
    assert _count_messages(storage, ada, clock) == len(texts)
    assert_totals_agree(store, ada)


def _say_and_call(person: Person, text: str, method: str, path: str) -> tuple[bool, bool]:
    """Send a message and a request at once; return whether each of them did something."""
    said, sent = in_parallel([lambda: send(person, text), lambda: person.call(method, path)])
    assert sent.status_code < 500
    return bool(ok_json(said)["did"]), sent.is_success


def test_message_and_the_request_of_the_same_act_at_once_do_it_once(ada: Person, store: FailingStore) -> None:
    for _ in range(3):
        path = f"tasks/{ada.create_task('write the essay')['id']}"
        points = total_points(ada)
        assert _say_and_call(ada, "I finished the essay", "PATCH", path)[1]
        assert total_points(ada) == points + 5
        say(ada, "delete write the essay")
        assert sum(_say_and_call(ada, "yes", "DELETE", path)) == 1
        assert read(ada, "tasks") == []
        assert sum(_say_and_call(ada, "clock in", "POST", "time-logs/start-work")) == 1
        assert sum(_say_and_call(ada, "clock out", "POST", "time-logs/end-work")) == 1
    assert len(read(ada, "work_sessions")) == 3
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("moment", ["query", "batch"])
@pytest.mark.parametrize("text", ["add call Ana", "delete write the essay", "xyzzy"])
def test_message_that_its_repetition_overtakes_has_the_same_answer(
    ada: Person, storage: Storage, store: FailingStore, clock: MovableClock, moment: str, text: str
) -> None:
    ada.create_task("write the essay")
    answers: list[dict[str, Any]] = []

    def overtake(operation: str, subject: str) -> bool:
        if (operation, subject) == (moment, ada.id):
            store.recover()
            answers.append(say(ada, text, "key"))
        return False

    store.fails = overtake
    assert say(ada, text, "key") == answers[0]
    assert _count_messages(storage, ada, clock) == 1


def test_message_that_another_one_overtakes_is_answered_after_it(ada: Person, store: FailingStore) -> None:
    ada.create_task("write the essay")
    say(ada, "delete write the essay")

    def overtake(operation: str, _: str) -> bool:
        if operation == "batch":
            store.recover()
            say(ada, "no")
        return False

    store.fails = overtake
    assert say(ada, "yes")["intent"] == "none"
    assert len(read(ada, "tasks")) == 1


@pytest.mark.parametrize("moment", ["query", "batch"])
@pytest.mark.parametrize("text", ["add call Ana", "what is on my list?", "yes"])
def test_account_that_is_closed_during_a_message_gets_no_document(
    ada: Person, storage: Storage, store: FailingStore, moment: str, text: str
) -> None:
    ada.create_task("write the essay")
    say(ada, "delete write the essay")

    def close(operation: str, subject: str) -> bool:
        if (operation, subject) == (moment, ada.id):
            store.recover()
            assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
        return False

    store.fails = close
    assert send(ada, text, "key").status_code in {401, 404}
    assert send(ada, text).status_code == 401
    assert storage.documents_containing(ada.id) == []


@pytest.mark.parametrize("operation", ["batch", "query", "read"])
@pytest.mark.parametrize("text", ["add call Ana", "yes", "I drank a glass of water", "xyzzy"])
def test_message_while_the_store_fails_changes_nothing_and_can_be_repeated(
    ada: Person, storage: Storage, store: FailingStore, operation: str, text: str
) -> None:
    ada.create_task("write the essay")
    say(ada, "delete write the essay")
    before = _documents(storage, ada)
    store.fails = lambda name, subject: (name, subject) == (operation, ada.id)
    response = send(ada, text, "key")
    assert (response.status_code, response.json()["code"]) == (503, "store_unavailable")
    assert _documents(storage, ada) == before
    store.recover()
    answer = say(ada, text, "key")
    assert bool(answer["did"]) is (text != "xyzzy")
    assert say(ada, text, "key") == answer


def test_message_beyond_the_quota_is_refused_and_leaves_the_conversation_as_it_is(
    environment: dict[str, str], api: Api, storage: Storage
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "3"
    ada = api.sign_up("Ada")
    for text in ("add write the essay", "add write the letter", "delete write the essay"):
        say(ada, text)
    ada.create_task("one more")
    before = _documents(storage, ada)
    for text in ("add call Ana", "I drank a glass of water", "I finished the letter"):
        response = send(ada, text, "key")
        assert (response.status_code, response.json()["code"]) == (429, "quota_exceeded")
        assert int(response.headers["Retry-After"]) > 0
        assert _documents(storage, ada) == before
    assert say(ada, "yes")["did"]
    assert say(ada, "undo")["undo_until"] is None
    assert len(read(ada, "tasks")) == 3


def test_message_for_another_user_is_refused_and_answers_no_question_of_another(
    ada: Person, bob: Person, root: Person, storage: Storage
) -> None:
    ada.create_task("write the essay")
    say(ada, "delete write the essay")
    before = _documents(storage, ada)
    for person in (bob, root):
        for text in ("yes", "add call Ana", "undo"):
            assert send(person, text, user_id=ada.id).status_code == 403
        assert say(person, "yes")["intent"] == "none"
    assert _documents(storage, ada) == before
    assert say(ada, "yes")["did"]
    assert say(bob, "undo")["did"] == []
    assert read(ada, "tasks") == []


def test_words_of_messages_are_in_no_log(
    ada: Person, store: FailingStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    texts = (
        "add zzsecret one",
        "delete zzsecret one",
        "yes",
        "zzsecret",
        "I finished zzsecret",
        "undo",
        "zzsecret\x07",
    )
    for text in texts:
        send(ada, text, "key of zzother")
        send(ada, text)
    for operation in ("batch", "query"):
        store.fail(operation)
        assert send(ada, "add zzsecret two").status_code == 503
    store.recover()
    assert caplog.records
    assert "zzsecret" not in caplog.text


def test_conversation_expires_soon_after_what_can_be_undone(
    ada: Person, storage: Storage, clock: MovableClock
) -> None:
    say(ada, "add call Ana")
    (conversation,) = _documents(storage, ada, "conversation")
    assert conversation["ttl"] == 20 * 60
    clock.move(minutes=20)
    assert say(ada, "thanks")["undo_until"] is None
    assert _count_messages(storage, ada, clock) == 1
    (conversation,) = _documents(storage, ada, "conversation")
    assert "Ana" not in str(conversation)
