"""Usernames, sign-ins and failed sign-in attempts."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

import msgspec
from msgspec.structs import replace

from shared.entities.entity import Entity


class UsernameReservation(Entity, frozen=True, kw_only=True):
    """A username that is taken: its id is derived from the name, so that a second reservation collides.

    It is valid while its owner exists and has the name. If a registration is interrupted before the account
    is created, the reservation expires after `GRACE`. That of a name which is listed for administrators is
    kept without an owner when the owner leaves it.
    """

    GRACE: ClassVar[timedelta] = timedelta(minutes=1)

    username: str
    owner_id: str
    reserved_at: datetime

    @property
    def is_released(self) -> bool:
        """Whether the owner of the name has left it."""
        return not self.owner_id

    def release(self) -> Self:
        """Return the reservation without an owner."""
        return replace(self, owner_id="")


class RefreshFamily(Entity, frozen=True, kw_only=True):
    """One sign-in and all tokens refreshed from it; only the hash of the current refresh token is kept."""

    user_id: str
    family: str
    token_hash: str

    def __repr__(self) -> str:
        """Hide the hash of the token."""
        return f"RefreshFamily({self.user_id!r}, {self.family!r})"

    def rotate(self, token_hash: str) -> Self:
        """Return the family with another current token."""
        return replace(self, token_hash=token_hash)


class FailedLogins(Entity, frozen=True, kw_only=True):
    """The times of recent failed sign-ins with a username, taken or not."""

    LIMIT: ClassVar[int] = 5
    WINDOW: ClassVar[timedelta] = timedelta(minutes=15)

    username: str
    at: tuple[datetime, ...] = ()

    def locked_for(self, now: datetime) -> int | None:
        """Return for how many seconds the username is locked, or None when it is not."""
        recent = self._recent(now)
        if len(recent) < self.LIMIT:
            return None
        # The lock ends when the earliest of the last five leaves the window.
        return max(1, int((recent[-self.LIMIT] + self.WINDOW - now).total_seconds()) + 1)

    def add(self, now: datetime) -> Self:
        """Return the failures with one more; only the last `LIMIT` are kept."""
        return replace(self, at=(*self._recent(now), now)[-self.LIMIT :])

    def _recent(self, now: datetime) -> tuple[datetime, ...]:
        return tuple(moment for moment in self.at if moment > now - self.WINDOW)


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens of a sign-in; `expires_in` is the lifetime of the access token in seconds."""

    user_id: str
    expires_in: int
    token: str
    refresh_token: str

    def __repr__(self) -> str:
        """Hide the tokens."""
        return f"SignIn({self.user_id!r})"
