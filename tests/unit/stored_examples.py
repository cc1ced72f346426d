"""A rich value of every stored class, and the exact document that stores hold of it.

Version 0.1.0 wrote the same documents, except for `permanent` and the last five fields of a day. A change
here is a change of the stored form.
"""

from datetime import UTC, date, datetime, time
from typing import Any

import msgspec

from shared.entities.active_days import ActiveDays
from shared.entities.applied_plan import AppliedPlan
from shared.entities.assistant_state import AssistantState, Snooze
from shared.entities.audit import AuditedAdministrator, AuditEntry
from shared.entities.calendar import DateEntered
from shared.entities.challenge import ChallengeMember, LeaderboardEntry, WeeklyChallenge
from shared.entities.chat_buttons import ChatButtons, StoredButton
from shared.entities.chat_event import ChatEvent
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
from shared.entities.earned import Earned, Reward
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

WEDNESDAY = date(2026, 3, 18)
THURSDAY = date(2026, 3, 19)


CHAT_USER = ChatUser(channel=ChatChannel.SLACK, workspace_id="T1", user_id="U1")


def at(hour: int, minute: int = 0, microsecond: int = 0) -> datetime:
    """Return a time of Wednesday."""
    return datetime(2026, 3, 18, hour, minute, 0, microsecond, tzinfo=UTC)


TAKEN_BACK = TakenBack(
    completion=Completion(on=WEDNESDAY, hour=57, week="2026-W12", times=2),
    at=at(9),
    challenges=("task-finisher",),
    unlocked={"first-step": "2026-03-18T09:00:00.000000Z"},
)
STORED_TAKEN_BACK = {
    "completion": {"on": "2026-03-18", "hour": 57, "week": "2026-W12", "times": 2},
    "at": "2026-03-18T09:00:00.000000Z",
    "challenges": ["task-finisher"],
    "unlocked": {"first-step": "2026-03-18T09:00:00.000000Z"},
}
DAYS_OFF = DaysOff(id="off", user_id="ada", begin=WEDNESDAY, end=THURSDAY, note="Rest")
STORED_DAYS_OFF = {
    "id": "off",
    "user_id": "ada",
    "begin": "2026-03-18",
    "end": "2026-03-19",
    "note": "Rest",
}
DRINK = Drink(id="2026-03-18.d", user_id="ada", at=at(8, 0, 1), on=WEDNESDAY, amount_ml=250)
MEAL = Meal(id="2026-03-18.m", user_id="ada", at=at(12), on=WEDNESDAY, kind=MealKind.LUNCH)
REST = Rest(id="2026-03-18.r", user_id="ada", at=at(13), on=WEDNESDAY, minutes=15, began_on=WEDNESDAY)
STORED_DRINK: dict[str, Any] = {
    "id": "2026-03-18.d",
    "user_id": "ada",
    "at": "2026-03-18T08:00:00.000001Z",
    "on": "2026-03-18",
    "amount_ml": 250,
}
STORED_MEAL: dict[str, Any] = {
    "id": "2026-03-18.m",
    "user_id": "ada",
    "at": "2026-03-18T12:00:00.000000Z",
    "on": "2026-03-18",
    "kind": "lunch",
}
STORED_REST: dict[str, Any] = {
    "id": "2026-03-18.r",
    "user_id": "ada",
    "at": "2026-03-18T13:00:00.000000Z",
    "on": "2026-03-18",
    "minutes": 15,
    "began_on": "2026-03-18",
}

