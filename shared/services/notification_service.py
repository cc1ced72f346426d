"""Notifications of a user."""

from dataclasses import dataclass

from msgspec.structs import replace

from shared.entities.idempotency import Outcome
from shared.entities.notification import Notification, NotificationChanges, NotificationPreferences, ReadAll
from shared.entities.page import Page
from shared.repos.notification_repo import NotificationRepository
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, eq=False)
class NotificationService(BaseService):
    """The notifications of a user, and the preferences for them."""

    entity_type = "Notification"

    notifications: NotificationRepository
    users: UserRepository
    transactions: Transactions

    def list_notifications(
        self, user_id: str, limit: int = 100, continuation: str | None = None, *, unread: bool = False
    ) -> Page[Notification]:
        """Return one page of a user's notifications, newest first."""
        return self.notifications.list_notifications(user_id, limit, continuation, unread=unread)

    def mark_read(self, user_id: str, notification_id: str) -> Outcome[Notification]:
        """Mark a notification as read; a notification that is already read is unchanged."""

        def mark(unit: UnitOfWork) -> Notification:
            notification = self.notifications.get(user_id, notification_id)
            read = notification.read(unit.now)
            if read is not notification:
                unit.replace(read)
            return read

        return self.transactions.run(user_id, mark, entity=Notification)

    def mark_all_read(self, user_id: str) -> Outcome[ReadAll]:
        """Mark all notifications up to now as read; the outcome counts those that were unread."""

        def count(unit: UnitOfWork) -> ReadAll:
            unread = self.notifications.count_unread(unit.user.user_id)
            return ReadAll(user_id=user_id, updated=unread, until=unit.now)

        # There may be more than a batch holds: a repeated request continues up to the `until` of the first.
        outcome = self.transactions.run(user_id, count, entity=ReadAll)
        self.notifications.mark_read_until(user_id, outcome.value.until)
        return outcome

    def get_preferences(self, user_id: str) -> NotificationPreferences:
        """Return a user's notification preferences."""
        return self.users.get_user(user_id).notifications

    def change_preferences(self, user_id: str, changes: NotificationChanges) -> NotificationPreferences:
        """Change preferences, and return the new ones."""

        def change(unit: UnitOfWork) -> NotificationPreferences:
            preferences = unit.user.notifications.change(changes)
            if preferences != unit.user.notifications:
                unit.replace(replace(unit.user, notifications=preferences))
            return preferences

        return self.transactions.commit(user_id, change)
