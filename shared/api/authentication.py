"""Authentication: the caller of a request, its origin, and the target user."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult

import azure.functions as func

from shared.api.endpoint import Access
from shared.errors import ForbiddenError, SecondFactorRequiredError, ValidationError

if TYPE_CHECKING:
    from shared.auth_manager import Claims
    from shared.services.service_factory import ServiceFactory

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing (RFC 9110, section 9.2.1)."""

_OWN_SITES = frozenset({"none", "same-origin"})


def authenticate(services: "ServiceFactory", req: func.HttpRequest, url: SplitResult) -> "Claims":
    """Return the claims of the bearer token or, without an `Authorization` header, of the cookie.

    `ForbiddenError` for a request that changes something by cookie alone without a trusted origin.
    """
    claims = services.get_auth_service().authenticate(req.headers)
    by_cookie = "authorization" not in req.headers
    if by_cookie and req.method not in SAFE_METHODS and not _has_trusted_origin(services, req, url):
        raise ForbiddenError("A change that is authenticated by cookie needs a trusted Origin")
    return claims


def is_from_trusted_origin(services: "ServiceFactory", req: func.HttpRequest, url: SplitResult) -> bool:
    """Return whether the `Origin` is this host's own or allowed by the settings, or no browser sent one.

    Without an `Origin`, a browser says in `Sec-Fetch-Site` that the request came from another site's page.
    """
    if "origin" not in req.headers:
        return req.headers.get("sec-fetch-site", "none") in _OWN_SITES
    return _has_trusted_origin(services, req, url)


def find_target_user(
    services: "ServiceFactory", claims: "Claims", named: AbstractSet[str], access: Access
) -> str:
    """Return the id of the target user; `named` are the user ids in path, query and body.

    Only administrators may name another user, but not on endpoints for the caller's own account.
    """
    others = named - {claims.user_id}
    if not others and access is not Access.ADMINISTRATOR:
        return claims.user_id
    if access is Access.SELF:
        require_account(services, claims)
        services.get_security_log().write_denial(claims.user_id, *others)
        raise ForbiddenError("You can only do this for your own account")
    auth = services.get_auth_service()
    if not auth.is_administrator(claims.user_id):
        require_account(services, claims)
        services.get_security_log().write_denial(claims.user_id, *others)
        raise ForbiddenError("Only administrators may do this")
    try:
        auth.require_second_factor(claims, is_administrator=True)
    except SecondFactorRequiredError:
        services.get_security_log().write_denial(claims.user_id, *others)
        raise
    if not others:
        return claims.user_id
    if len(named) > 1:
        raise ValidationError("The request names more than one user")
    (other,) = others
    return services.get_user_service().get_user(other).user_id


def require_account(services: "ServiceFactory", claims: "Claims | None") -> None:
    """Raise `UnauthenticatedError` if the account of a valid token was deleted.

    Its partition is empty, so that only requests that find nothing need the check.
    """
    if claims is not None:
        services.get_auth_service().require_account(claims.user_id)


def _has_trusted_origin(services: "ServiceFactory", req: func.HttpRequest, url: SplitResult) -> bool:
    origin = req.headers.get("origin")
    return origin == f"{url.scheme}://{url.netloc}" or (origin in services.credentials.get_allowed_origins())
