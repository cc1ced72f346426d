"""Running functions: threads, the invocation context, and what becomes of exceptions (rules 19, 27, 32)."""

import asyncio
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import azure.functions as func
from azure.functions.timer import TimerRequest

from local_host.functions import Function, HttpFunction, TimerFunction
from local_host.reply import Reply, empty
from local_host.responses import reply_of

logger = logging.getLogger("local_host")

_LOCAL = threading.local()
_FAILED = "Executed 'Functions.%s' (Failed, Duration=%.1fms)"
_SHORTEST_PATIENCE = 0.1  # seconds; idle threads need a moment to end, too


class _Trace:
    """The distributed trace that a caller began, from its headers."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.trace_parent = headers.get("traceparent", "")
        self.trace_state = headers.get("tracestate", "")
        self.attributes: dict[str, str] = {}


class _NoRetry:
    """Nothing is ever retried here."""

    retry_count = 0
    max_retry_count = 0
    exception = None


class InvocationContext(func.Context):
    """What a function that takes `context` learns about its invocation."""

    invocation_id = ""
    function_name = ""
    function_directory = ""
    thread_local_storage = _LOCAL  # type: ignore[assignment] # the library's annotation names the class
    trace_context = None  # type: ignore[assignment] # always set below
    retry_context = _NoRetry()  # type: ignore[assignment] # the library's class is abstract

    def __init__(self, function: Function, headers: dict[str, str]) -> None:
        self.invocation_id = str(uuid.UUID(bytes=os.urandom(16), version=4))
        self.function_name = function.name
        self.function_directory = str(Path.cwd())
        self.trace_context = _Trace(headers)


class Invoker:
    """Runs functions: synchronous ones in a pool of threads, coroutines on the event loop."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="function")

    async def answer(
        self, function: HttpFunction, request: Callable[[], func.HttpRequest], headers: dict[str, str]
    ) -> Reply:
        """Run an HTTP function; whatever goes wrong is logged and becomes an empty 500 (rule 19)."""
        if function.is_async:
            return await _answer_async(function, request, headers)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _answer, function, request, headers)

    async def tick(self, function: TimerFunction) -> None:
        """Run a timer function; an exception is logged and goes no further (rule 32)."""
        timer = TimerRequest(past_due=False, schedule_status={}, schedule={"AdjustForDST": True})
        arguments = _arguments(function, timer, {})
        began = time.perf_counter()
        try:
            if function.is_async:
                await function.call(**arguments)  # type: ignore[misc] # a coroutine function
            else:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._pool, lambda: function.call(**arguments))
        except Exception:
            logger.exception(_FAILED, function.name, _milliseconds(began))
        else:
            _log_success(function, began)

    async def close(self, patience: float) -> bool:
        """Take no more work and wait so many seconds for running functions; return whether all ended."""
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()

        def wait_for_threads() -> None:
            self._pool.shutdown(cancel_futures=True)
            with suppress(RuntimeError):  # too late: the loop is closed, and nobody waits any more
                loop.call_soon_threadsafe(ended.set)

        threading.Thread(target=wait_for_threads, name="closing", daemon=True).start()
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), max(patience, _SHORTEST_PATIENCE))
        return ended.is_set()


def _arguments(function: Function, trigger: object, headers: dict[str, str]) -> dict[str, object]:
    arguments = {function.parameter: trigger}
    if function.takes_context:
        arguments["context"] = context = InvocationContext(function, headers)
        _LOCAL.invocation_id = context.invocation_id
    return arguments


def _answer(
    function: HttpFunction, request: Callable[[], func.HttpRequest], headers: dict[str, str]
) -> Reply:
    began = time.perf_counter()
    try:
        reply = reply_of(function.call(**_arguments(function, request(), headers)))
    except (Exception, SystemExit):
        logger.exception(_FAILED, function.name, _milliseconds(began))
        return empty(500)
    _log_success(function, began)
    return reply


async def _answer_async(
    function: HttpFunction, request: Callable[[], func.HttpRequest], headers: dict[str, str]
) -> Reply:
    began = time.perf_counter()
    try:
        result = function.call(**_arguments(function, request(), headers))
        reply = reply_of(await result)  # type: ignore[misc] # a coroutine function
    except Exception:
        logger.exception(_FAILED, function.name, _milliseconds(began))
        return empty(500)
    _log_success(function, began)
    return reply


def _milliseconds(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _log_success(function: Function, began: float) -> None:
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug(
            "Executed 'Functions.%s' (Succeeded, Duration=%.1fms)", function.name, _milliseconds(began)
        )
