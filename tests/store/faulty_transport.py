"""The SDK's own way to the service, on which things go wrong as they do between machines."""

import random
from collections import Counter, deque
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from azure.core.exceptions import ServiceRequestError, ServiceResponseError, ServiceResponseTimeoutError
from azure.core.pipeline.transport import RequestsTransport, RequestsTransportResponse
from requests import Response


class FieldError(Enum):
    """What may go wrong with one request."""

    TOO_MANY_REQUESTS = 429
    TOO_MANY_REQUESTS_WITHOUT_A_TIME = -429
    RETRY_WITH = 449
    SERVICE_UNAVAILABLE = 503
    REQUEST_TIMEOUT = 408
    INTERNAL_ERROR = 500
    NOT_SENT = "the connection could not be made"
    RESET_BEFORE = "the connection broke before the server saw the request"
    RESET_AFTER = "the connection broke after the server had done it"
    READ_TIMEOUT_AFTER = "the server did it and its answer took too long"
    UNAVAILABLE_AFTER = "the server did it and a gateway answered 503"
    TIMEOUT_AFTER = "the server did it and a gateway answered 408"
    TRUNCATED_AFTER = "the server did it and half of its answer arrived"


LOSES_THE_ANSWER = tuple(fault for fault in FieldError if fault.name.endswith("_AFTER"))
"""After these the server has done what nobody was told of."""


class FaultyTransport(RequestsTransport):  # type: ignore[misc]
    """Sends requests about documents by way of the next faults; None lets one through."""

    def __init__(self, faults: Iterable[FieldError | None] = ()) -> None:
        super().__init__()
        self.next_faults = deque(faults)
        self.sent = 0
        self.happened: Counter[FieldError] = Counter()
        self.meanwhile: Callable[[], None] = lambda: None  # what others do before the answer is lost
        self._choose: Callable[[], FieldError | None] = lambda: None

    def go_wrong(self, share: float, dice: random.Random) -> None:
        """From now on let a share of the requests meet a fault."""
        faults = tuple(FieldError)
        self._choose = lambda: dice.choice(faults) if dice.random() < share else None

    def recover(self) -> None:
        """From now on let everything through."""
        self._choose = lambda: None

    def send(self, request: Any, **kwargs: Any) -> Any:
        if "/docs" not in request.url:
            return super().send(request, **kwargs)
        self.sent += 1
        fault = self.next_faults.popleft() if self.next_faults else self._choose()
        if fault is None:
            return super().send(request, **kwargs)
        self.happened[fault] += 1
        if fault is FieldError.NOT_SENT:
            raise ServiceRequestError("no connection")
        if fault is FieldError.RESET_BEFORE:
            raise ServiceResponseError("connection reset")
        if isinstance(fault.value, int):
            told = {"x-ms-retry-after-ms": "3"} if fault is FieldError.TOO_MANY_REQUESTS else {}
            return _refuse(request, abs(fault.value), told)
        response = super().send(request, **kwargs)
        self.meanwhile, meanwhile = (lambda: None), self.meanwhile
        meanwhile()
        if fault is FieldError.RESET_AFTER:
            raise ServiceResponseError("connection reset")
        if fault is FieldError.READ_TIMEOUT_AFTER:
            raise ServiceResponseTimeoutError("read timed out")
        if fault is FieldError.TRUNCATED_AFTER:
            received = response.internal_response
            received._content = received.content[: len(received.content) // 2] or b"{"  # noqa: SLF001
            return response
        return _refuse(request, 503 if fault is FieldError.UNAVAILABLE_AFTER else 408, {})


def _refuse(request: Any, status: int, headers: dict[str, str]) -> RequestsTransportResponse:
    answer = Response()
    answer.status_code = status
    answer.headers.update({"content-type": "application/json", **headers})
    answer._content = b'{"code": "fault", "message": "made up"}'  # noqa: SLF001 - requests has no other way
    return RequestsTransportResponse(request, answer)
