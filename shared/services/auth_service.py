"""Registration, sign-in and sign-out."""

import hmac
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from shared.auth_manager import AuthManager, Claims
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.entities.checks import MAX_NAME_LENGTH, check_field, check_password
from shared.entities.entity import IfMatch
from shared.entities.sign_in import FailedLogins, RefreshFamily, SignIn
from shared.entities.user import User, UserChanges, username_key
from shared.errors import (
    DocumentChangedError,
    LostRaceError,
    TooManyRequestsError,
    UnauthenticatedError,
)
from shared.ids import new_id
from shared.repos.auth_repo import AuthRepository, RefreshFamilyRepository, bearer_token
from shared.repos.conflicts import retry_on_conflict
from shared.repos.user_repo import UserRepository
from shared.services.account_service import AccountService
from shared.services.base_service import BaseService, require_text
from shared.views.sign_in import AUTH_COOKIE, SessionView

_NO_PROFILE = UserChanges()


class HasHeaders(Protocol):
    """A request, of which only the headers are read."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers by name."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AuthService(BaseService):
    """Registration, sign-in, token refresh, sign-out and passwords."""

    entity_type = "User"

    accounts: AccountService
    users: UserRepository
    families: RefreshFamilyRepository
    repo: AuthRepository
    tokens: AuthManager
    credentials: CredentialManager
    clock: Clock

    def register(self, username: str, password: str, profile: UserChanges = _NO_PROFILE) -> User:
        """Open an account; `ValidationError` for a blank or taken username or an invalid password."""
        username = require_text("username", username, "User name cannot be empty", MAX_NAME_LENGTH)
        now = self.clock.now()
        user = User(
            user_id=new_id(),
            username=username,
            created_at=now,
            password_hash=self._hash_new_password(password),
            **profile.check().changed_fields(),
        )
        return self.accounts.open_account(user)

    def login(self, username: str, password: str) -> SignIn:
        """Sign in with a password.

        A wrong password and an unknown username raise the same `UnauthenticatedError` after the same time.
        After five failures in fifteen minutes for a username, any password raises `TooManyRequestsError`.
        """
        self.require_secret()
        now = self.clock.now()
        self._refuse_when_locked(username, now)
        user = self.repo.validate_user_credentials(username, password)
        if user is None:
            self.accounts.resume_closing(username)
            self._record_failure(username, now)
            raise UnauthenticatedError("Invalid username or password")
        # Concurrent attempts may have locked the username in the meantime.
        failures = self._refuse_when_locked(username, now)
        if failures.etag:
            self._forget(failures)
        return self._sign_in(self._renew_hash(user, password))

    def refresh(self, refresh_token: str) -> SignIn:
        """Exchange a refresh token for a new pair of tokens; `UnauthenticatedError` when it is not valid.

        A token that is exchanged twice was stolen, so its whole family is revoked.
        """
        self.require_secret()
        user_id, family_id, token = _split(refresh_token)
        family = self.families.find_family(user_id, family_id) if user_id else None
        if family is None or self.users.find_user(family.user_id) is None:
            raise UnauthenticatedError
        successor = secrets.token_urlsafe(32)
        try:
            if not hmac.compare_digest(family.token_hash, _hash(token)):
                raise DocumentChangedError("the token was exchanged before")
            self.families.update(family.rotate(_hash(successor)))
        except LostRaceError as error:
            self._revoke(family.user_id, family.family)
            raise UnauthenticatedError from error
        return self._issue_tokens(family.user_id, family.family, successor)

    def logout(self, claims: Claims, refresh_token: str | None) -> None:
        """End the sign-in of the access token and, if it is the caller's, that of the refresh token."""
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
        password_hash = self._hash_new_password(new)
        retry_on_conflict(
            lambda: self.users.update_user(self.users.get_user(user_id).with_password(password_hash))
        )
        self.families.delete_all(user_id)

    def close_account(self, user_id: str, password: str, if_match: IfMatch | None = None) -> None:
        """Delete an account permanently; `UnauthenticatedError` when the password is wrong."""
        user = self.confirm_password(user_id, password)
        if if_match is not None:
            if_match.check(user)
        self.accounts.close_account(user_id)

    def confirm_password(self, user_id: str, password: str) -> User:
        """Return the user if the password is right, else raise `UnauthenticatedError`.

        Wrong passwords count as failed sign-ins: `TooManyRequestsError` after five.
        """
        user = self.users.get_user(user_id)
        now = self.clock.now()
        self._refuse_when_locked(user.username, now)
        if not self.repo.verify_password(user.password_hash, password):
            self._record_failure(user.username, now)
            raise UnauthenticatedError("This is not the password", code="wrong_password")
        self._refuse_when_locked(user.username, now)  # concurrent attempts count, too
        return user

    def require_secret(self) -> None:
        """Raise `DependencyUnavailableError` when access tokens can be neither signed nor verified."""
        self.tokens.check()

    def authenticate(self, headers: Mapping[str, str]) -> Claims:
        """Return the claims of a request's access token: in `Authorization`, else in the cookie.

        `UnauthenticatedError` without a valid token.
        """
        self.require_secret()
        if _find_header(headers, "authorization") is not None:
            return self.repo.check_header_token(headers)
        return self.repo.check_cookie_token(_read_cookies(headers))

    def validate_token(self, token: str) -> bool:
        """Return whether an access token is valid and its account exists."""
        try:
            self.require_account(self.tokens.verify_token(token).user_id)
        except UnauthenticatedError:
            return False
        return True

    def is_authenticated(self, req: HasHeaders) -> bool:
        """Return whether a request has a valid access token: in `Authorization`, else in the cookie."""
        if _find_header(req.headers, "authorization") is not None:
            token = bearer_token(req.headers)
        else:
            token = _read_cookies(req.headers).get(AUTH_COOKIE)
        return token is not None and self.validate_token(token)

    def get_session(self, req: HasHeaders) -> SessionView:
        """Return whether a request is signed in, and as which user."""
        if self.is_authenticated(req):
            with suppress(UnauthenticatedError):  # the account may be closed between the two reads
                user = self.require_account(self.authenticate(req.headers).user_id)
                return {"signed_in": True, "user_id": user.user_id, "username": user.username}
        return {"signed_in": False}

    def is_administrator(self, user_id: str) -> bool:
        """Return whether the user's name is listed as an administrator's."""
        names = {username_key(name) for name in self.credentials.get_admin_usernames()}
        return bool(names) and username_key(self.require_account(user_id).username) in names

    def require_account(self, user_id: str) -> User:
        """Return the user of a token; `UnauthenticatedError` when the account was deleted."""
        user = self.users.find_account(user_id)
        if user is None:
            raise UnauthenticatedError
        if user.closed_at is not None:
            self.accounts.close_account(user_id)  # completes an interrupted deletion
            raise UnauthenticatedError
        return user

    def _hash_new_password(self, password: str) -> str:
        return self.repo.hash_password(check_field("password", check_password, password))

    def _sign_in(self, user: User) -> SignIn:
        token = secrets.token_urlsafe(32)
        family = self.families.create(
            RefreshFamily(user_id=user.user_id, family=new_id(), token_hash=_hash(token))
        )
        latest = self.users.find_user(user.user_id)
        if latest is None or latest.password_hash != user.password_hash:
            # The account was closed, or its password changed, at the same time.
            self._revoke(user.user_id, family.family)
            raise UnauthenticatedError("Invalid username or password")
        return self._issue_tokens(user.user_id, family.family, token)

    def _issue_tokens(self, user_id: str, family: str, refresh_token: str) -> SignIn:
        return SignIn(
            user_id=user_id,
            expires_in=int(self.tokens.lifetime.total_seconds()),
            token=self.repo.generate_token(user_id, family),
            refresh_token=f"{user_id}.{family}.{refresh_token}",
        )

    def _revoke(self, user_id: str, family: str) -> None:
        def attempt() -> None:
            found = self.families.find_family(user_id, family)
            if found is not None:
                self.families.delete(found)

        retry_on_conflict(attempt)

    def _renew_hash(self, user: User, password: str) -> User:
        if user.password_hash is None or not self.repo.needs_rehash(user.password_hash):
            return user
        try:
            return self.users.update_user(user.with_password(self.repo.hash_password(password)))
        except LostRaceError:
            return user  # the profile was changed at the same time: the next login renews the hash

    def _refuse_when_locked(self, username: str, now: datetime) -> FailedLogins:
        failures = self.repo.get_failures(username)
        locked_for = failures.locked_for(now)
        if locked_for is not None:
            raise TooManyRequestsError("Too many failed attempts: try again later", locked_for)
        return failures

    def _record_failure(self, username: str, now: datetime) -> None:
        retry_on_conflict(lambda: self.repo.save_failures(self._refuse_when_locked(username, now).add(now)))

    def _forget(self, failures: FailedLogins) -> None:
        try:
            self.repo.delete(failures)
        except LostRaceError:
            return  # another failure was recorded in the meantime: it stays


def _find_header(headers: Mapping[str, str], name: str) -> str | None:
    # Those of a request ignore letter case; a plain mapping may spell the name either way.
    return headers.get(name, headers.get(name.title()))


def _read_cookies(headers: Mapping[str, str]) -> dict[str, str]:
    # http.cookies stops at the first cookie that it cannot parse.
    pairs = (pair.strip().partition("=") for pair in (_find_header(headers, "cookie") or "").split(";"))
    cookies: dict[str, str] = {}
    for name, _, value in pairs:
        cookies.setdefault(name, value.strip('"'))
    return cookies


def _hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash: it cannot be guessed.
    return sha256(token.encode()).hexdigest()


def _split(refresh_token: str) -> tuple[str, str, str]:
    parts = refresh_token.split(".")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")  # noqa: PLR2004 - user, family, token
