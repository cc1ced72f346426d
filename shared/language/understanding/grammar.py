"""The words and phrases of each language, read from their files at the first use."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from shared.language.understanding.lexicon import Lexicon, read_lexicon
from shared.language.understanding.phrases import Phrase, read_phrases
from shared.language.understanding.tokens import read_message

_HERE = Path(__file__).parent

LANGUAGES = tuple(sorted(path.parent.name for path in _HERE.glob("*/phrases.txt")))
"""The languages that have a folder."""

DEFAULT_LANGUAGE = "en"


class Grammar(msgspec.Struct, frozen=True):
    """The words and phrases of a language."""

    language: str
    lexicon: Lexicon
    phrases: Mapping[str, tuple[Phrase, ...]]
    """The phrases by the name of a class or word without which they do not fit."""

    def known_words(self, text: str) -> int:
        """Return how many words of a text the phrases of this language have."""
        message = read_message(text, self.lexicon.contractions)
        return len(self.lexicon.vocabulary.intersection(message.words()))

    def phrases_with(self, names: Iterable[str]) -> Iterator[Phrase]:
        """Yield the phrases that may fit a message with entries of some classes and some words."""
        for name in names:
            yield from self.phrases.get(name, ())


@lru_cache
def grammar_of(language: str) -> Grammar:
    """Return the grammar of a language."""
    folder = _HERE / language
    lexicon = read_lexicon(_lines(folder / "words.txt"))
    phrases: dict[str, list[Phrase]] = {}
    for phrase in read_phrases(_lines(folder / "phrases.txt")):
        _check_classes(phrase, lexicon)
        for name in _rarest_names(phrase, lexicon):
            phrases.setdefault(name, []).append(phrase)
    return Grammar(language, lexicon, {name: tuple(found) for name, found in phrases.items()})


def _check_classes(phrase: Phrase, lexicon: Lexicon) -> None:
    """Raise `ValueError` if a phrase has a class that is not in the word lists."""
    for name in (*phrase.also, *(name for element in phrase.elements for name in element.names)):
        if name[0].isalpha() and name not in lexicon.sizes:
            raise ValueError(f"no word class {name}: {phrase.text}")


def _rarest_names(phrase: Phrase, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the names of the required element that fewest messages have."""
    required = [
        element.names
        for element in phrase.elements
        if not (element.optional or element.is_open or element.is_mark)
    ]
    return min(required, key=lambda names: sum(lexicon.size_of(name) for name in names))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
