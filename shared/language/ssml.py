"""Text that is spoken: lines of plain words, and as SSML, the markup of speech synthesis.

Source: Speech Synthesis Markup Language 1.0, W3C, 2004.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape

_UNITS = {
    "en": {"h": ("hour", "hours"), "min": ("minute", "minutes"), "ml": ("millilitre", "millilitres")},
    "es": {"h": ("hora", "horas"), "min": ("minuto", "minutos"), "ml": ("mililitro", "mililitros")},
}
_MEASURE = re.compile(r"(?<![\w.,:])([0-9][0-9.,]*) (h|min|ml)\b")
_BULLET = re.compile(r"^\s*[•*-]\s+")
_UNSPOKEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So"})
"""The Unicode categories of characters that are not spoken, such as controls and pictures.

XML 1.0 excludes some of them.
"""

_END = re.compile(r"[.!?…:;][”»\"')]*\Z")


def speakable_lines(text: str, language: str) -> list[str]:
    """Return the lines of a text as they are spoken: without bullets and unspoken characters, each ended.

    Units after a number are written out.
    """
    units = _UNITS[language]
    lines = (_spoken(_BULLET.sub("", line)) for line in text.splitlines())
    lines = (_MEASURE.sub(lambda found: _measure(found, units), line) for line in lines)
    return [line if _END.search(line) else f"{line}." for line in lines if line]


def ssml_of(lines: Sequence[str], voice: str) -> str:
    """Return a document in SSML that says lines, each as a paragraph, with a voice of Azure Speech.

    The name of a voice begins with its locale. Markup in a line is spoken as text.
    """
    locale = "-".join(voice.split("-")[:2])
    said = "".join(f"<p>{_escaped(line)}</p>" for line in lines)
    return (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis"'
        f' xml:lang="{_escaped(locale)}"><voice name="{_escaped(voice)}">{said}</voice></speak>'
    )


def _measure(found: re.Match[str], units: Mapping[str, tuple[str, str]]) -> str:
    one, several = units[found[2]]
    return f"{found[1]} {one if found[1] == '1' else several}"


def _escaped(text: str) -> str:
    return escape(_spoken(text))


def _spoken(text: str) -> str:
    kept = (" " if one.isspace() else one for one in text if _is_spoken(one))
    return " ".join("".join(kept).split())


def _is_spoken(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _UNSPOKEN
