"""The document store in Azure Cosmos DB: the only module that knows its SDK, and only once it is used."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from shared.cosmos_access import managed_identity, pooled_transport
from shared.cosmos_documents import as_batch_step, indexing_policy, prepare, present
from shared.cosmos_errors import status_of, translate
from shared.credential_manager import CredentialManager
from shared.document_checks import check_id, check_user_id
from shared.document_store import BATCH_LIMIT, Document, Operation, Page
from shared.errors import DatabaseError
from shared.ids import new_id
from shared.query import Query
from shared.query_sql import SqlParameters, to_cosmos

if TYPE_CHECKING:
    from azure.core.pipeline.transport import HttpTransport
    from azure.cosmos import ContainerProxy, CosmosClient, DatabaseProxy

_PING_SECONDS = 1.8
_CONNECTION_SECONDS = 2
_READ_SECONDS = 4
_TIMEOUT_SECONDS = 10
_RETRY_WITH = 449  # a write met another and may be repeated at once; the SDK leaves that to us
_RETRIES = 4
_UNREACHABLE = "The store cannot be reached"

AnswerT = TypeVar("AnswerT")

_logger = logging.getLogger(__name__)


class CosmosDBService:
    """A `DocumentStore` in the container that the `CredentialManager` names; it connects on first use."""

    def __init__(
        self, credential_manager: CredentialManager, transport: "HttpTransport[Any, Any] | None" = None
    ) -> None:
        self._credential_manager = credential_manager
        self._transport = transport
        self._client: CosmosClient | None = None
        self._database: DatabaseProxy | None = None
        self._container: ContainerProxy | None = None
        self._connecting = threading.Lock()
        self._attempts = 0
        self._pinging = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cosmos-ping")

    def create(self, document: Document) -> Document:
        """Write a new document and return it with its ETag; `DocumentExistsError` when there is one."""
        body = prepare(document)
        return present(self._ask(lambda container: container.create_item(body=body)))

    def read(self, document_id: str, user_id: str) -> Document:
        """Return a document; `DocumentNotFoundError` when there is none."""
        check_id(document_id)
        check_user_id(user_id)
        return present(self._ask(lambda container: container.read_item(document_id, user_id)))

    def replace(self, document: Document, etag: str) -> Document:
        """Overwrite the version `etag`; `DocumentChangedError` when it is not the present one.

        `DocumentNotFoundError` when there is no such document at all.
        """
        body, guard = prepare(document), _unchanged(etag)
        return present(self._ask(lambda container: container.replace_item(body["id"], body, **guard)))

    def upsert(self, document: Document) -> Document:
        """Write a document whether it exists or not and return it with its ETag."""
        body = prepare(document)
        return present(self._ask(lambda container: container.upsert_item(body)))

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        """Remove a document; `DocumentNotFoundError`, or `DocumentChangedError` with a stale `etag`."""
        check_id(document_id)
        check_user_id(user_id)
        guard = {} if etag is None else _unchanged(etag)
        self._ask(lambda container: container.delete_item(document_id, user_id, **guard))

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        """Do at most `BATCH_LIMIT` operations in one partition, all or none.

        Raises what the first failing operation would raise by itself; nothing is written then.
        """
        check_user_id(user_id)
        if len(operations) > BATCH_LIMIT:
            raise ValueError(f"a batch has at most {BATCH_LIMIT} operations")
        steps = [as_batch_step(operation, user_id) for operation in operations]
        if steps:
            self._ask(lambda container: container.execute_item_batch(steps, partition_key=user_id))

    def query(self, query: Query, user_id: str) -> Page:
        """Return one page of the partition's documents that the query asks for, in its order."""
        check_user_id(user_id)
        found = self.send_query(*to_cosmos(query, user_id), partition_key=user_id, page_size=query.limit + 1)
        return Page([present(document) for document in found[: query.limit]], more=len(found) > query.limit)

    def count(self, query: Query, user_id: str) -> int:
        """Return how many documents the query's conditions hold for; its paging is ignored."""
        check_user_id(user_id)
        return int(sum(self.send_query(*to_cosmos(query, user_id, counting=True), partition_key=user_id)))

    def ping(self) -> None:
        """Read from the store for real; `DatabaseError` when that is not possible within 2 seconds."""
        # Beside the caller: the SDK's own time limits count each attempt and do not cover connecting.
        answer = self._pinging.submit(self._ping)
        try:
            answer.result(_PING_SECONDS)
        except TimeoutError as error:
            answer.cancel()  # one that hangs is not joined by a queue of others
            raise DatabaseError("The store does not answer") from error

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
        with self._connecting:
            client, self._client, self._database, self._container = self._client, None, None, None
        if client is not None:
            client.close()

    def _ping(self) -> None:
        self.send_query(
            "SELECT TOP 1 VALUE c.id FROM c WHERE c.user_id = @user_id",
            [{"name": "@user_id", "value": "ping"}],
            partition_key="ping",
        )

    def _ask(self, question: Callable[["ContainerProxy"], AnswerT]) -> AnswerT:
        """Put a question to the container; what goes wrong is of our own family of errors."""
        from azure.core.exceptions import AzureError  # noqa: PLC0415 - slow to import, so on first use

        container = self._ensure_connection()
        for attempt in range(_RETRIES + 1):
            try:
                return question(container)
            except AzureError as error:
                if status_of(error) != _RETRY_WITH or attempt == _RETRIES:
                    raise translate(error) from error
            time.sleep(random.uniform(0.5, 1.0) * 0.01 * 2**attempt)  # noqa: S311 - no secret
        raise AssertionError("the last attempt returns or raises")

    def _ensure_connection(self) -> "ContainerProxy":
        """Return the container, connected once for all threads; a failed attempt is not kept."""
        begun = self._attempts
        if self._container is None:
            with self._connecting:
                if self._container is None:
                    if self._attempts > begun:
                        # Others tried while this thread waited: one timeout is enough for all of them.
                        raise DatabaseError(_UNREACHABLE)
                    self._attempts += 1
                    self._client, self._database, self._container = self._connect()
                return self._container
        return self._container

    def _connect(self) -> "tuple[CosmosClient, DatabaseProxy, ContainerProxy]":
        from azure.core.exceptions import AzureError  # noqa: PLC0415 - slow to import, so on first use
        from azure.cosmos import CosmosClient, PartitionKey  # noqa: PLC0415 - likewise

        # At INFO the SDK writes every request with its headers, and with them whose documents it is about.
        logging.getLogger("azure").setLevel(logging.WARNING)

        settings = self._credential_manager.get_cosmos_credentials()
        uri, key = settings["uri"], settings["primary_key"]
        if not uri:
            raise DatabaseError("COSMOS_DB_URI is not set")
        transport = self._transport or pooled_transport()
        try:
            client = CosmosClient(
                uri,
                key or managed_identity(),
                transport=transport,
                timeout=_TIMEOUT_SECONDS,
                connection_timeout=_CONNECTION_SECONDS,
                read_timeout=_READ_SECONDS,
                retry_throttle_total=2,
                retry_throttle_backoff_max=5,
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
            _logger.exception("Cosmos DB: no connection to %s", uri)
            raise DatabaseError(_UNREACHABLE) from error
        return client, database, container


def _unchanged(etag: str) -> dict[str, Any]:
    from azure.core import MatchConditions  # noqa: PLC0415 - slow to import, so on first use

    return {"etag": etag, "match_condition": MatchConditions.IfNotModified}
