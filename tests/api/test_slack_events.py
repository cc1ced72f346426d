"""Messages and mentions in Slack: each is answered once, where it was said."""

import json
from functools import partial
from time import monotonic
from typing import Any

import pytest

from shared.services.deliveries.deliveries import Deliveries
from tests.api.chats import SlackPerson, link_code
from tests.api.conftest import Api, Person
from tests.api.parallel import in_parallel, statuses
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.slack_server import APP_USER, CHANNEL, DIRECT, TEAM, SlackServer, be_slow, refuse, signed

THREAD = {"thread_ts": "1515449483.000108"}


@pytest.fixture
def chat(api: Api, slack: SlackServer, clock: MovableClock, ada: Person) -> SlackPerson:
    """A person in Slack who is linked to Ada's account."""
    chat = SlackPerson(api, slack, clock)
    chat.link(ada)
    return chat


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the answers that are kept, to be sent later."""
    texts: list[str] = []
    monkeypatch.setattr(Deliveries, "keep_reply", lambda _, __, message: texts.append(message.text))
    return texts


def titles(person: Person) -> list[str]:
    return [task["title"] for task in person.get("tasks").json()]


def test_address_is_checked_by_a_challenge(chat: SlackPerson) -> None:
    response = chat.send("events", b'{"token": "x", "challenge": "3eZbrw1a", "type": "url_verification"}')
    assert (response.status_code, response.text) == (200, "3eZbrw1a")
    assert response.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["events", "interactions"])
def test_unsigned_request_is_401(api: Api, chat: SlackPerson, slack: SlackServer, path: str) -> None:
    body = slack.said("add call Ana", chat.user)
    response = api.call("POST", f"interaction/slack/{path}", content=body)
    assert (response.status_code, slack.calls) == (401, [])


def test_direct_message_is_answered_by_one_with_buttons(ada: Person, chat: SlackPerson) -> None:
    answer = chat.message("add call &lt;Ana&gt; &amp; “Bob”")
    assert titles(ada) == ['call <Ana> & "Bob"']
    assert answer["channel"] == DIRECT
    assert "thread_ts" not in answer
    assert [block["type"] for block in answer["blocks"]] == ["section", "actions"]


def test_links_are_read_by_their_labels_and_mentions_left_out(ada: Person, chat: SlackPerson) -> None:
    chat.message("add task: read <https://a.example/x|the page> of <mailto:ana@a.example> <@U2>")
    assert titles(ada) == ["read the page of ana@a.example"]


def test_mention_is_answered_to_its_author_alone(ada: Person, chat: SlackPerson) -> None:
    answer = chat.mention(f"<@{APP_USER}> add call Ana")
    assert titles(ada) == ["call Ana"]
    assert answer["channel"] == CHANNEL


def test_answer_stays_in_the_thread(chat: SlackPerson) -> None:
    for say in (chat.message, chat.mention):
        assert say("hello", **THREAD)["thread_ts"] == THREAD["thread_ts"]


def test_mention_without_text_gets_help(chat: SlackPerson) -> None:
    assert chat.mention(f"<@{APP_USER}>")["text"].count("“") >= 4  # examples


def test_stranger_learns_how_to_link_and_nothing_else(
    ada: Person, api: Api, slack: SlackServer, clock: MovableClock
) -> None:
    stranger = SlackPerson(api, slack, clock)
    for say in (stranger.message, stranger.mention):
        answer = say("add call Ana")
        assert "do not know you here yet" in answer["text"]
        assert "Aquí todavía no te conozco" in answer["text"]
    assert titles(ada) == []
    assert "Ada" in stranger.message(f"link {link_code(ada)}")["text"]


def test_markup_in_a_title_mentions_nobody(chat: SlackPerson) -> None:
    answer = chat.message("add task: call &lt;!channel&gt; &lt;@U1&gt; &lt;https://x.example|Ana&gt;")
    shown = answer["text"] + answer["blocks"][0]["text"]["text"]
    assert "&lt;!channel&gt;" in shown
    assert "<" not in shown


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B123"},
        {"user": APP_USER},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "bot_message"},
        {"subtype": "message_changed", "message": {"text": "add call Ana"}},
        {"subtype": "message_deleted"},
        {"subtype": "file_share"},
        {"edited": {"user": "U061F7AUR", "ts": "1.1"}},
        {"channel_type": "channel"},
        {"channel_type": None},
        {"type": "app_mention"},
        {"user_team": "T999"},
        {"type": "reaction_added"},
    ],
    ids=str,
)
def test_what_no_person_says_to_the_app_is_ignored(
    ada: Person, chat: SlackPerson, slack: SlackServer, fields: dict[str, Any]
) -> None:
    kind = fields.get("type", "message")
    message = {"user": chat.user, "text": "add call Ana", "channel": DIRECT, "channel_type": "im"}
    assert chat.deliver("events", slack.event(kind, **message | fields)) == []
    assert titles(ada) == []


@pytest.mark.both_stores("each event is a document of its own")
def test_event_that_is_sent_again_acts_and_is_answered_once(
    ada: Person, chat: SlackPerson, slack: SlackServer
) -> None:
    body = slack.said("add call Ana", chat.user)
    assert len(chat.deliver("events", body)) == 1
    assert chat.send("events", body, **{"X-Slack-Retry-Num": "1"}).status_code == 200
    assert (len(slack.calls), titles(ada)) == (1, ["call Ana"])


def test_event_that_is_sent_twice_at_once_acts_and_is_answered_once(
    ada: Person, chat: SlackPerson, slack: SlackServer
) -> None:
    slack.reply = be_slow(0.3)
    body = slack.said("add call Ana", chat.user)
    sent = statuses(in_parallel([partial(chat.send, "events", body)] * 4))
    assert sent[200] >= 1
    assert sent[200] + sent[503] == 4  # while one handles it, which may yet fail, it is to be sent again
    assert (len(slack.calls), titles(ada)) == (1, ["call Ana"])
    assert chat.send("events", body).status_code == 200
    assert len(slack.calls) == 1


def test_event_of_a_failed_request_is_handled_when_it_is_sent_again(
    ada: Person, chat: SlackPerson, slack: SlackServer, store: FailingStore
) -> None:
    body = slack.said("add call Ana", chat.user)
    store.fail("upsert", "chat_buttons")  # after the act
    assert chat.send("events", body).status_code == 503
    assert (titles(ada), slack.calls) == (["call Ana"], [])
    store.recover()
    ((_, answer),) = chat.deliver("events", body)
    assert "call Ana" in answer["text"]
    assert titles(ada) == ["call Ana"]


def test_event_of_a_stopped_instance_is_handled_by_another_after_half_a_minute(
    ada: Person, chat: SlackPerson, slack: SlackServer, store: FailingStore, clock: MovableClock
) -> None:
    body = slack.said("add call Ana", chat.user)
    store.fails = lambda name, about: about.startswith("chat_buttons") or name == "delete"
    assert chat.send("events", body).status_code == 503
    store.recover()
    assert chat.send("events", body).status_code == 503  # it may still be handled
    clock.move(seconds=31)
    assert len(chat.deliver("events", body)) == 1
    assert titles(ada) == ["call Ana"]


@pytest.mark.parametrize(
    "reply",
    [
        refuse(500, {}),
        refuse(429, {}, Retry_After="30"),
        refuse(200, {"ok": False, "error": "channel_not_found"}),
        refuse(200, {"ok": False, "error": "token_revoked"}),
        refuse(200, {"ok": False}),
        refuse(200, "nonsense"),
        refuse(307, {}, Location="http://127.0.0.1:1/api/chat.postMessage"),
    ],
)
def test_answer_that_slack_does_not_take_is_kept(
    ada: Person, chat: SlackPerson, slack: SlackServer, kept: list[str], reply: Any
) -> None:
    slack.reply = reply
    assert len(chat.deliver("events", slack.said("add call Ana", chat.user))) == 1
    assert titles(ada) == ["call Ana"]
    (text,) = kept
    assert "call Ana" in text


def test_answer_to_a_stranger_is_not_kept(
    api: Api, slack: SlackServer, clock: MovableClock, kept: list[str]
) -> None:
    slack.reply = refuse(500, {})
    stranger = SlackPerson(api, slack, clock)
    stranger.message("hello")
    stranger.open_home()
    assert kept == []


@pytest.mark.slow("waits for two seconds")
def test_slow_slack_is_answered_within_three_seconds(
    chat: SlackPerson, slack: SlackServer, kept: list[str]
) -> None:
    slack.reply = be_slow(10)
    begun = monotonic()
    chat.deliver("events", slack.said("add call Ana", chat.user))
    assert monotonic() - begun < 3
    assert len(kept) == 1


def test_person_beyond_the_limit_is_not_answered(
    slack: SlackServer, environment: dict[str, str], api: Api, clock: MovableClock
) -> None:
    environment |= {"RATE_LIMITS": "on", "RATE_LIMIT_USER": "3/hour"}
    loud = SlackPerson(api, slack, clock, "U1")
    answered = [loud.deliver("events", slack.said("hello", "U1")) for _ in range(5)]
    assert [len(one) for one in answered] == [1, 1, 1, 0, 0]


def test_account_beyond_its_quota_is_told_so(
    ada: Person, chat: SlackPerson, environment: dict[str, str]
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "1"
    chat.message("add call Ana")
    assert "reached its limit" in chat.message("add call Bob")["text"]
    assert titles(ada) == ["call Ana"]


@pytest.mark.both_stores("the linked users of a workspace are listed")
def test_links_end_with_the_installation(
    ada: Person, chat: SlackPerson, slack: SlackServer, clock: MovableClock
) -> None:
    kept_by = (
        slack.event("tokens_revoked", tokens={"oauth": ["UXXXXXXXX"], "bot": None}),
        slack.event("app_uninstalled").replace(TEAM.encode(), b"T999"),
    )
    for body in kept_by:
        assert chat.deliver("events", body) == []
    assert len(ada.get("interaction/links").json()) == 1
    for event in (
        slack.event("app_uninstalled"),
        slack.event("tokens_revoked", tokens={"bot": [APP_USER]}),
    ):
        clock.move(minutes=1)
        chat.deliver("events", event)
        assert ada.get("interaction/links").json() == []
        assert ada.get("notifications").json()[0]["data"]["event"] == "ended"
        chat.link(ada)


def test_link_of_an_organization_is_that_of_all_its_teams(
    ada: Person, api: Api, slack: SlackServer, clock: MovableClock
) -> None:
    chat = SlackPerson(api, slack, clock)
    everywhere = {"enterprise_id": "E1", "is_enterprise_install": "true"}
    answer = chat.command(f"link {link_code(ada)}", **everywhere)
    event = json.loads(slack.said("add call Ana", chat.user, user_team="T999"))
    event["authorizations"][0] |= {"enterprise_id": "E1", "is_enterprise_install": True}
    event["team_id"] = "T999"
    ((_, said),) = chat.deliver("events", json.dumps(event).encode())
    assert "call Ana" in said["text"]
    assert "do not know you" in chat.message("add call Bob")["text"]  # of a team with an app of its own
    pressed = {"enterprise": {"id": "E1"}, "team": None, "is_enterprise_install": True}
    assert "link" in chat.press(answer, "Unlink", **pressed)["text"]
    assert titles(ada) == ["call Ana"]


_ODD = (
    *(b"", b"\xff", b"[]", b"null", b'"text"', b"{", b'{"type": 5}', b'{"type": "event_callback"}'),
    b"[" * 100_000,
    b'{"type": "event_callback", "event": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    *(
        b'{"type": "event_callback", "event_id": "E1", "team_id": "T1", "event": %b}' % event
        for event in (
            *(b"{}", b"[]", b"null", b'{"type": null}', b'{"type": "message"}', b'{"type": "app_mention"}'),
            b'{"type": "message", "user": {"id": 1}, "text": "x", "channel": "D1", "channel_type": "im"}',
            b'{"type": "message", "user": "\\ud800", "channel": "D1", "channel_type": "im"}',
            b'{"type": "message", "user": "U1", "text": null, "channel_type": "channel"}',
            b'{"type": "app_home_opened"}',
            b'{"type": "tokens_revoked"}',
            b'{"type": "tokens_revoked", "tokens": []}',
        )
    ),
    b'{"type": "event_callback", "event": {"type": "app_uninstalled"}}',
    b'{"type": "event_callback", "event_id": 7, "event": {"type": "app_uninstalled"}}',
    *(b"payload", b"payload=", b"payload=%00", b"payload=%ff", b"payload=[]", b"payload={}"),
    b"payload=%7B%22type%22%3A%22x%22%7D",
    b"payload=%5B" * 200,
    b"payload=" + b"%5B" * 50_000,
)  # fmt: skip


@pytest.mark.parametrize("path", ["events", "interactions"])
def test_signed_nonsense_is_never_a_fault_of_the_server(
    ada: Person, chat: SlackPerson, slack: SlackServer, path: str
) -> None:
    for body in _ODD:
        assert chat.send(path, body).status_code in {200, 400}, body[:100]
    assert len(ada.get("interaction/links").json()) == 1
    assert slack.calls == []


def test_old_event_is_refused(api: Api, chat: SlackPerson, slack: SlackServer, clock: MovableClock) -> None:
    body = slack.said("add call Ana", chat.user)
    headers = signed(body, clock.now())
    clock.move(seconds=301)
    assert api.call("POST", "interaction/slack/events", content=body, headers=headers).status_code == 401
