"""The errors of the API: each has a status, a stable code and a sentence."""

from collections.abc import Iterator

import pytest

from shared import errors
from shared.errors import (
    AvanochiError,
    DatabaseError,
    DependencyUnavailableError,
    FieldError,
    ValidationError,
)


def _family(kind: type[AvanochiError]) -> Iterator[type[AvanochiError]]:
    for member in kind.__subclasses__():
        yield member
        yield from _family(member)


# The outcomes of the store have the codes of the errors that they mean.
_OF_THE_STORE = {errors.DocumentNotFoundError, errors.DocumentExistsError, errors.DocumentChangedError}
FAMILY = tuple(_family(AvanochiError))
OF_THE_WIRE = tuple(member for member in FAMILY if member not in _OF_THE_STORE)


def test_every_error_of_the_wire_has_a_unique_code() -> None:
    codes = [member.code for member in OF_THE_WIRE]
    assert len(set(codes)) == len(codes)
    assert all(code.replace("_", "").isalpha() and code.islower() for code in codes)


def test_every_error_has_the_documented_status() -> None:
    assert {member.__name__: member.status for member in FAMILY} == {
        "ValidationError": 400,
        "UnauthenticatedError": 401,
        "ForbiddenError": 403,
        "NotFoundError": 404,
        "MethodNotAllowedError": 405,
        "ConflictError": 409,
        "IdempotencyMismatchError": 409,
        "PreconditionFailedError": 412,
        "TooManyRequestsError": 429,
        "DependencyUnavailableError": 503,
        "DatabaseError": 503,
        "DocumentNotFoundError": 404,
        "DocumentExistsError": 409,
        "DocumentChangedError": 412,
    }


def test_outcomes_of_the_store_have_the_code_of_their_status() -> None:
    by_status = {member.status: member.code for member in (errors.NotFoundError, errors.ConflictError)}
    by_status[412] = errors.PreconditionFailedError.code
    assert all(member.code == by_status[member.status] for member in _OF_THE_STORE)


@pytest.mark.parametrize("member", [DependencyUnavailableError, DatabaseError])
def test_unavailable_dependency_has_retry_after(member: type[AvanochiError]) -> None:
    assert member("The store failed").retry_after == 5


def test_only_temporary_errors_have_retry_after() -> None:
    waiting = {member for member in FAMILY if member.retry_after is not None}
    assert waiting == {DependencyUnavailableError, DatabaseError}
    assert errors.TooManyRequestsError("Later", 60).retry_after == 60


def test_validation_error_keeps_its_field_errors_and_its_code() -> None:
    error = ValidationError("No", [FieldError("title", "is required")], code="username_taken")
    assert (error.message, error.faults, error.code) == (
        "No",
        (FieldError("title", "is required"),),
        "username_taken",
    )
    assert ValidationError("No").code == "validation"


def test_unauthenticated_error_has_the_documented_sentence() -> None:
    assert errors.UnauthenticatedError().message == "Unauthorized"


def test_text_of_an_error_is_its_message() -> None:
    assert str(errors.NotFoundError("Task not found")) == "Task not found"


def test_method_not_allowed_error_keeps_the_allowed_methods() -> None:
    assert errors.MethodNotAllowedError("No", ["GET", "PUT"]).allowed == ("GET", "PUT")
