"""Both stores give the same results for generated queries and operations."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from shared.database import CosmosDBService
from shared.errors import LostRaceError
from shared.store.contract import (
    Create,
    Delete,
    Document,
    DocumentPage,
    DocumentStore,
    Operation,
    Replace,
    Upsert,
)
from shared.store.query import Position, Query
from shared.store.sqlite.database import EmbeddedDBService
from tests.selection import NumberOfCases, first_usually
from tests.store.strategies import (
    TYPES,
    QueryCase,
    composed,
    ids,
    query_cases,
    small_numbers,
    texts,
    user_names,
)

CASES = 2000
CASES_OF_QUERIES = 1400
CASES_OF_OPERATIONS = CASES - CASES_OF_QUERIES
CASES_IN_ONE_TEST = 200  # so that several processes can share the work
USUAL_CASES = 50
MORE_CASES = "as the first part, with other cases"

CaseT = TypeVar("CaseT")

steadily = settings(
    max_examples=CASES_IN_ONE_TEST,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("part", first_usually(range(CASES_OF_QUERIES // CASES_IN_ONE_TEST), MORE_CASES))
def test_both_stores_return_the_same_for_generated_queries(
    embedded: EmbeddedDBService, cosmos: CosmosDBService, number_of_cases: NumberOfCases, part: int
) -> None:
    def compare(case: QueryCase) -> None:
        user = f"{case.user_name}{uuid4()}"
        for store in (embedded, cosmos):
            store.batch(user, [Create(document | {"user_id": user}) for document in case.documents])
        for query in case.queries:
            first, second = (outcome(read_all, store, query, user) for store in (embedded, cosmos))
            assert first == second, f"{query}\nfor {case.documents}"

    run_all(number_of_cases(USUAL_CASES, thorough=CASES_IN_ONE_TEST), compare, query_cases(), part)


@pytest.mark.parametrize("part", first_usually(range(CASES_OF_OPERATIONS // CASES_IN_ONE_TEST), MORE_CASES))
def test_both_stores_are_equal_after_generated_operations(
    embedded: EmbeddedDBService, cosmos: CosmosDBService, number_of_cases: NumberOfCases, part: int
) -> None:
    def compare(scenario: Scenario) -> None:
        user = f"{scenario.user_name}{uuid4()}"
        first, second = (Client(store, user) for store in (embedded, cosmos))
        for step in scenario.steps:
            assert outcome(first.do, step) == outcome(second.do, step), f"{step}\nof {scenario}"
        assert outcome(first.all_documents) == outcome(second.all_documents), f"{scenario}"

    run_all(number_of_cases(USUAL_CASES, thorough=CASES_IN_ONE_TEST), compare, scenarios(), part)


def run_all(
    number: int, compare: Callable[[CaseT], None], cases: st.SearchStrategy[CaseT], part: int
) -> None:
    """Compare this number of cases, with different ones in each part; fail if fewer were generated."""
    compared = 0

    @seed(part)
    @settings(steadily, max_examples=number)
    @given(cases)
    def compare_one(case: CaseT) -> None:
        nonlocal compared
        compare(case)
        compared += 1

    compare_one()
    assert compared >= number


def read_all(store: DocumentStore, query: Query, user: str) -> tuple[int, list[DocumentPage]]:
    """Return the number of documents that match a query, and all its pages."""
    number, pages = store.count(query, user), [store.query(query, user)]
    while pages[-1].more:
        last = pages[-1].documents[-1]
        after = Position(last[query.order_by], last["id"])
        pages.append(store.query(replace(query, after=after), user))
    found = [document["id"] for page in pages for document in page.documents]
    assert len(found) == len(set(found)), "paging returns no document twice"
    assert query.after or len(found) == number, "paging returns every document that is counted"
    return number, pages


def outcome(operation: Callable[..., object], *arguments: object) -> object:
    """Return the comparable result of an operation, or the type of its error.

    An error outside the contract, such as a query that a store cannot parse, fails the test.
    """
    try:
        return comparable(operation(*arguments))
    except (LostRaceError, ValueError) as error:
        return ValueError if isinstance(error, ValueError) else type(error)


def comparable(result: object) -> object:
    """Return a result without ETags, and with booleans distinct from the numbers that they equal."""
    match result:
        case bool():
            return bool, result
        case int():
            return float(result)  # numbers are doubles
        case DocumentPage(documents=documents, more=more):
            return comparable(documents), more
        case list() | tuple():
            return [comparable(value) for value in result]
        case dict():
            return {key: comparable(value) for key, value in result.items() if key != "_etag"}
    return result


Version = Literal["current", "earlier", "another", "invalid"]
"""Which ETag guards a write: the last known one, the one before, another document's, or an invalid one."""


@dataclass(frozen=True)
class Read:
    """Read a document and, if a change is given, replace it with the change."""

    id: str
    change: Document | None


@dataclass(frozen=True)
class Write:
    """Create, replace or upsert a document."""

    verb: Literal["create", "replace", "upsert"]
    document: Document
    version: Version


@dataclass(frozen=True)
class Remove:
    """Delete a document, in any version or in this one."""

    id: str
    version: Version | None


@dataclass(frozen=True)
class Batch:
    """Do several writes in one batch."""

    writes: list[Write | Remove]


Step = Read | Write | Remove | Batch


