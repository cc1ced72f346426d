"""What may be stored in a document store and asked of it, generated: all that its contract allows.

What the contract allows and the two stores are known to treat differently is left out, and the comment says
what it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from hypothesis import strategies as st

from shared.document_store import Document
from shared.indexes import INDEXES, NUMERIC_FIELDS, Index
from shared.query import (
    Compare,
    Condition,
    Contains,
    Equals,
    HasAll,
    HasAny,
    OneOf,
    Position,
    Query,
    Scalar,
)

T = TypeVar("T")

MOST_DOCUMENTS = 30

# Left out of texts:
# * U+0000, at which SQLite's JSON functions end a text;
# * U+E000 to U+FFFF, which stand before the characters beyond them in UTF-8, by which SQLite sorts, and behind
#   those in UTF-16, by which the server of the tests does.
# Lone surrogates are in no text that can be stored, but in a query only one of the stores refuses them.
_characters = st.characters(
    min_codepoint=1, exclude_categories=["Cs"], exclude_characters=[chr(code) for code in range(0xE000, 0x10000)]
)
# Few and alike, so that they meet: with each other, and with what the conditions ask for.
_common_texts = st.sampled_from(
    [
        *("", " ", "a", "A", "b", "ab", "Ab", "a b", "ba", "aa", "é", "É", "e\u0301", "ß", "ss", "ı", "İ"),
        *("猫", "猫 🐈", "🐈", "👩\u200d👧", "Ελλάδα", "ς", "עברית", "%", "_", "a_b", "a%b", "\\", "\\\\"),
        *("1", "0", "1.0", "-1", "10", "true", "false", "null", "[]", '["a"]', "{}", "undefined", "'", '"', "a'b"),
        *("\n", "\t", "\x7f", "\u2028", "\ud7ff", "'; DROP TABLE documents; --", "@user_id", "?", "$.a"),
        *("2026-03-18T09:30:00Z", "2026-03-18T09:30:00.5Z", "x" * 300),
    ]
)
_texts = _common_texts | st.text(_characters, max_size=6)

_LARGEST = 2**53 - 1
_common_numbers: st.SearchStrategy[float] = st.sampled_from(
    [0, 1, -1, 2, 10, 1.0, -0.0, 0.0, 0.1, 0.5, 1.5, -1.5, 100, 1e2, 5e-324, 1e300, _LARGEST, -_LARGEST]
)
_numbers = _common_numbers | st.integers(-_LARGEST, _LARGEST) | st.floats(allow_nan=False, allow_infinity=False)
# Left out where a document is read and stored again: numbers that JSON may write as an integer beyond 2**53, as
# the server of the tests does. No document may hold such a one.
_small_numbers = _numbers.filter(lambda number: abs(number) <= _LARGEST)
_infinite = st.sampled_from([float("nan"), float("inf"), float("-inf")])  # which both stores refuse

# Left out of keys: "__proto__", which the server of the tests loses from the answers to queries.
_keys = st.sampled_from(["a", "A", "b", "", "é", "a b", "a.b", '"', "$", "1", "constructor", "length", "_x"])


def _values(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | numbers | _texts
    inner = scalars | st.lists(scalars, max_size=2) | st.dictionaries(_keys, scalars, max_size=2)
    return st.one_of(
        scalars,
        st.lists(_common_texts, max_size=4),
        st.lists(inner, max_size=3),
        st.dictionaries(_keys, inner, max_size=2),
    )


_scalars: st.SearchStrategy[Scalar] = st.none() | st.booleans() | _common_numbers | _common_texts

rewritable_values = _values(_small_numbers)

# Left out of ids:
# * "." and "..", which lead to another address than a document's;
# * tabs, line breaks and spaces at the end, which the SDK refuses when it writes one document.
_id_parts = st.sampled_from(
    ["a", "b", "A", "é", "猫🐈", "%41", "%2F", "+", "&=", "'", '"', "{}", ":;", "~", "*", "1", " a", "..a"]
)
ids = st.one_of(
    st.lists(_id_parts, min_size=1, max_size=3).map("".join),
    st.sampled_from(["\x01", "\x7f", "\u2028", "null", "constructor", "...", "x" * 255, "🐈" * 255]),
)

owners = st.sampled_from(["user-", "", "é", "🐈", "/", "\\", "?#", "%2F", '"', "'", " ", "[]", "\n"])
"""What the name of a partition may begin with."""

TYPES = (*dict.fromkeys(index.type for index in INDEXES), "note", "Task", "")
_FIELDS = ("completed", "title", "tags", "value", "order", "json", "constructor", "p1")


def _contents_of(kind: str) -> st.SearchStrategy[Document]:
    """Generate documents of a type: what they are sorted by, they all have, and of the kind that is agreed."""
    sorted_by = {index.order_by for index in INDEXES if index.type == kind} - {"id"}
    always = {field: _numbers if field in NUMERIC_FIELDS else _common_texts for field in sorted(sorted_by)}
    return st.fixed_dictionaries(
        {"type": st.just(kind), **always}, optional=dict.fromkeys(_FIELDS, _values(_numbers))
    )


_contents: st.SearchStrategy[Document] = st.one_of(
    _contents_of("task"),
    *map(_contents_of, TYPES),
    st.fixed_dictionaries({}, optional=dict.fromkeys(("type", *_FIELDS), _values(_numbers))),
)


@dataclass(frozen=True)
class Question:
    """Documents, still without an owner, and what is asked about them."""

    documents: list[Document]
    queries: list[Query]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Generate documents and queries about them, which ask mostly for values that the documents hold."""
    documents = [
        {"id": document_id, **draw(_contents)}
        for document_id in draw(st.lists(ids, max_size=MOST_DOCUMENTS, unique=True))
    ]
    held: dict[str, list[Any]] = {}
    for document in documents:
        for field, value in document.items():
            held.setdefault(field, []).append(value)
    return Question(documents, draw(st.lists(_queries(held), min_size=1, max_size=3)))


