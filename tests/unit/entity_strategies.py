"""Strategies for entities."""

from operator import attrgetter
from typing import Any

import msgspec
from hypothesis import strategies as st

from shared.entities.applied_plan import AppliedPlan
from shared.entities.assistant_state import AssistantState, Snooze
from shared.entities.audit import AuditedAdministrator, AuditEntry
from shared.entities.calendar import HOURS_IN_WEEK, DateEntered
from shared.entities.challenge import ChallengeMember, LeaderboardEntry, WeeklyChallenge
from shared.entities.chat_buttons import ChatButtons, StoredButton
from shared.entities.chat_event import ChatEvent
from shared.entities.compact import encode_numbers
from shared.entities.completion import Completion, Reopening, TakenBack, TaskBefore
from shared.entities.conversation import (
    Act,
    AnsweredMessage,
    Choice,
    Command,
    Conversation,
    Moved,
    Question,
    Slots,
)
from shared.entities.daily_totals import DailyTotals, SentReminder
from shared.entities.delivery import (
    ChannelDeliveries,
    Delivery,
    DeliveryCheckpoint,
    DeliveryCounts,
    KeptButton,
    KeptReply,
)
from shared.entities.earned import Earned
from shared.entities.feedback import Answer, Counts, Feedback
from shared.entities.focus_session import ActiveFocusSession, CountedFocus, FocusSession
from shared.entities.foreign_change import ForeignChange
from shared.entities.health import Drink, Meal, Rest
from shared.entities.idempotency import IdempotencyRecord
from shared.entities.interval import Interval
from shared.entities.link import ChatUser, Link, LinkCode, LinkedChatUser, WrongLinkCodes
from shared.entities.notification import Notification, NotificationPreferences, QuietHours, ReadAll
from shared.entities.pauses import Pause
from shared.entities.points import LedgerEntry
from shared.entities.rephrasing import ModelCalls, Rephrasing
from shared.entities.revision import Revision
from shared.entities.rhythm import Rhythm, RhythmDay
from shared.entities.scheduled_reminder import (
    Checkpoint,
    ReminderPosition,
    ReminderSubject,
    ScheduledReminder,
)
from shared.entities.second_factor import SecondFactor
from shared.entities.shutdown import LocalShutdown, PlanBefore, Reflection, ShutdownBefore
from shared.entities.sign_in import (
    FailedLogin,
    FailedLogins,
    RefreshFamily,
    SignInAddresses,
    SpentToken,
    UsernameReservation,
)
from shared.entities.sign_in_code import SignInCode
from shared.entities.task import Subtask, Task
from shared.entities.timed_session import LateAct
from shared.entities.totals import ChallengeProgress, LifetimeTotals, Usage, WeeklyTotals
from shared.entities.undo import DeletedEntry, DeletedTask, Undone
from shared.entities.user import AccountIndexEntry, CompanionName, User
from shared.entities.work_calendar import DaysOff
from shared.entities.work_session import ActiveWorkSession, WorkdaySettings, WorkSession
from shared.views.challenge import ChallengeType
from shared.views.companion import NeedKind
from shared.views.conversation import Intent
from shared.views.focus_session import SessionStatus, SessionType
from shared.views.health import MealKind
from shared.views.link import ChatChannel
from shared.views.notification import NotificationKind
from shared.views.points import Rule
from shared.views.recommendations import Verdict
from shared.views.shutdown import ProductivityRating
from shared.views.task import Priority
from shared.views.user import Role
from tests.unit.strategies import (
    ZONES,
    active_days,
    counts,
    dates,
    ids,
    json_values,
    moments,
    recent_moments,
    texts,
    times_of_day,
    usernames,
    week_names,
)

_flags = st.booleans()
_hours_of_week = st.integers(0, HOURS_IN_WEEK - 1)
_hours = st.dictionaries(_hours_of_week, counts, max_size=4)
_json_objects = st.dictionaries(texts, json_values, max_size=3)
_signed = st.integers(-(10**9), 10**9)

