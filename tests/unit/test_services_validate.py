"""Services refuse invalid arguments from any caller, and nothing is written."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import pytest

from shared.entities.checks import MAX_NAME_LENGTH, MAX_PREFERENCES, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH
from shared.entities.task import MAX_SUBTASKS, MAX_TAG_LENGTH, MAX_TAGS, Subtask, TaskChanges
from shared.entities.user import MAX_LENGTHS, UserChanges
from shared.errors import ValidationError
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from shared.views.focus_session import SessionType
from shared.views.health import MealKind
from shared.views.shutdown import ProductivityRating
from tests.oracle.recount import documents_of

NAIVE = datetime(2026, 3, 18, 9, 30)  # noqa: DTZ001 - that is the point
AHEAD = datetime(2026, 3, 18, 9, 32, 1, tzinfo=UTC)  # more than two minutes
LONG_AGO = datetime(2026, 3, 17, 9, 29, 59, tzinfo=UTC)  # more than 24 hours
ELSEWHERE = NAIVE.replace(tzinfo=timezone(timedelta(hours=2)))
Call = Callable[[ServiceFactory, str], object]


def update(**changes: object) -> Call:
    return lambda factory, user_id: factory.get_user_service().update_user(user_id, UserChanges(**changes))  # type: ignore[arg-type]


def onboard(**changes: object) -> Call:
    return lambda factory, user_id: factory.get_user_service().complete_onboarding(
        user_id,
        UserChanges(**changes),  # type: ignore[arg-type]
    )


def create(title: str = "Write", **fields: object) -> Call:
    return lambda factory, user_id: factory.get_task_service().create_task(
        user_id,
        title,
        TaskChanges(**fields),  # type: ignore[arg-type]
    )


def rest(minutes: float) -> Call:
    return lambda factory, user_id: factory.get_health_service().rest(user_id, cast("int", minutes))


ACTS: dict[str, tuple[str, str, tuple[Any, ...]]] = {
    "complete a task": ("get_task_service", "complete_task", ("task",)),
    "start work": ("get_work_session_service", "start_session", ()),
    "pause work": ("get_work_session_service", "pause_session", ()),
    "resume work": ("get_work_session_service", "resume_session", ()),
    "end work": ("get_work_session_service", "end_active_session", ()),
    "start focus": ("get_focus_session_service", "start_session", (25,)),
    "end focus": ("get_focus_session_service", "complete_session", ("f1",)),
    "pause focus": ("get_focus_session_service", "pause_session", ("f1",)),
    "shut down": ("get_shutdown_service", "reflect", (ProductivityRating.GOOD,)),
}


def snooze(days: float) -> Call:
    return lambda factory, user_id: factory.get_signal_service().snooze(
        user_id, "long_week", cast("int", days)
    )


def reflect(rating: str = "good", **fields: Any) -> Call:
    return lambda factory, user_id: factory.get_shutdown_service().reflect(
        user_id, cast("ProductivityRating", rating), **fields
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
        (update(username="A\nda"), "username"),
        (update(full_name="Ada\x00"), "full_name"),
        (update(email="ada"), "email"),
        (update(avatar_url="http://example.com/ada.png"), "avatar_url"),
        (update(preferences={"note": "\x00"}), "preferences"),
        (update(preferences={"number": 2**53}), "preferences"),
        (update(preferences={"number": [float("nan")]}), "preferences"),
        (update(preferences={"number": float("-inf")}), "preferences"),
        (update(preferences={"hydration_goal_ml": "2000"}), "preferences.hydration_goal_ml"),
        (update(preferences=None), "preferences"),
        (onboard(avatar_url="http://example.com/ada.png"), "avatar_url"),
        (onboard(preferences={"leaderboard": "no"}), "preferences.leaderboard"),
        (create(" "), "title"),
        (create("A\tB"), "title"),
        (create(description="\x07"), "description"),
        (create(tags=("a\nb",)), "tags"),
        (create(tags=("ok", "a,b")), "tags"),
        (create(tags=("ok", " ")), "tags"),
        (create(subtasks=(Subtask("x" * (MAX_NAME_LENGTH + 1), "Step"),)), "subtasks"),
        (create(priority="urgent"), "priority"),
        (create(start_date=NAIVE), "start_date"),
        (create(due_date=NAIVE), "due_date"),
        (create(reminder_time=NAIVE), "reminder_time"),
        (create(due_date=datetime.max.replace(tzinfo=timezone(-timedelta(hours=2)))), "due_date"),
        (create("x" * (MAX_TITLE_LENGTH + 1)), "title"),
        (create(description="x" * (MAX_TEXT_LENGTH + 1)), "description"),
        (create(tags=("x",) * (MAX_TAGS + 1)), "tags"),
        (create(tags=("x" * (MAX_TAG_LENGTH + 1),)), "tags"),
        (create(subtasks=(Subtask("1", " "),)), "subtasks"),
        (create(subtasks=(Subtask("1", "Step"),) * (MAX_SUBTASKS + 1)), "subtasks"),
        (lambda factory, user_id: factory.get_health_service().drink(user_id, 0), "amount_ml"),
        (lambda factory, user_id: factory.get_health_service().drink(user_id, 250, NAIVE), "at"),
        (
            lambda factory, user_id: factory.get_health_service().eat(user_id, cast("MealKind", "brunch")),
            "kind",
        ),
        (
            lambda factory, user_id: factory.get_focus_session_service().start_session(
                user_id, 25, cast("SessionType", "nap")
            ),
            "session_type",
        ),
        *((rest(number), "minutes") for number in (241, 0.0, 25.5, True, math.nan, math.inf, 1e300)),
        (lambda factory, user_id: factory.get_summary_service().get_heatmap(user_id, 0), "weeks"),
        (lambda factory, user_id: factory.get_summary_service().get_heatmap(user_id, 27), "weeks"),
        *((snooze(days), "days") for days in (0, 61, -1, 1.5, True, math.nan)),
        (reflect("superb"), "productivity_rating"),
        (reflect(note="x" * (MAX_TEXT_LENGTH + 1)), "reflection_note"),
        (reflect(session_id="a\nb"), "session_id"),
        (reflect(mindful_disconnect_completed=(True,) * 21), "mindful_disconnect_completed"),
        (lambda factory, user_id: factory.get_shutdown_service().list_reflections(user_id, 0), "limit"),
        (lambda factory, user_id: factory.get_reward_service().list_points(user_id, 501), "limit"),
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


def test_valid_time_of_another_time_zone_is_stored_in_utc(factory: ServiceFactory) -> None:
    user_id = factory.get_auth_service().register("Ada", "correct horse").user_id
    task = factory.get_task_service().create_task(user_id, "Write", TaskChanges(due_date=ELSEWHERE)).value
    assert task.due_date == ELSEWHERE
    assert task.due_date.tzinfo is UTC
    assert factory.get_task_service().get_task(user_id, task.id) == task


@pytest.mark.parametrize("name", ACTS)
def test_moment_of_an_act_that_is_not_within_the_last_24_hours_is_refused(
    factory: ServiceFactory, store: DocumentStore, name: str
) -> None:
    user_id = factory.get_auth_service().register("Ada", "correct horse").user_id
    ids = {"task": factory.get_task_service().create_task(user_id, "Write").value.id}
    getter, act, arguments = ACTS[name]
    before = documents_of(store, user_id)
    for moment in (NAIVE, AHEAD, LONG_AGO):
        with pytest.raises(ValidationError) as refused:
            getattr(getattr(factory, getter)(), act)(
                user_id, *(ids.get(str(one), one) for one in arguments), at=moment
            )
        assert [error.field for error in refused.value.field_errors] == ["at"]
    assert documents_of(store, user_id) == before
