"""Expressions of ARM templates, `[format('{0}', parameters('name'))]`, read into what they are made of.

Source: "Syntax and expressions in ARM templates".
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_][A-Za-z0-9_]*)|([()\[\],.]))")


class TemplateError(Exception):
    """The template is not one that could be deployed."""


class MultilineText(NamedTuple):
    """A text in an expression."""

    value: str


class Number(NamedTuple):
    """A number in an expression."""

    value: int


class Request(NamedTuple):
    """A function with its arguments."""

    name: str
    arguments: tuple[Any, ...]


class Item(NamedTuple):
    """Something of a list or an object: `of.key` or `of[key]`."""

    of: Any
    key: Any


def is_expression(value: object) -> bool:
    """Tell whether a text is worked out: `[...]`, but `[[...]` is a text that begins with a bracket."""
    return isinstance(value, str) and value[:1] == "[" and value[:2] != "[[" and value[-1:] == "]"


def texts(node: object) -> Iterator[str]:
    """Go through every text of a template, names included."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def calls(node: object) -> Iterator[Request]:
    """Go through every function that the expressions of a template call."""
    for text in filter(is_expression, texts(node)):
        yield from _calls_in(parse(text))


def parse(text: str) -> Any:
    """Return what stands in an expression; `TemplateError` when its brackets or texts are not closed."""
    tokens = _tokens(text[1:-1])
    found = _parse_value(tokens)
    if tokens:
        raise TemplateError(f"{text}: unexpected {tokens[0]!r}")
    return found


def _tokens(text: str) -> list[Any]:
    found: list[Any] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None:
            raise TemplateError(f"{text}: not understood from {text[at:]!r} on")
        at = token.end()
        quoted, number, name, sign = token.groups()
        if quoted is not None:
            found.append(MultilineText(quoted.replace("''", "'")))
        elif number is not None:
            found.append(Number(int(number)))
        else:
            found.append(name or sign)
    return found


def _parse_value(tokens: list[Any]) -> Any:
    first = _take(tokens)
    if isinstance(first, MultilineText | Number):
        value: Any = first
    elif isinstance(first, str) and first.isidentifier():
        _take(tokens, "(")
        value = Request(first, tuple(_parse_arguments(tokens)))
    else:
        raise TemplateError(f"a value is missing before {first!r}")
    while tokens and tokens[0] in {".", "["}:
        if _take(tokens) == ".":
            value = Item(value, MultilineText(_take(tokens)))
        else:
            value = Item(value, _parse_value(tokens))
            _take(tokens, "]")
    return value


def _parse_arguments(tokens: list[Any]) -> Iterator[Any]:
    if tokens and tokens[0] == ")":
        _take(tokens)
        return
    yield _parse_value(tokens)
    while (sign := _take(tokens)) == ",":
        yield _parse_value(tokens)
    if sign != ")":
        raise TemplateError(f"a bracket is not closed before {sign!r}")


def _take(tokens: list[Any], wanted: str | None = None) -> Any:
    if not tokens or (wanted is not None and tokens[0] != wanted):
        raise TemplateError(f"{wanted or 'more'} is missing")
    return tokens.pop(0)


def _calls_in(node: Any) -> Iterator[Request]:
    if isinstance(node, Request):
        yield node
        for argument in node.arguments:
            yield from _calls_in(argument)
    elif isinstance(node, Item):
        yield from _calls_in(node.of)
        yield from _calls_in(node.key)
