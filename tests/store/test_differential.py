"""Two stores, one contract: what the one answers to anything that may be asked, the other answers, too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from shared.document_store import (
    BATCH_LIMIT,
    Create,
    Delete,
    Document,
    DocumentStore,
    Operation,
    Page,
    Replace,
    Upsert,
)
from shared.embedded_database import EmbeddedDBService
from shared.errors import LOST_RACE
from shared.query import Position, Query
from tests.store.strategies import TYPES, Question, ids, owners, questions, rewritable_values

CASES = 2000
CASES_OF_QUERIES = 1400
CASES_OF_OPERATIONS = CASES - CASES_OF_QUERIES
CASES_OF_A_PART = 200  # one test each, so that several processes share the work

steadily = settings(
    derandomize=True,
    deadline=None,
    max_examples=CASES_OF_A_PART,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("part", range(CASES_OF_QUERIES // CASES_OF_A_PART))
def test_both_stores_answer_every_query_alike(
    embedded: EmbeddedDBService, cosmos: DocumentStore, part: int
) -> None:
    def compare(owner: str, question: Question) -> None:
        user = f"{owner}{uuid4()}"
        stores = (embedded, cosmos)
        for store in stores:
            store.batch(user, [Create(document | {"user_id": user}) for document in question.documents])
        for query in question.queries:
            first, second = (answers(store, query, user) for store in stores)
            assert first == second

    run_all_cases(part, compare, owners, questions())


def run_all_cases(part: int, compare: Callable[..., None], *strategies: st.SearchStrategy[Any]) -> None:
    """Compare as many cases as a part has, other ones in each part; fail when there were fewer."""
    compared = 0

    @seed(part)  # without it all parts would be of the same cases
    @steadily
    @given(st.tuples(*strategies))
    def compare_one(case: tuple[Any, ...]) -> None:
        nonlocal compared
        compare(*case)
        compared += 1

    compare_one()
    assert compared >= CASES_OF_A_PART


def answers(store: DocumentStore, query: Query, user: str) -> Any:
    """Return how many documents a query finds, and which, page after page; or how the store refuses it."""
    return outcome(lambda: [store.count(query, user), *pages(store, query, user)])


def pages(store: DocumentStore, query: Query, user: str) -> list[Page]:
    """Read on to the last page, each from where the one before ended."""
    found = [store.query(query, user)]
    while found[-1].more:
        last = found[-1].documents[-1]
        query = replace(query, after=Position(last[query.order_by], last["id"]))
        found.append(store.query(query, user))
    return found


def outcome(deed: Callable[[], Any]) -> Any:
    """Return what both stores must agree on; an error that is not in the contract fails the test."""
    try:
        return comparable(deed())
    except LOST_RACE as error:
        return type(error), error.message
    except ValueError:
        return ValueError


def comparable(answer: Any) -> Any:
    """Return an answer without its ETags, and with true and false told apart from 1 and 0."""
    match answer:
        case bool():
            return str(answer), bool
        case Page(documents=documents, more=more):
            return comparable(documents), more
        case list():
            return [comparable(value) for value in answer]
        case dict():
            return {key: comparable(value) for key, value in answer.items() if key != "_etag"}
    return answer


Version = Literal["present", "former", "another", "none"]
"""Which ETag guards a write: the document's as last seen, an earlier one, another document's, or no store's."""


@dataclass(frozen=True)
class Read:
    """Read a document and, with a change, store it again with that in it."""

    owner: str
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
    """Delete a document, whatever its version is or only if it is this one."""

    owner: str
    id: str
    version: Version | None


@dataclass(frozen=True)
class Batch:
    """Do several writes at once."""

    owner: str
    writes: list[Write | Remove]


Step = Read | Write | Remove | Batch
