"""Azure Speech over HTTPS: recognises recordings, speaks SSML, and issues tokens for clients.

Source: "Use the fast transcription API", "Speech to text REST API for short audio" and "Text to speech REST
API" in the documentation of Azure Speech.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

import orjson

from shared import __version__
from shared.channels.deadline import ChannelError, Deadline
from shared.channels.https_client import HttpRequest, HttpResponse, HttpsClient
from shared.channels.identity import AppIdentity
from shared.channels.integration import TOO_MANY, Integration
from shared.channels.transcripts import Recognised, read_short_result, read_transcription
from shared.credential_manager import CredentialManager, SpeechCredentials
from shared.entities.recording import AudioKind, kind_of, read_wav, with_true_sizes
from shared.errors import DependencyUnavailableError
from shared.views.status import IntegrationState

MAX_RECOGNITION_SECONDS = 20.0
"""How long recognising a recording may take in all."""

MAX_SYNTHESIS_SECONDS = 10.0
"""How long speaking a text may take in all."""

MAX_SYNTHESES = 4
"""How many texts an instance speaks at once."""

TOKEN_LIFETIME_SECONDS = 600

LOCALES: Mapping[str, str] = {"es": "es-ES", "en": "en-US"}
"""The locales that are recognised, by language."""

_API_VERSION = "2024-11-15"
_FORMATS = {AudioKind.MP3: "audio-24khz-48kbitrate-mono-mp3", AudioKind.WAV: "riff-24khz-16bit-mono-pcm"}
_TOKEN_SECONDS = 5.0
_MAX_TRANSCRIPT_BYTES = 512 * 1024
_MAX_AUDIO_BYTES = 16 * 1024 * 1024
_MAX_TOKEN_BYTES = 16 * 1024
_OK, _NOT_FOUND, _TOO_MANY, _SERVER_ERROR = 200, 404, 429, 500
_REFUSED_RECORDING = frozenset({400, 413, 415, 422})
_USER_AGENT = f"Avanochi/{__version__}"
_DEFINITION = orjson.dumps({"locales": [*LOCALES.values()]})


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A token with which a client calls the service in a region; it has no representation."""

    token: str
    region: str

    def __repr__(self) -> str:
        """Hide the token."""
        return f"IssuedToken(region={self.region!r})"


