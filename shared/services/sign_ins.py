"""Sign-ins and their tokens."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from msgspec.structs import replace

from shared.auth_manager import AuthManager
from shared.clock import Clock
from shared.entities.sign_in import RefreshFamily, SignIn
from shared.entities.user import User
from shared.errors import NotFoundError, UnauthenticatedError
from shared.ids import new_id
from shared.repos.auth_repo import AuthRepository, RefreshFamilyRepository
from shared.repos.conflicts import retry_on_conflict
from shared.repos.user_repo import UserRepository
from shared.services.active_sign_ins import ActiveSignIns
from shared.services.recent_users import RecentUsers
from shared.services.security_log import SecurityEvent, SecurityLog
from shared.views.sign_in import ActiveSignInView

MAX_SIGN_INS = 20
"""How many sign-ins a user may have; the oldest ends when there are more."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SignIns:
    """Begins, checks, refreshes and ends sign-ins, each of which has one refresh token at a time."""

    users: UserRepository
    families: RefreshFamilyRepository
    repo: AuthRepository
    tokens: AuthManager
    active: ActiveSignIns
    recent_users: RecentUsers
    clock: Clock
    events: SecurityLog

    def begin(self, user: User, user_agent: str | None = None) -> SignIn:
        """Return the tokens of a new sign-in of a user whose password was right, and whose code if needed.

        `user` was read before the password was verified. `UnauthenticatedError` when the account was closed,
        its password changed, or its second factor enabled or removed since then.
        """
        token, begun, now = secrets.token_urlsafe(32), self.active.begin_read(), self.clock.now()
        family = self.families.create(
            RefreshFamily(
                user_id=user.user_id,
                family=new_id(),
                token_hash=_hash(token),
                created_at=now,
                last_used_at=now,
                user_agent=user_agent,
                has_second_factor=user.has_second_factor,
            )
        )
        latest = self.users.find_user(user.user_id)
        if latest is None or latest.factors != user.factors:
            self.end(user.user_id, family.family)
            raise UnauthenticatedError("Invalid username or password")
        # Each sign-in checks this after it was stored, so that the last of concurrent ones sees all others.
        for ended in self.families.keep_newest(user.user_id, MAX_SIGN_INS):
            self.active.forget(user.user_id, ended.family)
        self.active.remember(user.user_id, family.family, begun, value=True)
        return self._issue_tokens(family, token)

    def require_active(self, user_id: str, family: str) -> None:
        """Raise `UnauthenticatedError` if a sign-in has ended.

        The sign-in is read at most once in `recent_reads.MAX_AGE`, and its user with it.
        """
        if self.active.is_known(user_id, family):
            return
        begun = self.active.begin_read()
        if self._find(user_id, family) is None:
            self.active.drop(user_id, family)
            raise UnauthenticatedError
        self.active.remember(user_id, family, begun, value=True)
        self.recent_users.find_calendar(user_id)

    def is_stored(self, user_id: str, family: str) -> bool:
        """Return whether a sign-in goes on, as stored: another instance may have ended it just now."""
        return self._find(user_id, family) is not None

    def refresh(self, refresh_token: str) -> SignIn:
        """Exchange a refresh token for a new pair of tokens; `UnauthenticatedError` when it is not valid.

        A token that is exchanged again soon, as after a lost response, gets the same successor. One that is
        exchanged again later was stolen, so its whole family is revoked.
        """
        user_id, name, token = _split(refresh_token)
        user = self.users.find_user(user_id) if user_id else None
        if user is None:
            raise UnauthenticatedError
        family, successor = retry_on_conflict(lambda: self._exchange(user, name, token))
        return self._issue_tokens(family, successor)

    def list_active(self, user_id: str, current: str) -> list[ActiveSignInView]:
        """Return the sign-ins of a user, newest first; `current` is the family of the caller's."""
        now = self.clock.now()
        families = [family for family in self.families.list_newest(user_id) if not family.has_ended(now)]
        return [family.show(current=family.family == current) for family in families]

    def end_one(self, user_id: str, family: str) -> None:
        """End a sign-in; `NotFoundError` when the user has no such sign-in."""
        if self._find(user_id, family) is None:
            raise NotFoundError("Sign-in not found")
        self.end(user_id, family)

    def end(self, user_id: str, family: str) -> None:
        """End a sign-in, if it has not ended yet: its refresh token and its access tokens are revoked."""

        def attempt() -> None:
            found = self.families.find_family(user_id, family)
            if found is not None:
                self.families.delete(found)

        retry_on_conflict(attempt)
        self.active.forget(user_id, family)

    def end_by_token(self, user_id: str, refresh_token: str) -> None:
        """End the sign-in of a refresh token, if it is the user's."""
        owner_id, family, _ = _split(refresh_token)
        if owner_id == user_id:
            self.end(user_id, family)

    def confirm(self, user_id: str, family: str) -> None:
        """Let a sign-in count as one with a second factor, from its next refresh on, and end all others."""

        def attempt() -> None:
            found = self._find(user_id, family)
            if found is not None:
                self.families.update(replace(found, has_second_factor=True))

        retry_on_conflict(attempt)
        for ended in self.families.keep_one(user_id, family):
            self.active.forget(user_id, ended.family)

    def end_all(self, user_id: str) -> None:
        """End every sign-in of a user."""
        self.families.delete_all(user_id)
        self.active.forget(user_id)

    def _find(self, user_id: str, name: str) -> RefreshFamily | None:
        family = self.families.find_family(user_id, name)
        return None if family is None or family.has_ended(self.clock.now()) else family

    def _exchange(self, user: User, name: str, token: str) -> tuple[RefreshFamily, str]:
        """Return the sign-in of a refresh token, and the successor of the token."""
        user_id = user.user_id
        family, now = self._find(user_id, name), self.clock.now()
        # If enabling a second factor is interrupted, sign-ins without it are left.
        if family is None or (user.has_second_factor and not family.has_second_factor):
            raise UnauthenticatedError
        successors = self.tokens.derive_successors(name, token)
        if hmac.compare_digest(family.token_hash, _hash(token)):
            return self.families.update(family.rotate(now, _hash(successors[0]))), successors[0]
        if family.was_just_spent(_hash(token), now):
            known = family.recent_hashes
            # None is known if the signing secret was replaced since the token was spent.
            successor = next((each for each in successors if _hash(each) in known), None)
            if successor is None:
                raise UnauthenticatedError
            return family, successor
        self.end(user_id, name)
        self.events.write(SecurityEvent.REFRESH_TOKEN_REUSE, "revoked", user_id)
        raise UnauthenticatedError

    def _issue_tokens(self, family: RefreshFamily, refresh_token: str) -> SignIn:
        return SignIn(
            user_id=family.user_id,
            expires_in=int(self.tokens.lifetime.total_seconds()),
            refresh_expires_in=int(family.expires_in(self.clock.now()).total_seconds()),
            token=self.repo.generate_token(
                family.user_id, family.family, has_second_factor=family.has_second_factor
            ),
            refresh_token=f"{family.user_id}.{family.family}.{refresh_token}",
        )


def _hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash: it cannot be guessed.
    return sha256(token.encode()).hexdigest()


def _split(refresh_token: str) -> tuple[str, str, str]:
    parts = refresh_token.split(".")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")  # noqa: PLR2004 - user, family, token
