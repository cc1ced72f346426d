"""Where notifications live."""

from shared.entities.listing import Listing, Paging
from shared.entities.notification import Notification
from shared.query import Equals
from shared.repos.base_repo import BaseRepository


class NotificationRepository(BaseRepository[Notification]):
    """Notifications, in the partitions of those who are told."""

    entity = Notification
    missing = "Notification not found"

    def list_of(
        self, user_id: str, limit: int, continuation: str | None, *, unread: bool
    ) -> Listing[Notification]:
        """Return one page of a user's notifications, newest first."""
        where = (Equals("read", value=False),) if unread else ()
        paging = Paging(order_by="created_at", limit=limit, continuation=continuation)
        return self.query(user_id, paging, where)
