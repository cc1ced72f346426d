"""Parallel requests."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import httpx

Request = Callable[[], httpx.Response]

MAX_PARALLEL_REQUESTS = 50


def in_parallel(requests: Iterable[Request]) -> list[httpx.Response]:
    """Send requests, at most 50 at a time; return the responses in the order of the requests."""
    with ThreadPoolExecutor(MAX_PARALLEL_REQUESTS) as pool:
        return [future.result() for future in [pool.submit(request) for request in requests]]


def statuses(responses: Iterable[httpx.Response]) -> Counter[int]:
    """Count the responses by status."""
    return Counter(response.status_code for response in responses)
