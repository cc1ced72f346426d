"""Pages of lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

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
    """The part of a list to return, and its order; `continuation` is the token of an earlier page."""

    order_by: str
    descending: bool = True
    limit: int = 100
    continuation: str | None = None


NEWEST_FIRST = PageRequest(order_by="created_at")
