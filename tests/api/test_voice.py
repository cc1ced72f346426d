"""Spoken messages: what is heard, what it does, and what is refused."""

from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest

from shared.channels.speech import AzureSpeech
from shared.services.service_factory import ServiceFactory
from tests.api.actions import read
from tests.api.conftest import Person
from tests.api.errors import error_of
from tests.api.parallel import in_parallel, statuses
from tests.api.storage import Storage
from tests.api.voices import hear, say, send
from tests.recordings import flac, mp3, ogg, wav, webm
from tests.speech_server import (
    ISSUE,
    KEY,
    REGION,
    SHORT,
    TOKEN,
    TRANSCRIBE,
    Reply,
    SpeechHandler,
    SpeechServer,
    be_slow,
    drip,
    send_garbage,
    send_without_end,
    status,
)

LONG_PAUSE = 5


def titles(person: Person) -> list[str]:
    return [task["title"] for task in read(person, "tasks")]


@pytest.mark.parametrize(
    ("recording", "kind"),
    [
        (wav(), "audio/wav"),
        (wav(), "Audio/X-Wav"),
        (ogg(), "audio/ogg; codecs=opus"),
        (webm(), "audio/webm;codecs=opus"),
        (webm(), "video/webm"),
        (mp3(), "audio/mpeg"),
        (flac(), "audio/flac"),
    ],
)
def test_recording_is_heard_and_done(ada: Person, speech: SpeechServer, recording: bytes, kind: str) -> None:
    answer = hear(ada, recording, kind)
    assert (answer["heard"], answer["confidence"]) == ("Add buy milk tomorrow.", 0.93)
    assert [act["event"] for act in answer["did"]] == ["add_task"]
    assert "buy milk" in answer["reply"]
    assert answer["undo_until"] is not None
    assert titles(ada) == ["buy milk"]
    assert speech.recordings == [recording]
    assert speech.paths == [TRANSCRIBE]


def test_text_that_the_client_has_heard_needs_no_speech(ada: Person) -> None:
    answer = say(ada, "añade comprar leche")
    assert (answer["heard"], answer["confidence"], answer["language"]) == ("añade comprar leche", 1, "es")
    assert titles(ada) == ["comprar leche"]


def test_spoken_conversation_is_another_one_than_the_typed_one(ada: Person, speech: SpeechServer) -> None:
    ada.create_task("Call the plumber")
    speech.hears = "Delete call the plumber."
    assert hear(ada)["question"] is not None
    typed = ada.post("interaction/messages", json={"text": "yes"}).json()
    assert typed["did"] == []
    speech.hears = "Yes."
    assert [act["event"] for act in hear(ada)["did"]] == ["delete_task"]
    speech.hears = "Undo."
    hear(ada)
    assert titles(ada) == ["Call the plumber"]


@pytest.mark.parametrize("confidence", [0.0, 0.59])
def test_doubtful_recording_is_done_only_after_a_yes(
    ada: Person, speech: SpeechServer, confidence: float
) -> None:
    speech.confidence = confidence
    answer = hear(ada)
    assert answer["heard"] == "Add buy milk tomorrow."
    assert "id you say" in answer["question"]["text"]
    assert "Add buy milk tomorrow." in answer["question"]["text"]
    assert [option["label"] for option in answer["question"]["options"]] == ["Yes", "No"]
    assert (answer["did"], titles(ada)) == ([], [])
    speech.hears, speech.confidence = "Yes.", 0.9
    assert [act["title"] for act in hear(ada)["did"]] == ["buy milk"]
    assert titles(ada) == ["buy milk"]


def test_doubtful_recording_is_not_done_after_a_no(ada: Person, speech: SpeechServer) -> None:
    speech.confidence = 0.3
    hear(ada)
    assert say(ada, "no")["did"] == []
    assert say(ada, "yes")["did"] == []
    assert titles(ada) == []


def test_doubtful_yes_is_asked_again(ada: Person, speech: SpeechServer) -> None:
    ada.create_task("Call the plumber")
    say(ada, "delete call the plumber")
    speech.hears, speech.confidence = "Yes.", 0.4
    assert hear(ada)["question"] is not None
    assert titles(ada) == ["Call the plumber"]
    speech.confidence = 0.8
    hear(ada)
    assert titles(ada) == []


