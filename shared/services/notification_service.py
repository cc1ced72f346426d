"""Notifications of one user."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.entities.idempotency import IdempotencyKey
from shared.entities.notification import Notification, NotificationPreferences, ReadAll
from shared.entities.page import Page
from shared.entities.user import User
from shared.repos.notification_repo import NotificationRepository
from shared.repos.user_repo import UserRepository
from shared.services.unit_of_work import Transactions, UnitOfWork
from shared.views.notification import NotificationKind


class NotificationService:
    """Reading what one was told, and saying what one wants to be told."""

    def __init__(
        self, *, notifications: NotificationRepository, users: UserRepository, transactions: Transactions
    ) -> None:
        self._notifications = notifications
        self._users = users
        self._transactions = transactions

    def list_notifications(
        self, user_id: str, limit: int, continuation: str | None, *, unread: bool = False
    ) -> Page[Notification]:
        """Return one page of a user's notifications, newest first."""
        return self._notifications.list_of(user_id, limit, continuation, unread=unread)

    def mark_read(
        self, user_id: str, notification_id: str, *, retry: IdempotencyKey | None = None
    ) -> Notification:
        """Note that a notification was read; read already, it stays as it is."""

        def work(unit: UnitOfWork) -> Notification:
            notification = self._notifications.get(user_id, notification_id)
            read = notification.read(unit.now)
            if read is not notification:
                unit.replace(read)
            return read

        return self._transactions.run(user_id, work, entity=Notification, retry=retry)

    def mark_all_read(self, user_id: str, *, retry: IdempotencyKey | None = None) -> ReadAll:
        """Note that everything up to now was read; it tells how many had not been."""

        def work(unit: UnitOfWork) -> ReadAll:
            return ReadAll(unit.user.user_id, self._notifications.count_unread(user_id), unit.now)

        # They may be more than a batch holds: a repeat goes on with those of the first time.
        answer = self._transactions.run(user_id, work, entity=ReadAll, retry=retry)
        self._notifications.read_until(user_id, answer.until)
        return answer

    def get_preferences(self, user_id: str) -> NotificationPreferences:
        """Return what a user wants to be told."""
        return self._users.get_user(user_id).notifications

    def change_preferences(
        self, user_id: str, kinds: Mapping[NotificationKind, bool], changes: dict[str, Any]
    ) -> NotificationPreferences:
        """Say of some kinds whether they are wanted, and change these fields of the preferences."""

        def work(unit: UnitOfWork) -> User:
            preferences = replace(unit.user.notifications, **changes).with_kinds(kinds)
            user = replace(unit.user, notifications=preferences)
            if user != unit.user:
                unit.replace(user)
            return user

        return self._transactions.run(user_id, work, entity=User).notifications
