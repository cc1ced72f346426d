"""The caller of the current request, who may be another user than the one whose documents change."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("caller", default="")


@contextmanager
def called_by(user_id: str) -> Iterator[None]:
    """Set the caller of the current request within the context."""
    token = _current.set(user_id)
    try:
        yield
    finally:
        _current.reset(token)


def current_caller() -> str:
    """Return the user id of the caller; empty outside of a request, and without authentication."""
    return _current.get()
