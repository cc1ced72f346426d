"""Two stores, one contract: what the one answers to anything that may be asked, the other answers, too."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from shared.database import CosmosDBService
from shared.errors import LOST_RACE
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
from tests.store.strategies import TYPES, Question, composed, ids, questions, small_numbers, texts, user_names

CASES = 2000
CASES_OF_QUERIES = 1400
CASES_OF_OPERATIONS = CASES - CASES_OF_QUERIES
CASES_IN_ONE_TEST = 200  # so that several processes share the work

CaseT = TypeVar("CaseT")

steadily = settings(
    max_examples=CASES_IN_ONE_TEST,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("part", range(CASES_OF_QUERIES // CASES_IN_ONE_TEST))
def test_both_stores_answer_every_query_alike(
    embedded: EmbeddedDBService, cosmos: CosmosDBService, part: int
) -> None:
    def compare(question: Question) -> None:
        user = f"{question.user_name}{uuid4()}"
        for store in (embedded, cosmos):
            store.batch(user, [Create(document | {"user_id": user}) for document in question.documents])
        for query in question.queries:
            first, second = (outcome(read_all, store, query, user) for store in (embedded, cosmos))
            assert first == second, f"{query}\nfor {question.documents}"

    run_all(CASES_IN_ONE_TEST, compare, questions(), part)


@pytest.mark.parametrize("part", range(CASES_OF_OPERATIONS // CASES_IN_ONE_TEST))
def test_both_stores_hold_the_same_after_any_operations(
    embedded: EmbeddedDBService, cosmos: CosmosDBService, part: int
) -> None:
    def compare(story: Story) -> None:
        user = f"{story.user_name}{uuid4()}"
        first, second = (Client(store, user) for store in (embedded, cosmos))
        for step in story.steps:
            assert outcome(first.do, step) == outcome(second.do, step), f"{step}\nof {story}"
        assert outcome(first.holdings) == outcome(second.holdings), f"{story}"

    run_all(CASES_IN_ONE_TEST, compare, stories(), part)


def run_all(
    number: int, compare: Callable[[CaseT], None], cases: st.SearchStrategy[CaseT], part: int
) -> None:
    """Compare so many cases, which are others in each part; fail when there were fewer."""
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
    """Return how many documents a query finds, and page by page which, each page from the last one's end."""
    number, pages = store.count(query, user), [store.query(query, user)]
    while pages[-1].more:
        last = pages[-1].documents[-1]
        after = Position(last[query.order_by], last["id"])
        pages.append(store.query(replace(query, after=after), user))
    found = [document["id"] for page in pages for document in page.documents]
    assert len(found) == len(set(found)), "paging shows no document twice"
    assert query.after or len(found) == number, "paging shows every document that is counted"
    return number, pages


def outcome(event: Callable[..., object], *given: object) -> object:
    """Return an answer, or the kind of error instead, as both stores must have it.

    What the contract does not know, such as a request that a store cannot make sense of, fails the test.
    """
    try:
        return comparable(event(*given))
    except (*LOST_RACE, ValueError) as error:
        return ValueError if isinstance(error, ValueError) else type(error)


def comparable(answer: object) -> object:
    """Return an answer without ETags, and with true and false told from the numbers that they equal."""
    match answer:
        case bool():
            return bool, answer
        case int():
            return float(answer)  # numbers are doubles
        case DocumentPage(documents=documents, more=more):
            return comparable(documents), more
        case list() | tuple():
            return [comparable(value) for value in answer]
        case dict():
            return {key: comparable(value) for key, value in answer.items() if key != "_etag"}
    return answer


Version = Literal["present", "former", "another", "made up"]
"""Which ETag guards a write: the last known one, one before it, another document's, or none at all."""


@dataclass(frozen=True)
class Read:
    """Read a document and, where there is a change, store it again with that."""

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
    """Delete a document, in whatever version or in this one."""

    id: str
    version: Version | None


