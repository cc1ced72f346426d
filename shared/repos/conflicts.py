"""The retry policy for operations that lose a race against another writer."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from shared.errors import DatabaseError, LostRaceError
from shared.store.budget import RequestBudget

ResultT = TypeVar("ResultT")

_MAX_SECONDS = 8.0
_FIRST_PAUSE_SECONDS = 0.001
_MAX_PAUSE_SECONDS = 0.05


def retry_on_conflict(attempt: Callable[[], ResultT]) -> ResultT:
    """Call `attempt` until it does not lose a race, and return its result.

    Each call must read and decide again. `DatabaseError`, with nothing written, when every attempt within 8
    seconds, or within the request's budget, lost its race.
    """
    deadline = time.monotonic() + _MAX_SECONDS
    budget = RequestBudget.current()
    if budget is not None:
        deadline = min(deadline, budget.deadline)
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            return attempt()
        except LostRaceError as error:
            if time.monotonic() > deadline:
                raise DatabaseError("Too many changes at once: nothing was written") from error
        time.sleep(random.uniform(0, pause))  # noqa: S311 - spreads the retries, not used for secrets
        pause = min(2 * pause, _MAX_PAUSE_SECONDS)
