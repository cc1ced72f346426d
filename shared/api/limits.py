"""Limits of requests: how many in a time, and how many at once, by user or by address.

They are kept in the memory of an instance, for at most `MAX_KEYS` users or addresses each. The headers of a
refusal follow the draft draft-ietf-httpapi-ratelimit-headers-10.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import nlargest
from math import ceil
from threading import Lock

from shared.api.client_address import SHARED_ADDRESS
from shared.api.endpoint import Limit
from shared.credential_manager import CredentialManager
from shared.credentials import Rate
from shared.errors import RateLimitedError

MAX_KEYS = 10_000
"""Users or addresses that a rate keeps: a client with more addresses cannot fill the memory."""

_MESSAGE = "Too many requests: try again later"


class RateLimiter:
    """Counts the requests of each key; a quota that is used up refills evenly.

    Stored is when the quota of a key will be full again (the generic cell rate algorithm, ITU-T I.371).
    """

    def __init__(self, name: str, rate: Rate) -> None:
        self._policy = f'"{name}";q={rate.quota};w={rate.seconds}'
        self._name = name
        self._seconds = rate.seconds
        self._interval = rate.seconds / rate.quota
        self._full_at: dict[str, float] = {}
        self._lock = Lock()

    def count(self, key: str) -> None:
        """Count a request; `RateLimitedError` if the quota is used up."""
        now = time.monotonic()
        with self._lock:
            full_at = max(now, self._full_at.get(key, now)) + self._interval
            wait = full_at - self._seconds - now
            if wait <= 0:
                if len(self._full_at) >= MAX_KEYS and key not in self._full_at:
                    self._forget(now)
                self._full_at[key] = full_at
                return
        seconds = ceil(wait)
        state = f'"{self._name}";r=0;t={seconds}'
        raise RateLimitedError(_MESSAGE, seconds, {"RateLimit-Policy": self._policy, "RateLimit": state})

    def _forget(self, now: float) -> None:
        """Keep the half of the keys that have used most."""
        used = [(full_at, key) for key, full_at in self._full_at.items() if full_at > now]
        self._full_at = {key: full_at for full_at, key in nlargest(MAX_KEYS // 2, used)}


class SpeechTokenLimiter(RateLimiter):
    """Counts the tokens of speech of each user: at most ten an hour."""

    def __init__(self) -> None:
        super().__init__("speech-token", Rate(10, 3600))


class LinkCodeLimiter(RateLimiter):
    """Counts the codes of each user that link chats: at most sixty an hour, since each is a document."""

    def __init__(self) -> None:
        super().__init__("link-code", Rate(60, 3600))


class ConcurrencyLimiter:
    """Counts the requests of each key that run."""

    def __init__(self, maximum: int) -> None:
        self._maximum = maximum
        self._running: dict[str, int] = {}
        self._lock = Lock()

    def begin(self, key: str) -> None:
        """Count a request until `end`; `RateLimitedError` if as many as possible run."""
        with self._lock:
            running = self._running.get(key, 0)
            if running < self._maximum:
                self._running[key] = running + 1
                return
        headers = {
            "RateLimit-Policy": f'"concurrency";q={self._maximum};qu="concurrent-requests"',
            "RateLimit": '"concurrency";r=0',
        }
        raise RateLimitedError("Too many requests at once: try again later", 1, headers)

    def end(self, key: str) -> None:
        """Count a request no longer."""
        with self._lock:
            running = self._running[key] - 1
            if running:
                self._running[key] = running
            else:
                del self._running[key]


class RequestLimits:
    """The limits of all requests; `DependencyUnavailableError` names an invalid setting."""

    def __init__(self, credentials: CredentialManager) -> None:
        settings = credentials.get_limits()
        self._by_user, self._by_address, self._registrations = (
            RateLimiter(name, rate) if rate else None
            for name, rate in (
                ("user", settings.user),
                ("anonymous", settings.anonymous),
                ("register", settings.register),
            )
        )
        self._users_at_once, self._addresses_at_once = (
            ConcurrencyLimiter(maximum) if maximum else None
            for maximum in (settings.user_at_once, settings.address_at_once)
        )

    def count_for(self, key: str) -> None:
        """Count a request of a chat platform's user; `RateLimitedError` beyond the rate of users."""
        if self._by_user is not None:
            self._by_user.count(key)

    @contextmanager
    def admit(self, limit: Limit, user_id: str | None, address: str) -> Iterator[None]:
        """Count a request of a user or, without one, of the address; `RateLimitedError` beyond a limit."""
        if limit is Limit.NONE:
            yield
            return
        key, rates, at_once = user_id, [self._by_user], self._users_at_once
        if key is None:
            key, rates, at_once = address, [self._by_address], self._addresses_at_once
            if limit is Limit.REGISTRATION:
                rates.append(self._registrations)
        for rate in rates:
            if rate is not None and key != SHARED_ADDRESS:
                rate.count(key)
        if at_once is None:
            yield
            return
        at_once.begin(key)
        try:
            yield
        finally:
            at_once.end(key)
