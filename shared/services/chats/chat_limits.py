"""The limit of requests of a person on a chat platform."""

from collections.abc import Callable

from shared.entities.link import ChatUser

CountFor = Callable[[str], None]
"""Counts a request for a key; `RateLimitedError` beyond the limit."""


def count(user: ChatUser, count_for: CountFor) -> None:
    """Count a request for a person; `RateLimitedError` beyond the limit."""
    count_for(f"{user.workspace_key}:{user.key}")
