"""The cookies of a sign-in, which scripts cannot read: the access token and the refresh token."""

from typing import TYPE_CHECKING

from shared.api.endpoint import BodyT, ParametersT, Request
from shared.errors import ForbiddenError
from shared.views.sign_in import (
    AUTH_COOKIE,
    AUTH_COOKIES,
    REFRESH_COOKIE,
    REFRESH_COOKIE_PATH,
    REFRESH_COOKIES,
    SECURE_AUTH_COOKIE,
    SECURE_REFRESH_COOKIE,
    CookieSignInView,
    SignInView,
)

if TYPE_CHECKING:
    from shared.entities.sign_in import SignIn


def require_trusted_origin(request: Request[BodyT, ParametersT]) -> None:
    """Raise `ForbiddenError` if another site's page would sign the browser in."""
    if not request.from_trusted_origin:
        raise ForbiddenError("Signing in by cookie needs a trusted Origin")


def set_cookies(request: Request[BodyT, ParametersT], sign_in: "SignIn") -> CookieSignInView:
    """Set both tokens as cookies, and return the view of a sign-in without them.

    The caller has checked the origin: another site's page must not sign the browser in.
    """
    _set_auth_cookie(request, sign_in)
    name = SECURE_REFRESH_COOKIE if request.is_https else REFRESH_COOKIE
    _set_refresh_cookie(request, name, sign_in.refresh_token, sign_in.refresh_expires_in)
    return {"user_id": sign_in.user_id, "expires_in": sign_in.expires_in}


def send_tokens(request: Request[BodyT, ParametersT], sign_in: "SignIn") -> SignInView:
    """Return the view of a sign-in with its tokens, and set the access token as a cookie."""
    # Another site's page may sign a user in, but must not sign the browser in as that user.
    if request.from_trusted_origin:
        _set_auth_cookie(request, sign_in)
        if find_refresh_cookies(request):
            _clear_refresh_cookies(request)  # of another sign-in, to which the browser would return
    return {
        "token": sign_in.token,
        "token_type": "Bearer",
        "expires_in": sign_in.expires_in,
        "refresh_token": sign_in.refresh_token,
        "user_id": sign_in.user_id,
    }


def find_refresh_cookies(request: Request[BodyT, ParametersT]) -> list[str]:
    """Return the refresh tokens in the cookies, in the order in which they are tried."""
    auth = request.services.get_auth_service()
    return auth.find_refresh_cookies(request.headers, https=request.is_https)


def clear_cookies(request: Request[BodyT, ParametersT]) -> None:
    """Remove the cookies of a sign-in, of either name."""
    for name in AUTH_COOKIES:
        request.set_cookie(name, "", max_age=0)
    _clear_refresh_cookies(request)


def _set_auth_cookie(request: Request[BodyT, ParametersT], sign_in: "SignIn") -> None:
    name = SECURE_AUTH_COOKIE if request.is_https else AUTH_COOKIE
    request.set_cookie(name, sign_in.token, max_age=sign_in.expires_in)


def _clear_refresh_cookies(request: Request[BodyT, ParametersT]) -> None:
    for name in REFRESH_COOKIES:
        _set_refresh_cookie(request, name, "", max_age=0)


def _set_refresh_cookie(request: Request[BodyT, ParametersT], name: str, value: str, max_age: int) -> None:
    # Only requests of the page's scripts need it, never a navigation from another site: hence Strict.
    request.set_cookie(name, value, max_age, path=REFRESH_COOKIE_PATH, same_site="Strict")
