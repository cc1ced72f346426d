"""Stored forms: documents are exact and are read back, and older documents are read."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.active_days import ActiveDays
from shared.entities.applied_plan import AppliedPlan
from shared.entities.conversation import AnsweredMessage
from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import Entity
from shared.entities.health import Drink, Meal, Rest
from shared.entities.notification import NotificationPreferences, ReadAll
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.task import Task
from shared.entities.timed_session import ActiveSession, TimedSession
from shared.entities.totals import LifetimeTotals, WeeklyTotals
from shared.entities.undo import Undone
from shared.entities.user import CompanionName, User
from shared.entities.work_calendar import DaysOff
from shared.repos.stored_forms import form_of, from_stored, stored_id, to_stored
from shared.store.contract import Document
from shared.store.indexes import INDEXES
from shared.store.validation import check_id, check_ttl, check_user_id, encode
from shared.views.notification import NotificationKind
from tests.unit.entity_strategies import FIELDS
from tests.unit.stored_examples import EXAMPLES, WEDNESDAY, at
from tests.unit.strategies import active_days, moments, texts

steadily = settings(max_examples=60)

_WIDTH = len("2026-03-18T09:30:00.000000Z")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_BY_NAME = {kind.__name__: kind for kind in FIELDS}

values: st.SearchStrategy[msgspec.Struct] = st.one_of(
    [st.builds(kind, **fields) for kind, fields in FIELDS.items()]
)


def _as_read(document: Document) -> Document:
    """Return a document as a store returns it."""
    read: Document = json.loads(orjson.dumps(document, option=orjson.OPT_STRICT_INTEGER))
    return read


def _classes_below(kind: type[Entity]) -> Iterator[type[Entity]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("shared."):
            yield below
            yield from _classes_below(below)


def _leaves(value: object) -> Iterator[object]:
    """Yield the values in a struct or document that hold no others."""
    inner: Iterable[object]
    if isinstance(value, msgspec.Struct):
        inner = (getattr(value, name) for name in value.__struct_fields__)
    elif isinstance(value, dict):
        inner = value.values()
    elif isinstance(value, list | tuple | frozenset):
        inner = value
    else:
        yield value
        return
    for one in inner:
        yield from _leaves(one)


@steadily
@given(values)
def test_position_in_each_order_is_that_of_the_document(value: msgspec.Struct) -> None:
    form, document = form_of(type(value)), to_stored(value)
    for order_by in {"id"} | {index.order_by for index in INDEXES if index.type == form.kind}:
        position = form.position_of(value, order_by)
        assert position["id"] == document["id"]
        assert position[order_by] == document.get(order_by)


def _without(document: Document, *names: str) -> Document:
    assert document.keys() >= set(names)
    return {key: value for key, value in document.items() if key not in names}


def test_strategies_and_examples_exist_for_every_entity_and_all_its_fields() -> None:
    entities = set(_classes_below(Entity)) - {ActiveSession, TimedSession}
    assert FIELDS.keys() >= entities
    assert {type(value) for value, _ in EXAMPLES} == FIELDS.keys()
    for kind, fields in FIELDS.items():
        assert fields.keys() == set(kind.__struct_fields__) - {"etag"}


# Reading and writing


@pytest.mark.parametrize("name", _BY_NAME)
@settings(steadily, max_examples=25)
@given(data=st.data())
def test_value_survives_being_stored_as_json(name: str, data: st.DataObject) -> None:
    kind = _BY_NAME[name]
    value = data.draw(st.builds(kind, **FIELDS[kind]))
    assert from_stored(kind, _as_read(to_stored(value))) == value


@settings(steadily, max_examples=200)
@given(value=values, etag=texts)
def test_version_is_read_and_never_written(value: msgspec.Struct, etag: str) -> None:
    document = {**_as_read(to_stored(value)), "_etag": etag, "_rid": "x", "_ts": 1}
    read = from_stored(type(value), document)
    assert read == value
    assert not any(name.startswith("_") for name in to_stored(read))
    if isinstance(read, Entity):
        assert read.etag == etag


@settings(steadily, max_examples=300)
@given(value=values)
def test_document_has_its_id_partition_and_type_and_is_accepted_by_stores(value: msgspec.Struct) -> None:
    document = to_stored(value)
    assert document.get("type") == form_of(type(value)).kind
    if isinstance(value, Entity):
        assert document["id"] == stored_id(value)
    assert check_id(document["id"])
    assert check_user_id(document["user_id"])
    assert encode(document) == orjson.dumps(document)
    if "ttl" in document:
        assert check_ttl(document["ttl"]) is not None


@pytest.mark.parametrize(("value", "document"), EXAMPLES, ids=[type(value).__name__ for value, _ in EXAMPLES])
def test_stored_document_is_exactly_the_one_in_stores_of_today(
    value: msgspec.Struct, document: Document
) -> None:
    # As JSON, in which 1, 1.0 and true differ.
    stored, expected = (
        orjson.dumps(one, option=orjson.OPT_SORT_KEYS) for one in (to_stored(value), document)
    )
    assert stored == expected
    assert to_stored(from_stored(type(value), _as_read(document))) == document


def test_types_are_unique_and_only_values_within_other_documents_have_none() -> None:
    kinds = {kind: form_of(kind).kind for kind in FIELDS}
    assert {kind for kind, name in kinds.items() if name is None} == {
        AnsweredMessage,
        DaysOff,
        Drink,
        Meal,
        Rest,
        CompanionName,
        ReadAll,
        Undone,
        AppliedPlan,
    }
    names = [name for name in kinds.values() if name is not None]
    assert len(set(names)) == len(names)


# Timestamps, times and sets of days


@settings(steadily, max_examples=300)
@given(value=values)
def test_timestamps_have_a_fixed_width_and_times_are_hours_and_minutes(value: msgspec.Struct) -> None:
    stored = {leaf for leaf in _leaves(to_stored(value)) if isinstance(leaf, str)}
    for leaf in _leaves(value):
        if isinstance(leaf, datetime):
            assert leaf.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z" in stored
        elif isinstance(leaf, time):
            assert f"{leaf.hour:02}:{leaf.minute:02}" in stored
    assert {len(text) for text in stored if _TIMESTAMP.match(text)} <= {_WIDTH}


@steadily
@given(one=moments, other=moments)
def test_nested_timestamps_sort_as_text(one: datetime, other: datetime) -> None:
    day = DailyTotals(
        user_id="ada",
        local_date=WEDNESDAY,
        shutdown_times=(one, other),
        task_completions={"1": one, "2": other},
    )
    document = to_stored(day)
    for stored in (document["closings"], list(document["done"].values())):
        assert (stored[0] < stored[1]) is (one < other)


@steadily
@given(days=active_days)
@example(days=ActiveDays(date(2026, 3, 18), 1 << 64))
@example(days=ActiveDays(date(2026, 3, 18), (1 << 4000) + 1))
def test_sets_of_days_of_any_size_are_stored_as_hexadecimal_text(days: ActiveDays) -> None:
    document = _as_read(to_stored(LifetimeTotals(user_id="ada", active_days=days, worked_days=days)))
    assert document["active_days"] == {"origin": days.origin.isoformat(), "bits": f"{days.bits:x}"}
    assert ("worked_days" in document) is (days.bits > 0)
    read = from_stored(LifetimeTotals, document)
    assert (read.active_days, read.worked_days.bits) == (days, days.bits)


# Documents of earlier versions

_OLDER: tuple[tuple[type[Entity], dict[str, Any]], ...] = (
    (Task, {"completed_hour": 0, "completed_week": "", "completions": 0, "kept": ()}),
    (
        DailyTotals,
        {
            "first_finished": None,
            "clocked_out": None,
            "task_completions": {},
            "task_hours": {},
            "work_hours": {},
            "focus_hours": {},
            "focus_goal_reached": False,
            **dict.fromkeys(("focus_sessions", "focus_seconds", "breaks", "break_seconds", "shutdowns"), 0),
            **dict.fromkeys(("shutdown_times", "drinks", "meals", "rests", "worked", "rested"), ()),
        },
    ),
    (
        LifetimeTotals,
        {
            "shutdown_minutes": {},
            "unlocked": {},
            "permanent": (),
            "week": WeeklyTotals(),
            **dict.fromkeys(("focus_sessions", "focus_seconds", "breaks", "points", "challenges_done"), 0),
            **dict.fromkeys(("shutdown_days", "hydrated_days", "worked_days", "overtime_days"), ActiveDays()),
        },
    ),
    (LifetimeTotals, {"permanent": ()}),
    (User, {"companion_name": "Avanochi", "notifications": NotificationPreferences()}),
    (ScheduledReminder, {"attempts": 0}),
)


@pytest.mark.parametrize(
    ("kind", "defaults"), _OLDER, ids=[f"{kind.__name__}-{len(later)}" for kind, later in _OLDER]
)
def test_document_without_later_fields_is_read_with_their_defaults(
    kind: type[Entity], defaults: dict[str, Any]
) -> None:
    value, document = next((value, document) for value, document in EXAMPLES if type(value) is kind)
    stored_names = {field.name: field.encode_name for field in msgspec.structs.fields(kind)}
    read = from_stored(kind, _without(document, *(stored_names[name] for name in defaults)))
    assert read == replace(value, **defaults)
    assert from_stored(kind, _as_read(to_stored(read))) == read


def test_document_without_the_fields_to_sort_by_is_read() -> None:
    for value, document in EXAMPLES:
        extra = {"due_order", "priority_order", "search_text", "centihours", "started_order", "has_avatar"}
        if extra & document.keys():
            assert from_stored(type(value), _without(document, *(extra & document.keys()))) == value


def test_completed_tasks_of_a_day_are_read_from_a_list_of_ids() -> None:
    document = to_stored(DailyTotals(user_id="ada", local_date=WEDNESDAY))
    read = from_stored(DailyTotals, {**document, "done": ["t1", "t2"]})
    assert read.task_completions == {"t1": None, "t2": None}
    assert to_stored(read)["done"] == {"t1": None, "t2": None}


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ({}, NotificationPreferences()),
        ({"quiet_hours": None}, NotificationPreferences()),
        ({"unwanted": ["water"]}, NotificationPreferences(unwanted=frozenset({NotificationKind.WATER}))),
    ],
)
def test_notification_preferences_without_later_fields_are_read(
    stored: Document, expected: NotificationPreferences
) -> None:
    document = to_stored(User(user_id="ada", username="Ada", created_at=at(8)))
    assert from_stored(User, {**document, "notifications": stored}).notifications == expected
