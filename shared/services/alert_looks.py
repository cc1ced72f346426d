"""When to look for alerts, and for which."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from shared.clock import Clock
from shared.entities.scheduled_reminder import FIRST_CHECK, ScheduledReminder
from shared.entities.user import User
from shared.repos.notification_repo import NotificationRepository
from shared.repos.rhythm_repo import RhythmRepository
from shared.repos.totals_repo import DailyTotalsRepository
from shared.repos.work_session_repo import WorkSessionRepository
from shared.services.notification_sender import NotificationSender
from shared.services.recent_users import RecentUsers
from shared.views.notification import NotificationKind

if TYPE_CHECKING:
    from shared.services.alert_sender import AlertSender

_AT_START = (NotificationKind.OVERLOAD_AHEAD, NotificationKind.LONG_DAY_AHEAD, NotificationKind.RECOVERY)
_ON_MONDAY = (NotificationKind.OVERLOAD_AHEAD, NotificationKind.RECOVERY)
_FIRST_LOOK = timedelta(hours=4)  # before the limit of the day, apart from the look at the start
_LAST_LOOK = timedelta(hours=1, minutes=5)


@dataclass(frozen=True, kw_only=True, eq=False)
class AlertLooks:
    """Looks for alerts at the first check of a work session, at later ones, and on Monday morning.

    What computes them is imported for the first look.
    """

    recent_users: RecentUsers
    rhythms: RhythmRepository
    daily_totals: DailyTotalsRepository
    sessions: WorkSessionRepository
    notifications: NotificationRepository
    sender: NotificationSender
    clock: Clock

    def are_due_at_start(self, reminder: ScheduledReminder, user: User) -> bool:
        """Return whether a session has had no look at its start yet; quiet hours postpone it."""
        if not _wants(user, *_AT_START):
            return False
        return _is_first(reminder) or _was_postponed(reminder, user)

    def at_start(self, reminder: ScheduledReminder, user: User) -> None:
        """Send the alerts that are due, if the session is the first one of its day.

        After quiet hours, which drop the alert of a long day, only the others are.
        """
        kinds = _AT_START if _is_first(reminder) else _ON_MONDAY
        self._alerts.send_due(user, kinds, reminder.since)

    def on_monday(self, user: User) -> None:
        """Send the alerts that are due before the first session of the week."""
        if _wants(user, *_ON_MONDAY):
            self._alerts.send_due(user, _ON_MONDAY)

    def while_working(self, user: User, worked: timedelta, now: datetime) -> datetime | None:
        """Send the alert of a long day, if it is due and close; return when to look at the latest, if later.

        `worked` is the work of today so far.
        """
        left = timedelta(minutes=user.long_day_minutes) - worked
        if left < _LAST_LOOK or not _wants(user, NotificationKind.LONG_DAY_AHEAD):
            return None
        if left <= _FIRST_LOOK:
            self._alerts.send_due(user, [NotificationKind.LONG_DAY_AHEAD])
        return now + left - _LAST_LOOK

    @cached_property
    def _alerts(self) -> "AlertSender":
        from shared.services.alert_sender import AlertSender  # noqa: PLC0415 - imported when first used
        from shared.services.rhythm_reader import RhythmReader  # noqa: PLC0415

        rhythm = RhythmReader(
            recent_users=self.recent_users,
            rhythms=self.rhythms,
            daily_totals=self.daily_totals,
            sessions=self.sessions,
            clock=self.clock,
        )
        return AlertSender(
            notifications=self.notifications, rhythm=rhythm, sender=self.sender, clock=self.clock
        )


def _is_first(reminder: ScheduledReminder) -> bool:
    """Return whether a check is the first one of a session, or a repeated one."""
    return reminder.is_first or reminder.attempts > 0


def _was_postponed(reminder: ScheduledReminder, user: User) -> bool:
    """Return whether the first check and the last one were in quiet hours."""
    moments = (reminder.since + FIRST_CHECK, reminder.noted_at)
    return all(user.notifications.quiet_until(moment, user.calendar) is not None for moment in moments)


def _wants(user: User, *kinds: NotificationKind) -> bool:
    return user.wants_assistant and any(map(user.notifications.wants, kinds))
