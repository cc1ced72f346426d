"""Access to Cosmos DB with either of two keys, which may be rotated, or with a managed identity."""

import logging
import threading
import time
from collections.abc import Callable

from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError
from shared.store.budget import MAX_REQUEST_SECONDS, RequestBudget
from shared.store.cosmos.connection import UNREACHABLE, Connection, KeyRefusedError

_REFUSED = "The store refuses our credentials"
_UNRESPONSIVE_SECONDS = 1.0

_logger = logging.getLogger(__name__)


class CosmosAccess:
    """Holds the one connection that all threads share, opened on first use.

    `connect(key)` opens one; if it raises `KeyRefusedError` or `DatabaseError`, the next request tries again.
    An empty key stands for the managed identity.
    """

    def __init__(self, credentials: CredentialManager, connect: Callable[[str], Connection]) -> None:
        self._credentials = credentials
        self._connect = connect
        self._connection: Connection | None = None
        self._connecting = threading.Lock()
        self._attempts = 0
        self._unresponsive_until = 0.0

    def get(self) -> Connection:
        """Return the connection; `DatabaseError` if the store cannot be reached."""
        if time.monotonic() < self._unresponsive_until:
            raise DatabaseError(UNREACHABLE)
        return self._connection or self._connect_once("")

    def mark_unresponsive(self) -> None:
        """Let requests fail at once for a second, after one has waited for the rest of its budget.

        Otherwise each request in a queue would wait as long again.
        """
        self._unresponsive_until = time.monotonic() + _UNRESPONSIVE_SECONDS

    def switch_key(self, refused: str) -> None:
        """Connect with the other key of the current settings; `DatabaseError` if it is refused, too.

        Does nothing if another thread has switched already.
        """
        self._connect_once(refused)

    def close(self) -> None:
        """Close the connection; the next use connects again."""
        with self._connecting:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.client.close()

    def _connect_once(self, refused: str) -> Connection:
        attempts_before = self._attempts
        budget = RequestBudget.current()
        timeout = budget.remaining if budget else MAX_REQUEST_SECONDS
        if not self._connecting.acquire(timeout=max(0.0, timeout)):
            raise DatabaseError(UNREACHABLE)
        try:
            if self._connection is None or (refused and self._connection.key == refused):
                if self._attempts > attempts_before:
                    # Another thread tried while this one waited: one timeout is enough for all of them.
                    raise DatabaseError(UNREACHABLE)
                self._attempts += 1
                self._connection = self._try_keys(refused)
            return self._connection
        finally:
            self._connecting.release()

    def _try_keys(self, refused: str) -> Connection:
        settings = self._credentials.get_cosmos_credentials()
        configured = dict.fromkeys((settings["primary_key"], settings["secondary_key"]))
        keys = [key for key in configured if key and key != refused]
        if not keys and not refused:
            keys = [""]
        for key in keys:
            try:
                return self._connect(key)
            except KeyRefusedError:
                _logger.exception("Cosmos DB refuses %s", "one of the keys" if key else "the identity")
        raise DatabaseError(_REFUSED)
