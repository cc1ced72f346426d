"""Documents and operations in the form that Cosmos DB takes."""

from collections.abc import Sequence
from typing import Any

import orjson

from shared.store.contract import Create, Delete, Document, Operation, Replace
from shared.store.indexes import INDEXES
from shared.store.sql import composite_fields
from shared.store.validation import check_id, check_ttl, check_user_id, encode

WRITE_MARK = "_write"
"""The key under which a stored document names the write that stored it; callers never see it."""

BatchStep = tuple[str, tuple[Any, ...]] | tuple[str, tuple[Any, ...], dict[str, Any]]


def prepare(document: Document, mark: str, user_id: str | None = None) -> Document:
    """Return a document as it is sent; ValueError if it is invalid or belongs to another user.

    `mark` identifies the write, so that a repeated request recognizes the result of its first attempt.
    """
    check_id(document.get("id"))
    owner = check_user_id(document.get("user_id"))
    if user_id is not None and owner != user_id:
        raise ValueError("a document must be written in the partition of its user_id")
    if "ttl" in document:
        check_ttl(document["ttl"])
    # Encoded and decoded: our JSON is stricter than the SDK's, and the result shares nothing.
    prepared: Document = orjson.loads(encode(document))
    prepared[WRITE_MARK] = mark
    return prepared


def without_system_keys(document: Document) -> Document:
    """Return a document as callers see it: of the store's own keys, only the ETag."""
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
    """Return the container's indexing policy, with a composite index for each of `INDEXES`.

    In Azure a composite index serves its own order and the reverse of all its paths. Emulators need an index
    for each direction.
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
