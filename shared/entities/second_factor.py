"""Second factors: the codes of an authenticator app, and recovery codes for when it is lost."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar, Self

import msgspec
from msgspec.structs import replace

from shared.views.second_factor import SecondFactorView

RECOVERY_CODE_LENGTH = 24
"""Letters in base 32: 120 bits, enough for a fast hash. Source: OWASP ASVS 5.0, requirement 6.5.2."""

MAX_RECOVERY_CODES = 10
"""How many recovery codes a user gets."""


class SecondFactor(msgspec.Struct, frozen=True, kw_only=True):
    """The second factor of a user: begun, and enabled once a code has shown that the app has the secret.

    `encrypted_secret` is the secret that the authenticator app shares. `last_step` is the time step of the
    last code that was accepted: a code is good once. Of recovery codes, only hashes are kept.
    """

    SETUP_TIME: ClassVar[timedelta] = timedelta(minutes=10)

    encrypted_secret: str
    begun_at: datetime
    enabled_at: datetime | None = None
    last_step: int = 0
    recovery_hashes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Hide the secret and the hashes."""
        return f"SecondFactor(is_enabled={self.is_enabled})"

    @property
    def is_enabled(self) -> bool:
        """Whether signing in needs a code."""
        return self.enabled_at is not None

    def can_be_enabled(self, now: datetime) -> bool:
        """Return whether it was begun within `SETUP_TIME`."""
        return not self.is_enabled and now < self.begun_at + self.SETUP_TIME

    def enable(self, now: datetime) -> Self:
        """Return the factor, enabled."""
        return replace(self, enabled_at=now)

    def spend_step(self, step: int, encrypted_secret: str) -> Self:
        """Return the factor after the code of a time step, with its secret encrypted anew."""
        return replace(self, last_step=step, encrypted_secret=encrypted_secret)

    def has_recovery_code(self, code: str) -> bool:
        """Return whether a recovery code is one of those that are left."""
        return hash_recovery_code(code) in self.recovery_hashes

    def spend_recovery_code(self, code: str) -> Self:
        """Return the factor without a recovery code."""
        spent = hash_recovery_code(code)
        return replace(self, recovery_hashes=tuple(each for each in self.recovery_hashes if each != spent))

    def with_recovery_codes(self, codes: list[str]) -> Self:
        """Return the factor with other recovery codes."""
        return replace(self, recovery_hashes=tuple(map(hash_recovery_code, codes)))


def show_second_factor(factor: SecondFactor | None, *, required: bool) -> SecondFactorView:
    """Return the view of a second factor, which is None for a user without one."""
    is_enabled = factor is not None and factor.is_enabled
    return {
        "enabled": is_enabled,
        "enabled_at": factor.enabled_at if factor else None,
        "recovery_codes_left": len(factor.recovery_hashes) if factor and is_enabled else 0,
        "required": required,
    }


def hash_recovery_code(code: str) -> str:
    """Return the hash under which a recovery code is kept: of its letters alone, in upper case."""
    return sha256(letters_of(code).encode()).hexdigest()


def letters_of(code: str) -> str:
    """Return a code without the spaces and hyphens that people type, in upper case."""
    return "".join(each for each in code if each not in " -").upper()


def show_recovery_code(letters: str) -> str:
    """Return a recovery code as it is shown: in groups of four letters."""
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
