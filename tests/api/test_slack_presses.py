"""Buttons in Slack: a press acts once, for the account of the person, who alone reads the answer."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from shared.services.deliveries.deliveries import Deliveries
from tests.api.chats import SlackPerson
from tests.api.conftest import Api, Person
from tests.api.parallel import in_parallel, statuses
from tests.conftest import MovableClock
from tests.slack_server import TEAM, SlackServer, be_slow, button_of, buttons_of, form_of, refuse


@pytest.fixture
def chat(api: Api, slack: SlackServer, clock: MovableClock, ada: Person) -> SlackPerson:
    """A person in Slack who is linked to Ada's account."""
    chat = SlackPerson(api, slack, clock)
    chat.link(ada)
    return chat


@pytest.fixture
def other(api: Api, slack: SlackServer, clock: MovableClock) -> SlackPerson:
    """Another person in the same workspace, without a link."""
    return SlackPerson(api, slack, clock, "U7654321")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the answers that are kept, to be sent later."""
    texts: list[str] = []
    monkeypatch.setattr(Deliveries, "keep_reply", lambda _, __, message: texts.append(message.text))
    return texts


def titles(person: Person) -> list[str]:
    return [task["title"] for task in person.get("tasks").json()]


def test_button_acts_and_is_answered_to_that_person_alone(ada: Person, chat: SlackPerson) -> None:
    answer = chat.press(chat.command("add call Ana"), "Undo")
    assert titles(ada) == []
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)


def test_button_in_direct_messages_is_answered_there_in_its_thread(ada: Person, chat: SlackPerson) -> None:
    for thread in ({}, {"message": {"ts": "1.2", "thread_ts": "1.1"}}):
        answer = chat.press_directly(chat.message("add call Ana"), "Undo", **thread)
        assert answer.get("thread_ts") == thread.get("message", {}).get("thread_ts")
        assert titles(ada) == []


def test_button_between_two_people_is_answered_to_that_person_alone(ada: Person, chat: SlackPerson) -> None:
    elsewhere = {"channel": {"id": "D7654321", "name": "directmessage"}}  # `/avanochi` was typed there
    assert chat.press(chat.command("add call Ana"), "Undo", **elsewhere)["response_type"] == "ephemeral"
    assert titles(ada) == []


def test_press_that_is_sent_again_acts_and_is_answered_once(
    ada: Person, chat: SlackPerson, slack: SlackServer
) -> None:
    chat.command("add call Bob")
    body = slack.press(button_of(chat.command("add call Ana"), "Undo"), chat.user)
    assert len(chat.deliver("interactions", body)) == 1
    assert chat.deliver("interactions", body) == []
    assert titles(ada) == ["call Bob"]


def test_button_that_is_pressed_twice_at_once_acts_and_is_answered_once(
    ada: Person, chat: SlackPerson, slack: SlackServer
) -> None:
    chat.command("add call Bob")
    body = slack.press(button_of(chat.command("add call Ana"), "Undo"), chat.user)
    slack.reply = be_slow(0.3)
    sent = statuses(in_parallel([partial(chat.send, "interactions", body)] * 4))
    assert sent[200] >= 1
    assert sent[200] + sent[503] == 4
    assert (len(slack.calls), titles(ada)) == (1, ["call Bob"])


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/actions/1",
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com.evil.example/actions/1",
        "https://hooks.slack.com@evil.example/actions/1",
        "https://user:word@hooks.slack.com/actions/1",
        "https://hooks.slack.com:8443/actions/1",
        "https://hooks.slack.com\\@evil.example/actions/1",
        "//hooks.slack.com/actions/1",
        "https://[::1/actions/1",
        "file:///etc/passwd",
        "",
        None,
    ],
)
def test_answer_goes_to_no_address_but_those_of_slack(
    ada: Person, chat: SlackPerson, slack: SlackServer, kept: list[str], address: str | None
) -> None:
    body = slack.press(button_of(chat.command("add call Ana"), "Undo"), chat.user, response_url=address)
    assert chat.deliver("interactions", body) == []
    assert titles(ada) == []
    assert len(kept) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 403, 404, 500])
def test_answer_follows_no_redirect_and_is_kept(
    chat: SlackPerson, slack: SlackServer, kept: list[str], status: int
) -> None:
    button = button_of(chat.command("add call Ana"), "Undo")
    slack.reply = refuse(status, {}, Location=f"{slack.settings['SLACK_HOOKS_URL']}/elsewhere")
    ((method, _),) = chat.deliver("interactions", slack.press(button, chat.user))
    assert method == "/actions/T012AB3CD/1/x"
    assert len(kept) == 1


def test_stranger_who_presses_a_button_acts_for_no_account(
    ada: Person, chat: SlackPerson, other: SlackPerson
) -> None:
    message = chat.command("add call Ana")
    assert "do not know you" in other.press(message, "Undo")["text"]
    assert titles(ada) == ["call Ana"]


def test_person_who_presses_the_button_of_another_changes_neither_account(
    ada: Person, bob: Person, chat: SlackPerson, other: SlackPerson
) -> None:
    other.link(bob)
    other.command("add water the plants")
    assert "not yours" in other.press(chat.command("add call Ana"), "Undo")["text"]
    assert (titles(ada), titles(bob)) == (["call Ana"], ["water the plants"])


def test_person_of_another_workspace_with_the_same_id_acts_for_no_account(
    ada: Person, chat: SlackPerson, slack: SlackServer
) -> None:
    button = button_of(chat.command("add call Ana"), "Undo")
    assert chat.deliver("interactions", slack.press(button, chat.user, team_of_user="T0OTHER00")) == []
    assert titles(ada) == ["call Ana"]


def test_button_of_an_account_whose_link_has_moved_acts_for_neither(
    ada: Person, bob: Person, chat: SlackPerson
) -> None:
    message = chat.command("add call Ana")
    chat.link(bob)
    assert "not yours" in chat.press(message, "Undo")["text"]
    assert titles(ada) == ["call Ana"]


@pytest.mark.usefixtures("tokens_never_expire")
def test_button_is_good_for_seven_days(chat: SlackPerson, clock: MovableClock) -> None:
    message, other = chat.command("xyzzy"), chat.command("xyzzy")
    label = buttons_of(message)[0]["text"]["text"]
    clock.move(days=7, seconds=-1)
    assert "old" not in chat.press(message, label)["text"]
    clock.move(seconds=1)
    assert "old" in chat.press(other, label)["text"]


def test_button_of_an_old_question_answers_no_other_one(
    ada: Person, chat: SlackPerson, clock: MovableClock
) -> None:
    for title in ("call Ana", "call Bob"):
        ada.create_task(title)
    old = chat.command("delete call Ana")
    clock.move(seconds=5)
    chat.command("delete call Bob")
    assert "earlier" in chat.press(old, "Yes")["text"]
    assert len(titles(ada)) == 2
    chat.press(chat.command("delete call Bob"), "Yes")
    assert titles(ada) == ["call Ana"]


@pytest.mark.parametrize(
    "change",
    [
        {"type": "view_submission"},
        {"type": "shortcut"},
        {"type": "message_action"},
        {"actions": []},
        {"actions": None},
        {"actions": [{"type": "static_select", "action_id": "button-0", "value": "x"}]},
        {"actions": [{"type": "button", "action_id": "of-another-app", "value": "x"}]},
        {"trigger_id": ""},
    ],
    ids=str,
)
def test_other_interactions_change_nothing(
    chat: SlackPerson, slack: SlackServer, change: dict[str, Any]
) -> None:
    button = button_of(chat.command("add call Ana"), "Undo")
    assert chat.deliver("interactions", slack.press(button, chat.user, **change)) == []


def test_forged_ids_of_buttons_find_none(chat: SlackPerson, slack: SlackServer) -> None:
    good = button_of(chat.command("add call Ana"), "Undo").partition(".")[0]
    for forged in ("", ".", "x", good, f"{good}.99", f"{good}.-1", f"{good}.\u0661", f"{good}.1e9", "\0.0"):
        ((_, answer),) = chat.deliver("interactions", slack.press(forged, chat.user))
        assert "old" in answer["text"], forged
    actions = [{"type": "button", "action_id": "button-0", "value": None}]
    ((_, answer),) = chat.deliver("interactions", slack.press("", chat.user, actions=actions))
    assert "old" in answer["text"]


def test_interaction_of_the_wrong_form_is_400(chat: SlackPerson) -> None:
    good = {"type": "block_actions", "user": {"id": chat.user}, "team": {"id": TEAM}, "trigger_id": "1"}
    changes: tuple[dict[str, Any], ...] = (
        {"user": None},
        {"user": {}},
        {"team": "T1"},
        {"actions": {}},
        {"channel": {"id": 5}},
    )
    for change in changes:
        assert chat.send("interactions", form_of(good | change)).status_code == 400, change


def test_old_press_is_refused(chat: SlackPerson, slack: SlackServer, clock: MovableClock) -> None:
    body = slack.press(button_of(chat.command("add call Ana"), "Undo"), chat.user)
    old = str(int((clock.now() - timedelta(seconds=301)).timestamp()))
    assert chat.send("interactions", body, **{"X-Slack-Request-Timestamp": old}).status_code == 401
