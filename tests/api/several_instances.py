"""The API as it runs in production: several instances over one store, and the store is not next door."""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle

import httpx
from argon2 import PasswordHasher

from benchmarks.counting_store import CountingStore
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document, DocumentStore, Operation
from tests.api.conftest import TLS, Api, served

INSTANCES = 3


def _travel() -> None:
    time.sleep(random.uniform(0, 0.006))  # noqa: S311 - spreads the requests, keeps no secret


class RemoteStore(CountingStore):
    """A real store that is as far away as one across a network.

    Between one thing that a request reads and the next, and before what it writes, there is time for other
    requests. Without it those that are sent at once are mostly answered one after the other.
    """

    def read(self, document_id: str, user_id: str) -> Document:
        _travel()
        return super().read(document_id, user_id)

    def create(self, document: Document) -> Document:
        _travel()
        return super().create(document)

    def replace(self, document: Document, etag: str) -> Document:
        _travel()
        return super().replace(document, etag)

    def upsert(self, document: Document) -> Document:
        _travel()
        return super().upsert(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        _travel()
        super().delete(document_id, user_id, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        _travel()
        super().batch(user_id, operations)


@contextmanager
def several_instances(
    store: DocumentStore, credentials: CredentialManager, clock: Clock, environment: dict[str, str]
) -> Iterator[Api]:
    """Serve the API in instances that share nothing but the store; each request meets the next one."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with ExitStack() as stack:
        urls = [
            stack.enter_context(served(factory, environment))
            for factory in (
                ServiceFactory(credentials=credentials, store=RemoteStore(store), clock=clock, hasher=cheap)
                for _ in range(INSTANCES)
            )
        ]
        client = stack.enter_context(
            httpx.Client(base_url=f"{urls[0]}/api/", timeout=30, transport=_Spread(urls))
        )
        yield Api(urls[0], client)


class _Spread(httpx.HTTPTransport):
    """Sends each request to the next instance."""

    def __init__(self, urls: Sequence[str]) -> None:
        super().__init__(verify=TLS)
        self._urls = cycle([httpx.URL(url) for url in urls])

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = next(self._urls)
        request.url = request.url.copy_with(host=url.host, port=url.port)
        return super().handle_request(request)
