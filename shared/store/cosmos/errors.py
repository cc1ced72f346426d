"""Maps the errors of the Cosmos DB SDK to those of the document store.

The SDK is slow to import and is imported on first use, so its errors are recognized by their attributes.
"""

import logging
import random
from math import ceil, isfinite

from shared.errors import (
    DatabaseError,
    DocumentChangedError,
    DocumentExistsError,
    DocumentNotFoundError,
    LostRaceError,
)

_UNAUTHORIZED, _NOT_FOUND, _CONFLICT, _PRECONDITION_FAILED, _TOO_MANY_REQUESTS = 401, 404, 409, 412, 429
_TRANSIENT = frozenset({408, 410, 429, 449, 500, 502, 503, 504})
_FIRST_ERROR = 400
_FIRST_DELAY_SECONDS = 0.04
_OWNER_MISSING = 1003  # sub-status of a 404: the database or the container is missing, not the document
_SESSION_UNAVAILABLE = 1002  # sub-status of a 404: this replica does not have the latest write yet

_SENTENCES = {
    400: "The store refused the request",
    401: "The store refuses our credentials",
    403: "The store refuses our credentials",
    404: "The store's container does not exist",
    413: "The store refused the request: it is too large",
    429: "The store is busy: please try again",
    449: "The store is busy: please try again",
}

_logger = logging.getLogger(__name__)


def translate(error: Exception) -> DatabaseError | LostRaceError:
    """Return the document store's error for an error of the SDK."""
    status, sub_status = status_of(error), getattr(error, "sub_status", None)
    if status == _NOT_FOUND and sub_status not in {_OWNER_MISSING, _SESSION_UNAVAILABLE}:
        return DocumentNotFoundError("There is no document with this id")
    if status == _CONFLICT:
        return DocumentExistsError("A document with this id already exists")
    if status == _PRECONDITION_FAILED:
        return DocumentChangedError("The document was changed in the meantime")
    # The SDK's messages contain addresses and activity ids: they go to the log only.
    _logger.error("Cosmos DB failed: status=%s sub_status=%s %s", status, sub_status, error)
    if sub_status == _SESSION_UNAVAILABLE:
        return DatabaseError("The store does not answer")
    translated = DatabaseError(_SENTENCES.get(status or 0, "The store does not answer"))
    retry_after = _retry_after_seconds(error)
    if status == _TOO_MANY_REQUESTS and retry_after is not None:
        translated.retry_after = max(1, ceil(retry_after))
    return translated


def refuses_key(error: Exception) -> bool:
    """Return whether the account does not accept the key that signed the request."""
    return status_of(error) == _UNAUTHORIZED


def is_transient(error: Exception) -> bool:
    """Return whether the same request may succeed if it is sent again.

    An error without a status, or with a successful one, comes from the connection: the request or only its
    response may have been lost.
    """
    status = status_of(error)
    if status == _NOT_FOUND:
        return getattr(error, "sub_status", None) == _SESSION_UNAVAILABLE
    return status is None or status < _FIRST_ERROR or status in _TRANSIENT


def is_truncated(error: Exception) -> bool:
    """Return whether only part of a successful response arrived."""
    status = status_of(error)
    return status is not None and status < _FIRST_ERROR


def retry_delay(error: Exception, attempt: int) -> float:
    """Return the seconds to wait after attempt 0, 1, ...: as the service asks for, else exponential."""
    requested = _retry_after_seconds(error)
    if requested is not None:
        return requested
    jitter = random.uniform(0.5, 1.0)  # noqa: S311 - not used for secrets
    return jitter * _FIRST_DELAY_SECONDS * float(2**attempt)


def status_of(error: Exception) -> int | None:
    """Return the HTTP status of an error; for a batch, that of the operation that failed it."""
    responses = getattr(error, "operation_responses", None)
    index = getattr(error, "error_index", None)
    if responses and index is not None and index < len(responses):
        return int(responses[index]["statusCode"])
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _retry_after_seconds(error: Exception) -> float | None:
    headers = getattr(error, "headers", None) or getattr(getattr(error, "response", None), "headers", None)
    try:
        seconds = float((headers or {}).get("x-ms-retry-after-ms", "")) / 1000
    except ValueError:
        return None
    return max(0.0, seconds) if isfinite(seconds) else None
