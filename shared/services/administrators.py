"""Who is an administrator, and who may take the names that `ADMIN_USERNAMES` lists."""

import hmac
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from shared.credential_manager import CredentialManager
from shared.entities.names import earlier_username_key, username_key
from shared.entities.user import User
from shared.errors import ClaimRefusedError, RegistrationClosedError
from shared.services.login_throttle import LoginThrottle
from shared.services.security_log import SecurityEvent, SecurityLog


class NameRight(Enum):
    """Which usernames an operation may take, of those that no account has."""

    UNLISTED = "unlisted"
    UNUSED = "unused"  # also a listed name that no account ever had
    ANY = "any"


@dataclass(frozen=True, kw_only=True, eq=False)
class Administrators:
    """Checks claims of the role of administrator, and which names are listed.

    The role is given by a claim of a listed name or by an administrator, and is kept with the user. A claimed
    role ends when the name by which it was claimed leaves the list.
    """

    credentials: CredentialManager
    throttle: LoginThrottle
    events: SecurityLog

    def is_listed(self, username: str) -> bool:
        """Return whether a username is in `ADMIN_USERNAMES`, in any spelling with the same key."""
        return username_key(username) in map(username_key, self.credentials.get_admin_usernames())

    def check_claim(self, claim_secret: str | None, user_id: str = "", *, username: str = "") -> bool:
        """Return whether there is a claim; `ClaimRefusedError` unless its secret is `ADMIN_CLAIM_SECRET`.

        Wrong secrets count by address: `TooManyRequestsError` after too many.
        """
        if not claim_secret:
            return False
        with self.events.watch(SecurityEvent.ADMINISTRATOR_CLAIM, user_id, username=username):
            self._check_secret(claim_secret)
        return True

    def _check_secret(self, claim_secret: str) -> None:
        self.throttle.check_address()
        expected = self.credentials.get_admin_claim_secret()
        # Hashed, so that the comparison does not reveal the length either.
        if expected is None or not hmac.compare_digest(_hash(expected), _hash(claim_secret)):
            self.throttle.record_address_failure()
            raise ClaimRefusedError

    def check_registration(self, username: str) -> None:
        """Raise `RegistrationClosedError` if only administrators may open an account with a username.

        A listed name, which needs a claim, can always be registered: so does the first administrator.
        """
        if not self.credentials.is_registration_open() and not self.is_listed(username):
            raise RegistrationClosedError

    def right_to_register(self, username: str, *, claims: bool) -> NameRight:
        """Return the right of a registration to a name; `claims`: with a right claim secret."""
        if claims:
            return NameRight.ANY
        if not self.is_listed(username):
            return NameRight.UNLISTED
        is_open = self.credentials.is_development() and self.credentials.get_admin_claim_secret() is None
        return NameRight.UNUSED if is_open else NameRight.UNLISTED

    def claim(self, user: User) -> User:
        """Return the user with the role if their name is listed; a role that they already have stays."""
        user = self.resolve(user)
        return user.claim_role() if self.is_listed(user.username) else user

    def resolve(self, user: User) -> User:
        """Return the user without a role that has ended."""
        if user.role_name is None:
            return user
        for name in self.credentials.get_admin_usernames():
            # A role that was claimed in version 0.2 or before has the name in the form of that version.
            if user.role_name in (username_key(name), earlier_username_key(name)):
                return user
        return user.change_role(None)


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
