"""The command `/avanochi` in Slack, and who may send it."""

from datetime import timedelta

import pytest

from tests.api.chats import SlackPerson
from tests.api.conftest import Api, Person
from tests.conftest import MovableClock
from tests.slack_server import SIGNING_SECRET, SlackServer, signed


@pytest.fixture
def chat(api: Api, slack: SlackServer, clock: MovableClock, ada: Person) -> SlackPerson:
    """A person in Slack who is linked to Ada's account."""
    chat = SlackPerson(api, slack, clock)
    chat.link(ada)
    return chat


def test_command_is_answered_to_its_sender_alone_with_buttons(chat: SlackPerson) -> None:
    answer = chat.command("add call Ana tomorrow")
    assert answer["response_type"] == "ephemeral"
    assert [block["type"] for block in answer["blocks"]] == ["section", "actions"]


def test_odd_signatures_are_401_and_change_nothing(
    api: Api, ada: Person, slack: SlackServer, clock: MovableClock
) -> None:
    SlackPerson(api, slack, clock).link(ada)
    body = slack.command("add call Ana")
    good = signed(body, clock.now())
    signature = good["X-Slack-Signature"]
    for wrong in (
        {},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=caf\u00e9"},
        {"X-Slack-Signature": signature.upper()},
        {"X-Slack-Signature": signature[:-1]},
        {"X-Slack-Signature": signature.replace("v0=", "v1=")},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "9" * 40},
        {"X-Slack-Request-Timestamp": "\u0661\u0662"},
        signed(body + b"&more=1", clock.now()),
        signed(body, clock.now(), SIGNING_SECRET[::-1]),
        signed(body, clock.now() - timedelta(seconds=301)),
        signed(body, clock.now() + timedelta(seconds=301)),
    ):
        headers = {name: value.encode() for name, value in (good | wrong if wrong else wrong).items()}
        response = api.call("POST", "interaction/slack/commands", content=body, headers=headers)
        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated"), wrong
    assert ada.get("tasks").json() == []


def test_replayed_request_takes_effect_once(ada: Person, chat: SlackPerson, slack: SlackServer) -> None:
    body = slack.command("add call Ana")
    first, second = (chat.send("commands", body).json() for _ in range(2))
    assert first == second
    assert len(ada.get("tasks").json()) == 1


def test_signed_nonsense_is_400(chat: SlackPerson) -> None:
    for body in (b"", b"text", b"text=%ff", b"\xff", b"text=my+tasks", b"a=1&" * 101):
        assert chat.send("commands", body).status_code == 400, body


def test_answers_show_markup_as_text(ada: Person, chat: SlackPerson) -> None:
    chat.say("add task: call &lt;!channel&gt; &amp; Ana")
    (task,) = ada.get("tasks").json()
    assert task["title"] == "call <!channel> & Ana"
    answer = chat.command("my tasks")
    assert "<" not in answer["text"] + answer["blocks"][0]["text"]["text"]
    assert "&lt;!channel&gt; &amp;" in answer["blocks"][0]["text"]["text"]


def test_without_settings_slack_is_not_served(api: Api) -> None:
    response = api.call("POST", "interaction/slack/commands", content=b"text=hello")
    assert (response.status_code, response.json()["code"]) == (503, "not_configured")


def test_chat_user_is_limited_after_the_signature_and_an_address_for_bad_ones(
    api: Api, slack: SlackServer, clock: MovableClock, environment: dict[str, str]
) -> None:
    environment |= {"RATE_LIMITS": "on", "RATE_LIMIT_USER": "3/hour", "RATE_LIMIT_ANONYMOUS": "2/hour"}
    one, other = (SlackPerson(api, slack, clock, user) for user in ("U1", "U2"))
    codes = [one.send("commands", slack.command("help", "U1")).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert other.send("commands", slack.command("help", "U2")).status_code == 200
    bad = [other.send("commands", b"", **{"X-Slack-Signature": "v0=0"}).status_code for _ in range(3)]
    assert bad == [401, 401, 429]
    assert other.send("commands", slack.command("help", "U2")).status_code == 200
