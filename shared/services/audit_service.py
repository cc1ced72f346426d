"""The audit of administrators' acts on other users."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from shared.clock import Clock
from shared.entities.audit import AuditedAdministrator, AuditEntry, AuditRecord
from shared.entities.page import Page
from shared.entities.timestamps import format_sortable
from shared.errors import AvanochiError, NotFoundError
from shared.ids import new_id
from shared.repos.audit_repo import AuditedAdministratorRepository, AuditRepository
from shared.repos.keys import ALL_USERS, hash_user_id
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService
from shared.services.security_log import SUCCESS, SecurityEvent, SecurityLog


@dataclass(frozen=True, kw_only=True, eq=False)
class AuditService(BaseService):
    """Logs the acts of administrators, and keeps those on other users for a year."""

    entity_type = "AuditEntry"

    audit: AuditRepository
    administrators: AuditedAdministratorRepository
    users: UserRepository
    events: SecurityLog
    clock: Clock

    @contextmanager
    def watch(self, administrator_id: str, user_id: str, act: str, *, changes: bool) -> Iterator[None]:
        """Log an act within the context, and store it if it succeeds; an empty `user_id` for no single user.

        Equal acts within an hour that change nothing are stored once.
        """
        outcome = "internal"
        try:
            yield
            outcome = SUCCESS
        except AvanochiError as error:
            outcome = error.code
            raise
        finally:
            self.events.write(
                SecurityEvent.ADMINISTRATOR_ACT, outcome, administrator_id, act=act, target_user_id=user_id
            )
        if user_id:
            self._store(administrator_id, hash_user_id(user_id), act, changes=changes)

    def record_list(self, administrator_id: str, act: str) -> None:
        """Store an act that read the data of all users; equal acts within an hour are stored once.

        It is one entry, which the audit of each user shows whose account existed then.
        """
        self._store(administrator_id, ALL_USERS, act, changes=False)

    def list_audit(
        self, user_id: str, limit: int = 100, continuation: str | None = None
    ) -> Page[AuditRecord]:
        """Return one page of the acts on a user, newest first.

        Acts on all users are among them while the account exists. `NotFoundError` when there is neither an
        act nor such a user.
        """
        user = self.users.find_user(user_id)
        page = self.audit.list_entries(user_id, user.created_at if user else None, limit, continuation)
        if not page.entities and continuation is None and user is None:
            raise NotFoundError(self.users.not_found)
        ids = {one: self.administrators.find_id(one) for one in {entry.administrator for entry in page}}
        records = [AuditRecord(entry=entry, administrator_id=ids[entry.administrator]) for entry in page]
        return Page(records, page.continuation)

    def _store(self, administrator_id: str, subject: str, act: str, *, changes: bool) -> None:
        now, administrator = self.clock.now(), hash_user_id(administrator_id)
        # The id first, so that no entry has an administrator who cannot be found.
        self.administrators.put(AuditedAdministrator(id=administrator, administrator_id=administrator_id))
        entry_id = new_id() if changes else _id_within_hour(administrator, subject, act, now)
        self.audit.put(AuditEntry(id=entry_id, subject=subject, at=now, act=act, administrator=administrator))
        if self.users.find_user(administrator_id) is None:  # closed at the same time
            self.administrators.remove(administrator_id)


def _id_within_hour(administrator: str, subject: str, act: str, now: datetime) -> str:
    hour = format_sortable(now.replace(minute=0, second=0, microsecond=0))
    return sha256(f"{administrator} {subject} {act} {hour}".encode()).hexdigest()
