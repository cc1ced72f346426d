"""The document store in Azure Cosmos DB: the only module that knows its SDK, and only once it is used."""

import logging
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from shared.credential_manager import CredentialManager
from shared.errors import (
    DatabaseError,
    DocumentChangedError,
    DocumentExistsError,
    DocumentNotFoundError,
)
from shared.ids import new_id
from shared.store.budget import MAX_REQUEST_SECONDS, RequestBudget
from shared.store.contract import BATCH_LIMIT, Delete, Document, DocumentPage, Operation
from shared.store.cosmos.access import (
    UNREACHABLE,
    Connection,
    CosmosAccess,
    KeyRefusedError,
    managed_identity,
)
from shared.store.cosmos.documents import WRITE_MARK, as_batch_step, indexing_policy, prepare, present
from shared.store.cosmos.errors import (
    is_cut_off,
    is_transient,
    pause_before_repeat,
    refuses_key,
    translate,
)
from shared.store.query import Query
from shared.store.sql import SqlParameters, to_cosmos
from shared.store.validation import check_id, check_user_id

if TYPE_CHECKING:
    from azure.core.pipeline.transport import HttpTransport
    from azure.cosmos import ContainerProxy

_PING_SECONDS = 1.3  # with what the SDK may sleep before it looks at the time, less than 2
_CONNECTION_SECONDS = 2
_READ_SECONDS = 4
_REPEATS = 6

AnswerT = TypeVar("AnswerT")

_logger = logging.getLogger(__name__)