EXAMPLES: tuple[tuple[msgspec.Struct, dict[str, Any]], ...] = (
    (
        Task(
            id="t1",
            user_id="ada",
            title="Write the REPORT",
            created_at=at(8),
            updated_at=at(9, 30, 5),
            description="Über alles",
            completed_at=at(9, 30, 5),
            completed_on=THURSDAY,
            completed_hour=72,
            completed_week="2026-W12",
            completions=2,
            kept=(Completion(on=date(2026, 3, 18), hour=57, week="2026-W12"),),
            priority=Priority.HIGH,
            tags=("Deep Work", "home"),
            start_date=at(8, 15),
            due_date=at(18),
            reminder_enabled=True,
            reminder_time=at(17, 45),
            subtasks=(Subtask("s1", "Outline", completed=True), Subtask("s2", "Draft")),
            estimate_minutes=90,
            spent_seconds=1500,
            planned_date=THURSDAY,
            carried_over=1,
            settled_plan=WEDNESDAY,
            recurrence="FREQ=DAILY",
            recurrence_start=WEDNESDAY,
            next_id="t3",
            skipped_times={"due_date": "02:30:00"},
            before=TaskBefore(at=at(9, 30, 5), updated_at=at(8), settled_plan=WEDNESDAY),
            foreign=ForeignChange(at=at(9, 30, 5), by="hash"),
            reopened_at=at(8, 5),
        ),
        {
            "id": "t1",
            "user_id": "ada",
            "type": "task",
            "title": "Write the REPORT",
            "created_at": "2026-03-18T08:00:00.000000Z",
            "updated_at": "2026-03-18T09:30:00.000005Z",
            "description": "Über alles",
            "completed": True,
            "completed_at": "2026-03-18T09:30:00.000005Z",
            "completed_on": "2026-03-19",
            "completed_hour": 72,
            "completed_week": "2026-W12",
            "completions": 2,
            "kept": [{"on": "2026-03-18", "hour": 57, "week": "2026-W12", "times": 1}],
            "priority": "high",
            "tags": ["Deep Work", "home"],
            "start_date": "2026-03-18T08:15:00.000000Z",
            "due_date": "2026-03-18T18:00:00.000000Z",
            "reminder_enabled": True,
            "reminder_time": "2026-03-18T17:45:00.000000Z",
            "subtasks": [
                {"id": "s1", "title": "Outline", "completed": True},
                {"id": "s2", "title": "Draft", "completed": False},
            ],
            "estimate_minutes": 90,
            "spent_seconds": 1500,
            "planned_date": "2026-03-19",
            "carried_over": 1,
            "settled_plan": "2026-03-18",
            "recurrence": "FREQ=DAILY",
            "recurrence_start": "2026-03-18",
            "next_id": "t3",
            "skipped_times": {"due_date": "02:30:00"},
            "before": {
                "at": "2026-03-18T09:30:00.000005Z",
                "updated_at": "2026-03-18T08:00:00.000000Z",
                "settled_plan": "2026-03-18",
                "next_id": None,
                "reopening": None,
                "earlier": None,
            },
            "foreign": {"at": "2026-03-18T09:30:00.000005Z", "by": "hash"},
            "reopened_at": "2026-03-18T08:05:00.000000Z",
            "due_order": "2026-03-18T18:00:00.000000Z",
            "priority_order": 3,
            "search_text": "write the report\nüber alles\ndeep work\nhome",
        },
    ),
    (
        Task(id="t2", user_id="ada", title="Plan", created_at=at(8), updated_at=at(8)),
        {
            "id": "t2",
            "user_id": "ada",
            "type": "task",
            "title": "Plan",
            "created_at": "2026-03-18T08:00:00.000000Z",
            "updated_at": "2026-03-18T08:00:00.000000Z",
            "description": None,
            "completed": False,
            "completed_at": None,
            "completed_on": None,
            "priority": "medium",
            "tags": [],
            "start_date": None,
            "due_date": None,
            "reminder_enabled": False,
            "reminder_time": None,
            "subtasks": [],
            "due_order": "9999-12-31T23:59:59.999999Z",
            "priority_order": 2,
            "search_text": "plan\n",
        },
    ),
    (
        DeletedEntry(
            user_id="ada",
            at=at(14),
            rest=REST,
            rested={WEDNESDAY: (Interval(at(12, 45), at(13), "2026-03-18.r"),)},
            unlocked={"well-watered": "2026-03-18T08:00:00.000000Z"},
        ),
        {
            "id": "deleted:2026-03-18.r",
            "user_id": "ada",
            "type": "deleted_entry",
            "at": "2026-03-18T14:00:00.000000Z",
            "rest": STORED_REST,
            "rested": {
                "2026-03-18": [["2026-03-18T12:45:00.000000Z", "2026-03-18T13:00:00.000000Z", "2026-03-18.r"]]
            },
            "unlocked": {"well-watered": "2026-03-18T08:00:00.000000Z"},
            "ttl": 20 * 60,
        },
    ),
    (
        DeletedTask(
            user_id="ada",
            task=Task(
                id="t2",
                user_id="ada",
                title="Plan",
                created_at=at(8),
                updated_at=at(9),
                before=TaskBefore(
                    at=at(9), updated_at=at(8), reopening=Reopening(completed_at=at(8), taken_back=TAKEN_BACK)
                ),
            ),
            at=at(10),
            on=WEDNESDAY,
            taken_back=TAKEN_BACK,
        ),
        {
            "id": "deleted:t2",
            "user_id": "ada",
            "type": "deleted_task",
            "task": {
                "id": "t2",
                "user_id": "ada",
                "title": "Plan",
                "created_at": "2026-03-18T08:00:00.000000Z",
                "updated_at": "2026-03-18T09:00:00.000000Z",
                "description": None,
                "completed_at": None,
                "completed_on": None,
                "priority": "medium",
                "tags": [],
                "start_date": None,
                "due_date": None,
                "reminder_enabled": False,
                "reminder_time": None,
                "subtasks": [],
                "before": {
                    "at": "2026-03-18T09:00:00.000000Z",
                    "updated_at": "2026-03-18T08:00:00.000000Z",
                    "settled_plan": None,
                    "next_id": None,
                    "reopening": {
                        "completed_at": "2026-03-18T08:00:00.000000Z",
                        "completed_on": None,
                        "completed_hour": 0,
                        "completed_week": "",
                        "kept": [],
                        "taken_back": {
                            "completion": {"on": "2026-03-18", "hour": 57, "week": "2026-W12", "times": 2},
                            "at": "2026-03-18T09:00:00.000000Z",
                            "challenges": ["task-finisher"],
                            "unlocked": {"first-step": "2026-03-18T09:00:00.000000Z"},
                        },
                    },
                    "earlier": None,
                },
            },
            "at": "2026-03-18T10:00:00.000000Z",
            "on": "2026-03-18",
            "taken_back": STORED_TAKEN_BACK,
            "taken_with": None,
            "foreign": None,
            "ttl": 20 * 60,
        },
    ),
    (
        WorkSession(
            id="w1",
            user_id="ada",
            start_time=at(8),
            end_time=at(16, 50),
            ended_on=WEDNESDAY,
            pauses=(Pause(at(12), at(12, 30)),),
            counted_by=WorkdaySettings("Europe/Madrid", 240, 510),
        ),
        {
            "id": "w1",
            "user_id": "ada",
            "type": "work_session",
            "start_time": "2026-03-18T08:00:00.000000Z",
            "end_time": "2026-03-18T16:50:00.000000Z",
            "pauses": [["2026-03-18T12:00:00.000000Z", "2026-03-18T12:30:00.000000Z"]],
            "ended_on": "2026-03-18",
            "counted_by": ["Europe/Madrid", 240, 510],
            "centihours": 833,
        },
    ),
    (
        WorkSession(
            id="w3",
            user_id="ada",
            start_time=at(8),
            end_time=at(9),
            ended_on=WEDNESDAY,
            late_acts=(LateAct(at(8), at(10)),),
            first_end_recorded_at=at(10),
        ),
        {
            "id": "w3",
            "user_id": "ada",
            "type": "work_session",
            "start_time": "2026-03-18T08:00:00.000000Z",
            "end_time": "2026-03-18T09:00:00.000000Z",
            "ended_on": "2026-03-18",
            "late_acts": [["2026-03-18T08:00:00.000000Z", "2026-03-18T10:00:00.000000Z"]],
            "first_end_recorded_at": "2026-03-18T10:00:00.000000Z",
            "centihours": 100,
        },
    ),
    (
        ActiveWorkSession(user_id="ada", session_id="w2"),
        {"id": "active:work", "user_id": "ada", "type": "active_work_session", "session_id": "w2"},
    ),
    (
        ActiveWorkSession(
            user_id="ada",
            session_id="w2",
            session=WorkSession(id="w2", user_id="ada", start_time=at(17), pauses=(Pause(at(18)),)),
            ends_by=at(19),
            started_late=True,
        ),
        {
            "id": "active:work",
            "user_id": "ada",
            "type": "active_work_session",
            "session_id": "w2",
            "session": {
                "id": "w2",
                "user_id": "ada",
                "start_time": "2026-03-18T17:00:00.000000Z",
                "end_time": None,
                "pauses": [["2026-03-18T18:00:00.000000Z", None]],
                "ended_on": None,
            },
            "ends_by": "2026-03-18T19:00:00.000000Z",
            "started_late": True,
        },
    ),
    (
        FocusSession(
            id="f1",
            user_id="ada",
            start_time=at(23, 50),
            started_on=THURSDAY,
            planned_minutes=25,
            session_type=SessionType.BREAK,
            status=SessionStatus.COMPLETED,
            end_time=at(23, 55, 7),
            work_session_id="w1",
            resumes="f0",
        ),
        {
            "id": "f1",
            "user_id": "ada",
            "type": "focus_session",
            "start_time": "2026-03-18T23:50:00.000000Z",
            "started_on": "2026-03-19",
            "planned_minutes": 25,
            "session_type": "break",
            "status": "completed",
            "end_time": "2026-03-18T23:55:00.000007Z",
            "work_session_id": "w1",
            "resumes": "f0",
            "started_order": "2026-03-19 2026-03-18T23:50:00.000000Z",
        },
    ),
    (
        FocusSession(
            id="f5",
            user_id="ada",
            start_time=at(9),
            started_on=WEDNESDAY,
            planned_minutes=25,
            status=SessionStatus.COMPLETED,
            end_time=at(9, 25),
            late_acts=(LateAct(at(9), at(10)), LateAct(at(9, 25), at(10))),
            counted=CountedFocus(
                goal_seconds=7200, reached_goal=True, challenges=("focus-sprint-master",), week="2026-W12"
            ),
        ),
        {
            "id": "f5",
            "user_id": "ada",
            "type": "focus_session",
            "start_time": "2026-03-18T09:00:00.000000Z",
            "started_on": "2026-03-18",
            "planned_minutes": 25,
            "session_type": "focus",
            "status": "completed",
            "end_time": "2026-03-18T09:25:00.000000Z",
            "work_session_id": None,
            "late_acts": [
                ["2026-03-18T09:00:00.000000Z", "2026-03-18T10:00:00.000000Z"],
                ["2026-03-18T09:25:00.000000Z", "2026-03-18T10:00:00.000000Z"],
            ],
            "counted": [7200, True, ["focus-sprint-master"], "2026-W12"],
            "started_order": "2026-03-18 2026-03-18T09:00:00.000000Z",
        },
    ),
    (
        ActiveFocusSession(user_id="ada", session_id="f2"),
        {"id": "active:focus", "user_id": "ada", "type": "active_focus_session", "session_id": "f2"},
    ),
    (
        ActiveFocusSession(
            user_id="ada",
            session_id="f4",
            session=FocusSession(
                id="f4",
                user_id="ada",
                start_time=at(9, 10),
                started_on=WEDNESDAY,
                planned_minutes=5,
                session_type=SessionType.BREAK,
                resumes="f3",
            ),
            interrupted=FocusSession(
                id="f3",
                user_id="ada",
                start_time=at(9),
                started_on=WEDNESDAY,
                planned_minutes=25,
                status=SessionStatus.PAUSED,
                pauses=(Pause(at(9, 10)),),
                task_id="t1",
                paused_with="w2",
            ),
        ),
        {
            "id": "active:focus",
            "user_id": "ada",
            "type": "active_focus_session",
            "session_id": "f4",
            "session": {
                "id": "f4",
                "user_id": "ada",
                "start_time": "2026-03-18T09:10:00.000000Z",
                "end_time": None,
                "started_on": "2026-03-18",
                "planned_minutes": 5,
                "session_type": "break",
                "status": "active",
                "work_session_id": None,
                "resumes": "f3",
            },
            "interrupted": {
                "id": "f3",
                "user_id": "ada",
                "start_time": "2026-03-18T09:00:00.000000Z",
                "end_time": None,
                "pauses": [["2026-03-18T09:10:00.000000Z", None]],
                "started_on": "2026-03-18",
                "planned_minutes": 25,
                "session_type": "focus",
                "status": "paused",
                "work_session_id": None,
                "task_id": "t1",
                "paused_with": "w2",
            },
        },
    ),
    (
        Reflection(
            id="r1",
            user_id="ada",
            productivity_rating=ProductivityRating.GREAT,
            created_at=at(17),
            shutdown_on=WEDNESDAY,
            reflection_note="Good",
            mindful_disconnect_completed=(True, False),
            session_id="w1",
            before=ShutdownBefore(
                planned_for=THURSDAY,
                plans=(PlanBefore("t1", WEDNESDAY, at(8), 1, None, None),),
                work_session_id="w1",
                rating=ProductivityRating.GOOD,
                minutes={"2026-03-18": None},
                counted=True,
                bonus=2,
                week="2026-W12",
                challenges=("healthy-boundaries",),
            ),
        ),
        {
            "id": "r1",
            "user_id": "ada",
            "type": "shutdown_reflection",
            "productivity_rating": "great",
            "created_at": "2026-03-18T17:00:00.000000Z",
            "shutdown_on": "2026-03-18",
            "reflection_note": "Good",
            "mindful_disconnect_completed": [True, False],
            "session_id": "w1",
            "before": {
                "planned_for": "2026-03-19",
                "plans": [["t1", "2026-03-18", "2026-03-18T08:00:00.000000Z", 1, None, None]],
                "work_session_id": "w1",
                "rating": "good",
                "replaced": None,
                "minutes": {"2026-03-18": None},
                "last_shutdown": None,
                "counted": True,
                "repeated": False,
                "bonus": 2,
                "week": "2026-W12",
                "challenges": ["healthy-boundaries"],
            },
        },
    ),
    (
        LedgerEntry(
            user_id="ada",
            at=at(9, 30),
            rule=Rule.TASK_REOPENED,
            delta=-5,
            reason="Task no longer completed",
            source_id="t1",
            times=2,
        ),
        {
            "id": "points:task_reopened:t1:2",
            "user_id": "ada",
            "type": "points_entry",
            "at": "2026-03-18T09:30:00.000000Z",
            "rule": "task_reopened",
            "delta": -5,
            "reason": "Task no longer completed",
            "source_id": "t1",
            "times": 2,
        },
    ),
    (
        DailyTotals(
            user_id="ada",
            local_date=WEDNESDAY,
            completed_tasks=2,
            task_completions={"t0": None, "t1": at(9, 30, 5)},
            finished_sessions=1,
            first_finished=at(16, 20),
            worked_seconds=30_000,
            clocked_out="17:20",
            focus_sessions=1,
            focus_seconds=1500,
            breaks=1,
            break_seconds=300,
            focus_goal_reached=True,
            shutdowns=1,
            shutdown_times=(at(17),),
            hydrated_by_ml=250,
            drinks=(DRINK,),
            meals=(MEAL,),
            rests=(REST,),
            worked=(Interval(at(8), at(16, 20), "w1"),),
            rested=(Interval(at(12, 45), at(13), "2026-03-18.r"),),
            task_hours={57: 1, 58: 1},
            work_hours={56: 3600},
            focus_hours={57: 1500},
            points=15,
            shutdown_rating=ProductivityRating.GOOD,
            first_start=at(8),
            last_end=at(16, 20),
            overtime_seconds=600,
            planned_tasks=4,
            open_planned_tasks=1,
            paused=(Interval(at(12), at(12, 30), "w1"),),
            given={"shutdown": 3},
            local_shutdowns=(LocalShutdown(at(17), at(4), 1080, counts=True),),
            reminders=(SentReminder(NeedKind.WATER, at(11)),),
        ),
        {
            "id": "day:2026-03-18",
            "user_id": "ada",
            "type": "day",
            "local_date": "2026-03-18",
            "completed_tasks": 2,
            "hydrated_by_ml": 250,
            "done": {"t0": None, "t1": "2026-03-18T09:30:00.000005Z"},
            "finished_sessions": 1,
            "first_finished": "2026-03-18T16:20:00.000000Z",
            "worked_seconds": 30_000,
            "clocked_out": "17:20",
            "focus_sessions": 1,
            "focus_seconds": 1500,
            "breaks": 1,
            "break_seconds": 300,
            "focus_goal_reached": True,
            "shutdowns": 1,
            "closings": ["2026-03-18T17:00:00.000000Z"],
            "drinks": [STORED_DRINK],
            "meals": [STORED_MEAL],
            "rests": [STORED_REST],
            "worked": [["2026-03-18T08:00:00.000000Z", "2026-03-18T16:20:00.000000Z", "w1"]],
            "rested": [["2026-03-18T12:45:00.000000Z", "2026-03-18T13:00:00.000000Z", "2026-03-18.r"]],
            "task_hours": {"57": 1, "58": 1},
            "work_hours": {"56": 3600},
            "focus_hours": {"57": 1500},
            "points": 15,
            "shutdown_rating": "good",
            "first_start": "2026-03-18T08:00:00.000000Z",
            "last_end": "2026-03-18T16:20:00.000000Z",
            "overtime_seconds": 600,
            "planned_tasks": 4,
            "open_planned_tasks": 1,
            "paused": [["2026-03-18T12:00:00.000000Z", "2026-03-18T12:30:00.000000Z", "w1"]],
            "given": {"shutdown": 3},
            "local_shutdowns": [["2026-03-18T17:00:00.000000Z", "2026-03-18T04:00:00.000000Z", 1080, True]],
            "reminders": [["water", "2026-03-18T11:00:00.000000Z"]],
        },
    ),
    (
        LifetimeTotals(
            user_id="ada",
            total_tasks=3,
            completed_tasks=2,
            finished_sessions=1,
            worked_centihours=833,
            focus_sessions=4,
            focus_seconds=6000,
            breaks=5,
            points=90,
            challenges_done=1,
            active_days=ActiveDays(date(2025, 11, 3), (0x1FFF << 128) + 7),
            shutdown_days=ActiveDays(WEDNESDAY, 1),
            hydrated_days=ActiveDays(WEDNESDAY, 3),
            worked_days=ActiveDays(WEDNESDAY, 11),
            overtime_days=ActiveDays(THURSDAY, 1),
            passed_days=ActiveDays(WEDNESDAY, 5),
            repeated_shutdown_days=ActiveDays(THURSDAY, 9),
            last_shutdown=at(17),
            shutdown_minutes={"2026-03-18": 1080},
            unlocked={"first-step": "2026-03-18T09:30:00.000005Z"},
            permanent=("challenger",),
            week=WeeklyTotals(
                "2026-W12",
                90,
                {
                    "task-finisher": ChallengeProgress(
                        joined_at=at(8), progress=2, marks=("t1",), completed=True, left=True, rewards=3
                    )
                },
            ),
            other_weeks=(WeeklyTotals("2031-W01", 5),),
            usage=Usage(documents=20, blocks=50, day=WEDNESDAY, events=7, answer_blocks=9),
        ),
        {
            "id": "progress",
            "user_id": "ada",
            "type": "progress",
            "total_tasks": 3,
            "completed_tasks": 2,
            "finished_sessions": 1,
            "worked_centihours": 833,
            "focus_sessions": 4,
            "focus_seconds": 6000,
            "breaks": 5,
            "points": 90,
            "challenges_done": 1,
            "active_days": {"origin": "2025-11-03", "bits": "1fff00000000000000000000000000000007"},
            "shutdown_days": {"origin": "2026-03-18", "bits": "1"},
            "hydrated_days": {"origin": "2026-03-18", "bits": "3"},
            "worked_days": {"origin": "2026-03-18", "bits": "b"},
            "overtime_days": {"origin": "2026-03-19", "bits": "1"},
            "shutdown_minutes": {"2026-03-18": 1080},
            "bridged_days": {"origin": "2026-03-18", "bits": "5"},
            "repeated_shutdown_days": {"origin": "2026-03-19", "bits": "9"},
            "last_shutdown": "2026-03-18T17:00:00.000000Z",
            "unlocked": {"first-step": "2026-03-18T09:30:00.000005Z"},
            "permanent": ["challenger"],
            "week": {
                "name": "2026-W12",
                "points": 90,
                "challenges": {
                    "task-finisher": {
                        "joined_at": "2026-03-18T08:00:00.000000Z",
                        "progress": 2,
                        "marks": ["t1"],
                        "completed": True,
                        "left": True,
                        "rewards": 3,
                    }
                },
            },
            "other_weeks": [{"name": "2031-W01", "points": 5, "challenges": {}}],
            "usage": {"documents": 20, "blocks": 50, "day": "2026-03-18", "events": 7, "answer_blocks": 9},
        },
    ),
    (
        LifetimeTotals(user_id="ada"),
        {
            "id": "progress",
            "user_id": "ada",
            "type": "progress",
            "total_tasks": 0,
            "completed_tasks": 0,
            "finished_sessions": 0,
            "worked_centihours": 0,
            "active_days": {"origin": "1970-01-01", "bits": "0"},
        },
    ),
    (
        Notification(
            id="task:t1",
            user_id="ada",
            kind=NotificationKind.LUNCH,
            title="Hora de comer",
            body="¿Comemos?",
            created_at=at(12),
            read_at=at(12, 30, 1),
            data={"since": "2026-03-18T12:00:00Z", "minutes": 5},
        ),
        {
            "id": "task:t1",
            "user_id": "ada",
            "type": "notification",
            "kind": "lunch",
            "title": "Hora de comer",
            "body": "¿Comemos?",
            "created_at": "2026-03-18T12:00:00.000000Z",
            "read_at": "2026-03-18T12:30:00.000001Z",
            "data": {"since": "2026-03-18T12:00:00Z", "minutes": 5},
            "read": True,
            "ttl": 30 * 24 * 3600 - 1801,
        },
    ),
    (
        User(
            user_id="ada",
            username="Ada",
            created_at=at(8),
            password_hash="a hash",
            email="ada@example.com",
            full_name="Ada Lovelace",
            avatar_url="/avatars/ada.png",
            timezone="Europe/Madrid",
            day_start=time(4),
            preferences={"lunch_window": {"from": "12:00", "to": "14:30"}, "focus_goal_minutes": 300},
            onboarding_completed=True,
            companion_name="Pixel",
            notifications=NotificationPreferences(
                quiet_hours=QuietHours(time(22, 30), time(7)),
                unwanted=frozenset({NotificationKind.WATER, NotificationKind.LUNCH}),
            ),
            updated_at=at(9),
            closed_at=at(10),
            role=Role.ADMINISTRATOR,
            role_name="ada",
            utc_offset_minutes=60,
            bridged_days=ActiveDays(WEDNESDAY, 3),
            date_entered=DateEntered(THURSDAY, at(11), WEDNESDAY),
            days_off=(DAYS_OFF,),
        ),
        {
            "id": "user",
            "user_id": "ada",
            "type": "user",
            "username": "Ada",
            "created_at": "2026-03-18T08:00:00.000000Z",
            "password_hash": "a hash",
            "email": "ada@example.com",
            "full_name": "Ada Lovelace",
            "avatar_url": "/avatars/ada.png",
            "timezone": "Europe/Madrid",
            "day_start": "04:00",
            "preferences": {"lunch_window": {"from": "12:00", "to": "14:30"}, "focus_goal_minutes": 300},
            "onboarding_completed": True,
            "companion_name": "Pixel",
            "notifications": {
                "quiet_hours": {"from": "22:30", "to": "07:00"},
                "unwanted": ["lunch", "water"],
            },
            "updated_at": "2026-03-18T09:00:00.000000Z",
            "closed_at": "2026-03-18T10:00:00.000000Z",
            "role": "administrator",
            "role_name": "ada",
            "utc_offset_minutes": 60,
            "bridged_days": {"origin": "2026-03-18", "bits": "3"},
            "date_entered": {
                "on": "2026-03-19",
                "since": "2026-03-18T11:00:00.000000Z",
                "left": "2026-03-18",
            },
            "days_off": [STORED_DAYS_OFF],
        },
    ),
    (
        AccountIndexEntry(id="ada", created_at=at(8)),
        {"id": "ada", "user_id": "accounts", "type": "account", "created_at": "2026-03-18T08:00:00.000000Z"},
    ),
    (
        UsernameReservation(username="Ådä L.", owner_id="ada", reserved_at=at(8)),
        {
            "id": "username:=C3=A5d=C3=A4=20l.",
            "user_id": "username:=C3=A5d=C3=A4=20l.",
            "type": "username",
            "username": "Ådä L.",
            "owner_id": "ada",
            "reserved_at": "2026-03-18T08:00:00.000000Z",
        },
    ),
    (
        FailedLogins(
            subject="5a",
            failures=(FailedLogin(at=at(8), address="7f"), FailedLogin(at=at(8, 1), address="")),
        ),
        {
            "id": "failed_logins",
            "user_id": "failed_logins:5a",
            "type": "failed_logins",
            "subject": "5a",
            "failures": [
                {"at": "2026-03-18T08:00:00.000000Z", "address": "7f"},
                {"at": "2026-03-18T08:01:00.000000Z", "address": ""},
            ],
            "ttl": 15 * 60,
        },
    ),
    (
        Link(user_id="ada", chat_user=CHAT_USER, workspace="example", linked_at=at(8)),
        {
            "id": f"link:{CHAT_USER.key}",
            "user_id": "ada",
            "type": "link",
            "chat_user": {"channel": "slack", "workspace_id": "T1", "user_id": "U1"},
            "workspace": "example",
            "linked_at": "2026-03-18T08:00:00.000000Z",
        },
    ),
    (
        LinkedChatUser(chat_user=CHAT_USER, member_id="ada"),
        {
            "id": CHAT_USER.key,
            "user_id": f"chat_users:{CHAT_USER.workspace_key}",
            "type": "linked_chat_user",
            "chat_user": {"channel": "slack", "workspace_id": "T1", "user_id": "U1"},
            "member_id": "ada",
        },
    ),
    (
        LinkCode(code_hash="5a", owner_id="ada", channel=ChatChannel.SLACK, created_at=at(8)),
        {
            "id": "link_code",
            "user_id": "link_code:5a",
            "type": "link_code",
            "code_hash": "5a",
            "owner_id": "ada",
            "channel": "slack",
            "created_at": "2026-03-18T08:00:00.000000Z",
            "ttl": 10 * 60,
        },
    ),
    (
        WrongLinkCodes(subject="5a", failures=(FailedLogin(at=at(8), address=""),)),
        {
            "id": "wrong_link_codes",
            "user_id": "wrong_link_codes:5a",
            "type": "wrong_link_codes",
            "subject": "5a",
            "failures": [{"at": "2026-03-18T08:00:00.000000Z", "address": ""}],
            "ttl": 10 * 60,
        },
    ),
    (
        ChatButtons(
            message_id="5a",
            user_id="ada",
            created_at=at(8),
            buttons=(
                StoredButton(label="Yes", answers=at(8)),
                StoredButton(label="Undo", command=Command(intent=Intent.UNDO)),
            ),
        ),
        {
            "id": "chat_buttons:5a",
            "user_id": "ada",
            "type": "chat_buttons",
            "message_id": "5a",
            "created_at": "2026-03-18T08:00:00.000000Z",
            "buttons": [
                {"label": "Yes", "answers": "2026-03-18T08:00:00.000000Z"},
                {"label": "Undo", "command": {"intent": "undo"}},
            ],
            "ttl": 7 * 24 * 3600,
        },
    ),
    (
        ChatEvent(key="5a", begun_at=at(8)),
        {
            "id": "chat_event",
            "user_id": "chat_event:5a",
            "type": "chat_event",
            "key": "5a",
            "begun_at": "2026-03-18T08:00:00.000000Z",
            "is_handled": False,
            "ttl": 24 * 3600,
        },
    ),
    (
        SignInCode(code_hash="5a", owner_id="ada", created_at=at(8)),
        {
            "id": "sign_in_code",
            "user_id": "sign_in_code:5a",
            "type": "sign_in_code",
            "code_hash": "5a",
            "owner_id": "ada",
            "created_at": "2026-03-18T08:00:00.000000Z",
            "ttl": 5 * 60,
        },
    ),
    (
        SignInAddresses(user_id="ada", days={"7f": WEDNESDAY}),
        {
            "id": "sign_in_addresses",
            "user_id": "ada",
            "type": "sign_in_addresses",
            "days": {"7f": "2026-03-18"},
            "ttl": 90 * 24 * 3600,
        },
    ),
    (
        AuditEntry(id="1", subject="5a", at=at(8), act="PUT users/{id}", administrator="7f"),
        {
            "id": "1",
            "user_id": "audit:5a",
            "type": "audit_entry",
            "subject": "5a",
            "at": "2026-03-18T08:00:00.000000Z",
            "act": "PUT users/{id}",
            "administrator": "7f",
            "ttl": 365 * 24 * 3600,
        },
    ),
    (
        AuditedAdministrator(id="7f", administrator_id="root"),
        {
            "id": "7f",
            "user_id": "audited_administrators",
            "type": "audited_administrator",
            "administrator_id": "root",
            "ttl": 365 * 24 * 3600,
        },
    ),
    (
        RefreshFamily(
            user_id="ada",
            family="f1",
            token_hash="a hash",
            created_at=at(8),
            last_used_at=at(9),
            user_agent="Browser/1.0",
            spent=(SpentToken("another hash", at(9)),),
        ),
        {
            "id": "refresh:f1",
            "user_id": "ada",
            "type": "refresh_family",
            "family": "f1",
            "token_hash": "a hash",
            "created_at": "2026-03-18T08:00:00.000000Z",
            "last_used_at": "2026-03-18T09:00:00.000000Z",
            "user_agent": "Browser/1.0",
            "spent": [{"token_hash": "another hash", "at": "2026-03-18T09:00:00.000000Z"}],
            "ttl": 30 * 24 * 3600,
        },
    ),
    (
        IdempotencyRecord(user_id="ada", key="ada:k/1", fingerprint="a hash", answer=STORED_DRINK),
        {
            "id": "first_answer:62e09516d07aa8eb56bf6291f9b52555f01a407e5e8454aeb88d3f82cf5a604f",
            "user_id": "ada",
            "type": "first_answer",
            "key": "ada:k/1",
            "fingerprint": "a hash",
            "answer": STORED_DRINK,
            "ttl": 24 * 3600,
        },
    ),
    (
        IdempotencyRecord(
            user_id="ada",
            key="ada:k/1",
            fingerprint="a hash",
            answer=STORED_DRINK,
            earned=Earned(
                points=75,
                level=2,
                achievements=(Reward("challenger", "Challenger"),),
                challenges=(Reward("task-finisher", "Task Finisher"),),
            ),
        ),
        {
            "id": "first_answer:62e09516d07aa8eb56bf6291f9b52555f01a407e5e8454aeb88d3f82cf5a604f",
            "user_id": "ada",
            "type": "first_answer",
            "key": "ada:k/1",
            "fingerprint": "a hash",
            "answer": STORED_DRINK,
            "earned": {
                "points": 75,
                "level": 2,
                "achievements": [{"id": "challenger", "name": "Challenger"}],
                "challenges": [{"id": "task-finisher", "name": "Task Finisher"}],
            },
            "ttl": 24 * 3600,
        },
    ),
    (
        LeaderboardEntry(
            week="2026-W12", member_id="ada", name="Ada Lovelace", avatar_url="/avatars/ada.png", points=90
        ),
        {
            "id": "ada",
            "user_id": "leaderboard:2026-W12",
            "type": "standing",
            "week": "2026-W12",
            "name": "Ada Lovelace",
            "avatar_url": "/avatars/ada.png",
            "points": 90,
            "ttl": 21 * 24 * 3600,
        },
    ),
    (
        ChallengeMember(
            week="2026-W12", challenge_id="task-finisher", member_id="ada", avatar_url=None, joined_at=at(8)
        ),
        {
            "id": "task-finisher:ada",
            "user_id": "challenges:2026-W12",
            "type": "participant",
            "week": "2026-W12",
            "challenge_id": "task-finisher",
            "member_id": "ada",
            "avatar_url": None,
            "has_avatar": False,
            "joined_at": "2026-03-18T08:00:00.000000Z",
            "ttl": 21 * 24 * 3600,
        },
    ),
    (
        ScheduledReminder(
            subject=ReminderSubject.TASK,
            member_id="ada",
            subject_id="t1",
            since=at(17, 45),
            due=at(17, 46),
            noted_at=at(17, 45, 9),
            attempts=1,
        ),
        {
            "id": "task:t1:ada:2026-03-18T17:45:00.000000Z",
            "user_id": "reminders:2026-03-18T17",
            "type": "appointment",
            "subject": "task",
            "member_id": "ada",
            "subject_id": "t1",
            "since": "2026-03-18T17:45:00.000000Z",
            "due": "2026-03-18T17:46:00.000000Z",
            "noted_at": "2026-03-18T17:45:00.000009Z",
            "attempts": 1,
            "ttl": 60 * 24 * 3600 + 59,
        },
    ),
    (
        ScheduledReminder(
            subject=ReminderSubject.WEEK,
            member_id="ada",
            subject_id="2026-W11",
            since=at(6),
            due=at(6),
            noted_at=at(23, 59),
        ),
        {
            "id": "week:2026-W11:ada",
            "user_id": "reminders:2026-03-18T23",
            "type": "appointment",
            "subject": "week",
            "member_id": "ada",
            "subject_id": "2026-W11",
            "since": "2026-03-18T06:00:00.000000Z",
            "due": "2026-03-18T06:00:00.000000Z",
            "noted_at": "2026-03-18T23:59:00.000000Z",
            "attempts": 0,
            "ttl": 60 * 24 * 3600,
        },
    ),
    (
        ReminderPosition(user_id="ada", reminder_id="task:t1:ada", due=at(9), noted_at=at(8)),
        {
            "id": "reminder:task:t1:ada",
            "user_id": "ada",
            "type": "reminder_position",
            "reminder_id": "task:t1:ada",
            "due": "2026-03-18T09:00:00.000000Z",
            "noted_at": "2026-03-18T08:00:00.000000Z",
            "ttl": 60 * 24 * 3600 + 3600,
        },
    ),
    (
        Checkpoint(hour=at(17)),
        {"id": "bookmark", "user_id": "reminders", "type": "bookmark", "hour": "2026-03-18T17:00:00.000000Z"},
    ),
    (
        Rhythm(
            user_id="ada",
            first=date(2026, 3, 17),
            days=(
                RhythmDay(),
                RhythmDay(
                    worked=28800,
                    start=540,
                    end=1080,
                    focus=5400,
                    rating=3,
                    interactions=14,
                    reminders="42057",
                    focus_hours="9W_x",
                ),
            ),
        ),
        {
            "id": "rhythm",
            "user_id": "ada",
            "type": "rhythm",
            "first": "2026-03-17",
            "days": [
                [0, 0, None, None, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", ""],
                [28800, 0, 540, 1080, 0, 5400, *[0] * 11, 3, 14, "42057", "9W_x"],
            ],
        },
    ),
    (
        AssistantState(user_id="ada", snoozed={"long_week": Snooze(until=date(2026, 4, 1), planned=True)}),
        {
            "id": "assistant",
            "user_id": "ada",
            "type": "assistant",
            "snoozed": {"long_week": {"until": "2026-04-01", "planned": True}},
        },
    ),
    (
        Rephrasing(
            user_id="ada",
            subject="week",
            first=date(2026, 3, 16),
            language="en",
            facts="5f0c",
            wording="a91e",
            asked_at=at(12),
            text="Overall, {hours_worked} of work.",
            answered=True,
        ),
        {
            "id": "phrasing:week:2026-03-16:en",
            "user_id": "ada",
            "type": "phrasing",
            "subject": "week",
            "first": "2026-03-16",
            "language": "en",
            "facts": "5f0c",
            "wording": "a91e",
            "asked_at": "2026-03-18T12:00:00.000000Z",
            "text": "Overall, {hours_worked} of work.",
            "answered": True,
            "ttl": 400 * 24 * 3600,
        },
    ),
    (
        Revision(user_id="ada"),
        {"id": "revision", "user_id": "ada", "type": "revision", "ttl": 604800},
    ),
    (
        ModelCalls(user_id="ada", day=date(2026, 3, 18), calls=3),
        {
            "id": "model_calls",
            "user_id": "ada",
            "type": "model_calls",
            "day": "2026-03-18",
            "calls": 3,
            "ttl": 24 * 3600,
        },
    ),
    (
        AssistantState(
            user_id="ada",
            feedback=Feedback(
                muted={"drink": at(12), "celebrate": None},
                counts={"drink": Counts(done=3, other=1)},
                answers=(Answer(id="b2", verdict=Verdict.NOT_NOW, on=date(2026, 3, 18)),),
            ),
        ),
        {
            "id": "assistant",
            "user_id": "ada",
            "type": "assistant",
            "feedback": {
                "muted": {"drink": "2026-03-18T12:00:00.000000Z", "celebrate": None},
                "counts": {"drink": [3, 1]},
                "answers": [["b2", "not_now", "2026-03-18"]],
            },
        },
    ),
    (DAYS_OFF, STORED_DAYS_OFF),
    (DRINK, STORED_DRINK),
    (MEAL, STORED_MEAL),
    (REST, STORED_REST),
    (
        CompanionName(user_id="ada", name="Pixel"),
        {"id": "companion_name", "user_id": "ada", "name": "Pixel"},
    ),
    (
        Conversation(
            user_id="ada",
            channel="web",
            turn=4,
            language="en",
            question=Question(
                text="Which one?",
                choices=(
                    Choice(
                        label="Write (due today)",
                        command=Command(
                            intent=Intent.RESCHEDULE, slots=Slots(task_id="t1", day=WEDNESDAY, minute=540)
                        ),
                    ),
                    Choice(label="No"),
                ),
                asked_at=at(12),
            ),
            acts=(
                Act(
                    event="reschedule",
                    id="t1",
                    title="Write",
                    moved=Moved(version='"1"', updated_at=at(9), due_date=at(17), carried_over=1),
                ),
            ),
            acted_at=at(11),
        ),
        {
            "id": "conversation:web",
            "user_id": "ada",
            "type": "conversation",
            "channel": "web",
            "turn": 4,
            "language": "en",
            "question": {
                "text": "Which one?",
                "choices": [
                    {
                        "label": "Write (due today)",
                        "command": {
                            "intent": "reschedule",
                            "slots": {"task_id": "t1", "day": "2026-03-18", "minute": 540},
                        },
                    },
                    {"label": "No"},
                ],
                "asked_at": "2026-03-18T12:00:00.000000Z",
            },
            "acts": [
                {
                    "event": "reschedule",
                    "id": "t1",
                    "title": "Write",
                    "moved": {
                        "version": '"1"',
                        "updated_at": "2026-03-18T09:00:00.000000Z",
                        "due_date": "2026-03-18T17:00:00.000000Z",
                        "carried_over": 1,
                    },
                }
            ],
            "acted_at": "2026-03-18T11:00:00.000000Z",
            "ttl": 1200,
        },
    ),
    (
        AnsweredMessage(
            user_id="ada",
            view={
                "reply": "Hello",
                "intent": Intent.GREETING,
                "did": [],
                "undo_until": None,
                "question": None,
                "suggestions": [],
                "language": "en",
            },
        ),
        {
            "id": "answer",
            "user_id": "ada",
            "view": {
                "reply": "Hello",
                "intent": "greeting",
                "did": [],
                "undo_until": None,
                "question": None,
                "suggestions": [],
                "language": "en",
            },
        },
    ),
    (
        Undone(user_id="ada", event="add_task", id="t1"),
        {"id": "t1", "user_id": "ada", "event": "add_task"},
    ),
    (
        AppliedPlan(user_id="ada", on=date(2026, 3, 18), task_ids=("t1", "t2")),
        {"id": "applied_plan", "user_id": "ada", "on": "2026-03-18", "task_ids": ["t1", "t2"]},
    ),
    (
        ReadAll(user_id="ada", updated=3, until=at(12)),
        {"id": "read_all", "user_id": "ada", "updated": 3, "until": "2026-03-18T12:00:00.000000Z"},
    ),
    (
        WeeklyChallenge(
            id="task-finisher",
            user_id="ada",
            name="Task Finisher",
            description="Complete 15 tasks",
            points=75,
            challenge_type=ChallengeType.TASK,
            target_value=15,
            duration_days=7,
            created_at=at(0),
            joined_count=2,
            joined_avatars=("/avatars/ada.png",),
            progress=3,
            status="in_progress",
        ),
        {
            "id": "task-finisher",
            "user_id": "ada",
            "type": "weekly_challenge",
            "name": "Task Finisher",
            "description": "Complete 15 tasks",
            "points": 75,
            "challenge_type": "task",
            "target_value": 15,
            "duration_days": 7,
            "created_at": "2026-03-18T00:00:00.000000Z",
            "progress": 3,
            "status": "in_progress",
        },
    ),
)