@dataclass(frozen=True)
class Scenario:
    """Operations on the documents of one user."""

    user_name: str
    steps: list[Step]


# Invalid or unusual fields, of which a generated document has one at most.
ODDITIES: tuple[Document, ...] = (
    *({"id": invalid} for invalid in (None, 7, "", "a/b", "..", "a ", "a\n", "x" * 256, "\ud800")),
    *({"user_id": owner} for owner in (None, 7, "", "other")),
    *({"value": invalid} for invalid in (float("nan"), [float("inf")], 2**53, {"a": {1}}, {1: 2}, "\udfff")),
    *({"ttl": seconds} for seconds in (None, 0, 1.5, True, "1", -1, 1_000_000)),
    *({"type": None}, {"type": 1}, {"tags": ()}, {"_etag": "given", "_key": 1}),
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Generate operations on few documents, so that each step depends on the earlier ones."""
    known = draw(st.lists(ids, min_size=2, max_size=3, unique=True))
    few = st.sampled_from(known)
    scalars = st.none() | st.booleans() | small_numbers | texts
    values = scalars | composed(scalars)
    contents = st.fixed_dictionaries(
        {"id": few, "user_id": st.just("own"), "type": st.sampled_from(TYPES), "value": values}
    )
    # Oddities are rare: a refused write leaves nothing for the next step.
    oddities = st.sampled_from([*[Document()] * 10 * len(ODDITIES), *ODDITIES])
    documents = st.builds(operator.or_, contents, oddities)
    unknown = st.sampled_from(known * 4 + ["missing", "", ".."])
    versions: st.SearchStrategy[Version] = st.sampled_from(["current"] * 5 + [*get_args(Version)])
    writes = st.builds(Write, st.sampled_from(["create", "replace", "upsert"]), documents, versions)
    removals = st.builds(Remove, unknown, st.none() | versions)
    reads = st.builds(Read, unknown, st.none() | st.fixed_dictionaries({"value": values}))
    # Long batches are rare: of 50 operations, of 100, the maximum, or of more.
    lengths = st.sampled_from([1] * 40 + [0, 50])
    several = st.lists(writes | writes | removals, min_size=1, max_size=4)
    batches = st.builds(Batch, st.builds(operator.mul, several, lengths))
    step = st.one_of(writes, writes, batches, reads, removals)
    begin = Batch([Write("create", {"id": one, "user_id": "own"}, "invalid") for one in draw(st.sets(few))])
    length = draw(st.integers(1, 10))
    return Scenario(draw(user_names), [begin, *draw(st.lists(step, min_size=length, max_size=length))])


class Client:
    """Runs the steps with one store, and remembers the ETags that it returned."""

    def __init__(self, store: DocumentStore, user: str) -> None:
        self._store = store
        self._users = {"own": user, "other": f"{user}-other"}
        self._user = user
        self._etags: dict[str, list[str]] = {}

    def do(self, step: Step) -> list[Document]:
        """Run one step, and return the documents that the store returns."""
        match step:
            case Batch(writes=writes):
                self._store.batch(self._user, [self._operation(write) for write in writes])
                return self._remember(*self._store.query(Query(None), self._user).documents)
            case Read(id=document_id, change=change):
                found = self._store.read(document_id, self._user)
                if change is None:
                    return self._remember(found)
                return self._remember(self._store.replace(found | change, found["_etag"]))
            case Remove(id=document_id, version=version):
                etag = None if version is None else self._etag(document_id, version)
                self._store.delete(document_id, self._user, etag)
                return []
            case _:
                return self._write(step)

    def _write(self, step: Write) -> list[Document]:
        match self._operation(step):
            case Create(document=document):
                return self._remember(self._store.create(document))
            case Replace(document=document, etag=etag):
                return self._remember(self._store.replace(document, etag))
            case Upsert(document=document):
                return self._remember(self._store.upsert(document))
        raise AssertionError("a write creates, replaces or upserts")

    def all_documents(self) -> list[tuple[Document, bool]]:
        """Return all documents of both users, each with whether its ETag is the last known one."""
        found = [
            document
            for user in self._users.values()
            for document in self._store.query(Query(None), user).documents
        ]
        return [(document, document["_etag"] == self._etag(document["id"], "current")) for document in found]

    def _operation(self, write: Write | Remove) -> Operation:
        if isinstance(write, Remove):
            etag = None if write.version is None else self._etag(write.id, write.version)
            return Delete(write.id, etag)
        owner = write.document["user_id"]
        document = write.document | {"user_id": self._users.get(owner, owner)}
        if write.verb == "replace":
            return Replace(document, self._etag(document["id"], write.version))
        return Create(document) if write.verb == "create" else Upsert(document)

    def _etag(self, document_id: str, version: Version) -> str:
        known = self._etags.get(document_id, [])
        others = [etags[-1] for other_id, etags in self._etags.items() if other_id != document_id]
        fitting = {"current": known[-1:], "earlier": known[-2:-1], "another": others, "invalid": []}[version]
        return fitting[0] if fitting else '"invalid"'

    def _remember(self, *documents: Document) -> list[Document]:
        for document in documents:
            etags = self._etags.setdefault(document["id"], [])
            if document["_etag"] not in etags:
                etags.append(document["_etag"])
        return list(documents)
