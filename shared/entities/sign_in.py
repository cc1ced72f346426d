"""Usernames, sign-ins and failed sign-in attempts."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from operator import itemgetter
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
    tokens that were exchanged within `GRACE`. `has_second_factor` is whether it began with a code beside the
    password, or has enabled the second factor. A sign-in of an earlier version has no times until its
    refresh.
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
    has_second_factor: bool = False
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

    def expires_in(self, now: datetime) -> timedelta:
        """Return for how long the sign-in lasts if it is not used again."""
        return (self.last_used_at or now) + self.lifetime - now

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


class FailedLogin(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong password or code: when it was sent, and the hash of the address, if failures count by it."""

    at: datetime
    address: str


class FailedLogins(Entity, frozen=True, kw_only=True):
    """The wrong passwords or codes of the last minutes for a username, from an address, or of a user.

    `subject` is the hash of that name, address or user id.
    """

    WINDOW: ClassVar[timedelta] = timedelta(minutes=15)

    subject: str
    failures: tuple[FailedLogin, ...] = ()

    def locked_for(self, now: datetime, limit: int, address: str | None = None) -> int | None:
        """Return for how many seconds no attempt is allowed; None if fewer than `limit` have failed.

        With `address`, only failures from that address count.
        """
        recent = [each.at for each in self._recent(now) if address in (None, each.address)]
        if len(recent) < limit:
            return None
        # The lock ends when the earliest of the last `limit` leaves the window.
        return max(1, int((recent[-limit] + self.WINDOW - now).total_seconds()) + 1)

    def add(self, now: datetime, address: str) -> Self:
        """Return the failures with one more, without those that are too old to count."""
        return replace(self, failures=(*self._recent(now), FailedLogin(at=now, address=address)))

    def without(self, address: str) -> Self:
        """Return the failures from other addresses."""
        return replace(self, failures=tuple(each for each in self.failures if each.address != address))

    def _recent(self, now: datetime) -> tuple[FailedLogin, ...]:
        # Those that are far ahead are from an instance whose clock was wrong.
        return tuple(each for each in self.failures if abs(each.at - now) < self.WINDOW)


class SignInAddresses(Entity, frozen=True, kw_only=True):
    """The hashes of the addresses from which a user signed in within 90 days, with the last day of each."""

    LIFETIME: ClassVar[timedelta] = timedelta(days=90)
    MAX_ADDRESSES: ClassVar[int] = 20

    user_id: str
    days: dict[str, date] = msgspec.field(default_factory=dict)

    def has(self, addresses: Collection[str], today: date) -> bool:
        """Return whether the user signed in from one of these addresses within 90 days."""
        return any(address in addresses for address in self._recent(today))

    def add(self, address: str, today: date) -> Self:
        """Return the addresses with another one, the latest `MAX_ADDRESSES`; `self` if it was used today."""
        if self.days.get(address) == today:
            return self
        days = self._recent(today) | {address: today}
        latest = sorted(days.items(), key=itemgetter(1))[-self.MAX_ADDRESSES :]
        return replace(self, days=dict(latest))

    def _recent(self, today: date) -> dict[str, date]:
        return {address: day for address, day in self.days.items() if day > today - self.LIFETIME}


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens of a sign-in.

    `expires_in` is the lifetime of the access token in seconds, `refresh_expires_in` that of the sign-in.
    """

    user_id: str
    expires_in: int
    refresh_expires_in: int
    token: str
    refresh_token: str

    def __repr__(self) -> str:
        """Hide the tokens."""
        return f"SignIn({self.user_id!r})"
