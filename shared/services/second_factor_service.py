"""Setting up and removing second factors."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.entities.second_factor import (
    MAX_RECOVERY_CODES,
    RECOVERY_CODE_LENGTH,
    SecondFactor,
    show_recovery_code,
    show_second_factor,
)
from shared.entities.user import User
from shared.errors import ConflictError, ForbiddenError, NotFoundError
from shared.ids import new_code
from shared.repos.user_repo import UserRepository
from shared.services.administrators import Administrators
from shared.services.auth_service import AuthService
from shared.services.base_service import BaseService
from shared.services.second_factors import SecondFactors, notify
from shared.services.security_log import SecurityEvent, SecurityLog
from shared.services.sign_ins import SignIns
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.second_factor import RecoveryCodesView, SecondFactorSetupView, SecondFactorView

ISSUER = "Avanochi"
"""The name of the product in an authenticator app."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SecondFactorService(BaseService):
    """Sets up second factors: begun with the password, enabled by a code; and removes them."""

    entity_type = "SecondFactor"

    auth: AuthService
    administrators: Administrators
    factors: SecondFactors
    sign_ins: SignIns
    users: UserRepository
    transactions: Transactions
    credentials: CredentialManager
    events: SecurityLog
    clock: Clock

    def get(self, user_id: str) -> SecondFactorView:
        """Return the second factor of a user."""
        user = self.administrators.resolve(self.users.get_user(user_id))
        required = self.credentials.requires_second_factor(is_administrator=user.role is not None)
        return show_second_factor(user.second_factor, required=required)

    def begin(self, user_id: str, password: str) -> SecondFactorSetupView:
        """Return a new secret for an authenticator app, which `enable` takes a code of within ten minutes.

        It replaces one that was not enabled. `ConflictError` if a second factor is enabled,
        `UnauthenticatedError` for a wrong password.
        """
        import pyotp  # noqa: PLC0415 - seldom used
        import segno  # noqa: PLC0415 - as above

        user = self.auth.confirm_password(user_id, password)
        secret = pyotp.random_base32()
        factor = SecondFactor(
            encrypted_secret=self.factors.encrypt(user_id, secret), begun_at=self.clock.now()
        )

        def begin(unit: UnitOfWork) -> None:
            if unit.user.has_second_factor:
                raise ConflictError("A second factor is enabled already: remove it first")
            unit.replace(replace(unit.user, second_factor=factor))

        self.transactions.commit(user_id, begin)
        uri = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)
        return {"secret": secret, "uri": uri, "qr_code": segno.make(uri, error="m").svg_inline(omitsize=True)}

    def enable(self, user_id: str, family: str, code: str) -> RecoveryCodesView:
        """Enable the second factor that was begun, by a code of it, and end all other sign-ins.

        The caller's sign-in counts as one with a second factor from its next refresh on. `NotFoundError` if
        none was begun within ten minutes.
        """
        letters = _new_codes()

        def enable(unit: UnitOfWork) -> bool:
            factor = unit.user.second_factor
            if factor is None or not factor.can_be_enabled(unit.now):
                raise NotFoundError("No second factor was begun within the last ten minutes")
            spent = self.factors.spend_app_code(user_id, factor, code)
            if spent is None:
                return False
            enabled = spent.enable(unit.now).with_recovery_codes(letters)
            unit.replace(replace(unit.user, second_factor=enabled))
            notify(unit, "enabled")
            return True

        with self.events.watch(SecurityEvent.SECOND_FACTOR_ENABLING, user_id):
            self.factors.guess(user_id, enable)
        self.sign_ins.confirm(user_id, family)
        return _show(letters)

    def renew_recovery_codes(self, user_id: str, password: str, code: str) -> RecoveryCodesView:
        """Return new recovery codes, which replace the earlier ones.

        `UnauthenticatedError` for a wrong password or code, `NotFoundError` without a second factor.
        """
        letters = _new_codes()

        def renew(unit: UnitOfWork) -> None:
            factor = self._require(unit.user)
            unit.replace(replace(unit.user, second_factor=factor.with_recovery_codes(letters)))
            notify(unit, "recovery-codes")

        self._change(user_id, password, code, SecurityEvent.RECOVERY_CODES, renew)
        return _show(letters)

    def remove(self, user_id: str, password: str, code: str) -> None:
        """Remove a second factor, and end every sign-in; errors as those of `renew_recovery_codes`."""
        removal = SecurityEvent.SECOND_FACTOR_REMOVAL
        self._change(user_id, password, code, removal, lambda unit: self._remove(unit, "removed"))
        self.sign_ins.end_all(user_id)

    def reset(self, user_id: str, *, administrator_id: str = "") -> None:
        """Remove the second factor of a user who has lost it, and end every sign-in.

        `NotFoundError` without a second factor, or without the user. `ForbiddenError` for the administrator's
        own account, which `remove` is for.
        """
        if user_id == administrator_id:
            raise ForbiddenError(
                "Your own second factor is removed with a code: by DELETE auth/second-factor"
            )
        self.transactions.commit(user_id, lambda unit: self._remove(unit, "reset"))
        self.sign_ins.end_all(user_id)

    def _change(
        self,
        user_id: str,
        password: str,
        code: str,
        event: SecurityEvent,
        change: Callable[[UnitOfWork], None],
    ) -> None:
        with self.events.watch(event, user_id):
            user = self.auth.confirm_password(user_id, password)
            self._require(user)
            self.factors.check(user, code)
            self.transactions.commit(user_id, change)

    def _remove(self, unit: UnitOfWork, event: str) -> None:
        self._require(unit.user)
        unit.replace(replace(unit.user, second_factor=None))
        notify(unit, event)

    def _require(self, user: User) -> SecondFactor:
        if user.second_factor is None or not user.second_factor.is_enabled:
            raise NotFoundError("The account has no second factor")
        return user.second_factor


def _new_codes() -> list[str]:
    return [new_code(RECOVERY_CODE_LENGTH) for _ in range(MAX_RECOVERY_CODES)]


def _show(letters: list[str]) -> RecoveryCodesView:
    return {"recovery_codes": [show_recovery_code(each) for each in letters]}
