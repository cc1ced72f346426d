"""Notifications: what people were told, and when they want to be told what."""

from typing import Any

from pydantic import Field

from shared.api.endpoint import Request, TimerContext, endpoint
from shared.api.fields import Body, ListParameters, Parameters, TimeOfDay
from shared.entities.notification import QuietHours
from shared.views.notification import (
    NotificationKind,
    NotificationPreferencesView,
    NotificationView,
    ReadAllView,
)


class NotificationParameters(ListParameters):
    """Which notifications to list."""

    unread: bool = Field(default=False, description="Only those that have not been read.")


class QuietHoursBody(Body):
    """From when to when, by the local clock; over midnight where `from` is later."""

    begin: TimeOfDay = Field(alias="from")
    end: TimeOfDay = Field(alias="to")


class KindsBody(Body):
    """Whether to be told of each kind; those that are not named stay as they are."""

    task_reminder: bool | None = None
    water: bool | None = None
    lunch: bool | None = None
    rest: bool | None = None
    wind_down: bool | None = None
    session_forgotten: bool | None = None
    weekly_summary: bool | None = None


class PreferencesBody(Body):
    """When to be told what; null quiet hours are none."""

    quiet_hours: QuietHoursBody | None = None
    kinds: KindsBody = Field(default_factory=KindsBody)


@endpoint(query=NotificationParameters, answer=list[NotificationView])
def list_notifications(call: Request[Body, NotificationParameters]) -> Any:  # noqa: ANN401 - see `answer`
    """List what one was told in the last 30 days, newest first.

    One is told of tasks at their `reminder_time`; of water, lunch, a rest and the end of the day while a work
    session runs, for its first twelve hours, of each at most once an hour; once, after ten hours, that the
    session still runs; and of the week on Monday at 08:00. In quiet hours nothing is told before they end.
    """
    query, notifications = call.query, call.services.get_notification_service()
    return call.page(
        notifications.list_notifications(call.user_id, query.limit, query.continuation, unread=query.unread)
    )


@endpoint(answer=NotificationView, repeatable=True)
def mark_read(call: Request[Body, Parameters]) -> NotificationView:
    """Note that a notification was read; read already, it comes back as it is."""
    notifications = call.services.get_notification_service()
    return notifications.mark_read(call.user_id, call.path["id"], retry=call.retry).to_dict()


@endpoint(answer=ReadAllView, repeatable=True)
def mark_all_read(call: Request[Body, Parameters]) -> ReadAllView:
    """Note that all notifications were read."""
    return call.services.get_notification_service().mark_all_read(call.user_id, retry=call.retry).to_dict()


@endpoint(answer=NotificationPreferencesView)
def get_preferences(call: Request[Body, Parameters]) -> NotificationPreferencesView:
    """Show when one wants to be told what."""
    return call.services.get_notification_service().get_preferences(call.user_id).to_dict()


@endpoint(body=PreferencesBody, answer=NotificationPreferencesView)
def change_preferences(call: Request[PreferencesBody, Parameters]) -> NotificationPreferencesView:
    """Say when to be told what; what is not named stays as it is."""
    body, changes = call.body, {}
    if "quiet_hours" in body.model_fields_set:
        quiet = body.quiet_hours
        changes["quiet_hours"] = QuietHours(quiet.begin, quiet.end) if quiet else None
    kinds = {
        NotificationKind(name): wanted
        for name, wanted in body.kinds.sent_fields().items()
        if wanted is not None
    }
    notifications = call.services.get_notification_service()
    return notifications.change_preferences(call.user_id, kinds, changes).to_dict()


def deliver_due(tick: TimerContext) -> None:
    """Tell people what is due: each minute."""
    tick.services.get_reminder_service().deliver_due()
