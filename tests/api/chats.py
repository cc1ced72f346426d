"""People in chats: they send what the platforms send, over HTTP."""

from typing import Any

import httpx

from tests.api.conftest import Api, Person
from tests.conftest import MovableClock
from tests.slack_server import SlackServer, problems_of, signed


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

    def link(self, person: Person) -> str:
        """Link this chat to an account; return the words of the answer."""
        return self.say(f"link {link_code(person)}")


def link_code(person: Person, channel: str = "slack") -> str:
    """Return a new code that links a chat to an account."""
    response = person.post("interaction/links", json={"channel": channel})
    assert response.status_code == 201, response.text
    code: str = response.json()["code"]
    return code
