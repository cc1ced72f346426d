"""Pages of lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from shared.errors import ValidationError

_MAX_LIMIT = 500

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """One page of a list; `continuation` is the token of the next page, None on the last."""

    entities: list[ItemT]
    continuation: str | None = None

    def __iter__(self) -> Iterator[ItemT]:
        return iter(self.entities)

    def __len__(self) -> int:
        return len(self.entities)


class PageRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a list to return, and its order; `continuation` is the token of an earlier page.

    `ValidationError` unless the limit is 1 to 500.
    """

    order_by: str
    descending: bool = True
    limit: int = 100
    continuation: str | None = None

    def __post_init__(self) -> None:
        """Check the limit."""
        if not 1 <= self.limit <= _MAX_LIMIT:
            raise ValidationError.for_field("limit", f"must be 1 to {_MAX_LIMIT}")


NEWEST_FIRST = PageRequest(order_by="created_at")
