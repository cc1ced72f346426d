"""Connections to the Cosmos DB container, with a key or with a managed identity."""

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError
from shared.store.budget import MAX_REQUEST_SECONDS
from shared.store.cosmos.documents import indexing_policy
from shared.store.cosmos.errors import refuses_key

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.core.pipeline.transport import HttpTransport
    from azure.cosmos import ContainerProxy, CosmosClient

UNREACHABLE = "The store cannot be reached"
PARTITION_KEY = "/user_id"
_CONNECTION_SECONDS = 2
_READ_SECONDS = 4
_TOKEN_SECONDS = 4  # for a developer's signed-in command line to return a token

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Connection:
    """The container and the key that opened it; the key is empty for a managed identity."""

    client: Any
    container: Any
    key: str = field(repr=False)


class KeyRefusedError(Exception):
    """The account does not accept the key, or accepts it no longer."""


def connect(
    credentials: CredentialManager, key: str, transport: "HttpTransport[Any, Any] | None" = None
) -> Connection:
    """Open a connection with a key, or with the managed identity if the key is empty.

    `KeyRefusedError` if the account does not accept the key, `DatabaseError` if it cannot be reached or the
    container has another partition key than `PARTITION_KEY`.
    """
    from azure.core.exceptions import AzureError  # noqa: PLC0415 - slow to import, so on first use

    from shared.store.cosmos.transport import MeteredTransport  # noqa: PLC0415 - likewise

    # At INFO the SDK logs every request with its headers, which contain the user id.
    logging.getLogger("azure").setLevel(logging.WARNING)

    settings = credentials.get_cosmos_credentials()
    uri = settings["uri"]
    if not uri:
        raise DatabaseError("COSMOS_DB_URI is not set")
    # The template creates the container in Azure, where a managed identity has no permission to.
    create = bool(key) and credentials.is_development()
    metered = MeteredTransport(transport)
    try:
        client, container = _open_container(settings, key, metered, create=create)
    except (AzureError, ValueError, OSError) as error:  # ValueError: an invalid key or address
        metered.close()
        if isinstance(error, ValueError) or refuses_key(error):
            raise KeyRefusedError from error
        # Only the host: the setting may contain a whole connection string, with its key.
        _logger.exception("Cosmos DB: no connection to %s", urlsplit(uri).hostname)
        raise DatabaseError(UNREACHABLE) from error
    except DatabaseError:
        metered.close()
        raise
    return Connection(client, container, key)


def _open_container(
    settings: dict[str, str], key: str, transport: "HttpTransport[Any, Any]", *, create: bool
) -> "tuple[CosmosClient, ContainerProxy]":
    from azure.cosmos import CosmosClient, PartitionKey  # noqa: PLC0415 - slow to import, so on first use

    client = CosmosClient(
        settings["uri"],
        key or _managed_identity(),
        transport=transport,
        timeout=MAX_REQUEST_SECONDS,
        connection_timeout=_CONNECTION_SECONDS,
        read_timeout=_READ_SECONDS,
        # `CosmosDBService` does the retries, by one rule and within the deadline. Of the SDK's own retries,
        # only those in another region are kept.
        retry_connect=0,
        retry_read=0,
        retry_throttle_total=1,
        retry_fixed_interval=1,
        # An emulator without TLS redirects clients to https, where nothing listens.
        enable_endpoint_discovery=not settings["uri"].startswith("http://"),
    )
    database = client.get_database_client(settings["database_name"])
    container = database.get_container_client(settings["container_name"])
    if create:
        database = client.create_database_if_not_exists(settings["database_name"])
        container = database.create_container_if_not_exists(
            settings["container_name"],
            PartitionKey(PARTITION_KEY),
            default_ttl=-1,
            indexing_policy=indexing_policy(("ascending", "descending")),
        )
    # Read now, so that a missing container is not taken for a missing document; writes need it anyway.
    _check_partition_key(settings, container.read())
    return client, container


def _check_partition_key(settings: dict[str, str], properties: dict[str, Any]) -> None:
    """Raise `DatabaseError` for a container in which writes would succeed, and reads would find nothing."""
    paths = properties["partitionKey"]["paths"]
    if [path.replace('"', "") for path in paths] != [PARTITION_KEY]:  # a path may be quoted
        _logger.error(
            "Cosmos DB: container %s of database %s has the partition key %s, and must have %s;"
            " a partition key cannot be changed: name another container in COSMOS_DB_CONTAINER",
            settings["container_name"],
            settings["database_name"],
            ", ".join(paths),
            PARTITION_KEY,
        )
        raise DatabaseError(f"The store's container has another partition key than {PARTITION_KEY}")


def _managed_identity() -> "TokenCredential":
    """Return the machine's credential; on a developer's machine, that of the signed-in developer."""
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - slow to import

    from shared.store.cosmos.transport import MeteredTransport  # noqa: PLC0415 - likewise

    return DefaultAzureCredential(
        transport=MeteredTransport(),
        retry_total=0,
        process_timeout=_TOKEN_SECONDS,
        exclude_powershell_credential=True,
        exclude_developer_cli_credential=True,
    )