_intervals = st.lists(st.builds(Interval, moments, moments, texts), max_size=3).map(tuple)
_subtasks = st.lists(st.builds(Subtask, ids, texts, _flags), max_size=3).map(tuple)
_foreign_changes = st.builds(ForeignChange, at=moments, by=ids)
_completions = st.builds(
    Completion, on=dates, hour=_hours_of_week, week=st.just("") | week_names, times=counts
)
_taken_back = st.none() | st.builds(
    TakenBack,
    completion=_completions,
    at=st.none() | moments,
    challenges=st.lists(texts, max_size=2).map(tuple),
    unlocked=st.dictionaries(texts, texts, max_size=2),
)
_reopenings = st.builds(
    Reopening,
    completed_at=moments,
    completed_on=st.none() | dates,
    completed_hour=st.integers(0, 167),
    completed_week=texts,
    kept=st.lists(_completions, max_size=2).map(tuple),
    taken_back=_taken_back,
)
_before: Any = {
    "at": moments,
    "updated_at": moments,
    "settled_plan": st.none() | dates,
    "next_id": st.none() | ids,
    "reopening": st.none() | _reopenings,
}
_tasks_before = st.builds(TaskBefore, **_before, earlier=st.none() | st.builds(TaskBefore, **_before))
_quiet_hours = st.builds(QuietHours, times_of_day, times_of_day)
_preferences = st.builds(
    NotificationPreferences,
    quiet_hours=st.none() | _quiet_hours,
    unwanted=st.frozensets(st.sampled_from(NotificationKind)),
)
_DAYS_OFF: dict[str, st.SearchStrategy[Any]] = {
    "id": ids,
    "user_id": ids,
    "begin": dates,
    "end": dates,
    "note": st.none() | texts,
}
_SECOND_FACTOR: dict[str, st.SearchStrategy[Any]] = {
    "encrypted_secret": texts,
    "begun_at": moments,
    "enabled_at": st.none() | moments,
    "last_step": st.integers(0, 2**40),
    "recovery_hashes": st.lists(texts, max_size=2).map(tuple),
}
_challenge_progress = st.builds(
    ChallengeProgress,
    joined_at=moments,
    progress=counts,
    marks=st.lists(texts, max_size=3).map(tuple),
    completed=_flags,
    left=_flags,
    rewards=counts,
)
_weeks = st.just(WeeklyTotals()) | st.builds(
    WeeklyTotals, week_names, _signed, st.dictionaries(texts, _challenge_progress, max_size=2)
)

_entry = {"id": ids, "user_id": ids, "at": moments, "on": dates, "added_at": st.none() | moments}
_entries: dict[type[msgspec.Struct], dict[str, st.SearchStrategy[Any]]] = {
    Drink: {**_entry, "amount_ml": counts},
    Meal: {**_entry, "kind": st.sampled_from(MealKind)},
    Rest: {**_entry, "minutes": counts, "began_on": dates},
}
_drinks, _meals, _rests = (
    st.lists(st.builds(kind, **fields), max_size=2).map(tuple) for kind, fields in _entries.items()
)

_late_acts = st.lists(st.builds(LateAct, moments, moments), max_size=2).map(tuple)
_pauses = st.lists(st.builds(Pause, moments, st.none() | moments), max_size=2).map(tuple)
_WORK_SESSION: dict[str, st.SearchStrategy[Any]] = {
    "id": ids,
    "user_id": ids,
    "start_time": moments,
    "end_time": st.none() | moments,
    "pauses": _pauses,
    "ended_on": st.none() | dates,
    "counted_by": st.none() | st.builds(WorkdaySettings, texts, counts, counts),
    "foreign": st.none() | _foreign_changes,
    "open_pause": st.none() | moments,
    "late_acts": _late_acts,
    "first_end_recorded_at": st.none() | moments,
}
_FOCUS_SESSION: dict[str, st.SearchStrategy[Any]] = {
    "id": ids,
    "user_id": ids,
    "start_time": recent_moments,
    "started_on": dates,
    "planned_minutes": st.integers(1, 240),
    "session_type": st.sampled_from(SessionType),
    "status": st.sampled_from(SessionStatus),
    "end_time": st.none() | recent_moments,
    "pauses": _pauses,
    "work_session_id": st.none() | ids,
    "task_id": st.none() | ids,
    "resumes": st.none() | ids,
    "paused_with": st.none() | ids,
    "resumed_with": st.none() | ids,
    "foreign": st.none() | _foreign_changes,
    "open_pause": st.none() | recent_moments,
    "late_acts": _late_acts,
    "counted": st.none()
    | st.builds(
        CountedFocus, counts, _flags, st.lists(texts, max_size=2).map(tuple), st.none() | st.just("2026-W12")
    ),
    "task_updated_at": st.none() | recent_moments,
    "counted_by": st.none() | st.builds(WorkdaySettings, texts, counts, counts),
}
_focus_sessions = st.none() | st.builds(FocusSession, **_FOCUS_SESSION)

