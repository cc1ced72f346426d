"""The document storage of the API under test: the embedded store or Cosmos DB."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import MutableMapping
from contextlib import ExitStack, closing
from typing import ClassVar

import orjson

from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.store.contract import Document, DocumentStore
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.cosmos.account import KEY, CosmosAccount


class Storage(ABC):
    """The documents of one test; `name` is the store's name in GET `status`."""

    name: ClassVar[str]

    def __init__(self) -> None:
        self._opened = ExitStack()

    @abstractmethod
    def open(self) -> DocumentStore:
        """Open another store over these documents, which shares no other state with earlier ones."""

    @abstractmethod
    def read_everything(self) -> list[Document]:
        """Return the documents of all partitions, by user and id, without the store's system fields."""

    def documents_containing(self, *texts: str) -> list[Document]:
        """Return the documents that contain any of the given texts."""
        return [
            document
            for document in self.read_everything()
            if any(text in orjson.dumps(document).decode() for text in texts)
        ]

    def close(self) -> None:
        """Close all opened stores."""
        self._opened.close()


class EmbeddedStorage(Storage):
    """An SQLite file in the temporary directory of the test."""

    name = "embedded"

    def __init__(self, credentials: CredentialManager, clock: MovableClock) -> None:
        super().__init__()
        self._credentials = credentials
        self._clock = clock

    def open(self) -> EmbeddedDBService:
        return self._opened.enter_context(closing(EmbeddedDBService(self._credentials, self._clock)))

    def read_everything(self) -> list[Document]:
        path = self._credentials.get_embedded_database_path()
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute("SELECT body FROM documents ORDER BY user_id, id").fetchall()
        return [orjson.loads(body) for (body,) in rows]


class CosmosStorage(Storage):
    """A container of a Cosmos DB account, in which documents expire by the clock of the test.

    All tests of a process use the same container, emptied for each test. `open` first returns `connected`.
    """

    name = "cosmos"

    def __init__(
        self,
        account: CosmosAccount,
        connected: CosmosDBService,
        credentials: CredentialManager,
        environment: MutableMapping[str, str],
        clock: MovableClock,
    ) -> None:
        super().__init__()
        self._account = account
        self._connected: CosmosDBService | None = connected
        self._credentials = credentials
        environment.update(COSMOS_DB_URI=account.uri, COSMOS_DB_PRIMARY_KEY=KEY)
        account.clear(*self._database_and_container())
        clock.add_follower(account.stop_clock)

    def open(self) -> CosmosDBService:
        first, self._connected = self._connected, None
        return first or self._opened.enter_context(closing(CosmosDBService(self._credentials)))

    def read_everything(self) -> list[Document]:
        documents = self._account.read_everything(*self._database_and_container())
        return [
            {name: value for name, value in document.items() if not name.startswith("_")}
            for document in sorted(documents, key=lambda document: (document["user_id"], document["id"]))
        ]

    def close(self) -> None:
        super().close()
        self._account.stop_clock(None)

    def _database_and_container(self) -> tuple[str, str]:
        settings = self._credentials.get_cosmos_credentials()
        return settings["database_name"], settings["container_name"]
