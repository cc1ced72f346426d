"""Notifications of one user."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.clock import Clock
from shared.entities.listing import Listing
from shared.entities.notification import Notification, NotificationKind, NotificationPreferences
from shared.errors import LOST_RACE
from shared.repos.notification_repo import NotificationRepository
from shared.repos.user_repo import UserRepository

_PAGE = 100


class NotificationService:
    """Reading what one was told, and saying what one wants to be told."""

    def __init__(self, *, notifications: NotificationRepository, users: UserRepository, clock: Clock) -> None:
        self._notifications = notifications
        self._users = users
        self._clock = clock

    def list_notifications(
        self, user_id: str, limit: int, continuation: str | None, *, unread: bool = False
    ) -> Listing[Notification]:
        """Return one page of a user's notifications, newest first."""
        return self._notifications.list_of(user_id, limit, continuation, unread=unread)

    def mark_read(self, user_id: str, notification_id: str) -> Notification:
        """Note that a notification was read; read already, it stays as it is."""
        while True:
            notification = self._notifications.get(user_id, notification_id)
            read = notification.read(self._clock.now())
            if read is notification:
                return notification
            try:
                return self._notifications.update(read)
            except LOST_RACE:
                continue

    def mark_all_read(self, user_id: str) -> int:
        """Note that everything up to now was read; return how many had not been."""
        self._users.get_user(user_id)
        marked, continuation = 0, None
        while True:
            page = self._notifications.list_of(user_id, _PAGE, continuation, unread=True)
            marked += len([self.mark_read(user_id, one.id) for one in page.entities])
            continuation = page.continuation
            if continuation is None:
                return marked

    def get_preferences(self, user_id: str) -> NotificationPreferences:
        """Return what a user wants to be told."""
        return self._users.get_user(user_id).notifications

    def change_preferences(
        self, user_id: str, kinds: Mapping[NotificationKind, bool], changes: dict[str, Any]
    ) -> NotificationPreferences:
        """Say of some kinds whether they are wanted, and change these fields of the preferences."""
        while True:
            user = self._users.get_user(user_id)
            changed = replace(user.notifications, **changes).with_kinds(kinds)
            try:
                if changed != user.notifications:
                    self._users.update(replace(user, notifications=changed))
            except LOST_RACE:
                continue
            return changed