# Left out of orders: what no index keeps sorted. Cosmos DB sorts by several fields only along a composite index
# and refuses the query otherwise; the embedded store sorts by anything.
_orders: st.SearchStrategy[Index | None] = st.none() | st.sampled_from(INDEXES)
_limits = st.sampled_from([3, 1, 2, 5, 8, MOST_DOCUMENTS - 1, MOST_DOCUMENTS, 100, 1000])
_asked_types = st.none() | st.sampled_from(TYPES) | _common_texts
# Left out of fields: those that begin with an underscore, which are each store's own.
_asked_fields = st.sampled_from(
    [*_FIELDS, *_FIELDS[:4], "id", "user_id", "type", "created_at", "due_order", "priority_order"]
)
_operators: st.SearchStrategy[Literal["<", "<=", ">", ">="]] = st.sampled_from(["<", "<=", ">", ">="])


@st.composite
def _queries(draw: st.DrawFn, held: Mapping[str, list[Any]]) -> Query:
    index = draw(_orders)
    where = draw(st.lists(_conditions(held), max_size=2))
    if index is not None:
        usual = st.booleans() | st.booleans() | _scalars
        where += [Equals(field, draw(_held(held.get(field), _is_scalar, usual))) for field in index.equals]
        where = draw(st.permutations(where))
    kind, order_by = (draw(_asked_types), "id") if index is None else (index.type, index.order_by)
    # A position need not be a document's, nor its value of the kind that is sorted by.
    values = _held(held.get(order_by), _is_ordered, _texts | _common_numbers)
    positions = st.builds(Position, values, _held(held.get("id"), _is_text, _texts))
    return Query(
        kind,
        tuple(where),
        order_by,
        descending=draw(st.booleans()),
        limit=draw(_limits),
        after=draw(st.none() | st.none() | positions),
    )


@st.composite
def _conditions(draw: st.DrawFn, everything: Mapping[str, list[Any]]) -> Condition:
    field = draw(_asked_fields)
    held = everything.get(field, [])
    members = [member for value in held if isinstance(value, list) for member in value]
    texts = _held([*held, *members], _is_text, _texts)
    some_texts = st.lists(texts, max_size=3).map(tuple)
    parts = st.tuples(texts, st.integers(0, 3), st.integers(1, 300)).map(lambda cut: cut[0][cut[1] :][: cut[2]])
    return draw(
        st.one_of(
            st.builds(Equals, st.just(field), _held(held, _is_scalar, _scalars | _infinite)),
            st.builds(Compare, st.just(field), _operators, _held(held, _is_ordered, _texts | _numbers | _infinite)),
            st.builds(OneOf, st.just(field), some_texts),
            st.builds(HasAny, st.just(field), some_texts),
            st.builds(HasAll, st.just(field), some_texts),
            st.builds(Contains, st.just(field), parts),
        )
    )


def _held(
    values: Iterable[Any] | None, fits: Callable[[object], bool], others: st.SearchStrategy[T]
) -> st.SearchStrategy[T]:
    """Generate those of the values that fit, and others."""
    fitting = [value for value in values or () if fits(value)]
    return st.sampled_from(fitting) | others if fitting else others


def _is_scalar(value: object) -> bool:
    return not isinstance(value, list | dict)


def _is_ordered(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
