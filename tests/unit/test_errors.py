"""The family of errors: a status and a stable code for each, and a sentence for the person."""

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


# A store's outcomes carry the codes of what they mean.
_OF_THE_STORE = {errors.DocumentNotFoundError, errors.DocumentExistsError, errors.DocumentChangedError}
FAMILY = tuple(_family(AvanochiError))
OF_THE_WIRE = tuple(member for member in FAMILY if member not in _OF_THE_STORE)


def test_every_error_of_the_wire_has_a_code_of_its_own() -> None:
    codes = [member.code for member in OF_THE_WIRE]
    assert len(set(codes)) == len(codes)
    assert all(code.replace("_", "").isalpha() and code.islower() for code in codes)


def test_every_error_has_a_status_of_refusal_or_failure() -> None:
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


def test_what_a_store_says_of_a_document_has_the_code_of_its_status() -> None:
    by_status = {member.status: member.code for member in (errors.NotFoundError, errors.ConflictError)}
    by_status[412] = errors.PreconditionFailedError.code
    assert all(member.code == by_status[member.status] for member in _OF_THE_STORE)


@pytest.mark.parametrize("member", [DependencyUnavailableError, DatabaseError])
def test_what_is_unavailable_says_when_to_come_back(member: type[AvanochiError]) -> None:
    assert member("The store failed").retry_after == 5


def test_only_what_passes_by_itself_says_when_to_come_back() -> None:
    waiting = {member for member in FAMILY if member.retry_after is not None}
    assert waiting == {DependencyUnavailableError, DatabaseError}
    assert errors.TooManyRequestsError("Later", 60).retry_after == 60


def test_a_validation_error_keeps_its_faults_and_its_code() -> None:
    error = ValidationError("No", [FieldError("title", "is required")], code="username_taken")
    assert (error.message, error.faults, error.code) == (
        "No",
        (FieldError("title", "is required"),),
        "username_taken",
    )
    assert ValidationError("No").code == "validation"


def test_whoever_is_not_signed_in_learns_nothing_more() -> None:
    assert errors.UnauthenticatedError().message == "Unauthorized"


def test_the_message_is_the_text_of_the_error() -> None:
    assert str(errors.NotFoundError("Task not found")) == "Task not found"


def test_a_method_that_is_not_allowed_names_those_that_are() -> None:
    assert errors.MethodNotAllowedError("No", ["GET", "PUT"]).allowed == ("GET", "PUT")