def test_deleting_asks_however_certain_it_is(ada: Person, speech: SpeechServer) -> None:
    ada.create_task("Call the plumber")
    speech.hears, speech.confidence = "Delete call the plumber.", 1.0
    answer = hear(ada)
    assert answer["question"] is not None
    assert titles(ada) == ["Call the plumber"]


@pytest.mark.parametrize("text", ["", "  "])
def test_recording_without_words_changes_nothing_and_leaves_the_question_open(
    ada: Person, speech: SpeechServer, text: str
) -> None:
    ada.create_task("Call the plumber")
    say(ada, "delete call the plumber")
    speech.hears = text
    answer = hear(ada)
    assert (answer["heard"], answer["did"], answer["question"]) == ("", [], None)
    say(ada, "yes")
    assert titles(ada) == []


def test_repeated_recording_acts_once_and_is_heard_once(ada: Person, speech: SpeechServer) -> None:
    first = send(ada, Idempotency_Key="one")
    again = send(ada, Idempotency_Key="one")
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (len(speech.recordings), titles(ada)) == (1, ["buy milk"])
    assert error_of(send(ada, wav(2), Idempotency_Key="one"), 409) == "idempotency_mismatch"


@pytest.mark.usefixtures("speech")
def test_recording_that_is_sent_several_times_at_once_acts_once(ada: Person) -> None:
    responses = in_parallel([partial(send, ada, Idempotency_Key="one")] * 6)
    assert set(statuses(responses)) <= {200, 503}
    assert titles(ada) == ["buy milk"]
    assert len({response.text for response in responses if response.status_code == 200}) == 1


@pytest.mark.parametrize(
    ("content", "kind", "code", "named"),
    [
        (wav(), "application/octet-stream", 415, "unsupported_media_type"),
        (wav(), "text/plain", 415, "unsupported_media_type"),
        (wav(), "audio/aac", 415, "unsupported_media_type"),
        (wav(), "multipart/form-data; boundary=x", 415, "unsupported_media_type"),
        (wav(), "audio/ogg", 415, "unsupported_media_type"),
        (ogg(), "audio/wav", 415, "unsupported_media_type"),
        (b"{}", "audio/mpeg", 415, "unsupported_media_type"),
        (b"<html></html>", "audio/webm", 415, "unsupported_media_type"),
        (b"", "audio/wav", 400, "validation"),
        (wav(60.1, 8000), "audio/wav", 400, "validation"),
        (b"RIFF\x04\x00\x00\x00WAVE", "audio/wav", 400, "validation"),
        (wav()[:30], "audio/wav", 400, "validation"),
        (b"ID3" + bytes(10 * 1024 * 1024), "audio/mpeg", 413, "body_too_large"),
        (b'{"text": "hi"}' + b" " * 1024 * 1024, "application/json", 413, "body_too_large"),
        (b'{"text": ""}', "application/json", 400, "validation"),
        (b'{"text": "%s"}' % (b"x" * 1001), "application/json", 400, "validation"),
        (b"{", "application/json; charset=utf-8", 400, "invalid_json"),
        (b"", "application/json", 400, "validation"),
    ],
)
def test_body_that_is_no_message_is_refused(
    ada: Person, speech: SpeechServer, content: bytes, kind: str, code: int, named: str
) -> None:
    response = send(ada, content, kind)
    assert error_of(response, code) == named
    assert ("audio/wav" in response.headers.get("Accept", "")) is (code == 415)
    assert speech.paths == []


def test_minute_is_heard(ada: Person, speech: SpeechServer) -> None:
    assert hear(ada, wav(60, 8000))["did"]
    assert len(speech.recordings) == 1


def test_recording_of_ten_megabytes_is_heard(ada: Person, speech: SpeechServer) -> None:
    recording = b"ID3" + bytes(10 * 1024 * 1024 - 3)
    speech.replies[TRANSCRIBE] = lambda handler: handler.send(422, b"")
    assert error_of(send(ada, recording, "audio/mpeg"), 400) == "validation"
    assert speech.paths == [TRANSCRIBE]


