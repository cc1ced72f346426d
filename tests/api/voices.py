"""Spoken messages of tests."""

from typing import Any

import httpx

from tests.api.actions import ok_json
from tests.api.conftest import Person
from tests.recordings import wav


def send(
    person: Person, recording: bytes | None = None, kind: str = "audio/wav", **headers: str
) -> httpx.Response:
    """Send a recording; headers are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = wav() if recording is None else recording
    return person.post("interaction/voice", content=content, headers={"Content-Type": kind, **named})


def hear(person: Person, recording: bytes | None = None, kind: str = "audio/wav", **headers: str) -> Any:
    """Send a recording and return the answer."""
    return ok_json(send(person, recording, kind, **headers))


def say(person: Person, text: str, **fields: Any) -> Any:
    """Send a text that the client has heard itself, and return the answer."""
    return ok_json(person.post("interaction/voice", json={"text": text, **fields}))
