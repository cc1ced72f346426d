"""People in chats: they send what the platforms send, over HTTP."""

from typing import Any

import httpx

from tests.api.conftest import Api, Person
from tests.conftest import MovableClock
from tests.slack_server import CHANNEL, DIRECT, TEAM, SlackServer, button_of, problems_of, signed


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


def link_code(person: Person, channel: str = "slack") -> str:
    """Return a new code that links a chat to an account."""
    response = person.post("interaction/links", json={"channel": channel})
    assert response.status_code == 201, response.text
    code: str = response.json()["code"]
    return code
