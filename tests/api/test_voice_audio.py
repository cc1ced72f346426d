"""Spoken replies: in which form they are asked for and made, and what is said in them."""

import xml.etree.ElementTree as ET
from functools import partial

import pytest

from shared.channels import espeak
from tests.api.actions import read
from tests.api.conftest import Person
from tests.api.errors import error_of
from tests.api.parallel import in_parallel, statuses
from tests.api.voices import say, send
from tests.recordings import length_of, loudness_of
from tests.speech_server import (
    SPEAK,
    TRANSCRIBE,
    Reply,
    SpeechServer,
    be_slow,
    drip,
    send_garbage,
    status,
)

SLOW = pytest.param(be_slow, marks=pytest.mark.slow("waits for its end"))

needs_espeak = pytest.mark.skipif(espeak.find_program() is None, reason="espeak-ng is not installed")


def words(ssml: str) -> str:
    """Return what a document in SSML says."""
    return " ".join(ET.fromstring(ssml).itertext())  # noqa: S314 - of the app


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("audio/*", "audio/mpeg"),
        ("audio/mpeg", "audio/mpeg"),
        ("AUDIO/MPEG", "audio/mpeg"),
        ("audio/wav", "audio/wav"),
        ("audio/ogg, audio/wav;q=0.5", "audio/wav"),
        ("audio/mpeg;q=0.4, audio/wav;q=0.5", "audio/wav"),
        ("audio/mpeg, application/json;q=0.5, */*;q=0.1", "audio/mpeg"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("", "application/json"),
        ("application/json, audio/mpeg;q=0.9", "application/json"),
        ("audio/mpeg;q=0", "application/json"),
        ("text/html", "application/json"),
    ],
)
@pytest.mark.usefixtures("speech")
def test_reply_is_in_the_form_that_the_caller_prefers(ada: Person, accept: str, kind: str) -> None:
    response = send(ada, Accept=accept)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == kind
    assert [task["title"] for task in read(ada, "tasks")] == ["buy milk"]
    if kind == "audio/wav":
        assert length_of(response.content) == 1
    if kind == "audio/mpeg":
        assert response.content.startswith(b"\xff\xfb")


def test_spoken_reply_says_what_was_done_and_its_headers_say_nothing_of_it(
    ada: Person, speech: SpeechServer
) -> None:
    response = send(ada, Accept="audio/*")
    (ssml,) = speech.ssml
    assert "“buy milk”" in words(ssml)
    assert "milk" not in str(response.headers)
    assert response.headers["Cache-Control"] == "no-store"
    text = ada.post("interaction/voice", json={"text": "undo"}, headers={"Accept": "audio/*"})
    assert text.headers["Content-Type"] == "audio/mpeg"
    assert read(ada, "tasks") == []


def test_options_of_a_question_that_the_reply_does_not_name_are_spoken(
    ada: Person, speech: SpeechServer
) -> None:
    ada.post("interaction/voice", json={"text": "shut down"}, headers={"Accept": "audio/*"})
    assert {"Great", "Good", "Okay", "Tough"} <= {word.strip(".") for word in words(speech.ssml[0]).split()}


def test_titles_are_words_and_no_markup(ada: Person, speech: SpeechServer) -> None:
    title = "</voice><audio src='https://example.com/x.wav'/> & \"quotes\" ]]> <!-- 🎉 \u202e"
    ada.create_task(title, due_date="2026-03-18")
    ada.post("interaction/voice", json={"text": "what is on my list"}, headers={"Accept": "audio/*"})
    ada.get("interaction/voice/briefing?part=morning&format=audio")
    assert len(speech.ssml) == 2
    assert "</voice><audio src='https://example.com/x.wav'/> & \"quotes\" ]]>" in words(speech.ssml[0])
    assert "</voice><audio" in words(speech.ssml[1])


def test_repeated_message_is_spoken_again_and_acts_once(ada: Person, speech: SpeechServer) -> None:
    for _ in range(2):
        response = send(ada, Accept="audio/wav", Idempotency_Key="one")
        assert response.headers["Content-Type"] == "audio/wav"
    assert response.headers["Idempotency-Replayed"] == "true"
    assert len(read(ada, "tasks")) == 1
    assert (speech.count(TRANSCRIBE), speech.ssml[0]) == (1, speech.ssml[1])


@pytest.mark.parametrize("reply", [SLOW, drip, send_garbage, status(500), status(429)])
def test_reply_that_cannot_be_spoken_is_json_since_the_message_was_answered(
    ada: Person, speech: SpeechServer, reply: Reply
) -> None:
    speech.replies[SPEAK] = reply
    response = send(ada, Accept="audio/*")
    assert response.status_code == 200
    assert [act["event"] for act in response.json()["did"]] == ["add_task"]
    assert read(ada, "status")["integrations"]["speech"] == "failing"
    assert ada.get("interaction/voice/briefing?format=audio").status_code == 503
    assert read(ada, "status")["integrations"]["speech"] == "failing"


