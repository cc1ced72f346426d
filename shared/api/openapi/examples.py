"""The examples of the document: bodies by the name of their schema, responses by that or by their operation.

They are one Friday of a user, Ada: the tests send each body and compare each response.
"""

from typing import Any

from shared import __version__
from shared.api.openapi.schemas import Schema, name_of

Json = Any  # a JSON value

_PASSWORD = "analytical engine"  # noqa: S105 - an example
_PREFERENCES = {"language": "en", "focus_goal_minutes": 240, "theme": "dark"}
_AVATAR = "/avatars/owl.png"

_ADA = "2542d6bd-2b06-40e8-8b89-20bb06f98411"
_GRACE = "8572f69a-3834-431a-ac8b-63faf880bce3"
_TASK = "e383177d-a23d-468e-9dce-915d3586ab44"
_SESSION = "d610cf37-25f9-43c2-b365-a466dbb0d695"
_DAY = "2026-03-20"
_STARTED, _ENDED = f"{_DAY}T08:30:00Z", f"{_DAY}T16:30:00Z"

BODIES: dict[str, Json] = {
    "NewUser": {
        "username": "ada",
        "password": _PASSWORD,
        "email": "ada@example.com",
        "full_name": "Ada Lovelace",
        "avatar_url": _AVATAR,
        "timezone": "Europe/London",
    },
    "Credentials": {"username": "ada", "password": _PASSWORD},
    "RefreshToken": {"refresh_token": "the refresh token of a sign-in"},
    "OptionalRefreshToken": {"refresh_token": "the refresh token of a sign-in"},
    "PasswordChange": {"current_password": _PASSWORD, "new_password": "a better analytical engine"},
    "PasswordProof": {"password": _PASSWORD},
    "SecondFactorCode": {"code": "287082"},
    "SecondFactorChange": {"password": _PASSWORD, "code": "081804"},
    "Onboarding": {"preferences": _PREFERENCES, "avatar_url": _AVATAR},
    "ProfileChange": {
        "full_name": "Ada King",
        "day_start": "00:00",
        "preferences": _PREFERENCES,
    },
    "AvatarChange": {"avatar_url": _AVATAR},
    "NewNamedUser": {"name": "grace"},
    "UserChange": {"full_name": "Grace Hopper", "password": "nanoseconds of wire"},
    "AppliedPlanBody": {"date": "2026-03-23", "version": "355-0123456789abcdef01234567"},
    "FeedbackBody": {"verdict": "done"},
    "SnoozeBody": {"days": 14, "planned": True},
    "NewDaysOff": {"from": "2026-04-03", "to": "2026-04-06", "note": "Easter"},
    "NewTask": {
        "title": "Write the report",
        "description": "Two pages, with a table.",
        "priority": "high",
        "tags": ["deep work"],
        "due_date": "2026-03-20",
        "reminder_enabled": True,
        "reminder_time": "2026-03-20T15:00:00Z",
        "subtasks": [{"title": "Collect the numbers"}],
        "estimate_minutes": 90,
        "planned_date": "2026-03-20",
        "recurrence": "FREQ=WEEKLY;BYDAY=FR",
    },
    "TaskAction": {"action": "complete"},
    "TaskActionById": {"task_id": _TASK, "action": "complete"},
    "ActBody": {"at": None},
    "SessionEnd": {"session_id": _SESSION},
    "WorkSessionCorrection": {"end_time": "2026-03-20T16:00:00Z"},
    "TaskChange": {"title": "Send the report", "due_date": "2026-03-23T12:00:00Z", "completed": False},
    "FocusSessionStart": {"duration_minutes": 25, "session_type": "focus", "task_id": _TASK},
    "ReflectionBody": {
        "productivity_rating": "great",
        "reflection_note": "The report is done.",
        "mindful_disconnect_completed": [True, False],
        "plan_tomorrow": [_TASK],
        "carry_over": True,
        "clock_out": True,
    },
    "MessageBody": {"text": "add call the plumber tomorrow at 9"},
    "UndoBody": {"event": "add_task", "id": _TASK},
    "DrinkBody": {"amount_ml": 250},
    "MealBody": {"kind": "lunch"},
    "RestBody": {"minutes": 10},
    "NameBody": {"name": "Babbage"},
    "PreferencesBody": {
        "quiet_hours": {"from": "22:00", "to": "07:00"},
        "kinds": {"weekly_summary": False},
        "channels": {"water": ["slack"]},
    },
    "LinkBody": {"channel": "slack"},
    "DeliveryTestBody": {"channel": "slack"},
}


