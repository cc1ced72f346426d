"""The reminders of a running work session: needs, the shutdown reminder, and a forgotten session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.entities.notification import Notification
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.timestamps import format_for_api, format_sortable
from shared.entities.user import User
from shared.entities.work_session import MAX_SHIFT
from shared.language.phrasing import remind, speech_for
from shared.repos.notification_repo import NotificationRepository
from shared.rules.companion.meters import Meters
from shared.rules.companion.needs import Need, needs_of
from shared.rules.companion.recent_activity import RecentActivity
from shared.services.alert_looks import AlertLooks
from shared.services.notification_sender import NotificationSender
from shared.services.recent_activity_reader import RecentActivityReader
from shared.services.shutdown_reminders import ShutdownReminders
from shared.views.companion import NeedKind
from shared.views.notification import NotificationKind

_HOUR = timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(hours=10)
_MAX_WAIT_IN_PAUSE = timedelta(minutes=10)  # then work may go on, and needs may be due
_MAX_WAIT = timedelta(hours=1)  # then preferences may have changed, or a drink may have been removed


@dataclass(frozen=True, kw_only=True, eq=False)
class SessionReminders:
    """Handles the reminders of work sessions."""

    notifications: NotificationRepository
    recent_activity: RecentActivityReader
    shutdowns: ShutdownReminders
    alerts: AlertLooks
    sender: NotificationSender

    def handle(self, reminder: ScheduledReminder, user: User, now: datetime) -> ScheduledReminder | None:
        """Send due needs while the session counts as work, and one notification of a forgotten session.

        Needs come on days off as well: they belong to the work. A paused session has none until it goes on.
        """
        activity = self.recent_activity.read_of(user, now)
        quiet_until = user.notifications.quiet_until(now, user.calendar)
        if activity.running is None or activity.running.id != reminder.subject_id:
            return self._look_after_end(reminder, user, now, quiet_until)
        forgotten = reminder.since + _FORGOTTEN_AFTER
        checks = [now + (_MAX_WAIT_IN_PAUSE if activity.paused else _MAX_WAIT), forgotten]
        # Also here: the week has no reminder yet while nothing in it has counted.
        if (clock_out := self.shutdowns.send_due(user, now, reminder.since)) is not None:
            checks.append(clock_out)
        if quiet_until is not None:
            checks.append(quiet_until)
        else:
            if forgotten <= now and user.notifications.wants(NotificationKind.SESSION_FORGOTTEN):
                self._send_forgotten(reminder, activity)
            if reminder.since + MAX_SHIFT <= now:
                return None  # it no longer counts as work
            needs = needs_of(Meters(activity)) if activity.working else []
            checks += [self._remind(reminder, activity, need) for need in needs]
            if (look := self._look_for_alerts(reminder, activity)) is not None:
                checks.append(look)
        return reminder.postponed(min(check for check in checks if check > now), now)

    def _look_after_end(
        self, reminder: ScheduledReminder, user: User, now: datetime, quiet_until: datetime | None
    ) -> ScheduledReminder | None:
        """Look for the alerts of a session that ended before the look at its start."""
        if not self.alerts.are_due_at_start(reminder, user):
            return None
        if quiet_until is not None:
            return reminder.postponed(min(quiet_until, now + _MAX_WAIT), now)
        self.alerts.at_start(reminder, user)
        return None

    def _look_for_alerts(self, reminder: ScheduledReminder, activity: RecentActivity) -> datetime | None:
        """Look for alerts; return when to look again at the latest, if at all."""
        if self.alerts.are_due_at_start(reminder, activity.user):
            self.alerts.at_start(reminder, activity.user)
        if not activity.working:
            return None
        return self.alerts.while_working(activity.user, activity.worked_today, activity.at)

    def _remind(self, reminder: ScheduledReminder, activity: RecentActivity, need: Need) -> datetime:
        """Send the notification of a need, if it is due; return when to check again."""
        kind = NotificationKind(need.kind)
        if need.at > activity.at or not activity.user.notifications.wants(kind):
            return need.at
        last = self.notifications.find_last(activity.user.user_id, kind, activity.at - _HOUR, activity.at)
        return (last or self._send_need(reminder, activity, need)).created_at + _HOUR

    def _send_forgotten(self, reminder: ScheduledReminder, activity: RecentActivity) -> None:
        speech = speech_for(activity.user)
        worked = speech.duration(activity.at - reminder.since)
        self.sender.send(
            activity.user,
            NotificationKind.SESSION_FORGOTTEN,
            reminder.subject_id,
            speech.say("notification-session_forgotten-body", worked=worked),
            {
                "session_id": reminder.subject_id,
                "start_time": format_for_api(reminder.since),
                "correction": _correction_of(reminder.subject_id),
            },
        )

    def _send_need(self, reminder: ScheduledReminder, activity: RecentActivity, need: Need) -> Notification:
        speech = speech_for(activity.user)
        return self.sender.send(
            activity.user,
            NotificationKind(need.kind),
            f"{reminder.subject_id}:{format_sortable(reminder.due)}",
            remind(speech, activity, need.kind),
            {"session_id": reminder.subject_id, "since": format_for_api(need.at)},
            need=None if need.kind is NeedKind.WIND_DOWN else need.kind,
        )


def _correction_of(session_id: str) -> dict[str, object]:
    """Return the request that corrects the end of a session once it has ended."""
    return {"method": "PUT", "path": f"work_sessions/{session_id}", "fields": ["end_time"]}
