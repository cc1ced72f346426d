"""The stored form of every entity: type, id, partition, expiry, and fields to sort and search by."""

from datetime import time, timedelta
from typing import Any, TypeVar, cast

import msgspec

from shared.entities.applied_plan import AppliedPlan
from shared.entities.assistant_state import AssistantState
from shared.entities.audit import AuditedAdministrator, AuditEntry
from shared.entities.challenge import ChallengeMember, LeaderboardEntry, WeeklyChallenge
from shared.entities.chat_buttons import ChatButtons
from shared.entities.chat_event import ChatEvent
from shared.entities.conversation import AnsweredMessage, Conversation
from shared.entities.daily_totals import DailyTotals
from shared.entities.delivery import ChannelDeliveries, Delivery, DeliveryCheckpoint
from shared.entities.entity import Entity
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.health import Drink, Meal, Rest
from shared.entities.idempotency import IdempotencyRecord
from shared.entities.link import Link, LinkCode, LinkedChatUser, WrongLinkCodes
from shared.entities.notification import Notification, ReadAll
from shared.entities.points import LedgerEntry
from shared.entities.rephrasing import ModelCalls, Rephrasing
from shared.entities.revision import Revision
from shared.entities.rhythm import Rhythm
from shared.entities.scheduled_reminder import (
    Checkpoint,
    ReminderPosition,
    ReminderSubject,
    ScheduledReminder,
)
from shared.entities.shutdown import Reflection
from shared.entities.sign_in import FailedLogins, RefreshFamily, SignInAddresses, UsernameReservation
from shared.entities.sign_in_code import SignInCode
from shared.entities.task import Task, search_key
from shared.entities.timestamps import format_sortable
from shared.entities.totals import LifetimeTotals
from shared.entities.undo import DeletedEntry, DeletedTask, Undone
from shared.entities.user import AccountIndexEntry, CompanionName, User
from shared.entities.work_calendar import DaysOff
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.repos import keys
from shared.repos.stored_form import StoredForm
from shared.store.contract import Document
from shared.views.task import Priority

ValueT = TypeVar("ValueT", bound=msgspec.Struct)

NO_DUE_DATE = "9999-12-31T23:59:59.999999Z"
"""Sorts after every due date."""

MAX_OUTAGE = timedelta(days=60)
"""How long a reminder is kept after it was due, so that an outage of this length loses none."""

_MAX_SEARCH_BYTES = 8 * 1024
_PRIORITY_ORDER = {Priority.LOW: 1, Priority.MEDIUM: 2, Priority.HIGH: 3}
_MAX_TTL = timedelta(seconds=2**31 - 1)  # Source: Cosmos DB's limit for `ttl`.
_WEEK_LIFETIME = timedelta(days=21)  # a week, and time for every time zone to leave it


_ADDED_TO_SESSIONS = ("pauses", "counted_by", "foreign", "open_pause", "late_acts")
"""Fields of sessions that are left out while they are empty."""

_ADDED_TO_WORK_SESSIONS = (*_ADDED_TO_SESSIONS, "first_end_recorded_at")
_ADDED_TO_FOCUS_SESSIONS = (
    *_ADDED_TO_SESSIONS,
    *("task_id", "resumes", "paused_with", "resumed_with", "task_updated_at", "counted"),
)


def _reminder_id(reminder: ScheduledReminder) -> str:
    """Return an id per subject and user, and for a task also per reminder time.

    So a reminder of a task change that was not committed does not replace another one.
    """
    about = f"{reminder.subject}:{reminder.subject_id}:{reminder.member_id}"
    is_task = reminder.subject is ReminderSubject.TASK
    return f"{about}:{format_sortable(reminder.since)}" if is_task else about


def _reminder_ttl(reminder: ScheduledReminder | ReminderPosition) -> timedelta:
    return min(max(reminder.due - reminder.noted_at, timedelta(0)) + MAX_OUTAGE, _MAX_TTL)


