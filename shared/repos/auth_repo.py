"""Passwords, tokens, sign-ins and failed attempts."""

import hmac
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.auth_manager import AuthManager, Claims
from shared.entities.page import PageRequest
from shared.entities.passwords import normalize_password
from shared.entities.sign_in import FailedLogins, RefreshFamily, SignInAddresses
from shared.entities.sign_in_code import SignInCode
from shared.entities.user import User
from shared.errors import UnauthenticatedError
from shared.repos.base_repo import BaseRepository
from shared.repos.conflicts import retry_on_conflict
from shared.repos.keys import (
    FAILED_LOGINS_ID,
    SIGN_IN_ADDRESSES_ID,
    SIGN_IN_CODE_ID,
    failed_logins_partition,
    refresh_family_id,
    sign_in_code_partition,
)
from shared.repos.partition_repo import delete_matching
from shared.repos.user_repo import UserRepository
from shared.store.contract import BATCH_LIMIT, Delete, DocumentStore
from shared.views.sign_in import AUTH_COOKIE

_SHA256_HEX_LENGTH = 64


def default_hasher() -> PasswordHasher:
    """Return Argon2id with 19 MiB, 2 rounds, 1 lane.

    Source: OWASP Password Storage Cheat Sheet, the recommended minimum; some 20 ms on one core.
    """
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def bearer_token(headers: Mapping[str, str]) -> str | None:
    """Return the token of an `Authorization: Bearer` header, None without such a header."""
    header = headers.get("Authorization") or headers.get("authorization") or ""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


class HashingTurns(Protocol):
    """Limits how many threads hash passwords at once."""

    def turn(self) -> AbstractContextManager[None]:
        """Wait until this thread may hash a password; `BusyError` if too many wait."""


class RefreshFamilyRepository(BaseRepository[RefreshFamily]):
    """Sign-ins, in their users' partitions."""

    entity = RefreshFamily

    def find_family(self, user_id: str, family: str) -> RefreshFamily | None:
        """Return a sign-in, None when it has ended or was revoked."""
        return self.find(user_id, refresh_family_id(family))

    def list_newest(self, user_id: str) -> list[RefreshFamily]:
        """Return the sign-ins of a user, newest first; those of earlier versions are the oldest."""
        families: list[RefreshFamily] = []
        continuation: str | None = None
        while True:
            page = self.query(user_id, PageRequest(order_by="id", limit=500, continuation=continuation))
            families += page.entities
            continuation = page.continuation
            if continuation is None:
                return sorted(families, key=_age_order, reverse=True)

    def keep_newest(self, user_id: str, count: int) -> list[RefreshFamily]:
        """End all but the newest sign-ins of a user; return those that ended."""
        return self._end(user_id, lambda newest: newest[count:])

    def keep_one(self, user_id: str, kept: str) -> list[RefreshFamily]:
        """End all sign-ins of a user but one; return those that ended."""
        return self._end(user_id, lambda newest: [family for family in newest if family.family != kept])

    def _end(
        self, user_id: str, choose: Callable[[list[RefreshFamily]], list[RefreshFamily]]
    ) -> list[RefreshFamily]:
        def attempt() -> list[RefreshFamily]:
            ended = choose(self.list_newest(user_id))
            for start in range(0, len(ended), BATCH_LIMIT):
                part = ended[start : start + BATCH_LIMIT]
                self._store.batch(user_id, [Delete(refresh_family_id(one.family)) for one in part])
            return ended

        return retry_on_conflict(attempt)

    def delete_all(self, user_id: str) -> None:
        """End every sign-in of a user."""
        delete_matching(self._store, user_id, self.entity_type())


class SignInCodeRepository(BaseRepository[SignInCode]):
    """Codes that sign a browser in, each in a partition of its own."""

    entity = SignInCode

    def find_code(self, code_hash: str) -> SignInCode | None:
        """Return a code by its hash, None when it was used."""
        return self.find(sign_in_code_partition(code_hash), SIGN_IN_CODE_ID)


class SignInAddressRepository(BaseRepository[SignInAddresses]):
    """The addresses from which users signed in, in the users' partitions."""

    entity = SignInAddresses

    def get_addresses(self, user_id: str) -> SignInAddresses:
        """Return the addresses from which a user signed in."""
        return self.find(user_id, SIGN_IN_ADDRESSES_ID) or SignInAddresses(user_id=user_id)

    def save(self, addresses: SignInAddresses) -> None:
        """Store the addresses; `DocumentChangedError` or `DocumentExistsError` on a lost race."""
        if addresses.etag:
            self.update(addresses)
        else:
            self.create(addresses)


