"""The results of queries, in both stores, compared with a plain evaluation of their conditions."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.store.contract import Create, Document, DocumentStore
from shared.store.query import (
    Absent,
    Compare,
    Condition,
    ContainsAny,
    Equals,
    HasAll,
    HasAny,
    OneOf,
    Position,
    Query,
)

FIELDS = ("completed", "title", "value")  # the first is in an index, "value" is a keyword of Cosmos SQL

TEXTS = st.sampled_from(
    ["", "a", "b", "ab", "A", "é", "É", "1", "%", "_", "a_b", "true", "null", '["a"]', "'", '"']
)
NUMBERS = st.sampled_from([-1, 0, 1, 1.0, 1.5, -0.0, 2, 1e300, 5e-324, 2**53 - 1])
SCALARS = st.none() | st.booleans() | TEXTS | NUMBERS
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=1)
FIELD = st.sampled_from(FIELDS)
TEXT_TUPLES = st.lists(TEXTS, max_size=3).map(tuple)
CONDITIONS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Absent, FIELD),
    st.builds(Equals, FIELD, SCALARS),
    st.builds(Compare, FIELD, st.sampled_from(["<", "<=", ">", ">="]), TEXTS | NUMBERS),
    st.builds(OneOf, FIELD, TEXT_TUPLES),
    st.builds(HasAny, FIELD, TEXT_TUPLES),
    st.builds(HasAll, FIELD, TEXT_TUPLES),
    st.builds(ContainsAny, FIELD, TEXT_TUPLES.filter(bool)),
)
CONTENTS = st.dictionaries(FIELD, VALUES)
# The order field has one kind in all documents, as `Query` requires.
ORDERED = st.lists(st.tuples(TEXTS, CONTENTS), max_size=8) | st.lists(
    st.tuples(NUMBERS, CONTENTS), max_size=8
)


def kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def holds(condition: Condition, document: Document) -> bool:  # noqa: PLR0911 - one return for each condition
    if isinstance(condition, Absent):
        return document.get(condition.field) is None
    if condition.field not in document:
        return False
    value: Any = document[condition.field]
    match condition:
        case Equals(value=wanted):
            return kind(value) == kind(wanted) and bool(value == wanted)
        case Compare(operator=operator, value=bound):
            if kind(value) != kind(bound):
                return False
            return bool(
                {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[operator]
            )
        case OneOf(values=texts):
            return isinstance(value, str) and value in texts
        case HasAny(values=texts):
            return isinstance(value, list) and any(text in value for text in texts)
        case HasAll(values=texts):
            return isinstance(value, list) and all(text in value for text in texts)
        case ContainsAny(texts=texts):
            return isinstance(value, str) and any(text in value for text in texts)


def read_all(store: DocumentStore, query: Query, user: str) -> list[str]:
    ids: list[str] = []
    position = None
    while True:
        page = store.query(replace(query, after=position), user)
        ids += [document["id"] for document in page.documents]
        assert len(page.documents) <= query.limit
        if not page.more:
            return ids
        last = page.documents[-1]
        position = Position(last[query.order_by], last["id"])


@settings(
    max_examples=200,
    # Each example has its own user, so the examples can share a store.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    contents=ORDERED,
    where=st.lists(CONDITIONS, max_size=2).map(tuple),
    order_by=st.sampled_from(["created_at", "id"]),
    descending=st.booleans(),
    limit=st.integers(1, 4),
)
def test_query_returns_the_matching_documents_in_order(
    store: DocumentStore,
    contents: list[tuple[str | float, Document]],
    where: tuple[Condition, ...],
    order_by: str,
    descending: bool,  # noqa: FBT001 - drawn by Hypothesis
    limit: int,
) -> None:
    user = f"user-{uuid4()}"
    documents = [
        {"id": f"n{number}", "user_id": user, "type": "task", "created_at": moment, **fields}
        for number, (moment, fields) in enumerate(contents)
    ]
    other = {"id": "other", "user_id": user, "type": "note", "created_at": 0, "completed": True}
    store.batch(user, [Create(document) for document in [*documents, other]])

    found = [document for document in documents if all(holds(condition, document) for condition in where)]
    found.sort(key=lambda document: (document[order_by], document["id"]), reverse=descending)
    query = Query("task", where, order_by, descending, limit)
    assert read_all(store, query, user) == [document["id"] for document in found]
    assert store.count(query, user) == len(found)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order_by", ["created_at", "id"])
def test_paging_through_equal_values_returns_each_document_once(
    store: DocumentStore, user: str, order_by: str, *, descending: bool
) -> None:
    documents = [
        {"id": f"n{number:02}", "user_id": user, "type": "task", "created_at": f"2026-0{number % 3}"}
        for number in range(50)
    ]
    store.batch(user, [Create(document) for document in documents])
    documents.sort(key=lambda document: (document[order_by], document["id"]), reverse=descending)
    ids = [document["id"] for document in documents]
    for limit in (1, 7, 25, 49, 50, 51):
        assert read_all(store, Query("task", (), order_by, descending, limit), user) == ids


def test_page_says_whether_further_documents_follow(store: DocumentStore, user: str) -> None:
    store.batch(user, [Create({"id": f"n{number}", "user_id": user}) for number in range(3)])
    assert [store.query(Query(None, limit=limit), user).more for limit in (1, 2, 3, 4)] == [
        True,
        True,
        False,
        False,
    ]


def test_document_created_while_paging_causes_no_duplicate(store: DocumentStore, user: str) -> None:
    def task(number: int) -> Create:
        return Create({"id": f"n{number}", "user_id": user, "type": "task", "created_at": number})

    store.batch(user, [task(number) for number in range(4)])
    query = Query("task", (), "created_at", descending=True, limit=2)
    first = store.query(query, user).documents
    store.batch(user, [task(9)])
    second = store.query(
        replace(query, after=Position(first[-1]["created_at"], first[-1]["id"])), user
    ).documents
    assert [document["id"] for document in first + second] == ["n3", "n2", "n1", "n0"]


def test_position_of_another_kind_than_the_values_returns_nothing(store: DocumentStore, user: str) -> None:
    task = {"id": "a", "user_id": user, "type": "task", "completed": False}
    store.create(task | {"created_at": "2026", "due_order": 7})
    open_tasks = (Equals("completed", value=False),)
    for field, value in (("created_at", 1), ("created_at", 2**60), ("due_order", "x"), ("due_order", "")):
        for descending in (False, True):
            query = Query("task", open_tasks, field, descending, after=Position(value, "a"))
            assert store.query(query, user).documents == []


def test_document_type_matches_only_as_a_string(store: DocumentStore, user: str) -> None:
    for number, kind_of in enumerate([None, True, 1, ["task"], "task", "Task"]):
        store.create({"id": f"n{number}", "user_id": user, "type": kind_of, "created_at": number})
    assert read_all(store, Query("task"), user) == ["n4"]
    assert read_all(store, Query("task", (), "created_at"), user) == ["n4"]
    assert read_all(store, Query("Task"), user) == ["n5"]
    assert store.count(Query(None), user) == 6


@pytest.mark.parametrize("text", ["' OR 1=1 --", '"); DROP TABLE documents; --', "@user_id", "?", "$.x", "}"])
def test_value_that_looks_like_sql_is_compared_as_a_value(store: DocumentStore, user: str, text: str) -> None:
    store.create({"id": "a", "user_id": user, "type": text, "title": text, "tags": [text]})
    store.create({"id": "b", "user_id": user, "type": "task", "title": "x", "tags": ["x"]})
    for condition in (
        Equals("title", text),
        ContainsAny("title", ("not in it", text)),
        OneOf("title", (text, "other")),
        HasAny("tags", (text,)),
        HasAll("tags", (text,)),
    ):
        assert read_all(store, Query(None, (condition,)), user) == ["a"]
        assert read_all(store, Query(text, (condition,)), user) == ["a"]
        assert read_all(store, Query(None, (condition,)), text) == []


def test_numbers_beyond_exact_doubles_are_compared_as_doubles(store: DocumentStore, user: str) -> None:
    store.create({"id": "a", "user_id": user, "value": 1e19})
    assert store.count(Query(None, (Equals("value", 10**19),)), user) == 1
    assert store.count(Query(None, (Compare("value", "<", 10**30),)), user) == 1


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_query_with_a_number_that_json_cannot_represent_is_refused(
    store: DocumentStore, user: str, number: float
) -> None:
    for query in (
        Query(None, (Equals("value", number),)),
        Query(None, (Compare("value", "<", number),)),
        Query("task", (), "created_at", after=Position(number, "a")),
    ):
        with pytest.raises(ValueError, match="finite"):
            store.query(query, user)
