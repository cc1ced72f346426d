"""Every error that a caller may be told about: a status, a stable code and a sentence.

What is not in this family is a fault of ours: the boundary logs it and answers an opaque 500.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong with one field of a request."""

    field: str
    message: str


class AvanochiError(Exception):
    """The base of the family; `message` is a sentence for the person at the other end."""

    status: ClassVar[int] = 500
    code: str = "internal"
    retry_after: int | None = None  # seconds after which trying again may help

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ValidationError(AvanochiError):
    """The request says something that cannot be meant; `faults` lists all of it at once."""

    status = 400
    code = "validation"

    def __init__(self, message: str, faults: Sequence[FieldError] = (), *, code: str = "validation") -> None:
        super().__init__(message)
        self.faults = tuple(faults)
        self.code = code


class UnauthenticatedError(AvanochiError):
    """The caller has not shown who they are."""

    status = 401
    code = "unauthenticated"

    def __init__(self, message: str = "Unauthorized", *, code: str = "unauthenticated") -> None:
        super().__init__(message)
        self.code = code


class ForbiddenError(AvanochiError):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"


class NotFoundError(AvanochiError):
    """There is no such thing, or it is not the caller's: the answer is the same."""

    status = 404
    code = "not_found"


class MethodNotAllowedError(AvanochiError):
    """The path exists, the method has no meaning on it; `allowed` lists those that have."""

    status = 405
    code = "method_not_allowed"

    def __init__(self, message: str, allowed: Sequence[str]) -> None:
        super().__init__(message)
        self.allowed = tuple(allowed)


class ConflictError(AvanochiError):
    """The deed contradicts what is already there."""

    status = 409
    code = "conflict"


class IdempotencyMismatchError(ConflictError):
    """An idempotency key came again with another request."""

    code = "idempotency_mismatch"


class PreconditionFailedError(AvanochiError):
    """The caller's copy is stale: `If-Match` names a version that is no longer there."""

    status = 412
    code = "precondition_failed"


class TooManyRequestsError(AvanochiError):
    """Too many attempts; `retry_after` says in seconds when the next one is welcome."""

    status = 429
    code = "too_many_requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DependencyUnavailableError(AvanochiError):
    """Something the product stands on does not answer, or is not configured."""

    status = 503
    code = "unavailable"
    retry_after: int | None = 5


class DatabaseError(DependencyUnavailableError):
    """The document store failed; what was asked of it was not done, as far as it could tell."""

    code = "store_unavailable"


class DocumentNotFoundError(DatabaseError):
    """No live document has this id in this partition."""

    status = 404
    code = "not_found"
    retry_after = None


class DocumentExistsError(DatabaseError):
    """A document of this id is already in this partition."""

    status = 409
    code = "conflict"
    retry_after = None


class DocumentChangedError(DatabaseError):
    """The document's ETag is no longer the one that the write was guarded with."""

    status = 412
    code = "precondition_failed"
    retry_after = None


LOST_RACE = (DocumentChangedError, DocumentExistsError, DocumentNotFoundError)
"""What a guarded write raises when somebody else was faster: read again, and decide again."""
