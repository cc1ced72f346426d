"""People in chats: they send what the platforms send, over HTTP."""

import json
from typing import Any

import httpx

from tests.api.conftest import Api, Person
from tests.conftest import MovableClock
from tests.slack_server import CHANNEL, DIRECT, TEAM, SlackServer, button_of, problems_of, signed
from tests.teams_server import APP_ID, SERVICE_URL, TENANT, TeamsServer, token
from tests.teams_server import problems_of as problems_of_card


class SlackPerson:
    """A person in a workspace of Slack."""

    def __init__(self, api: Api, slack: SlackServer, clock: MovableClock, user: str = "U061F7AUR") -> None:
        self._api = api
        self._slack = slack
        self._clock = clock
        self.user = user

    def send(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        """Send a signed request of Slack."""
        sent = signed(body, self._clock.now()) | headers
        return self._api.call("POST", f"interaction/slack/{path}", content=body, headers=sent)

    def command(self, text: str, **fields: str) -> dict[str, Any]:
        """Type `/avanochi` and a text; return the answer."""
        response = self.send("commands", self._slack.command(text, self.user, **fields))
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        assert problems_of(answer) == []
        return answer

    def say(self, text: str, **fields: str) -> str:
        """Type `/avanochi` and a text; return the words of the answer."""
        words: str = self.command(text, **fields)["text"]
        return words

    def deliver(self, path: str, body: bytes) -> list[tuple[str, dict[str, Any]]]:
        """Send an event or an interaction; return the calls of the Web API by which it is answered."""
        before = len(self._slack.calls)
        response = self.send(path, body)
        assert (response.status_code, response.content) == (200, b""), response.text
        return self._slack.calls[before:]

    def message(self, text: str, **fields: Any) -> dict[str, Any]:
        """Write a direct message; return the answer, which is one too."""
        ((method, answer),) = self.deliver("events", self._slack.said(text, self.user, **fields))
        assert method == "chat.postMessage"
        return answer

    def mention(self, text: str, **fields: Any) -> dict[str, Any]:
        """Mention the app in a channel; return the answer, which only this person sees."""
        event = {"user": self.user, "text": text, "channel": CHANNEL, "team": TEAM, **fields}
        ((method, answer),) = self.deliver("events", self._slack.event("app_mention", **event))
        assert (method, answer["user"]) == ("chat.postEphemeral", self.user)
        return answer

    def press(self, message: dict[str, Any], label: str, **fields: Any) -> dict[str, Any]:
        """Press a button of a message that only this person sees; return the answer, which is one too."""
        body = self._slack.press(button_of(message, label), self.user, **fields)
        ((method, answer),) = self.deliver("interactions", body)
        assert method.startswith("/actions/")
        return answer

    def press_directly(self, message: dict[str, Any], label: str, /, **fields: Any) -> dict[str, Any]:
        """Press a button of a direct message; return the answer, which is one too."""
        container = {"type": "message", "message_ts": "1.1", "channel_id": DIRECT, "is_ephemeral": False}
        where = {"channel": {"id": DIRECT, "name": "directmessage"}, "container": container}
        body = self._slack.press(button_of(message, label), self.user, **where, **fields)
        ((method, answer),) = self.deliver("interactions", body)
        assert (method, answer["channel"]) == ("chat.postMessage", DIRECT)
        return answer

    def press_at_home(self, home: dict[str, Any], label: str) -> tuple[str, dict[str, Any]]:
        """Press a button of the home tab; return the words of the answer, and the home tab after it."""
        home_tab = {"container": {"type": "view"}, "channel": None, "response_url": None}
        body = self._slack.press(button_of(home, label), self.user, **home_tab)
        calls = dict(self.deliver("interactions", body))
        assert calls.keys() == {"chat.postMessage", "views.publish"}
        assert calls["chat.postMessage"]["channel"] == self.user
        return calls["chat.postMessage"]["text"], calls["views.publish"]

    def open_home(self) -> dict[str, Any]:
        """Open the home tab; return what it shows."""
        body = self._slack.event("app_home_opened", user=self.user, channel=DIRECT, tab="home")
        ((method, home),) = self.deliver("events", body)
        assert (method, home["user_id"], home["view"]["type"]) == ("views.publish", self.user, "home")
        return home

    def link(self, person: Person) -> str:
        """Link this chat to an account; return the words of the answer."""
        return self.say(f"link {link_code(person)}")


class TeamsPerson:
    """A person in an organization in Teams; each has a personal chat with the bot."""

    def __init__(self, api: Api, teams: TeamsServer, clock: MovableClock, number: int = 1) -> None:
        self._api = api
        self._teams = teams
        self._clock = clock
        self.object_id = f"{number:08}-aaaa-4bbb-8ccc-dddddddddddd"
        self.chat_id = f"a:personal-chat-{number}"

    def activity(self, kind: str, conversation: str | None = None, **fields: Any) -> dict[str, Any]:
        """Return an activity: in the personal chat, or in another conversation."""
        is_group = conversation is not None
        return {
            "type": kind,
            "id": self._teams.next_id(),
            "timestamp": self._clock.now().isoformat(),
            "channelId": "msteams",
            "serviceUrl": SERVICE_URL,
            "from": {"id": f"29:{self.object_id}", "name": "A Person", "aadObjectId": self.object_id},
            "recipient": {"id": f"28:{APP_ID}", "name": "Avanochi"},
            "conversation": {
                "id": conversation or self.chat_id,
                "conversationType": "channel" if is_group else "personal",
                "tenantId": TENANT,
                **({"isGroup": True} if is_group else {}),
            },
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-GB",
            "entities": [{"type": "clientInfo", "locale": "en-GB", "platform": "Web"}],
            **fields,
        }

    def send(self, activity: dict[str, Any] | bytes, bearer: str | None = None) -> httpx.Response:
        """Send an activity with the token of Teams, or with another one."""
        shown = token(self._clock.now()) if bearer is None else bearer
        content = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        return self._api.call(
            "POST",
            "interaction/teams/messages",
            content=content,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Authorization": f"Bearer {shown}".encode(),
            },
        )

    def message(self, text: str, conversation: str | None = None, **fields: Any) -> dict[str, Any]:
        """Return the activity of a message."""
        return self.activity("message", conversation, text=text, textFormat="plain", **fields)

    def card(self, text: str, conversation: str | None = None, **fields: Any) -> dict[str, Any]:
        """Send a message; return the card of the last answer."""
        before = len(self._teams.calls)
        response = self.send(self.message(text, conversation, **fields))
        assert (response.status_code, response.json()) == (200, {}), response.text
        assert len(self._teams.calls) > before
        card: dict[str, Any] = self._teams.calls[-1][1]["attachments"][0]["content"]
        return card

    def say(self, text: str, conversation: str | None = None, **fields: Any) -> str:
        """Send a message; return the words of the last answer."""
        return words_of(self.card(text, conversation, **fields))

    def press(self, button: str, conversation: str | None = None) -> dict[str, Any]:
        """Press a button; return the answer."""
        response = self.send(self.pressed(button, conversation))
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        if isinstance(answer["value"], dict):
            assert problems_of_card(answer["value"]) == []
        return answer

    def pressed(self, button: str, conversation: str | None = None) -> dict[str, Any]:
        """Return the activity of a pressed button."""
        action = {"type": "Action.Execute", "title": "Press", "verb": "button", "data": {"button": button}}
        return self.activity(
            "invoke",
            conversation,
            name="adaptiveCard/action",
            value={"action": action, "trigger": "manual"},
            replyToId="1700000000000",
        )

    def link(self, person: Person) -> str:
        """Link this chat to an account; return the words of the answer."""
        return self.say(f"link {link_code(person, 'teams')}")


def words_of(card: dict[str, Any]) -> str:
    """Return the words of a card of Teams, without its buttons."""
    return "\n".join(run["text"] for part in card["body"] for run in part.get("inlines", ()))


def buttons_of(card: dict[str, Any]) -> dict[str, str]:
    """Return the ids of the buttons of a card of Teams, by their labels."""
    actions = [action for part in card["body"] for action in part.get("actions", ())]
    return {action["title"]: action["data"]["button"] for action in actions}


def link_code(person: Person, channel: str = "slack") -> str:
    """Return a new code that links a chat to an account."""
    response = person.post("interaction/links", json={"channel": channel})
    assert response.status_code == 201, response.text
    code: str = response.json()["code"]
    return code
