"""As whom Cosmos DB is reached: by one of two keys, either of which may be renewed, or by identity."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError
from shared.store.budget import MAX_REQUEST_SECONDS, RequestBudget

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

UNREACHABLE = "The store cannot be reached"
_REFUSED = "The store refuses our credentials"
_SILENT_SECONDS = 1.0
_TOKEN_SECONDS = 4  # for a developer's signed-in command line to hand over a token

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Connection:
    """The container, and the key that it was reached with; the key is empty for a managed identity."""

    client: Any
    container: Any
    key: str = field(repr=False)


class KeyRefusedError(Exception):
    """A key is not, or no longer, one of the account's."""


class CosmosAccess:
    """Holds the one connection that all threads share, made when it is first needed.

    `connect(key)` makes one; it raises `KeyRefusedError`, or `DatabaseError`, and is then tried anew by the
    next request. An empty key stands for the managed identity.
    """

    def __init__(self, credentials: CredentialManager, connect: Callable[[str], Connection]) -> None:
        self._credentials = credentials
        self._connect = connect
        self._connection: Connection | None = None
        self._connecting = threading.Lock()
        self._attempts = 0
        self._silent_until = 0.0

    def get(self) -> Connection:
        """Return the connection; `DatabaseError` when there is none to be had."""
        if time.monotonic() < self._silent_until:
            raise DatabaseError(UNREACHABLE)
        return self._connection or self._connect_once("")

    def fell_silent(self) -> None:
        """Note that a request has waited in vain for all of its time.

        Those that come in the next second are told at once: they may have waited in a queue for as long.
        """
        self._silent_until = time.monotonic() + _SILENT_SECONDS

    def change_key(self, refused: str) -> None:
        """Connect with the other key, as the settings have them now; `DatabaseError` when it is no better.

        Where another thread has changed it already, that is enough.
        """
        self._connect_once(refused)

    def close(self) -> None:
        """Close the connection; the next use connects again."""
        with self._connecting:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.client.close()

    def _connect_once(self, refused: str) -> Connection:
        begun = self._attempts
        usage = RequestBudget.current()
        patience = usage.remaining if usage else MAX_REQUEST_SECONDS
        if not self._connecting.acquire(timeout=max(0.0, patience)):
            raise DatabaseError(UNREACHABLE)
        try:
            if self._connection is None or (refused and self._connection.key == refused):
                if self._attempts > begun:
                    # Others tried while this thread waited: one timeout is enough for all of them.
                    raise DatabaseError(UNREACHABLE)
                self._attempts += 1
                self._connection = self._try_keys(refused)
            return self._connection
        finally:
            self._connecting.release()

    def _try_keys(self, refused: str) -> Connection:
        settings = self._credentials.get_cosmos_credentials()
        found = dict.fromkeys((settings["primary_key"], settings["secondary_key"]))
        keys = [key for key in found if key and key != refused]
        if not keys and not refused:
            keys = [""]
        for key in keys:
            try:
                return self._connect(key)
            except KeyRefusedError:
                _logger.exception("Cosmos DB refuses %s", "one of the keys" if key else "the identity")
        raise DatabaseError(_REFUSED)


def managed_identity() -> "TokenCredential":
    """Return the credential of the machine this runs on; on a developer's, that of who is signed in."""
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - slow to import

    from shared.store.cosmos.transport import MeteredTransport  # noqa: PLC0415 - likewise

    return DefaultAzureCredential(
        transport=MeteredTransport(),
        retry_total=0,
        process_timeout=_TOKEN_SECONDS,
        exclude_powershell_credential=True,
        exclude_developer_cli_credential=True,
    )
