"""By which connections, and as whom, Cosmos DB is reached. What is slow to import waits for its use."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shared.errors import DatabaseError

if TYPE_CHECKING:
    from azure.core.pipeline.transport import HttpTransport

_POOL_SIZE = 64  # connections; beyond it each request pays for a handshake


def pooled_transport() -> "HttpTransport[Any, Any]":
    """Return a transport with room for all threads; the SDK's own keeps ten connections."""
    from azure.core.pipeline.transport import RequestsTransport  # noqa: PLC0415 - slow to import
    from requests import Session  # noqa: PLC0415 - likewise
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 - likewise

    session = Session()
    # The SDK repeats requests by rules of its own, so that none are repeated here.
    session.mount("https://", HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=0))
    session.mount("http://", HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=0))
    transport: HttpTransport[Any, Any] = RequestsTransport(session=session)
    return transport


def managed_identity() -> Any:  # noqa: ANN401 - azure-identity need not be installed
    """Return the credential of the machine this runs on; `DatabaseError` when nothing can provide it."""
    try:
        identity = import_module("azure.identity")
    except ImportError as error:
        raise DatabaseError(
            "COSMOS_DB_PRIMARY_KEY is not set, and for a managed identity azure-identity must be installed"
        ) from error
    return identity.DefaultAzureCredential()
