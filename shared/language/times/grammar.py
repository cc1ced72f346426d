"""Phrases of a language, and a parser that reads them from the tokens of a text.

A file of `phrases/` has a table for each symbol. A row is a phrase and its meaning: an integer, or the name
of a function of `meanings.py` with its first arguments; the values of the symbols in the phrase are the rest.
`true` is no value. In a phrase `<month>` is a symbol or a kind of number, `a|b` are alternatives, and `the?`
may be left out. The table `lists` has words that may or may not be beside a time.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import product
from typing import Any

from shared.language.times.tokens import KINDS, Token

Meaning = Callable[..., Any]  # takes the current moment, the arguments and the values of the symbols
"""Computes the value of a phrase, or None if the phrase means nothing, such as 31 February."""

NO_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001 - local
"""The moment for symbols that do not depend on it."""

NOTHING = object()
"""The value of a symbol that adds nothing to what a phrase means, such as a preposition."""


class Node:
    """A point in the phrases of a symbol: what may follow, and what is meant if the phrase ends here."""

    __slots__ = ("constant", "meaning", "symbols", "words")

    def __init__(self) -> None:
        self.words: dict[str, Node] = {}
        self.symbols: dict[str, Node] = {}
        self.meaning: Meaning | None = None
        self.constant: tuple[Any, ...] = ()


class Grammar:
    """The phrases of one language."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]], meanings: Mapping[str, Meaning]) -> None:
        self._meanings = meanings
        tables = dict(tables)
        lists = dict(tables.pop("lists", {}))
        self.has_lower_case_days = bool(lists.pop("days_are_lower_case", False))
        self.verb_ending = str(lists.pop("verb_ending", ""))
        self.words = {name: frozenset(words) for name, words in lists.items()}
        self.symbols = {symbol: Node() for symbol in tables}
        for symbol, rows in tables.items():
            for phrase, meaning in rows.items():
                self._add(self.symbols[symbol], phrase, meaning)
        self.first = self._first_words()

    def _add(self, root: Node, phrase: str, meaning: int | str) -> None:
        choices = [_choices(item) for item in phrase.split()]
        function, constant = self._function(meaning)
        for items in product(*choices):
            node = root
            for item in filter(None, items):
                if item.startswith("<") and item not in KINDS:
                    symbol = item[1:-1]
                    if symbol not in self.symbols:
                        raise ValueError(f"{phrase!r} has no symbol {symbol!r}")
                    node = node.symbols.setdefault(symbol, Node())
                else:
                    node = node.words.setdefault(item, Node())
            if node.meaning is None:  # the first row of two that are the same
                node.meaning, node.constant = function, constant

    def _function(self, meaning: int | str) -> tuple[Meaning, tuple[Any, ...]]:
        if isinstance(meaning, int):  # which includes true
            return _constant, (NOTHING if meaning is True else meaning,)
        name, *arguments = meaning.split()
        return self._meanings[name], tuple(map(_argument, arguments))

    def _first_words(self) -> dict[str, frozenset[str]]:
        """Return the keys of the tokens that the phrases of each symbol begin with."""
        first = {symbol: frozenset(root.words) for symbol, root in self.symbols.items()}
        changed = True
        while changed:
            changed = False
            for symbol, root in self.symbols.items():
                found = first[symbol].union(*(first[name] for name in root.symbols))
                changed = changed or found != first[symbol]
                first[symbol] = found
        return first


def _choices(item: str) -> list[str]:
    """Return the alternatives of a part of a phrase; one that may be left out is the empty text."""
    return [*item.removesuffix("?").split("|"), *([""] if item.endswith("?") else [])]


def _argument(text: str) -> int | float | str:
    if text.lstrip("-").isdigit():
        return int(text)
    return float(text) if text.replace(".", "").isdigit() else text


def _constant(_: datetime, value: object, *values: object) -> object:
    del values
    return value


class Parser:
    """Reads symbols from the tokens of a text."""

    def __init__(self, grammar: Grammar, tokens: list[Token], now: datetime) -> None:
        self._grammar, self._tokens, self._now = grammar, tokens, now
        self._found: dict[tuple[str, int], dict[int, Any]] = {}

    def read(self, symbol: str, start: int) -> dict[int, Any]:
        """Return the values of a symbol that begins at a token, by the number of the token after its end."""
        if self._tokens[start].key not in self._grammar.first[symbol]:
            return {}
        key = symbol, start
        if key not in self._found:
            self._found[key] = {}  # a symbol that begins with itself is read once
            found: dict[int, Any] = {}
            self._walk(self._grammar.symbols[symbol], start, (), found)
            self._found[key] = found
        return self._found[key]

    def _walk(self, node: Node, position: int, values: tuple[Any, ...], found: dict[int, Any]) -> None:
        if node.meaning is not None and position not in found:
            value = node.meaning(self._now, *node.constant, *values)
            if value is not None:
                found[position] = value
        if position == len(self._tokens):
            return
        token = self._tokens[position]
        following = node.words.get(token.key)
        if following is not None:
            self._walk(
                following, position + 1, values if token.value is None else (*values, token.value), found
            )
        for symbol, after in node.symbols.items():
            if token.key in self._grammar.first[symbol]:
                for end, value in self.read(symbol, position).items():
                    self._walk(after, end, values if value is NOTHING else (*values, value), found)
