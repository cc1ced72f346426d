"""Services refuse invalid arguments from any caller, and nothing is written."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import cast

import msgspec
import pytest

from shared.entities.task import (
    MAX_DESCRIPTION_LENGTH,
    MAX_SUBTASKS,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    MAX_TITLE_LENGTH,
    Subtask,
    TaskChanges,
)
from shared.entities.user import MAX_LENGTHS, MAX_NAME_LENGTH, MAX_PREFERENCES, UserChanges
from shared.errors import ValidationError
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from shared.views.health import MealKind
from tests.oracle.recount import documents_of

NAIVE = datetime(2026, 3, 18, 9, 30)  # noqa: DTZ001 - that is the point
ELSEWHERE = NAIVE.replace(tzinfo=timezone(timedelta(hours=2)))
Call = Callable[[ServiceFactory, str], object]


def update(**changes: object) -> Call:
    return lambda factory, user_id: factory.get_user_service().update_user(user_id, UserChanges(**changes))  # type: ignore[arg-type]


def create(title: str = "Write", **fields: object) -> Call:
    return lambda factory, user_id: factory.get_task_service().create_task(
        user_id,
        title,
        TaskChanges(**fields),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (update(username=" "), "username"),
        (update(username="x" * (MAX_NAME_LENGTH + 1)), "username"),
        (update(timezone="Mars"), "timezone"),
        (update(preferences={"note": "x" * MAX_PREFERENCES}), "preferences"),
        (update(full_name="x" * (MAX_NAME_LENGTH + 1)), "full_name"),
        (update(email="x" * (MAX_LENGTHS["email"] + 1)), "email"),
        (create(" "), "title"),
        (create("x" * (MAX_TITLE_LENGTH + 1)), "title"),
        (create(description="x" * (MAX_DESCRIPTION_LENGTH + 1)), "description"),
        (create(tags=("x",) * (MAX_TAGS + 1)), "tags"),
        (create(tags=("x" * (MAX_TAG_LENGTH + 1),)), "tags"),
        (create(subtasks=(Subtask("1", " "),)), "subtasks"),
        (create(subtasks=(Subtask("1", "Step"),) * (MAX_SUBTASKS + 1)), "subtasks"),
        (lambda factory, user_id: factory.get_health_service().drink(user_id, 0), "amount_ml"),
        (lambda factory, user_id: factory.get_health_service().rest(user_id, 241), "minutes"),
        (lambda factory, user_id: factory.get_companion_service().rename(user_id, "\t"), "name"),
    ],
)
def test_invalid_argument_is_refused_by_name(
    factory: ServiceFactory, store: DocumentStore, call: Call, field: str
) -> None:
    user_id = factory.get_auth_service().register("Ada", "correct horse").user_id
    before = documents_of(store, user_id)
    with pytest.raises(ValidationError) as refused:
        call(factory, user_id)
    assert [error.field for error in refused.value.field_errors] == [field]
    assert documents_of(store, user_id) == before


def test_registration_with_an_unknown_time_zone_is_refused_and_the_name_stays_free(
    factory: ServiceFactory,
) -> None:
    auth = factory.get_auth_service()
    with pytest.raises(ValidationError, match="IANA time zone"):
        auth.register("Ada", "correct horse", UserChanges(timezone="Mars"))
    assert auth.register("Ada", "correct horse").timezone == "UTC"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (create(due_date=NAIVE), ValueError),
        (create(reminder_time=ELSEWHERE), ValueError),
        (create(priority="urgent"), KeyError),
        (
            lambda factory, user_id: factory.get_health_service().eat(user_id, cast("MealKind", "brunch")),
            msgspec.ValidationError,
        ),
    ],
    ids=["naive time", "time that is not in UTC", "unknown priority", "unknown kind"],
)
def test_value_that_could_not_be_read_back_is_not_written(
    factory: ServiceFactory, store: DocumentStore, call: Call, error: type[Exception]
) -> None:
    user_id = factory.get_auth_service().register("Ada", "correct horse").user_id
    before = documents_of(store, user_id)
    with pytest.raises(error):
        call(factory, user_id)
    assert documents_of(store, user_id) == before
    assert factory.get_task_service().list_tasks(user_id).entities == []
