"""Sends the SDK's requests: within the time that a request of ours has, and counting what each one costs.

Imported with the first connection, since Azure's libraries are slow to import.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from azure.core.exceptions import AzureError, ServiceRequestError, ServiceResponseTimeoutError
from azure.core.pipeline.transport import HttpTransport, RequestsTransport
from requests import Session
from requests.adapters import HTTPAdapter

from shared.store.budget import RequestBudget

_POOL_SIZE = 64  # connections, and threads that wait for them
_LOST_ANSWERS = frozenset({408, 500, 502, 503, 504})  # what a gateway says when it does not know either


class MeteredTransport(HttpTransport[Any, Any]):
    """Keeps to the time of the open `RequestBudget`, and counts operations and request units into it.

    The SDK's own limits are for each attempt, with its waiting between them on top.
    """

    def __init__(self, sender: HttpTransport[Any, Any] | None = None) -> None:
        self._sender = sender or _pooled_transport()
        self._senders = ThreadPoolExecutor(_POOL_SIZE, thread_name_prefix="cosmos")

    def send(self, request: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the SDK's own types
        """Send a request; `AzureError` when no time is left for it."""
        usage = RequestBudget.current()
        if usage is None:  # the SDK's own errands, in threads of its own
            with RequestBudget():
                return self.send(request, **kwargs)
        if usage.remaining <= 0:
            raise AzureError("no time is left for this request")
        if "/docs" not in request.url:
            return self._send_in_time(usage, request, kwargs)
        usage.operations += 1
        try:
            response = self._send_in_time(usage, request, kwargs)
        except ServiceRequestError:  # the connection was not made: nothing has been done
            raise
        except AzureError:
            usage.uncertain = True
            raise
        usage.uncertain |= response.status_code in _LOST_ANSWERS
        usage.request_units += _charge(response.headers)
        return response

    def _send_in_time(self, usage: RequestBudget, request: Any, kwargs: dict[str, Any]) -> Any:  # noqa: ANN401
        """Send beside this thread, and wait no longer than there is time.

        The limits of a connection are for each of its steps: finding the address, connecting, and each piece
        of an answer that comes in drops.
        """
        remaining = usage.remaining
        for limit in ("connection_timeout", "read_timeout"):
            kwargs[limit] = min(kwargs.get(limit) or remaining, remaining)
        answer = self._senders.submit(self._sender.send, request, **kwargs)
        try:
            return answer.result(remaining)
        except TimeoutError as error:
            raise ServiceResponseTimeoutError("no answer within the time of this request") from error

    def open(self) -> None:
        """Open the connections."""
        self._sender.open()

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()
        self._senders.shutdown(wait=False)

    def __enter__(self) -> Self:
        """Open the connections."""
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()


def _charge(headers: Mapping[str, str]) -> float:
    try:
        return float(headers.get("x-ms-request-charge") or 0)
    except ValueError:
        return 0.0


def _pooled_transport() -> HttpTransport[Any, Any]:
    session = Session()
    # The store repeats requests by rules of its own, so that none are repeated here.
    session.mount("https://", HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=0))
    session.mount("http://", HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=0))
    transport: HttpTransport[Any, Any] = RequestsTransport(session=session)
    return transport
