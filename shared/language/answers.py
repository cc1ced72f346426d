"""Answers to a question with choices: "yes", "no", "the second", "that one", or the label of a choice."""

import re
from collections.abc import Sequence
from enum import StrEnum

from shared.language.plain_words import plain_words

_ORDINALS = {
    "en": ("first", "second", "third", "fourth", "fifth"),
    "es": ("primer", "segund", "tercer", "cuart", "quint"),
}
_CARDINALS = {
    "en": ("one", "two", "three", "four", "five"),
    "es": ("uno", "dos", "tres", "cuatro", "cinco"),
}
_LAST = {"en": ("last",), "es": ("ultima", "ultimo")}
_YES = {
    "en": (
        *("yes", "yep", "yeah", "yup", "sure", "ok", "okay", "y", "please do", "do it", "go ahead"),
        *("of course", "yes please", "that one", "that", "correct", "right", "exactly"),
    ),
    "es": (
        *("si", "vale", "claro", "dale", "ok", "venga", "de acuerdo", "por supuesto", "adelante", "hazlo"),
        *("si por favor", "ese", "esa", "eso", "correcto", "exacto", "si claro"),
    ),
}
_NO = {
    "en": (
        *("no", "nope", "nah", "n", "cancel", "never mind", "nevermind", "leave it", "none", "no thanks"),
        *("neither", "none of them", "forget it", "do not", "dont"),
    ),
    "es": (
        *("no", "nada", "cancela", "cancelar", "dejalo", "ninguna", "ninguno", "no gracias", "olvidalo"),
        *("mejor no", "da igual"),
    ),
}
_FILLERS = {
    "en": frozenset({"the", "one", "number", "option", "task", "please", "its"}),
    "es": frozenset({"la", "el", "numero", "opcion", "tarea", "por", "favor", "es"}),
}
_ONE = re.compile("((the )?(number|option|task) )?one( please)?")
"""The number, in English, where "one" is a filler as well."""

_INSIDE_WORDS = re.compile("['\u2019]|\\.(?=[\u00ba\u00aa])")
"""Punctuation that does not separate words, as in "don't" and "1.º"."""

_MAX_DIGITS = 3


class Agreement(StrEnum):
    """An answer that names no choice."""

    YES = "yes"
    NO = "no"


def read_answer(text: str, language: str, labels: Sequence[str]) -> Agreement | int | None:
    """Return the index of the choice that an answer names, or whether it agrees; None for anything else."""
    said = _fold(text)
    if not said:
        return None
    folded = [*map(_fold, labels)]
    if said in folded:
        return folded.index(said)
    if said in _YES[language]:
        return Agreement.YES
    if said in _NO[language]:
        return Agreement.NO
    return _position(said, language, len(labels))


def name_choice(text: str, language: str, labels: Sequence[str]) -> int | None:
    """Return the index of the only choice whose label has all words of a text; None if there is none."""
    words = set(_fold(text).split()) - _FILLERS[language]
    found = [index for index, label in enumerate(labels) if words and words <= set(_fold(label).split())]
    return found[0] if len(found) == 1 else None


def distinct_labels(labels: Sequence[str]) -> list[str]:
    """Return labels that no answer confuses: those that read like another one get a number."""
    distinct: list[str] = []
    taken = {""}
    for label in labels:
        number, one = 1, label
        while _fold(one) in taken:
            number += 1
            one = f"{label} ({number})"
        taken.add(_fold(one))
        distinct.append(one)
    return distinct


def _position(said: str, language: str, count: int) -> int | None:
    """Return the index that a number or an ordinal names."""
    words = [word for word in said.split() if word not in _FILLERS[language]]
    if not words and _ONE.fullmatch(said):
        words = ["one"]
    if len(words) != 1:
        return None
    (word,) = words
    if word in _LAST[language]:
        return count - 1
    found = _number(word, language)
    return found - 1 if found is not None and 1 <= found <= count else None


def _number(word: str, language: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) <= _MAX_DIGITS else None
    if match := re.fullmatch(r"([0-9]{1,2})(st|nd|rd|th|o|a|er)", word):
        return int(match[1])
    for number, (ordinal, cardinal) in enumerate(
        zip(_ORDINALS[language], _CARDINALS[language], strict=True), 1
    ):
        if word == cardinal or (word == ordinal if language == "en" else word.startswith(ordinal)):
            return number
    return None


def _fold(text: str) -> str:
    """Return the plain words of a text, those with an apostrophe as one."""
    return " ".join(plain_words(_INSIDE_WORDS.sub("", text)))
