"""Access to the server's account beyond the Cosmos DB protocol."""

from datetime import datetime
from typing import Any

import httpx

KEY = "dGhlIHNlcnZlciB0YWtlcyBhbnkga2V5"


class CosmosAccount:
    """An account in memory; clients connect with `uri` and `KEY`."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._client = httpx.Client(base_url=uri)

    def stop_clock(self, moment: datetime | None) -> None:
        """Stop the clock by which documents expire; None starts it again."""
        self._call("PUT", "tests/clock", json={"now": moment and moment.timestamp() * 1000})

    def read_everything(self, database: str, container: str) -> list[dict[str, Any]]:
        """Return the documents of all partitions, including the service's own keys."""
        documents: list[dict[str, Any]] = self._call("GET", f"tests/dbs/{database}/colls/{container}").json()
        return documents

    def clear(self, database: str, container: str) -> None:
        """Delete the documents of all partitions."""
        self._call("DELETE", f"tests/dbs/{database}/colls/{container}")

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _call(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self._client.request(method, path, **request).raise_for_status()
