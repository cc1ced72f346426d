"""The words of a message in the form in which phrases are compared, with their places in the message."""

import re
import unicodedata
from collections.abc import Mapping

import msgspec

MAX_WORDS = 300
"""Words of a message that are read. Later ones are only part of a title."""

_WORD = re.compile(r"[#!]?\w+(?:[.,:'/]\w+)*|[+]|[^\w\s]", re.UNICODE)
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u00b4`", "'''''")
_COLON = re.compile(r":(?=\s|$)|\s[-\u2013\u2014>=]+\s|\n")
_ACCENTED = re.compile(r"(?<=\w)o\b|(?<=\bs)i\b")
_QUESTION = re.compile(r"\?[\s\"'\u201d\u00bb.!)]*$")


class Token(msgspec.Struct, frozen=True):
    """A folded word and the place of its original; `mark` is what precedes: `:`, `,` or nothing."""

    word: str
    begin: int
    end: int
    mark: str = ""


class Message(msgspec.Struct, frozen=True):
    """A message and its tokens."""

    text: str
    tokens: tuple[Token, ...]
    is_question: bool

    def words(self) -> list[str]:
        """Return the folded words."""
        return [token.word for token in self.tokens]


def read_message(text: str, contractions: Mapping[str, str]) -> Message:
    """Return a message with its words; a contraction becomes the words that it stands for."""
    folded = fold(text)
    tokens: list[Token] = []
    last_end = 0
    for found in _WORD.finditer(folded):
        word, begin, end = found[0], found.start(), found.end()
        if not (word[-1].isalnum() or word == "+"):
            continue
        mark = _mark(folded[last_end:begin]) if tokens else ""
        for at, (part, part_begin, part_end) in enumerate(_expand(word, contractions)):
            tokens.append(Token(part, begin + part_begin, begin + part_end, mark if at == 0 else ""))
        last_end = end
        if len(tokens) >= MAX_WORDS:
            break
    return Message(text, tuple(tokens), is_question=bool(_QUESTION.search(text)))


def _mark(between: str) -> str:
    """Return `:` for a colon, a dash or a line break, `,` for another end of a clause, else nothing."""
    if between in ("", " "):
        return ""
    if _COLON.search(between):
        return ":"
    return "," if any(mark in between for mark in ",;.!") else ""


def fold(text: str) -> str:
    """Return a text of the same length, in lower case and without accents.

    Two accents of Spanish stay: that of a last letter o, for it is another person's act ("terminó"), and that
    of "sí", for "si" is a condition.
    """
    if text.isascii():
        return text.lower()
    folded = "".join(map(_fold_character, text.translate(_APOSTROPHES)))
    return _ACCENTED.sub(lambda found: text[found.start()].lower(), folded)


def _fold_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    base = unicodedata.normalize("NFKD", character)[0].lower()
    return base if len(base) == 1 and not unicodedata.combining(base) else character


def _expand(word: str, contractions: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """Return the words of a contraction with their places in it."""
    size = len(word)
    whole = contractions.get(word)
    if whole is not None:
        return [(part, 0, size) for part in whole.split()]
    stem, apostrophe, ending = word.rpartition("'")
    if apostrophe:
        endings = contractions.get(f"'{ending}", ending).split()
        return [(stem, 0, len(stem)), *((part, len(stem), size) for part in endings)]
    return [(word, 0, size)]
