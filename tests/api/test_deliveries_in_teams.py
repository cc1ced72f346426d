"""Notifications in the personal chat of Teams."""

import pytest

from shared.channels.teams.client import TeamsClient
from shared.services.service_factory import ServiceFactory
from tests.api.chats import TeamsPerson, buttons_of, words_of
from tests.api.conftest import Api, Person
from tests.api.deliveries import Timers, remind
from tests.conftest import MovableClock
from tests.teams_server import TeamsServer

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


@pytest.fixture
def timers(factory: ServiceFactory, clock: MovableClock) -> Timers:
    return Timers(factory, clock)


@pytest.fixture
def chat(api: Api, teams: TeamsServer, clock: MovableClock, ada: Person) -> TeamsPerson:
    """The personal chat that is linked to Ada's account, and used."""
    person = TeamsPerson(api, teams, clock)
    person.link(ada)
    person.say("help")
    teams.calls.clear()
    return person


def test_reminder_is_a_card_in_the_personal_chat_with_buttons_that_act(
    ada: Person, chat: TeamsPerson, teams: TeamsServer, clock: MovableClock, timers: Timers
) -> None:
    ada.put("notifications/preferences", json={"full_text": True})
    task_id = remind(ada, clock, "Call Ana")
    timers.notify()
    assert timers.send() == 1
    ((path, activity),) = teams.calls
    assert path == f"/emea/v3/conversations/{chat.chat_id}/activities"
    card = activity["attachments"][0]["content"]
    assert "Call Ana" in words_of(card)
    assert [*buttons_of(card)] == ["Done", "Snooze", "Tomorrow"]
    chat.press(buttons_of(card)["Done"])
    assert ada.get(f"tasks/{task_id}").json()["completed"] is True


def test_reminder_says_nothing_of_the_task_without_the_full_text(
    ada: Person, chat: TeamsPerson, teams: TeamsServer, clock: MovableClock, timers: Timers
) -> None:
    remind(ada, clock, "Call Ana")
    timers.notify()
    assert timers.send() == 1
    ((_, activity),) = teams.calls
    assert activity["conversation"]["id"] == chat.chat_id
    assert "Call Ana" not in str(activity)


@pytest.mark.usefixtures("chat")
@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "NotFound"), (403, "MessageWritesBlocked"), (403, "BotNotInConversationRoster")],
)
def test_person_who_takes_no_messages_is_unlinked(
    ada: Person, teams: TeamsServer, clock: MovableClock, timers: Timers, status: int, code: str
) -> None:
    teams.reply = lambda call: call.send_json(status, {"error": {"code": code}})
    remind(ada, clock)
    timers.notify()
    timers.run_for(minutes=3)
    assert len(teams.calls) == 1
    assert ada.get("interaction/links").json() == []
    assert ada.get("notifications").json()[0]["data"]["event"] == "ended"


@pytest.mark.usefixtures("chat")
def test_refused_credential_of_the_bot_unlinks_nobody(
    ada: Person, teams: TeamsServer, clock: MovableClock, timers: Timers
) -> None:
    accept, teams.reply = teams.reply, lambda call: call.send_json(403, {"error": {"code": "Forbidden"}})
    remind(ada, clock)
    timers.notify()
    assert timers.send() == 0
    assert timers.factory.get(TeamsClient).state == "failing"
    assert len(ada.get("interaction/links").json()) == 1
    teams.reply = accept
    timers.run_for(minutes=1)
    assert len(teams.calls) == 2
    assert timers.factory.get(TeamsClient).state == "ok"


def test_link_that_was_made_in_a_channel_gets_nothing_before_the_personal_chat(
    api: Api, ada: Person, teams: TeamsServer, clock: MovableClock, timers: Timers
) -> None:
    person = TeamsPerson(api, teams, clock)
    code = ada.post("interaction/links", json={"channel": "teams"}).json()["code"]
    person.say(f"link {code}", "19:general@thread.tacv2")
    person.say("help", "19:general@thread.tacv2")
    remind(ada, clock)
    timers.notify()
    assert timers.send() == 0
    person.say("help")
    remind(ada, clock)
    timers.notify()
    assert timers.send() == 1
