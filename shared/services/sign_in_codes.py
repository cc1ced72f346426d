"""Codes that sign a browser in without a password, in development."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from shared.clock import Clock
from shared.entities.sign_in import SignIn, clean_user_agent
from shared.entities.sign_in_code import SignInCode
from shared.errors import DocumentChangedError, DocumentNotFoundError, NotFoundError, UnauthenticatedError
from shared.repos.auth_repo import SignInCodeRepository
from shared.repos.user_repo import UserRepository
from shared.services.security_log import SecurityEvent, SecurityLog
from shared.services.sign_ins import SignIns

_REFUSAL = "This link was used or is older than 5 minutes: run `python3 dev.py open NAME` for a new one."


@dataclass(frozen=True, kw_only=True, eq=False)
class SignInCodes:
    """Makes codes for the developer at this machine, and exchanges each for one sign-in.

    The boundary serves the exchange in development alone, and no route makes a code. A code stands for the
    password and the second factor.
    """

    users: UserRepository
    codes: SignInCodeRepository
    sign_ins: SignIns
    events: SecurityLog
    clock: Clock

    def create(self, username: str) -> str:
        """Return a new code for a user; `NotFoundError` for an unknown username."""
        user = self.users.find_by_name(username)
        if user is None or user.closed_at is not None:
            raise NotFoundError("User not found")
        code = secrets.token_urlsafe(32)
        self.codes.create(
            SignInCode(code_hash=_hash(code), owner_id=user.user_id, created_at=self.clock.now())
        )
        return code

    def exchange(self, code: str, user_agent: str | None = None) -> SignIn:
        """Return the tokens of a new sign-in; `UnauthenticatedError` for a used, old or unknown code."""
        with self.events.watch(SecurityEvent.SIGN_IN) as event:
            owner_id = event.user_id = self._spend(code)
            user = self.users.find_account(owner_id)
            if user is None or user.closed_at is not None:
                raise UnauthenticatedError(_REFUSAL)
            return self.sign_ins.begin(user, clean_user_agent(user_agent))

    def _spend(self, code: str) -> str:
        """Return the owner of a code, which is deleted: of concurrent requests, one deletes it."""
        found = self.codes.find_code(_hash(code))
        if found is not None:
            with suppress(DocumentChangedError, DocumentNotFoundError):
                self.codes.delete(found)
                if not found.has_expired(self.clock.now()):
                    return found.owner_id
        raise UnauthenticatedError(_REFUSAL)


def _hash(code: str) -> str:
    # A random code of 256 bits needs no slow hash: it cannot be guessed.
    return sha256(code.encode()).hexdigest()
