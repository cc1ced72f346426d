"""Where notifications live."""

from contextlib import suppress
from datetime import datetime

from shared.entities.notification import Notification
from shared.entities.page import Page, PageRequest
from shared.entities.timestamps import to_stored
from shared.errors import LOST_RACE
from shared.repos.base_repo import BaseRepository
from shared.store.contract import BATCH_LIMIT, Replace
from shared.store.query import Compare, Equals
from shared.views.notification import NotificationKind


class NotificationRepository(BaseRepository[Notification]):
    """Notifications, in the partitions of those who are told."""

    entity = Notification
    missing = "Notification not found"

    def list_of(
        self, user_id: str, limit: int, continuation: str | None, *, unread: bool
    ) -> Page[Notification]:
        """Return one page of a user's notifications, newest first."""
        where = (_UNREAD,) if unread else ()
        page_request = PageRequest(order_by="created_at", limit=limit, continuation=continuation)
        return self.query(user_id, page_request, where)

    def count_unread(self, user_id: str) -> int:
        """Return how many a user has not read."""
        return self.count(user_id, (_UNREAD,))

    def find_last(self, user_id: str, kind: NotificationKind, after: datetime) -> Notification | None:
        """Return the newest notification of a kind that was made after a moment, None when there is none."""
        where = (Equals("kind", kind.value), Compare("created_at", ">", to_stored(after)))
        found = self.query(user_id, PageRequest(order_by="created_at", limit=1), where).entities
        return found[0] if found else None

    def read_until(self, user_id: str, until: datetime) -> None:
        """Note that what somebody had been told by a moment was read by then."""
        where = (_UNREAD, Compare("created_at", "<=", to_stored(until)))
        page_request = PageRequest(order_by="created_at", limit=BATCH_LIMIT)
        while unread := self.query(user_id, page_request, where).entities:
            read = [one.read(until) for one in unread]
            with suppress(*LOST_RACE):  # somebody else has read one of them: look again
                self._store.batch(user_id, [Replace(one.to_document(), one.etag) for one in read])


_UNREAD = Equals("read", value=False)
