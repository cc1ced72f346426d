"""The base class of services, and checks of their arguments."""

from abc import ABC
from collections.abc import Callable
from datetime import date
from typing import ClassVar, TypeVar

from shared.entities.checks import check_text, whole_number
from shared.errors import NotFoundError, ValidationError

DateT = TypeVar("DateT", bound=date)


class BaseService(ABC):
    """The operations of one part of the domain; each validates its arguments."""

    entity_type: ClassVar[str]

    def get_entity_type(self) -> str:
        """Return the name of the entity that the service is about, such as `Task`."""
        return self.entity_type

    def _not_found(self) -> NotFoundError:
        return NotFoundError(f"{self.get_entity_type()} not found")


def require_text(field: str, text: str, sentence: str, max_length: int) -> str:
    """Return a text without surrounding white space; `ValidationError` unless it is one valid line."""
    stripped = text.strip()
    if not stripped:
        raise ValidationError.for_field(field, sentence=sentence)
    check_text(field, stripped, max_length)
    return stripped


def require_range(field: str, number: float, low: int, high: int) -> int:
    """Return a whole number; `ValidationError` when it is none or out of range."""
    number = whole_number(number)
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValidationError.for_field(field, "must be a whole number")
    if number < low:
        raise ValidationError.for_field(field, f"must be at least {low}")
    if number > high:
        raise ValidationError.for_field(field, f"must be at most {high}")
    return number


def within_calendar(field: str, find: Callable[[date], DateT], day: date) -> DateT:
    """Return the time or date that belongs to a day; `ValidationError` when the calendar does not have it."""
    try:
        return find(day)
    except OverflowError as error:
        raise ValidationError.for_field(field, "is too near to the end of the calendar") from error


def require_user_id(user_id: str, sentence: str = "user_id is required") -> str:
    """Return a user id; `ValidationError` when it is empty."""
    if not user_id:
        raise ValidationError.for_field("user_id", sentence=sentence)
    return user_id
