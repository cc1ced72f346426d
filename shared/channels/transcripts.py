"""Responses of Azure Speech to a recording."""

from dataclasses import dataclass

import msgspec

from shared.channels.deadline import ChannelError

_MILLISECONDS = 1000
_TICKS = 10_000_000
_SILENCE = frozenset({"NoMatch", "InitialSilenceTimeout", "BabbleTimeout"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What was said, empty for nothing, how certain that is (0 to 1), and how long the recording is."""

    text: str
    confidence: float
    seconds: float


class _Text(msgspec.Struct, frozen=True):
    text: str


class _Phrase(msgspec.Struct, frozen=True):
    confidence: float = 0


class _Transcription(msgspec.Struct, frozen=True, rename="camel"):
    """The result of a fast transcription, as far as it is used."""

    duration_milliseconds: int
    combined_phrases: list[_Text]
    phrases: list[_Phrase] = []


class _Best(msgspec.Struct, frozen=True, rename="pascal"):
    display: str
    confidence: float = 0


class _Short(msgspec.Struct, frozen=True, rename="pascal"):
    """The result of the service for short recordings; times are in 100 ns."""

    recognition_status: str
    duration: int = 0
    best: list[_Best] = msgspec.field(default=[], name="NBest")


# Made here, since msgspec prepares a class when it is first read, and crashes if another thread reads it
# meanwhile (0.22.0).
_transcriptions = msgspec.json.Decoder(_Transcription)
_shorts = msgspec.json.Decoder(_Short)


def read_transcription(body: bytes) -> Recognised:
    """Return what a fast transcription heard: as certain as its least certain phrase.

    `ChannelError` for any other response.
    """
    try:
        found = _transcriptions.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ChannelError("the response is not a transcription") from error
    return Recognised(
        text=_clean(" ".join(part.text for part in found.combined_phrases)),
        confidence=_bounded(min((phrase.confidence for phrase in found.phrases), default=0.0)),
        seconds=found.duration_milliseconds / _MILLISECONDS,
    )


def read_short_result(body: bytes) -> Recognised:
    """Return what the service for short recordings heard; `ChannelError` if it says that it failed."""
    try:
        found = _shorts.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ChannelError("the response is not a recognition") from error
    seconds = found.duration / _TICKS
    if found.recognition_status in _SILENCE:
        return Recognised(text="", confidence=0.0, seconds=seconds)
    if found.recognition_status != "Success" or not found.best:
        raise ChannelError("the recognition failed")
    best = found.best[0]
    return Recognised(text=_clean(best.display), confidence=_bounded(best.confidence), seconds=seconds)


def _clean(text: str) -> str:
    """Return a text as one line without characters that are never printed."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _bounded(confidence: float) -> float:
    return min(1.0, max(0.0, confidence))
