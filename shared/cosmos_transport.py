"""Sends the SDK's requests: within the time that a request of ours has, and counting what each one costs.

Imported with the first connection, since Azure's libraries are slow to import.
"""

from typing import Any, Self

from azure.core.exceptions import AzureError
from azure.core.pipeline.transport import HttpTransport, RequestsTransport
from requests import Session
from requests.adapters import HTTPAdapter

from shared.store_usage import StoreUsage

_POOL_SIZE = 64  # connections; beyond it each request pays for a handshake


class MeteredTransport(HttpTransport[Any, Any]):
    """Keeps to the time of the open `StoreUsage`, and counts operations and request units into it.

    The SDK's own limits are for each attempt, with its waiting between them on top.
    """

    def __init__(self, sender: HttpTransport[Any, Any] | None = None) -> None:
        self._sender = sender or _pooled_transport()

    def send(self, request: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the SDK's own types
        """Send a request; `AzureError` when no time is left for it."""
        usage = StoreUsage.current()
        if usage is None:  # the SDK's own errands, in threads of its own
            with StoreUsage():
                return self.send(request, **kwargs)
        remaining = usage.remaining
        if remaining <= 0:
            raise AzureError("no time is left for this request")
        for limit in ("connection_timeout", "read_timeout"):
            kwargs[limit] = min(kwargs.get(limit) or remaining, remaining)
        about_documents = "/docs" in request.url
        usage.operations += about_documents
        response = self._sender.send(request, **kwargs)
        if about_documents:
            usage.request_units += float(response.headers.get("x-ms-request-charge") or 0)
        return response

    def open(self) -> None:
        """Open the connections."""
        self._sender.open()

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()

    def __enter__(self) -> Self:
        """Open the connections."""
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()


def _pooled_transport() -> HttpTransport[Any, Any]:
    session = Session()
    # The store repeats requests by rules of its own, so that none are repeated here.
    session.mount("https://", HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=0))
    session.mount("http://", HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=0))
    transport: HttpTransport[Any, Any] = RequestsTransport(session=session)
    return transport
