"""The error classes: an HTTP status, a stable code and a sentence for each."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import errors
from shared.errors import (
    AvanochiError,
    DatabaseError,
    DependencyUnavailableError,
    FieldError,
    LostRaceError,
    ValidationError,
)

ROOT = Path(__file__).parents[2]


def _subclasses(kind: type[AvanochiError]) -> Iterator[type[AvanochiError]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


ALL_ERRORS = tuple(_subclasses(AvanochiError))
# A lost race has the code of the client error with the same status.
LOST_RACES: tuple[type[AvanochiError], ...] = (LostRaceError, *_subclasses(LostRaceError))


def test_every_error_except_lost_races_has_its_own_code() -> None:
    codes = [error.code for error in ALL_ERRORS if error not in LOST_RACES]
    assert len(set(codes)) == len(codes)
    assert all(code.replace("_", "").isalpha() and code.islower() for code in codes)


def test_every_error_has_its_documented_status() -> None:
    assert {error.__name__: error.status for error in ALL_ERRORS} == {
        "ValidationError": 400,
        "LengthRequiredError": 411,
        "UnsupportedEncodingError": 415,
        "UnsupportedMediaTypeError": 415,
        "NotAcceptableError": 406,
        "BodyTooLargeError": 413,
        "UnauthenticatedError": 401,
        "ForbiddenError": 403,
        "ClaimRefusedError": 403,
        "SecondFactorRequiredError": 403,
        "RegistrationClosedError": 403,
        "NotFoundError": 404,
        "MethodNotAllowedError": 405,
        "ConflictError": 409,
        "OutOfOrderError": 409,
        "IdempotencyMismatchError": 409,
        "PreconditionFailedError": 412,
        "TooManyRequestsError": 429,
        "RateLimitedError": 429,
        "QuotaExceededError": 429,
        "DependencyUnavailableError": 503,
        "BusyError": 503,
        "UnverifiedError": 503,
        "DatabaseError": 503,
        "NotConfiguredError": 503,
        "LostRaceError": 409,
        "DocumentNotFoundError": 404,
        "DocumentExistsError": 409,
        "DocumentChangedError": 412,
    }


def test_lost_race_has_the_code_of_the_client_error_with_its_status() -> None:
    client_errors: tuple[type[AvanochiError], ...] = (
        errors.NotFoundError,
        errors.ConflictError,
        errors.PreconditionFailedError,
    )
    by_status = {error.status: error.code for error in client_errors}
    assert all(error.code == by_status[error.status] for error in LOST_RACES)


@pytest.mark.parametrize("lost_race", LOST_RACES)
def test_lost_race_is_no_database_error(lost_race: type[AvanochiError]) -> None:
    assert not issubclass(lost_race, DependencyUnavailableError)
    assert not issubclass(DatabaseError, LostRaceError)


@pytest.mark.parametrize("error", [DependencyUnavailableError, DatabaseError])
def test_unavailable_dependency_asks_for_a_retry_after_five_seconds(error: type[AvanochiError]) -> None:
    assert error("The store failed").retry_after == 5


def test_only_temporary_failures_ask_for_a_retry() -> None:
    temporary = {error for error in ALL_ERRORS if error.retry_after is not None}
    assert temporary == {DependencyUnavailableError, DatabaseError, errors.BusyError, errors.UnverifiedError}
    assert errors.BusyError("Later", 2).retry_after == 2
    assert errors.TooManyRequestsError("Later", 60).retry_after == 60


def test_validation_error_keeps_its_field_errors_and_its_code() -> None:
    error = ValidationError("No", [FieldError("title", "is required")], code="username_taken")
    assert (error.message, error.field_errors, error.code) == (
        "No",
        (FieldError("title", "is required"),),
        "username_taken",
    )
    assert ValidationError("No").code == "validation"


def test_validation_error_for_a_field_names_it_in_the_sentence() -> None:
    error = ValidationError.for_field("at", "is in the future")
    assert error.message == "Field 'at' is in the future"
    assert error.field_errors == (FieldError("at", "is in the future"),)
    assert error.code == "validation"
    assert ValidationError.for_field("name", "is taken", code="username_taken").code == "username_taken"


def test_validation_error_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"^No$"):
        raise ValidationError("No")


def test_unauthenticated_error_gives_no_reason() -> None:
    assert errors.UnauthenticatedError().message == "Unauthorized"


def test_message_is_the_text_of_the_error() -> None:
    assert str(errors.NotFoundError("Task not found")) == "Task not found"


def test_method_not_allowed_lists_the_allowed_methods() -> None:
    assert errors.MethodNotAllowedError("No", ["GET", "PUT"]).allowed == ("GET", "PUT")


# `except ValueError` also catches a `ValidationError`, whose message it would hide. It may therefore guard
# only calls that raise none.

MAX_GUARDED_STATEMENTS = 3
CANNOT_RAISE_VALIDATION_ERROR = {
    **dict.fromkeys(
        ("combine", "astimezone", "fromisoformat", "fromtimestamp", "strptime", "timedelta", "date"),
        "standard library: dates",
    ),
    **dict.fromkeys(
        (
            "urlsplit",
            "urlunsplit",
            "b64decode",
            "urlsafe_b64decode",
            "encode",
            "len",
            "float",
            "get",
            "split",
        ),
        "standard library: texts",
    ),
    **dict.fromkeys(("startswith", "bool", "min", "max", "ZoneInfo", "ip_address"), "standard library"),
    **dict.fromkeys(("decode", "parse_qsl"), "standard library: bytes and forms"),
    "loads": "orjson",
    "from_jwk": "PyJWT",
    **dict.fromkeys(
        ("closing", "connect", "_connection", "_shutting_down", "_exchange"),
        "channels/https_client.py: calls urllib3 and http.client",
    ),
    "_read_claims": "AuthManager: reads a token with PyJWT",
    "_open_container": "the Cosmos DB store: calls the SDK",
    **dict.fromkeys(("parse_timestamp", "parse_date"), "entities/timestamps.py: plain ValueError"),
    **dict.fromkeys(
        ("start_of", "end_of", "start_after", "date_of", "monday_of"),
        "entities/calendar.py: plain ValueError at the ends of the calendar",
    ),
    "find": "WorkSessionService: start_of or start_after",
    "_today": "SummaryService: reads the user",
    "day": "UnitOfWork: reads the totals of a day",
}


def _guarded_bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield the bodies around which a ValueError is caught or suppressed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            caught = [_names(handler.type) for handler in node.handlers if handler.type is not None]
            if any("ValueError" in names for names in caught) and caught[0] != {"ValidationError"}:
                yield node.body
        elif isinstance(node, ast.With) and any(
            _name_of(item.context_expr) == "suppress" and "ValueError" in _names(item.context_expr)
            for item in node.items
        ):
            yield node.body


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _name_of(call: ast.AST) -> str | None:
    function = call.func if isinstance(call, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None


def _find_problems(tree: ast.AST) -> list[str]:
    """Return the guarded calls that may raise a `ValidationError`, and the bodies that are too long."""
    found = []
    for body in _guarded_bodies(tree):
        if len(body) > MAX_GUARDED_STATEMENTS:
            found.append(f"line {body[0].lineno}: {len(body)} statements")
        calls = [node for statement in body for node in ast.walk(statement) if isinstance(node, ast.Call)]
        found += [
            f"line {call.lineno}: {ast.unparse(call)}"
            for call in calls
            if _name_of(call) not in CANNOT_RAISE_VALIDATION_ERROR
        ]
    return found


@pytest.mark.parametrize("room", ["shared", "work", "health", "assistant", "interaction"])
def test_no_handler_of_a_value_error_hides_a_validation_error(room: str) -> None:
    found = {
        str(path.relative_to(ROOT)): problems
        for path in (ROOT / room).rglob("*.py")
        if (problems := _find_problems(ast.parse(path.read_text())))
    }
    assert found == {}


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    service.create_task(user_id, title)\nexcept ValueError:\n    pass",
        "try:\n    service.create_task(user_id, title)\nexcept (KeyError, ValueError):\n    pass",
        "with suppress(OSError, ValueError):\n    service.create_task(user_id, title)",
        "try:\n    a = 1\n    b = 2\n    c = 3\n    d = 4\nexcept ValueError:\n    pass",
    ],
)
def test_broad_handler_of_a_value_error_is_found(code: str) -> None:
    assert _find_problems(ast.parse(code))
