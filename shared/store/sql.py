"""Translates a `Query` to SQL, for Cosmos DB and for SQLite, with the same meaning.

Every value is a parameter. The SQL text contains only field names, which `Query` has checked, and the types
of `INDEXES`, because SQLite uses a partial index only for a literal type. Where SQLite's JSON functions are
less strict than Cosmos DB (true equals 1, null equals missing, an array equals its text, every string is
greater than every number), a condition also checks the JSON type.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import isfinite
from typing import Any, Literal, TypeVar

import orjson

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

Kind = Literal["null", "true", "false", "text", "number"]
SqlParameters = list[dict[str, Any]]
ScalarT = TypeVar("ScalarT", bound=Scalar)

_MAX_EXACT = 2**53
_INDEXED_TYPES = frozenset(index.type for index in INDEXES)

# The JSON types of each kind in SQLite, as the right side of a comparison with `json_type`.
_JSON_TYPE: dict[Kind, str] = {
    "null": "= 'null'",
    "true": "= 'true'",
    "false": "= 'false'",
    "text": "= 'text'",
    "number": "IN ('integer', 'real')",
}
# The result of json_extract for these three; compared as well, because the indexes begin with it.
_CONSTANT: dict[Kind, str] = {"null": "IS NULL", "true": "= 1", "false": "= 0"}

# A body is a JSON object of at least an id; an ETag needs no escaping. The body is read as a blob, because
# substr() looks at each character of a text.
_WITH_ETAG = """'{"_etag":"' || etag || '",' || substr(CAST(body AS BLOB), 2) AS document"""

_ARGUMENTS = "SELECT value FROM json_each(?)"  # a list of strings is one parameter: the SQL is constant


def to_cosmos(query: Query, user_id: str, *, counting: bool = False) -> tuple[str, SqlParameters]:
    """Return Cosmos SQL and its parameters for a page plus one document, or for the count."""
    parameters: SqlParameters = [{"name": "@user_id", "value": user_id}]

    def bind(value: object) -> str:
        name = f"@p{len(parameters)}"
        parameters.append({"name": name, "value": value})
        return name

    terms = ["c.user_id = @user_id"]
    if query.type is not None:
        terms.append(f"c.type = {bind(query.type)}")
    terms.extend(_cosmos_condition(condition, bind) for condition in query.where)
    if counting:
        selected, order = "VALUE COUNT(1)", ""
    else:
        if query.after is not None:
            terms.append(_cosmos_continuation(query, query.after, bind))
        selected = f"TOP {bind(query.limit + 1)} *"
        direction = "DESC" if query.descending else "ASC"
        # Fields that the conditions fix do not change the order, but Cosmos DB uses a composite index only
        # for a query that names all of its fields.
        index = matching_index(query)
        fields = composite_fields(index) if index else dict.fromkeys((query.order_by, "id"))
        order = " ORDER BY " + ", ".join(f'c["{field}"] {direction}' for field in fields)
    where = " AND ".join(f"({term})" for term in terms)
    return f"SELECT {selected} FROM c WHERE {where}{order}", parameters  # noqa: S608 - checked names only


def to_sqlite(
    query: Query, user_id: str, now: float, *, counting: bool = False
) -> tuple[str, list[str | float]]:
    """Return SQLite's SQL and its parameters for a page plus one document, or for the count.

    A page is one row: its documents with `_etag` as JSON in UTF-8, in order and separated by commas, or null
    without any, and their number. SQLite's module gives up the interpreter's lock for each row, so that many
    rows are slow among many threads. Documents that expire at `now` or earlier are left out.
    """
    terms = ["user_id = ?", "(expires_at <= ?) IS NOT TRUE"]
    values: list[str | float] = [user_id, now]
    if query.type in _INDEXED_TYPES:
        terms.append(f"type = '{query.type}'")
    elif query.type is not None:
        terms.append("type = ?")
        values.append(query.type)
    for condition in query.where:
        terms.append(_sqlite_condition(condition, kind_known=_has_known_kind(query, condition)))
        values.extend(_sqlite_values(condition))
    index = _index_hint(query)
    if counting:
        where = " AND ".join(terms)
        return f"SELECT count(*) FROM documents{index} WHERE {where}", values  # noqa: S608 - as above
    field, beyond = sqlite_field(query.order_by), "<" if query.descending else ">"
    if query.after is not None:
        if query.order_by == "id":
            terms.append(f"id {beyond} ?")
        else:
            kind = _kind(query.after.value)
            terms.append(f"{field} {beyond}= ? AND ({field} {beyond} ? OR id {beyond} ?)")
            values += [_number(query.after.value)] * 2
            if (kind == "text") == query.descending:
                # Only values of the same kind follow: SQLite sorts every number before every string.
                terms.append(f"{field} >= ''" if query.descending else f"{field} < ''")
        values.append(query.after.id)
    direction = "DESC" if query.descending else "ASC"
    order = ", ".join(f"{key} {direction}" for key in dict.fromkeys((field, "id")))
    values.append(query.limit + 1)
    where = " AND ".join(terms)
    page = f"SELECT {_WITH_ETAG} FROM documents{index} WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608 - as above
    return f"SELECT CAST(group_concat(document) AS BLOB), count(*) FROM ({page})", values  # noqa: S608 - likewise


def index_name(index: Index) -> str:
    """Return the name of an index in SQLite."""
    return "_".join(("documents", index.type, *index.equals, index.order_by))


def matching_index(query: Query) -> Index | None:
    """Return the most selective index that has the query's results in its order."""
    equal = {condition.field for condition in query.where if isinstance(condition, Equals)}
    fitting = (
        index
        for index in INDEXES
        if index.type == query.type and index.order_by == query.order_by and equal.issuperset(index.equals)
    )
    return max(fitting, key=lambda index: len(index.equals), default=None)


