"""Recordings: their kinds, and what the header of a WAV file says."""

import struct
import wave
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.entities.recording import AudioKind, kind_named, kind_of, read_wav, with_true_sizes
from tests.processor_time import least_seconds
from tests.recordings import flac, length_of, mp3, ogg, pages_of, wav, webm


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (wav(), AudioKind.WAV),
        (ogg(), AudioKind.OGG),
        (webm(), AudioKind.WEBM),
        (mp3(), AudioKind.MP3),
        (b"ID3\x04\x00", AudioKind.MP3),
        (flac(), AudioKind.FLAC),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"\xff\xf1\x50\x80", None),  # AAC
        (b"\xff\xd8\xff\xe0", None),  # JPEG
        (b"%PDF-1.7", None),
        (b"{}", None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_kind_is_that_of_the_first_bytes(content: bytes, kind: AudioKind | None) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("audio/wav", AudioKind.WAV),
        ("audio/webm;codecs=opus", AudioKind.WEBM),
        (" Audio/OGG ; codecs=opus", AudioKind.OGG),
        ("video/webm", AudioKind.WEBM),
        ("audio/mp3", AudioKind.MP3),
        ("audio/x-flac", AudioKind.FLAC),
        ("application/octet-stream", None),
        ("audio", None),
        ("", None),
    ],
)
def test_kind_has_the_names_that_browsers_use(content_type: str, kind: AudioKind | None) -> None:
    assert kind_named(content_type) is kind


@pytest.mark.parametrize(("seconds", "rate"), [(1, 16_000), (0.5, 8000), (60, 8000), (2, 48_000)])
def test_length_is_that_of_the_header(seconds: float, rate: int) -> None:
    header = read_wav(wav(seconds, rate))
    assert header is not None
    assert (header.seconds, header.sample_rate, header.is_plain) == (seconds, rate, True)


def test_length_is_that_of_the_header_even_if_samples_are_missing() -> None:
    header = read_wav(wav(61, 8000)[:1000])
    assert header is not None
    assert header.seconds == 61


@pytest.mark.parametrize("size", [0, 0x7FFF_F000, 0xFFFF_FFFF])
def test_length_that_was_unknown_is_that_of_the_samples(size: int) -> None:
    content = wav(2)
    streamed = content[:40] + struct.pack("<I", size) + content[44:]
    header = read_wav(streamed)
    assert header is not None
    assert header.seconds == 2
    assert with_true_sizes(streamed) == content


def test_other_parts_before_the_samples_are_skipped() -> None:
    content = wav(2)
    listed = content[:36] + b"LIST" + struct.pack("<I", 5) + b"INFO!\x00" + content[36:]
    header = read_wav(listed)
    assert header is not None
    assert header.seconds == 2
    assert length_of(with_true_sizes(listed)) == 2


def test_samples_of_8_bits_are_not_plain() -> None:
    file = BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(2)
        written.setsampwidth(1)
        written.setframerate(8000)
        written.writeframes(bytes(16_000))
    header = read_wav(file.getvalue())
    assert header is not None
    assert (header.seconds, header.is_plain) == (1, False)


@given(st.integers(0, 60), st.binary(max_size=40))
def test_broken_header_is_none_or_a_length(kept: int, rest: bytes) -> None:
    content = wav(0.1)[:kept] + rest
    header = read_wav(content)
    assert header is None or header.seconds >= 0
    assert isinstance(with_true_sizes(content), bytes)


def test_ogg_files_of_the_tests_are_whole() -> None:
    assert pages_of(ogg(2)) == 102


def test_million_empty_parts_are_not_read() -> None:
    empty_parts = b"RIFF\0\0\0\0WAVE" + bytes(10_000_000)
    assert read_wav(empty_parts) is None
    assert least_seconds(lambda: read_wav(empty_parts)) < 0.1
