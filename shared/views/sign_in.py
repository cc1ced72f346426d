"""Views of registration and sign-in."""

from typing import Final, Literal, NotRequired

from typing_extensions import TypedDict

from shared.views.user import UserView
from shared.views.view import Id

AUTH_COOKIE: Final = "auth_token"
"""The cookie that holds the access token."""


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


class SessionView(TypedDict):
    """Whether a request is signed in, and as which user."""

    signed_in: bool
    user_id: NotRequired[Id]
    """Present only when signed in, like `username`."""
    username: NotRequired[str]
