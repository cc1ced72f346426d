"""The document store in Azure Cosmos DB. Imports the SDK on first use."""

import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError, DocumentNotFoundError, LostRaceError
from shared.ids import new_id
from shared.store.budget import RequestBudget
from shared.store.contract import BATCH_LIMIT, PROBE, Delete, Document, DocumentPage, Operation
from shared.store.cosmos.access import CosmosAccess
from shared.store.cosmos.connection import Connection, connect
from shared.store.cosmos.documents import WRITE_MARK, as_batch_step, prepare, without_system_keys
from shared.store.cosmos.errors import is_transient, is_truncated, refuses_key, retry_delay, translate
from shared.store.query import Query
from shared.store.sql import SqlParameters, to_cosmos
from shared.store.validation import check_id, check_user_id

if TYPE_CHECKING:
    from azure.core.pipeline.transport import HttpTransport
    from azure.cosmos import ContainerProxy

_PING_SECONDS = 1.3  # with the SDK's delay before it checks the time, less than 2
_MAX_RETRIES = 6
_MIN_SECONDS_TO_RESPOND = 1.0  # before a store that has not responded counts as unresponsive

ResponseT = TypeVar("ResponseT")


class CosmosDBService:
    """A `DocumentStore` in the container that the `CredentialManager` names; it connects on first use.

    Requests are retried after transient errors, within the time of the open `RequestBudget`. A retry cannot
    do a write twice: an upsert writes the same again, and any other write is guarded by a new id or an ETag.
    Each write is marked, so that a retry recognizes the result of its first attempt.
    """

    def __init__(
        self, credential_manager: CredentialManager, transport: "HttpTransport[Any, Any] | None" = None
    ) -> None:
        self._credential_manager = credential_manager
        self._access = CosmosAccess(
            credential_manager, lambda key: connect(self._credential_manager, key, transport)
        )

    def create(self, document: Document) -> Document:
        """Write a new document and return it with its ETag; `DocumentExistsError` if the id is taken."""
        _check_key(document)
        return self.create_item(document)

    def read(self, document_id: str, user_id: str) -> Document:
        """Return a document; `DocumentNotFoundError` if it does not exist."""
        return self.read_item(document_id, user_id)

    def replace(self, document: Document, etag: str) -> Document:
        """Overwrite the version `etag`; `DocumentChangedError` if it is not the current one.

        `DocumentNotFoundError` if the document does not exist.
        """
        body, guard = prepare(document, new_id()), _if_match(etag)
        replaced = self._write(lambda container: container.replace_item(body["id"], body, **guard), body)
        return without_system_keys(replaced)

    def upsert(self, document: Document) -> Document:
        """Write a document whether or not it exists, and return it with its ETag."""
        _check_key(document)
        return self.upsert_item(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        """Delete a document; `DocumentNotFoundError`, or `DocumentChangedError` for a stale `etag`."""
        self.delete_item(document_id, user_id, etag=etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        """Do at most `BATCH_LIMIT` operations in one partition, all or none.

        Raises the error of the first operation that fails.
        """
        check_user_id(user_id)
        if len(operations) > BATCH_LIMIT:
            raise ValueError(f"a batch has at most {BATCH_LIMIT} operations")
        mark = new_id()
        steps = [as_batch_step(operation, mark, user_id) for operation in operations]
        written = [step[1][-1] for step in steps if step[0] != "delete"]
        if steps:
            self._write(
                # A copy: the SDK removes the guards from the steps, and a retry would have none.
                lambda container: container.execute_item_batch(deepcopy(steps), partition_key=user_id),
                *written,
                deleted=[
                    (operation.id, user_id) for operation in operations if isinstance(operation, Delete)
                ],
            )

    def query(self, query: Query, user_id: str) -> DocumentPage:
        """Return one page of the partition's documents that match the query, in its order."""
        found = self.send_query(*to_cosmos(query, user_id), page_size=query.limit + 1)
        return DocumentPage(
            [without_system_keys(document) for document in found[: query.limit]],
            more=len(found) > query.limit,
        )

    def count(self, query: Query, user_id: str) -> int:
        """Return the number of documents that match the query's conditions; its paging is ignored."""
        return int(sum(self.send_query(*to_cosmos(query, user_id, counting=True))))

    def ping(self) -> None:
        """Write `PROBE` to the store and read from it; `DatabaseError` unless both work within 2 seconds."""
        import azure.cosmos  # noqa: F401, PLC0415 - slow to import, so on first use, and before the time begins

        with RequestBudget(_PING_SECONDS, counted=False):
            self.upsert(PROBE)
            self.read(PROBE["id"], PROBE["user_id"])

    def create_item(self, item: Document) -> Document:
        """Write a new document and return it with its ETag; `DocumentExistsError` if the id is taken.

        A missing `id` is generated. `DatabaseError` without a `user_id`.
        """
        body = prepare(_complete(item), new_id())
        return without_system_keys(self._write(lambda container: container.create_item(body=body), body))

    def read_item(self, item_id: str, partition_key: str) -> Document:
        """Return the document with this id and user id; `DocumentNotFoundError` if it does not exist."""
        check_id(item_id)
        check_user_id(partition_key)
        return without_system_keys(self._send(lambda container: container.read_item(item_id, partition_key)))

    def upsert_item(self, item: Document) -> Document:
        """Write a document whether or not it exists, and return it with its ETag.

        A missing `id` is generated. `DatabaseError` without a `user_id`.
        """
        body = prepare(_complete(item), new_id())
        return without_system_keys(self._write(lambda container: container.upsert_item(body), body))

    def delete_item(self, item_id: str, partition_key: str, *, etag: str | None = None) -> None:
        """Delete the document with this id and user id; `DocumentNotFoundError` if it does not exist.

        `DocumentChangedError` if `etag` is given and stale.
        """
        check_id(item_id)
        check_user_id(partition_key)
        guard = {} if etag is None else _if_match(etag)
        self._write(
            lambda container: container.delete_item(item_id, partition_key, **guard),
            deleted=((item_id, partition_key),),
        )

    def send_query(
        self, query: str, parameters: SqlParameters | None = None, *, page_size: int | None = None
    ) -> list[Any]:
        """Return all results of a Cosmos SQL query in the partition of its parameter `@user_id`.

        ValueError without that parameter: the query would read the documents of all users.
        """
        user_ids = [parameter["value"] for parameter in parameters or () if parameter["name"] == "@user_id"]
        partition_key = check_user_id(user_ids[0] if user_ids else None)
        return self._send(
            # query_items is lazy: list() sends the requests.
            lambda container: list(
                container.query_items(
                    query=query,
                    parameters=parameters or [],
                    partition_key=partition_key,
                    max_item_count=page_size,
                )
            )
        )

    def close(self) -> None:
        """Close the connection; the next use connects again."""
        self._access.close()

    def _write(
        self,
        write: Callable[["ContainerProxy"], Any],
        *written: Document,
        deleted: Sequence[tuple[str, str]] = (),
    ) -> Any:  # noqa: ANN401 - a document, or what the SDK returns for a batch or a deletion
        """Send a write that stores `written` and removes `deleted`; return its response.

        If a response was lost, the write may have been done, and its retry then fails on its own result. If
        others have written since, the outcome is unknown; reported as a lost race, it would be done again.
        """
        with RequestBudget() as budget:
            try:
                return self._send(write)
            except LostRaceError as error:
                if not budget.uncertain:
                    raise
                for body in written:
                    stored = self._find(body["id"], body["user_id"])
                    if stored is not None and stored.get(WRITE_MARK) == body[WRITE_MARK]:
                        return stored
                if not written and all(self._find(*key) is None for key in deleted):
                    return None
                raise DatabaseError("The store did not say whether it was done") from error

    def _find(self, document_id: str, user_id: str) -> Document | None:
        try:
            return self._send(lambda container: container.read_item(document_id, user_id))
        except DocumentNotFoundError:
            return None

    def _send(self, request: Callable[["ContainerProxy"], ResponseT]) -> ResponseT:
        """Send a request to the container, with retries; raise only errors of the document store."""
        from azure.core.exceptions import AzureError  # noqa: PLC0415 - slow to import, so on first use

        switched_key, last_error = False, None
        with RequestBudget() as budget:
            allowed = budget.remaining
            for attempt in count():
                connection = self._ensure_connection()
                try:
                    return request(connection.container)
                except AzureError as error:
                    budget.uncertain |= is_truncated(error)
                    if budget.remaining <= 0 and allowed >= _MIN_SECONDS_TO_RESPOND:
                        self._access.mark_unresponsive()
                    delay = retry_delay(error, attempt)
                    if connection.key and refuses_key(error) and not switched_key:
                        switched_key, delay = True, 0.0
                        self._access.switch_key(connection.key)
                    elif attempt == _MAX_RETRIES or not is_transient(error) or delay >= budget.remaining:
                        # At the deadline, the error before this one says more.
                        raise translate(
                            last_error if last_error and budget.remaining <= 0 else error
                        ) from error
                    last_error = error
                time.sleep(delay)
        raise AssertionError("the last attempt returns or raises")

    def _ensure_connection(self) -> Connection:
        """Return the connection that all threads share; the next call retries a failed attempt."""
        return self._access.get()


def _check_key(document: Document) -> None:
    """Raise ValueError without a valid id and user id; `create_item` would generate a missing id."""
    check_id(document.get("id"))
    check_user_id(document.get("user_id"))


def _complete(item: Document) -> Document:
    if not item.get("user_id"):
        raise DatabaseError("Missing required field: 'user_id'")
    return {"id": new_id(), **item}


def _if_match(etag: str) -> dict[str, Any]:
    from azure.core import MatchConditions  # noqa: PLC0415 - slow to import, so on first use

    return {"etag": etag, "match_condition": MatchConditions.IfNotModified}
