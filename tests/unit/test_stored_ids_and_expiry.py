"""Stored forms: ids, partitions, the fields to sort and search by, and the expiry of documents."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.names import username_key
from shared.entities.notification import Notification
from shared.entities.scheduled_reminder import ReminderSubject, ScheduledReminder
from shared.entities.sign_in import UsernameReservation
from shared.entities.task import Task, search_key
from shared.entities.work_session import WorkSession
from shared.repos.stored_forms import stored_id, to_stored
from shared.store.contract import Document
from shared.store.validation import check_id
from shared.views.notification import NotificationKind
from tests.unit.entity_strategies import focus_sessions, tasks
from tests.unit.stored_examples import EXAMPLES, WEDNESDAY, at
from tests.unit.strategies import usernames

steadily = settings(max_examples=60)


def _reservation(username: str) -> Document:
    return to_stored(UsernameReservation(username=username, owner_id="ada", reserved_at=at(8)))


# Ids and partitions


def test_pointer_to_the_active_session_has_one_id_per_user() -> None:
    one, other = (ActiveFocusSession(user_id="ada", session_id=name) for name in ("1", "2"))
    assert stored_id(one) == stored_id(other) == "active:focus"


def test_reminders_of_one_subject_share_an_id_except_for_those_of_a_task_at_different_times() -> None:
    def ids_of(subject: ReminderSubject) -> list[str]:
        first = ScheduledReminder(
            subject=subject, member_id="ada", subject_id="1", since=at(8), due=at(8), noted_at=at(7)
        )
        return [stored_id(one) for one in (first, replace(first, due=at(9)), replace(first, since=at(9)))]

    for subject in ReminderSubject:
        first, postponed, moved = ids_of(subject)
        assert first == postponed
        assert (first == moved) is (subject is not ReminderSubject.TASK)


@settings(steadily, max_examples=300)
@given(name=usernames | st.text(st.sampled_from("жﷺ😀ß%=/\\?#"), min_size=1, max_size=64))
def test_partition_of_any_username_is_a_valid_id_in_ascii(name: str) -> None:
    reservation = _reservation(name)
    assert check_id(reservation["id"]) == reservation["user_id"]
    assert reservation["id"].isascii()


@settings(steadily, max_examples=300)
@given(one=usernames, other=usernames)
def test_usernames_share_a_partition_only_if_they_have_the_same_key(one: str, other: str) -> None:
    same = username_key(one) == username_key(other)
    assert (_reservation(one)["id"] == _reservation(other)["id"]) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ADA"),
        ("\uff21\uff44\uff41", "ada"),
        ("straße", "STRASSE"),
        ("e\u0301va", "Éva"),
        ("ﬁn", "FIN"),
        ("ς", "Σ"),
    ],
)
def test_usernames_that_look_alike_have_one_key_and_one_partition(one: str, other: str) -> None:
    assert username_key(one) == username_key(other)
    assert _reservation(one)["id"] == _reservation(other)["id"]


# Order fields and expiry


@steadily
@given(found=st.lists(tasks, max_size=6))
def test_tasks_sort_by_due_date_with_those_without_one_last(found: list[Task]) -> None:
    latest = datetime.max.replace(tzinfo=UTC)
    by_document = sorted(found, key=lambda task: str(to_stored(task)["due_order"]))
    assert [task.due_date or latest for task in by_document] == sorted(
        task.due_date or latest for task in found
    )


@steadily
@given(task=tasks)
def test_order_fields_of_a_task_are_its_state_priority_and_folded_texts(task: Task) -> None:
    document = to_stored(task)
    assert document["completed"] is task.completed
    assert document["priority_order"] == ["low", "medium", "high"].index(task.priority) + 1
    for text in (task.title, task.description or "", *task.tags):
        assert search_key(text) in document["search_text"]


@pytest.mark.parametrize("letter", ["x", "\u00e9", "\ufdfa", "\U0001f600"])
def test_searched_text_of_a_task_has_at_most_8_kilobytes(letter: str) -> None:
    task = Task(
        id="t",
        user_id="ada",
        title="the title",
        description=letter * 5000,
        tags=("tag",),
        created_at=datetime(2026, 3, 18, tzinfo=UTC),
        updated_at=datetime(2026, 3, 18, tzinfo=UTC),
    )
    searched = str(to_stored(task)["search_text"])
    assert searched.startswith(f"the title\n{search_key(letter * 5000)[:400]}")
    assert min(5000 * len(letter.encode()), 8 * 1024 - 3) <= len(searched.encode()) <= 8 * 1024


@steadily
@given(found=st.lists(focus_sessions, max_size=6))
def test_focus_sessions_sort_by_their_day_and_then_by_their_start(found: list[FocusSession]) -> None:
    by_document = sorted(found, key=lambda one: str(to_stored(one)["started_order"]))
    assert [(one.started_on, one.start_time) for one in by_document] == sorted(
        (one.started_on, one.start_time) for one in found
    )


def test_only_documents_that_become_useless_expire() -> None:
    expiring = {document.get("type") for _, document in EXAMPLES if "ttl" in document}
    assert expiring == {
        *("audit_entry", "audited_administrator", "reminder_position"),
        *("notification", "failed_logins", "sign_in_addresses", "refresh_family", "first_answer"),
        *("link_code", "wrong_link_codes", "chat_buttons", "chat_event", "delivery"),
        *("standing", "participant", "appointment", "deleted_task", "deleted_entry", "conversation"),
        *("phrasing", "model_calls", "sign_in_code", "revision"),
    }


@pytest.mark.parametrize(
    ("read_after", "ttl"),
    [
        (None, 30 * 24 * 3600),
        (timedelta(0), 30 * 24 * 3600),
        (timedelta(days=29, hours=23), 3600),
        (timedelta(days=30) - timedelta(microseconds=1), 1),
        (timedelta(days=30), 1),
        (timedelta(days=31), 1),
    ],
)
def test_notification_expires_30_days_after_it_was_created_whenever_it_was_read(
    read_after: timedelta | None, ttl: int
) -> None:
    notification = Notification(
        id="1", user_id="ada", kind=NotificationKind.REST, title="t", body="b", created_at=at(8)
    )
    if read_after is not None:
        notification = notification.read(at(8) + read_after)
    assert to_stored(notification)["ttl"] == ttl


@pytest.mark.parametrize(
    ("due", "ttl"),
    [
        (at(8), 60 * 24 * 3600),
        (at(7), 60 * 24 * 3600),  # overdue
        (at(9), 60 * 24 * 3600 + 3600),
        (datetime(9999, 1, 1, tzinfo=UTC), 2**31 - 1),
    ],
)
def test_reminder_expires_60_days_after_it_is_due_within_the_limit_of_cosmos(due: datetime, ttl: int) -> None:
    reminder = ScheduledReminder.for_task("ada", "t1", due, at(8))
    assert to_stored(reminder)["ttl"] == ttl


def test_work_session_stores_the_hundredths_of_an_hour_that_are_summed() -> None:
    session = WorkSession(id="1", user_id="ada", start_time=at(8))
    assert to_stored(session)["centihours"] == 0
    ended = session.end_session(at(8, 20), WEDNESDAY)
    assert to_stored(ended)["centihours"] == 33 == ended.centihours
