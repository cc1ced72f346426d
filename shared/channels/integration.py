"""Calls of one outside service: few at once, each with a deadline."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import TypeVar

from shared.channels.deadline import ChannelError, Deadline
from shared.errors import DependencyUnavailableError
from shared.views.status import IntegrationState

MAX_CALLS = 2
"""How many calls of one service an instance makes at once by default: a slow service holds few threads."""

TOO_MANY = "too many calls at once"

T = TypeVar("T")


class TooManyCallsError(ChannelError):
    """As many calls run as may, so this one was not made."""


class Integration:
    """The calls of one outside service; `has_failed` is whether the last one that ended did."""

    def __init__(self, name: str, max_calls: int = MAX_CALLS) -> None:
        self._name = name
        self._max_calls = max_calls
        self._lock = Lock()
        self._running = 0
        self.has_failed = False

    @property
    def is_busy(self) -> bool:
        """Whether as many calls run as may, so that no other one would be made."""
        return self._running >= self._max_calls

    def state(self, is_configured: Callable[[], bool]) -> IntegrationState:
        """Return whether the service is configured, and the last call of it worked.

        `is_configured` raises `DependencyUnavailableError` for an invalid setting.
        """
        try:
            if not is_configured():
                return "off"
        except DependencyUnavailableError:
            return "failing"
        return "failing" if self.has_failed else "ok"

    def call(self, send: Callable[[Deadline], T], seconds: float) -> T:
        """Return the result of `send`, which runs on a thread of its own; wait at most that many seconds.

        `ChannelError` if there is none by then; `TooManyCallsError` at once while as many others run as may.
        A call ends for this limit when its thread does, which is soon after its deadline.
        """
        deadline, result = Deadline(seconds), Future[T]()
        self._start(send, deadline, result)
        try:
            found = result.result(seconds)
        except TimeoutError as error:
            deadline.expire()
            self.has_failed = True
            raise ChannelError("no answer in time") from error
        except ChannelError:
            self.has_failed = True
            raise
        except Exception as error:
            self.has_failed = True
            raise ChannelError(f"the call failed ({type(error).__name__})") from error
        self.has_failed = False
        return found

    def _start(self, send: Callable[[Deadline], T], deadline: Deadline, result: Future[T]) -> None:
        """Run `send` on a thread of its own, which sets the result."""

        def run() -> None:
            try:
                result.set_result(send(deadline))
            except BaseException as error:  # noqa: BLE001 - the caller's thread raises it
                result.set_exception(error)
            finally:
                self._end()

        self._begin()
        try:
            Thread(target=run, name=self._name, daemon=True).start()
        except RuntimeError as error:  # the machine has no more threads
            self._end()
            raise ChannelError("no thread") from error

    def _begin(self) -> None:
        with self._lock:
            if self.is_busy:
                raise TooManyCallsError(TOO_MANY)
            self._running += 1

    def _end(self) -> None:
        with self._lock:
            self._running -= 1