def test_recording_that_turns_out_longer_than_a_minute_does_nothing(
    ada: Person, speech: SpeechServer
) -> None:
    speech.milliseconds = 62_000
    assert error_of(send(ada, mp3(), "audio/mpeg"), 400) == "validation"
    assert titles(ada) == []


def test_recording_that_the_service_cannot_read_is_invalid(ada: Person, speech: SpeechServer) -> None:
    speech.replies[TRANSCRIBE] = status(400)
    assert error_of(send(ada), 400) == "validation"
    assert read(ada, "status")["integrations"]["speech"] == "ok"


def test_text_of_another_user_is_refused(ada: Person, bob: Person) -> None:
    response = ada.post("interaction/voice", json={"text": "add buy milk", "user_id": bob.id})
    assert error_of(response, 403) == "forbidden"
    assert ada.post(f"interaction/voice?user_id={bob.id}", json={"text": "add milk"}).status_code == 403
    assert (titles(ada), titles(bob)) == ([], [])


def test_without_speech_recordings_are_refused(ada: Person) -> None:
    response = send(ada)
    assert error_of(response, 503) == "not_configured"
    assert "Retry-After" not in response.headers
    assert error_of(send(ada, b"", "text/plain"), 415) == "unsupported_media_type"
    assert read(ada, "status")["integrations"]["speech"] == "off"


@pytest.mark.parametrize(
    "reply",
    [
        *(send_garbage, status(500), status(401), status(302, Location="/"), drip, send_without_end),
        pytest.param(be_slow, marks=pytest.mark.slow("waits for its end")),
    ],
)
def test_service_that_fails_is_unavailable_and_nothing_is_done(
    ada: Person, speech: SpeechServer, reply: Reply
) -> None:
    speech.replies[TRANSCRIBE] = reply
    response = send(ada, ogg(), "audio/ogg")
    assert error_of(response, 503) == "unavailable"
    assert "Retry-After" in response.headers
    assert titles(ada) == []
    assert read(ada, "status")["integrations"]["speech"] == "failing"
    del speech.replies[TRANSCRIBE]
    hear(ada)
    assert read(ada, "status")["integrations"]["speech"] == "ok"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {"durationMilliseconds": 1, "combinedPhrases": "add buy milk"},
        {"durationMilliseconds": 1, "combinedPhrases": [{"text": None}]},
        {"durationMilliseconds": 1, "combinedPhrases": [{"text": "Buy"}], "phrases": [{"confidence": "1"}]},
    ],
)
def test_answer_of_another_form_is_not_used(ada: Person, speech: SpeechServer, answer: Any) -> None:
    speech.replies[TRANSCRIBE] = lambda handler: handler.send_json(answer)
    assert error_of(send(ada), 503) == "unavailable"


def test_words_of_which_one_phrase_is_doubtful_are_asked_for(ada: Person, speech: SpeechServer) -> None:
    phrases = [{"text": "Add", "confidence": 0.95}, {"text": "buy milk", "confidence": 0.5}]
    speech.replies[TRANSCRIBE] = lambda handler: handler.send_json(
        {
            "durationMilliseconds": 900,
            "combinedPhrases": [{"text": "Add buy\tmilk\u0000."}],
            "phrases": phrases,
        }
    )
    answer = hear(ada)
    assert (answer["heard"], answer["confidence"]) == ("Add buy milk .", 0.5)
    assert answer["question"] is not None


def test_busy_service_is_tried_again_later(ada: Person, speech: SpeechServer) -> None:
    speech.replies[TRANSCRIBE] = status(429, Retry_After="1")
    response = send(ada)
    assert error_of(response, 503) == "busy"
    assert "Retry-After" in response.headers


@pytest.mark.parametrize("code", [404, 503])
def test_wav_is_recognised_as_a_short_recording_where_the_first_service_is_not(
    ada: Person, speech: SpeechServer, code: int
) -> None:
    ada.put("users/profile", json={"preferences": {"language": "es"}})
    speech.replies[TRANSCRIBE] = status(code)
    speech.hears, speech.confidence = "Añade comprar leche.", 0.8
    answer = hear(ada)
    assert (answer["heard"], answer["confidence"]) == ("Añade comprar leche.", 0.8)
    assert titles(ada) == ["comprar leche"]
    assert speech.paths == [TRANSCRIBE, SHORT]
    assert speech.languages == ["es-ES"]
    speech.hears = ""
    assert hear(ada)["heard"] == ""
    assert error_of(send(ada, ogg(), "audio/ogg"), 503) == "unavailable"


