"""The dashboard: what the first screen of an app shows, in one answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from shared import __version__
from shared.clock import Clock
from shared.entities.task import Task
from shared.entities.user import User
from shared.services.administrators import Administrators
from shared.services.base_service import BaseService
from shared.services.companion_service import CompanionService
from shared.services.dashboard_reader import MAX_TASKS, DashboardReader, DashboardReads
from shared.services.health_service import health_today_of
from shared.services.recent_dashboards import RecentDashboards
from shared.services.recommendation_service import recommendations_of
from shared.services.task_service import TaskService
from shared.views.dashboard import DashboardView, SettingsView
from shared.views.recommendations import RecommendationView

MAX_RECOMMENDATIONS = 3

_MIN_DONE = 10  # for how many of the tasks completed today there is room, however many are open
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_MINUTES_OF_RECOMMENDATIONS = 5  # at these they are looked at: they take more time than all else
_TAG = re.compile(r'"[0-9a-f]{24}-([0-9]{1,11})"')

_Moving = Mapping[str, object]
"""The parts that change by themselves."""


class Dashboard(NamedTuple):
    """The dashboard and its ETag; no view for a caller who has it already."""

    etag: str
    view: DashboardView | None


@dataclass(frozen=True, kw_only=True, eq=False)
class DashboardService(BaseService):
    """The dashboard of one user, at the cost of two point reads for a caller who has it already.

    Its ETag consists of the versions of the user's documents and the moment of its next change. What other
    users do, who join challenges, is seen with the next change.
    """

    entity_type = "Dashboard"

    reader: DashboardReader
    recent: RecentDashboards
    companions: CompanionService
    tasks: TaskService
    administrators: Administrators
    clock: Clock

    def get(self, user_id: str, accept_language: str = "", known: str = "") -> Dashboard:
        """Return the dashboard as of now; `known` has the ETags that the caller has, as `If-None-Match`.

        `NotFoundError` when there is no such account.
        """
        versions = (*self.reader.read_versions(user_id), user_id, accept_language, __version__)
        now = self.clock.now()
        for found in _TAG.finditer(known):
            seconds = int(found[1])
            if now.timestamp() < seconds and found[0] == _etag(versions, seconds):
                return Dashboard(found[0], None)
        view = self._view(self.recent.read(user_id, versions[:2], now), accept_language)
        return Dashboard(_etag(versions, int(view["next_change_at"].timestamp())), view)

    def _view(self, reads: DashboardReads, accept_language: str) -> DashboardView:
        user, running, focus = reads.history.user, reads.history.running, reads.focus
        listed = _listed(reads)
        now = reads.history.now
        recommended = _recommendations(reads, now, accept_language)
        return {
            "date": reads.history.today,
            "user": self.administrators.resolve(user).to_dict(),
            "settings": _settings(user),
            "companion": self.companions.companion_of(
                reads.activity, reads.history.lifetime, accept_language
            ),
            "tasks": [task.to_dict() for task in self.tasks.settle(listed)],
            "more_tasks": sum(not task.completed for task in listed) < len(reads.open_tasks),
            "work_session": running.to_dict() if running else None,
            "focus_session": focus.to_dict() if focus else None,
            "health": health_today_of(reads.activity, reads.day),
            "challenges": [challenge.to_dict() for challenge in reads.challenges],
            "unread_notifications": reads.unread,
            "recommendations": recommended,
            "next_change_at": self._next_change(reads, recommended, accept_language),
        }

    def _next_change(
        self, reads: DashboardReads, recommended: Sequence[RecommendationView], accept_language: str
    ) -> datetime:
        """Return the first whole minute at which a part has changed, at most when other reads are needed."""
        now = reads.history.now
        until = min([reads.valid_until, *(one["valid_until"] for one in recommended)])
        shown, suggested = self._moving(reads, now, accept_language), _without_end(recommended)
        at = now.replace(second=0, microsecond=0) + _MINUTE
        while at < until:
            if self._moving(reads, at, accept_language) != shown:
                return at
            looks = at.minute % _MINUTES_OF_RECOMMENDATIONS == 0
            if looks and _without_end(_recommendations(reads, at, accept_language)) != suggested:
                return at
            at += _MINUTE
        return until if not until.microsecond else until.replace(microsecond=0) + _SECOND

    def _moving(self, reads: DashboardReads, at: datetime, accept_language: str) -> _Moving:
        """Return the parts that change from minute to minute, as of a moment of today."""
        then = reads.as_of(at)
        return {
            "companion": self.companions.companion_of(then.activity, then.history.lifetime, accept_language),
            "health": health_today_of(then.activity, then.day),
        }


def _recommendations(reads: DashboardReads, at: datetime, accept_language: str) -> list[RecommendationView]:
    if not reads.history.user.wants_assistant:
        return []
    history = replace(reads.history, now=at)
    return recommendations_of(history, reads.backlog, MAX_RECOMMENDATIONS, accept_language)


def _without_end(recommended: Sequence[RecommendationView]) -> list[dict[str, object]]:
    """Return recommendations without the moment until which they are valid, which moves with the clock."""
    return [{name: value for name, value in one.items() if name != "valid_until"} for one in recommended]


def _etag(versions: tuple[str, ...], seconds: int) -> str:
    digest = blake2b("\n".join((*versions, str(seconds))).encode(), digest_size=12)
    return f'"{digest.hexdigest()}-{seconds}"'


def _listed(reads: DashboardReads) -> list[Task]:
    """Return the tasks to show: the open ones, and as many of those done as there is room for.

    Without room for all open ones, tasks without a date are left out first, then those of the earliest days.
    """
    calendar, today = reads.history.user.calendar, reads.history.today

    def day_of(task: Task) -> date:
        dates = task.planned_date, task.due_date and calendar.date_of(task.due_date)
        return max((day for day in dates if day and day <= today), default=date.min)

    room = MAX_TASKS - min(len(reads.done), _MIN_DONE)
    nearest = {task.id for task in sorted(reads.open_tasks, key=day_of, reverse=True)[:room]}
    shown = [task for task in reads.open_tasks if task.id in nearest]
    return [*shown, *reads.done[: MAX_TASKS - len(shown)]]


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
