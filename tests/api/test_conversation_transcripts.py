"""Conversations as in `transcripts`, played over HTTP; its README explains the files."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.language.speech import Speech
from tests.api.conftest import Api, Person
from tests.conftest import MovableClock

_TRANSCRIPTS = Path(__file__).with_name("transcripts")
_MOMENT = re.compile(r"(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d)")

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


@pytest.fixture
def _first_variants(monkeypatch: pytest.MonkeyPatch) -> None:
    def say_first(speech: Speech, key: str, _seed: str, _turn: int, **values: str | float) -> str:
        return speech.say(f"{key}-1", **values)

    monkeypatch.setattr(Speech, "choose", say_first)


@pytest.mark.parametrize(
    "path", sorted(_TRANSCRIPTS.glob("*/*.txt")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
@pytest.mark.usefixtures("_first_variants")
def test_conversation_is_as_in_the_transcript(path: Path, api: Api, clock: MovableClock) -> None:
    lines = path.read_text("utf-8").splitlines()
    zone = ZoneInfo(lines[1])
    clock.set(datetime.fromisoformat(lines[3]).replace(tzinfo=zone).astimezone(UTC))
    person = api.sign_up(timezone=lines[1], preferences={"language": path.parent.name})
    played = [*lines[:2], *_play(lines[2:], person, zone, clock)]
    assert played == lines, "\n" + "\n".join(unified_diff(lines, played, "transcript", "played", lineterm=""))


def _play(lines: list[str], person: Person, zone: ZoneInfo, clock: MovableClock) -> Iterator[str]:
    """Return the lines of a transcript, with what the companion answers now."""
    day = ""
    for line in lines:
        if moment := _MOMENT.fullmatch(line):
            day = moment[1] or day
            clock.set(datetime.fromisoformat(f"{day} {moment[2]}").replace(tzinfo=zone).astimezone(UTC))
        if moment or not line:
            yield line
        elif line.startswith("> "):
            yield line
            response = person.post("interaction/messages", json={"text": line[2:]})
            assert response.status_code == 200, response.text
            yield from _shown(response.json())
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