@pytest.mark.parametrize("accept", ["audio/ogg", "audio/mpeg;q=0, audio/flac"])
def test_kinds_that_are_never_made_are_refused_before_anything_is_done(
    ada: Person, speech: SpeechServer, accept: str
) -> None:
    assert error_of(send(ada, Accept=accept), 406) == "not_acceptable"
    assert read(ada, "tasks") == []
    assert speech.paths == []


@pytest.mark.usefixtures("speech")
def test_without_a_region_recordings_are_heard_and_nothing_is_spoken(
    ada: Person, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del environment["SPEECH_REGION"]
    monkeypatch.setattr(espeak, "find_program", lambda: None)
    assert error_of(send(ada, Accept="audio/*"), 503) == "not_configured"
    assert error_of(ada.get("interaction/voice/briefing?format=audio"), 503) == "not_configured"
    assert send(ada).json()["did"]
    assert ada.get("interaction/voice/briefing?format=ssml").status_code == 200


@pytest.mark.parametrize(
    "setting", ["es-ES-AlvaroNeural", "es-MX-DaliaNeural", "es-ES-Ximena:DragonHDLatestNeural"]
)
def test_each_language_has_the_voice_of_the_settings(
    ada: Person, speech: SpeechServer, environment: dict[str, str], setting: str
) -> None:
    environment["SPEECH_VOICE_ES"] = setting
    for text in ("add buy milk", "añade comprar leche"):
        ada.post("interaction/voice", json={"text": text}, headers={"Accept": "audio/*"})
    english, spanish = speech.ssml
    assert 'xml:lang="en-US"><voice name="en-US-JennyNeural">' in english
    assert f'xml:lang="{setting[:5]}"><voice name="{setting}">' in spanish


@pytest.mark.parametrize("voice", ["Jenny", "en-US-Jenny'/>", "de-DE-KatjaNeural"])
def test_voice_that_is_none_is_reported(ada: Person, environment: dict[str, str], voice: str) -> None:
    environment["SPEECH_VOICE_EN"] = voice
    assert error_of(ada.get("interaction/voice/briefing?format=ssml"), 503) == "unavailable"
    assert ada.get("interaction/voice/briefing").status_code == 200


@needs_espeak
@pytest.mark.parametrize("language", ["en", "es"])
def test_machine_without_speech_speaks_briefings_with_espeak(ada: Person, language: str) -> None:
    ada.create_task("Write the report", due_date="2026-03-18")
    headers = {"Accept-Language": language}
    text = ada.get("interaction/voice/briefing?part=morning", headers=headers).text
    response = ada.get("interaction/voice/briefing?part=morning&format=audio", headers=headers)
    assert response.headers["Content-Type"] == "audio/wav"
    seconds, loudness = length_of(response.content), loudness_of(response.content)
    assert 8 < len(text) / seconds < 25  # characters in a second
    assert seconds <= 45
    assert max(loudness) > 0.05
    assert sum(one > 0.01 for one in loudness) > 0.6 * len(loudness)
    assert any(one < 0.005 for one in loudness[5:-5])  # pauses between sentences


@needs_espeak
def test_languages_are_spoken_by_different_voices(ada: Person) -> None:
    spoken = {
        ada.get("interaction/voice/briefing?format=audio", headers={"Accept-Language": language}).content
        for language in ("en", "es")
    }
    assert len(spoken) == 2


@needs_espeak
def test_espeak_makes_wav_alone(ada: Person) -> None:
    for path in ("interaction/voice/briefing?format=audio",):
        for accept, code in (("audio/mpeg", 406), ("audio/*", 200), ("*/*", 200), ("audio/wav", 200)):
            assert ada.get(path, headers={"Accept": accept}).status_code == code
    refused = ada.post("interaction/voice", json={"text": "add milk"}, headers={"Accept": "audio/mpeg"})
    assert error_of(refused, 406) == "not_acceptable"
    assert read(ada, "tasks") == []


@needs_espeak
def test_espeak_is_for_development_alone(ada: Person, environment: dict[str, str]) -> None:
    environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Production"
    assert error_of(ada.get("interaction/voice/briefing?format=audio"), 503) == "not_configured"
    assert say(ada, "hello")["reply"]


@needs_espeak
@pytest.mark.parametrize(
    "title", ["--version", "-f /etc/passwd", "[[h@'loU", "<break time='9s'/>", "`id` $(id)"]
)
def test_titles_are_no_arguments_or_commands(ada: Person, title: str) -> None:
    ada.create_task(title, due_date="2026-03-18")
    response = ada.get("interaction/voice/briefing?part=morning&format=audio")
    assert response.status_code == 200
    assert 4 < length_of(response.content) < 25


def test_texts_at_once_beyond_four_are_refused_or_spoken(ada: Person, speech: SpeechServer) -> None:
    path = "interaction/voice/briefing?format=audio"
    found = statuses(in_parallel([partial(ada.get, path)] * 8))
    assert set(found) <= {200, 503}
    assert found[200] >= 4
    assert len(speech.ssml) == found[200]
