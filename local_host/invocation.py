"""Running functions: threads, the invocation context and exceptions (rules 19, 27, 32)."""

import asyncio
import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import azure.functions as func
from azure.functions.timer import TimerRequest
from starlette.responses import Response

from local_host.functions import CONTEXT, Function, HttpFunction, TimerFunction
from local_host.messages import response_of

logger = logging.getLogger("local_host")

GRACE = 10  # seconds for requests to finish when the host stops, and then as many for other runs
T = TypeVar("T")


class InvocationContext(func.Context):
    """The invocation, for a function with the parameter `context`."""

    # Plain attributes instead of the library's abstract properties.
    invocation_id = ""
    function_name = ""
    function_directory = ""
    thread_local_storage: Any = threading.local()
    trace_context: Any = None
    retry_context: Any = SimpleNamespace(retry_count=0, max_retry_count=0, exception=None)

    def __init__(self, function: Function, headers: Mapping[str, str]) -> None:
        self.invocation_id = str(uuid.uuid4())
        self.thread_local_storage.invocation_id = self.invocation_id
        self.function_name = function.name
        self.function_directory = str(Path.cwd())
        self.trace_context = SimpleNamespace(
            trace_parent=headers.get("traceparent", ""),
            trace_state=headers.get("tracestate", ""),
            attributes={},
        )


class Invoker:
    """Runs functions: synchronous ones in a pool of threads, coroutines on the event loop."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="function")
        self._started: set[asyncio.Task[object]] = set()

    async def respond(self, function: HttpFunction, request: func.HttpRequest) -> Response:
        """Run an HTTP function; any error becomes an empty 500 (rule 19)."""
        response = await self._run(function, request, request.headers, response_of)
        return response or Response(status_code=500)

    async def run_timer(self, function: TimerFunction) -> None:
        """Run a timer function."""
        timer = TimerRequest(past_due=False, schedule_status={}, schedule={"AdjustForDST": True})
        await self._run(function, timer, {}, lambda _: None)

    def start(self, run: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Start a task that no request waits for."""
        task = asyncio.create_task(run)
        self._started.add(task)
        task.add_done_callback(self._started.discard)
        return task

    async def close(self) -> None:
        """Wait for started tasks until the grace period ends; accept no more work."""
        if self._started:
            await asyncio.wait(self._started, timeout=GRACE)
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(
        self, function: Function, trigger: object, headers: Mapping[str, str], convert: Callable[[object], T]
    ) -> T | None:
        """Run a function and convert its result; log an error of either and return None."""

        def begin() -> object:
            arguments = {function.parameter: trigger}
            if function.takes_context:
                arguments[CONTEXT] = InvocationContext(function, headers)
            return function.call(**arguments)

        if function.is_async:
            with _logged(function):
                return convert(await begin())  # type: ignore[misc] # the call of a coroutine function
            return None

        def run() -> T | None:
            with _logged(function):
                return convert(begin())
            return None

        return await asyncio.get_running_loop().run_in_executor(self._pool, run)


@contextlib.contextmanager
def _logged(function: Function) -> Iterator[None]:
    """Log the outcome of a run; suppress its exceptions."""
    started = time.perf_counter()
    try:
        yield
    except (Exception, SystemExit):
        logger.exception("Executed 'Functions.%s' (Failed, Duration=%.1fms)", function.name, _since(started))
    else:
        logger.debug("Executed 'Functions.%s' (Succeeded, Duration=%.1fms)", function.name, _since(started))


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
