"""The conversion of values to documents and back; `shared/repos/stored_forms.py` has a row for each class."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, time, timedelta
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec

from shared.entities.timestamps import format_sortable
from shared.store.contract import Document, DocumentPage

ValueT = TypeVar("ValueT", bound=msgspec.Struct)
ResultT = TypeVar("ResultT")

_VERSION = "_etag"


@dataclass(frozen=True, slots=True)
class StoredForm(Generic[ValueT]):
    """The stored form of one class: a document with the fields of the value, and the settings below.

    `kind` is the document's `type`; None for a value that is stored only within other documents. `key` and
    `partition` are the document's `id` and `user_id`, `ttl` is its lifetime after a write. `derived`
    returns the fields that are stored only to be sorted or searched by. Fields in `omitted_when_empty` are
    left out while they are empty. `encode` and `decode` change a document whose shape differs from the
    value's.
    """

    value: type[ValueT]
    kind: str | None
    _: KW_ONLY
    key: Callable[[ValueT], str] | str = attrgetter("id")
    partition: Callable[[ValueT], str] | str = attrgetter("user_id")
    ttl: Callable[[ValueT], timedelta] | timedelta | None = None
    derived: Callable[[ValueT], Document] | None = None
    omitted_when_empty: tuple[str, ...] = ()
    encode: Callable[[Document], Document] | None = None
    decode: Callable[[Document], Document] | None = None

    def id_of(self, value: ValueT) -> str:
        """Return the id of a value's document."""
        return _resolve(self.key, value)

    def partition_of(self, value: ValueT) -> str:
        """Return the partition of a value's document."""
        return _resolve(self.partition, value)

    def position_of(self, value: ValueT, order_by: str) -> Document:
        """Return the part of a value's document with the field `order_by` and the id."""
        part: Document = {}
        if order_by in value.__struct_fields__:
            field = getattr(value, order_by)
            part = {order_by: msgspec.to_builtins(field, builtin_types=(datetime, time))}
        elif self.derived is not None:
            part = self.derived(value)
        return {**_to_json(part), "id": self.id_of(value)}

    def to_document(self, value: ValueT) -> Document:
        """Return the stored form of a value, without its version; an error if it could not be read back."""
        document: Document = msgspec.to_builtins(value, builtin_types=(datetime, time), str_keys=True)
        document.pop(_VERSION, None)
        for name in self.omitted_when_empty:
            if not document[name]:
                del document[name]
        document |= {"id": self.id_of(value), "user_id": self.partition_of(value)}
        if self.kind is not None:
            document["type"] = self.kind
        if self.derived is not None:
            document |= self.derived(value)
        if self.ttl is not None:
            document["ttl"] = int(_resolve(self.ttl, value).total_seconds())
        stored: Document = _to_json(self.encode(document) if self.encode else document)
        self.from_document(stored)  # nothing is written that would make later reads fail
        return stored

    def from_document(self, document: Document) -> ValueT:
        """Read a document back; fields it does not have yet get their defaults."""
        return msgspec.convert(self.decode(document) if self.decode else document, self.value, str_keys=True)

    def from_page(self, page: DocumentPage) -> list[ValueT]:
        """Read the documents of a page back, faster than one by one."""
        return [*map(self.from_document, page.documents)] if self.decode else page.read_as(self.value)


def _resolve(setting: Callable[[ValueT], ResultT] | ResultT, value: ValueT) -> ResultT:
    return setting(value) if callable(setting) else setting


def _to_json(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value with timestamps at a fixed width, so that texts sort alike, and times as `HH:MM`."""
    kind = type(value)
    if kind is dict:
        return {key: _to_json(inner) for key, inner in value.items()}
    if kind is list or kind is tuple:
        return [_to_json(inner) for inner in value]
    if kind is datetime:
        return format_sortable(value)
    return value.strftime("%H:%M") if kind is time else value
