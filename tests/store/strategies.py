"""Hypothesis strategies for documents and queries: everything that the contract of a document store allows.

Comments name the exceptions, which the two stores are known to treat differently.
"""

import json
import string
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any, Literal

from hypothesis import strategies as st

from shared.store.contract import Document
from shared.store.indexes import INDEXES, NUMERIC_FIELDS, Index
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
    Scalar,
)

MAX_DOCUMENTS = 16

# Strings do not contain:
# * U+0000, at which SQLite's JSON functions end a text;
# * U+E000 to U+FFFF, which sort before the characters beyond them in UTF-8, as in SQLite, and after them in
#   UTF-16, as in the test server.
# * lone surrogates, which no store can hold; in a query, only one of the stores refuses them.
_characters = st.characters(
    min_codepoint=1,
    exclude_categories=["Cs"],
    exclude_characters=[chr(code) for code in range(0xE000, 0x10000)],
)
texts: st.SearchStrategy[str] = st.one_of(
    st.text("aAbB1 %_\\'\"éÉ猫🐈", max_size=4),
    st.text(_characters, max_size=6),
    st.sampled_from(
        [
            *(
                "a",
                "A",
                "aa",
                "Ab",
                "e\u0301",
                "ß",
                "ss",
                "I",
                "\u0131",
                "ς",
                "Σ",
                "Ελλάδα",
                "עברית",
                "👩\u200d👧",
            ),
            *(
                "1",
                "0",
                "1.0",
                "-1",
                "true",
                "false",
                "null",
                "[]",
                '["a"]',
                "{}",
                "undefined",
                "@user_id",
                "?",
            ),
            *("$.a", "'; DROP TABLE documents; --", "\n", "\t", "\x7f", "\u2028", "\ud7ff", "x" * 300),
            *("2026-03-18T09:30:00Z", "2026-03-18T09:30:00.5Z", "2026-03-18T10:30:00+01:00"),
        ]
    ),
)

_LARGEST = 2**53 - 1
numbers: st.SearchStrategy[float] = st.one_of(
    st.sampled_from(
        [0, 1, -1, 2, 1.0, -0.0, 0.1, 0.5, 1.5, 1e2, 5e-324, 2.0**53, 1e16, 1e300, _LARGEST, -_LARGEST]
    ),
    st.integers(-_LARGEST, _LARGEST),
    st.floats(allow_nan=False, allow_infinity=False),
)
# Documents that are read and stored again have no numbers beyond 2**53, which the test server writes as
# integers. A document cannot contain such an integer.
small_numbers = numbers.filter(lambda number: abs(number) <= _LARGEST)

# Keys do not include "__proto__", which the test server drops from the results of queries.
_keys = st.sampled_from(["a", "A", "", "é", "a b", "a.b", '"', "$", "1", "constructor", "length", "_x"])


