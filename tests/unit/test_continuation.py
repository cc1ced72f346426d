"""Continuation tokens: valid ones are decoded, and any other text is refused."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.entities.page import PageRequest
from shared.errors import ValidationError
from shared.repos.continuation import decode_position, decode_token, encode_position
from shared.repos.task_repo import TaskRepository
from shared.store.query import Position
from shared.store.sqlite.database import EmbeddedDBService

steadily = settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
values = st.text(st.characters(codec="utf-8"), max_size=40) | st.integers(-(2**53) + 1, 2**53 - 1)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | ids,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(ids, inner, max_size=2),
    max_leaves=8,
)
nearly_valid = st.tuples(
    st.sampled_from(["created_at", "due_order"]) | any_json,
    st.booleans() | any_json,
    values | any_json,
    ids | any_json,
)


def _token(content: Any) -> str:
    return urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


texts = st.text(st.characters(codec="utf-8"), max_size=40)
positions = st.tuples(st.sampled_from(["created_at", "due_order"]), texts, ids) | st.tuples(
    st.just("priority_order"), st.integers(-(2**53) + 1, 2**53 - 1), ids
)


@steadily
@given(position=positions, descending=st.booleans())
def test_token_decodes_to_the_position_where_the_page_ended(
    position: tuple[str, str | int, str], *, descending: bool
) -> None:
    order_by, value, last_id = position
    token = encode_position({order_by: value, "id": last_id}, order_by, descending=descending)
    assert decode_position(token, order_by, descending=descending) == Position(value, last_id)
    assert token.isascii()
    assert not set(token) & set("&=?#+/ ")


@steadily
@given(value=texts, last_id=ids)
def test_token_of_a_list_in_another_order_is_refused(value: str, last_id: str) -> None:
    token = encode_position({"created_at": value, "id": last_id}, "created_at", descending=True)
    for order_by, descending in (("created_at", False), ("due_order", True), ("priority_order", True)):
        with pytest.raises(ValidationError):
            decode_position(token, order_by, descending=descending)


def test_invalid_token_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValidationError, match=r"^The continuation token is not one of this list's$"):
        decode_position("invalid", "created_at", descending=True)


def test_missing_token_is_no_position() -> None:
    assert decode_position(None, "created_at", descending=True) is None


@settings(steadily, max_examples=600)
@given(
    token=st.text(max_size=60)
    | st.text("ABCDabcd0123-_=", max_size=60)
    | nearly_valid.map(list).map(_token)
    | any_json.map(_token)
)
@example("")
@example("=")
@example("A")
@example("\ud800")
@example("W" * 100_000)
@example(_token(["created_at", True, float("nan"), "1"]))
@example(_token(["created_at", True, 2**64 - 1, "1"]))
@example(_token(["created_at", True, "x", "1", "more"]))
def test_arbitrary_position_token_is_decoded_or_refused(token: str) -> None:
    try:
        position = decode_position(token, "created_at", descending=True)
    except ValidationError:
        return
    assert isinstance(position, Position)
    assert isinstance(position.id, str)
    assert isinstance(position.value, str | int | float)


@steadily
@given(token=st.text(max_size=60) | any_json.map(_token))
def test_arbitrary_token_is_decoded_or_refused(token: str) -> None:
    try:
        decode_token(token)
    except ValidationError:
        return


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskRepository]:
    credentials = CredentialManager({}, root=tmp_path_factory.mktemp("store"))
    with closing(EmbeddedDBService(credentials, Clock())) as store:
        yield TaskRepository(store)


@steadily
@given(content=nearly_valid)
def test_forged_position_returns_an_empty_page_or_is_refused(
    repository: TaskRepository, content: tuple[Any, ...]
) -> None:
    for order_by in ("created_at", "due_order", "priority_order"):
        for descending in (True, False):
            token = _token([order_by, descending, *content[2:]])
            try:
                page = repository.query(
                    "ada", PageRequest(order_by=order_by, descending=descending, continuation=token)
                )
            except ValidationError:
                continue
            assert page.entities == []
