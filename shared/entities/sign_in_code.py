"""Codes that sign a browser in without a password."""

from datetime import datetime, timedelta
from typing import ClassVar

from shared.entities.entity import Entity


class SignInCode(Entity, frozen=True, kw_only=True):
    """A code for one sign-in of its owner; only its hash is stored."""

    LIFETIME: ClassVar[timedelta] = timedelta(minutes=5)

    code_hash: str
    owner_id: str
    created_at: datetime

    def has_expired(self, now: datetime) -> bool:
        """Return whether the code is too old: the store may keep it for longer than its lifetime."""
        return now >= self.created_at + self.LIFETIME

    def __repr__(self) -> str:
        """Hide the hash."""
        return f"SignInCode({self.owner_id!r})"
