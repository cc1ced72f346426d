"""Comparison of the views of a user with those computed from an event log."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from shared.views.summary import DailySummaryView, WeeklySummaryView
from tests.oracle.event_log import CHALLENGES, EventLog
from tests.oracle.metrics import Recount, assert_insights_equal
from tests.oracle.naive_calendar import NaiveCalendar, monday_of
from tests.oracle.recount import calendar_of, is_free_of, of_type

_WEEKS_OF_HEATMAP = 26
_WEEKS_OF_INSIGHTS = (1, 4)
_DAYS_OF_SERIES = 92
_DAYS_AHEAD = 4
_PLANS = ("tasks_planned", "tasks_carried_over")
_MAX_TASKS = 10


def assert_views_equal(
    services: ServiceFactory, log: EventLog, documents: list[Document], now: datetime, weeks: int
) -> None:
    """Compare statistics, achievements and challenges of a user, and the summaries of the last weeks.

    The documents are those of the user.
    """
    (user,) = of_type(documents, "user")
    shown = _shown(services, user["user_id"], calendar_of(user).date_of(now), weeks, log)
    expected = _expected(log, documents, now, weeks)
    hour, minute = map(int, shown["challenge stats"].pop("avg_shutdown_time").split(":"))
    difference = hour * 60 + minute - log.mean_shutdown()
    assert abs((difference + 720) % 1440 - 720) < 0.5 + 1e-6  # half a minute may be rounded up or down
    for name in log.uncertain_achievements:
        shown["achievements"][name] = shown["achievements"][name][0], expected["achievements"][name][1]
    assert shown.keys() == expected.keys()
    for name, view in expected.items():
        assert shown[name] == view, name
    recount = Recount(log, documents, now)
    for length in _WEEKS_OF_INSIGHTS:
        insights = services.get_insight_service().get_insights(user["user_id"], length)
        assert_insights_equal(insights, recount, length)


def _shown(services: ServiceFactory, user_id: str, today: date, weeks: int, log: EventLog) -> dict[str, Any]:
    """Return the views that the services return."""
    summaries, challenges = services.get_summary_service(), services.get_challenge_service()
    shown_weeks = [summaries.get_week(user_id, today - timedelta(weeks=age)) for age in range(weeks)]
    heatmap = {
        cell["weekday"] * 24 + cell["hour"]: (
            cell["minutes_worked"],
            cell["focus_minutes"],
            cell["tasks_completed"],
        )
        for cell in summaries.get_heatmap(user_id, _WEEKS_OF_HEATMAP)["cells"]
    }
    return {
        "stats": services.get_stats_service().get_user_stats(user_id),
        "challenge stats": challenges.get_stats(user_id),
        "achievements": {
            one["id"]: (one["progress"], one["unlocked"])
            for one in services.get_reward_service().list_achievements(user_id)
        },
        "days": {
            day["date"].date(): (*_sums(day), [session["session_id"] for session in day["focus_sessions"]])
            for week in shown_weeks
            for day in week["daily_summaries"]
        },
        "weeks": {week["week_start"].date(): _sums(week) for week in shown_weeks},
        "heatmap": {hour: amounts for hour, amounts in heatmap.items() if any(amounts)},
        "series": _shown_series(services, user_id, today, log),
        "shutdown": services.get_shutdown_service().get_summary(user_id),
        "this week": {one.id: (one.progress, one.status) for one in challenges.list_week(user_id)},
        "points of this week": [
            one["points"] for one in challenges.list_leaders(user_id) if one["is_current_user"]
        ],
    }


def _dates_of_series(today: date) -> list[date]:
    return [today + timedelta(days=_DAYS_AHEAD - age) for age in reversed(range(_DAYS_OF_SERIES))]


def _shown_series(services: ServiceFactory, user_id: str, today: date, log: EventLog) -> list[dict[str, Any]]:
    """Return the last days, and the next ones; their points, which the totals are compared for, are left out.

    A log of documents does not know their plans.
    """
    dates, unknown = _dates_of_series(today), {"points", *(_PLANS if log.completed is not None else ())}
    rows = services.get_day_stats_service().list_days(user_id, dates[0], dates[-1])
    return [{name: value for name, value in row.items() if name not in unknown} for row in rows]


def _series(log: EventLog, documents: list[Document], on: date, today: date) -> dict[str, Any]:
    if log.completed is not None:
        return log.series(on)
    (user,) = of_type(documents, "user")
    is_off = any(one["begin"] <= on.isoformat() <= one["end"] for one in user.get("days_off", ()))
    planned, still_open = log.planned(on)
    carried_over = still_open if on < today and not is_off else 0
    return {**log.series(on), "tasks_planned": planned, "tasks_carried_over": carried_over}


def _sums(summary: DailySummaryView | WeeklySummaryView) -> tuple[int, int, int]:
    return summary["total_focus_sessions"], summary["total_focus_time"], summary["total_break_time"]


def _expected(log: EventLog, documents: list[Document], now: datetime, weeks: int) -> dict[str, Any]:
    """Return the same from the events of the log and the titles and dates of tasks and sessions."""
    (user,) = of_type(documents, "user")
    today = calendar_of(user).date_of(now)
    monday, this_week = monday_of(today), max(monday_of(today), log.monday)
    days = {
        monday + timedelta(days=number): _summary(log, documents, monday + timedelta(days=number))
        for number in range(7 - 7 * weeks, 7)
    }
    return {
        "stats": _stats(log, documents, today),
        "challenge stats": {
            "total_points": log.points(),
            "challenges_done": len(log.completed_challenges()),
            "shutdown_streak": log.shutdown_streak(today),
        },
        "achievements": log.achievements(),
        "days": days,
        "weeks": {
            start: tuple(
                sum(amounts)
                for amounts in zip(
                    *(days[start + timedelta(days=number)][:3] for number in range(7)), strict=True
                )
            )
            for start in (monday - timedelta(weeks=age) for age in range(weeks))
        },
        "heatmap": log.heatmap(monday - timedelta(weeks=_WEEKS_OF_HEATMAP - 1)),
        "series": [_series(log, documents, on, today) for on in _dates_of_series(today)],
        "shutdown": _shutdown_summary(log, documents, now),
        "this week": {
            name: _progress(log.challenge_progress(name, this_week), target)
            for name, (_, target) in CHALLENGES.items()
        },
        "points of this week": [log.points(this_week)],
    }


def _stats(log: EventLog, documents: list[Document], today: date) -> dict[str, Any]:
    (user,) = of_type(documents, "user")
    hours = log.worked_centihours() / 100
    return {
        "user_id": user["user_id"],
        "username": user["username"],
        "hours_worked": hours,
        "tasks_completed": len(log.of("task")),
        "total_tasks": len(of_type(documents, "task")),
        "completed_tasks": len(log.of("task")),
        "total_sessions": len(log.of("work")),
        "total_hours": hours,
        "active_streak": log.active_streak(today),
        "longest_streak": log.longest_streak(),
    }


def _summary(log: EventLog, documents: list[Document], on: date) -> tuple[int, int, int, list[str]]:
    focus, breaks = log.on(on, "focus"), log.on(on, "break")
    sessions = [one for one in of_type(documents, "focus_session") if one["started_on"] == on.isoformat()]
    newest_first = sorted(sessions, key=lambda one: (one["start_time"], one["id"]), reverse=True)
    focused, rested = (sum(event.seconds for event in events) for events in (focus, breaks))
    return len(focus), focused, rested, [one["id"] for one in newest_first]


def _open_for_today(tasks: Iterable[Document], calendar: NaiveCalendar, today: date) -> list[Document]:
    """Return the open tasks for today: those due by then, those planned until then, those without dates."""
    still_open = [task for task in tasks if not task["completed_at"]]
    due = [
        task
        for task in still_open
        if task["due_date"] and calendar.date_of(datetime.fromisoformat(task["due_date"])) <= today
    ]
    due.sort(key=lambda task: (task["due_date"], task["id"]))
    others = [task for task in still_open if task not in due]
    planned = [task for task in others if (task.get("planned_date") or "9999") <= today.isoformat()]
    planned.sort(key=lambda task: (task["planned_date"], task["id"]))
    undated = [task for task in others if not task["due_date"] and not task.get("planned_date")]
    undated.sort(key=lambda task: (task["created_at"], task["id"]), reverse=True)
    return [*due, *planned, *undated]


def _shutdown_summary(log: EventLog, documents: list[Document], now: datetime) -> dict[str, Any]:
    (user,) = of_type(documents, "user")
    today = calendar_of(user).date_of(now)
    calendar, tasks = calendar_of(user), {task["id"]: task for task in of_type(documents, "task")}
    done = [event.name for event in reversed(log.on(today, "task"))]
    # Some of today's tasks may be deleted or open again, if that was done in a zone with another date.
    shown = [tasks[name] for name in done[:_MAX_TASKS] if name in tasks and tasks[name]["completed"]]
    pending = _open_for_today(tasks.values(), calendar, today)
    is_free, next_day = is_free_of(user), today + timedelta(days=1)
    while is_free(next_day):
        next_day += timedelta(days=1)
    tomorrow = [
        task
        for task in tasks.values()
        if not task["completed_at"] and task.get("planned_date") == next_day.isoformat()
    ]
    tomorrow.sort(key=lambda task: (task["created_at"], task["id"]))
    focused = sum(event.seconds for event in log.on(today, "focus")) // 60
    goal = user["preferences"].get("focus_goal_minutes", 480)
    return {
        "tasksCompleted": len(done),
        "tasksTotal": len(done) + len(pending),
        "pendingTasks": len(pending),
        "todayTasks": [
            {"name": task["title"], "completed": bool(task["completed_at"])}
            for task in [*shown, *pending][:_MAX_TASKS]
        ],
        "focusTime": focused,
        "focusGoal": goal,
        "shutdownStreak": log.shutdown_streak(today),
        "pointsEarned": 10
        + 5 * len(done)
        + 15 * (focused >= goal)
        + min(2 * log.shutdown_streak(today, now=now), 20),
        "clockedOutTime": log.day(today)["clocked_out"],
        "tomorrow": [{"id": task["id"], "name": task["title"]} for task in tomorrow[:_MAX_TASKS]],
    }


def _progress(found: tuple[int, bool] | None, target: int) -> tuple[int | None, str | None]:
    if found is None:
        return None, None
    counted, completed = found
    return min(counted, target), "completed" if completed else "in_progress"
