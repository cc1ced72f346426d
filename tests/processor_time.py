"""Processor time that does not depend on the speed of the machine, for tests with a bound of it.

The same work takes up to twice as much processor time while other processes use the machine. So a fixed
computation is measured in turn with the work, and times are those on a machine where it takes 5 ms.

A tool that traces each line, as coverage does, sees none of the measured work.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from time import process_time
from typing import Any

REFERENCE_SECONDS = 0.005

_BEGIN = datetime(2026, 3, 18, tzinfo=UTC)


@dataclass(frozen=True)
class _Row:
    name: str
    at: datetime
    weight: float


def _reference() -> None:
    """Do what rules do: make objects, compare and sort them, and build texts and dictionaries."""
    rows = [_Row(f"row {number * 7919 % 1009}", _BEGIN, number % 17) for number in range(1500)]
    rows = [replace(row, at=row.at + timedelta(hours=row.weight)) for row in rows]
    rows.sort(key=lambda row: (-row.weight, row.at, row.name))
    by_day: dict[str, list[_Row]] = {}
    for row in rows:
        by_day.setdefault(row.at.date().isoformat(), []).append(row)
    for day, found in by_day.items():
        ", ".join(row.name.title() for row in found if row.name not in day).split()


def least_seconds(
    work: Callable[..., object], *, given: Callable[[], Any] | None = None, runs: int = 5
) -> float:
    """Return the least processor time of several runs of the work, after one that is not measured.

    If the work takes an argument, `given` returns a new one for each run; its time is not measured.
    """
    arguments: list[tuple[Any, ...]] = [() if given is None else (given(),) for _ in range(runs + 1)]
    work(*arguments.pop())
    return min(seconds_of_each(partial(work, *each) for each in arguments))


def seconds_of_each(works: Iterable[Callable[[], object]]) -> list[float]:
    """Return the processor time of each piece of work, which is done once."""
    references, seconds = [], []
    with _untraced():
        _reference()
        for work in works:
            references.append(_seconds(_reference))
            seconds.append(_seconds(work))
    slowness = min(references) / REFERENCE_SECONDS
    return [each / slowness for each in seconds]


def _seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


@contextmanager
def _untraced() -> Iterator[None]:
    trace = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(trace)
