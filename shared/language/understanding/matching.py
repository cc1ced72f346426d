"""Whether a phrase fits a message: each word of the message must have its place."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from shared.language.understanding.lexicon import Place, Places
from shared.language.understanding.phrases import MARKS, OPEN, Element, Phrase
from shared.language.understanding.tokens import Token

TIME = "time"
"""The slot of a time phrase."""

MAX_ANY_WORDS = 8
MAX_PLAIN_WORDS = 24
"""Words of a message without a title: a longer one says more than a phrase can."""


class Fit(msgspec.Struct, frozen=True):
    """A phrase that fits, the words of its title (begin, end) and the slots of its entries."""

    phrase: Phrase
    title: tuple[int, int] | None = None
    any_words: tuple[int, int] | None = None
    open_words: int = 0
    skipped_words: int = 0
    slots: tuple[tuple[str, str], ...] = ()

    def rank(self) -> tuple[bool, int, int, int, int, int]:
        """Return what the best fit has least of."""
        return (
            not self.phrase.has_colon,
            self.open_words,
            self.skipped_words,
            self.phrase.section,
            -len(self.slots),
            self.phrase.order,
        )

    def with_place(self, place: Place, word: int) -> "Fit":
        """Return the fit with an entry at a word. A time counts as open: it could be part of the title."""
        if not place.slot:
            return self
        time_words = place.end - word if place.slot == TIME else 0
        return msgspec.structs.replace(
            self,
            open_words=self.open_words + time_words,
            slots=(*self.slots, (place.slot, place.value)),
        )

    def with_skipped(self, place: Place, word: int) -> "Fit":
        """Return the fit without the words of an entry, except for its slot."""
        fit = self.with_place(place, word)
        return msgspec.structs.replace(fit, skipped_words=fit.skipped_words + place.end - word)

    def with_open(self, begin: int, end: int, *, is_title: bool) -> "Fit":
        """Return the fit with the words of an open element."""
        return msgspec.structs.replace(
            self,
            title=(begin, end) if is_title else self.title,
            any_words=self.any_words if is_title else (begin, end),
            open_words=self.open_words + end - begin,
        )


class _Position(NamedTuple):
    """The next element and the next word; `skipped` if words before it have been left out for the element."""

    element: int
    word: int
    skipped: bool = False


class Matcher:
    """Fits phrases to one message."""

    def __init__(self, tokens: Sequence[Token], places: Places) -> None:
        self._tokens = tokens
        self._places = places
        self._size = len(tokens)
        self._polite_from = _polite_from(places, self._size)
        self._words = {token.word for token in tokens}

    def names(self) -> set[str]:
        """Return the classes with entries in the message, and its words."""
        return {*self._places, *(f"={word}" for word in self._words)}

    def could_fit(self, phrase: Phrase) -> bool:
        """Return whether the message has entries for all required words of a phrase."""
        return all(
            element.optional or any(self._occurs(name) for name in element.names)
            for element in phrase.elements
        )

    def fits(self, phrase: Phrase, starts: Sequence[int]) -> Iterator[Fit]:
        """Yield how a phrase fits from one of several words to the end."""
        plain = not any(element.is_open for element in phrase.elements)
        if plain and self._size > MAX_PLAIN_WORDS:
            return
        failed: set[_Position] = set()
        for start in starts:
            fit = self._walk(_Position(0, start), Fit(phrase), failed)
            if fit:
                yield fit

    def _occurs(self, name: str) -> bool:
        if name.startswith("="):
            return name[1:] in self._words
        return name in OPEN or name in MARKS or name in self._places

    def _walk(self, position: _Position, fit: Fit, failed: set[_Position]) -> Fit | None:
        """Return the fit of the remaining elements to the remaining words."""
        if position in failed:
            return None
        at, word, skipped = position
        elements = fit.phrase.elements
        found: Fit | None = None
        if at == len(elements):
            if word in (self._size, self._polite_from):
                return None if elements[-1].is_open and skipped else fit
            if not elements[-1].is_open:
                found = self._skip(position, fit, failed)
        elif elements[at].is_open:
            found = None if skipped else self._take_open(position, fit, failed)
        else:
            found = self._take(position, fit, failed)
            if found is None and not (at and elements[at - 1].is_open):
                found = self._skip(position, fit, failed)
        if found is None and at < len(elements) and elements[at].optional and not skipped:
            found = self._walk(_Position(at + 1, word), fit, failed)
        if found is None:
            failed.add(position)
        return found

    def _take(self, position: _Position, fit: Fit, failed: set[_Position]) -> Fit | None:
        """Return the fit with the next element at the next word."""
        element = fit.phrase.elements[position.element]
        if element.is_mark:
            mark = self._tokens[position.word].mark if position.word < self._size else ""
            if mark and mark in MARKS[element.names[0]]:
                return self._walk(_Position(position.element + 1, position.word), fit, failed)
            return None
        for place in self._found(element, position.word):
            taken = fit.with_place(place, position.word)
            found = self._walk(_Position(position.element + 1, place.end), taken, failed)
            if found:
                return found
        return None

    def _skip(self, position: _Position, fit: Fit, failed: set[_Position]) -> Fit | None:
        """Return the fit without the next word, if that may stand anywhere."""
        if not fit.phrase.only_reads and self._is_veto(position.word):
            return None
        for name in (*fit.phrase.also, *self._fillers(position, fit.phrase)):
            for place in self._at(name, position.word):
                skipped = _Position(position.element, place.end, skipped=True)
                found = self._walk(skipped, fit.with_skipped(place, position.word), failed)
                if found:
                    return found
        return None

    def _is_veto(self, word: int) -> bool:
        """Return whether a word makes a request another thing: "do not", "if"; "no," is an answer."""
        ends_clause = word + 1 < self._size and self._tokens[word + 1].mark
        return word in self._places.get("veto", {}) and not ends_clause

    def _fillers(self, position: _Position, phrase: Phrase) -> tuple[str, ...]:
        """Return the classes that may stand anywhere. An article before a verb makes it a noun."""
        before_verb = position.element == 0 and phrase.has_title and not phrase.has_colon
        return ("filler",) if before_verb else ("filler", "article")

    def _take_open(self, position: _Position, fit: Fit, failed: set[_Position]) -> Fit | None:
        """Return the fit with as few words as possible at the next element, which takes any."""
        at, word, _ = position
        is_title = fit.phrase.elements[at].names == ("{title}",)
        following = fit.phrase.elements[at + 1 :]
        last = self._size if is_title else min(self._size, word + MAX_ANY_WORDS)
        first = word + 1 if following else last
        if not following and not fit.phrase.has_colon:
            first = max(word + 1, min(last, self._polite_from))
        for end in range(first, last + 1):
            found = self._walk(_Position(at + 1, end), fit.with_open(word, end, is_title=is_title), failed)
            if found:
                return found
        return None

    def _found(self, element: Element, word: int) -> Iterator[Place]:
        for name in element.names:
            yield from self._at(name, word)

    def _at(self, name: str, word: int) -> Sequence[Place]:
        """Return the entries of a class, or the word itself, at a word."""
        if not name.startswith("="):
            return self._places.get(name, {}).get(word, ())
        if word < self._size and self._tokens[word].word == name[1:]:
            return (Place(word + 1),)
        return ()


def _polite_from(places: Places, size: int) -> int:
    """Return where the words of politeness at the end of a message begin."""
    polite = places.get("polite", {})
    begin = size
    for word in range(size - 1, 0, -1):
        if any(place.end == begin for place in polite.get(word, ())):
            begin = word
        elif size - word > MAX_ANY_WORDS:
            break
    return begin
