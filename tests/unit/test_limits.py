"""Limits of requests: addresses, rates with bounded memory, and requests at once."""

import tracemalloc
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from shared.api import limits
from shared.api.client_address import SHARED_ADDRESS
from shared.api.endpoint import Limit
from shared.api.limits import MAX_KEYS, RateLimiter, RequestLimits
from shared.credential_manager import CredentialManager
from shared.credentials import Rate
from shared.errors import DependencyUnavailableError, RateLimitedError


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(limits, "time", time)
    return time


def refusal_of(count: Callable[[], object]) -> RateLimitedError:
    with pytest.raises(RateLimitedError) as refusal:
        count()
    return refusal.value


def test_rate_admits_its_quota_at_once_and_then_refills_evenly(time: Time) -> None:
    limiter = RateLimiter("user", Rate(120, 60))
    for _ in range(120):
        limiter.count("ada")
    for _ in range(3):  # refused requests do not count
        refusal = refusal_of(lambda: limiter.count("ada"))
        assert refusal.retry_after == 1
        assert refusal.headers == {"RateLimit-Policy": '"user";q=120;w=60', "RateLimit": '"user";r=0;t=1'}
    limiter.count("bob")
    time.now += 10.1
    for _ in range(20):
        limiter.count("ada")
    refusal_of(lambda: limiter.count("ada"))
    time.now += 60
    for _ in range(120):
        limiter.count("ada")


def test_retry_after_is_when_the_next_request_is_admitted(time: Time) -> None:
    limiter = RateLimiter("register", Rate(100, 3600))
    for _ in range(100):
        limiter.count("203.0.113.7")
    assert refusal_of(lambda: limiter.count("203.0.113.7")).retry_after == 36
    time.now += 36
    limiter.count("203.0.113.7")
    assert refusal_of(lambda: limiter.count("203.0.113.7")).retry_after == 36


@pytest.mark.slow("counts many clients with traced memory")
def test_rate_keeps_its_most_active_clients_in_bounded_memory(time: Time) -> None:
    limiter = RateLimiter("anonymous", Rate(50, 3600))
    for _ in range(50):
        limiter.count("203.0.113.7")
    tracemalloc.start()
    for number in range(5 * MAX_KEYS):
        time.now += 0.0001
        limiter.count(f"2001:db8:{number:x}::/64")
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept <= peak < 4_000_000
    refusal_of(lambda: limiter.count("203.0.113.7"))


@pytest.fixture
def request_limits() -> Callable[..., RequestLimits]:
    def build(**settings: str) -> RequestLimits:
        return RequestLimits(CredentialManager({"RATE_LIMITS": "off", **settings}))

    return build


@pytest.mark.parametrize(
    ("settings", "maximum"),
    [
        ({"PYTHON_THREADPOOL_THREAD_COUNT": "32"}, 8),
        ({"PYTHON_THREADPOOL_THREAD_COUNT": "100"}, 8),
        ({"PYTHON_THREADPOOL_THREAD_COUNT": "16"}, 4),
        ({"PYTHON_THREADPOOL_THREAD_COUNT": "3"}, 1),
        ({"LOCAL_HOST": "true"}, 8),
        ({"PYTHON_THREADPOOL_THREAD_COUNT": "100", "CONCURRENCY_PER_USER": "20"}, 20),
    ],
)
def test_requests_of_a_user_at_once_are_limited_to_a_quarter_of_the_threads(
    request_limits: Callable[..., RequestLimits], settings: dict[str, str], maximum: int
) -> None:
    limits_of_all = request_limits(**settings)
    for _ in range(2):  # ended requests do not count
        with ExitStack() as running:
            for _ in range(maximum):
                running.enter_context(limits_of_all.admit(Limit.CALLER, "ada", ""))
            refusal = refusal_of(lambda: running.enter_context(limits_of_all.admit(Limit.CALLER, "ada", "")))
            assert (
                refusal.headers["RateLimit-Policy"] == f'"concurrency";q={maximum};qu="concurrent-requests"'
            )
            running.enter_context(limits_of_all.admit(Limit.CALLER, "bob", ""))
            running.enter_context(limits_of_all.admit(Limit.NONE, "ada", ""))


def test_requests_of_an_address_at_once_are_limited_to_32(
    request_limits: Callable[..., RequestLimits],
) -> None:
    limits_of_all = request_limits()
    with ExitStack() as running:
        for _ in range(32):
            running.enter_context(limits_of_all.admit(Limit.CALLER, None, "203.0.113.7"))
        refusal_of(lambda: running.enter_context(limits_of_all.admit(Limit.CALLER, None, "203.0.113.7")))
        running.enter_context(limits_of_all.admit(Limit.CALLER, None, "203.0.113.8"))


def test_without_a_concurrency_limit_any_number_of_requests_is_admitted_at_once(
    request_limits: Callable[..., RequestLimits],
) -> None:
    limits_of_all = request_limits(CONCURRENCY_PER_USER="0")
    with ExitStack() as running:
        for user_id in ("ada", None):
            for _ in range(100):
                running.enter_context(limits_of_all.admit(Limit.CALLER, user_id, "203.0.113.7"))


def test_no_rate_refuses_the_shared_address(request_limits: Callable[..., RequestLimits]) -> None:
    settings = {"RATE_LIMITS": "on", "RATE_LIMIT_ANONYMOUS": "1/day", "RATE_LIMIT_REGISTER": "1/day"}
    limits = request_limits(**settings)
    for _ in range(3):
        with limits.admit(Limit.REGISTRATION, None, SHARED_ADDRESS):
            pass


@pytest.mark.parametrize(
    ("name", "value"),
    [("RATE_LIMIT_USER", "9"), ("RATE_LIMIT_ANONYMOUS", "0/day"), ("CONCURRENCY_PER_USER", "-1")],
)
def test_invalid_limit_is_named(request_limits: Callable[..., RequestLimits], name: str, value: str) -> None:
    with pytest.raises(DependencyUnavailableError, match=name):
        request_limits(**{name: value})
