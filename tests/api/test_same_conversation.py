"""The same conversation leaves the same documents in the page, in each chat and by voice."""

import re
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from shared.repos.partition_repo import PartitionRepository
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from tests.api.chats import SlackPerson, TeamsPerson
from tests.api.conftest import Api, Person
from tests.api.transcript import TRANSCRIPTS, Transcript
from tests.conftest import MovableClock
from tests.slack_server import SlackServer
from tests.teams_server import TeamsServer

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

DAYS = ("en/a_day.txt", "es/un_dia.txt")
"""Transcripts of a day: at least 15 acts, with a question, doubts and more than two undos."""

MIN_ACTS = 15

OF_THE_CHANNEL = {
    "conversation",
    "first_answer",
    "chat_buttons",
    "link",
    "refresh_family",
    "user",
    "revision",
}
"""The types of documents that differ by the channel, as `usage` does, which counts them for the quotas."""

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}")

Say = Callable[[str], None]


@pytest.fixture
def channels(
    api: Api, slack: SlackServer, teams: TeamsServer, clock: MovableClock
) -> dict[str, Callable[[Person], Say]]:
    """A function that lets a person talk, by the name of the channel."""

    def in_the_page(person: Person) -> Say:
        return lambda text: _post(person, "interaction/messages", text)

    def in_slack(person: Person) -> Say:
        chat = SlackPerson(api, slack, clock, f"U{person.username}")
        chat.link(person)
        return lambda text: _discard(chat.say(text))

    def in_teams(person: Person) -> Say:
        chat = TeamsPerson(api, teams, clock)
        chat.link(person)
        return lambda text: _discard(chat.say(text))

    def by_voice(person: Person) -> Say:
        return lambda text: _post(person, "interaction/voice", text)

    return {"page": in_the_page, "slack": in_slack, "teams": in_teams, "voice": by_voice}


@pytest.mark.parametrize("day", DAYS)
def test_conversation_leaves_the_same_documents_on_every_channel(
    api: Api,
    factory: ServiceFactory,
    clock: MovableClock,
    channels: dict[str, Callable[[Person], Say]],
    day: str,
) -> None:
    transcript, left = Transcript(TRANSCRIPTS / day), {}
    assert len(re.findall(r"^\[", transcript.text, re.MULTILINE)) >= MIN_ACTS
    for name, begin in channels.items():
        clock.set(transcript.begin)
        preferences = {"language": transcript.language}
        person = api.sign_up(name.capitalize(), timezone=transcript.zone, preferences=preferences)
        # Without the full text, a recommendation is not shown in a chat, and so asks nothing there.
        person.put("notifications/preferences", json={"full_text": True})
        say = begin(person)
        for moment, text in transcript.says():
            clock.set(moment)
            say(text)
        left[name] = _documents(factory.get(PartitionRepository), person.id)
    in_page = left.pop("page")
    assert len(in_page) >= MIN_ACTS
    for name, documents in left.items():
        assert documents == in_page, name


def _post(person: Person, path: str, text: str) -> None:
    assert person.post(path, json={"text": text}).status_code == 200


def _discard(_: object) -> None:
    """Ignore an answer."""


def _of_the_user(document: Document) -> set[str]:
    """Return the fields that are not compared."""
    is_spread = str(document.get("reminder_id")).startswith("week:")  # over some hours, by the user's id
    return {"_etag", "usage", *(("due", "ttl") if is_spread else ())}


def _documents(partitions: PartitionRepository, user_id: str) -> list[Any]:
    """Return the documents of a user; each random id is replaced by its place among them."""
    documents = [
        {name: value for name, value in document.items() if name not in _of_the_user(document)}
        for document in partitions.list_documents(user_id)
        if document["type"] not in OF_THE_CHANNEL and document.get("kind") != "link"
    ]
    texts = [orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode() for document in documents]
    texts.sort(key=lambda text: _ID.sub("", text))
    places: dict[str, str] = {}

    def place_of(match: re.Match[str]) -> str:
        return places.setdefault(match[0], f"id {len(places)}")

    return [orjson.loads(_ID.sub(place_of, text)) for text in texts]
