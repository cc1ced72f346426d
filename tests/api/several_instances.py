"""Several instances of the API over one store with network latency, as in production."""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle

import httpx
import pytest

from benchmarks.counting_store import CountingStore
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document, DocumentStore, Operation
from tests.api.conftest import TLS, Api, served
from tests.conftest import CHEAP_HASHER

INSTANCES = 3


def _network_latency() -> None:
    time.sleep(random.uniform(0, 0.006))  # noqa: S311 - varies the order of requests, not a secret


class RemoteStore(CountingStore):
    """A real store with network latency before each operation except queries.

    The latency lets parallel requests interleave between their reads and writes; without it they
    mostly run one after another.
    """

    def read(self, document_id: str, user_id: str) -> Document:
        _network_latency()
        return super().read(document_id, user_id)

    def create(self, document: Document) -> Document:
        _network_latency()
        return super().create(document)

    def replace(self, document: Document, etag: str) -> Document:
        _network_latency()
        return super().replace(document, etag)

    def upsert(self, document: Document) -> Document:
        _network_latency()
        return super().upsert(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        _network_latency()
        super().delete(document_id, user_id, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        _network_latency()
        super().batch(user_id, operations)


@contextmanager
def several_instances(
    store: DocumentStore, credentials: CredentialManager, clock: Clock, environment: dict[str, str]
) -> Iterator[Api]:
    """Serve the API by instances that share only the store; requests go to them in turn."""
    with ExitStack() as stack:
        urls = [
            stack.enter_context(served(factory, environment))
            for factory in (
                ServiceFactory(
                    credentials=credentials, store=RemoteStore(store), clock=clock, hasher=CHEAP_HASHER
                )
                for _ in range(INSTANCES)
            )
        ]
        client = stack.enter_context(
            httpx.Client(base_url=f"{urls[0]}/api/", timeout=30, transport=_RoundRobinTransport(urls))
        )
        yield Api(urls[0], client)


@pytest.fixture
def several_instances_api(
    store: DocumentStore, credentials: CredentialManager, clock: Clock, environment: dict[str, str]
) -> Iterator[Api]:
    """Several instances of the API; a test module uses it by `api = several_instances_api`."""
    with several_instances(store, credentials, clock, environment) as api:
        yield api


class _RoundRobinTransport(httpx.HTTPTransport):
    """Sends each request to the next instance in turn."""

    def __init__(self, urls: Sequence[str]) -> None:
        super().__init__(verify=TLS)
        self._urls = cycle([httpx.URL(url) for url in urls])

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = next(self._urls)
        request.url = request.url.copy_with(host=url.host, port=url.port)
        return super().handle_request(request)
