"""The audit: a partition for each user on whose data administrators acted, and one for acts on all users."""

from collections.abc import Sequence
from datetime import datetime

from shared.entities.audit import AuditedAdministrator, AuditEntry
from shared.entities.page import Page, PageRequest
from shared.entities.timestamps import format_sortable
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import ALL_USERS, AUDITED_ADMINISTRATORS, audit_partition, hash_user_id
from shared.store.query import Compare, Condition


class AuditRepository(BaseRepository[AuditEntry]):
    """The acts of administrators, by subject: the hash of the id of one user, or all users."""

    entity = AuditEntry

    def list_entries(
        self, user_id: str, created_at: datetime | None, limit: int, continuation: str | None
    ) -> Page[AuditEntry]:
        """Return one page of the acts on a user, newest first.

        Those on all users are among them, from `created_at` on; none of them if that is None.
        """
        page_request = PageRequest(order_by="at", limit=limit, continuation=continuation)
        parts: list[tuple[str, Sequence[Condition]]] = [(audit_partition(hash_user_id(user_id)), ())]
        if created_at is not None:
            since_then = Compare("at", ">=", format_sortable(created_at))
            parts.append((audit_partition(ALL_USERS), (since_then,)))
        return self.query_merged(parts, page_request)


class AuditedAdministratorRepository(BaseRepository[AuditedAdministrator]):
    """The administrators whose acts are in the audit."""

    entity = AuditedAdministrator

    def find_id(self, administrator: str) -> str | None:
        """Return the user id of an administrator by its hash, None after the account was closed."""
        found = self.find(AUDITED_ADMINISTRATORS, administrator)
        return found.administrator_id if found else None

    def remove(self, user_id: str) -> None:
        """Delete the user id of an administrator, if it is stored; the hash stays in the entries."""
        self.discard(AUDITED_ADMINISTRATORS, hash_user_id(user_id))