_answer: dict[str, Json] = {
    "reply": "Added: “call the plumber”, due tomorrow at 09:00.",
    "intent": "add_task",
    "did": [{"event": "add_task", "id": _TASK, "title": "call the plumber"}],
    "undo_until": f"{_DAY}T09:00:00Z",
    "question": None,
    "suggestions": [{"label": "Undo", "text": "Undo"}],
    "language": "en",
}
_BRIEFING = (
    "Good morning, Ada King.\nThere is one task on your list for today.\n“Write the report” is due today.\n"
    "A new day with you. Shall we?"
)
_user: dict[str, Json] = {
    "id": _ADA,
    "name": "ada",
    "username": "ada",
    "email": "ada@example.com",
    "full_name": "Ada Lovelace",
    "avatar_url": _AVATAR,
    "timezone": "Europe/London",
    "day_start": "00:00",
    "preferences": {},
    "onboarding_completed": False,
    "role": None,
    "created_at": _STARTED,
    "updated_at": None,
}
_user_after_onboarding = {
    **_user,
    "full_name": "Ada King",
    "preferences": _PREFERENCES,
    "onboarding_completed": True,
    "updated_at": "2026-03-20T08:35:00Z",
}
_other_user: dict[str, Json] = {
    **_user,
    "id": _GRACE,
    "name": "grace",
    "username": "grace",
    "email": None,
    "full_name": "Grace Hopper",
    "avatar_url": None,
    "timezone": "UTC",
    "updated_at": _ENDED,
}
_task = {
    "id": _TASK,
    "user_id": _ADA,
    "title": "Write the report",
    "description": "Two pages, with a table.",
    "completed": False,
    "completed_at": None,
    "priority": "high",
    "tags": ["deep work"],
    "start_date": None,
    "due_date": "2026-03-20T23:59:59Z",
    "reminder_enabled": True,
    "reminder_time": "2026-03-20T15:00:00Z",
    "subtasks": [
        {"id": "1e1b7ce3-2db3-4096-9ac7-be09fcabddb2", "title": "Collect the numbers", "completed": False}
    ],
    "estimate_minutes": 90,
    "spent_minutes": 0,
    "planned_date": "2026-03-20",
    "carried_over": 0,
    "recurrence": "FREQ=WEEKLY;BYDAY=FR",
    "recurrence_start": "2026-03-20",
    "created_at": _STARTED,
    "updated_at": _STARTED,
}
_earned: dict[str, Json] = {
    "points": 5,
    "level": None,
    "achievements": [{"id": "first-step", "name": "First step"}],
    "challenges": [],
}
_points_taken_back: dict[str, Json] = {"points": -5, "level": None, "achievements": [], "challenges": []}
_completed_task = {
    **_task,
    "completed": True,
    "completed_at": _ENDED,
    "updated_at": _ENDED,
    "earned": _earned,
}
_work_session = {
    "id": _SESSION,
    "user_id": _ADA,
    "start_time": _STARTED,
    "end_time": _ENDED,
    "duration": 7.5,
    "paused": False,
    "pauses": [{"from": f"{_DAY}T12:30:00Z", "to": f"{_DAY}T13:00:00Z"}],
}
_running_work_session = {**_work_session, "end_time": None, "duration": None}
_active_work_session = {**_running_work_session, "pauses": []}
_focus_session = {
    "session_id": "c6ed8402-0309-4a02-af93-411df2910598",
    "user_id": _ADA,
    "task_id": _TASK,
    "start_time": "2026-03-20T09:00:00Z",
    "end_time": "2026-03-20T09:30:00Z",
    "planned_duration": 25,
    "actual_duration": 25,
    "session_type": "focus",
    "status": "completed",
    "resumes": None,
    "pauses": [{"from": "2026-03-20T09:10:00Z", "to": "2026-03-20T09:15:00Z"}],
}
_active_focus_session = {
    **_focus_session,
    "end_time": None,
    "actual_duration": None,
    "status": "active",
    "pauses": [],
}
_drink = {
    "id": "2026-03-20.44d213d5-df59-43b2-8846-01253a51c4e0",
    "amount_ml": 250,
    "at": "2026-03-20T09:00:00Z",
}
_meal = {
    "id": "2026-03-20.0cf501de-68f3-4baa-8439-baaf721e2714",
    "kind": "lunch",
    "at": "2026-03-20T12:30:00Z",
}
_rest = {"id": "2026-03-20.db3ae77a-982f-41b5-bbe5-310a8565434a", "minutes": 10, "at": "2026-03-20T09:35:00Z"}
_hydration = {"date": "2026-03-20", "total_ml": 250, "goal_ml": 2000, "entries": [_drink]}
_meals = {"date": "2026-03-20", "entries": [_meal], "lunch_taken": True}
_rests = {"date": "2026-03-20", "total_minutes": 10, "entries": [_rest]}
_reflection = {
    "id": "b4e53fac-095f-4db6-9960-fe10b14788a8",
    "productivity_rating": "great",
    "reflection_note": "The report is done.",
    "mindful_disconnect_completed": [True, False],
    "session_id": None,
    "created_at": _ENDED,
    "shutdown_date": _ENDED,
}
_notification = {
    "id": f"task_reminder:{_TASK}:2026-03-20T15:00:00.000000Z",
    "kind": "task_reminder",
    "title": "A task you wanted to remember",
    "body": "You asked me to remind you: “Write the report”.",
    "created_at": "2026-03-20T15:00:00Z",
    "read_at": None,
    "data": {"task_id": _TASK, "due_date": "2026-03-20T23:59:59Z"},
}


