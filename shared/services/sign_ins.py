"""Sign-ins and their tokens."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from shared.auth_manager import AuthManager
from shared.entities.sign_in import RefreshFamily, SignIn
from shared.entities.user import User
from shared.errors import DocumentChangedError, LostRaceError, UnauthenticatedError
from shared.ids import new_id
from shared.repos.auth_repo import AuthRepository, RefreshFamilyRepository
from shared.repos.conflicts import retry_on_conflict
from shared.repos.user_repo import UserRepository


@dataclass(frozen=True, kw_only=True, eq=False)
class SignIns:
    """Begins, refreshes and ends sign-ins, each of which has one refresh token at a time."""

    users: UserRepository
    families: RefreshFamilyRepository
    repo: AuthRepository
    tokens: AuthManager

    def begin(self, user: User) -> SignIn:
        """Return the tokens of a new sign-in of a user whose password was right.

        `UnauthenticatedError` when the account was closed, or its password changed, at the same time.
        """
        token = secrets.token_urlsafe(32)
        family = self.families.create(
            RefreshFamily(user_id=user.user_id, family=new_id(), token_hash=_hash(token))
        )
        latest = self.users.find_user(user.user_id)
        if latest is None or latest.password_hash != user.password_hash:
            self.end(user.user_id, family.family)
            raise UnauthenticatedError("Invalid username or password")
        return self._issue_tokens(user.user_id, family.family, token)

    def refresh(self, refresh_token: str) -> SignIn:
        """Exchange a refresh token for a new pair of tokens; `UnauthenticatedError` when it is not valid.

        A token that is exchanged twice was stolen, so its whole family is revoked.
        """
        user_id, name, spent = _split(refresh_token)
        family = self.families.find_family(user_id, name) if user_id else None
        if family is None or self.users.find_user(user_id) is None:
            raise UnauthenticatedError
        successor = secrets.token_urlsafe(32)
        try:
            if not hmac.compare_digest(family.token_hash, _hash(spent)):
                raise DocumentChangedError("the token was exchanged before")
            self.families.update(family.rotate(_hash(successor)))
        except LostRaceError as error:
            self.end(user_id, name)
            raise UnauthenticatedError from error
        return self._issue_tokens(user_id, name, successor)

    def end(self, user_id: str, family: str) -> None:
        """End a sign-in, if it has not ended yet: its refresh token is revoked."""

        def attempt() -> None:
            found = self.families.find_family(user_id, family)
            if found is not None:
                self.families.delete(found)

        retry_on_conflict(attempt)

    def end_by_token(self, user_id: str, refresh_token: str) -> None:
        """End the sign-in of a refresh token, if it is the user's."""
        owner_id, family, _ = _split(refresh_token)
        if owner_id == user_id:
            self.end(user_id, family)

    def end_all(self, user_id: str) -> None:
        """End every sign-in of a user."""
        self.families.delete_all(user_id)

    def _issue_tokens(self, user_id: str, family: str, refresh_token: str) -> SignIn:
        return SignIn(
            user_id=user_id,
            expires_in=int(self.tokens.lifetime.total_seconds()),
            token=self.repo.generate_token(user_id, family),
            refresh_token=f"{user_id}.{family}.{refresh_token}",
        )


def _hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash: it cannot be guessed.
    return sha256(token.encode()).hexdigest()


def _split(refresh_token: str) -> tuple[str, str, str]:
    parts = refresh_token.split(".")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")  # noqa: PLR2004 - user, family, token
