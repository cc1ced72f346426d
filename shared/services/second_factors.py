"""Codes of second factors."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.notification import Notification
from shared.entities.second_factor import SecondFactor, letters_of
from shared.entities.user import User
from shared.errors import DependencyUnavailableError, NotFoundError, UnauthenticatedError
from shared.ids import new_id
from shared.language.phrasing import speech_for
from shared.services.encryption import Encryption
from shared.services.login_throttle import Guess, LoginThrottle
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.notification import NotificationKind

_PURPOSE = "second factor"
_STEPS = (-1, 0, 1)
"""Steps whose codes count, relative to the current one: clocks differ. Source: RFC 6238, section 6."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SecondFactors:
    """Checks codes of authenticator apps and recovery codes, and spends them: each is good once.

    A code of an app has six digits, and changes every 30 seconds (RFC 6238 with SHA-1, as all apps have it).
    The secret is encrypted anew whenever a code of it is spent: with that, it survives the removal of
    `JWT_SECRET_PREVIOUS` after a rotation.
    """

    transactions: Transactions
    throttle: LoginThrottle
    encryption: Encryption
    clock: Clock

    def check(self, user: User, code: str | None) -> None:
        """Spend a code of a user who has an enabled second factor.

        `UnauthenticatedError` without a code, for one that is wrong or was used before, and when the account
        was closed in the meantime. `TooManyRequestsError` after five wrong ones in fifteen minutes, except
        for a recovery code, which cannot be guessed: so an attacker who has the password does not keep its
        user out. The user is notified of the fifth. `DependencyUnavailableError` if neither `JWT_SECRET` nor
        `JWT_SECRET_PREVIOUS` decrypts the secret.
        """
        if not code:
            message = "Send the code of your authenticator app, or a recovery code, as 'code'"
            raise UnauthenticatedError(message, code="code_required")
        try:
            self._check(user, code)
        except NotFoundError as error:
            raise UnauthenticatedError from error

    def guess(self, user_id: str, spend: Callable[[UnitOfWork], bool]) -> None:
        """Commit an operation that returns whether a code is right.

        `UnauthenticatedError` if it is wrong, and `TooManyRequestsError` after five wrong ones in fifteen
        minutes.
        """
        self.throttle.check_user(user_id, Guess.CODE)
        if self.transactions.commit(user_id, spend):
            self.throttle.record_user_success(user_id, Guess.CODE)
            return
        self.throttle.record_user_failure(user_id, Guess.CODE)
        raise UnauthenticatedError("This code is wrong or was used before", code="wrong_code")

    def encrypt(self, user_id: str, secret: str) -> str:
        """Return a secret in base 32 as it is stored."""
        return self.encryption.encrypt(_PURPOSE, user_id, secret)

    def spend_app_code(self, user_id: str, factor: SecondFactor, code: str) -> SecondFactor | None:
        """Return the factor after a current code of the app; None for another code, or a spent one."""
        digits = letters_of(code)
        if not (digits.isascii() and digits.isdecimal()):
            return None
        secret = self.encryption.decrypt(_PURPOSE, user_id, factor.encrypted_secret)
        if secret is None:
            raise DependencyUnavailableError(
                "The second factor cannot be checked, as the secrets of this installation have changed:"
                " use a recovery code, or ask an administrator to remove it"
            )
        import pyotp  # noqa: PLC0415 - seldom used

        totp = pyotp.TOTP(secret)
        current = int(self.clock.now().timestamp()) // totp.interval
        for step in (current + difference for difference in _STEPS):
            if step > factor.last_step and hmac.compare_digest(totp.generate_otp(step), digits):
                return factor.spend_step(step, self.encrypt(user_id, secret))
        return None

    def _check(self, user: User, code: str) -> None:
        def spend(unit: UnitOfWork) -> bool:
            return self._spend(unit, code)

        user_id, factor = user.user_id, user.second_factor
        if factor and factor.has_recovery_code(code) and self.transactions.commit(user_id, spend):
            return
        try:
            self.guess(user_id, spend)
        except UnauthenticatedError:
            if self.throttle.is_user_locked(user_id, Guess.CODE):
                self.transactions.commit(user_id, lambda unit: notify(unit, "guesses"))
            raise

    def _spend(self, unit: UnitOfWork, code: str) -> bool:
        user, factor = unit.user, unit.user.second_factor
        if factor is None or not factor.is_enabled:
            return False
        spent = self.spend_app_code(user.user_id, factor, code)
        if spent is None and factor.has_recovery_code(code):
            spent = factor.spend_recovery_code(code)
            notify(unit, "recovery-code", left=len(spent.recovery_hashes))
        if spent is None:
            return False
        unit.replace(replace(user, second_factor=spent))
        return True


def notify(unit: UnitOfWork, event: str, **values: int) -> None:
    """Notify the user of what happened to the second factor."""
    user = unit.user
    speech = speech_for(user)
    unit.notify(
        user,
        Notification(
            id=f"{NotificationKind.SECURITY}:{new_id()}",
            user_id=user.user_id,
            kind=NotificationKind.SECURITY,
            title=speech.say(f"notification-security-{event}-title"),
            body=speech.say(f"notification-security-{event}-body", **values),
            created_at=unit.now,
            data={"event": event},
        ),
    )
