"""Notifications and late answers in Teams, which go to the stored personal chat."""

from collections.abc import Callable

import pytest

from shared.channels.teams.client import TeamsClient
from shared.services.service_factory import ServiceFactory
from tests.api.chats import TeamsPerson, buttons_of, link_code, words_of
from tests.api.conftest import Api, Person
from tests.api.deliveries import Timers, remind
from tests.conftest import MovableClock
from tests.teams_server import TENANT, TeamsCall, TeamsServer

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


@pytest.fixture
def timers(factory: ServiceFactory, clock: MovableClock) -> Timers:
    return Timers(factory, clock)


@pytest.fixture
def chat(api: Api, teams: TeamsServer, clock: MovableClock, ada: Person) -> TeamsPerson:
    """A person in Teams who is linked to Ada's account, and has said something since."""
    chat = TeamsPerson(api, teams, clock)
    chat.link(ada)
    chat.say("help")
    teams.calls.clear()
    return chat


def test_reminder_goes_to_the_personal_chat_with_buttons_that_act(
    ada: Person, chat: TeamsPerson, teams: TeamsServer, clock: MovableClock, timers: Timers
) -> None:
    ada.put("notifications/preferences", json={"full_text": True})
    task_id = remind(ada, clock, "Call Ana")
    timers.notify()
    assert timers.send() == 1
    ((path, activity),) = teams.calls
    assert path == f"/emea/v3/conversations/{chat.chat_id}/activities"
    assert activity["conversation"] == {"id": chat.chat_id, "tenantId": TENANT}
    card = activity["attachments"][0]["content"]
    assert "Call Ana" in words_of(card)
    buttons = buttons_of(card)
    assert [*buttons] == ["Done", "Snooze", "Tomorrow"]
    assert "Call Ana" in words_of(chat.press(buttons["Done"])["value"])
    assert ada.get(f"tasks/{task_id}").json()["completed"] is True


def test_answer_that_was_not_taken_is_sent_later(
    ada: Person, chat: TeamsPerson, teams: TeamsServer, timers: Timers
) -> None:
    teams.reply = lambda handler: handler.send(503, b"")
    chat.say("add call Ana")
    assert len(ada.get("tasks").json()) == len(teams.calls) == 1
    teams.reply = TeamsCall.accept
    timers.run_for(minutes=1)
    assert len(teams.calls) == 2
    first, later = (words_of(call["attachments"][0]["content"]) for _, call in teams.calls)
    assert first == later


GONE: tuple[tuple[int, str], ...] = (
    (404, "ConversationNotFound"),
    (403, "MessageWritesBlocked"),
    (403, "ConversationBlockedByUser"),
    (403, "BotNotInConversationRoster"),
)


@pytest.mark.parametrize(("status", "code"), GONE)
def test_person_who_has_blocked_the_bot_is_no_longer_linked(
    ada: Person,
    chat: TeamsPerson,
    teams: TeamsServer,
    clock: MovableClock,
    timers: Timers,
    status: int,
    code: str,
) -> None:
    teams.reply = refuse(status, code)
    remind(ada, clock)
    timers.notify()
    timers.run_for(minutes=3)
    assert len(teams.calls) == 1
    assert ada.get("interaction/links").json() == []
    teams.reply = TeamsCall.accept
    assert "do not know you" in chat.say("my tasks")


@pytest.mark.parametrize(("status", "code"), [(401, "BotNotRegistered"), (403, "BotDisabledByAdmin")])
@pytest.mark.usefixtures("chat")
def test_bot_that_is_refused_keeps_links_and_sends_later(
    ada: Person, teams: TeamsServer, clock: MovableClock, timers: Timers, status: int, code: str
) -> None:
    teams.reply = refuse(status, code)
    remind(ada, clock)
    timers.notify()
    timers.run_for(minutes=3)
    assert len(ada.get("interaction/links").json()) == 1
    assert timers.factory.get(TeamsClient).state == "failing"
    teams.reply = TeamsCall.accept
    teams.calls.clear()
    timers.run_for(minutes=60)
    assert len(teams.calls) == 1
    assert timers.factory.get(TeamsClient).state == "ok"


def test_person_without_a_personal_chat_stays_linked_and_gets_nothing(
    api: Api, ada: Person, teams: TeamsServer, clock: MovableClock, timers: Timers
) -> None:
    person = TeamsPerson(api, teams, clock)
    person.say(f"link {link_code(ada, 'teams')}", "19:channel@thread.tacv2")
    teams.calls.clear()
    remind(ada, clock)
    timers.notify()
    timers.run_for(minutes=5)
    assert teams.calls == []
    assert len(ada.get("interaction/links").json()) == 1


def refuse(status: int, code: str) -> Callable[[TeamsCall], None]:
    """Return a reply of the connector that refuses a message."""
    return lambda handler: handler.send_json(status, {"error": {"code": code, "message": "No"}})
