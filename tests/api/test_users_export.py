"""Exports at once: one of a user, few of an instance, and in bounded memory."""

import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

import orjson
import pytest

from shared.repos.partition_repo import PartitionRepository
from shared.services.export_service import ExportService
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document, DocumentStore
from tests.api.conftest import Api, Person

EXPORT = "users/profile/export"


class HeldPartitions(PartitionRepository):
    """Holds the reading of each partition of a user until `proceed`."""

    def __init__(self, store: DocumentStore) -> None:
        super().__init__(store)
        self.proceed = Event()
        self.held: set[str] = set()

    def list_documents(self, partition: str) -> Iterator[Document]:
        self.held.add(partition)
        assert self.proceed.wait(20)
        return super().list_documents(partition)


class LargePartitions(PartitionRepository):
    """Adds 20 MB of documents to each partition of a user."""

    def list_documents(self, partition: str) -> Iterator[Document]:
        yield from super().list_documents(partition)
        for number in range(2000):
            yield {"id": str(number), "user_id": partition, "type": "task", "title": f"{number:9}" * 1000}


def with_partitions(exports: ExportService, partitions: PartitionRepository) -> ExportService:
    return ExportService(
        clock=exports.clock,
        partitions=partitions,
        users=exports.users,
        accounts=exports.accounts,
        account_index=exports.account_index,
    )


@pytest.fixture
def held(
    factory: ServiceFactory, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HeldPartitions]:
    held = HeldPartitions(store)
    service = with_partitions(factory.get_export_service(), held)
    monkeypatch.setattr(factory, "get_export_service", lambda: service)
    yield held
    held.proceed.set()


def test_second_export_of_a_user_and_third_of_an_instance_are_refused_until_one_is_built(
    api: Api, ada: Person, bob: Person, held: HeldPartitions
) -> None:
    grace = api.sign_up("Grace")
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(person.get, EXPORT) for person in (ada, bob)]
        while not held.held >= {ada.id, bob.id}:
            wait(running, 0.01)
        for person, status, code in ((ada, 429, "rate_limited"), (grace, 503, "busy")):
            refused = person.get(EXPORT)
            assert (refused.status_code, refused.json()["code"]) == (status, code)
            assert refused.headers["Retry-After"] == "5"
        assert ada.get("stats").status_code == 200
        held.proceed.set()
        assert [export.result().status_code for export in running] == [200, 200]
    assert [person.get(EXPORT).status_code for person in (ada, bob, grace)] == [200] * 3


def test_export_needs_little_more_memory_than_its_size(
    factory: ServiceFactory, store: DocumentStore, ada: Person
) -> None:
    exports = with_partitions(factory.get_export_service(), LargePartitions(store))
    exports.export(ada.id)
    tracemalloc.start()
    exported = exports.export(ada.id)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(exported) > 18_000_000
    assert peak < 1.2 * len(exported)
    assert (
        len(orjson.loads(exported)["documents"]["task"]) == 3 * 2000
    )  # also in those of the username and the audit