@dataclass(frozen=True)
class Batch:
    """Do several writes at once."""

    writes: list[Write | Remove]


Step = Read | Write | Remove | Batch


@dataclass(frozen=True)
class Story:
    """What is done to the documents of one user."""

    user_name: str
    steps: list[Step]


# What is wrong with some documents, or at least unusual.
ODDITIES: tuple[Document, ...] = (
    *({"id": wrong} for wrong in (None, 7, "", "a/b", "..", "a ", "a\n", "x" * 256, "\ud800")),
    *({"user_id": owner} for owner in (None, 7, "", "stranger")),
    *({"value": wrong} for wrong in (float("nan"), [float("inf")], 2**53, {"a": {1}}, {1: 2}, "\udfff")),
    *({"ttl": seconds} for seconds in (None, 0, 1.5, True, "1", -1, 1_000_000)),
    *({"type": None}, {"type": 1}, {"tags": ()}, {"_etag": "mine", "_own": 1}),
)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Generate what is done to few documents, so that each step meets what others left."""
    known = draw(st.lists(ids, min_size=2, max_size=3, unique=True))
    few = st.sampled_from(known)
    scalars = st.none() | st.booleans() | small_numbers | texts
    values = scalars | composed(scalars)
    contents = st.fixed_dictionaries(
        {"id": few, "user_id": st.just("own"), "type": st.sampled_from(TYPES), "value": values}
    )
    # Seldom odd: what is refused leaves nothing for the next step.
    oddities = st.sampled_from([*[Document()] * 10 * len(ODDITIES), *ODDITIES])
    documents = st.builds(operator.or_, contents, oddities)
    unknown = st.sampled_from(known * 4 + ["missing", "", ".."])
    versions: st.SearchStrategy[Version] = st.sampled_from(["present"] * 5 + [*get_args(Version)])
    writes = st.builds(Write, st.sampled_from(["create", "replace", "upsert"]), documents, versions)
    removals = st.builds(Remove, unknown, st.none() | versions)
    reads = st.builds(Read, unknown, st.none() | st.fixed_dictionaries({"value": values}))
    # Seldom long: of 50 operations, of 100, which are as many as there may be, or of more.
    lengths = st.sampled_from([1] * 40 + [0, 50])
    several = st.lists(writes | writes | removals, min_size=1, max_size=4)
    batches = st.builds(Batch, st.builds(operator.mul, several, lengths))
    step = st.one_of(writes, writes, batches, reads, removals)
    begin = Batch([Write("create", {"id": one, "user_id": "own"}, "made up") for one in draw(st.sets(few))])
    length = draw(st.integers(1, 10))
    return Story(draw(user_names), [begin, *draw(st.lists(step, min_size=length, max_size=length))])


class Client:
    """Does to one store what is told, and remembers the ETags that it was answered."""

    def __init__(self, store: DocumentStore, user: str) -> None:
        self._store = store
        self._users = {"own": user, "stranger": f"{user}-stranger"}
        self._user = user
        self._etags: dict[str, list[str]] = {}

    def do(self, step: Step) -> list[Document]:
        """Take one step, and return the documents that the store answers."""
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

    def holdings(self) -> list[tuple[Document, bool]]:
        """Return all documents of user and stranger, and of each whether its ETag is the last one known."""
        found = [
            document
            for user in self._users.values()
            for document in self._store.query(Query(None), user).documents
        ]
        return [(document, document["_etag"] == self._etag(document["id"], "present")) for document in found]

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
        fitting = {"present": known[-1:], "former": known[-2:-1], "another": others, "made up": []}[version]
        return fitting[0] if fitting else '"made up"'

    def _remember(self, *documents: Document) -> list[Document]:
        for document in documents:
            etags = self._etags.setdefault(document["id"], [])
            if document["_etag"] not in etags:
                etags.append(document["_etag"])
        return list(documents)
