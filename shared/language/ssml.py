"""Text that is spoken: lines of plain words, and as SSML, the markup of speech synthesis.

Source: Speech Synthesis Markup Language 1.0, W3C, 2004.
"""

import re
import unicodedata
from collections.abc import Sequence
from html import escape

_BULLET = re.compile(r"^\s*[•*-]\s+")
_UNSPOKEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So"})
"""The Unicode categories of characters that are not spoken, such as controls and pictures.

XML 1.0 excludes some of them.
"""

_END = re.compile(r"[.!?…:;][”»\"')]*\Z")


def speakable_lines(text: str) -> list[str]:
    """Return the lines of a text as they are spoken: without bullets and unspoken characters, each ended."""
    lines = (_spoken(_BULLET.sub("", line)) for line in text.splitlines())
    return [line if _END.search(line) else f"{line}." for line in lines if line]


def ssml_of(lines: Sequence[str], voice: str) -> str:
    """Return a document in SSML that says lines, each as a paragraph, with a voice of Azure Speech.

    The name of a voice begins with its locale. What is in a line is said, whatever markup it looks like.
    """
    locale = "-".join(voice.split("-")[:2])
    said = "".join(f"<p>{_escaped(line)}</p>" for line in lines)
    return (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis"'
        f' xml:lang="{_escaped(locale)}"><voice name="{_escaped(voice)}">{said}</voice></speak>'
    )


def _escaped(text: str) -> str:
    return escape(_spoken(text))


def _spoken(text: str) -> str:
    kept = (" " if one.isspace() else one for one in text if _is_spoken(one))
    return " ".join("".join(kept).split())


def _is_spoken(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _UNSPOKEN
