"""Conversations as in `transcripts`, played over HTTP; its README explains the files."""

from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from shared.language.speech import Speech
from tests.api.chats import SlackPerson, TeamsPerson, buttons_of, link_code, words_of
from tests.api.conftest import Api, Person
from tests.api.transcript import TRANSCRIPTS, Transcript, said
from tests.conftest import MovableClock
from tests.slack_server import SlackServer
from tests.slack_server import buttons_of as buttons_in_slack
from tests.teams_server import TeamsServer

pytestmark = pytest.mark.usefixtures("tokens_never_expire", "_first_variants")

Answer = Callable[[str], Iterator[str]]
"""Says a text to the companion; yields the lines of its answer."""


@pytest.fixture
def _first_variants(monkeypatch: pytest.MonkeyPatch) -> None:
    def say_first(speech: Speech, key: str, _seed: str, _turn: int, **values: str | float) -> str:
        return speech.say(f"{key}-1", **values)

    monkeypatch.setattr(Speech, "choose", say_first)


def _files(pattern: str) -> pytest.MarkDecorator:
    found = sorted(TRANSCRIPTS.glob(pattern))
    return pytest.mark.parametrize("path", found, ids=lambda path: "-".join(path.parts[-2:]))


@_files("*/*.txt")
def test_conversation_is_as_in_the_transcript(path: Path, api: Api, clock: MovableClock) -> None:
    transcript = Transcript(path)
    person = _begin(transcript, api, clock)

    def answer(text: str) -> Iterator[str]:
        response = person.post("interaction/messages", json={"text": text})
        assert response.status_code == 200, response.text
        return _shown(response.json())

    _compare(transcript, _play(transcript, person, clock, answer))


@_files("*/chats/*.txt")
def test_conversation_in_slack_is_as_in_the_transcript(
    path: Path, api: Api, clock: MovableClock, slack: SlackServer
) -> None:
    transcript = Transcript(path)
    person, chat = _begin(transcript, api, clock), SlackPerson(api, slack, clock)
    last: dict[str, Any] = {}

    def answer(text: str) -> Iterator[str]:
        nonlocal last
        label = _pressed(text)
        last = chat.press(last, label) if label else chat.command(_with_code(text, person, "slack"))
        yield from filter(None, last["text"].splitlines())
        yield from (f"({button['text']['text']})" for button in buttons_in_slack(last))

    _compare(transcript, _play(transcript, person, clock, answer))


@_files("*/chats/*.txt")
def test_conversation_in_teams_is_as_in_the_transcript(
    path: Path, api: Api, clock: MovableClock, teams: TeamsServer
) -> None:
    transcript = Transcript(path)
    person, chat = _begin(transcript, api, clock), TeamsPerson(api, teams, clock)
    last: dict[str, Any] = {}

    def answer(text: str) -> Iterator[str]:
        nonlocal last
        label = _pressed(text)
        last = (
            chat.press(buttons_of(last)[label])["value"]
            if label
            else chat.card(_with_code(text, person, "teams"), locale=transcript.language)
        )
        yield from words_of(last).splitlines()
        yield from (f"({one})" for one in buttons_of(last))

    _compare(transcript, _play(transcript, person, clock, answer))


def _begin(transcript: Transcript, api: Api, clock: MovableClock) -> Person:
    clock.set(transcript.begin)
    return api.sign_up(timezone=transcript.zone, preferences={"language": transcript.language})


def _pressed(text: str) -> str:
    """Return the label of the button that is pressed instead of something said, nothing for a text."""
    return text[1:-1] if text.startswith("(") else ""


def _with_code(text: str, person: Person, channel: str) -> str:
    return text.replace("CODE", link_code(person, channel)) if "CODE" in text else text


def _compare(transcript: Transcript, lines: Iterator[str]) -> None:
    played = transcript.with_answers(lines)
    difference = unified_diff(
        transcript.text.splitlines(), played.splitlines(), "transcript", "played", lineterm=""
    )
    assert played == transcript.text, "\n" + "\n".join(difference)


def _play(transcript: Transcript, person: Person, clock: MovableClock, answer: Answer) -> Iterator[str]:
    """Yield the lines of a transcript, with what the companion answers now."""
    for moment, line in transcript.steps():
        if moment is not None:
            clock.set(moment)
        if moment is not None or not line:
            yield line
        elif text := said(line):
            yield line
            yield from answer(text)
        elif line.startswith("= GET "):
            path, *fields, _ = line[6:].split()
            value: Any = person.get(path).json()
            for field in fields:
                value = value[int(field) if field.isdecimal() else field]
            yield f"= GET {path} {' '.join([*fields, str(value)])}"


def _shown(answer: dict[str, Any]) -> Iterator[str]:
    yield from filter(None, answer["reply"].splitlines())
    if answer["question"] is not None:
        labels = [option["label"] for option in answer["question"]["options"]]
        yield from (f"({label})" for label in labels if label not in answer["reply"])
    if answer["did"]:
        yield " ".join(f"[{act['event']}]" for act in answer["did"])
