"""The errors that reach a client, each with an HTTP status, a stable code and a sentence.

Any other exception is a bug: the boundary logs it and returns an opaque 500.
"""

from collections.abc import Sequence
from typing import ClassVar, Self

import msgspec


class FieldError(msgspec.Struct, frozen=True):
    """An error in one field of a request."""

    field: str
    message: str


class AvanochiError(Exception):
    """The base class; `message` is a sentence for the client."""

    status: ClassVar[int] = 500
    code: str = "internal"
    retry_after: int | None = None  # seconds after which a retry may succeed

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ValidationError(AvanochiError, ValueError):
    """The request is invalid; `field_errors` has an entry for each invalid field."""

    status = 400
    code = "validation"

    def __init__(
        self, message: str, field_errors: Sequence[FieldError] = (), *, code: str = "validation"
    ) -> None:
        super().__init__(message)
        self.field_errors = tuple(field_errors)
        self.code = code

    @classmethod
    def for_field(
        cls, field: str, message: str = "", *, sentence: str = "", code: str = "validation"
    ) -> Self:
        """Return the error of one field: "Field '<field>' <message>", or a sentence of its own."""
        error = FieldError(field, sentence or message)
        return cls(sentence or f"Field '{field}' {message}", [error], code=code)


class UnauthenticatedError(AvanochiError):
    """The request has no valid credentials."""

    status = 401
    code = "unauthenticated"

    def __init__(self, message: str = "Unauthorized", *, code: str = "unauthenticated") -> None:
        super().__init__(message)
        self.code = code


class ForbiddenError(AvanochiError):
    """The caller is authenticated but lacks permission."""

    status = 403
    code = "forbidden"


class NotFoundError(AvanochiError):
    """The resource does not exist, or belongs to another user: clients cannot know which."""

    status = 404
    code = "not_found"


class MethodNotAllowedError(AvanochiError):
    """The path exists but does not support the method; `allowed` lists the supported ones."""

    status = 405
    code = "method_not_allowed"

    def __init__(self, message: str, allowed: Sequence[str]) -> None:
        super().__init__(message)
        self.allowed = tuple(allowed)


class ConflictError(AvanochiError):
    """The request conflicts with the current state."""

    status = 409
    code = "conflict"


class IdempotencyMismatchError(ConflictError):
    """The idempotency key was used before with a different request."""

    code = "idempotency_mismatch"


class PreconditionFailedError(AvanochiError):
    """`If-Match` names a version that is not current."""

    status = 412
    code = "precondition_failed"


class TooManyRequestsError(AvanochiError):
    """Too many attempts; `retry_after` is the number of seconds to wait."""

    status = 429
    code = "too_many_requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DependencyUnavailableError(AvanochiError):
    """A dependency does not respond or is not configured."""

    status = 503
    code = "unavailable"
    retry_after: int | None = 5


class DatabaseError(DependencyUnavailableError):
    """The document store failed; unless its response was lost, nothing was written."""

    code = "store_unavailable"


class LostRaceError(AvanochiError):
    """Another writer was faster: read again and decide again.

    Not a `DatabaseError`, so that code which tolerates an unreachable store does not hide a lost update.
    """

    status = 409
    code = "conflict"


class DocumentNotFoundError(LostRaceError):
    """No unexpired document has this id in this partition."""

    status = 404
    code = "not_found"


class DocumentExistsError(LostRaceError):
    """The partition already has a document with this id."""


class DocumentChangedError(LostRaceError):
    """The document's ETag differs from the one that guards the write."""

    status = 412
    code = "precondition_failed"