def _notification_ttl(notification: Notification) -> timedelta:
    """Return the time until it is 30 days old: marking it as read starts the TTL anew."""
    read_after = notification.read_at - notification.created_at if notification.read_at else timedelta(0)
    return max(Notification.LIFETIME - read_after, timedelta(seconds=1))


def _task_order(task: Task) -> Document:
    searched = search_key("\n".join((task.title, task.description or "", *task.tags)))
    return {
        "completed": task.completed,
        "due_order": format_sortable(task.due_date) if task.due_date else NO_DUE_DATE,
        "priority_order": _PRIORITY_ORDER[task.priority],
        "search_text": searched.encode()[:_MAX_SEARCH_BYTES].decode(errors="ignore"),
    }


def _started_order(session: FocusSession) -> Document:
    # By day first, so that the sessions of some days are one range of the index.
    return {"started_order": f"{session.started_on.isoformat()} {format_sortable(session.start_time)}"}


def _encode_pointer(document: Document) -> Document:
    """Write the copies of sessions without their versions, and without fields that are empty."""
    encoded = {**document}
    omitted = {*_ADDED_TO_WORK_SESSIONS, *_ADDED_TO_FOCUS_SESSIONS}
    for name in {"session", "interrupted"} & document.keys():
        copy = {field: value for field, value in document[name].items() if field != "_etag"}
        encoded[name] = {field: value for field, value in copy.items() if value or field not in omitted}
    return encoded


def _encode_deleted(document: Document) -> Document:
    """Write the copy of a task without its version, and without fields that are empty."""
    copy = {name: value for name, value in document["task"].items() if name != "_etag"}
    task = {name: value for name, value in copy.items() if value or name not in _ADDED_TO_TASKS}
    return {**document, "task": task}


def _encode_challenge(document: Document) -> Document:
    return {name: value for name, value in document.items() if not name.startswith("joined_")}


def _encode_user(document: Document) -> Document:
    encoded = _encode_days(document, "bridged_days")
    notifications = {**encoded["notifications"]}
    notifications["unwanted"] = sorted(notifications["unwanted"])
    chats = notifications.pop("chats")
    if chats:
        notifications["chats"] = {kind: sorted(chats[kind]) for kind in sorted(chats)}
    if not notifications["full_text"]:
        del notifications["full_text"]
    return {**encoded, "notifications": notifications}


def _decode_user(document: Document) -> Document:
    decoded = _decode_days(document, "bridged_days")
    decoded["day_start"] = time.fromisoformat(document["day_start"])
    if quiet := document.get("notifications", {}).get("quiet_hours"):
        quiet_hours = {name: time.fromisoformat(clock) for name, clock in quiet.items()}
        decoded["notifications"] = {**document["notifications"], "quiet_hours": quiet_hours}
    return decoded


def _decode_day(document: Document) -> Document:
    done = document.get("done", {})
    # Earlier versions stored the ids alone.
    return {**document, "done": dict.fromkeys(done)} if isinstance(done, list) else document


_DAY_SETS = (
    *("active_days", "shutdown_days", "hydrated_days", "worked_days", "overtime_days"),
    *("bridged_days", "repeated_shutdown_days"),
)


def _encode_days(document: Document, *names: str) -> Document:
    """Write sets of days as hexadecimal bits; all but the active days are left out while they are empty."""
    encoded = {**document}
    for name in names:
        days = encoded.pop(name)
        if days["bits"] or name == "active_days":
            encoded[name] = {"origin": days["origin"], "bits": f"{days['bits']:x}"}
    return encoded


def _decode_days(document: Document, *names: str) -> Document:
    days = {
        name: {**document[name], "bits": int(document[name]["bits"], 16)}
        for name in names
        if name in document
    }
    return {**document, **days}


def _encode_lifetime(document: Document) -> Document:
    encoded = _encode_days(document, *_DAY_SETS)
    if not encoded["week"]["name"]:
        del encoded["week"]
    if not any(encoded["usage"].values()):
        del encoded["usage"]
    return encoded


