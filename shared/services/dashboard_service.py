"""The dashboard: what the first screen of an app shows, in one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.clock import Clock
from shared.entities.calendar import week_of
from shared.entities.challenge import WeeklyChallenge
from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import Entity, first_of
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.task import Task
from shared.entities.user import User
from shared.repos.keys import daily_totals_id
from shared.repos.notification_repo import NotificationRepository
from shared.rules.assistant.estimates import estimates_from
from shared.rules.assistant.history import History
from shared.rules.companion.recent_activity import RecentActivity
from shared.services.backlog_reader import Backlog, BacklogReader
from shared.services.base_service import BaseService
from shared.services.challenge_service import ChallengeService
from shared.services.companion_service import CompanionService
from shared.services.focus_session_service import FocusSessionService
from shared.services.health_service import health_today_of
from shared.services.recent_activity_reader import RecentActivityReader
from shared.services.recommendation_service import recommendations_of
from shared.services.rhythm_reader import RhythmReader
from shared.services.side_by_side import SideBySide
from shared.services.task_service import TaskService
from shared.services.todays_tasks import TodaysTasks
from shared.views.dashboard import DashboardView, SettingsView

MAX_TASKS = 50
MIN_DONE = 10
"""For how many of the tasks completed today there is room, however many are open."""

MAX_RECOMMENDATIONS = 3

_DAY = timedelta(days=1)


class _Parts(NamedTuple):
    """What was read of a user."""

    history: History
    days: Sequence[DailyTotals]
    activity: RecentActivity
    focus: FocusSession | None
    open_tasks: Sequence[Task]
    done: Sequence[Task]
    backlog: Backlog
    challenges: Sequence[WeeklyChallenge]
    unread: int

    @property
    def today(self) -> DailyTotals:
        on = self.history.today
        no_events = DailyTotals(user_id=self.history.user.user_id, local_date=on)
        return next((day for day in self.days if day.local_date == on), no_events)


@dataclass(frozen=True, kw_only=True, eq=False)
class DashboardService(BaseService):
    """The dashboard of one user, in two trips to the store: one query, and the other reads side by side."""

    entity_type = "Dashboard"

    rhythm: RhythmReader
    recent_activity: RecentActivityReader
    companions: CompanionService
    focus: FocusSessionService
    tasks: TaskService
    todays_tasks: TodaysTasks
    backlog: BacklogReader
    challenges: ChallengeService
    notifications: NotificationRepository
    reads: SideBySide
    clock: Clock

    def get(self, user_id: str, accept_language: str = "") -> DashboardView:
        """Return the dashboard as of now; `NotFoundError` when there is no such account."""
        parts = self._read(user_id)
        user, lifetime = parts.history.user, parts.history.lifetime
        running, focus = parts.history.running, parts.focus
        recommended = (
            recommendations_of(parts.history, parts.backlog, MAX_RECOMMENDATIONS, accept_language)
            if user.wants_assistant
            else []
        )
        listed = _listed(parts.open_tasks, parts.done)
        return {
            "date": parts.history.today,
            "user": user.to_dict(),
            "settings": _settings(user),
            "companion": self.companions.companion_of(parts.activity, lifetime, accept_language),
            "tasks": [task.to_dict() for task in self.tasks.settle(listed)],
            "more_tasks": sum(not task.completed for task in listed) < len(parts.open_tasks),
            "work_session": running.to_dict() if running else None,
            "focus_session": focus.to_dict() if focus else None,
            "health": health_today_of(parts.activity, parts.today),
            "challenges": [challenge.to_dict() for challenge in parts.challenges],
            "unread_notifications": parts.unread,
            "recommendations": recommended,
            "next_change_at": _next_minute(parts.history.now),
        }

    def _read(self, user_id: str) -> _Parts:
        history, found, focus = self._read_history(user_id)
        user, today, now = history.user, history.today, history.now
        days = [one for one in found if isinstance(one, DailyTotals)]
        day = next((one for one in days if one.local_date == today), None)
        week = history.lifetime.at_week(week_of(today)).week

        activity = self.reads.start(
            lambda: self.recent_activity.activity_of(user, days, history.running, now)
        )
        open_tasks = self.todays_tasks.start_open(user_id, user.calendar, today, MAX_TASKS + 1)
        done = self.reads.start(
            lambda: self.todays_tasks.list_done(user_id, day, MAX_TASKS) if day is not None else []
        )
        unread = self.reads.start(lambda: self.notifications.count_unread(user_id))
        backlog = self.backlog.start(user_id) if user.wants_assistant else _no_backlog
        challenges = self.challenges.start_week(user, week)
        return _Parts(
            history=history,
            days=days,
            activity=activity.result(),
            focus=focus,
            open_tasks=[task for part in open_tasks for task in part.result()],
            done=done.result(),
            backlog=backlog(),
            challenges=challenges(),
            unread=unread.result(),
        )

    def _read_history(self, user_id: str) -> tuple[History, Sequence[Entity], FocusSession | None]:
        """Return the history, all that was read with it, and the running focus session or break."""

        def ids_on(today: date) -> tuple[str]:
            return (daily_totals_id(today + 2 * _DAY),)  # of a zone further east than the cached calendar

        history, found = self.rhythm.read_with(user_id, ids_on)
        pointer = first_of(ActiveFocusSession, found)
        if pointer is None:
            return history, found, None
        if pointer.session is not None and not pointer.session.is_forgotten(history.now):
            return history, found, pointer.session
        # Rare: it was forgotten, so that it is ended first, or an earlier version wrote its pointer.
        focus = self.focus.get_current_session(user_id)
        return (*self.rhythm.read_with(user_id, ids_on), focus)


def _listed(open_tasks: Sequence[Task], done: Sequence[Task]) -> list[Task]:
    """Return the tasks to show: the open ones, and as many of those done as there is room for."""
    shown = open_tasks[: MAX_TASKS - min(len(done), MIN_DONE)]
    return [*shown, *done[: MAX_TASKS - len(shown)]]


def _settings(user: User) -> SettingsView:
    clock_out = user.clock_out_time
    return {
        "workday_limit_minutes": user.workday_limit_minutes,
        "clock_out_time": None if clock_out is None else f"{clock_out:%H:%M}",
        "focus_goal_minutes": user.focus_goal_minutes,
        "focus_minutes": user.focus_minutes,
        "break_minutes": user.break_minutes,
        "assistant": user.wants_assistant,
    }


def _no_backlog() -> Backlog:
    return Backlog(open_tasks=(), completed=(), estimates=estimates_from(()))


def _next_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
