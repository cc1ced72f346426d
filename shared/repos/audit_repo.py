"""The audit: one partition for each user on whose data administrators acted."""

from shared.entities.audit import AuditedAdministrator, AuditEntry
from shared.entities.page import Page, PageRequest
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import AUDITED_ADMINISTRATORS, audit_partition, hash_user_id


class AuditRepository(BaseRepository[AuditEntry]):
    """The acts of administrators, by the hash of the id of the user on whose data they acted."""

    entity = AuditEntry

    def list_entries(self, user_id: str, limit: int, continuation: str | None) -> Page[AuditEntry]:
        """Return one page of the acts on a user, newest first."""
        page_request = PageRequest(order_by="at", limit=limit, continuation=continuation)
        return self.query(audit_partition(hash_user_id(user_id)), page_request)


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
