"""Sending notifications at most once for each cause."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.entities.notification import Notification
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.user import User
from shared.language.phrasing import speech_for
from shared.repos.notification_repo import NotificationRepository
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.companion import NeedKind
from shared.views.notification import NotificationKind

MAX_DELAY = timedelta(hours=24)
"""The longest delay after which the reminder of a task, or the summary of a week, is still sent."""

_MAX_WAIT = timedelta(hours=1)  # then preferences may have changed
_COMMITTED_WITHIN = timedelta(seconds=30)  # of enqueueing; an event not committed by then never is


@dataclass(frozen=True, kw_only=True, eq=False)
class NotificationSender:
    """Stores the notifications of due reminders."""

    notifications: NotificationRepository
    transactions: Transactions

    def send(
        self,
        user: User,
        kind: NotificationKind,
        cause: str,
        body: str,
        data: dict[str, Any],
        *,
        title: str | None = None,
        need: NeedKind | None = None,
    ) -> Notification:
        """Send a notification, unless its cause already has one; return the notification.

        Its title is that of its kind, unless there is another `title`.
        That of a `need` is counted in the totals of the day, for the assistant.
        """
        name = f"{kind}:{cause}"

        def send(unit: UnitOfWork) -> Notification:
            sent = self.notifications.find(user.user_id, name)
            if sent is not None:
                return sent
            notification = Notification(
                id=name,
                user_id=user.user_id,
                kind=kind,
                title=title or speech_for(user).say(f"notification-{kind}-title"),
                body=body,
                created_at=unit.now,
                data=data,
            )
            unit.require_account()
            unit.notify(user, notification)
            if need is not None and user.wants_assistant:
                unit.add_reminder(user, need)
            return notification

        return self.transactions.commit(user.user_id, send)


def end_of_quiet_hours(user: User, now: datetime) -> datetime | None:
    """Return when to check again because of the current quiet hours, which may change; None outside them."""
    quiet_until = user.notifications.quiet_until(now, user.calendar)
    return None if quiet_until is None else min(quiet_until, now + _MAX_WAIT)


def may_still_be_committed(reminder: ScheduledReminder, now: datetime) -> bool:
    """Return whether the event of a reminder, which is enqueued before it, may still be committed."""
    return now - reminder.noted_at < _COMMITTED_WITHIN
