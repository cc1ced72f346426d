"""Lists come in pages."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.entities.entity import Entity

EntityT = TypeVar("EntityT", bound=Entity)


@dataclass(frozen=True, slots=True)
class Page(Generic[EntityT]):
    """One page of entities; `continuation` is the token that asks for the next, None on the last."""

    entities: list[EntityT]
    continuation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which part of a list is asked for, and in what order; `continuation` is an earlier page's token."""

    order_by: str
    descending: bool = True
    limit: int = 100
    continuation: str | None = None
