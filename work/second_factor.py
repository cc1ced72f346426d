"""The second factor of an account: an authenticator app."""

from shared.api.endpoint import Access, Request, endpoint
from shared.api.validation import Body
from shared.views.second_factor import RecoveryCodesView, SecondFactorSetupView, SecondFactorView
from work.auth import Code
from work.users import PasswordProof


class SecondFactorCode(Body):
    """A code of the authenticator app."""

    code: Code


class SecondFactorChange(PasswordProof, SecondFactorCode):
    """The password, and a code of the authenticator app or a recovery code."""


@endpoint(access=Access.SELF, before_second_factor=True)
def get_second_factor(request: Request) -> SecondFactorView:
    """Get whether signing in needs a code, and how many recovery codes are left."""
    return request.services.get_second_factor_service().get(request.user_id)


@endpoint(access=Access.SELF, status=201, errors=(401, 409, 429), before_second_factor=True)
def begin_second_factor(request: Request[PasswordProof]) -> SecondFactorSetupView:
    """Begin to set up a second factor: get the secret for an authenticator app.

    It changes nothing until a code of the app is sent to `auth/second-factor/enable`, within ten minutes.
    """
    return request.services.get_second_factor_service().begin(request.user_id, request.body.password)


@endpoint(access=Access.SELF, errors=(401, 429), before_second_factor=True)
def enable_second_factor(request: Request[SecondFactorCode]) -> RecoveryCodesView:
    """Enable the second factor that was begun, by a code of the app; get the recovery codes.

    It ends all other sign-ins of the account. This one counts as one with a second factor once it is
    refreshed.
    """
    return request.services.get_second_factor_service().enable(
        request.user_id, request.caller.family, request.body.code
    )


@endpoint(access=Access.SELF, errors=(401, 429))
def renew_recovery_codes(request: Request[SecondFactorChange]) -> RecoveryCodesView:
    """Get new recovery codes, which replace the earlier ones."""
    body = request.body
    return request.services.get_second_factor_service().renew_recovery_codes(
        request.user_id, body.password, body.code
    )


@endpoint(access=Access.SELF, errors=(401, 429))
def remove_second_factor(request: Request[SecondFactorChange]) -> None:
    """Remove the second factor, and end every sign-in."""
    body = request.body
    request.services.get_second_factor_service().remove(request.user_id, body.password, body.code)
