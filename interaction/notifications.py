"""Notifications and the user's preferences about them."""

from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import ByValue, TimeOfDay
from shared.api.routes import TimerContext
from shared.api.validation import Body, EmptyBody, ListParameters
from shared.entities.idempotency import Outcome
from shared.entities.notification import NotificationChanges, QuietHours
from shared.views.link import ChatChannel
from shared.views.notification import (
    NotificationChannel,
    NotificationKind,
    NotificationPreferencesView,
    NotificationView,
    ReadAllView,
)

Channels = Annotated[list[Annotated[NotificationChannel, ByValue]] | None, Field(max_length=3)]
"""Where a kind of notification is sent."""


class NotificationParameters(ListParameters):
    """The filters of a list of notifications."""

    unread: bool = Field(default=False, description="Only unread notifications.")


class QuietHoursBody(Body):
    """Quiet hours in local time; `to` is on the next day if it is earlier than `from`."""

    begin: TimeOfDay = Field(alias="from")
    end: TimeOfDay = Field(alias="to")


class KindsBody(Body):
    """Whether each kind of notification is enabled; omitted kinds are unchanged.

    `link` and `security` can be kept from chats alone: the app has them in any case.
    """

    task_reminder: bool | None = None
    water: bool | None = None
    lunch: bool | None = None
    rest: bool | None = None
    wind_down: bool | None = None
    session_forgotten: bool | None = None
    weekly_summary: bool | None = None
    achievement: bool | None = None
    level: bool | None = None
    challenge: bool | None = None
    deadline: bool | None = None
    shutdown_reminder: bool | None = None
    overload_ahead: bool | None = None
    long_day_ahead: bool | None = None
    recovery: bool | None = None
    link: bool | None = None
    security: bool | None = None


class ChannelsBody(Body):
    """Where each kind of notification is sent; `app` need not be named. Omitted kinds are unchanged."""

    task_reminder: Channels = None
    water: Channels = None
    lunch: Channels = None
    rest: Channels = None
    wind_down: Channels = None
    session_forgotten: Channels = None
    weekly_summary: Channels = None
    achievement: Channels = None
    level: Channels = None
    challenge: Channels = None
    deadline: Channels = None
    shutdown_reminder: Channels = None
    overload_ahead: Channels = None
    long_day_ahead: Channels = None
    recovery: Channels = None
    link: Channels = None
    security: Channels = None


class PreferencesBody(Body):
    """Changes to notification preferences; null removes the quiet hours."""

    quiet_hours: QuietHoursBody | None = None
    kinds: KindsBody = Field(default_factory=KindsBody)
    channels: ChannelsBody = Field(default_factory=ChannelsBody)
    full_text: bool | None = Field(
        None,
        description="Whether Slack and Teams, which an employer can read, get the texts of notifications and "
        "answers. If not, they get only that something waits in Avanochi.",
    )

    def changes(self) -> NotificationChanges:
        """Return what was sent."""
        kinds, channels = self.kinds.sent_fields(), self.channels.sent_fields()
        return NotificationChanges(
            kinds={NotificationKind(kind): on for kind, on in kinds.items() if on is not None},
            quiet_hours=self._quiet_hours(),
            chats={
                NotificationKind(kind): frozenset(ChatChannel(name) for name in names if name != "app")
                for kind, names in channels.items()
                if names is not None
            },
            full_text=UNSET if self.full_text is None else self.full_text,
        )

    def _quiet_hours(self) -> QuietHours | UnsetType | None:
        if "quiet_hours" not in self.model_fields_set:
            return UNSET
        return QuietHours(self.quiet_hours.begin, self.quiet_hours.end) if self.quiet_hours else None


@endpoint(access=Access.SELF)
def list_notifications(request: Request[EmptyBody, NotificationParameters]) -> list[NotificationView]:
    """List the notifications of the last 30 days, newest first.

    A task reminder is sent at the task's `reminder_time`. Deadlines of open tasks are sent 24 hours and, of
    high priority, also 2 hours before the `due_date`; if it is a whole day, at 09:00 of it; none of low
    priority. The shutdown reminder is sent on work days at the preference `clock_out_time`, unless the day
    was shut down. On days off and public holidays there is none, and a deadline is put off to 09:00 of the
    next other day, if that is before the due date. During the first 12 hours of a work session,
    reminders of water, lunch, rest and the end of work are sent, each at most once an hour. After 10 hours, a
    notification says that the session is still running. The weekly summary is sent on Mondays at 08:00 local
    time. Notifications that are due during quiet hours are sent when the quiet hours end.

    Alerts come within two minutes of the first clock-in of a day, or on Mondays at 08:00: `overload_ahead`
    before a week that is expected to be long, and `recovery` when a signal is strong; `long_day_ahead` comes
    while a work session runs, at least an hour before the day is long, and not in quiet hours. At most one of
    each in 7 days.

    An event that earns an achievement or reaches a level or the target of a challenge adds a notification of
    it, also during quiet hours. If it is earned again after it was taken back, the notification is renewed.
    """
    notifications, query = request.services.get_notification_service(), request.query
    return request.page(
        notifications.list_notifications(
            request.user_id, query.limit, query.continuation, unread=query.unread
        )
    )


@endpoint(access=Access.SELF)
def mark_read(request: Request) -> Outcome[NotificationView]:
    """Mark a notification as read; if it is already read, it is returned unchanged."""
    notifications = request.services.get_notification_service()
    return notifications.mark_read(request.user_id, request.path["id"]).view()


@endpoint(access=Access.SELF)
def mark_all_read(request: Request) -> Outcome[ReadAllView]:
    """Mark all notifications as read."""
    return request.services.get_notification_service().mark_all_read(request.user_id).view()


@endpoint(access=Access.SELF)
def get_preferences(request: Request) -> NotificationPreferencesView:
    """Get notification preferences."""
    return request.services.get_notification_service().get_preferences(request.user_id).to_dict()


@endpoint(access=Access.SELF)
def change_preferences(request: Request[PreferencesBody]) -> NotificationPreferencesView:
    """Update notification preferences; omitted fields are unchanged."""
    notifications, body = request.services.get_notification_service(), request.body
    return notifications.change_preferences(request.user_id, body.changes()).to_dict()


def deliver_due(context: TimerContext) -> None:
    """Deliver the notifications that are due."""
    context.services.get_reminder_service().deliver_due()
