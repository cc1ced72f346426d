"""Views of registration and sign-in."""

from datetime import datetime
from typing import Final, Literal, NotRequired

from typing_extensions import TypedDict

from shared.views.user import UserView
from shared.views.view import Id

AUTH_COOKIE: Final = "auth_token"
"""The cookie that holds the access token, without https."""

SECURE_AUTH_COOKIE: Final = "__Host-auth_token"
"""The cookie that holds the access token, with https; no other host, and no http response, can set it."""

AUTH_COOKIES: Final = (SECURE_AUTH_COOKIE, AUTH_COOKIE)
"""Both, in the order in which they are tried."""

REFRESH_COOKIE: Final = "refresh_token"
"""The cookie that holds the refresh token, without https."""

SECURE_REFRESH_COOKIE: Final = "__Secure-refresh_token"
"""The cookie that holds the refresh token, with https; no http response can set it.

The prefix `__Host-` would require the path `/`, and send the cookie with every request.
"""

REFRESH_COOKIES: Final = (SECURE_REFRESH_COOKIE, REFRESH_COOKIE)
"""Both, in the order in which they are tried."""

REFRESH_COOKIE_PATH: Final = "/api/auth"
"""The path of the refresh cookie; it is removed only with the same path."""


class RegistrationView(TypedDict):
    """A confirmation and the registered user."""

    message: str
    user: UserView


class SignInView(TypedDict):
    """The tokens of a sign-in."""

    token: str
    """The access token, to be sent as `Authorization: Bearer <token>`."""
    token_type: Literal["Bearer"]
    expires_in: int
    """Seconds until the access token expires."""
    refresh_token: str
    """Exchange it once for new tokens at `auth/refresh`."""
    user_id: Id


class CookieSignInView(TypedDict):
    """A sign-in whose tokens are in cookies alone."""

    user_id: Id
    expires_in: int
    """Seconds until the access token expires; `auth/refresh` without a body renews it."""


class ActiveSignInView(TypedDict):
    """A sign-in that has not ended."""

    id: Id
    created_at: datetime | None
    """Null, like `last_used_at`, for a sign-in of an earlier version that was not refreshed yet."""
    last_used_at: datetime | None
    """The last refresh."""
    user_agent: str | None
    """The `User-Agent` of the sign-in, at most 200 characters."""
    current: bool
    """Whether the access token of the request belongs to it."""


class UserInfoView(TypedDict):
    """The caller of a request."""

    user_id: Id
    username: str


class SessionView(TypedDict):
    """Whether a request is signed in, and as which user."""

    signed_in: bool
    user_id: NotRequired[Id]
    """Present only when signed in, like `username`."""
    username: NotRequired[str]