def composed(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Generate arrays and objects of these values, nested up to two levels."""
    inner = scalars | st.lists(scalars, max_size=2) | st.dictionaries(_keys, scalars, max_size=2)
    return st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=2)


# All ids except those that both stores refuse.
ids = st.one_of(
    st.sampled_from(string.ascii_letters + string.digits),
    st.text("abAB%+&='\"{}[]<>:;,~*!$^`|@() 🐈é猫Ω\u0301\x01\x7f\u2028", min_size=1, max_size=3).map(
        lambda text: text.rstrip(" ") or "_"
    ),
    st.sampled_from(
        ["%41", "%2F", "%", "..a", "...", "null", "constructor", "x" * 255, "🐈" * 255, "é" * 255]
    ),
)

user_names = st.sampled_from(["user-", "", "é", "🐈", "/", "\\", "?#", "%2F", '"', "'", " ", "[]", "\n"])
"""Prefixes of user ids."""

TYPES = (*dict.fromkeys(index.type for index in INDEXES), "note", "Task", "")
_MISSING = object()


@dataclass(frozen=True)
class QueryCase:
    """Documents without their user id, and queries for them."""

    user_name: str
    documents: list[Document]
    queries: list[Query]


@dataclass(frozen=True)
class _Palette:
    """The values of all documents and queries of one case: few, so that queries often match."""

    texts: list[str]
    numbers: list[float]
    composed: list[Any]
    types: list[str]
    field: str  # in addition to the fields that all cases have

    @property
    def scalars(self) -> list[Scalar]:
        return [None, True, False, *self.texts, *self.numbers]


@st.composite
def query_cases(draw: st.DrawFn) -> QueryCase:
    """Generate documents and queries for them."""
    palette = draw(_palettes())
    number = draw(st.sampled_from([1, 2, 0, *range(5, MAX_DOCUMENTS + 1)]))
    names = draw(st.lists(ids, min_size=number, max_size=number, unique=True))
    contents = _contents(palette)
    documents = [{"id": name} | draw(contents) for name in names]
    queries = draw(st.lists(_queries(palette, documents), min_size=1, max_size=3))
    return QueryCase(draw(user_names), documents, queries)


@st.composite
def _palettes(draw: st.DrawFn) -> _Palette:
    some_texts = draw(st.lists(texts, min_size=2, max_size=4))
    some_numbers = draw(st.lists(numbers, min_size=1, max_size=3))
    scalars = st.sampled_from([None, True, 1, *some_texts, *some_numbers])
    arrays = st.lists(st.sampled_from(some_texts), max_size=3)
    return _Palette(
        some_texts,
        some_numbers,
        draw(st.lists(arrays | composed(scalars), min_size=1, max_size=3)),
        draw(st.lists(st.sampled_from(["task"] * 5 + [*TYPES]), min_size=1, max_size=3)),
        draw(st.sampled_from(["value", "order", "json", "constructor", "p1", "x" * 100])),
    )


def _contents(palette: _Palette) -> st.SearchStrategy[Document]:
    values = st.sampled_from([*palette.scalars, *palette.composed, _MISSING])
    tags = st.sampled_from([[], palette.texts, *palette.composed * 2, *palette.scalars, _MISSING])
    flags = st.sampled_from([True, False] * 4 + [*palette.scalars, *palette.composed, _MISSING])
    fields = {"completed": flags, "title": values, "tags": tags, palette.field: values}
    typed = [
        st.fixed_dictionaries(
            fields
            | {field: flags for index in _indexes_of(kind) for field in index.equals}
            | {field: st.sampled_from(_ordered(field, palette)) for field in _sorted_by(kind)}
            | {"type": st.just(kind)}
        )
        for kind in palette.types
    ]
    untyped = st.fixed_dictionaries(fields | {"type": values})
    return st.one_of(*typed, *typed, untyped).map(
        lambda content: {key: value for key, value in content.items() if value is not _MISSING}
    )


def _indexes_of(kind: str | None) -> list[Index]:
    return [index for index in INDEXES if index.type == kind]


def _sorted_by(kind: str) -> list[str]:
    return sorted({index.order_by for index in _indexes_of(kind)} - {"id"})


def _ordered(field: str, palette: _Palette) -> Sequence[str | float]:
    """Return the values of a sort field: all documents of the type have the field, with one kind of value."""
    return palette.numbers if field in NUMERIC_FIELDS else palette.texts


@st.composite
def _queries(draw: st.DrawFn, palette: _Palette, documents: Sequence[Document]) -> Query:
    kind, order_by = draw(st.sampled_from([*palette.types * 3, None, None, palette.texts[0]])), "id"
    where = draw(st.lists(_conditions(palette, documents), max_size=2))
    # Queries sort only by indexed fields: Cosmos DB refuses to sort by several fields without a composite
    # index, while the embedded store sorts by any field.
    if indexes := _indexes_of(kind):
        index = draw(st.sampled_from(indexes))
        order_by = draw(st.sampled_from([index.order_by] * 4 + ["id"]))
        flags = st.sampled_from([True, False] * 4 + palette.scalars)
        where = draw(st.permutations([*where, *(Equals(field, draw(flags)) for field in index.equals)]))
    # A position need not be that of a document, and its value may have another kind.
    positions = st.builds(
        Position,
        st.sampled_from(palette.texts + palette.numbers),
        st.sampled_from([*(document["id"] for document in documents), *palette.texts]),
    )
    return Query(
        kind,
        tuple(where),
        order_by,
        descending=draw(st.booleans()),
        limit=draw(st.sampled_from([3, 4, 7, 1, 2, 10, MAX_DOCUMENTS - 1, MAX_DOCUMENTS, 100, 1000])),
        after=draw(st.one_of(st.none(), st.none(), st.none(), positions)),
    )


@st.composite
def _conditions(  # noqa: PLR0911 - one for each kind of condition
    draw: st.DrawFn, palette: _Palette, documents: Sequence[Document]
) -> Condition:
    # Fields do not begin with an underscore: those belong to each store.
    fields = ["completed", "title", "tags", palette.field] * 3 + ["id", "user_id", "type", "missing"]
    for kind in palette.types:
        fields += [*_sorted_by(kind), *(field for index in _indexes_of(kind) for field in index.equals)]
    field = draw(st.sampled_from(fields))
    stored = [document[field] for document in documents if field in document]
    candidates = st.sampled_from(
        [*palette.scalars, *(value for value in stored if not isinstance(value, list | dict))]
    )
    candidates |= st.sampled_from(
        [similar for value in [*palette.scalars, *stored] for similar in _similar_values(value)]
    )
    some_texts = candidates.filter(lambda value: isinstance(value, str))
    several = st.lists(some_texts, max_size=3).map(tuple)
    arrays = st.sampled_from(["tags", "tags", field])
    match draw(st.sampled_from(["absent", "equals", "compare", "one of", "any", "all", "contains"])):
        case "absent":
            return Absent(field)
        case "equals":
            return Equals(field, draw(candidates))
        case "compare":
            return Compare(
                field,
                draw(_operators),
                draw(candidates.filter(lambda value: not isinstance(value, bool | None))),
            )
        case "one of":
            return OneOf(field, draw(several))
        case "any":
            return HasAny(draw(arrays), draw(several))
        case "all":
            return HasAll(draw(arrays), draw(several))
        case _:
            parts = [
                text[draw(st.integers(0, len(text))) :][: draw(st.integers(1, 4))]
                for text in draw(st.lists(some_texts, min_size=1, max_size=2))
            ]
            return ContainsAny(field, tuple(parts))


def _similar_values(value: Any) -> list[Any]:
    """Return values similar to this one, and for numbers also some that no document contains."""
    if isinstance(value, str):
        return [value.swapcase(), value.casefold(), value.strip(), "_" * len(value), value[:1] + "%"]
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, bool | None):
        return [written, value is True, int(value is True), ""]
    if isinstance(value, int | float):
        return [written, bool(value), value + 1, 2**53 + 1, nan]
    return [written]


_operators: st.SearchStrategy[Literal["<", "<=", ">", ">="]] = st.sampled_from(["<", "<=", ">", ">="])
