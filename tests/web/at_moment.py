"""`python -m tests.web.at_moment MOMENT MODULE [ARGUMENT ...]`: run a module as if it started at a moment.

The clock goes on from there. It is that of the product, and that of the `Date` header.
"""

import runpy
import sys
import time
from datetime import UTC, datetime, timedelta

from shared.clock import Clock


def shift_clocks(moment: datetime) -> None:
    """Set the clocks of this process to a moment, from which they go on."""
    offset = moment - datetime.now(UTC)
    seconds, system_time = offset / timedelta(seconds=1), time.time
    time.time = lambda: system_time() + seconds  # the host writes it in the header
    Clock.now = lambda _: datetime.now(UTC) + offset  # type: ignore[method-assign,assignment]


def started_at(moment: datetime, module: str = "tests.system.cheap_hashes") -> tuple[str, ...]:
    """Return the module and the arguments that run a module as if it started at a moment."""
    return ("tests.web.at_moment", moment.isoformat(), module)


if __name__ == "__main__":
    shift_clocks(datetime.fromisoformat(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
