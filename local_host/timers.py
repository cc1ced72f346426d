"""Timers: each on its schedule, never overlapping itself (rules 30 to 32)."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

from local_host.errors import StartError
from local_host.functions import TimerFunction
from local_host.invocation import Invoker
from local_host.ncrontab import Schedule, schedule
from local_host.settings import HostOptions

logger = logging.getLogger("local_host")

_SETTING = re.compile(r"%([^%\s]+)%")
_MAX_SLEEP = 60.0  # seconds; then the wall clock is read again, because it may have been set


def expression_of(function: TimerFunction, options: HostOptions) -> str:
    """Return the schedule with each `%Setting%` replaced by its value."""

    def value(found: re.Match[str]) -> str:
        setting = options.setting(found[1])
        if setting is None:
            raise StartError(
                f"The schedule of '{function.name}' names the setting '{found[1]}', which is not set"
            )
        return setting

    return _SETTING.sub(value, function.schedule)


def _local(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC).astimezone().replace(tzinfo=None)


class Timer:
    """One timer function and its schedule."""

    def __init__(
        self,
        function: TimerFunction,
        options: HostOptions,
        invoker: Invoker,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.function = function
        self._schedule: Schedule = schedule(expression_of(function, options))
        # Rule 31: the monitor needs blob storage; without it the host does not start the timer.
        self._blocked = function.use_monitor and not options.setting("AzureWebJobsStorage")
        self._invoker = invoker
        self._clock = clock
        self._lock = asyncio.Lock()

    def fire(self) -> asyncio.Task[None]:
        """Run the function now, or as soon as its previous run has ended."""
        return self._invoker.start(self._run())

    async def _run(self) -> None:
        async with self._lock:
            await self._invoker.run_timer(self.function)

    async def run_schedule(self) -> None:
        """Fire on schedule until cancelled, which does not affect a run in progress."""
        name = self.function.name
        if self._blocked:
            logger.error("The timer '%s' does not run: set AzureWebJobsStorage, or use_monitor=False", name)
            return
        if self.function.run_on_startup:
            await asyncio.shield(self.fire())
        last = _local(self._clock())
        # Times during a run are skipped, and a clock that lags never fires twice.
        while due := self._schedule.next_after(max(last, _local(self._clock()))):
            # A naive datetime is local time here; in a skipped hour it is the time after the gap.
            delay = due.timestamp() - self._clock()
            await asyncio.sleep(min(delay, _MAX_SLEEP))
            if self._clock() >= due.timestamp():
                last = due
                await asyncio.shield(self.fire())
        logger.warning("The schedule of the timer '%s' never fires", name)
