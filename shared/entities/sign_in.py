"""What signing in leaves behind: names that are taken, sessions that go on, attempts that failed."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar, Self
from urllib.parse import quote

from shared.entities.timestamps import from_stored, to_stored
from shared.entities.user import username_key

_MAX_QUOTED = 200


def username_partition(username: str) -> str:
    """Return the reserved owner of a username: its folded form, in letters that any id may have.

    A name whose quoted form is too long for an id stands as its hash, behind a mark that quoting never
    makes.
    """
    key = username_key(username)
    quoted = quote(key, safe="").replace("%", "=")
    return (
        f"username:{quoted}"
        if len(quoted) <= _MAX_QUOTED
        else f"username:*{sha256(key.encode()).hexdigest()}"
    )


@dataclass(frozen=True, slots=True)
class UsernameReservation:
    """A name that is taken: its id and its partition are the folded name, so a second one collides.

    It holds while its user exists and bears the name. One whose user never came into being (a crash in
    the middle of registering) holds for a minute.
    """

    TYPE: ClassVar[str] = "username"
    GRACE: ClassVar[timedelta] = timedelta(minutes=1)

    username: str
    owner_id: str
    reserved_at: datetime
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """The folded name."""
        return username_partition(self.username)

    @property
    def user_id(self) -> str:
        """The folded name, too: names belong to nobody's partition."""
        return username_partition(self.username)

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "username": self.username,
            "owner_id": self.owner_id,
            "reserved_at": to_stored(self.reserved_at),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            document["username"],
            document["owner_id"],
            from_stored(document["reserved_at"]),
            document.get("_etag", ""),
        )


@dataclass(frozen=True, slots=True)
class RefreshFamily:
    """One sign-in and all that is renewed from it; only the hash of the present token is kept."""

    TYPE: ClassVar[str] = "refresh_family"
    LIFETIME: ClassVar[timedelta] = timedelta(days=30)

    user_id: str
    family: str
    token_hash: str = field(repr=False)
    etag: str = field(default="", compare=False)

    @staticmethod
    def id_of(family: str) -> str:
        """Return the name of a family's document."""
        return f"refresh:{family}"

    @property
    def id(self) -> str:
        """One for each sign-in."""
        return self.id_of(self.family)

    def rotate(self, token_hash: str) -> Self:
        """Return the family with its present token spent and another in its place."""
        return replace(self, token_hash=token_hash)

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "family": self.family,
            "token_hash": self.token_hash,
            "ttl": int(self.LIFETIME.total_seconds()),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(document["user_id"], document["family"], document["token_hash"], document.get("_etag", ""))


@dataclass(frozen=True, slots=True)
class FailedLogins:
    """When signing in with a name failed lately; it lies with the name, whether or not it is taken."""

    TYPE: ClassVar[str] = "failed_logins"
    ID: ClassVar[str] = "failed_logins"
    LIMIT: ClassVar[int] = 5
    WINDOW: ClassVar[timedelta] = timedelta(minutes=15)

    username: str
    at: tuple[datetime, ...] = ()
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """One for each name."""
        return self.ID

    @property
    def user_id(self) -> str:
        """The partition of the name."""
        return username_partition(self.username)

    def locked_for(self, now: datetime) -> int | None:
        """Return for how many seconds the name is locked; None when it is not."""
        recent = self._recent(now)
        if len(recent) < self.LIMIT:
            return None
        # The lock ends when the earliest of the last five leaves the window.
        return max(1, int((recent[-self.LIMIT] + self.WINDOW - now).total_seconds()) + 1)

    def add(self, now: datetime) -> Self:
        """Return the failures with one more, now; only the last ones are kept."""
        return replace(self, at=(*self._recent(now), now)[-self.LIMIT :])

    def _recent(self, now: datetime) -> tuple[datetime, ...]:
        return tuple(moment for moment in self.at if moment > now - self.WINDOW)

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.ID,
            "user_id": self.user_id,
            "type": self.TYPE,
            "username": username_key(self.username),
            "at": [to_stored(moment) for moment in self.at],
            "ttl": int(self.WINDOW.total_seconds()),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        moments = tuple(from_stored(text) for text in document["at"])
        return cls(document["username"], moments, document.get("_etag", ""))


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a person holds after signing in; `expires_in` is the access token's life in seconds."""

    user_id: str
    expires_in: int
    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