_shutdowns_before = st.builds(
    ShutdownBefore,
    planned_for=st.none() | dates,
    plans=st.lists(
        st.builds(PlanBefore, ids, st.none() | dates, moments, counts, st.none() | dates, st.none() | dates),
        max_size=2,
    ).map(tuple),
    work_session_id=st.none() | ids,
    rating=st.none() | st.sampled_from(ProductivityRating),
    replaced=st.none() | moments,
    minutes=st.dictionaries(texts, st.none() | counts, max_size=2),
    last_shutdown=st.none() | moments,
    counted=_flags,
    repeated=_flags,
    bonus=counts,
    week=texts,
    challenges=st.lists(texts, max_size=2).map(tuple),
)
_TASK: dict[str, st.SearchStrategy[Any]] = {
    "id": ids,
    "user_id": ids,
    "title": texts,
    "created_at": moments,
    "updated_at": moments,
    "description": st.none() | texts,
    "completed_at": st.none() | moments,
    "completed_on": st.none() | dates,
    "completed_hour": _hours_of_week,
    "completed_week": st.just("") | week_names,
    "completions": counts,
    "kept": st.lists(_completions, max_size=2, unique_by=attrgetter("on")).map(tuple),
    "priority": st.sampled_from(Priority),
    "tags": st.lists(texts, max_size=4).map(tuple),
    "start_date": st.none() | moments,
    "due_date": st.none() | moments,
    "reminder_enabled": _flags,
    "reminder_time": st.none() | moments,
    "subtasks": _subtasks,
    "estimate_minutes": st.none() | st.integers(1, 2400),
    "spent_seconds": counts,
    "planned_date": st.none() | dates,
    "carried_over": counts,
    "settled_plan": st.none() | dates,
    "recurrence": st.none() | texts.filter(bool),
    "recurrence_start": st.none() | dates,
    "next_id": st.none() | ids,
    "reopened_at": st.none() | moments,
    "skipped_times": st.dictionaries(st.sampled_from(["due_date", "reminder_time"]), st.just("02:30:00")),
    "before": st.none() | _tasks_before,
    "foreign": st.none() | _foreign_changes,
}

_rhythm_days = st.builds(
    RhythmDay,
    **{
        **dict.fromkeys(RhythmDay.__struct_fields__, counts),
        **dict.fromkeys(("start", "end"), st.none() | counts),
        **dict.fromkeys(("reminders", "focus_hours"), st.lists(st.integers(0, 63)).map(encode_numbers)),
    },
)

_commands = st.builds(
    Command,
    intent=st.sampled_from(Intent),
    slots=st.builds(
        Slots, title=st.none() | texts, day=st.none() | dates, priority=st.none() | st.sampled_from(Priority)
    ),
    declines=st.booleans(),
)

_chat_users = st.builds(ChatUser, channel=st.sampled_from(ChatChannel), workspace_id=texts, user_id=texts)
_choices = st.builds(Choice, label=texts, command=st.none() | _commands)

_feedback = st.builds(
    Feedback,
    muted=st.dictionaries(ids, st.none() | moments, max_size=3),
    counts=st.dictionaries(ids, st.builds(Counts, done=counts, other=counts), max_size=3),
    answers=st.lists(st.builds(Answer, id=ids, verdict=st.sampled_from(Verdict), on=dates), max_size=3).map(
        tuple
    ),
)

