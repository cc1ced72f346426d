"""The audit: what administrators did with the data of other users."""

from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from shared.entities.entity import Entity
from shared.views.audit import AuditEntryView


class AuditEntry(Entity, frozen=True, kw_only=True):
    """An administrator's act on the `subject`: another user, or all users.

    Administrator and user are stored as hashes, so that the entry does not name closed accounts.
    """

    LIFETIME: ClassVar[timedelta] = timedelta(days=365)

    id: str
    subject: str
    at: datetime
    act: str
    administrator: str


class AuditedAdministrator(Entity, frozen=True, kw_only=True):
    """The user id of an administrator whose acts are in the audit; its id is the hash, as in `AuditEntry`.

    It is deleted with the administrator's account.
    """

    id: str
    administrator_id: str


class AuditRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the audit, and the administrator's user id; None after that account was closed."""

    entry: AuditEntry
    administrator_id: str | None

    def to_dict(self) -> AuditEntryView:
        """Return the view."""
        return {
            "id": self.entry.id,
            "at": self.entry.at,
            "act": self.entry.act,
            "administrator_id": self.administrator_id,
        }
