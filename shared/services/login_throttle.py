"""The throttle of guesses of passwords and codes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.clock import Clock
from shared.entities.sign_in import FailedLogins
from shared.entities.user import User
from shared.errors import LostRaceError, TooManyRequestsError
from shared.repos.auth_repo import AuthRepository, SignInAddressRepository
from shared.repos.conflicts import retry_on_conflict
from shared.repos.user_repo import UserRepository
from shared.services.pseudonyms import Pseudonyms
from shared.services.request_source import current_source

MAX_BY_NAME_AND_ADDRESS = 5
MAX_BY_ADDRESS = 100
MAX_BY_NAME = 50
MAX_BY_USER = 5


class Guess(StrEnum):
    """What counts by user id, each on its own; the values are part of stored hashes."""

    PASSWORD = "user"  # noqa: S105 - no secret; the password that confirms a change
    CODE = "second factor"


@dataclass(frozen=True, kw_only=True, eq=False)
class LoginThrottle:
    """Refuses further attempts after too many wrong passwords or codes within fifteen minutes.

    Sign-ins count by username and address, and by address. After many failures for a username from any
    addresses, only those from which the account signed in within 90 days may still try: so a wrong password
    from one address never locks the account for such another address. Where the address of the client is
    unknown, sign-ins are not limited. The confirmations of a signed-in user, and codes of a second factor,
    count by user id.

    A failure is counted after the password was verified, and the limits are checked before and after it. So a
    right password is refused as well if concurrent attempts have reached a limit in the meantime.
    """

    repo: AuthRepository
    users: UserRepository
    addresses: SignInAddressRepository
    pseudonyms: Pseudonyms
    clock: Clock

    def check(self, username: str) -> None:
        """Raise `TooManyRequestsError` if the client may not try a password for a username."""
        self.check_address()
        address = current_source().address
        if address:
            self._read_name(username, address)

    def record_failure(self, username: str) -> None:
        """Count a wrong password; `TooManyRequestsError` if there were too many already."""
        self.record_address_failure()
        address = current_source().address
        if address:
            hashed = self._hash_address(self.users.find_key(username), address)
            self._add(lambda: self._read_name(username, address), hashed)

    def record_success(self, username: str, user: User) -> None:
        """Forget the client's failures for a username, and remember its address.

        `TooManyRequestsError` if there were too many failures already. Failures by address are not forgotten:
        a sign-in with another account must not allow further guesses.
        """
        address = current_source().address
        if not address:
            return
        self._read_address(address)
        failures = self._read_name(username, address)
        key = self.users.find_key(username)
        self._forget(failures, failures.without(self._hash_address(key, address)))
        self._remember(user.user_id, address)

    def check_address(self) -> None:
        """Raise `TooManyRequestsError` if the client may not try any password or other secret."""
        address = current_source().address
        if address:
            self._read_address(address)

    def record_address_failure(self) -> None:
        """Count a wrong secret of the client; `TooManyRequestsError` if there were too many already."""
        address = current_source().address
        if address:
            self._add(lambda: self._read_address(address), "")

    def forget_closed_account(self, user_id: str) -> None:
        """Delete the addresses that a sign-in stored while the account was closed."""
        addresses = self.addresses.get_addresses(user_id)
        if addresses.etag and self.users.find_user(user_id) is None:
            with suppress(LostRaceError):
                self.addresses.delete(addresses)

    def check_user(self, user_id: str, guess: Guess = Guess.PASSWORD) -> None:
        """Raise `TooManyRequestsError` if a user may not try another password or code."""
        self._read_user(user_id, guess)

    def record_user_failure(self, user_id: str, guess: Guess = Guess.PASSWORD) -> None:
        """Count a wrong password or code; `TooManyRequestsError` if there were too many already."""
        self._add(lambda: self._read_user(user_id, guess), "")

    def record_user_success(self, user_id: str, guess: Guess = Guess.PASSWORD) -> None:
        """Forget a user's failures; `TooManyRequestsError` if there were too many already."""
        failures = self._read_user(user_id, guess)
        self._forget(failures, failures.without(""))

    def is_user_locked(self, user_id: str, guess: Guess) -> bool:
        """Return whether a user may not try another password or code."""
        failures = self.repo.get_failures(self.pseudonyms.hash(guess, user_id))
        return failures.locked_for(self.clock.now(), MAX_BY_USER) is not None

    def _read_address(self, address: str) -> FailedLogins:
        return self._read(self.pseudonyms.hash("address", address), MAX_BY_ADDRESS)

    def _read_user(self, user_id: str, guess: Guess) -> FailedLogins:
        return self._read(self.pseudonyms.hash(guess, user_id), MAX_BY_USER)

    def _read_name(self, username: str, address: str) -> FailedLogins:
        now, key = self.clock.now(), self.users.find_key(username)
        failures = self.repo.get_failures(self.pseudonyms.hash("name", key))
        _refuse(failures.locked_for(now, MAX_BY_NAME_AND_ADDRESS, self._hash_address(key, address)))
        locked_for = failures.locked_for(now, MAX_BY_NAME)
        if locked_for is not None and not self._is_known(username, address, now):
            _refuse(locked_for)
        return failures

    def _read(self, subject: str, limit: int) -> FailedLogins:
        failures = self.repo.get_failures(subject)
        _refuse(failures.locked_for(self.clock.now(), limit))
        return failures

    def _add(self, read: Callable[[], FailedLogins], address: str) -> None:
        retry_on_conflict(lambda: self.repo.save_failures(read().add(self.clock.now(), address)))

    def _forget(self, failures: FailedLogins, remaining: FailedLogins) -> None:
        """Store the failures that remain, unless another one was counted in the meantime."""
        with suppress(LostRaceError):
            if failures.etag and not remaining.failures:
                self.repo.delete(failures)
            elif remaining.failures != failures.failures:
                self.repo.save_failures(remaining)

    def _is_known(self, username: str, address: str, now: datetime) -> bool:
        user = self.users.find_by_name(username)
        if user is None:
            return False
        hashes = self.pseudonyms.all_hashes("sign-in address", user.user_id, address)
        return self.addresses.get_addresses(user.user_id).has(hashes, now.date())

    def _remember(self, user_id: str, address: str) -> None:
        hashed = self.pseudonyms.hash("sign-in address", user_id, address)

        def attempt() -> None:
            addresses = self.addresses.get_addresses(user_id)
            added = addresses.add(hashed, self.clock.now().date())
            if added is not addresses:
                self.addresses.save(added)

        retry_on_conflict(attempt)

    def _hash_address(self, key: str, address: str) -> str:
        # With the name, so that the store does not reveal which names were tried from one address.
        return self.pseudonyms.hash("address of a failure", key, address)


def _refuse(locked_for: int | None) -> None:
    if locked_for is not None:
        raise TooManyRequestsError("Too many failed attempts: try again later", locked_for)
