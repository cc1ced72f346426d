"""Texts as clauses, with the first of all phrases that mean the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from shared.language.rephrasing.words import Phrases


class Boundary(StrEnum):
    """What is before a clause; a semicolon counts as the end of a sentence."""

    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"
    COMMA_AND = "comma and"
    AND = "and"
    BUT = "but"
    COMMA = "comma"
    COLON = "colon"
    OPENING = "opening"


_MARKS = {",": Boundary.COMMA, ":": Boundary.COLON, ";": Boundary.SENTENCE}
_WITHOUT_ADVERB = {Boundary.COMMA, Boundary.COLON, Boundary.OPENING}
_MOVED = "§"


@dataclass(frozen=True)
class Clause:
    """The words and placeholders between two boundaries, and what is before them.

    `moved` are the phrases in it that may be in any clause of the sentence of that number.
    """

    boundary: Boundary
    words: tuple[str, ...]
    sentence: int
    moved: tuple[str, ...] = ()


def clauses_of(phrases: Phrases, text: str) -> list[Clause]:
    """Return the clauses of a text of sentences.

    Adverbs are left out, and an opening is a clause, whether or not a comma follows it.
    """
    text = text.lower()
    for _ in range(2):  # a phrase may be in another one, such as "you also" in "you also had room for"
        text = phrases.patterns.same.sub(lambda match: phrases.same[match[0]], text)
    found, number = list[Clause](), 0
    for paragraph in text.split("\n\n"):
        boundary = Boundary.PARAGRAPH
        for sentence in paragraph.removesuffix(".").split(". "):
            marked = _mark(phrases, sentence, is_first=number == 0)
            for before, part in _split(phrases, marked, boundary):
                found.append(_clause(before, part, number))
            boundary, number = Boundary.SENTENCE, number + 1
    return found


def _mark(phrases: Phrases, sentence: str, *, is_first: bool) -> str:
    """Return a sentence without words that may begin it, and with a mark for each phrase that may move."""
    firsts = [*dict.fromkeys(phrases.moving.values())]
    patterns = phrases.patterns
    adverb = (patterns.summary if is_first else patterns.adverb).match(sentence)
    sentence = patterns.moving.sub(
        lambda match: f"{_MOVED}{firsts.index(phrases.moving[match[0]])}",
        sentence[adverb.end() if adverb else 0 :],
    )
    sentence = re.sub(rf"^({_MOVED}\d) (?=\{{)", r"\1 , ", sentence)  # which needs a colon or a verb
    sentence = re.sub(rf"^({_MOVED}\d)(?:, |: (?=\{{))", r"\1 ", sentence)
    return re.sub(rf", ({_MOVED}\d), ", r" \1 ", sentence)


def _split(phrases: Phrases, sentence: str, boundary: Boundary) -> Iterator[tuple[Boundary, str]]:
    """Yield what is before each clause of a sentence, and the clause."""
    patterns, start = phrases.patterns, 0
    while True:
        if boundary not in _WITHOUT_ADVERB:
            adverb = patterns.adverb.match(sentence, start) if start else None
            start = adverb.end() if adverb else start
            if (opening := patterns.opening.match(sentence, start)) is not None:
                yield boundary, opening[1]
                start, boundary = opening.end(), Boundary.OPENING
        match = patterns.boundary.search(sentence, start)
        if match is None:
            yield boundary, sentence[start:]
            return
        yield boundary, sentence[start : match.start()]
        start, boundary = match.end(), _boundary(phrases, match)


def _clause(boundary: Boundary, text: str, number: int) -> Clause:
    """Return a clause; a phrase that may move is one of its words unless it begins or ends the clause."""
    words = text.split()
    ends = {0, len(words) - 1} if words else set()
    moved = sorted(place for place in ends if words[place].startswith(_MOVED))
    kept = tuple(word for place, word in enumerate(words) if place not in moved)
    return Clause(boundary, kept, number, tuple(words[place] for place in moved))


def _boundary(phrases: Phrases, match: re.Match[str]) -> Boundary:
    comma, join, mark = match.groups()
    if join is None:
        return _MARKS[mark]
    if join in phrases.buts:
        return Boundary.BUT
    return Boundary.COMMA_AND if comma else Boundary.AND