def composite_fields(index: Index) -> tuple[str, ...]:
    """Return the fields of a composite index in Cosmos DB, in order."""
    return tuple(dict.fromkeys(("type", *index.equals, index.order_by, "id")))


@lru_cache
def sqlite_field(field: str) -> str:
    """Return the SQL of a field's value, exactly as in the indexes."""
    return "id" if field == "id" else f"json_extract(body, '$.{field}')"


@lru_cache
def sqlite_type(field: str) -> str:
    """Return the SQL of a field's JSON type, exactly as in the indexes."""
    return f"json_type(body, '$.{field}')"


def _cosmos_condition(  # noqa: PLR0911 - one for each kind of condition
    condition: Condition, bind: Callable[[object], str]
) -> str:
    field = f'c["{condition.field}"]'
    match condition:
        case Absent():
            return f"NOT IS_DEFINED({field}) OR IS_NULL({field})"
        case Equals(value=value):
            return f"{field} = {bind(_number(value))}"
        case Compare(operator=operator, value=value):
            return f"{field} {operator} {bind(_number(value))}"
        case OneOf(values=strings):
            return f"{field} IN ({', '.join(bind(each) for each in strings)})" if strings else "false"
        case HasAny(values=strings):
            return " OR ".join(f"ARRAY_CONTAINS({field}, {bind(each)})" for each in strings) or "false"
        case HasAll(values=strings):
            contained = [f"ARRAY_CONTAINS({field}, {bind(each)})" for each in strings]
            return " AND ".join([f"IS_ARRAY({field})", *contained])
        case ContainsAny(texts=texts):
            return " OR ".join(f"CONTAINS({field}, {bind(each)})" for each in texts)


def _cosmos_continuation(query: Query, after: Position, bind: Callable[[object], str]) -> str:
    beyond = "<" if query.descending else ">"
    if query.order_by == "id":
        return f"c.id {beyond} {bind(after.id)}"
    field, value = f'c["{query.order_by}"]', bind(_number(after.value))
    # The redundant first term lets the index start at the end of the page before.
    return f"{field} {beyond}= {value} AND ({field} {beyond} {value} OR c.id {beyond} {bind(after.id)})"


def _index_hint(query: Query) -> str:
    # Explicit: without statistics the planner may prefer to sort, and the cost would grow with the history.
    index = matching_index(query)
    return f" INDEXED BY {index_name(index)}" if index else ""


def _has_known_kind(query: Query, condition: Condition) -> bool:
    """Return whether an index is sorted by the field, which then has one kind in all documents."""
    return isinstance(condition, Compare) and any(
        index.type == query.type
        and index.order_by == condition.field
        and (_kind(condition.value) == "number") == (condition.field in NUMERIC_FIELDS)
        for index in INDEXES
    )


def _sqlite_condition(condition: Condition, *, kind_known: bool) -> str:  # noqa: PLR0911 - as above
    field, json_type = sqlite_field(condition.field), sqlite_type(condition.field)
    match condition:
        case Absent():
            return f"{field} IS NULL"
        case Equals(value=value):
            kind = _kind(value)
            return f"{field} {_CONSTANT.get(kind, '= ?')} AND {json_type} {_JSON_TYPE[kind]}"
        case Compare(operator=operator, value=value):
            # Checking the kind reads each document; if it is known, the index alone can answer a count.
            kind_check = "" if kind_known else f" AND {json_type} {_JSON_TYPE[_kind(value)]}"
            return f"{field} {operator} ?{kind_check}"
        case OneOf():
            return f"{json_type} = 'text' AND {field} IN ({_ARGUMENTS})"
        case HasAny():
            return (
                f"{json_type} = 'array' AND EXISTS ({_elements(condition.field)} AND value IN ({_ARGUMENTS}))"
            )
        case HasAll():
            missing = f"{_ARGUMENTS} WHERE value NOT IN ({_elements(condition.field)})"
            return f"{json_type} = 'array' AND NOT EXISTS ({missing})"
        case ContainsAny(texts=texts):
            contained = " OR ".join([f"instr({field}, ?) > 0"] * len(texts))
            return f"{json_type} = 'text' AND ({contained})"


def _elements(field: str) -> str:
    return f"SELECT value FROM json_each(documents.body, '$.{field}') WHERE type = 'text'"  # noqa: S608 - as above


def _sqlite_values(condition: Condition) -> Iterator[str | float]:
    match condition:
        case Equals(value=str() | int() | float() as value) if not isinstance(value, bool):
            yield _number(value)
        case Compare(value=value):
            yield _number(value)
        case OneOf(values=strings) | HasAny(values=strings) | HasAll(values=strings):
            yield _array(strings)
        case ContainsAny(texts=texts):
            yield from texts


def _array(strings: tuple[str, ...]) -> str:
    try:
        return orjson.dumps(strings).decode()
    except TypeError as error:
        raise ValueError(f"not a list of strings: {error}") from error


def _kind(value: Scalar) -> Kind:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "text" if isinstance(value, str) else "number"


def _number(value: ScalarT) -> ScalarT | float:
    # Numbers are doubles in Cosmos DB; SQLite's integers have 64 bits.
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("the numbers of a query must be finite")
    if isinstance(value, int) and abs(value) > _MAX_EXACT:
        return float(value)
    return value
