"""The reminders of a week: its shutdown reminders, and its summary."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.entities.calendar import first_day_of, monday_after
from shared.entities.scheduled_reminder import ScheduledReminder, first_summary_check, morning_after
from shared.entities.user import User
from shared.language.phrasing import speech_for
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.services.alert_looks import AlertLooks
from shared.services.notification_sender import (
    MAX_DELAY,
    NotificationSender,
    end_of_quiet_hours,
    may_still_be_committed,
)
from shared.services.shutdown_reminders import ShutdownReminders
from shared.services.streaks import with_passed_days
from shared.services.week_headlines import WeekHeadlines
from shared.views.notification import NotificationKind


@dataclass(frozen=True, kw_only=True, eq=False)
class WeekReminders:
    """Handles the reminders of weeks."""

    daily_totals: DailyTotalsRepository
    lifetime_totals: LifetimeTotalsRepository
    shutdowns: ShutdownReminders
    alerts: AlertLooks
    headlines: WeekHeadlines
    sender: NotificationSender

    def handle(self, reminder: ScheduledReminder, user: User, now: datetime) -> ScheduledReminder | None:
        """Send the shutdown reminder if it is due; on the Monday after the week, alerts and the summary."""
        morning = morning_after(reminder.subject_id, user.calendar.zone)
        if now < morning:
            clock_out = self.shutdowns.send_due(user, now)
            first_check = first_summary_check(user.user_id, reminder.subject_id)
            check = first_check if now < first_check else morning
            return reminder.postponed(check if clock_out is None else min(clock_out, check), now)
        late = now - max(reminder.due, morning)
        if late > MAX_DELAY:
            return None
        if (quiet_until := end_of_quiet_hours(user, now)) is not None:
            return reminder.postponed(quiet_until, now)
        self.alerts.on_monday(user)
        if not user.notifications.wants(NotificationKind.WEEKLY_SUMMARY):
            return None
        return self._send_summary(reminder, user, now)

    def _send_summary(
        self, reminder: ScheduledReminder, user: User, now: datetime
    ) -> ScheduledReminder | None:
        week, speech = reminder.subject_id, speech_for(user)
        monday, last = first_day_of(week), monday_after(week) - timedelta(days=1)
        days = self.daily_totals.list_between(user.user_id, monday, last)
        worked, focused = sum(day.seconds_at_work for day in days), sum(day.focus_seconds for day in days)
        completed = sum(day.completed_tasks for day in days)
        if not (worked or focused or completed):
            # Its event may also have been undone.
            return reminder if may_still_be_committed(reminder, now) else None
        today = user.calendar.date_of(now)
        lifetime = with_passed_days(self.lifetime_totals.get_totals(user.user_id), user, today)
        body = speech.say(
            "notification-weekly_summary-body",
            worked=speech.duration(timedelta(seconds=worked)),
            tasks=completed,
            focus=speech.duration(timedelta(seconds=focused)),
            streak=lifetime.active_streak(today),
        )
        data = {
            "week": week,
            "worked_minutes": worked // 60,
            "focus_minutes": focused // 60,
            "tasks_completed": completed,
        }
        headline = self.headlines.find(user, monday)
        if headline is None:
            self.sender.send(user, NotificationKind.WEEKLY_SUMMARY, week, body, data)
        else:
            body = f"{headline.main_point} {body}".lstrip()
            data = {**data, "narrative": headline.request}
            self.sender.send(user, NotificationKind.WEEKLY_SUMMARY, week, body, data, title=headline.title)
        return None
