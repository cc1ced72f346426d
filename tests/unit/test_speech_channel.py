"""The client of Azure Speech: the addresses that it calls, and its credentials."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure.identity
import pytest
from azure.core.exceptions import ClientAuthenticationError

from shared.channels import espeak
from shared.channels.deadline import ChannelError
from shared.channels.espeak import Espeak
from shared.channels.speech import AzureSpeech
from shared.credential_manager import CredentialManager
from shared.entities.recording import AudioKind
from tests.recordings import wav
from tests.speech_server import KEY, SHORT, SPEAK, TOKEN, TRANSCRIBE, SpeechServer, speech_server, status

RESOURCE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/speech"
SSML = (
    '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">'
    '<voice name="en-US-JennyNeural"><p>Hello.</p></voice></speak>'
)


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with speech_server() as started:
        yield started
        assert started.problems == []


def manager(root: Path, kind: str = "Development", **settings: str) -> CredentialManager:
    return CredentialManager({"AZURE_FUNCTIONS_ENVIRONMENT": kind, **settings}, root=root)


def speech(server: SpeechServer, root: Path, **settings: str) -> AzureSpeech:
    return AzureSpeech(manager(root, **{**server.settings, **settings}))


def test_region_alone_gives_all_addresses(tmp_path: Path) -> None:
    found = manager(tmp_path, SPEECH_REGION="westeurope", SPEECH_KEY=KEY).get_speech_credentials()
    assert found is not None
    assert found.endpoint == "https://westeurope.api.cognitive.microsoft.com"
    assert found.tts_url == "https://westeurope.tts.speech.microsoft.com"
    assert found.stt_url == "https://westeurope.stt.speech.microsoft.com"
    assert KEY not in repr(found)


def test_endpoint_alone_gives_no_address_in_a_region(tmp_path: Path) -> None:
    settings = {"SPEECH_ENDPOINT": "https://speech.cognitiveservices.azure.com/"}
    found = manager(tmp_path, **settings).get_speech_credentials()
    assert found is not None
    assert (found.endpoint, found.region) == ("https://speech.cognitiveservices.azure.com", None)
    assert (found.tts_url, found.stt_url) == (None, None)
    assert manager(tmp_path).get_speech_credentials() is None


@pytest.mark.parametrize("kind", ["Production", "Staging", ""])
def test_address_of_another_server_is_ignored_outside_development(tmp_path: Path, kind: str) -> None:
    settings = {"SPEECH_REGION": "westeurope", "SPEECH_TTS_URL": "http://127.0.0.1:9"}
    found = manager(tmp_path, kind, **settings).get_speech_credentials()
    assert found is not None
    assert found.tts_url == "https://westeurope.tts.speech.microsoft.com"
    assert found.stt_url == "https://westeurope.stt.speech.microsoft.com"


class Identity:
    """The app's identity, which signs in or not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> None:
        self.scopes: list[str] = []

        def get_token(scope: str) -> Any:
            self.scopes.append(scope)
            if error is not None:
                raise error
            return SimpleNamespace(token="token-of-the-identity")

        monkeypatch.setattr(
            azure.identity, "DefaultAzureCredential", lambda **_: SimpleNamespace(get_token=get_token)
        )


def test_without_a_key_the_identity_signs_in_and_names_its_resource_in_a_region(
    server: SpeechServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = Identity(monkeypatch)
    server.key = None
    client = speech(server, tmp_path, SPEECH_KEY="", SPEECH_RESOURCE_ID=RESOURCE)
    heard = client.recognise(wav(), AudioKind.WAV, "en")
    assert heard is not None
    assert client.speak(SSML, AudioKind.WAV)
    assert client.issue_token().token == TOKEN
    server.replies[TRANSCRIBE] = status(404)
    assert client.recognise(wav(), AudioKind.WAV, "es") is not None
    sent = [headers["Authorization"] for headers in server.headers]
    plain, named = "Bearer token-of-the-identity", f"Bearer aad#{RESOURCE}#token-of-the-identity"
    assert sent == [plain, named, plain, plain, named]
    assert not any("Ocp-Apim-Subscription-Key" in headers for headers in server.headers)
    assert set(identity.scopes) == {"https://cognitiveservices.azure.com/.default"}
    assert server.paths[-1] == SHORT


def test_identity_without_a_token_is_a_failure(
    server: SpeechServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Identity(monkeypatch, ClientAuthenticationError("no identity here"))
    client = speech(server, tmp_path, SPEECH_KEY="")
    with pytest.raises(ChannelError, match=r"no token \(ClientAuthenticationError\)"):
        client.recognise(wav(), AudioKind.WAV, "en")
    assert (client.state, server.paths) == ("failing", [])


def test_token_is_hidden(server: SpeechServer, tmp_path: Path) -> None:
    assert TOKEN not in repr(speech(server, tmp_path).issue_token())


@pytest.mark.parametrize("kind", [AudioKind.MP3, AudioKind.WAV])
def test_audio_of_another_kind_is_not_used(server: SpeechServer, tmp_path: Path, kind: AudioKind) -> None:
    client = speech(server, tmp_path)
    client.speak(SSML, kind)
    server.replies[SPEAK] = lambda handler: handler.send(200, b"OggS")
    with pytest.raises(ChannelError, match="the response is not audio"):
        client.speak(SSML, kind)
    assert client.state == "failing"


def test_texts_of_any_length_are_passed_on_the_standard_input_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text('#!/bin/sh\nprintf "%s|" "$@" > "$0.args"\nenv > "$0.env"\ncat > "$0.input"\n')
    program.chmod(0o700)
    monkeypatch.setattr(espeak, "find_program", lambda: str(program))
    monkeypatch.setitem(os.environ, "JWT_SECRET", "not for programs")
    assert Espeak(manager(tmp_path)).speak("--help [[[a]] ñ\n" * 10_000, "es") == b""
    assert program.with_suffix(".args").read_text() == "--stdin|--stdout|-b|1|-s|160|-v|es|"
    assert program.with_suffix(".input").read_text() == "--help [ [ [a]] ñ\n" * 10_000
    assert "not for programs" not in program.with_suffix(".env").read_text()


@pytest.mark.parametrize("error", [subprocess.TimeoutExpired("espeak-ng", 10), OSError("no such file")])
def test_program_that_fails_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(espeak, "find_program", lambda: "/bin/true")
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(ChannelError, match="espeak-ng failed"):
        Espeak(manager(tmp_path)).speak("Hello", "en")


def test_machine_without_the_program_cannot_speak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "find_program", lambda: None)
    program = Espeak(manager(tmp_path))
    assert not program.is_available
    with pytest.raises(ChannelError, match="not installed"):
        program.speak("Hello", "en")
