"""A transport for the Cosmos DB SDK that injects network faults."""

import random
from collections import Counter, deque
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from azure.core.exceptions import ServiceRequestError, ServiceResponseError, ServiceResponseTimeoutError
from azure.core.pipeline.transport import RequestsTransport, RequestsTransportResponse
from requests import Response


class Fault(Enum):
    """A fault of one request."""

    TOO_MANY_REQUESTS = 429
    TOO_MANY_REQUESTS_WITHOUT_A_TIME = -429
    RETRY_WITH = 449
    SERVICE_UNAVAILABLE = 503
    REQUEST_TIMEOUT = 408
    INTERNAL_ERROR = 500
    NOT_SENT = "the connection could not be made"
    RESET_BEFORE = "the connection broke before the server saw the request"
    RESET_AFTER = "the connection broke after the server had done it"
    READ_TIMEOUT_AFTER = "the server did it and its response took too long"
    UNAVAILABLE_AFTER = "the server did it and a gateway returned 503"
    TIMEOUT_AFTER = "the server did it and a gateway returned 408"
    TRUNCATED_AFTER = "the server did it and half of its response arrived"


LOSES_THE_RESPONSE = tuple(fault for fault in Fault if fault.name.endswith("_AFTER"))
"""The server has done the request, but the client does not learn it."""


class FaultyTransport(RequestsTransport):  # type: ignore[misc]
    """Injects the next faults into requests for documents; None lets a request through."""

    def __init__(self, faults: Iterable[Fault | None] = ()) -> None:
        super().__init__()
        self.next_faults = deque(faults)
        self.sent = 0
        self.injected: Counter[Fault] = Counter()
        self.before_loss: Callable[[], None] = lambda: None  # called once, before a response is lost
        self._choose: Callable[[], Fault | None] = lambda: None

    def fail_share(self, share: float, dice: random.Random) -> None:
        """From now on inject a random fault into this share of the requests."""
        faults = tuple(Fault)
        self._choose = lambda: dice.choice(faults) if dice.random() < share else None

    def recover(self) -> None:
        """From now on let all requests through."""
        self._choose = lambda: None

    def send(self, request: Any, **kwargs: Any) -> Any:
        if "/docs" not in request.url:
            return super().send(request, **kwargs)
        self.sent += 1
        fault = self.next_faults.popleft() if self.next_faults else self._choose()
        if fault is None:
            return super().send(request, **kwargs)
        self.injected[fault] += 1
        if fault is Fault.NOT_SENT:
            raise ServiceRequestError("no connection")
        if fault is Fault.RESET_BEFORE:
            raise ServiceResponseError("connection reset")
        if isinstance(fault.value, int):
            headers = {"x-ms-retry-after-ms": "3"} if fault is Fault.TOO_MANY_REQUESTS else {}
            return _error_response(request, abs(fault.value), headers)
        response = super().send(request, **kwargs)
        self.before_loss, before_loss = (lambda: None), self.before_loss
        before_loss()
        if fault is Fault.RESET_AFTER:
            raise ServiceResponseError("connection reset")
        if fault is Fault.READ_TIMEOUT_AFTER:
            raise ServiceResponseTimeoutError("read timed out")
        if fault is Fault.TRUNCATED_AFTER:
            received = response.internal_response
            received._content = received.content[: len(received.content) // 2] or b"{"  # noqa: SLF001
            return response
        return _error_response(request, 503 if fault is Fault.UNAVAILABLE_AFTER else 408, {})


def _error_response(request: Any, status: int, headers: dict[str, str]) -> RequestsTransportResponse:
    response = Response()
    response.status_code = status
    response.headers.update({"content-type": "application/json", **headers})
    response._content = b'{"code": "fault", "message": "injected"}'  # noqa: SLF001 - requests has no other way
    return RequestsTransportResponse(request, response)
