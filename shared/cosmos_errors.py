"""What Cosmos DB's failures mean to a caller of the document store.

The SDK's errors are told apart by what they carry: importing it takes long, and is left to the first call.
"""

import logging
from math import ceil

from shared.errors import DatabaseError, DocumentChangedError, DocumentExistsError, DocumentNotFoundError

_NOT_FOUND, _CONFLICT, _PRECONDITION_FAILED, _TOO_MANY_REQUESTS = 404, 409, 412, 429
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
    retry_after = _retry_after(error)
    if status == _TOO_MANY_REQUESTS and retry_after is not None:
        translated.retry_after = retry_after
    return translated


def status_of(error: Exception) -> int | None:
    """Return the HTTP status of an error; of a batch, that of the operation which made it fail."""
    responses = getattr(error, "operation_responses", None)
    index = getattr(error, "error_index", None)
    if responses and index is not None and index < len(responses):
        return int(responses[index]["statusCode"])
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _retry_after(error: Exception) -> int | None:
    headers = getattr(error, "headers", None) or getattr(getattr(error, "response", None), "headers", None)
    milliseconds = str((headers or {}).get("x-ms-retry-after-ms", ""))
    try:
        return max(1, ceil(float(milliseconds) / 1000))
    except ValueError:
        return None
