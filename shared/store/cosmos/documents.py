"""Documents and operations as Cosmos DB takes them."""

from collections.abc import Sequence
from typing import Any

import orjson

from shared.store.contract import Create, Delete, Document, Operation, Replace
from shared.store.indexes import INDEXES
from shared.store.sql import composite_fields
from shared.store.validation import check_id, check_ttl, check_user_id, encode

WRITE_MARK = "_write"
"""The key under which a stored document names the write that it comes from; callers never see it."""

BatchStep = tuple[str, tuple[Any, ...]] | tuple[str, tuple[Any, ...], dict[str, Any]]


def prepare(document: Document, mark: str, user_id: str | None = None) -> Document:
    """Return a document as it is sent; ValueError when it is none, or not of this user.

    By the mark of its write a repeated request can tell its own first sending from somebody else's.
    """
    check_id(document.get("id"))
    owner = check_user_id(document.get("user_id"))
    if user_id is not None and owner != user_id:
        raise ValueError("a document belongs to the partition in which it is written")
    if "ttl" in document:
        check_ttl(document["ttl"])
    # There and back: what the SDK's laxer JSON would let through is refused, and nothing is shared.
    prepared: Document = orjson.loads(encode(document))
    prepared[WRITE_MARK] = mark
    return prepared


def present(document: Document) -> Document:
    """Return a document as the callers know it: of the store's own keys it has the ETag."""
    return {key: value for key, value in document.items() if key[:1] != "_" or key == "_etag"}


def as_batch_step(operation: Operation, mark: str, user_id: str) -> BatchStep:
    """Return an operation as a step of a transactional batch."""
    if isinstance(operation, Delete):
        guard = {} if operation.etag is None else {"if_match_etag": operation.etag}
        return "delete", (check_id(operation.id),), guard
    body = prepare(operation.document, mark, user_id)
    if isinstance(operation, Replace):
        return "replace", (body["id"], body), {"if_match_etag": operation.etag}
    return ("create" if isinstance(operation, Create) else "upsert"), (body,)


def indexing_policy(directions: Sequence[str] = ("ascending",)) -> dict[str, Any]:
    """Return how the container sorts documents: the paths of `INDEXES`.

    In Azure an index answers its own order and, when all paths turn together, the opposite one. Emulators
    want one for each direction.
    """
    return {
        "indexingMode": "consistent",
        "automatic": True,
        "includedPaths": [{"path": "/*"}],
        "excludedPaths": [{"path": '/"_etag"/?'}],
        "compositeIndexes": [
            [{"path": f"/{field}", "order": direction} for field in fields]
            for fields in dict.fromkeys(composite_fields(index) for index in INDEXES)
            for direction in directions
        ],
    }
