"""Finds the function for a method and a path: rules 2 and 8 to 11."""

from collections.abc import Collection, Iterable
from typing import Generic, TypeVar
from urllib.parse import unquote

from local_host.templates import Template

T = TypeVar("T")


def decoded_path(raw: bytes) -> str:
    """Percent-decode a path once, except `%2F` (rule 11)."""
    return unquote(raw.replace(b"%2F", b"%252F").replace(b"%2f", b"%252f"))


class RouteTable(Generic[T]):
    """Routes in the order in which they are tried; the first match wins (rule 2).

    A route is a template, its methods (None for every method), and its target.
    """

    def __init__(self, routes: Iterable[tuple[Template, Collection[str] | None, T]]) -> None:
        self._routes = tuple(routes)

    def find(self, method: str, path: str) -> tuple[T, dict[str, str]] | None:
        """Return the target of the first matching route and its values, or None, which means 404."""
        if "//" in path:
            return None
        path = path.removesuffix("/")
        for template, methods, target in self._routes:
            if methods is None or method in methods:
                values = template.match(path)
                if values is not None:
                    return target, values
        return None