def _age_order(family: RefreshFamily) -> tuple[datetime, str]:
    return family.created_at or datetime.min.replace(tzinfo=UTC), family.family


class AuthRepository(BaseRepository[FailedLogins]):
    """Checks passwords and tokens, and stores failed sign-in attempts."""

    entity = FailedLogins

    def __init__(
        self,
        store: DocumentStore,
        user_repo: UserRepository,
        auth_manager: AuthManager,
        hasher: PasswordHasher | None = None,
        hashing_turns: HashingTurns | None = None,
    ) -> None:
        super().__init__(store)
        self.user_repo = user_repo
        self.auth_manager = auth_manager
        self._hasher = hasher or default_hasher()
        self._turns = hashing_turns
        self._dummy_hash: str | None = None

    def hash_password(self, password: str) -> str:
        """Return the stored form of a password: an Argon2id hash with its salt and costs.

        `BusyError` if too many threads hash passwords, as in `verify_password`.
        """
        with self._turn():
            return self._hasher.hash(normalize_password(password))

    def verify_password(self, stored: str | None, password: str) -> bool:
        """Return whether a password matches; takes as long when there is no hash to compare with.

        A SHA-256 hex hash verifies too, and so does a hash of the password as it was typed, from before
        passwords were normalized; `needs_rehash` says that they must be replaced.
        """
        normalized = normalize_password(password)
        with self._turn():
            return self._verify_one(stored, normalized) or (
                normalized != password and self._verify_one(stored, password)
            )

    def _verify_one(self, stored: str | None, password: str) -> bool:
        if stored is not None and len(stored) == _SHA256_HEX_LENGTH:
            # The slow hash runs as well, so that timing does not reveal an old hash.
            self._verify_slowly(self._get_dummy_hash(), password)
            return hmac.compare_digest(stored, sha256(password.encode()).hexdigest())
        matches = self._verify_slowly(stored or self._get_dummy_hash(), password)
        return matches and stored is not None

    def needs_rehash(self, stored: str, password: str) -> bool:
        """Return whether the algorithm, the costs or the password of a hash that it matches are outdated."""
        if len(stored) == _SHA256_HEX_LENGTH or self._hasher.check_needs_rehash(stored):
            return True
        normalized = normalize_password(password)
        if normalized == password:
            return False
        with self._turn():
            return not self._verify_one(stored, normalized)

    def validate_user_credentials(self, username: str, password: str) -> User | None:
        """Return the user with this username and password, None when either is wrong.

        Both take the same time, and so does an account that is being closed.
        """
        user = self.user_repo.find_by_name(username)
        if user is not None and user.closed_at is not None:
            user = None
        matches = self.verify_password(user.password_hash if user else None, password)
        return user if matches else None

    def generate_token(
        self, user_id: str, family: str | None = None, *, has_second_factor: bool = False
    ) -> str:
        """Return a signed access token for a user and a sign-in, valid from now."""
        return self.auth_manager.generate_token(user_id, family, has_second_factor=has_second_factor)

    def check_cookie_token(self, cookies: Mapping[str, str]) -> Claims:
        """Return the claims of the token in the cookie; `UnauthenticatedError` without a valid token."""
        return self._check(cookies.get(AUTH_COOKIE))

    def check_header_token(self, headers: Mapping[str, str]) -> Claims:
        """Return the claims of the bearer token; `UnauthenticatedError` without a valid token."""
        return self._check(bearer_token(headers))

    def get_failures(self, subject: str) -> FailedLogins:
        """Return the failed attempts of the last minutes of a hashed name, address or user id."""
        failures = self.find(failed_logins_partition(subject), FAILED_LOGINS_ID)
        return failures or FailedLogins(subject=subject)

    def save_failures(self, failures: FailedLogins) -> None:
        """Store the failed attempts; `DocumentChangedError` or `DocumentExistsError` on a lost race."""
        if failures.etag:
            self.update(failures)
        else:
            self.create(failures)

    def _check(self, token: str | None) -> Claims:
        if not token:
            raise UnauthenticatedError
        return self.auth_manager.verify_token(token)

    def _turn(self) -> AbstractContextManager[None]:
        return self._turns.turn() if self._turns else nullcontext()

    def _verify_slowly(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def _get_dummy_hash(self) -> str:
        if self._dummy_hash is None:
            self._dummy_hash = self._hasher.hash("no user has this password")
        return self._dummy_hash
