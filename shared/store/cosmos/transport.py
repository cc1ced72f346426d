"""The HTTP transport of the Cosmos DB SDK: enforces the request budget and counts charges.

Imported with the first connection, because Azure's libraries are slow to import.
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
_AMBIGUOUS_STATUSES = frozenset({408, 500, 502, 503, 504})  # also of a gateway for a write that was done


class MeteredTransport(HttpTransport[Any, Any]):
    """Sends requests within the open `RequestBudget`, and adds operations and request units to it.

    The SDK's own timeouts apply to each attempt, and do not include the delays between attempts.
    """

    def __init__(self, sender: HttpTransport[Any, Any] | None = None) -> None:
        self._sender = sender or _pooled_transport()
        self._executor = ThreadPoolExecutor(_POOL_SIZE, thread_name_prefix="cosmos")

    def send(self, request: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the SDK's own types
        """Send a request; `AzureError` if no time is left for it."""
        budget = RequestBudget.current()
        if budget is None:  # a background request of the SDK, in a thread of its own
            with RequestBudget():
                return self.send(request, **kwargs)
        if budget.remaining <= 0:
            raise AzureError("no time is left for this request")
        if "/docs" not in request.url:
            return self._send_in_time(budget, request, kwargs)
        budget.operations += 1
        try:
            response = self._send_in_time(budget, request, kwargs)
        except ServiceRequestError:  # no connection was made, so nothing was done
            raise
        except AzureError:
            budget.uncertain = True
            raise
        budget.uncertain |= response.status_code in _AMBIGUOUS_STATUSES
        budget.request_units += _charge(response.headers)
        return response

    def _send_in_time(self, budget: RequestBudget, request: Any, kwargs: dict[str, Any]) -> Any:  # noqa: ANN401
        """Send on a worker thread; wait at most until the deadline.

        The timeouts of a connection apply to each of its steps: resolving the name, connecting, and every
        chunk of a response.
        """
        remaining = budget.remaining
        for timeout in ("connection_timeout", "read_timeout"):
            kwargs[timeout] = min(kwargs.get(timeout) or remaining, remaining)
        response = self._executor.submit(self._sender.send, request, **kwargs)
        try:
            return response.result(remaining)
        except TimeoutError as error:
            raise ServiceResponseTimeoutError("no answer within the time of this request") from error

    def open(self) -> None:
        """Open the connections."""
        self._sender.open()

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()
        self._executor.shutdown(wait=False)

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
    # `CosmosDBService` does the retries by its own rules, so the adapters do none.
    session.mount("https://", HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=0))
    session.mount("http://", HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=0))
    transport: HttpTransport[Any, Any] = RequestsTransport(session=session)
    return transport
