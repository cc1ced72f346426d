"""From method and path to the function that answers: rules 2, 3 and 7 to 10."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from local_host.templates import Template, folded

T = TypeVar("T")

_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")


def _keep_escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(f"%{byte:02X}" for byte in error.object[error.start : error.end]), error.end


KEEP_ESCAPED = "keep-escaped"
codecs.register_error(KEEP_ESCAPED, _keep_escaped)


def _unescape(found: re.Match[bytes]) -> bytes:
    byte = int(found[1], 16)
    return found[0] if byte == ord("/") else bytes((byte,))


def decoded_path(raw: bytes) -> str | None:
    """Percent-decode a path once (rule 11).

    `%2F`, malformed escapes and bytes that are not UTF-8 stay escaped, dot segments are resolved. None for
    a path that holds a NUL: no server of the real host lets it through.
    """
    if b"%" in raw:
        raw = _ESCAPED.sub(_unescape, raw)
    path = raw.decode("utf-8", KEEP_ESCAPED)
    if "\0" in path:
        return None
    return _without_dots(path) if "/." in path else path


def _without_dots(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    if parts[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


@dataclass(frozen=True, slots=True)
class Route(Generic[T]):
    """A template, the methods that it takes (None: every one), and what it leads to."""

    template: Template
    methods: frozenset[str] | None
    target: T


class RouteTable(Generic[T]):
    """Routes in the order in which they are tried; the first one that matches answers.

    Two look-ups narrow the candidates before any template is compared: the number of segments, and the
    segment at `pivot` (the first one behind the prefix that all routes share). Both only leave out routes
    that cannot match and keep the order, so the answer is that of trying every route in turn.
    """

    def __init__(self, routes: Iterable[Route[T]], pivot: int) -> None:
        self._routes = tuple(routes)
        self._pivot = pivot
        longest = max((len(route.template.segments) for route in self._routes), default=0)
        self._by_count = [self._bucket(count) for count in range(longest + 1)]
        self._longer = self._bucket(longest + 1)

    def _bucket(self, count: int) -> tuple[dict[str, tuple[Route[T], ...]], tuple[Route[T], ...]]:
        fitting = [
            route
            for route in self._routes
            if route.template.shortest <= count
            and (count <= len(route.template.segments) or route.template.endless)
        ]
        if count <= self._pivot:
            return {}, tuple(fitting)
        at_pivot = [(self._literal_at_pivot(route), route) for route in fitting]
        literals = {literal for literal, _ in at_pivot if literal is not None}
        by_literal = {
            literal: tuple(route for own, route in at_pivot if own is None or own == literal)
            for literal in literals
        }
        return by_literal, tuple(route for own, route in at_pivot if own is None)

    def _literal_at_pivot(self, route: Route[T]) -> str | None:
        segments = route.template.segments
        return segments[self._pivot].literal if self._pivot < len(segments) else None

    def find(self, method: str, path: str) -> tuple[T, dict[str, str]] | None:
        """Return the target of the first route that matches, with its values, or None (which is a 404)."""
        if "//" in path or not path.startswith("/"):
            return None
        text = path[1:-1] if path.endswith("/") else path[1:]
        parts = text.split("/") if text else []
        folded_parts = [folded(part) for part in parts]
        count = len(parts)
        by_literal, others = self._by_count[count] if count < len(self._by_count) else self._longer
        candidates = by_literal.get(folded_parts[self._pivot], others) if count > self._pivot else others
        if not candidates:
            return None
        method = method.upper()
        for route in candidates:
            if route.methods is not None and method not in route.methods:
                continue
            values = route.template.match(parts, folded_parts)
            if values is not None:
                return route.target, values
        return None
