"""The base classes of entities and of their changes, and ETags."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec
import orjson
from msgspec import UNSET

from shared.errors import PreconditionFailedError
from shared.views.view import HasView


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A value that is stored as a document of its own.

    `etag` is the stored version it was read from; it is empty for an entity that was never stored. Entities
    that differ only in their version are equal.
    """

    etag: str = msgspec.field(default="", name="_etag")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(
            getattr(self, name) == getattr(other, name) for name in self.__struct_fields__ if name != "etag"
        )

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__struct_fields__ if name != "etag"))


EntityT = TypeVar("EntityT", bound=Entity)


def first_of(kind: type[EntityT], entities: Iterable[Entity]) -> EntityT | None:
    """Return the first entity of a kind; None if there is none."""
    return next((one for one in entities if isinstance(one, kind)), None)


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Changes to the fields of an entity that have the same names; an UNSET field stays as it is."""

    def changed_fields(self) -> dict[str, Any]:
        """Return the fields that change, with their new values."""
        values = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: value for name, value in values if value is not UNSET}


def to_json(view: object) -> bytes:
    """Write a view as JSON; timestamps are RFC 3339 in UTC with `Z`, as short as they can be."""
    return orjson.dumps(view, option=orjson.OPT_UTC_Z)


def entity_tag(encoded: bytes) -> str:
    """Return the strong `ETag` of an encoded view: the same for the same content, on every instance."""
    return f'"{blake2b(encoded, digest_size=12).hexdigest()}"'


def is_listed(tag: str, if_none_match: str) -> bool:
    """Return whether an `If-None-Match` header is `*` or lists the tag, weak or strong (RFC 9110, 13.1.2)."""
    listed = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return if_none_match.strip() == "*" or tag in listed


class IfMatch(msgspec.Struct, frozen=True):
    """The versions that the caller accepts: an `If-Match` header (RFC 9110, 13.1.1)."""

    header: str

    def check(self, entity: HasView[object]) -> None:
        """Raise `PreconditionFailedError` unless the entity has one of these versions."""
        tags = {tag.strip() for tag in self.header.split(",")}
        if "*" not in tags and entity_tag(to_json(entity.to_dict())) not in tags:
            raise PreconditionFailedError("It was changed since you read it: read it again")
