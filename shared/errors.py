"""The errors that reach a client, each with an HTTP status, a stable code and a sentence.

Any other exception is a bug: the boundary logs it and returns an opaque 500.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, Self

import msgspec
from typing_extensions import TypeAliasType

ErrorCode = TypeAliasType(
    "ErrorCode",
    Literal[
        "validation",
        "invalid_json",
        "length_required",
        "unsupported_encoding",
        "unsupported_media_type",
        "not_acceptable",
        "body_too_large",
        "username_taken",
        "active_session_exists",
        "challenge_not_found",
        "already_participating",
        "not_participating",
        "unauthenticated",
        "wrong_password",
        "code_required",
        "wrong_code",
        "second_factor_required",
        "forbidden",
        "claim_refused",
        "registration_closed",
        "not_found",
        "method_not_allowed",
        "conflict",
        "out_of_order",
        "idempotency_mismatch",
        "precondition_failed",
        "too_many_requests",
        "rate_limited",
        "quota_exceeded",
        "internal",
        "unavailable",
        "not_configured",
        "busy",
        "unverified",
        "store_unavailable",
    ],
)
"""The stable code of an error, for programs."""

ERROR_CODES: Mapping[ErrorCode, str] = {
    "validation": "The request is invalid; `details` lists the invalid fields.",
    "invalid_json": "The body is not JSON.",
    "length_required": "The body did not arrive: send it with `Content-Length` instead of chunked.",
    "unsupported_encoding": "The body has a `Content-Encoding`: send it without one.",
    "unsupported_media_type": "The body is of a kind that the path does not take.",
    "not_acceptable": "The response cannot be made in any of the kinds that `Accept` names.",
    "body_too_large": "The body is longer than the limit, and was not read.",
    "username_taken": "Another user has this username.",
    "active_session_exists": "A work session is already active.",
    "challenge_not_found": "This week has no such challenge.",
    "already_participating": "The user has already joined the challenge.",
    "not_participating": "The user has not joined the challenge.",
    "unauthenticated": "The request has no valid access token, or the sign-in failed.",
    "wrong_password": "The password that confirms the request is wrong.",
    "code_required": "The account has a second factor: send `code` as well.",
    "wrong_code": "The code of the second factor is wrong, has expired or was used before.",
    "second_factor_required": "The sign-in has shown no second factor, which this installation requires.",
    "forbidden": "The caller lacks permission.",
    "claim_refused": "The username is reserved for administrators, or the `claim_secret` is wrong.",
    "registration_closed": "Only administrators create accounts here.",
    "not_found": "The path or the resource does not exist, or the resource belongs to another user.",
    "method_not_allowed": "The path does not support the method; `Allow` lists those it supports.",
    "conflict": "The request conflicts with the current state.",
    "out_of_order": "The act was done `at` a moment that does not fit what is known already.",
    "idempotency_mismatch": "The `Idempotency-Key` was used before with a different request.",
    "precondition_failed": "The resource has changed since the version that `If-Match` names.",
    "too_many_requests": "Too many attempts: try again after the seconds in `Retry-After`.",
    "rate_limited": "Too many requests: try again after the seconds in `Retry-After`.",
    "quota_exceeded": "The account has reached a quota: delete something, or wait if `Retry-After` is sent.",
    "internal": "The server failed; its log has details under `request_id`.",
    "unavailable": "A service that the request needs does not respond or is not configured.",
    "not_configured": "A service that the request needs is not configured here.",
    "busy": "The server has too many such requests at once: try again after the seconds in `Retry-After`.",
    "unverified": "The signature of a chat platform cannot be verified for now.",
    "store_unavailable": "The document store does not respond.",
}
"""The meaning of each code, for the API document."""


class FieldError(msgspec.Struct, frozen=True):
    """An error in one field of a request."""

    field: str
    message: str


class AvanochiError(Exception):
    """The base class; `message` is a sentence for the client."""

    status: ClassVar[int] = 500
    code: ErrorCode = "internal"
    retry_after: int | None = None  # seconds after which a retry may succeed

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ValidationError(AvanochiError, ValueError):
    """The request is invalid; `field_errors` has an entry for each invalid field."""

    status = 400
    code: ErrorCode = "validation"

    def __init__(
        self, message: str, field_errors: Sequence[FieldError] = (), *, code: ErrorCode = "validation"
    ) -> None:
        super().__init__(message)
        self.field_errors = tuple(field_errors)
        self.code = code

    @classmethod
    def for_field(
        cls, field: str, message: str = "", *, sentence: str = "", code: ErrorCode = "validation"
    ) -> Self:
        """Return the error of one field: "Field '<field>' <message>", or a sentence of its own."""
        error = FieldError(field, sentence or message)
        return cls(sentence or f"Field '{field}' {message}", [error], code=code)


class LengthRequiredError(AvanochiError):
    """A body was announced without a length, and did not arrive."""

    status = 411
    code: ErrorCode = "length_required"


class UnsupportedEncodingError(AvanochiError):
    """The body is encoded, for example compressed."""

    status = 415
    code: ErrorCode = "unsupported_encoding"


class UnsupportedMediaTypeError(AvanochiError):
    """The body is of a kind that the path does not take; `accepted` lists the media types that it takes."""

    status = 415
    code: ErrorCode = "unsupported_media_type"

    def __init__(self, message: str, accepted: Sequence[str]) -> None:
        super().__init__(message)
        self.accepted = tuple(accepted)


class NotAcceptableError(AvanochiError):
    """The response cannot be made in any of the kinds that the caller accepts."""

    status = 406
    code: ErrorCode = "not_acceptable"


class BodyTooLargeError(AvanochiError):
    """The body is longer than the limit."""

    status = 413
    code: ErrorCode = "body_too_large"


class UnauthenticatedError(AvanochiError):
    """The request has no valid credentials."""

    status = 401
    code: ErrorCode = "unauthenticated"

    def __init__(self, message: str = "Unauthorized", *, code: ErrorCode = "unauthenticated") -> None:
        super().__init__(message)
        self.code = code


class ForbiddenError(AvanochiError):
    """The caller is authenticated but lacks permission."""

    status = 403
    code: ErrorCode = "forbidden"


class SecondFactorRequiredError(ForbiddenError):
    """The settings require a second factor, and the sign-in has shown none."""

    code: ErrorCode = "second_factor_required"

    def __init__(
        self,
        message: str = "A second factor is required: set one up at auth/second-factor, or sign in with one",
    ) -> None:
        super().__init__(message)


class ClaimRefusedError(ForbiddenError):
    """A claim of a name that is reserved for administrators is missing or wrong."""

    code: ErrorCode = "claim_refused"

    def __init__(self, message: str = "The claim secret is missing or wrong") -> None:
        super().__init__(message)


class RegistrationClosedError(ForbiddenError):
    """Only administrators create accounts, as the settings say."""

    code: ErrorCode = "registration_closed"

    def __init__(self, message: str = "Registration is closed: ask an administrator for an account") -> None:
        super().__init__(message)


class NotFoundError(AvanochiError):
    """The resource does not exist, or belongs to another user: clients cannot know which."""

    status = 404
    code: ErrorCode = "not_found"


class MethodNotAllowedError(AvanochiError):
    """The path exists but does not support the method; `allowed` lists the supported ones."""

    status = 405
    code: ErrorCode = "method_not_allowed"

    def __init__(self, message: str, allowed: Sequence[str]) -> None:
        super().__init__(message)
        self.allowed = tuple(allowed)


class ConflictError(AvanochiError):
    """The request conflicts with the current state."""

    status = 409
    code: ErrorCode = "conflict"


class OutOfOrderError(ConflictError):
    """An act was done at a moment that does not fit what is known already."""

    code: ErrorCode = "out_of_order"


class IdempotencyMismatchError(ConflictError):
    """The idempotency key was used before with a different request."""

    code: ErrorCode = "idempotency_mismatch"


class PreconditionFailedError(AvanochiError):
    """`If-Match` names a version that is not current."""

    status = 412
    code: ErrorCode = "precondition_failed"


class TooManyRequestsError(AvanochiError):
    """Too many attempts; `retry_after` is the number of seconds to wait."""

    status = 429
    code: ErrorCode = "too_many_requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateLimitedError(TooManyRequestsError):
    """Too many requests; `headers` describe the limit, if it has a policy."""

    code: ErrorCode = "rate_limited"

    def __init__(self, message: str, retry_after: int, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message, retry_after)
        self.headers = headers or {}


class QuotaExceededError(AvanochiError):
    """The account has reached a quota; `retry_after` is given if time helps."""

    status = 429
    code: ErrorCode = "quota_exceeded"

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DependencyUnavailableError(AvanochiError):
    """A dependency does not respond or is not configured."""

    status = 503
    code: ErrorCode = "unavailable"
    retry_after: int | None = 5


class NotConfiguredError(DependencyUnavailableError):
    """The settings name no such service, so that a retry would not help."""

    code: ErrorCode = "not_configured"
    retry_after = None


class BusyError(DependencyUnavailableError):
    """The server has too much of some work at once; `retry_after` is the number of seconds to wait."""

    code: ErrorCode = "busy"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnverifiedError(DependencyUnavailableError):
    """The signature of a request cannot be verified for now, so that anyone may have sent it."""

    code: ErrorCode = "unverified"


class DatabaseError(DependencyUnavailableError):
    """The document store failed; unless its response was lost, nothing was written."""

    code: ErrorCode = "store_unavailable"


class LostRaceError(AvanochiError):
    """Another writer was faster: read again and decide again.

    Not a `DatabaseError`, so that code which tolerates an unreachable store does not hide a lost update.
    """

    status = 409
    code: ErrorCode = "conflict"


class DocumentNotFoundError(LostRaceError):
    """No unexpired document has this id in this partition."""

    status = 404
    code: ErrorCode = "not_found"


class DocumentExistsError(LostRaceError):
    """The partition already has a document with this id."""


class DocumentChangedError(LostRaceError):
    """The document's ETag differs from the one that guards the write."""

    status = 412
    code: ErrorCode = "precondition_failed"
