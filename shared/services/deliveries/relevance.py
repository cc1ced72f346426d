"""Whether a notification still matters when its turn to be sent to a chat has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from shared.entities.daily_totals import DailyTotals
from shared.entities.notification import Notification
from shared.entities.user import User
from shared.repos.task_repo import TaskRepository
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository
from shared.views.notification import NotificationKind

_SHORT_LIVED = frozenset(
    {
        NotificationKind.WATER,
        NotificationKind.REST,
        NotificationKind.LUNCH,
        NotificationKind.WIND_DOWN,
        NotificationKind.LONG_DAY_AHEAD,
    }
)
_SHORT_LIFE = timedelta(minutes=30)

_IsDone = Callable[[User, Notification, datetime], bool]


@dataclass(frozen=True, kw_only=True, eq=False)
class DeliveryRelevance:
    """Decides which notifications are still worth sending: not those that were read, done or are too old."""

    tasks: TaskRepository
    active_sessions: ActiveWorkSessionRepository
    lifetime_totals: LifetimeTotalsRepository
    daily_totals: DailyTotalsRepository

    def matters(self, user: User, notification: Notification, now: datetime) -> bool:
        """Return whether a notification is worth sending now."""
        kind = notification.kind
        if notification.read_at is not None:
            return False
        if kind in _SHORT_LIVED and now - notification.created_at >= _SHORT_LIFE:
            return False
        is_done = self._is_done.get(kind)
        return is_done is None or not is_done(user, notification, now)

    @cached_property
    def _is_done(self) -> Mapping[NotificationKind, _IsDone]:
        """How to find out whether what a kind asks for was done meanwhile."""
        return {
            NotificationKind.TASK_REMINDER: self._task_is_done,
            NotificationKind.DEADLINE: self._task_is_done,
            NotificationKind.SESSION_FORGOTTEN: self._session_has_ended,
            NotificationKind.WIND_DOWN: self._session_has_ended,
            NotificationKind.SHUTDOWN_REMINDER: self._was_shut_down,
            NotificationKind.WATER: self._has_since(lambda day: [drink.at for drink in day.drinks]),
            NotificationKind.LUNCH: self._has_since(lambda day: [meal.at for meal in day.meals]),
            NotificationKind.REST: self._has_since(
                lambda day: [one.end for one in (*day.rested, *day.paused)]
            ),
        }

    def _task_is_done(self, user: User, notification: Notification, _now: datetime) -> bool:
        task = self.tasks.find(user.user_id, str(notification.data.get("task_id")))
        return task is None or task.completed

    def _session_has_ended(self, user: User, notification: Notification, _now: datetime) -> bool:
        active = self.active_sessions.find_active(user.user_id)
        return active is None or active.session_id != notification.data.get("session_id")

    def _was_shut_down(self, user: User, notification: Notification, _now: datetime) -> bool:
        day = date.fromisoformat(notification.data["date"])
        return self.lifetime_totals.get_totals(user.user_id).was_shut_down(day)

    def _has_since(self, moments_of: Callable[[DailyTotals], list[datetime]]) -> _IsDone:
        """Return a function that finds out whether there was something on the day since a notification."""

        def has_since(user: User, notification: Notification, now: datetime) -> bool:
            since = notification.created_at
            dates = {user.calendar.date_of(moment) for moment in (since, now)}
            days = self.daily_totals.read_together(user.user_id, dates)
            found = (day for day in days if isinstance(day, DailyTotals))
            return any(moment > since for day in found for moment in moments_of(day))

        return has_since