class CosmosDBService:
    """A `DocumentStore` in the container that the `CredentialManager` names; it connects on first use.

    Requests are repeated after what passes: a read always, a write because a repeat cannot do it twice. Each
    write is guarded by a new id or an ETag, and marked, so that one that meets what it wrote itself knows it;
    an upsert writes the same again. All of it ends within the time of the open `RequestBudget`.
    """

    def __init__(
        self, credential_manager: CredentialManager, transport: "HttpTransport[Any, Any] | None" = None
    ) -> None:
        self._credential_manager = credential_manager
        self._transport = transport
        self._access = CosmosAccess(credential_manager, self._connect)

    def create(self, document: Document) -> Document:
        """Write a new document and return it with its ETag; `DocumentExistsError` when there is one."""
        body = prepare(document, new_id())
        return present(self._write(lambda container: container.create_item(body=body), body))

    def read(self, document_id: str, user_id: str) -> Document:
        """Return a document; `DocumentNotFoundError` when there is none."""
        check_id(document_id)
        check_user_id(user_id)
        return present(self._ask(lambda container: container.read_item(document_id, user_id)))

    def replace(self, document: Document, etag: str) -> Document:
        """Overwrite the version `etag`; `DocumentChangedError` when it is not the present one.

        `DocumentNotFoundError` when there is no such document at all.
        """
        body, guard = prepare(document, new_id()), _unchanged(etag)
        return present(self._write(lambda container: container.replace_item(body["id"], body, **guard), body))

    def upsert(self, document: Document) -> Document:
        """Write a document whether it exists or not and return it with its ETag."""
        body = prepare(document, new_id())
        return present(self._write(lambda container: container.upsert_item(body), body))

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        """Remove a document; `DocumentNotFoundError`, or `DocumentChangedError` with a stale `etag`."""
        check_id(document_id)
        check_user_id(user_id)
        guard = {} if etag is None else _unchanged(etag)
        self._write(
            lambda container: container.delete_item(document_id, user_id, **guard),
            removed=((document_id, user_id),),
        )

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        """Do at most `BATCH_LIMIT` operations in one partition, all or none.

        Raises what the first failing operation would raise by itself; nothing is written then.
        """
        check_user_id(user_id)
        if len(operations) > BATCH_LIMIT:
            raise ValueError(f"a batch has at most {BATCH_LIMIT} operations")
        mark = new_id()
        steps = [as_batch_step(operation, mark, user_id) for operation in operations]
        written = [step[1][-1] for step in steps if step[0] != "delete"]
        if steps:
            self._write(
                # The SDK takes the guards out of the steps that it is given: a repeat would have none.
                lambda container: container.execute_item_batch(deepcopy(steps), partition_key=user_id),
                *written,
                removed=[
                    (operation.id, user_id) for operation in operations if isinstance(operation, Delete)
                ],
            )

    def query(self, query: Query, user_id: str) -> DocumentPage:
        """Return one page of the partition's documents that the query asks for, in its order."""
        check_user_id(user_id)
        found = self.send_query(*to_cosmos(query, user_id), partition_key=user_id, page_size=query.limit + 1)
        return DocumentPage(
            [present(document) for document in found[: query.limit]], more=len(found) > query.limit
        )

    def count(self, query: Query, user_id: str) -> int:
        """Return how many documents the query's conditions hold for; its paging is ignored."""
        check_user_id(user_id)
        return int(sum(self.send_query(*to_cosmos(query, user_id, counting=True), partition_key=user_id)))

    def ping(self) -> None:
        """Read from the store for real; `DatabaseError` when that is not possible within 2 seconds."""
        with RequestBudget(_PING_SECONDS, counted=False):
            self.send_query(
                "SELECT TOP 1 VALUE c.id FROM c WHERE c.user_id = @user_id",
                [{"name": "@user_id", "value": "ping"}],
                partition_key="ping",
            )

    def create_item(self, item: Document) -> Document:
        """Write a new document, with an id made up where it has none."""
        return self.create({"id": new_id(), **item})

    def read_item(self, item_id: str, partition_key: str) -> Document:
        """Return the document of an id and a user id."""
        return self.read(item_id, partition_key)

    def upsert_item(self, item: Document) -> Document:
        """Write a document whether it exists or not, with an id made up where it has none."""
        if not item.get("user_id"):
            raise DatabaseError("Missing required field: 'user_id'")
        return self.upsert({"id": new_id(), **item})

    def delete_item(self, item_id: str, partition_key: str) -> None:
        """Remove the document of an id and a user id."""
        self.delete(item_id, partition_key)

    def send_query(
        self,
        query: str,
        parameters: SqlParameters | None = None,
        *,
        partition_key: str,
        page_size: int | None = None,
    ) -> list[Any]:
        """Return everything that a query in Cosmos SQL finds in one partition.

        A partition key of None would send the query through everybody's documents: there is no default.
        """
        check_user_id(partition_key)
        return self._ask(
            # query_items is lazy: the requests are made by list().
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
        act: Callable[["ContainerProxy"], Any],
        *written: Document,
        removed: Sequence[tuple[str, str]] = (),
    ) -> Any:  # noqa: ANN401 - what the SDK answers
        """Do a write that stores these documents and removes those; return its answer.

        An answer that got lost was perhaps one of success: the repeat then meets what was done first. Where
        that cannot be told, because others have written since, it must not be taken for a lost race, after
        which it would be done again.
        """
        with RequestBudget() as usage:
            try:
                return self._ask(act)
            except (DocumentExistsError, DocumentChangedError, DocumentNotFoundError) as error:
                if not usage.uncertain:
                    raise
                for body in written:
                    stored = self._find(body["id"], body["user_id"])
                    if stored is not None and stored.get(WRITE_MARK) == body[WRITE_MARK]:
                        return stored
                if not written and all(self._find(*place) is None for place in removed):
                    return None
                raise DatabaseError("The store did not say whether it was done") from error

    def _find(self, document_id: str, user_id: str) -> Document | None:
        try:
            return self._ask(lambda container: container.read_item(document_id, user_id))
        except DocumentNotFoundError:
            return None

    def _ask(self, question: Callable[["ContainerProxy"], AnswerT]) -> AnswerT:
        """Put a question to the container; what goes wrong is of our own family of errors."""
        from azure.core.exceptions import AzureError  # noqa: PLC0415 - slow to import, so on first use

        changed_key, last = False, None
        with RequestBudget() as usage:
            for attempt in count():
                connection = self._ensure_connection()
                try:
                    return question(connection.container)
                except AzureError as error:
                    usage.uncertain |= is_cut_off(error)
                    if usage.remaining <= 0:
                        self._access.fell_silent()
                    pause = pause_before_repeat(error, attempt)
                    if connection.key and refuses_key(error) and not changed_key:
                        changed_key, pause = True, 0.0
                        self._access.change_key(connection.key)
                    elif attempt == _REPEATS or not is_transient(error) or pause >= usage.remaining:
                        # Out of time, what went wrong before says more than that.
                        raise translate(last if last and usage.remaining <= 0 else error) from error
                    last = error
                time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _ensure_connection(self) -> Connection:
        """Return the connection, one for all threads; a failed attempt to connect is not kept."""
        return self._access.get()

    def _connect(self, key: str) -> Connection:
        from azure.core.exceptions import AzureError  # noqa: PLC0415 - slow to import, so on first use
        from azure.cosmos import CosmosClient, PartitionKey  # noqa: PLC0415 - likewise

        from shared.store.cosmos.transport import MeteredTransport  # noqa: PLC0415 - likewise

        # At INFO the SDK writes every request with its headers, and with them whose documents it is about.
        logging.getLogger("azure").setLevel(logging.WARNING)

        settings = self._credential_manager.get_cosmos_credentials()
        uri = settings["uri"]
        if not uri:
            raise DatabaseError("COSMOS_DB_URI is not set")
        transport = MeteredTransport(self._transport)
        try:
            client = CosmosClient(
                uri,
                key or managed_identity(),
                transport=transport,
                timeout=MAX_REQUEST_SECONDS,
                connection_timeout=_CONNECTION_SECONDS,
                read_timeout=_READ_SECONDS,
                # What may be repeated is repeated by `_ask`, by one rule and within the time that is left. Of
                # the SDK's own repeats those are kept that go to another region.
                retry_connect=0,
                retry_read=0,
                retry_throttle_total=1,
                retry_fixed_interval=1,
                # An emulator without TLS tells clients to come back by https, where nobody listens.
                enable_endpoint_discovery=not uri.startswith("http://"),
            )
            database = client.get_database_client(settings["database_name"])
            container = database.get_container_client(settings["container_name"])
            if key and self._credential_manager.is_development():
                # Elsewhere the template makes them; a managed identity is not even allowed to.
                database = client.create_database_if_not_exists(settings["database_name"])
                container = database.create_container_if_not_exists(
                    settings["container_name"],
                    PartitionKey("/user_id"),
                    default_ttl=-1,
                    indexing_policy=indexing_policy(("ascending", "descending")),
                )
            # Asked now, a missing container is not mistaken for a missing document; writes need it anyway.
            container.read()
        except (AzureError, ValueError, OSError) as error:  # ValueError: a key or an address that is none
            transport.close()
            if isinstance(error, ValueError) or refuses_key(error):
                raise KeyRefusedError from error
            # The host alone: somebody may have pasted a whole connection string, with its key.
            _logger.exception("Cosmos DB: no connection to %s", urlsplit(uri).hostname)
            raise DatabaseError(UNREACHABLE) from error
        return Connection(client, container, key)


def _unchanged(etag: str) -> dict[str, Any]:
    from azure.core import MatchConditions  # noqa: PLC0415 - slow to import, so on first use

    return {"etag": etag, "match_condition": MatchConditions.IfNotModified}