def _daily_summary(day: int, *sessions: Json) -> Json:
    return {
        "date": f"2026-03-{day:02}T00:00:00Z",
        "total_focus_sessions": len(sessions),
        "total_focus_time": 1500 * len(sessions),
        "total_break_time": 0,
        "focus_sessions": [*sessions],
    }


_friday = _daily_summary(20, _focus_session)


def _metric(
    value: Json, unit: str, n: int, previous: Json, change_percent: int | None, text: str
) -> dict[str, Json]:
    return {
        "value": value,
        "unit": unit,
        "n": n,
        "previous": previous,
        "change_percent": change_percent,
        "text": text,
    }


_NARRATIVE = (
    "So far this week you have worked 55 h on 5 days and finished 5 tasks.",
    "Work took 38% more time than by this point of a usual week.",
    "You took 8 breaks and rested for 1 h 20 min in all, and you drank 1,250 ml a day on average.",
    "“writing” was your most frequent tag: 3 tasks, most often finished in the morning.",
    "The next 7 days look like 51 h of work, and 1 task is due.",
)
_PARAGRAPHS = [" ".join(_NARRATIVE[:2]), " ".join(_NARRATIVE[2:4]), _NARRATIVE[4]]

RESPONSES: dict[str, Json] = {
    "Status": {
        "status": "ok",
        "version": __version__,
        "store": "embedded",
        "store_ok": True,
        "auth_ok": True,
        "integrations": {"ai_foundry": "ok", "speech": "off", "slack": "off", "teams": "off"},
    },
    "ServiceOpenApi_get": {
        "openapi": "3.1.0",
        "info": {"title": "Avanochi", "version": __version__},
        "paths": {},
    },
    "ServiceDocs_get": "<!DOCTYPE html>...",
    "Registration": {"message": "User registered successfully", "user": _user},
    "SignIn": {
        "token": "header.claims.signature",
        "token_type": "Bearer",
        "expires_in": 3600,
        "refresh_token": "the refresh token of a sign-in",
        "user_id": _ADA,
    },
    "SecondFactor": {
        "enabled": True,
        "enabled_at": "2026-03-20T15:31:00Z",
        "recovery_codes_left": 10,
        "required": False,
    },
    "SecondFactorSetup": {
        "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "uri": "otpauth://totp/Avanochi:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Avanochi",
        "qr_code": '<svg viewBox="0 0 49 49"><path transform="scale(1)" d="M4 4.5h7"/></svg>',
    },
    "RecoveryCodes": {"recovery_codes": ["7F3K-Q2MN-7F3K-Q2MN-7F3K-Q2MN"]},
    "ActiveSignIn": {
        "id": "93c4c5bb-9fbc-4d62-9f6b-b2f2b9a5a86f",
        "created_at": _STARTED,
        "last_used_at": _ENDED,
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "current": True,
    },
    "Session": {"signed_in": True, "user_id": _ADA, "username": "ada"},
    "UserInfo": {"user_id": _ADA, "username": "ada"},
    "User": _user_after_onboarding,
    "Avatar": {"avatar_url": _AVATAR},
    "Export": {
        "exported_at": _ENDED,
        "user_id": _ADA,
        "documents": {"task": [{"id": _TASK, "type": "task"}]},
    },
    "AuditEntry": {
        "id": "6b1c7c62-2f0f-4a3e-9c59-4d9f8f0f3a11",
        "at": _ENDED,
        "act": "PUT users/{id}",
        "administrator_id": "0f6a3f0e-5d0b-4c61-9b3b-7f1f4a5b8f0c",
    },
    "Users_get": [_other_user, _user_after_onboarding],
    "Users_post": {**_other_user, "full_name": None, "updated_at": None},
    "UsersWithId_get": _other_user,
    "UsersWithId_put": _other_user,
    "DaysOff": {**BODIES["NewDaysOff"], "id": "0b3c0f0a-5f0c-4d0a-8f0e-6f3b2f0c9d11"},
    "Task": _task,
    "Tasks_patch": {**_completed_task, "earned": None},
    "TasksWithId_patch": _completed_task,
    "TasksWithId_put": {
        **_task,
        "title": "Send the report",
        "due_date": "2026-03-23T12:00:00Z",
        "updated_at": _ENDED,
        "earned": _points_taken_back,
    },
    "WorkSession": _work_session,
    "WorkSessionEvent": {**_work_session, "earned": None},
    "WorkSessionWithIdEnd_post": {**_work_session, "duration": 8.0, "pauses": [], "earned": None},
    "WorkSessionStart_post": _active_work_session,
    "TimeLogStartWork_post": _active_work_session,
    "WorkSessionActive_get": _active_work_session,
    "WorkSessionPause_post": {
        **_running_work_session,
        "paused": True,
        "pauses": [{"from": f"{_DAY}T12:30:00Z", "to": None}],
    },
    "WorkSessionResume_post": _running_work_session,
    "FocusSession": _focus_session,
    "FocusSessionEvent": {**_focus_session, "earned": None},
    "FocusSessionStart_post": _active_focus_session,
    "FocusSessionPause_post": {
        **_active_focus_session,
        "status": "paused",
        "pauses": [{"from": "2026-03-20T09:10:00Z", "to": None}],
    },
    "FocusSessionResume_post": {**_active_focus_session, "pauses": _focus_session["pauses"]},
    "FocusCurrentSession_get": _active_focus_session,
    "FocusSessionStop_post": {
        **_focus_session,
        "end_time": "2026-03-20T09:10:00Z",
        "actual_duration": 10,
        "status": "stopped",
        "pauses": [],
    },
    "DailySummary": _friday,
    "WeeklySummary": {
        "week_start": "2026-03-16T00:00:00Z",
        "week_end": "2026-03-22T00:00:00Z",
        "total_focus_sessions": 1,
        "total_focus_time": 1500,
        "total_break_time": 0,
        "daily_summaries": [
            *map(_daily_summary, (16, 17, 18, 19)),
            _friday,
            *map(_daily_summary, (21, 22)),
        ],
    },
    "MonthlySummary": {
        "month_start": "2026-03-01T00:00:00Z",
        "month_end": "2026-03-31T00:00:00Z",
        "total_focus_sessions": 1,
        "total_focus_time": 1500,
        "total_break_time": 0,
        "daily_summaries": [
            {name: value for name, value in day.items() if name != "focus_sessions"}
            for day in (*map(_daily_summary, range(1, 20)), _friday, *map(_daily_summary, range(21, 32)))
        ],
    },
    "ShutdownSummary": {
        "tasksCompleted": 1,
        "tasksTotal": 1,
        "pendingTasks": 0,
        "todayTasks": [{"name": "Write the report", "completed": True}],
        "focusTime": 25,
        "focusGoal": 240,
        "shutdownStreak": 0,
        "pointsEarned": 17,
        "clockedOutTime": "16:30",
        "tomorrow": [{"id": _TASK, "name": "Write the report"}],
    },
    "Reflection": _reflection,
    "ReflectionEvent": {
        **_reflection,
        "earned": {
            **_earned,
            "points": 12,
            "achievements": [{"id": "clean-close", "name": "Clean close"}],
        },
    },
    "LedgerEntry": {
        "id": f"points:task_completed:{_TASK}",
        "at": _ENDED,
        "rule": "task_completed",
        "delta": 5,
        "reason": "Task completed",
        "source_id": _TASK,
    },
    "Achievement": {
        "id": "first-step",
        "name": "First step",
        "description": "Complete a task",
        "icon": "🌱",
        "unlocked": True,
        "unlocked_at": _ENDED,
        "progress": 1,
        "target": 1,
    },
    "Challenge": {
        "id": "healthy-boundaries",
        "name": "Healthy Boundaries",
        "description": "Shut down before 17:00 on 5 days",
        "points": 75,
        "challenge_type": "shutdown",
        "target_value": 5,
        "duration_days": 7,
        "is_active": True,
        "created_at": "2026-03-16T00:00:00Z",
        "joined_count": 1,
        "joined_avatars": [_AVATAR],
        "progress": 0,
        "total": 5,
        "status": "in_progress",
    },
    "ChallengeStats": {
        "total_points": 17,
        "challenges_done": 0,
        "shutdown_streak": 1,
        "avg_shutdown_time": "16:30",
    },
    "Leader": {"rank": 1, "name": "Ada King", "avatar": _AVATAR, "points": 17, "is_current_user": True},
    "ChallengeLeave_delete": {"message": "Successfully left challenge"},
    "ChallengeProgress_post": {"message": "Progress updated successfully"},
    "Stats": {
        "user_id": _ADA,
        "username": "ada",
        "hours_worked": 8.0,
        "tasks_completed": 1,
        "total_tasks": 1,
        "completed_tasks": 1,
        "total_sessions": 1,
        "total_hours": 8.0,
        "active_streak": 1,
        "longest_streak": 1,
    },
    "DayStats": {
        "date": _DAY,
        "worked_minutes": 480,
        "focus_minutes": 25,
        "focus_sessions": 1,
        "break_minutes": 0,
        "rest_minutes": 10,
        "first_start": _STARTED,
        "last_end": _ENDED,
        "overtime_minutes": 0,
        "tasks_completed": 1,
        "tasks_planned": 3,
        "tasks_carried_over": 2,
        "water_ml": 250,
        "meals": 1,
        "lunch_taken": True,
        "points": 17,
        "shutdown_rating": "great",
    },
    "AssistantOutlookChart_get": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 464">... </svg>',
    "StatsDaysChart_get": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 530">... </svg>',
    "StatsHeatmapChart_get": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 510">... </svg>',
    "Heatmap": {
        "weeks": 12,
        "cells": [{"weekday": 4, "hour": 9, "minutes_worked": 60, "focus_minutes": 25, "tasks_completed": 0}],
    },
    "Drink": _drink,
    "Answer": _answer,
    "VoiceAnswer": {**_answer, "heard": BODIES["MessageBody"]["text"], "confidence": 1.0},
    "SpeechToken": {"token": "eyJhbGciOi...", "region": "westeurope", "expires_in": 600},
    "VoiceBriefing_get": _BRIEFING,
    "UndoneEvent": {**BODIES["UndoBody"], "earned": None},
    "DrinkEvent": {**_drink, "earned": None},
    "Hydration": _hydration,
    "Meal": _meal,
    "MealEvent": {**_meal, "earned": None},
    "Meals": _meals,
    "Rest": _rest,
    "RestEvent": {**_rest, "earned": None},
    "Rests": _rests,
    "HealthToday": {
        "date": "2026-03-20",
        "hydration": _hydration,
        "meals": _meals,
        "rests": _rests,
        "worked_minutes": 480,
        "continuous_minutes": 0,
        "overtime": 0,
        "balance": 1.2,
    },
    "Reminder": {
        "kind": "water",
        "since": "2026-03-20T11:04:46Z",
        "message": "A glass of water would be lovely now. One for you, one for me?",
    },
    "Companion": {
        "name": "Babbage",
        "stage": "egg",
        "level": 1,
        "xp": 0,
        "xp_to_next": 50,
        "energy": 32,
        "fullness": 58,
        "hydration": 11,
        "mood": "thirsty",
        "message": "That last drink was lovely. Shall we have another?",
        "reasons": [
            "I spent energy on 7 h of work, 5 h 55 min of it without a rest.",
            "We drank 250 of 2,000 ml today, the last sip 6 h 30 min ago.",
            "Our lunch was 3 h ago.",
        ],
        "next_need": {"kind": "rest", "at": "2026-03-20T10:30:00Z"},
    },
    "CompanionName": BODIES["NameBody"],
    "CompanionFace_get": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240">... </svg>',
    "Narrative": {
        "period": "week",
        "from": "2026-03-16",
        "to": "2026-03-22",
        "complete": False,
        "language": "en",
        "title": "A week with more work",
        "text": "\n\n".join(_PARAGRAPHS),
        "paragraphs": _PARAGRAPHS,
        "highlights": [
            {"kind": kind, "text": text}
            for kind, text in zip(("caution", "rest", "tags", "ahead"), _NARRATIVE[1:], strict=True)
        ],
        "facts": {
            "hours_worked": {"value": 55.0, "unit": "hours", "text": "55 h"},
            "days_worked": {"value": 5, "unit": "count", "text": "5 days"},
            "tasks_completed": {"value": 5, "unit": "count", "text": "5 tasks"},
            "hours_more": {"value": 38, "unit": "percent", "text": "38%"},
            "breaks": {"value": 8, "unit": "count", "text": "8 breaks"},
            "rest": {"value": 1.33, "unit": "hours", "text": "1 h 20 min"},
            "water": {"value": 1250, "unit": "ml", "text": "1,250 ml"},
            "tag": {"value": "writing", "unit": "name", "text": "“writing”"},
            "tag_tasks": {"value": 3, "unit": "count", "text": "3 tasks"},
            "tag_part": {"value": "morning", "unit": "name", "text": "in the morning"},
            "expected_hours": {"value": 51.0, "unit": "hours", "text": "51 h"},
            "ahead_days": {"value": 7, "unit": "count", "text": "7 days"},
            "due": {"value": 1, "unit": "count", "text": "1 task"},
        },
        "source": "rules",
    },
    "Insights": {
        "from": "2026-02-21",
        "to": "2026-03-20",
        "metrics": {
            "hours_worked": _metric(
                161.5,
                "hours",
                18,
                132.0,
                22,
                "161 h 30 min of work on 18 days, 22% more than in the 4 weeks before.",
            ),
            "active_share": _metric(
                38.5, "percent", 18, 40.0, -4, "38.5% of the work was focus, on 18 days."
            ),
            "tasks_completed": _metric(
                41, "count", 18, 44, -7, "41 tasks completed, on 18 days with entries."
            ),
            "tasks_pending": _metric(9, "count", 50, None, None, "9 of 50 tasks open."),
            "task_progress": _metric(60.0, "percent", 20, None, None, "60% done of 20 subtasks."),
            "minutes_per_task": _metric(46.0, "minutes", 22, 43.0, 7, "46 min per task, over 22 tasks."),
            "estimate_deviation": _metric(
                20.0, "percent", 12, 14.5, None, "20% more time than estimated, over 12 tasks."
            ),
            "breaks": _metric(44, "count", 18, 46, -4, "44 breaks in 18 days."),
            "break_minutes": _metric(390, "minutes", 18, 410, -5, "6 h 30 min of breaks in 18 days."),
            "recommended_breaks_kept": _metric(
                60.0, "percent", 35, 62.5, -4, "A rest followed 60% of 35 rest reminders."
            ),
            "work_break_balance": _metric(
                4.2, "minutes", 18, 5.0, -16, "4.2 min of rest per hour of work, on 18 days."
            ),
            "usual_start": _metric(
                "09:02", "clock", 18, "09:00", None, "Work usually starts at 09:02, over 18 days."
            ),
            "usual_end": _metric(
                "18:40", "clock", 18, "18:05", None, "Work usually ends at 18:40, over 18 days."
            ),
            "overload_days": _metric(6, "count", 18, 0, None, "6 of 18 days of work longer than your limit."),
            "regularity": _metric(82, "score", 18, 86, -5, "A regularity score of 82, over 18 days."),
            "carried_over": _metric(7, "count", 30, 0, None, "7 of 30 planned tasks carried over."),
            "reminder_response_minutes": _metric(
                6.0, "minutes", 48, 5.5, 9, "6 min from a reminder to a response, over 48 reminders."
            ),
            "interactions": _metric(14.5, "count", 20, 13.8, 5, "14.5 entries a day, over 20 days."),
        },
        "rhythm": {
            "usual_start": "09:02",
            "usual_end": "18:40",
            "median_focus_minutes": 25.0,
            "best_hours": [{"hour_from": 9, "hour_to": 12, "share": 0.52, "n": 17}],
            "tags": [
                {
                    "tag": "writing",
                    "tasks": 12,
                    "minutes": 540,
                    "minutes_per_task": 54.0,
                    "best_part_of_day": "morning",
                },
            ],
        },
        "enough_data": True,
    },
    "DayPlan": {
        "date": "2026-03-23",
        "version": "355-0123456789abcdef01234567",
        "capacity_minutes": 355,
        "because": [
            "Your limit is 8 h 30 min of work a day.",
            "30% of the remaining time stays free: your share of work without focus, from 20 to 40%.",
            "You usually work from 09:00 to 17:30.",
        ],
        "blocks": [
            {
                "from": "2026-03-23T09:00:00Z",
                "to": "2026-03-23T09:50:00Z",
                "kind": "task",
                "task_id": _TASK,
                "title": "Write the report",
                "why": "It is due on this day. By your estimate, 1 h 40 min to go.",
            },
            {
                "from": "2026-03-23T09:50:00Z",
                "to": "2026-03-23T09:55:00Z",
                "kind": "break",
                "task_id": None,
                "title": None,
                "why": "A break after at most 55 min of work.",
            },
            {
                "from": "2026-03-23T09:55:00Z",
                "to": "2026-03-23T10:45:00Z",
                "kind": "task",
                "task_id": _TASK,
                "title": "Write the report",
                "why": "It is due on this day. By your estimate, 1 h 40 min to go.",
            },
        ],
        "left_out": [
            {
                "task_id": "5b0c6a42-3b2f-4c0e-8f57-0a5a35f1d0b4",
                "title": "Tidy the archive",
                "why": "You planned it for another day.",
            },
        ],
        "text": "1 task: 1 h 40 min of work from 09:00 to 10:45.",
    },
    "Recommendation": {
        "id": "b0b490b781a28b2abf6728cef3f484ed",
        "kind": "shutdown",
        "title": "Close the day",
        "text": "A short look back, and the rest of the day is yours.",
        "because": ["3 tasks are done today.", "Your work usually ends at about 16:00."],
        "evidence": {
            "worked": {"value": 7.5, "unit": "hours", "text": "7 h 30 min"},
            "tasks": {"value": 3, "unit": "count", "text": "3"},
            "end": {"value": "16:00", "unit": "clock", "text": "16:00"},
        },
        "action": {
            "label": "Shut the day down",
            "method": "POST",
            "path": "/api/dashboard/shutdown-reflection",
            "body": {"productivity_rating": "okay", "carry_over": True, "clock_out": True},
        },
        "valid_until": "2026-03-20T23:59:59Z",
    },
    "Muted": {"kind": "drink", "until": "2026-03-23T15:30:00Z"},
    "Predictions": {
        "as_of": "2026-03-20T15:30:00Z",
        "history_days": 33,
        "confidence": "good",
        "overload_line_hours": 11.0,
        "limit_hours": 8.5,
        "today": {
            "worked_hours": 7.0,
            "expected_hours": 9.25,
            "expected_end": "2026-03-20T18:00:00Z",
            "over_limit_expected": True,
        },
        "days": [
            {
                "date": "2026-03-21",
                "expected_hours": 0.03,
                "low_hours": 0.0,
                "high_hours": 0.03,
                "overload_chance": 0.0,
                "over_limit_chance": 0.02,
            },
        ],
        "week": {
            "expected_hours": 50.98,
            "low_hours": 42.6,
            "high_hours": 58.57,
            "usual_hours": 46.63,
            "heavy_chance": 0.25,
        },
        "this_week": {"worked_hours": 53.0, "expected_hours": 55.25, "usual_hours": 46.63},
        "factors": [
            {
                "name": "recent_weeks",
                "effect": 2.7,
                "text": "Going by recent weeks: 2 h 45 min more than usual.",
            },
        ],
        "signals": [
            {
                "rule": "long_week",
                "level": "strong",
                "since": "2026-03-06",
                "observed": 55.0,
                "limit": 55.0,
                "unit": "hours",
                "usual": None,
                "total": None,
                "text": (
                    "The last two weeks average 55 h of tracked work each; "
                    "WHO and ILO call weeks long from 55 h."
                ),
                "option": "You could end one day this week an hour earlier.",
                "source": {
                    "title": "WHO/ILO 2021: Pega et al., Environment International 154, 106595",
                    "url": "https://doi.org/10.1016/j.envint.2021.106595",
                },
                "snoozed_until": None,
            },
        ],
        "tasks_at_risk": [
            {
                "task_id": _TASK,
                "title": "Write the report",
                "due_date": "2026-03-23T23:59:59Z",
                "minutes_left": 900,
                "free_minutes": 746,
                "text": "Write the report: 15 h left, and about 12 h 26 min of work until it is due.",
            },
        ],
        "text": "Expected in the next seven days: 51 h of work, "
        "probably between 42 h 30 min and 58 h 30 min.",
    },
    "Notification": _notification,
    "NotificationRead_post": {**_notification, "read_at": "2026-03-20T15:30:00Z"},
    "ReadAll": {"updated": 2},
    "NotificationPreferences": {
        "quiet_hours": {"from": "22:00", "to": "07:00"},
        "kinds": {
            "task_reminder": True,
            "water": True,
            "lunch": True,
            "rest": True,
            "wind_down": True,
            "session_forgotten": True,
            "weekly_summary": False,
            "achievement": True,
            "level": True,
            "challenge": True,
            "deadline": True,
            "shutdown_reminder": True,
            "overload_ahead": True,
            "long_day_ahead": True,
            "recovery": True,
            "link": True,
            "security": True,
        },
        "channels": {
            "task_reminder": ["app"],
            "water": ["app", "slack"],
            "lunch": ["app"],
            "rest": ["app"],
            "wind_down": ["app"],
            "session_forgotten": ["app"],
            "weekly_summary": ["app"],
            "achievement": ["app"],
            "level": ["app"],
            "challenge": ["app"],
            "deadline": ["app"],
            "shutdown_reminder": ["app"],
            "overload_ahead": ["app"],
            "long_day_ahead": ["app"],
            "recovery": ["app"],
            "link": ["app"],
            "security": ["app"],
        },
        "full_text": False,
    },
    "ChannelDeliveries": {
        "channel": "slack",
        "sent": 250,
        "failed": 0,
        "waiting": 0,
        "last_error": None,
        "last_error_at": None,
    },
    "DeliveryTest": {"sent": 1},
    "LinkCode": {"code": "7F3K-Q2MN", "expires_at": "2026-03-20T15:40:00Z"},
    "Link": {
        "id": "0123456789abcdef0123456789abcdef",
        "channel": "slack",
        "workspace": "example",
        "linked_at": "2026-03-20T15:31:00Z",
    },
    "TeamsAnswer": {
        "statusCode": 200,
        "type": "application/vnd.microsoft.card.adaptive",
        "value": {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.5",
            "body": [
                {
                    "type": "RichTextBlock",
                    "inlines": [{"type": "TextRun", "text": "Added: “Call the plumber”."}],
                    "spacing": "Small",
                }
            ],
        },
    },
    "SlackEvents_post": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
    "SlackInteractions_post": "",
    "SlackMessage": {
        "response_type": "ephemeral",
        "text": "Added: “Call the plumber”.",
        "blocks": [
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "Added: “Call the plumber”.", "verbatim": True},
            }
        ],
    },
}


RESPONSES["Dashboard"] = {
    "date": _DAY,
    "user": _user_after_onboarding,
    "settings": {
        "workday_limit_minutes": 510,
        "clock_out_time": None,
        "focus_goal_minutes": 240,
        "focus_minutes": 25,
        "break_minutes": 5,
        "assistant": True,
    },
    "companion": RESPONSES["Companion"],
    "tasks": [_task],
    "more_tasks": False,
    "work_session": _running_work_session,
    "focus_session": None,
    "health": RESPONSES["HealthToday"],
    "challenges": [RESPONSES["Challenge"]],
    "unread_notifications": 2,
    "recommendations": [RESPONSES["Recommendation"]],
    "next_change_at": "2026-03-20T15:31:00Z",
}


def example_of_response(operation_id: str, schema: Schema) -> Json:
    """Return the example of a successful response: that of the operation, or else that of its schema."""
    return RESPONSES[operation_id] if operation_id in RESPONSES else _example_of(schema)


def _example_of(schema: Schema) -> Json:
    if "anyOf" in schema:
        return _example_of(schema["anyOf"][0])
    return [_example_of(schema["items"])] if "items" in schema else RESPONSES[name_of(schema)]
