"""The word lists of each language, read when they are first used."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Words:
    """The small words of a language, which may come and go, and what may stand for something else.

    `connecting` are words that join and describe, and change no fact: no negation, number, comparison,
    estimate or preposition of a range, no word of advice, doubt, blame or diagnosis. `synonyms` has the word
    for which each of several stands. `moving` has, for each spelling of a phrase for a period that runs, the
    first one: such a phrase may stand anywhere in its sentence.
    """

    connecting: frozenset[str]
    synonyms: Mapping[str, str]
    moving: Mapping[str, str]

    def meaning_of(self, word: str) -> str | None:
        """Return a word, or the first one of those that mean the same; None for a connecting word."""
        word = word.lower()
        return None if word in self.connecting else self.synonyms.get(word, word)


@cache
def words_of(language: str) -> Words:
    """Return the words of a language that has files here."""
    groups = [line.split() for line in _read(f"synonyms/{language}.txt").splitlines()]
    phrases = [line.split("; ") for line in _read(f"moving/{language}.txt").splitlines()]
    return Words(
        connecting=frozenset(_read(f"connecting/{language}.txt").split()),
        synonyms={word: group[0] for group in groups for word in group},
        moving={phrase: group[0] for group in phrases for phrase in group},
    )


@cache
def instructions_in(language: str) -> str:
    """Return what a language model is told to do with a text of a language."""
    small_words = " ".join(sorted(words_of(language).connecting))
    return f"{_read('instructions.txt')}\nSmall words: {small_words}\n"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")
