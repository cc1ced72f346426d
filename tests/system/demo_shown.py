"""The numbers of a demo user as the services return them."""

from datetime import date, timedelta
from typing import Any

from shared.services.service_factory import ServiceFactory

WEEKS_SHOWN = 14


def shown(services: ServiceFactory, user_id: str, today: date) -> dict[str, Any]:
    """Return statistics, achievements, summaries and challenges of a user."""
    summaries = services.get_summary_service()
    weeks = [
        summaries.get_week(user_id, today - timedelta(weeks=age)) for age in reversed(range(WEEKS_SHOWN))
    ]
    day = summaries.get_day(user_id)
    heatmap = summaries.get_heatmap(user_id, WEEKS_SHOWN)
    return {
        "stats": services.get_stats_service().get_user_stats(user_id),
        "challenge stats": services.get_challenge_service().get_stats(user_id),
        "achievements": {
            one["id"]: (one["progress"], one["unlocked"])
            for one in services.get_reward_service().list_achievements(user_id)
        },
        "days": {
            one["date"].date(): (
                one["total_focus_sessions"],
                one["total_focus_time"],
                one["total_break_time"],
                [session["session_id"] for session in one["focus_sessions"]],
            )
            for week in weeks
            for one in week["daily_summaries"]
        },
        "weeks": [
            (
                week["week_start"].date(),
                week["total_focus_sessions"],
                week["total_focus_time"],
                week["total_break_time"],
            )
            for week in weeks
        ],
        "today": (day["date"].date(), day["total_focus_sessions"], day["total_focus_time"]),
        "heatmap": {
            (cell["weekday"], cell["hour"]): (
                cell["minutes_worked"],
                cell["focus_minutes"],
                cell["tasks_completed"],
            )
            for cell in heatmap["cells"]
            if cell["minutes_worked"] or cell["focus_minutes"] or cell["tasks_completed"]
        },
        "shutdown": services.get_shutdown_service().get_summary(user_id),
        "this week": {
            one.id: (one.progress, one.status) for one in services.get_challenge_service().list_week(user_id)
        },
    }
