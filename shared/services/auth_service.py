"""Registration, sign-in and sign-out."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from shared.auth_manager import AuthManager, Claims
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.entities.checks import MAX_NAME_LENGTH, check_field
from shared.entities.entity import IfMatch
from shared.entities.names import check_username
from shared.entities.passwords import check_password_of
from shared.entities.sign_in import SignIn, clean_user_agent
from shared.entities.user import User, UserChanges
from shared.errors import LostRaceError, SecondFactorRequiredError, UnauthenticatedError, ValidationError
from shared.ids import new_id
from shared.repos.auth_repo import AuthRepository, bearer_token
from shared.repos.conflicts import retry_on_conflict
from shared.repos.user_repo import UserRepository
from shared.services.account_service import AccountService
from shared.services.administrators import Administrators
from shared.services.auth_cookies import find_cookie_tokens, find_refresh_tokens
from shared.services.base_service import BaseService, require_text
from shared.services.hashing_queue import HashingQueue
from shared.services.login_throttle import LoginThrottle
from shared.services.recent_users import RecentUsers
from shared.services.second_factors import SecondFactors
from shared.services.security_log import SecurityEvent, SecurityLog
from shared.services.sign_ins import SignIns
from shared.views.sign_in import AUTH_COOKIE, SessionView
from shared.views.user import Role

MAX_COOKIE_SIGN_INS = 3
"""How many sign-ins the cookies of a request may name: each that has ended costs two reads."""

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
    administrators: Administrators
    users: UserRepository
    recent_users: RecentUsers
    repo: AuthRepository
    hashing_queue: HashingQueue
    sign_ins: SignIns
    second_factors: SecondFactors
    throttle: LoginThrottle
    events: SecurityLog
    tokens: AuthManager
    credentials: CredentialManager
    clock: Clock

    def register(
        self,
        username: str,
        password: str,
        profile: UserChanges = _NO_PROFILE,
        *,
        claim_secret: str | None = None,
    ) -> User:
        """Open an account; `ValidationError` for an invalid or taken username or an invalid password.

        `ClaimRefusedError` for a wrong claim secret, or without one for a name listed for administrators; in
        development without a claim secret the first registration of a listed name needs none.
        `RegistrationClosedError` where only administrators create accounts.
        """
        self.administrators.check_registration(username)
        claims = self.administrators.check_claim(claim_secret, username=username)
        username = require_text("username", username, "User name cannot be empty", MAX_NAME_LENGTH)
        username = check_field("username", check_username, username)
        now = self.clock.now()
        user = User(
            user_id=new_id(),
            username=username,
            created_at=now,
            password_hash=self._hash_new_password(username, password),
            **profile.check().check_names().changed_fields(),
        ).with_offset(now)
        with self.events.watch(SecurityEvent.REGISTRATION, user.user_id, username=username):
            return self.accounts.open_account(
                self.administrators.claim(user),
                self.administrators.right_to_register(username, claims=claims),
            )

    def login(
        self,
        username: str,
        password: str,
        *,
        code: str | None = None,
        claim_secret: str | None = None,
        user_agent: str | None = None,
    ) -> SignIn:
        """Sign in with a password, and with a code if the user has a second factor.

        A claim secret claims the role of administrator for a listed name. A wrong password and an unknown
        username raise the same `UnauthenticatedError` after the same time; errors of the code are those of
        `SecondFactors.check`. After too many failures, which `LoginThrottle` counts, any password raises
        `TooManyRequestsError`. `BusyError` if too many sign in at once.
        """
        self.require_secret()
        with self.events.watch(SecurityEvent.SIGN_IN, username=username) as event:
            sign_in = self._sign_in(username, password, code, claim_secret, user_agent)
            event.user_id = sign_in.user_id
        return sign_in

    def _sign_in(
        self,
        username: str,
        password: str,
        code: str | None,
        claim_secret: str | None,
        user_agent: str | None,
    ) -> SignIn:
        self.hashing_queue.check()
        self.throttle.check(username)
        user = self.repo.validate_user_credentials(username, password)
        if user is None:
            self.accounts.resume_closing(username)
            self.throttle.record_failure(username)
            raise UnauthenticatedError("Invalid username or password")
        user = self._renew_hash(user, password)
        if user.has_second_factor:
            self.throttle.check(username)  # before an answer tells that the password is right
            self.second_factors.check(user, code)
        self.throttle.record_success(username, user)
        self.accounts.renew_reservation(user)
        claims = self.administrators.check_claim(claim_secret, user.user_id, username=username)
        if claims:
            self._claim_role(user.user_id)
        try:
            return self.sign_ins.begin(user, clean_user_agent(user_agent))
        except UnauthenticatedError:
            self.throttle.forget_closed_account(user.user_id)
            raise

    def refresh(self, *refresh_tokens: str) -> SignIn:
        """Exchange the first valid refresh token for a new pair of tokens.

        `UnauthenticatedError` when none is valid.
        """
        self.require_secret()
        with self.events.watch(SecurityEvent.REFRESH) as event:
            sign_in = self._refresh_first(refresh_tokens)
            event.user_id = sign_in.user_id
        return sign_in

    def find_refresh_cookies(self, headers: Mapping[str, str], *, https: bool) -> list[str]:
        """Return the refresh tokens in the cookies of a request, in the order in which they are tried."""
        return find_refresh_tokens(headers, https=https)

    def logout(self, claims: Claims, *refresh_tokens: str) -> None:
        """End the sign-in of the access token, and those of the refresh tokens that are the caller's."""
        self.require_account(claims.user_id)
        with self.events.watch(SecurityEvent.SIGN_OUT, claims.user_id):
            self.sign_ins.end(claims.user_id, claims.family)
            for refresh_token in refresh_tokens:
                self.sign_ins.end_by_token(claims.user_id, refresh_token)

    def change_password(self, user_id: str, current: str, new: str) -> None:
        """Set another password and end every sign-in; `UnauthenticatedError` when `current` is wrong."""
        with self.events.watch(SecurityEvent.PASSWORD_CHANGE, user_id):
            user = self.confirm_password(user_id, current)
            check_field("new_password", partial(check_password_of, user.username), new)
            self.set_password(user_id, new)

    def set_password(self, user_id: str, new: str) -> None:
        """Set a password and end every sign-in of the user; `NotFoundError` for an unknown user."""
        password_hash = self._hash_new_password(self.users.get_user(user_id).username, new)
        retry_on_conflict(
            lambda: self.users.update_user(self.users.get_user(user_id).with_password(password_hash))
        )
        self.sign_ins.end_all(user_id)

    def close_account(self, user_id: str, password: str, if_match: IfMatch | None = None) -> None:
        """Delete an account permanently; `UnauthenticatedError` when the password is wrong."""
        with self.events.watch(SecurityEvent.ACCOUNT_CLOSING, user_id):
            user = self.confirm_password(user_id, password)
            if if_match is not None:
                if_match.check(self.administrators.resolve(user))
            self.accounts.close_account(user_id)

    def confirm_password(self, user_id: str, password: str) -> User:
        """Return the user if the password is right, else raise `UnauthenticatedError`.

        `TooManyRequestsError` after five wrong passwords in fifteen minutes.
        """
        user = self.users.get_user(user_id)
        self.throttle.check_user(user_id)
        if not self.repo.verify_password(user.password_hash, password):
            self.throttle.record_user_failure(user_id)
            raise UnauthenticatedError("This is not the password", code="wrong_password")
        self.throttle.record_user_success(user_id)
        return user

    def confirm_change(self, user_id: str, password: str | None) -> None:
        """Raise an error unless the password, with which users confirm a change, is right."""
        if password is None:
            sentence = "Another name or email needs 'current_password'"
            raise ValidationError.for_field("current_password", sentence=sentence)
        with self.events.watch(SecurityEvent.PASSWORD_CONFIRMATION, user_id):
            self.confirm_password(user_id, password)

    def require_secret(self) -> None:
        """Raise `DependencyUnavailableError` when access tokens can be neither signed nor verified."""
        self.tokens.check()

    def authenticate(self, headers: Mapping[str, str]) -> Claims:
        """Return the claims of a request's access token: in `Authorization`, else in the cookie.

        `UnauthenticatedError` without a valid token, or when its sign-in has ended.
        """
        self.require_secret()
        if _find_header(headers, "authorization") is not None:
            claims = self.repo.check_header_token(headers)
            self._require_sign_in(claims)
            return claims
        for claims in self._list_cookie_claims(headers):
            with suppress(UnauthenticatedError):
                self._require_sign_in(claims)
                return claims
        raise UnauthenticatedError

    def validate_token(self, token: str) -> bool:
        """Return whether an access token is valid, and its sign-in and its account exist."""
        try:
            return self._has_account(self.tokens.verify_token(token))
        except UnauthenticatedError:
            return False

    def is_authenticated(self, req: HasHeaders) -> bool:
        """Return whether a request has a valid access token: in `Authorization`, else in the cookie."""
        if _find_header(req.headers, "authorization") is not None:
            return self.validate_token(bearer_token(req.headers) or "")
        return any(map(self._has_account, self._list_cookie_claims(req.headers)))

    def get_session(self, req: HasHeaders) -> SessionView:
        """Return whether a request is signed in, and as which user."""
        if self.is_authenticated(req):
            with suppress(UnauthenticatedError):  # the account may be closed between the two reads
                user = self.require_account(self.authenticate(req.headers).user_id)
                return {"signed_in": True, "user_id": user.user_id, "username": user.username}
        return {"signed_in": False}

    def is_administrator(self, user_id: str) -> bool:
        """Return whether the user has the role of administrator."""
        return self.administrators.resolve(self.require_account(user_id)).role is Role.ADMINISTRATOR

    def acts_as_administrator(self, claims: Claims) -> bool:
        """Return whether the caller has the role, and the second factor that the settings require of it.

        A role that was given on another instance counts after `recent_reads.MAX_AGE` at most.
        """
        if self.recent_users.is_without_role(claims.user_id):
            return False
        return self.is_administrator(claims.user_id) and self._is_confirmed(claims, is_administrator=True)

    def require_second_factor(self, claims: Claims, *, is_administrator: bool = False) -> None:
        """Raise `SecondFactorRequiredError` if the settings require what the sign-in has not shown."""
        if not self._is_confirmed(claims, is_administrator=is_administrator):
            raise SecondFactorRequiredError

    def _is_confirmed(self, claims: Claims, *, is_administrator: bool) -> bool:
        required = self.credentials.requires_second_factor(is_administrator=is_administrator)
        return claims.has_second_factor or not required

    def require_account(self, user_id: str) -> User:
        """Return the user of a token; `UnauthenticatedError` when the account was deleted."""
        user = self.users.find_account(user_id)
        if user is None:
            raise UnauthenticatedError
        if user.closed_at is not None:
            self.accounts.close_account(user_id)  # completes an interrupted deletion
            raise UnauthenticatedError
        return user

    def _refresh_first(self, refresh_tokens: Sequence[str]) -> SignIn:
        for refresh_token in refresh_tokens:
            with suppress(UnauthenticatedError):
                return self.sign_ins.refresh(refresh_token)
        raise UnauthenticatedError

    def _list_cookie_claims(self, headers: Mapping[str, str]) -> list[Claims]:
        """Return the claims of the valid tokens in the cookies, of at most `MAX_COOKIE_SIGN_INS`."""
        found: list[Claims] = []
        for token in find_cookie_tokens(headers):
            with suppress(UnauthenticatedError):
                found.append(self.repo.check_cookie_token({AUTH_COOKIE: token}))
        return found[:MAX_COOKIE_SIGN_INS]

    def _has_account(self, claims: Claims) -> bool:
        try:
            self._require_sign_in(claims)
            self.require_account(claims.user_id)
        except UnauthenticatedError:
            return False
        return True

    def _require_sign_in(self, claims: Claims) -> None:
        try:
            self.sign_ins.require_active(claims.user_id, claims.family)
        except UnauthenticatedError:
            self.require_account(claims.user_id)  # completes an interrupted deletion
            raise

    def _claim_role(self, user_id: str) -> None:
        def attempt() -> None:
            user = self.users.find_user(user_id)
            claimed = self.administrators.claim(user) if user else None
            if claimed is not None and claimed is not user:
                self.users.update_user(claimed)

        retry_on_conflict(attempt)
        self.recent_users.forget(user_id)

    def _hash_new_password(self, username: str, password: str) -> str:
        return self.repo.hash_password(
            check_field("password", partial(check_password_of, username), password)
        )

    def _renew_hash(self, user: User, password: str) -> User:
        if user.password_hash is None or not self.repo.needs_rehash(user.password_hash, password):
            return user
        try:
            return self.users.update_user(user.with_password(self.repo.hash_password(password)))
        except LostRaceError:
            # Another sign-in renewed the hash at the same time, or the profile was changed, and the next
            # sign-in renews it.
            latest = self.users.find_user(user.user_id)
            if latest is None or latest.password_hash == user.password_hash:
                return user
            return latest if self.repo.verify_password(latest.password_hash, password) else user


def _find_header(headers: Mapping[str, str], name: str) -> str | None:
    # Those of a request ignore letter case; a plain mapping may spell the name either way.
    return headers.get(name, headers.get(name.title()))
