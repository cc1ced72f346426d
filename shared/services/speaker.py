"""Speaks texts: with Azure Speech where it is configured, else in development with espeak-ng."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from logging import getLogger
from typing import TypeVar

from shared.channels.deadline import ChannelError
from shared.channels.espeak import Espeak
from shared.channels.integration import TOO_MANY
from shared.channels.speech import AzureSpeech
from shared.credential_manager import CredentialManager
from shared.entities.recording import AudioKind
from shared.errors import (
    BusyError,
    DependencyUnavailableError,
    NotAcceptableError,
    NotConfiguredError,
)
from shared.language.ssml import speakable_lines, ssml_of

_RETRY_SECONDS = 2

logger = getLogger(__name__)

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Audio, and its kind."""

    audio: bytes
    kind: AudioKind


@dataclass(frozen=True, kw_only=True, eq=False)
class Speaker:
    """Makes audio of texts, which is never stored or logged."""

    azure: AzureSpeech
    espeak: Espeak
    credentials: CredentialManager

    def choose(self, accepted: Sequence[AudioKind]) -> AudioKind:
        """Return the first kind of audio that can be made here.

        `NotConfiguredError` if nothing can be spoken, and `NotAcceptableError` if only other kinds can be
        made.
        """
        made = (AudioKind.MP3, AudioKind.WAV) if self.azure.can_speak else (AudioKind.WAV,)
        if not self.azure.can_speak and not self.espeak.is_available:
            raise NotConfiguredError("Speech is not configured")
        chosen = next((kind for kind in accepted if kind in made), None)
        if chosen is None:
            raise NotAcceptableError(f"Speech is made as {' or '.join(made)} here")
        return chosen

    def to_ssml(self, text: str, language: str) -> str:
        """Return a text as SSML, with the voice of its language in the settings."""
        return ssml_of(speakable_lines(text, language), self.credentials.get_speech_voices()[language])

    def speak(self, text: str, language: str, kind: AudioKind) -> Spoken:
        """Return a text as audio of a kind that can be made; `DependencyUnavailableError` if that fails."""
        if self.azure.can_speak:
            ssml = self.to_ssml(text, language)
            audio = answer_of("speech", lambda: self.azure.speak(ssml, kind))
        else:
            lines = "\n".join(speakable_lines(text, language))
            audio = answer_of("espeak-ng", lambda: self.espeak.speak(lines, language))
        return Spoken(audio, kind)


def answer_of(service: str, call: Callable[[], ResultT]) -> ResultT:
    """Return the result of a call of speech; its failure is logged, and is an error of a dependency."""
    try:
        return call()
    except ChannelError as error:
        logger.info("%s: %s", service, error)
        if str(error) == TOO_MANY:
            raise BusyError("Too much is spoken at once: try again later", _RETRY_SECONDS) from error
        raise DependencyUnavailableError("Speech does not respond") from error
