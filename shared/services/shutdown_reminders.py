"""The shutdown reminder at the user's clock-out time on work days."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.entities.calendar import week_of
from shared.entities.scheduled_reminder import ScheduledReminder, morning_after
from shared.entities.user import User
from shared.language.phrasing import speech_for
from shared.repos.reminder_queue import ReminderPositionRepository, ReminderQueue
from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.rules.clock_out import ClockOut, last_clock_out, next_clock_out
from shared.services.notification_sender import NotificationSender, end_of_quiet_hours
from shared.services.public_holidays import public_holidays
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.notification import NotificationKind

_MAX_DELAY = timedelta(hours=2)
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, eq=False)
class ShutdownReminders:
    """Sends shutdown reminders, with the reminders of a week and those of a running work session."""

    lifetime_totals: LifetimeTotalsRepository
    sender: NotificationSender
    queue: ReminderQueue
    positions: ReminderPositionRepository
    transactions: Transactions

    def send_due(self, user: User, now: datetime, since: datetime = _ALWAYS) -> datetime | None:
        """Send the shutdown reminder if it is due, once a day; return when to check again, if ever.

        It is due at a clock-out after `since` and for two hours, unless the day is free or was shut down.
        """
        last = last_clock_out(user, now)
        is_due = last is not None and last.at > since and now - last.at <= _MAX_DELAY
        if last is not None and is_due and self._applies(last, user):
            quiet_until = end_of_quiet_hours(user, now)
            if quiet_until is None:
                self._send(last, user)
            elif quiet_until <= last.at + _MAX_DELAY:
                return quiet_until
        return next_clock_out(user, now)

    def reschedule(self, before: User, after: User, now: datetime) -> None:
        """Schedule the reminder of this week anew if a change of the user brings the next clock-out forward.

        Call it before the change is stored: an unneeded reminder does nothing when it is due.
        """
        earlier, clock_out = next_clock_out(before, now), next_clock_out(after, now)
        week = week_of(after.calendar.date_of(now))
        if clock_out is None or clock_out >= morning_after(week, after.calendar.zone):
            return
        if earlier is not None and earlier <= clock_out:
            return
        reminder = ScheduledReminder.for_week(after.user_id, week, now, clock_out)
        position = self.positions.find_position(reminder)

        def schedule(unit: UnitOfWork) -> None:
            unit.require_account()
            unit.schedule(reminder)

        self.transactions.commit(after.user_id, schedule)
        if position is not None and position.hour != self.queue.position_of(reminder).hour:
            self.queue.remove_at(position)

    def _applies(self, clock_out: ClockOut, user: User) -> bool:
        if not user.notifications.wants(NotificationKind.SHUTDOWN_REMINDER):
            return False
        if user.work_calendar.is_free(clock_out.day, public_holidays):
            return False
        return not self.lifetime_totals.get_totals(user.user_id).was_shut_down(clock_out.day)

    def _send(self, clock_out: ClockOut, user: User) -> None:
        self.sender.send(
            user,
            NotificationKind.SHUTDOWN_REMINDER,
            clock_out.day.isoformat(),
            speech_for(user).say("notification-shutdown_reminder-body"),
            {"date": clock_out.day.isoformat()},
        )
