"""Usernames, sign-ins and failed sign-in attempts."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

import msgspec
from msgspec.structs import replace

from shared.entities.entity import Entity
from shared.views.sign_in import ActiveSignInView


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


class SpentToken(msgspec.Struct, frozen=True):
    """A refresh token that was exchanged, as a hash, and when."""

    token_hash: str
    at: datetime


class RefreshFamily(Entity, frozen=True, kw_only=True):
    """One sign-in and all tokens refreshed from it; of tokens, only hashes are kept.

    It ends `MAX_IDLE` after the last refresh, and `MAX_AGE` after the sign-in in any case. `spent` are the
    tokens that were exchanged within `GRACE`. A sign-in of an earlier version has no times until its refresh.
    """

    MAX_IDLE: ClassVar[timedelta] = timedelta(days=30)
    MAX_AGE: ClassVar[timedelta] = timedelta(days=90)
    GRACE: ClassVar[timedelta] = timedelta(seconds=30)
    MAX_SPENT: ClassVar[int] = 10
    MAX_USER_AGENT: ClassVar[int] = 200  # characters

    user_id: str
    family: str
    token_hash: str
    created_at: datetime | None = None
    last_used_at: datetime | None = None
    user_agent: str | None = None
    spent: tuple[SpentToken, ...] = ()

    def __repr__(self) -> str:
        """Hide the hash of the token."""
        return f"RefreshFamily({self.user_id!r}, {self.family!r})"

    @property
    def lifetime(self) -> timedelta:
        """The time after the last use for which the sign-in is kept."""
        if self.created_at is None or self.last_used_at is None:
            return self.MAX_IDLE
        return min(self.MAX_IDLE, self.created_at + self.MAX_AGE - self.last_used_at)

    @property
    def recent_hashes(self) -> frozenset[str]:
        """The hashes of the current token and of those that were just spent."""
        return frozenset((self.token_hash, *(token.token_hash for token in self.spent)))

    def has_ended(self, now: datetime) -> bool:
        """Return whether the sign-in has been idle too long, or is too old."""
        return self.last_used_at is not None and now >= self.last_used_at + self.lifetime

    def was_just_spent(self, token_hash: str, now: datetime) -> bool:
        """Return whether a token was exchanged within `GRACE`."""
        return any(token.token_hash == token_hash for token in self._just_spent(now))

    def rotate(self, now: datetime, token_hash: str) -> Self:
        """Return the family with another current token."""
        spent = (*self._just_spent(now), SpentToken(self.token_hash, now))
        return replace(
            self,
            token_hash=token_hash,
            created_at=self.created_at or now,
            last_used_at=now,
            spent=spent[-self.MAX_SPENT :],
        )

    def show(self, *, current: bool) -> ActiveSignInView:
        """Return the view; `current` is whether the caller belongs to this sign-in."""
        return {
            "id": self.family,
            "created_at": self.created_at,
            "last_used_at": self.last_used_at,
            "user_agent": self.user_agent,
            "current": current,
        }

    def _just_spent(self, now: datetime) -> tuple[SpentToken, ...]:
        return tuple(token for token in self.spent if now - token.at < self.GRACE)


def clean_user_agent(header: str | None) -> str | None:
    """Return a `User-Agent` header to be shown: bounded, without invisible characters; None without one."""
    text = "".join(filter(str.isprintable, header or ""))[: RefreshFamily.MAX_USER_AGENT].strip()
    return text or None


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
