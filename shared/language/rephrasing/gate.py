"""The gate: whether a text of a language model says what the text of the rules says, and nothing else."""

import re
from enum import StrEnum
from unicodedata import is_normalized

from shared.language.rephrasing.words import Words, words_of

_PLACEHOLDER = r"\{[a-z_]+\}"
_LETTERS = r"[^\W\d_]+"
_WORD = rf"{_LETTERS}(?:['\u2019]{_LETTERS})?"
_PART = rf"(?:{_PLACEHOLDER}|{_WORD})"
_SENTENCE = rf"{_PART}(?:[,:;]? {_PART})*\."
_TEXT = re.compile(rf"{_SENTENCE}(?:(?: |\n\n){_SENTENCE})*")
_PARTS = re.compile(_PART)
_BREAK = re.compile(r"(?<=\.)\s+")
_REPEATED = re.compile(rf"\b({_LETTERS})[,:;]? \1\b", re.IGNORECASE)
_NEIGHBOURS = re.compile(rf"{_PLACEHOLDER} {_PLACEHOLDER}")
_LOWER_CASE_START = re.compile(r"(?:\A|\. |\n\n)[a-zà-ÿ]")
_UPPER_CASE_INSIDE = re.compile(r"(?<!\A)(?<!\. )(?<!\n\n)(?<!\{)[A-ZÀ-Þ]")
_MIN_LENGTH = 0.6
_MAX_LENGTH = 1.3


class Fault(StrEnum):
    """Why a text is refused."""

    LENGTH = "its length"
    FORM = "its form"
    MEANING = "its meaning"


def find_fault(language: str, rule_text: str, text: str) -> Fault | None:
    """Return why a text must not stand for a rule text with the same placeholders, None if it may.

    Without connecting words, both are the same words and placeholders in the same order: nothing that
    carries meaning is added, left out, or moved to another fact. Only the phrase for a period that runs may
    move, within its sentence.
    """
    if not _MIN_LENGTH * len(rule_text) <= len(text) <= _MAX_LENGTH * len(rule_text) + 20:
        return Fault.LENGTH
    if not _is_well_formed(text) or text.count("\n\n") > rule_text.count("\n\n"):
        return Fault.FORM
    if _meaning(language, text) != _meaning(language, rule_text):
        return Fault.MEANING
    return None


def _is_well_formed(text: str) -> bool:
    """Return whether a text is sentences of words and placeholders, with nothing else in between.

    So it has no digit, link, mention, markup, control character or question, and no number that two
    placeholders would make together.
    """
    return (
        is_normalized("NFC", text)
        and _TEXT.fullmatch(text) is not None
        and not _REPEATED.search(text)
        and not _NEIGHBOURS.search(text)
        and not _LOWER_CASE_START.search(text)
        and not _UPPER_CASE_INSIDE.search(text)
    )


def _meaning(language: str, text: str) -> list[str]:
    """Return the placeholders and the words of a text that are not connecting, in order.

    The phrase for a period that runs counts as the beginning of its sentence.
    """
    words, found = words_of(language), list[str]()
    for sentence in _BREAK.split(text):
        phrases, rest = _take_phrase(words, sentence)
        meanings = map(words.meaning_of, _PARTS.findall(rest))
        found += [*phrases, *(meaning for meaning in meanings if meaning is not None)]
    return found


def _take_phrase(words: Words, sentence: str) -> tuple[list[str], str]:
    """Return the phrase in a sentence as often as it is there, and the sentence without it."""
    for spelling, phrase in words.moving.items():
        rest, times = re.subn(rf"\b{spelling}\b", "", sentence, flags=re.IGNORECASE)
        if times:
            return [phrase] * times, rest
    return [], sentence
