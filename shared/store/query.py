"""What may be asked of a partition: a value, never a string.

A `Query` names a document type, conditions that must all hold, one field to order by and a limit. It
can say only what both stores answer alike; `shared/store/sql.py` writes it out for each of them, with
every value as a parameter. Field names come from our own code and are checked nevertheless.
"""

import re
from dataclasses import dataclass
from typing import Literal

Scalar = str | int | float | bool | None

_FIELD = re.compile(r"[a-z_][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class _Condition:
    field: str

    def __post_init__(self) -> None:
        _check(self.field)


@dataclass(frozen=True, slots=True)
class Equals(_Condition):
    """The field has exactly this value; true is not 1, and null is not a missing field."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Compare(_Condition):
    """The field is of the value's kind (text or number) and lies on this side of it."""

    operator: Literal["<", "<=", ">", ">="]
    value: str | float


@dataclass(frozen=True, slots=True)
class OneOf(_Condition):
    """The field has one of these texts."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasAny(_Condition):
    """The field is an array that holds at least one of these texts."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasAll(_Condition):
    """The field is an array that holds every one of these texts."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contains(_Condition):
    """The field is a text in which this one occurs, letter by letter; fold both for more."""

    text: str


Condition = Equals | Compare | OneOf | HasAny | HasAll | Contains


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the last document's order value and id."""

    value: str | float
    id: str


@dataclass(frozen=True, slots=True)
class Query:
    """One question to one partition.

    `type` is None for documents of every type. The field of `order_by` holds a text or a number in
    every document of the type; equal values are ordered by id, in the same direction. `after` goes on
    behind an earlier page's last document: the work of a page does not grow with the pages before it.
    """

    type: str | None
    where: tuple[Condition, ...] = ()
    order_by: str = "id"
    descending: bool = False
    limit: int = 100
    after: Position | None = None

    def __post_init__(self) -> None:
        _check(self.order_by)
        if self.limit < 1:
            raise ValueError("a query's limit is at least 1")


def _check(field: str) -> None:
    if not _FIELD.match(field):
        raise ValueError(f"not a field name: {field!r}")
