"""Signing up, in and out."""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from shared.auth_manager import AuthManager, Claims
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.entities.entity import IfMatch
from shared.entities.sign_in import FailedLogins, RefreshFamily, SignIn
from shared.entities.user import User, username_key
from shared.errors import LOST_RACE, DocumentChangedError, TooManyRequestsError, UnauthenticatedError
from shared.repos.auth_repo import AuthRepository, RefreshFamilyRepository
from shared.repos.user_repo import UserRepository
from shared.services.account_service import AccountService


class AuthService:
    """Accounts' front door: registering, signing in, staying signed in, leaving."""

    def __init__(
        self,
        *,
        accounts: AccountService,
        users: UserRepository,
        families: RefreshFamilyRepository,
        repo: AuthRepository,
        tokens: AuthManager,
        credentials: CredentialManager,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._accounts = accounts
        self._users = users
        self._families = families
        self._repo = repo
        self._tokens = tokens
        self._credentials = credentials
        self._clock = clock
        self._new_id = new_id

    def register(self, username: str, password: str, profile: dict[str, Any]) -> User:
        """Open an account; `ValidationError` when the name is taken."""
        user = User(
            user_id=self._new_id(),
            username=username,
            created_at=self._clock.now(),
            password_hash=self._repo.hash_password(password),
            **profile,
        )
        return self._accounts.open_account(user)

    def login(self, username: str, password: str) -> SignIn:
        """Sign in with a password.

        `UnauthenticatedError`, the same and after the same time, for a wrong password and for an
        unknown name; `TooManyRequestsError` after five failures in fifteen minutes for one name,
        whatever the password.
        """
        self.require_secret()
        now = self._clock.now()
        self._refuse_when_locked(username, now)
        user = self._accounts.find_by_username(username)
        if not self._repo.verify_password(user.password_hash if user else None, password) or user is None:
            self._note_failure(username, now)
            raise UnauthenticatedError("Invalid username or password")
        # Guesses that were made at the same time may have used up the allowance meanwhile.
        failures = self._refuse_when_locked(username, now)
        if failures.etag:
            self._forget(failures)
        return self._sign_in(self._renew_hash(user, password))

    def refresh(self, refresh_token: str) -> SignIn:
        """Exchange a refresh token for a new pair; `UnauthenticatedError` when it is not valid.

        A token that was spent before has been stolen from somebody: its whole family is revoked.
        """
        self.require_secret()
        family = self._find_family(refresh_token)
        if family is None or self._users.find_user(family.user_id) is None:
            raise UnauthenticatedError
        successor = secrets.token_urlsafe(32)
        try:
            if not hmac.compare_digest(family.token_hash, _hash(_split(refresh_token)[2])):
                raise DocumentChangedError("spent")
            self._families.update(family.rotate(_hash(successor)))
        except LOST_RACE as error:
            self._revoke(family.user_id, family.family)
            raise UnauthenticatedError from error
        return self._answer(family.user_id, family.family, successor)

    def logout(self, claims: Claims, refresh_token: str | None) -> None:
        """End the sign-in of the access token and, where one is given, of the caller's refresh token."""
        self.require_account(claims.user_id)
        self._revoke(claims.user_id, claims.family)
        if refresh_token is not None:
            user_id, family, _ = _split(refresh_token)
            if user_id == claims.user_id:
                self._revoke(user_id, family)

    def change_password(self, user_id: str, current: str, new: str) -> None:
        """Set another password and end every sign-in; `UnauthenticatedError` when `current` is wrong."""
        self.confirm_password(user_id, current)
        self.set_password(user_id, new)

    def set_password(self, user_id: str, new: str) -> None:
        """Set a password and end every sign-in of the user; `NotFoundError` for an unknown user."""
        password_hash = self._repo.hash_password(new)
        while True:
            try:
                self._users.update(self._users.get_user(user_id).with_password(password_hash))
            except LOST_RACE:
                continue
            self._families.delete_all(user_id)
            return

    def close_account(self, user_id: str, password: str, if_match: IfMatch | None = None) -> None:
        """Delete an account for good, after its user has proven to be the user.

        `UnauthenticatedError` when `password` is wrong.
        """
        user = self.confirm_password(user_id, password)
        if if_match is not None:
            if_match.check(user)
        self._accounts.close_account(user_id)

    def confirm_password(self, user_id: str, password: str) -> User:
        """Return the user when this is their password; `UnauthenticatedError` when it is not.

        Wrong ones count as failed logins do, with `TooManyRequestsError` after five.
        """
        user = self._users.get_user(user_id)
        now = self._clock.now()
        self._refuse_when_locked(user.username, now)
        if not self._repo.verify_password(user.password_hash, password):
            self._note_failure(user.username, now)
            raise UnauthenticatedError("This is not the password", code="wrong_password")
        self._refuse_when_locked(user.username, now)  # guesses made at the same time count, too
        return user

    def require_secret(self) -> None:
        """Raise `DependencyUnavailableError` when access tokens can be neither signed nor verified."""
        self._tokens.check()

    def authenticate(self, token: str) -> Claims:
        """Return whose access token this is; `UnauthenticatedError` when it is not valid."""
        return self._tokens.verify_token(token)

    def is_administrator(self, user_id: str) -> bool:
        """Tell whether the user's name is listed as an administrator's."""
        names = {username_key(name) for name in self._credentials.get_admin_usernames()}
        return bool(names) and username_key(self.require_account(user_id).username) in names

    def require_account(self, user_id: str) -> User:
        """Return the user that a token names; `UnauthenticatedError` when the account is gone."""
        user = self._users.find(user_id, User.ID)
        if user is None:
            raise UnauthenticatedError
        if user.closed_at is not None:
            self._accounts.close_account(user_id)  # a deletion that was cut off
            raise UnauthenticatedError
        return user

    def _sign_in(self, user: User) -> SignIn:
        token = secrets.token_urlsafe(32)
        family = self._families.create(RefreshFamily(user.user_id, self._new_id(), _hash(token)))
        present = self._users.find_user(user.user_id)
        if present is None or present.password_hash != user.password_hash:
            # The account was closed, or its password changed, in this very moment: nobody may stay in.
            self._revoke(user.user_id, family.family)
            raise UnauthenticatedError("Invalid username or password")
        return self._answer(user.user_id, family.family, token)

    def _answer(self, user_id: str, family: str, token: str) -> SignIn:
        return SignIn(
            user_id=user_id,
            expires_in=int(self._tokens.lifetime.total_seconds()),
            token=self._tokens.generate_token(user_id, family),
            refresh_token=f"{user_id}.{family}.{token}",
        )

    def _find_family(self, refresh_token: str) -> RefreshFamily | None:
        user_id, family, _ = _split(refresh_token)
        return self._families.find_family(user_id, family) if user_id else None

    def _revoke(self, user_id: str, family: str) -> None:
        found = self._families.find_family(user_id, family)
        while found is not None:
            try:
                self._families.delete(found)
            except LOST_RACE:
                found = self._families.find_family(user_id, family)
            else:
                return

    def _renew_hash(self, user: User, password: str) -> User:
        if user.password_hash is None or not self._repo.needs_rehash(user.password_hash):
            return user
        try:
            return self._users.update(user.with_password(self._repo.hash_password(password)))
        except LOST_RACE:
            return user  # the profile was changed in this moment: the next login renews it

    def _refuse_when_locked(self, username: str, now: datetime) -> FailedLogins:
        failures = self._repo.get_failures(username)
        locked_for = failures.locked_for(now)
        if locked_for is not None:
            raise TooManyRequestsError("Too many failed attempts: try again later", locked_for)
        return failures

    def _note_failure(self, username: str, now: datetime) -> None:
        while True:
            failures = self._refuse_when_locked(username, now)
            try:
                self._repo.save_failures(failures.add(now))
            except LOST_RACE:
                continue
            return

    def _forget(self, failures: FailedLogins) -> None:
        try:
            self._repo.delete(failures)
        except LOST_RACE:
            return  # another failure came in between: it stays


def _hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash: there is nothing to guess.
    return sha256(token.encode()).hexdigest()


def _split(refresh_token: str) -> tuple[str, str, str]:
    parts = refresh_token.split(".")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")  # noqa: PLR2004 - user, family, token
