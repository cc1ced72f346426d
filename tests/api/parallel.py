"""Many who send something at the same time."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import httpx

Request = Callable[[], httpx.Response]

ALL_AT_ONCE = 50


def in_parallel(requests: Iterable[Request]) -> list[httpx.Response]:
    with ThreadPoolExecutor(ALL_AT_ONCE) as pool:
        return [future.result() for future in [pool.submit(request) for request in requests]]


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)