class AzureSpeech:
    """The Azure Speech of the settings, if there is one.

    Methods raise `ChannelError` without a whole answer in time, `TOO_MANY` if there are too many calls, and
    `DependencyUnavailableError` for an invalid setting.
    """

    def __init__(self, credentials: CredentialManager) -> None:
        self._credentials = credentials
        self._client = HttpsClient(allows_loopback=credentials.is_development())
        self._identity = AppIdentity()
        self._recognitions = Integration("speech-recognition")
        self._syntheses = Integration("speech-synthesis", MAX_SYNTHESES)
        self.recognition_seconds = MAX_RECOGNITION_SECONDS
        self.synthesis_seconds = MAX_SYNTHESIS_SECONDS

    @property
    def can_recognise(self) -> bool:
        """Whether the settings name a service; `DependencyUnavailableError` for an invalid setting."""
        return self._credentials.get_speech_credentials() is not None

    @property
    def can_speak(self) -> bool:
        """Whether the settings name a region; `DependencyUnavailableError` for an invalid setting."""
        settings = self._credentials.get_speech_credentials()
        return settings is not None and settings.region is not None

    @property
    def state(self) -> IntegrationState:
        """Whether there is a service, and the last calls of it worked."""
        try:
            if not self.can_recognise:
                return "off"
        except DependencyUnavailableError:
            return "failing"
        has_failed = self._recognitions.has_failed or self._syntheses.has_failed
        return "failing" if has_failed else "ok"

    def recognise(self, recording: bytes, kind: AudioKind, language: str) -> Recognised | None:
        """Return what was said; None for a recording that cannot be read.

        `language` is the likely one, for the service that is asked if the first one fails, which takes WAV
        files with plain samples, and one language.
        """
        settings = self._require()

        def send(deadline: Deadline) -> Recognised | None:
            response = self._client.send(self._transcription(settings, recording, kind), deadline)
            is_down = response.status == _NOT_FOUND or response.status >= _SERVER_ERROR
            short = self._short_recognition(settings, recording, kind, language) if is_down else None
            if short is None:
                return _read(response, read_transcription)
            return _read(self._client.send(short, deadline), read_short_result)

        return self._recognitions.call(send, self.recognition_seconds)

    def speak(self, ssml: str, kind: AudioKind) -> bytes:
        """Return a document in SSML as an MP3 or WAV file."""
        settings = self._require()
        headers = {
            "Content-Type": "application/ssml+xml",
            "X-Microsoft-OutputFormat": _FORMATS[kind],
            **self._regional_authorization(settings),
        }
        url = f"{settings.tts_url}/cognitiveservices/v1"

        def send(deadline: Deadline) -> bytes:
            request = _request(url, headers, ssml.encode(), _MAX_AUDIO_BYTES)
            audio = _require_ok(self._client.send(request, deadline)).body
            if kind_of(audio) is not kind:
                raise ChannelError("the response is not audio")
            return with_true_sizes(audio) if kind is AudioKind.WAV else audio

        return self._syntheses.call(send, self.synthesis_seconds)

    def issue_token(self) -> IssuedToken:
        """Return a token that is valid for `TOKEN_LIFETIME_SECONDS`."""
        settings = self._require()
        if settings.region is None:
            raise ChannelError("it has no region")
        url, headers = f"{settings.endpoint}/sts/v1.0/issueToken", self._authorization(settings)

        def send(deadline: Deadline) -> str:
            response = self._client.send(_request(url, headers, b"", _MAX_TOKEN_BYTES), deadline)
            token = _require_ok(response).body
            if not token.isascii() or not token.decode("ascii").isprintable() or b" " in token or not token:
                raise ChannelError("the response is not a token")
            return token.decode("ascii")

        return IssuedToken(token=self._syntheses.call(send, _TOKEN_SECONDS), region=settings.region)

    def _require(self) -> SpeechCredentials:
        settings = self._credentials.get_speech_credentials()
        if settings is None:
            raise ChannelError("it is not configured")
        return settings

    def _transcription(self, settings: SpeechCredentials, recording: bytes, kind: AudioKind) -> HttpRequest:
        """Return the request of a fast transcription, which takes all that browsers record."""
        boundary = f"part-{blake2b(recording, digest_size=20).hexdigest()}"
        named = f'form-data; name="audio"; filename="recording.{kind.name.lower()}"'
        body = b"".join(
            (
                f"--{boundary}\r\nContent-Disposition: {named}\r\nContent-Type: {kind}\r\n\r\n".encode(),
                recording,
                f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="definition"\r\n'.encode(),
                b"Content-Type: application/json\r\n\r\n",
                _DEFINITION,
                f"\r\n--{boundary}--\r\n".encode(),
            )
        )
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Accept": "application/json",
            **self._authorization(settings),
        }
        url = f"{settings.endpoint}/speechtotext/transcriptions:transcribe?api-version={_API_VERSION}"
        return _request(url, headers, body, _MAX_TRANSCRIPT_BYTES)

    def _short_recognition(
        self, settings: SpeechCredentials, recording: bytes, kind: AudioKind, language: str
    ) -> HttpRequest | None:
        """Return the request of the service for short recordings; None where it cannot be used."""
        wav = read_wav(recording) if kind is AudioKind.WAV else None
        if settings.stt_url is None or wav is None or not wav.is_plain:
            return None
        headers = {
            "Content-Type": f"audio/wav; codecs=audio/pcm; samplerate={wav.sample_rate}",
            "Accept": "application/json",
            **self._regional_authorization(settings),
        }
        url = f"{settings.stt_url}/speech/recognition/conversation/cognitiveservices/v1"
        return _request(
            f"{url}?language={LOCALES[language]}&format=detailed", headers, recording, _MAX_TRANSCRIPT_BYTES
        )

    def _authorization(self, settings: SpeechCredentials) -> dict[str, str]:
        if settings.key:
            return {"Ocp-Apim-Subscription-Key": settings.key}
        return {"Authorization": f"Bearer {self._identity.get_token(settings.scope)}"}

    def _regional_authorization(self, settings: SpeechCredentials) -> dict[str, str]:
        """Return how to sign in to an address of a region, which does not know whose resource is meant."""
        if settings.key:
            return self._authorization(settings)
        token = self._identity.get_token(settings.scope)
        return {"Authorization": f"Bearer aad#{settings.resource_id or ''}#{token}"}


def _request(url: str, headers: dict[str, str], body: bytes, max_bytes: int) -> HttpRequest:
    return HttpRequest(
        url=url, headers={"User-Agent": _USER_AGENT, **headers}, body=body, max_bytes=max_bytes
    )


def _require_ok(response: HttpResponse) -> HttpResponse:
    if response.status == _TOO_MANY:
        raise ChannelError(TOO_MANY)
    if response.status != _OK:
        raise ChannelError(f"status {response.status}")
    return response


def _read(response: HttpResponse, read: Callable[[bytes], Recognised]) -> Recognised | None:
    """Return what a response says was heard; None if it refuses the recording."""
    return None if response.status in _REFUSED_RECORDING else read(_require_ok(response).body)
