"""The source of the current request: the client's address, and the request's id."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class RequestSource(NamedTuple):
    """The client's address, of IPv6 its /64 network, and the request's id; empty where they are unknown."""

    address: str = ""
    request_id: str = ""


_UNKNOWN = RequestSource()
_current: ContextVar[RequestSource] = ContextVar("request_source", default=_UNKNOWN)


@contextmanager
def request_from(address: str, request_id: str) -> Iterator[None]:
    """Set the source of the current request within the context."""
    token = _current.set(RequestSource(address, request_id))
    try:
        yield
    finally:
        _current.reset(token)


def current_source() -> RequestSource:
    """Return the source of the current request, which is unknown outside of a request."""
    return _current.get()
