"""The same conversation through every door leaves the same documents."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import pytest

from shared.repos.partition_repo import PartitionRepository
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from tests.api.chats import SlackPerson, TeamsPerson
from tests.api.conftest import Api, Person
from tests.conftest import MovableClock
from tests.slack_server import SlackServer
from tests.teams_server import TeamsServer

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

DAY = "2026-03-18"  # a Wednesday

CONVERSATION = """
08:00 clock in
08:01 add write the report tomorrow !high #work
08:02 add write the minutes
08:03 I finished write the
08:04 the second one
08:05 I drank 300 ml
08:06 undo
08:07 start a focus session of 25 minutes
08:20 stop focus
08:21 delete write the report
08:22 no
08:23 remind me to call Ana at 5 pm
08:24 move write the report to Friday
08:25 undo
08:26 pause work
08:36 resume work
12:30 I had lunch
12:45 I rested for 10 minutes
17:00 don't clock out
17:01 how are you?
17:02 shut down
17:03 good
17:04 yes
"""

OF_THE_DOOR = {"conversation", "first_answer", "chat_buttons", "link", "refresh_family", "user", "revision"}
"""The types of documents that differ by the door, as `usage` does, which counts them for the quotas."""

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

Say = Callable[[str], None]


@pytest.fixture
def doors(
    api: Api, slack: SlackServer, teams: TeamsServer, clock: MovableClock
) -> dict[str, Callable[[Person], Say]]:
    """A function that lets a person talk, by the name of the door."""

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


def test_conversation_leaves_the_same_documents_through_every_door(
    api: Api, factory: ServiceFactory, clock: MovableClock, doors: dict[str, Callable[[Person], Say]]
) -> None:
    left = {}
    for name, open_door in doors.items():
        clock.set(datetime.fromisoformat(f"{DAY}T07:00+00:00"))
        person = api.sign_up(name.capitalize(), preferences={"language": "en"})
        say = open_door(person)
        for line in CONVERSATION.strip().splitlines():
            time, _, text = line.partition(" ")
            clock.set(datetime.fromisoformat(f"{DAY}T{time}+00:00"))
            say(text)
        left[name] = _documents(factory.get(PartitionRepository), person.id)
    in_page = left.pop("page")
    assert len(in_page) >= 15
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
        if document["type"] not in OF_THE_DOOR and document.get("kind") != "link"
    ]
    texts = [orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode() for document in documents]
    texts.sort(key=lambda text: _UUID.sub("", text))
    places: dict[str, str] = {}

    def place_of(match: re.Match[str]) -> str:
        return places.setdefault(match[0], f"id {len(places)}")

    return [orjson.loads(_UUID.sub(place_of, text)) for text in texts]
