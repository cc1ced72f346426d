"""Signing up, in and out."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict
from typing_extensions import TypedDict

from shared.api.boundary import AUTH_COOKIE
from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import Body, Name, Parameters, TitleText, VerbatimText, field_error, missing_field
from shared.views.user import UserView
from shared.views.view import Id
from work.users import Email, FullName, TimeZone

if TYPE_CHECKING:
    from shared.entities.sign_in import SignIn

_EXAMPLE: JsonDict = {"username": "ada", "password": "a brass engine"}


def _given(value: object) -> object:
    if not value:
        raise missing_field("Fields 'username' and 'password' are required")
    return value


def _reasonable(password: str) -> str:
    if not 8 <= len(password) <= 128:  # noqa: PLR2004 - the two bounds are in the sentence
        raise field_error("A password has 8 to 128 characters")
    return password


Password = Annotated[
    VerbatimText,
    AfterValidator(_reasonable),
    Field(json_schema_extra={"minLength": 8, "maxLength": 128}),
]


class Credentials(Body):
    """A name and a password."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    username: Annotated[Name, BeforeValidator(_given)] = Field(default_factory=str, validate_default=True)
    password: Annotated[
        VerbatimText, StringConstraints(min_length=1, max_length=1024), BeforeValidator(_given)
    ] = Field(default_factory=str, validate_default=True)


class NewUser(Credentials):
    """Somebody who signs up."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_EXAMPLE, "timezone": "Europe/London"}]})

    password: Annotated[Password, BeforeValidator(_given)] = Field(default_factory=str, validate_default=True)
    email: Email | None = None
    full_name: FullName | None = None
    timezone: TimeZone = "UTC"


class RefreshToken(Body):
    """A refresh token."""

    refresh_token: Annotated[TitleText, StringConstraints(min_length=1)]


class OptionalRefreshToken(Body):
    """A refresh token to revoke, beside that of the sign-in which the access token comes from."""

    refresh_token: TitleText | None = None


class PasswordChange(Body):
    """The password as it is and as it shall be."""

    current_password: Annotated[VerbatimText, StringConstraints(max_length=1024)]
    new_password: Password


class Registered(TypedDict):
    """What registering answers."""

    message: str
    user: UserView


class SignInView(TypedDict):
    """What signing in answers."""

    token: str
    """The access token, to be sent as `Authorization: Bearer ...`."""
    token_type: Literal["Bearer"]
    expires_in: int
    """Seconds until the access token expires."""
    refresh_token: str
    """Good for one new pair of tokens, at `auth/refresh`."""
    user_id: Id


@endpoint(access=Access.ANYONE, body=NewUser, answer=Registered, status=201)
def register(call: Request[NewUser, Parameters]) -> Registered:
    """Open an account."""
    body = call.body
    profile = body.sent_fields("username", "password")
    user = call.services.get_auth_service().register(body.username, body.password, profile)
    return {"message": "User registered successfully", "user": user.to_dict()}


@endpoint(
    access=Access.ANYONE,
    body=Credentials,
    answer=SignInView,
    errors=(401, 429),
    answer_headers=("Set-Cookie",),
)
def login(call: Request[Credentials, Parameters]) -> SignInView:
    """Sign in: an access token, also as a cookie, and a refresh token.

    After 5 failures in 15 minutes for one name, the answer is 429, whatever the password.
    """
    return _signed_in(call, call.services.get_auth_service().login(call.body.username, call.body.password))


@endpoint(
    access=Access.ANYONE, body=RefreshToken, answer=SignInView, errors=(401,), answer_headers=("Set-Cookie",)
)
def refresh(call: Request[RefreshToken, Parameters]) -> SignInView:
    """Exchange a refresh token for a new pair.

    A refresh token is good for one exchange: used twice, it revokes every one that comes from its sign-in.
    """
    return _signed_in(call, call.services.get_auth_service().refresh(call.body.refresh_token))


@endpoint(access=Access.SELF, body=OptionalRefreshToken, status=204, answer_headers=("Set-Cookie",))
def logout(call: Request[OptionalRefreshToken, Parameters]) -> None:
    """Sign out: the cookie is cleared and the refresh tokens of this sign-in are revoked."""
    call.services.get_auth_service().logout(call.caller, call.body.refresh_token)
    call.set_cookie(AUTH_COOKIE, "", max_age=0)


@endpoint(access=Access.SELF, body=PasswordChange, status=204, errors=(429,))
def change_password(call: Request[PasswordChange, Parameters]) -> None:
    """Set another password; every refresh token is revoked."""
    body = call.body
    call.services.get_auth_service().change_password(
        call.own_user_id, body.current_password, body.new_password
    )


def _signed_in(call: Request[Any, Any], sign_in: "SignIn") -> SignInView:
    if call.from_trusted_origin:
        # Another site's page may sign somebody in, but not this browser on that somebody's behalf.
        call.set_cookie(AUTH_COOKIE, sign_in.token, max_age=sign_in.expires_in)
    return {
        "token": sign_in.token,
        "token_type": "Bearer",
        "expires_in": sign_in.expires_in,
        "refresh_token": sign_in.refresh_token,
        "user_id": sign_in.user_id,
    }
