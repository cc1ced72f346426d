"""Recordings in the forms that browsers and phones make, small but whole."""

import io
import math
import struct
import wave

_OGG_POLYNOMIAL = 0x04C11DB7


def wav(seconds: float = 1, rate: int = 16_000, *, hertz: float = 440) -> bytes:
    """Return a WAV file with a tone: PCM with 16 bits, one channel."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        period = [round(9000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(rate // 20)]
        samples = struct.pack(f"<{len(period)}h", *period)
        count = round(seconds * rate)
        written.writeframes((samples * (count // len(period) + 1))[: 2 * count])
    return file.getvalue()


def ogg(seconds: float = 1) -> bytes:
    """Return an Ogg file with silence in Opus (RFC 7845): frames of 20 ms."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)
    count = max(1, round(seconds * 50))
    pages = [_ogg_page(head, 0, 0, kind=2), _ogg_page(tags, 1, 0)]
    for number in range(count):
        last = 4 if number == count - 1 else 0
        pages.append(_ogg_page(b"\xf8\xff\xfe", number + 2, 960 * (number + 1), kind=last))
    return b"".join(pages)


def pages_of(content: bytes) -> int:
    """Return the number of pages of an Ogg file; `ValueError` if one is broken."""
    count = place = 0
    while place < len(content):
        if content[place : place + 4] != b"OggS":
            raise ValueError("no page begins here")
        lengths = content[place + 27 : place + 27 + content[place + 26]]
        end = place + 27 + len(lengths) + sum(lengths)
        page = content[place:end]
        if _ogg_checksum(page[:22] + bytes(4) + page[26:]) != int.from_bytes(page[22:26], "little"):
            raise ValueError("a page has another checksum")
        count, place = count + 1, end
    return count


def webm() -> bytes:
    """Return the beginning of a WebM file: its EBML header, and a segment."""
    header = b"\x42\x86\x81\x01\x42\x82\x84webm"
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(header)]) + header + b"\x18\x53\x80\x67\x80"


def mp3(frames: int = 40) -> bytes:
    """Return an MP3 file of silence: frames of 26 ms, MPEG 1, layer III, 128 kbit/s, 44.1 kHz."""
    return (b"\xff\xfb\x90\xc4" + bytes(413)) * frames


def flac() -> bytes:
    """Return a FLAC file with no samples: the marker and its stream information."""
    return b"fLaC\x80\x00\x00\x22" + bytes(34)


def length_of(content: bytes) -> float:
    """Return the length of a WAV file in seconds; an error if it is not one."""
    with wave.open(io.BytesIO(content)) as file:
        assert len(file.readframes(file.getnframes())) == file.getnframes() * file.getsampwidth()
        return float(file.getnframes() / file.getframerate())


def loudness_of(content: bytes) -> list[float]:
    """Return the root mean square of each tenth of a second of a WAV file with 16 bits, 0 to 1."""
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        rate = file.getframerate()
        samples = struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))
    step = rate // 10
    parts = [samples[start : start + step] for start in range(0, len(samples), step)]
    return [math.sqrt(sum(one * one for one in part) / len(part)) / 32_768 for part in parts]


def _ogg_page(packet: bytes, number: int, position: int, kind: int = 0) -> bytes:
    lengths = bytes([*[255] * (len(packet) // 255), len(packet) % 255])
    page = bytearray(b"OggS" + struct.pack("<BBqIIIB", 0, kind, position, 7, number, 0, len(lengths)))
    page += lengths + packet
    page[22:26] = _ogg_checksum(bytes(page)).to_bytes(4, "little")
    return bytes(page)


def _ogg_checksum(page: bytes) -> int:
    found = 0
    for byte in page:
        found ^= byte << 24
        for _ in range(8):
            found = (found << 1 ^ (_OGG_POLYNOMIAL if found & 0x8000_0000 else 0)) & 0xFFFF_FFFF
    return found
