"""What Cosmos DB's failures mean to a caller of the document store.

The SDK's errors are told apart by what they carry: importing it takes long, and is left to the first call.
"""

import logging
import random
from math import ceil, isfinite

from shared.errors import DatabaseError, DocumentChangedError, DocumentExistsError, DocumentNotFoundError

_UNAUTHORIZED, _NOT_FOUND, _CONFLICT, _PRECONDITION_FAILED, _TOO_MANY_REQUESTS = 401, 404, 409, 412, 429
_TRANSIENT = frozenset({408, 410, 429, 449, 500, 502, 503, 504})
_FIRST_ERROR = 400
_FIRST_PAUSE_SECONDS = 0.04
_OWNER_MISSING = 1003  # sub-status of a 404: the database or the container, not the document
_SESSION_UNAVAILABLE = 1002  # sub-status of a 404: this replica has not got the latest write yet

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


def translate(error: Exception) -> DatabaseError:
    """Return the error of our own family that says what an error of the SDK means."""
    status, sub_status = status_of(error), getattr(error, "sub_status", None)
    if status == _NOT_FOUND and sub_status not in {_OWNER_MISSING, _SESSION_UNAVAILABLE}:
        return DocumentNotFoundError("There is no document of this id")
    if status == _CONFLICT:
        return DocumentExistsError("A document of this id exists already")
    if status == _PRECONDITION_FAILED:
        return DocumentChangedError("The document was changed in the meantime")
    # The SDK's sentences carry addresses and activity ids: they are for the log.
    _logger.error("Cosmos DB failed: status=%s sub_status=%s %s", status, sub_status, error)
    if sub_status == _SESSION_UNAVAILABLE:
        return DatabaseError("The store does not answer")
    translated = DatabaseError(_SENTENCES.get(status or 0, "The store does not answer"))
    retry_after = _retry_after_seconds(error)
    if status == _TOO_MANY_REQUESTS and retry_after is not None:
        translated.retry_after = max(1, ceil(retry_after))
    return translated


def refuses_key(error: Exception) -> bool:
    """Tell whether the service does not know the key that a request was signed with."""
    return status_of(error) == _UNAUTHORIZED


def is_transient(error: Exception) -> bool:
    """Tell whether the same request may succeed when it is sent again.

    An error without a status, or with that of a success, is of the connection: what was sent may have been
    lost, or only the answer to it.
    """
    status = status_of(error)
    if status == _NOT_FOUND:
        return getattr(error, "sub_status", None) == _SESSION_UNAVAILABLE
    return status is None or status < _FIRST_ERROR or status in _TRANSIENT


def is_cut_off(error: Exception) -> bool:
    """Tell whether what arrived was the answer of a success, but not all of it."""
    status = status_of(error)
    return status is not None and status < _FIRST_ERROR


def pause_before_repeat(error: Exception, attempt: int) -> float:
    """Return for how many seconds to wait after attempt 0, 1, ...: as told, or longer each time."""
    told = _retry_after_seconds(error)
    if told is not None:
        return told
    spread = random.uniform(0.5, 1.0)  # noqa: S311 - keeps no secret
    return spread * _FIRST_PAUSE_SECONDS * float(2**attempt)


def status_of(error: Exception) -> int | None:
    """Return the HTTP status of an error; of a batch, that of the operation which made it fail."""
    responses = getattr(error, "operation_responses", None)
    index = getattr(error, "error_index", None)
    if responses and index is not None and index < len(responses):
        return int(responses[index]["statusCode"])
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _retry_after_seconds(error: Exception) -> float | None:
    headers = getattr(error, "headers", None) or getattr(getattr(error, "response", None), "headers", None)
    try:
        told = float((headers or {}).get("x-ms-retry-after-ms", "")) / 1000
    except ValueError:
        return None
    return max(0.0, told) if isfinite(told) else None