FIELDS: dict[type[msgspec.Struct], dict[str, st.SearchStrategy[Any]]] = {
    **_entries,
    Task: _TASK,
    DeletedEntry: {
        "user_id": ids,
        "at": moments,
        "drink": st.builds(Drink, **_entries[Drink]),
        "meal": st.none(),
        "rest": st.none(),
        "rested": st.dictionaries(dates, _intervals, max_size=2),
        "hydrated_by_ml": st.none() | st.integers(1, 20_000),
        "unlocked": st.dictionaries(texts, texts, max_size=2),
    },
    DeletedTask: {
        "user_id": ids,
        "task": st.builds(Task, **_TASK),
        "at": moments,
        "on": dates,
        "taken_back": _taken_back,
        "taken_with": st.none() | ids,
        "foreign": st.none() | _foreign_changes,
    },
    WorkSession: _WORK_SESSION,
    ActiveWorkSession: {
        "user_id": ids,
        "session_id": ids,
        "session": st.none() | st.builds(WorkSession, **_WORK_SESSION),
        "started_late": st.booleans(),
        "ends_by": st.none() | moments,
    },
    FocusSession: _FOCUS_SESSION,
    ActiveFocusSession: {
        "user_id": ids,
        "session_id": ids,
        "session": _focus_sessions,
        "interrupted": _focus_sessions,
        "ends_by": st.none() | moments,
    },
    Reflection: {
        "id": ids,
        "user_id": ids,
        "productivity_rating": st.sampled_from(ProductivityRating),
        "created_at": moments,
        "shutdown_on": dates,
        "reflection_note": st.none() | texts,
        "mindful_disconnect_completed": st.lists(_flags, max_size=4).map(tuple),
        "session_id": st.none() | ids,
        "before": st.none() | _shutdowns_before,
        "recorded_at": st.none() | moments,
    },
    LedgerEntry: {
        "user_id": ids,
        "at": moments,
        "rule": st.sampled_from(Rule),
        "delta": _signed,
        "reason": texts,
        "source_id": ids,
        "times": st.integers(1, 10**6),
    },
    DailyTotals: {
        "user_id": ids,
        "local_date": dates,
        "completed_tasks": counts,
        "task_completions": st.dictionaries(texts, st.none() | moments, max_size=3),
        "finished_sessions": counts,
        "first_finished": st.none() | moments,
        "worked_seconds": counts,
        "clocked_out": st.none() | st.just("18:30"),
        "focus_sessions": counts,
        "focus_seconds": counts,
        "breaks": counts,
        "break_seconds": counts,
        "focus_goal_reached": _flags,
        "shutdowns": counts,
        "shutdown_times": st.lists(moments, max_size=3).map(tuple),
        "hydrated_by_ml": st.none() | st.integers(1, 20_000),
        "drinks": _drinks,
        "meals": _meals,
        "rests": _rests,
        "worked": _intervals,
        "rested": _intervals,
        "task_hours": _hours,
        "work_hours": _hours,
        "focus_hours": _hours,
        "points": _signed,
        "shutdown_rating": st.none() | st.sampled_from(ProductivityRating),
        "first_start": st.none() | moments,
        "last_end": st.none() | moments,
        "overtime_seconds": counts,
        "planned_tasks": counts,
        "open_planned_tasks": counts,
        "paused": _intervals,
        "given": st.dictionaries(texts, counts, max_size=2),
        "local_shutdowns": st.lists(
            st.builds(LocalShutdown, at=moments, day_begin=moments, minute=counts, counts=_flags), max_size=2
        ).map(tuple),
        "reminders": st.lists(st.builds(SentReminder, st.sampled_from(NeedKind), moments), max_size=2).map(
            tuple
        ),
    },
    LifetimeTotals: {
        "user_id": ids,
        "total_tasks": counts,
        "completed_tasks": counts,
        "finished_sessions": counts,
        "worked_centihours": counts,
        "focus_sessions": counts,
        "focus_seconds": counts,
        "breaks": counts,
        "points": _signed,
        "challenges_done": counts,
        "active_days": active_days,
        "shutdown_days": active_days,
        "hydrated_days": active_days,
        "worked_days": active_days,
        "overtime_days": active_days,
        "passed_days": active_days,
        "repeated_shutdown_days": active_days,
        "last_shutdown": st.none() | moments,
        "other_weeks": st.lists(_weeks, max_size=2).map(tuple),
        "shutdown_minutes": st.dictionaries(texts, counts, max_size=3),
        "unlocked": st.dictionaries(texts, texts, max_size=3),
        "permanent": st.lists(texts, max_size=3).map(tuple),
        "week": _weeks,
        "usage": st.builds(
            Usage,
            documents=counts,
            blocks=counts,
            day=st.none() | st.dates(),
            events=counts,
            answer_blocks=counts,
        ),
    },
    Notification: {
        "id": ids,
        "user_id": ids,
        "kind": st.sampled_from(NotificationKind),
        "title": texts,
        "body": texts,
        "created_at": moments,
        "read_at": st.none() | moments,
        "data": _json_objects,
    },
    User: {
        "user_id": ids,
        "username": usernames,
        "created_at": moments,
        "password_hash": st.none() | texts,
        "email": st.none() | texts,
        "full_name": st.none() | texts,
        "avatar_url": st.none() | texts,
        "timezone": st.sampled_from(ZONES),
        "day_start": times_of_day,
        "preferences": _json_objects,
        "onboarding_completed": _flags,
        "companion_name": texts,
        "notifications": _preferences,
        "updated_at": st.none() | moments,
        "closed_at": st.none() | moments,
        "role": st.none() | st.sampled_from(Role),
        "role_name": st.none() | texts.filter(bool),
        "utc_offset_minutes": st.integers(-1439, 1439),
        "bridged_days": active_days,
        "date_entered": st.none() | st.builds(DateEntered, dates, moments, st.none() | dates),
        "days_off": st.lists(st.builds(DaysOff, **_DAYS_OFF), max_size=2).map(tuple),
        "second_factor": st.none() | st.builds(SecondFactor, **_SECOND_FACTOR),
    },
    DaysOff: _DAYS_OFF,
    AccountIndexEntry: {"id": ids, "created_at": moments},
    UsernameReservation: {"username": usernames, "owner_id": ids, "reserved_at": moments},
    RefreshFamily: {
        "user_id": ids,
        "family": ids,
        "token_hash": texts,
        "created_at": st.none() | moments,
        "last_used_at": st.none() | moments,
        "user_agent": st.none() | texts.filter(bool),
        "has_second_factor": _flags,
        "spent": st.lists(st.builds(SpentToken, texts, moments), max_size=2).map(tuple),
    },
    FailedLogins: {
        "subject": ids,
        "failures": st.lists(st.builds(FailedLogin, at=moments, address=ids), max_size=5).map(tuple),
    },
    Link: {
        "user_id": ids,
        "chat_user": _chat_users,
        "workspace": texts,
        "linked_at": moments,
        "is_confirmed": st.booleans(),
        "service_url": texts,
        "conversation_id": texts,
        "code_hash": ids,
    },
    LinkedChatUser: {"chat_user": _chat_users, "member_id": ids},
    LinkCode: {
        "code_hash": ids,
        "owner_id": ids,
        "family": ids,
        "channel": st.sampled_from(ChatChannel),
        "created_at": moments,
    },
    WrongLinkCodes: {
        "subject": ids,
        "failures": st.lists(st.builds(FailedLogin, at=moments, address=ids), max_size=5).map(tuple),
    },
    ChatButtons: {
        "message_id": ids,
        "user_id": ids,
        "created_at": moments,
        "buttons": st.lists(
            st.builds(
                StoredButton,
                label=texts,
                command=st.none() | _commands,
                answers=st.none() | moments,
                undoes=st.none() | moments,
            ),
            max_size=3,
        ).map(tuple),
    },
    ChatEvent: {"key": ids, "begun_at": moments, "is_handled": st.booleans()},
    SignInCode: {"code_hash": ids, "owner_id": ids, "created_at": moments},
    AuditEntry: {"id": ids, "subject": ids, "at": moments, "act": texts, "administrator": ids},
    AuditedAdministrator: {"id": ids, "administrator_id": ids},
    SignInAddresses: {"user_id": ids, "days": st.dictionaries(ids, st.dates(), max_size=3)},
    IdempotencyRecord: {
        "user_id": ids,
        "key": texts,
        "fingerprint": texts,
        "answer": _json_objects,
        "earned": st.none() | st.builds(Earned, points=_signed),
    },
    LeaderboardEntry: {
        "week": week_names,
        "member_id": ids,
        "name": texts,
        "avatar_url": st.none() | texts,
        "points": _signed,
    },
    ChallengeMember: {
        "week": week_names,
        "challenge_id": ids,
        "member_id": ids,
        "avatar_url": st.none() | texts,
        "joined_at": moments,
    },
    ScheduledReminder: {
        "subject": st.sampled_from(ReminderSubject),
        "member_id": ids,
        "subject_id": ids,
        "since": moments,
        "due": moments,
        "noted_at": moments,
        "attempts": counts,
    },
    ReminderPosition: {"user_id": ids, "reminder_id": ids, "due": moments, "noted_at": moments},
    Checkpoint: {"hour": moments},
    DeliveryCheckpoint: {"hour": moments},
    Delivery: {
        "member_id": ids,
        "subject_id": ids,
        "link_id": ids,
        "channel": st.sampled_from(ChatChannel),
        "workspace_key": texts,
        "created_at": moments,
        "due": moments,
        "attempts": counts,
        "reply": st.none()
        | st.builds(
            KeptReply,
            text=texts,
            title=texts,
            buttons=st.lists(st.builds(KeptButton, label=texts, id=ids), max_size=3).map(tuple),
        ),
    },
    ChannelDeliveries: {
        "channel": st.sampled_from(ChatChannel),
        "days": st.dictionaries(dates, st.builds(DeliveryCounts, sent=counts, failed=counts), max_size=3),
        "last_error": texts,
        "last_error_at": st.none() | moments,
        "refused": st.dictionaries(ids, moments, max_size=3),
    },
    Revision: {"user_id": ids},
    Rhythm: {"user_id": ids, "first": dates, "days": st.lists(_rhythm_days, max_size=3).map(tuple)},
    AssistantState: {
        "user_id": ids,
        "snoozed": st.dictionaries(ids, st.builds(Snooze, until=dates, planned=st.booleans()), max_size=3),
        "feedback": st.none() | _feedback,
    },
    Conversation: {
        "user_id": ids,
        "channel": texts,
        "turn": counts,
        "language": texts,
        "question": st.none()
        | st.builds(
            Question,
            text=texts,
            choices=st.lists(st.builds(Choice, label=texts, command=st.none() | _commands), max_size=3).map(
                tuple
            ),
            asked_at=moments,
        ),
        "acts": st.lists(
            st.builds(
                Act,
                event=texts,
                id=ids,
                title=st.none() | texts,
                moved=st.none()
                | st.builds(
                    Moved,
                    version=texts,
                    updated_at=moments,
                    due_date=st.none() | moments,
                    planned_date=st.none() | dates,
                    carried_over=st.integers(0, 99),
                    settled_plan=st.none() | dates,
                    recurrence_start=st.none() | dates,
                    reminder_enabled=st.booleans(),
                    reminder_time=st.none() | moments,
                ),
            ),
            max_size=2,
        ).map(tuple),
        "acted_at": st.none() | moments,
    },
    AnsweredMessage: {
        "user_id": ids,
        "view": st.fixed_dictionaries(
            {
                "reply": texts,
                "intent": st.sampled_from(Intent),
                "did": st.just([]),
                "undo_until": st.none() | moments,
                "question": st.none(),
                "suggestions": st.just([]),
                "language": texts,
            }
        ),
        "asked_at": st.none() | moments,
        "heard": st.none() | texts,
        "confidence": st.none() | st.floats(0, 1),
    },
    Rephrasing: {
        "user_id": ids,
        "subject": ids,
        "first": dates,
        "language": ids,
        "facts": ids,
        "wording": ids,
        "asked_at": moments,
        "text": texts,
        "answered": st.booleans(),
    },
    ModelCalls: {"user_id": ids, "day": dates, "calls": counts},
    Undone: {"user_id": ids, "event": texts, "id": ids},
    AppliedPlan: {"user_id": ids, "on": dates, "task_ids": st.lists(ids, max_size=3).map(tuple)},
    CompanionName: {"user_id": ids, "name": texts},
    ReadAll: {"user_id": ids, "updated": counts, "until": moments},
    WeeklyChallenge: {
        "id": ids,
        "user_id": ids,
        "name": texts,
        "description": texts,
        "points": counts,
        "challenge_type": st.sampled_from(ChallengeType),
        "target_value": counts,
        "duration_days": counts,
        "created_at": moments,
        # Not stored.
        "joined_count": st.just(0),
        "joined_avatars": st.just(()),
        "progress": st.none() | counts,
        "status": st.sampled_from([None, "in_progress", "completed"]),
    },
}
"""The fields of every stored class, except for `etag`."""

users = st.builds(User, **FIELDS[User])

_never = st.none()
open_tasks = st.builds(Task, **{**FIELDS[Task], "completed_at": _never, "completed_on": _never})
tasks = open_tasks | st.builds(Task.complete, open_tasks, moments, dates, _hours_of_week, week_names)

running_work_sessions = st.builds(WorkSession, id=ids, user_id=ids, start_time=moments)
work_sessions = running_work_sessions | st.builds(
    WorkSession.end_session, running_work_sessions, moments, dates
)

running_focus_sessions = st.builds(
    FocusSession,
    **{
        **FIELDS[FocusSession],
        "status": st.just(SessionStatus.ACTIVE),
        "end_time": _never,
        "pauses": st.just(()),
    },
)
focus_sessions = running_focus_sessions | st.builds(
    FocusSession.end,
    running_focus_sessions,
    recent_moments,
    st.sampled_from([SessionStatus.COMPLETED, SessionStatus.STOPPED]),
)
