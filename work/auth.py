"""Registration and sign-in."""

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from shared.api.endpoint import Access, BodyT, Limit, ParametersT, Request, endpoint
from shared.api.fields import Name, TitleText, Username, VerbatimText, missing_field
from shared.api.validation import Body
from shared.entities.names import check_nickname
from shared.entities.passwords import MAX_TYPED_LENGTH, check_password
from shared.entities.user import UserChanges
from shared.views.sign_in import (
    AUTH_COOKIE,
    AUTH_COOKIES,
    SECURE_AUTH_COOKIE,
    ActiveSignInView,
    RegistrationView,
    SessionView,
    SignInView,
    UserInfoView,
)
from work.users import AvatarUrl, ClaimSecret, Email, FullName, TimeZone

if TYPE_CHECKING:
    from shared.entities.sign_in import SignIn


def _required(value: object) -> object:
    if not value:
        raise missing_field("Fields 'username' and 'password' are required")
    return value


def _not_blank(value: object) -> object:
    _required(value.strip() if isinstance(value, str) else value)
    return value


Password = Annotated[
    VerbatimText,
    AfterValidator(check_password),
    Field(
        description="8 to 128 characters, spaces included; neither a common password nor the username.",
        json_schema_extra={"minLength": 8, "maxLength": 128},
    ),
]


class UsernameAndPassword(Body):
    """A username and a password."""

    username: Annotated[Name, BeforeValidator(_not_blank)] = Field(default_factory=str, validate_default=True)
    password: Annotated[
        VerbatimText, StringConstraints(min_length=1, max_length=MAX_TYPED_LENGTH), BeforeValidator(_required)
    ] = Field(default_factory=str, validate_default=True)


class Credentials(UsernameAndPassword):
    """A username and a password, and the claim secret to become an administrator."""

    claim_secret: ClaimSecret | None = None


class NewUser(UsernameAndPassword):
    """A user to register."""

    username: Annotated[Username, BeforeValidator(_not_blank)] = Field(
        default_factory=str, validate_default=True
    )
    password: Annotated[Password, BeforeValidator(_required)] = Field(
        default_factory=str, validate_default=True
    )
    email: Email | None = None
    full_name: Annotated[FullName, AfterValidator(lambda name: name and check_nickname(name))] | None = None
    avatar_url: AvatarUrl | None = None
    timezone: TimeZone = "UTC"
    claim_secret: ClaimSecret | None = None


class RefreshToken(Body):
    """A refresh token to exchange."""

    refresh_token: Annotated[TitleText, StringConstraints(min_length=1)]


class OptionalRefreshToken(Body):
    """A refresh token to revoke, in addition to those of the access token's sign-in."""

    refresh_token: TitleText | None = None


class PasswordChange(Body):
    """The current and the new password."""

    current_password: Annotated[VerbatimText, StringConstraints(max_length=1024)]
    new_password: Password


@endpoint(access=Access.ANYONE, limit=Limit.REGISTRATION, status=201, errors=(403,))
def register(request: Request[NewUser]) -> RegistrationView:
    """Register a user; a username that is reserved for administrators needs the claim secret.

    Where registration is closed, only such a username can be registered.
    """
    body = request.body
    profile = UserChanges(**body.sent_fields("username", "password", "claim_secret"))
    user = request.services.get_auth_service().register(
        body.username, body.password, profile, claim_secret=body.claim_secret
    )
    return {"message": "User registered successfully", "user": user.to_dict()}


@endpoint(access=Access.ANYONE, errors=(401, 403, 429), response_headers=("Set-Cookie",), urgent=True)
def login(request: Request[Credentials]) -> SignInView:
    """Sign in: get an access token, which is also set as a cookie, and a refresh token.

    After 5 failures in 15 minutes for a username from your address, or 100 for any username, every attempt
    returns 429, even with the correct password. Beyond 50 for a username from all addresses, so does every
    attempt from an address from which the account has not signed in within 90 days.
    """
    body = request.body
    auth = request.services.get_auth_service()
    sign_in = auth.login(
        body.username,
        body.password,
        claim_secret=body.claim_secret,
        user_agent=request.headers.get("user-agent"),
    )
    return _send_tokens(request, sign_in)


@endpoint(access=Access.ANYONE, errors=(401,), response_headers=("Set-Cookie",), urgent=True)
def refresh(request: Request[RefreshToken]) -> SignInView:
    """Exchange a refresh token for a new access token and refresh token.

    A refresh token can be exchanged once. If it is sent again within 30 seconds, the response has the same
    new refresh token; later, that ends the sign-in.
    """
    return _send_tokens(request, request.services.get_auth_service().refresh(request.body.refresh_token))


@endpoint(access=Access.SELF)
def get_user_info(request: Request) -> UserInfoView:
    """Get the caller's id and username."""
    user = request.services.get_user_service().get_user(request.user_id)
    return {"user_id": user.user_id, "username": user.username}


@endpoint(access=Access.ANYONE)
def get_session(request: Request) -> SessionView:
    """Get whether the request is signed in, and as which user."""
    return request.services.get_auth_service().get_session(request)


@endpoint(access=Access.SELF, response_headers=("Set-Cookie",), urgent=True)
def logout(request: Request[OptionalRefreshToken]) -> None:
    """Sign out: clear the cookies and end this sign-in with all its tokens."""
    request.services.get_auth_service().logout(request.caller, request.body.refresh_token)
    for name in AUTH_COOKIES:
        request.set_cookie(name, "", max_age=0)


@endpoint(access=Access.SELF)
def list_sign_ins(request: Request) -> list[ActiveSignInView]:
    """List the caller's sign-ins, newest first; at most 20."""
    return request.services.get_sign_ins().list_active(request.user_id, request.caller.family)


@endpoint(access=Access.SELF, urgent=True)
def end_sign_in(request: Request) -> None:
    """End one of the caller's sign-ins: its refresh token and its access tokens are not accepted any more."""
    request.services.get_sign_ins().end_one(request.user_id, request.path["id"])


@endpoint(access=Access.SELF, errors=(429,), urgent=True)
def change_password(request: Request[PasswordChange]) -> None:
    """Change the password and end every sign-in."""
    body = request.body
    request.services.get_auth_service().change_password(
        request.user_id, body.current_password, body.new_password
    )


def _send_tokens(request: Request[BodyT, ParametersT], sign_in: "SignIn") -> SignInView:
    # Another site's page may sign a user in, but must not sign the browser in as that user.
    if request.from_trusted_origin:
        name = SECURE_AUTH_COOKIE if request.is_https else AUTH_COOKIE
        request.set_cookie(name, sign_in.token, max_age=sign_in.expires_in)
    return {
        "token": sign_in.token,
        "token_type": "Bearer",
        "expires_in": sign_in.expires_in,
        "refresh_token": sign_in.refresh_token,
        "user_id": sign_in.user_id,
    }
