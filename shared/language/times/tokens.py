"""The words, numbers and marks of a text, with their positions."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple


class Token(NamedTuple):
    """A word, a number or a mark.

    The key is compared with phrases: a word without accents in lower case, the kind of a number such as
    `<int>`, or the mark itself. A letter that is written directly after digits has a tilde before it: `~h`.
    """

    key: str
    value: Any  # of a number: its parts
    begin: int
    end: int


_QUOTES = "\u2018\u2019\u00b4"
_ORDINAL_ENDINGS = "st|nd|rd|th|º|ª|er|ro|ra|do|da|to|ta|mo|ma|vo|va"

_TOKEN = re.compile(
    rf"""
    (?P<quoted> "[^"]*" | “[^”]*” | «[^»]*» | (?<!\w)'[^']*'(?!\w) | `[^`]*` )
  | (?P<code> \w+://\S+ | (?<![\w.+-])[\w.+-]+@[\w.-]+ | (?<!\w)[#@/!][^\W\d_][\w-]* )
  | (?P<iso_moment> \d{{4}}-\d\d-\d\dt\d\d:\d\d (?: :\d\d (?: \.\d+ )? )? (?![\w-]) )
  | (?P<iso> \d{{4}}(?P<dash>[-/.])\d{{1,2}}(?P=dash)\d{{1,2}} (?![\w-]) )
  | (?P<full> \d{{1,2}} (?P<mark> [/.-] ) \d{{1,2}} (?P=mark) (?: \d{{4}} | \d\d ) (?!\d) )
  | (?P<padded> 0\d:\d\d (?: :\d\d )? (?!\d) )
  | (?P<colon> \d{{1,2}}:\d\d (?: :\d\d )? (?!\d) )
  | (?P<slash> \d{{1,3}}/\d{{1,3}} (?![\d/]) )
  | (?P<decimal> \d{{1,9}}[.,]\d{{1,9}} (?!\d) )
  | (?P<nth> \d{{1,2}} (?: {_ORDINAL_ENDINGS} ) (?!\w) )
  | (?P<int> \d{{1,9}} (?!\d) )
  | (?P<long> \d+ )
  | (?P<half> [ap]\.\s?m\b\.? )
  | (?P<word> (?: [^\W\d_] [\u0300-\u036f]* )+ (?: '[^\W\d_]+ )? )
  | (?P<other> \S )
    """,
    re.VERBOSE,
)


def fold(text: str) -> str:
    """Return a text of the same length in lower case, without accents, and with straight quotes."""
    return text.lower() if text.isascii() else "".join(map(_fold_character, text))


@lru_cache(maxsize=1024)
def _fold_character(character: str) -> str:
    if character in _QUOTES:
        return "'"
    folded = unicodedata.normalize("NFD", character.lower())[0]
    return folded if len(folded) == 1 else character


def split(text: str) -> list[Token]:
    """Return the tokens of a text. What is in quotes, an address, a tag or a long number has no meaning."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(fold(text)):
        kind, word = match.lastgroup or "", match[0]
        begin, end = match.span()
        kind = {"dash": "iso", "mark": "full"}.get(kind, kind)  # the groups inside of them
        if kind == "word":
            if not word.isascii():
                word = "".join(letter for letter in word if not unicodedata.combining(letter))
            glued = len(word) == 1 and tokens and tokens[-1].end == begin and text[begin - 1].isdigit()
            tokens.append(Token(f"~{word}" if glued else word, None, begin, end))
        elif kind == "half":
            tokens.append(Token(f"{word[0]}m", None, begin, end))
        elif kind in _VALUES:
            tokens.append(Token(f"<{kind}>", _VALUES[kind](word), begin, end))
        else:
            tokens.append(Token("" if kind in ("quoted", "code", "long") else word, None, begin, end))
    return tokens


def _parts(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


_VALUES: dict[str, Callable[[str], Any]] = {
    "iso_moment": _parts,
    "iso": _parts,
    "padded": _parts,
    "full": _parts,
    "colon": _parts,
    "slash": _parts,
    "decimal": str,
    "nth": lambda text: _parts(text)[0],
    "int": int,
}
KINDS = frozenset(f"<{kind}>" for kind in _VALUES)
"""The keys of tokens that have a value."""
