"""Recordings of speech: their kinds, by name and by content, and the length of a WAV file."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

MAX_RECORDING_SECONDS = 60

_RIFF_HEADER, _CHUNK_HEADER = 12, 8
_FORMAT_SIZE = 16
_NUMBER_SIZE = 4
_PCM, _EXTENSIBLE = 1, 0xFFFE
_MAX_CHUNKS = 100  # of a WAV file; programs write a few, but ten megabytes could have a million empty ones
_UNKNOWN_SIZE = 0x7FFF_F000  # from this on, the program that wrote the file did not know how long it becomes


class AudioKind(StrEnum):
    """A kind of audio file, by its media type."""

    WAV = "audio/wav"
    OGG = "audio/ogg"
    WEBM = "audio/webm"
    MP3 = "audio/mpeg"
    FLAC = "audio/flac"


_OTHER_NAMES: Mapping[str, AudioKind] = {
    "audio/x-wav": AudioKind.WAV,
    "audio/wave": AudioKind.WAV,
    "audio/vnd.wave": AudioKind.WAV,
    "application/ogg": AudioKind.OGG,
    "audio/opus": AudioKind.OGG,
    "video/webm": AudioKind.WEBM,  # what some recorders call a file of sound alone
    "audio/mp3": AudioKind.MP3,
    "audio/x-flac": AudioKind.FLAC,
}


class Wav(msgspec.Struct, frozen=True, kw_only=True):
    """What the header of a WAV file says; `size` is that of the samples in bytes."""

    codec: int
    sample_rate: int
    bits: int
    byte_rate: int
    size: int

    @property
    def seconds(self) -> float:
        """The length of the recording."""
        return self.size / self.byte_rate

    @property
    def is_plain(self) -> bool:
        """Whether the samples are PCM with 16 bits."""
        return self.codec in {_PCM, _EXTENSIBLE} and self.bits == 16  # noqa: PLR2004 - as above


def kind_named(content_type: str) -> AudioKind | None:
    """Return the kind that a `Content-Type` names, None for any other."""
    name = content_type.partition(";")[0].strip().lower()
    return AudioKind(name) if name in set(AudioKind) else _OTHER_NAMES.get(name)


def kind_of(content: bytes) -> AudioKind | None:
    """Return the kind of a file by its first bytes, None for any other file."""
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return AudioKind.WAV
    for begin, kind in (
        (b"OggS", AudioKind.OGG),
        (b"\x1a\x45\xdf\xa3", AudioKind.WEBM),
        (b"fLaC", AudioKind.FLAC),
        (b"ID3", AudioKind.MP3),
    ):
        if content.startswith(begin):
            return kind
    is_frame = len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2  # noqa: PLR2004 - MPEG layer III
    return AudioKind.MP3 if is_frame else None


def read_wav(content: bytes) -> Wav | None:
    """Return the header of a WAV file; None if it has none.

    The size is the one that the header states, unless it is one that stands for an unknown size.
    """
    form: bytes | None = None
    for name, start, size in _chunks(content):
        if name == b"fmt ":
            form = content[start : start + min(size, _FORMAT_SIZE)]
        elif name == b"data" and form is not None and len(form) == _FORMAT_SIZE:
            byte_rate = _number(form[8:12])
            if not byte_rate:
                return None
            return Wav(
                codec=_number(form[0:2]),
                sample_rate=_number(form[4:8]),
                bits=_number(form[14:16]),
                byte_rate=byte_rate,
                size=size if 0 < size < _UNKNOWN_SIZE else len(content) - start,
            )
    return None


def with_true_sizes(content: bytes) -> bytes:
    """Return a WAV file whose header has the sizes of the file, which a program could not know at first."""
    start = next((start for name, start, _ in _chunks(content) if name == b"data"), None)
    if start is None:
        return content
    whole, samples = (
        (len(content) - before).to_bytes(_NUMBER_SIZE, "little") for before in (_CHUNK_HEADER, start)
    )
    return b"".join((content[:4], whole, content[8 : start - 4], samples, content[start:]))


def _chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name of each part of a WAV file, where its content starts, and the size that it states."""
    place = _RIFF_HEADER
    for _ in range(_MAX_CHUNKS):
        if place + _CHUNK_HEADER > len(content):
            return
        size = _number(content[place + 4 : place + _CHUNK_HEADER])
        yield content[place : place + 4], place + _CHUNK_HEADER, size
        place += _CHUNK_HEADER + size + size % 2


def _number(content: bytes) -> int:
    return int.from_bytes(content, "little")