def _decode_lifetime(document: Document) -> Document:
    return _decode_days(document, *_DAY_SETS)


_ADDED_TO_TASKS = (
    *("completed_hour", "completed_week", "completions", "kept", "estimate_minutes", "spent_seconds"),
    *("planned_date", "carried_over", "settled_plan", "recurrence", "recurrence_start", "next_id"),
    *("skipped_times", "reopened_at", "before", "foreign"),
)
"""Fields of tasks that are left out while they are empty."""


_FORMS: tuple[StoredForm[Any], ...] = (
    StoredForm(
        Task,
        "task",
        derived=_task_order,
        omitted_when_empty=_ADDED_TO_TASKS,
    ),
    StoredForm(
        DeletedTask,
        "deleted_task",
        key=lambda deleted: keys.deleted_id(deleted.task.id),
        ttl=DeletedTask.LIFETIME,
        encode=_encode_deleted,
    ),
    StoredForm(
        DeletedEntry,
        "deleted_entry",
        key=lambda deleted: keys.deleted_id(deleted.entry.id),
        ttl=DeletedEntry.LIFETIME,
        omitted_when_empty=("drink", "meal", "rest", "rested", "hydrated_by_ml", "unlocked"),
    ),
    StoredForm(
        WorkSession,
        "work_session",
        derived=lambda session: {"centihours": session.centihours},
        omitted_when_empty=_ADDED_TO_WORK_SESSIONS,
    ),
    StoredForm(
        ActiveWorkSession,
        "active_work_session",
        key=keys.ACTIVE_WORK_SESSION_ID,
        omitted_when_empty=("session", "ends_by", "started_late"),
        encode=_encode_pointer,
    ),
    StoredForm(
        FocusSession,
        "focus_session",
        derived=_started_order,
        omitted_when_empty=_ADDED_TO_FOCUS_SESSIONS,
    ),
    StoredForm(
        ActiveFocusSession,
        "active_focus_session",
        key=keys.ACTIVE_FOCUS_SESSION_ID,
        omitted_when_empty=("session", "interrupted", "ends_by"),
        encode=_encode_pointer,
    ),
    StoredForm(Reflection, "shutdown_reflection", omitted_when_empty=("before", "recorded_at")),
    StoredForm(LedgerEntry, "points_entry"),
    StoredForm(
        DailyTotals,
        "day",
        key=lambda day: keys.daily_totals_id(day.local_date),
        omitted_when_empty=(
            *("hydrated_by_ml", "points", "shutdown_rating"),
            *("first_start", "last_end", "overtime_seconds", "planned_tasks", "open_planned_tasks"),
            *("paused", "given", "local_shutdowns", "reminders"),
        ),
        decode=_decode_day,
    ),
    StoredForm(
        LifetimeTotals,
        "progress",
        key=keys.LIFETIME_TOTALS_ID,
        omitted_when_empty=(
            *("focus_sessions", "focus_seconds", "breaks", "points", "challenges_done"),
            *("shutdown_minutes", "unlocked", "permanent", "last_shutdown", "other_weeks"),
        ),
        encode=_encode_lifetime,
        decode=_decode_lifetime,
    ),
    StoredForm(Rhythm, "rhythm", key=keys.RHYTHM_ID),
    StoredForm(Revision, "revision", key=keys.REVISION_ID, ttl=Revision.LIFETIME),
    StoredForm(
        AssistantState,
        "assistant",
        key=keys.ASSISTANT_STATE_ID,
        omitted_when_empty=("snoozed", "feedback"),
    ),
    StoredForm(
        Rephrasing,
        "phrasing",
        key=lambda rephrasing: keys.rephrasing_id(rephrasing.subject, rephrasing.first, rephrasing.language),
        ttl=Rephrasing.LIFETIME,
        omitted_when_empty=("text", "answered"),
    ),
    StoredForm(ModelCalls, "model_calls", key=keys.MODEL_CALLS_ID, ttl=ModelCalls.LIFETIME),
    StoredForm(
        Conversation,
        "conversation",
        key=lambda conversation: keys.conversation_id(conversation.channel),
        ttl=Conversation.LIFETIME,
        omitted_when_empty=("language", "question", "acts", "acted_at"),
    ),
    StoredForm(
        Notification,
        "notification",
        ttl=_notification_ttl,
        derived=lambda notification: {"read": notification.read_at is not None},
    ),
    StoredForm(
        User,
        "user",
        key=keys.USER_ID,
        omitted_when_empty=(
            "role",
            "role_name",
            "utc_offset_minutes",
            "date_entered",
            "days_off",
            "second_factor",
        ),
        encode=_encode_user,
        decode=_decode_user,
    ),
    StoredForm(AccountIndexEntry, "account", partition=keys.ACCOUNT_INDEX),
    StoredForm(
        UsernameReservation,
        "username",
        key=lambda reservation: keys.username_partition(reservation.username),
        partition=lambda reservation: keys.username_partition(reservation.username),
    ),
    StoredForm(
        FailedLogins,
        "failed_logins",
        key=keys.FAILED_LOGINS_ID,
        partition=lambda failures: keys.failed_logins_partition(failures.subject),
        ttl=FailedLogins.WINDOW,
    ),
    StoredForm(
        SignInCode,
        "sign_in_code",
        key=keys.SIGN_IN_CODE_ID,
        partition=lambda code: keys.sign_in_code_partition(code.code_hash),
        ttl=SignInCode.LIFETIME,
    ),
    StoredForm(
        Link,
        "link",
        key=lambda link: keys.link_id(link.id),
        omitted_when_empty=("service_url", "conversation_id", "code_hash"),
    ),
    StoredForm(
        ChatButtons,
        "chat_buttons",
        key=lambda buttons: keys.chat_buttons_id(buttons.message_id),
        ttl=ChatButtons.LIFETIME,
    ),
    StoredForm(
        ChatEvent,
        "chat_event",
        key=keys.CHAT_EVENT_ID,
        partition=lambda event: keys.chat_event_partition(event.key),
        ttl=ChatEvent.LIFETIME,
    ),
    StoredForm(
        LinkedChatUser,
        "linked_chat_user",
        key=lambda linked: linked.chat_user.key,
        partition=lambda linked: keys.chat_users_partition(linked.chat_user.workspace_key),
    ),
    StoredForm(
        LinkCode,
        "link_code",
        key=keys.LINK_CODE_ID,
        partition=lambda code: keys.link_code_partition(code.code_hash),
        ttl=LinkCode.LIFETIME,
    ),
    StoredForm(
        WrongLinkCodes,
        "wrong_link_codes",
        key=keys.WRONG_LINK_CODES_ID,
        partition=lambda wrong: keys.wrong_link_codes_partition(wrong.subject),
        ttl=WrongLinkCodes.WINDOW,
    ),
    StoredForm(
        SignInAddresses, "sign_in_addresses", key=keys.SIGN_IN_ADDRESSES_ID, ttl=SignInAddresses.LIFETIME
    ),
    StoredForm(
        AuditEntry,
        "audit_entry",
        partition=lambda entry: keys.audit_partition(entry.subject),
        ttl=AuditEntry.LIFETIME,
    ),
    StoredForm(
        AuditedAdministrator,
        "audited_administrator",
        partition=keys.AUDITED_ADMINISTRATORS,
        ttl=AuditEntry.LIFETIME,
    ),
    StoredForm(
        RefreshFamily,
        "refresh_family",
        key=lambda family: keys.refresh_family_id(family.family),
        ttl=lambda family: max(family.lifetime, timedelta(seconds=1)),
        omitted_when_empty=("spent", "user_agent", "has_second_factor"),
    ),
    StoredForm(
        IdempotencyRecord,
        "first_answer",
        key=lambda record: keys.idempotency_record_id(record.key),
        ttl=timedelta(hours=24),
        omitted_when_empty=("earned",),
    ),
    StoredForm(
        LeaderboardEntry,
        "standing",
        key=lambda entry: entry.member_id,
        partition=lambda entry: keys.leaderboard_partition(entry.week),
        ttl=_WEEK_LIFETIME,
    ),
    StoredForm(
        ChallengeMember,
        "participant",
        key=lambda member: keys.challenge_member_id(member.challenge_id, member.member_id),
        partition=lambda member: keys.challenge_partition(member.week),
        ttl=_WEEK_LIFETIME,
        derived=lambda member: {"has_avatar": member.avatar_url is not None},
    ),
    StoredForm(
        ScheduledReminder,
        "appointment",
        key=_reminder_id,
        # A reminder that is overdue when it is enqueued goes into the current hour.
        partition=lambda reminder: keys.reminder_partition(max(reminder.due, reminder.noted_at)),
        ttl=_reminder_ttl,
    ),
    StoredForm(
        ReminderPosition,
        "reminder_position",
        key=lambda position: keys.reminder_position_id(position.reminder_id),
        ttl=_reminder_ttl,
    ),
    StoredForm(Checkpoint, "bookmark", key=keys.CHECKPOINT_ID, partition=keys.CHECKPOINTS),
    StoredForm(
        Delivery,
        "delivery",
        key=lambda one: keys.delivery_id(one.member_id, one.subject_id, one.link_id),
        partition=lambda delivery: keys.delivery_partition(delivery.created_at),
        ttl=Delivery.STORED,
        omitted_when_empty=("attempts", "reply"),
    ),
    StoredForm(DeliveryCheckpoint, "delivery_checkpoint", key=keys.CHECKPOINT_ID, partition=keys.DELIVERIES),
    StoredForm(
        ChannelDeliveries,
        "channel_deliveries",
        key=lambda deliveries: deliveries.channel.value,
        partition=keys.DELIVERIES,
        omitted_when_empty=("days", "last_error", "last_error_at", "refused"),
    ),
    # Stored only within other documents: entries in their day, days off in their user, results in their
    # idempotency record.
    *(StoredForm(kind, None) for kind in (Drink, Meal, Rest, DaysOff)),
    StoredForm(CompanionName, None, key="companion_name"),
    StoredForm(ReadAll, None, key="read_all"),
    StoredForm(Undone, None),
    StoredForm(AnsweredMessage, None, key=keys.ANSWER_ID),
    StoredForm(AppliedPlan, None, key="applied_plan"),
    StoredForm(WeeklyChallenge, "weekly_challenge", encode=_encode_challenge),
)

# msgspec prepares a class when it is first read, and crashes if another thread reads it meanwhile (0.22.0).
# One thread imports this module.
for _form in _FORMS:
    msgspec.json.Decoder(_form.value)

_BY_CLASS = {form.value: form for form in _FORMS}
_BY_TYPE = {form.kind: form for form in _FORMS if form.kind is not None}


def form_of(kind: type[ValueT]) -> StoredForm[ValueT]:
    """Return the stored form of a class."""
    return cast("StoredForm[ValueT]", _BY_CLASS[kind])


def to_stored(value: msgspec.Struct) -> Document:
    """Return the document of a value, without its version."""
    return form_of(type(value)).to_document(value)


def from_stored(kind: type[ValueT], document: Document) -> ValueT:
    """Read a value of this class back from a document."""
    return form_of(kind).from_document(document)


def from_any_stored(document: Document) -> Entity:
    """Read an entity of any class back from its document."""
    entity: Entity = _BY_TYPE[document["type"]].from_document(document)
    return entity


def stored_id(entity: Entity) -> str:
    """Return the id of an entity's document."""
    return form_of(type(entity)).id_of(entity)
