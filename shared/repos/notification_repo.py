"""Notifications."""

from collections.abc import Collection
from datetime import datetime

from shared.entities.notification import Notification
from shared.entities.page import Page, PageRequest
from shared.entities.timestamps import format_sortable
from shared.repos.base_repo import BaseRepository
from shared.repos.conflicts import retry_on_conflict
from shared.repos.revision_repo import renew_revision
from shared.repos.stored_forms import to_stored
from shared.store.contract import BATCH_LIMIT, Replace
from shared.store.query import Compare, Equals, OneOf
from shared.views.notification import NotificationKind

_UNREAD = Equals("read", value=False)


class NotificationRepository(BaseRepository[Notification]):
    """Notifications, in their recipients' partitions."""

    entity = Notification
    not_found = "Notification not found"

    def list_notifications(
        self, user_id: str, limit: int, continuation: str | None, *, unread: bool
    ) -> Page[Notification]:
        """Return one page of a user's notifications, newest first."""
        where = (_UNREAD,) if unread else ()
        page_request = PageRequest(order_by="created_at", limit=limit, continuation=continuation)
        return self.query(user_id, page_request, where)

    def count_unread(self, user_id: str) -> int:
        """Return the number of unread notifications."""
        return self.count(user_id, (_UNREAD,))

    def find_oldest_unread(self, user_id: str) -> Notification | None:
        """Return the unread notification that was created first, None without one."""
        page_request = PageRequest(order_by="created_at", descending=False, limit=1)
        return next(iter(self.query(user_id, page_request, (_UNREAD,))), None)

    def find_last(
        self, user_id: str, kind: NotificationKind, after: datetime, until: datetime
    ) -> Notification | None:
        """Return the newest notification of a kind created after `after` and by `until`, None without one."""
        where = (
            Equals("kind", kind.value),
            Compare("created_at", ">", format_sortable(after)),
            Compare("created_at", "<=", format_sortable(until)),
        )
        return next(iter(self.query(user_id, PageRequest(order_by="created_at", limit=1), where)), None)

    def find_last_of(
        self, user_id: str, kinds: Collection[NotificationKind], after: datetime, limit: int
    ) -> dict[NotificationKind, Notification]:
        """Return the newest notification of each kind, among the last `limit` created after a time."""
        where = (OneOf("kind", tuple(kinds)), Compare("created_at", ">", format_sortable(after)))
        page_request = PageRequest(order_by="created_at", limit=limit)
        newest_first = self.query(user_id, page_request, where).entities
        return {one.kind: one for one in reversed(newest_first)}

    def mark_read_until(self, user_id: str, until: datetime) -> None:
        """Mark all notifications created up to a time as read at that time."""
        where = (_UNREAD, Compare("created_at", "<=", format_sortable(until)))
        page_request = PageRequest(order_by="created_at", limit=BATCH_LIMIT - 1)

        def mark_some() -> bool:
            unread = self.query(user_id, page_request, where).entities
            if unread:
                writes = [Replace(to_stored(one.read(until)), one.etag) for one in unread]
                self._store.batch(user_id, [*writes, renew_revision(user_id)])
            return bool(unread)

        while retry_on_conflict(mark_some):
            pass