def test_short_recording_that_failed_is_unavailable(ada: Person, speech: SpeechServer) -> None:
    speech.replies |= {
        TRANSCRIBE: status(503),
        SHORT: lambda handler: handler.send_json({"RecognitionStatus": "Error"}),
    }
    assert error_of(send(ada), 503) == "unavailable"


def test_third_recording_of_an_instance_at_once_is_refused(
    ada: Person, speech: SpeechServer, factory: ServiceFactory
) -> None:
    factory.get(AzureSpeech).recognition_seconds = 10
    both, third = Barrier(3), Event()

    def wait(handler: SpeechHandler) -> None:
        both.wait(LONG_PAUSE)
        third.wait(LONG_PAUSE)
        handler.transcribe()

    def send_last() -> Any:
        both.wait(LONG_PAUSE)
        try:
            return send(ada)
        finally:
            third.set()

    speech.replies[TRANSCRIBE] = wait
    *first, last = in_parallel([partial(send, ada), partial(send, ada), send_last])
    assert statuses(first) == {200: 2}
    assert error_of(last, 503) == "busy"
    assert int(last.headers["Retry-After"]) > 0
    assert read(ada, "status")["integrations"]["speech"] == "ok"


def test_recording_and_words_are_neither_stored_nor_logged(
    ada: Person, speech: SpeechServer, storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    speech.hears = "What is the walrus doing?"
    recording = wav() + b"UNIQUE-SAMPLES"
    answer = hear(ada, recording, Idempotency_Key="one")
    assert answer["did"] == []
    speech.replies[TRANSCRIBE] = send_garbage
    send(ada, recording)
    assert storage.documents_containing("UNIQUE-SAMPLES", "UklGR", KEY) == []
    kept = storage.documents_containing("walrus")
    assert {document["type"] for document in kept} == {"first_answer"}
    assert all("ttl" in document for document in kept)
    assert "walrus" not in caplog.text
    assert "UNIQUE" not in caplog.text
    assert KEY not in caplog.text


def test_token_is_issued_at_most_ten_times_an_hour(ada: Person, bob: Person, speech: SpeechServer) -> None:
    for _ in range(10):
        token = read(ada, "interaction/voice/token")
        assert token == {"token": TOKEN, "region": REGION, "expires_in": 600}
    response = ada.get("interaction/voice/token")
    assert error_of(response, 429) == "rate_limited"
    assert int(response.headers["Retry-After"]) > 0
    assert speech.count(ISSUE) == 10
    assert read(bob, "interaction/voice/token")["token"] == TOKEN


def test_token_needs_a_region(ada: Person, speech: SpeechServer, environment: dict[str, str]) -> None:
    del environment["SPEECH_REGION"]
    assert error_of(ada.get("interaction/voice/token"), 503) == "not_configured"
    assert hear(ada)["did"]
    environment |= speech.settings
    speech.replies[ISSUE] = status(403)
    assert error_of(ada.get("interaction/voice/token"), 503) == "unavailable"
    speech.replies[ISSUE] = lambda handler: handler.send(200, "señal".encode())
    assert error_of(ada.get("interaction/voice/token"), 503) == "unavailable"


@pytest.mark.parametrize(
    "settings",
    [
        {"SPEECH_REGION": "west europe"},
        {"SPEECH_ENDPOINT": "http://speech.example.com/"},
        {"SPEECH_KEY": "two words"},
        {"SPEECH_TTS_URL": "http://speech.example.com/"},
        {"SPEECH_KEY": "@Microsoft.KeyVault(VaultName=v;SecretName=s)"},
    ],
)
def test_invalid_setting_is_reported(
    ada: Person, environment: dict[str, str], settings: dict[str, str]
) -> None:
    environment |= {"SPEECH_REGION": "westeurope", **settings}
    assert error_of(send(ada), 503) == "unavailable"
    assert say(ada, "add buy milk")["did"]
    assert read(ada, "status")["integrations"]["speech"] == "failing"
