"""A rich value of every stored class, and the exact document that stores hold of it.

Version 0.1.0 wrote the same documents, except for `permanent`. A change here is a change of the stored form.
"""

from datetime import UTC, date, datetime, time
from typing import Any

import msgspec

from shared.entities.active_days import ActiveDays
from shared.entities.audit import AuditedAdministrator, AuditEntry
from shared.entities.challenge import ChallengeMember, LeaderboardEntry, WeeklyChallenge
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.health import Drink, Meal, Rest
from shared.entities.idempotency import IdempotencyRecord
from shared.entities.interval import Interval
from shared.entities.notification import Notification, NotificationPreferences, QuietHours, ReadAll
from shared.entities.points import LedgerEntry
from shared.entities.scheduled_reminder import (
    Checkpoint,
    ReminderPosition,
    ReminderSubject,
    ScheduledReminder,
)
from shared.entities.shutdown import Reflection
from shared.entities.sign_in import (
    FailedLogin,
    FailedLogins,
    RefreshFamily,
    SignInAddresses,
    SpentToken,
    UsernameReservation,
)
from shared.entities.task import Subtask, Task
from shared.entities.totals import ChallengeProgress, DailyTotals, LifetimeTotals, Usage, WeeklyTotals
from shared.entities.user import AccountIndexEntry, CompanionName, User
from shared.entities.work_calendar import DaysOff
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.views.challenge import ChallengeType
from shared.views.focus_session import SessionStatus, SessionType
from shared.views.health import MealKind
from shared.views.notification import NotificationKind
from shared.views.points import Rule
from shared.views.shutdown import ProductivityRating
from shared.views.task import Priority
from shared.views.user import Role

WEDNESDAY = date(2026, 3, 18)
THURSDAY = date(2026, 3, 19)


def at(hour: int, minute: int = 0, microsecond: int = 0) -> datetime:
    """Return a time of Wednesday."""
    return datetime(2026, 3, 18, hour, minute, 0, microsecond, tzinfo=UTC)


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
        WorkSession(id="w1", user_id="ada", start_time=at(8), end_time=at(16, 20), ended_on=WEDNESDAY),
        {
            "id": "w1",
            "user_id": "ada",
            "type": "work_session",
            "start_time": "2026-03-18T08:00:00.000000Z",
            "end_time": "2026-03-18T16:20:00.000000Z",
            "ended_on": "2026-03-18",
            "centihours": 833,
        },
    ),
    (
        ActiveWorkSession(user_id="ada", session_id="w2"),
        {"id": "active:work", "user_id": "ada", "type": "active_work_session", "session_id": "w2"},
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
            "started_order": "2026-03-19 2026-03-18T23:50:00.000000Z",
        },
    ),
    (
        ActiveFocusSession(user_id="ada", session_id="f2"),
        {"id": "active:focus", "user_id": "ada", "type": "active_focus_session", "session_id": "f2"},
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
            drinks=(DRINK,),
            meals=(MEAL,),
            rests=(REST,),
            worked=(Interval(at(8), at(16, 20), "w1"),),
            rested=(Interval(at(12, 45), at(13), "2026-03-18.r"),),
            task_hours={57: 1, 58: 1},
            work_hours={56: 3600},
            focus_hours={57: 1500},
        ),
        {
            "id": "day:2026-03-18",
            "user_id": "ada",
            "type": "day",
            "local_date": "2026-03-18",
            "completed_tasks": 2,
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
            usage=Usage(documents=20, blocks=50, day=WEDNESDAY, events=7),
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
            "usage": {"documents": 20, "blocks": 50, "day": "2026-03-18", "events": 7},
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
    (DAYS_OFF, STORED_DAYS_OFF),
    (DRINK, STORED_DRINK),
    (MEAL, STORED_MEAL),
    (REST, STORED_REST),
    (
        CompanionName(user_id="ada", name="Pixel"),
        {"id": "companion_name", "user_id": "ada", "name": "Pixel"},
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
