"""Queries of a partition: values, never strings.

A `Query` has a document type, conditions that must all hold, one field to order by and a limit. Both stores
return the same result; `shared/store/sql.py` translates it for each of them, with every value as a parameter.
Field names come from our own code and are checked nevertheless.
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
    """The field has exactly this value; true differs from 1, and null from a missing field."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Compare(_Condition):
    """The field has the value's kind (string or number) and compares to it in this way."""

    operator: Literal["<", "<=", ">", ">="]
    value: str | float


@dataclass(frozen=True, slots=True)
class OneOf(_Condition):
    """The field is one of these strings."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasAny(_Condition):
    """The field is an array with at least one of these strings."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasAll(_Condition):
    """The field is an array with all of these strings."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContainsAny(_Condition):
    """The field is a string that contains at least one of these, case-sensitively; there must be one."""

    texts: tuple[str, ...]

    def __post_init__(self) -> None:
        _check(self.field)
        if not self.texts:
            raise ValueError("a condition must have at least one text")


@dataclass(frozen=True, slots=True)
class Absent(_Condition):
    """The field is null or missing."""


Condition = Absent | Equals | Compare | OneOf | HasAny | HasAll | ContainsAny


@dataclass(frozen=True, slots=True)
class Position:
    """The end of a page: its last document's order value and id."""

    value: str | float
    id: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query of one partition.

    `type` is None for documents of every type. The field `order_by` is a string or a number in every document
    of the type; equal values are ordered by id, in the same direction. `after` continues after the last
    document of an earlier page, at a cost that does not grow with the number of pages.
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
            raise ValueError("the limit of a query must be at least 1")


def _check(field: str) -> None:
    if not _FIELD.match(field):
        raise ValueError(f"invalid field name: {field!r}")
