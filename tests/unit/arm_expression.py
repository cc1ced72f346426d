"""Parser for ARM template expressions such as `[format('{0}', parameters('name'))]`.

Source: "Syntax and expressions in ARM templates".
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_][A-Za-z0-9_]*)|([()\[\],.]))")


class TemplateError(Exception):
    """The template could not be deployed."""


class StringLiteral(NamedTuple):
    """A string literal in an expression."""

    value: str


class NumberLiteral(NamedTuple):
    """A number literal in an expression."""

    value: int


class FunctionCall(NamedTuple):
    """A function call with its arguments."""

    name: str
    arguments: tuple[Any, ...]


class Item(NamedTuple):
    """An element of a list or a property of an object: `of.key` or `of[key]`."""

    of: Any
    key: Any


def is_expression(value: object) -> bool:
    """Return whether a string is an expression: `[...]`, except `[[...]`, which escapes a bracket."""
    return isinstance(value, str) and value[:1] == "[" and value[:2] != "[[" and value[-1:] == "]"


def strings(node: object) -> Iterator[str]:
    """Yield every string of a template, property names included."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


def calls(node: object) -> Iterator[FunctionCall]:
    """Yield every function call in the expressions of a template."""
    for text in filter(is_expression, strings(node)):
        yield from _calls_in(parse(text))


def parse(text: str) -> Any:
    """Return the parsed expression; raise `TemplateError` for an unclosed bracket or string."""
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
            raise TemplateError(f"{text}: cannot parse {text[at:]!r}")
        at = token.end()
        quoted, number, name, punctuation = token.groups()
        if quoted is not None:
            found.append(StringLiteral(quoted.replace("''", "'")))
        elif number is not None:
            found.append(NumberLiteral(int(number)))
        else:
            found.append(name or punctuation)
    return found


def _parse_value(tokens: list[Any]) -> Any:
    first = _take(tokens)
    if isinstance(first, StringLiteral | NumberLiteral):
        value: Any = first
    elif isinstance(first, str) and first.isidentifier():
        _take(tokens, "(")
        value = FunctionCall(first, tuple(_parse_arguments(tokens)))
    else:
        raise TemplateError(f"a value is missing before {first!r}")
    while tokens and tokens[0] in {".", "["}:
        if _take(tokens) == ".":
            value = Item(value, StringLiteral(_take(tokens)))
        else:
            value = Item(value, _parse_value(tokens))
            _take(tokens, "]")
    return value


def _parse_arguments(tokens: list[Any]) -> Iterator[Any]:
    if tokens and tokens[0] == ")":
        _take(tokens)
        return
    yield _parse_value(tokens)
    while (punctuation := _take(tokens)) == ",":
        yield _parse_value(tokens)
    if punctuation != ")":
        raise TemplateError(f"a bracket is not closed before {punctuation!r}")


def _take(tokens: list[Any], wanted: str | None = None) -> Any:
    if not tokens or (wanted is not None and tokens[0] != wanted):
        raise TemplateError(f"{wanted or 'more'} is missing")
    return tokens.pop(0)


def _calls_in(node: Any) -> Iterator[FunctionCall]:
    if isinstance(node, FunctionCall):
        yield node
        for argument in node.arguments:
            yield from _calls_in(argument)
    elif isinstance(node, Item):
        yield from _calls_in(node.of)
        yield from _calls_in(node.key)
