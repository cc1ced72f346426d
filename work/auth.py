"""Registration and sign-in."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from shared.api.endpoint import Access, Limit, Request, endpoint
from shared.api.fields import Name, TitleText, Username, VerbatimText, missing_field
from shared.api.validation import Body
from shared.entities.names import check_nickname
from shared.entities.passwords import MAX_TYPED_LENGTH, check_password
from shared.entities.user import UserChanges
from shared.errors import ForbiddenError, ValidationError
from shared.views.sign_in import (
    ActiveSignInView,
    CookieSignInView,
    RegistrationView,
    SessionView,
    SignInView,
    UserInfoView,
)
from work.sign_in_cookies import (
    clear_cookies,
    find_refresh_cookies,
    require_trusted_origin,
    send_tokens,
    set_cookies,
)
from work.users import AvatarUrl, ClaimSecret, Email, FullName, TimeZone


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


Code = Annotated[VerbatimText, StringConstraints(min_length=1, max_length=64)]
"""The code of an authenticator app, or a recovery code, with or without spaces and hyphens."""


class Credentials(UsernameAndPassword):
    """A username and a password, and the claim secret to become an administrator."""

    code: Code | None = Field(
        default=None,
        description="With a second factor: the code of the authenticator app, or a recovery code.",
    )
    claim_secret: ClaimSecret | None = None
    remember: bool = Field(
        default=False,
        description="Whether the tokens are set as cookies alone, which scripts cannot read;"
        " 403 from another site's page.",
    )


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
    """A refresh token to exchange; without a body, that of the cookie is exchanged."""

    refresh_token: Annotated[TitleText, StringConstraints(min_length=1)] = Field(default_factory=str)


class LinkCode(Body):
    """The code of a link that `dev.py open` prints."""

    code: Annotated[VerbatimText, StringConstraints(min_length=1, max_length=200)]


class OptionalRefreshToken(Body):
    """A refresh token to revoke, in addition to those of the access token's sign-in."""

    refresh_token: TitleText | None = None


class PasswordChange(Body):
    """The current and the new password."""

    current_password: Annotated[VerbatimText, StringConstraints(max_length=1024)]
    new_password: Password
    unlink_chats: bool = Field(default=False, description="Whether links to chats end as well.")


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
def login(request: Request[Credentials]) -> SignInView | CookieSignInView:
    """Sign in: get an access token, which is also set as a cookie, and a refresh token.

    With `remember: true`, both are set as cookies that scripts cannot read, and the response has no token.

    A right password of an account with a second factor is 401 `code_required` without a `code`, and
    `wrong_code` with a wrong one; after 5 of these in 15 minutes, every code of the app is 429, and recovery
    codes still count.

    After 5 failures in 15 minutes for a username from your address, or 100 for any username, every attempt
    returns 429, even with the correct password. Beyond 50 for a username from all addresses, so does every
    attempt from an address from which the account has not signed in within 90 days.
    """
    body = request.body
    if body.remember:
        require_trusted_origin(request)
    auth = request.services.get_auth_service()
    sign_in = auth.login(
        body.username,
        body.password,
        code=body.code,
        claim_secret=body.claim_secret,
        user_agent=request.headers.get("user-agent"),
    )
    return set_cookies(request, sign_in) if body.remember else send_tokens(request, sign_in)


@endpoint(access=Access.ANYONE, errors=(401, 403), response_headers=("Set-Cookie",), urgent=True)
def refresh(request: Request[RefreshToken]) -> SignInView | CookieSignInView:
    """Exchange a refresh token for a new access token and refresh token.

    Without a body, the refresh token is that of the cookie, and both tokens are set as cookies; this needs a
    trusted `Origin`.

    A refresh token can be exchanged once. If it is sent again within 30 seconds, the response has the same
    new refresh token; later, that ends the sign-in.
    """
    auth = request.services.get_auth_service()
    if request.body.refresh_token:
        return send_tokens(request, auth.refresh(request.body.refresh_token))
    tokens = find_refresh_cookies(request)
    if request.has_body and not tokens:
        raise ValidationError.for_field("refresh_token", "is required")
    if tokens and not request.states_trusted_origin:
        raise ForbiddenError("A refresh by cookie needs a trusted Origin")
    return set_cookies(request, auth.refresh(*tokens))


@endpoint(access=Access.ANYONE, urgent=True, documented=False)
def open_by_code(request: Request[LinkCode]) -> CookieSignInView:
    """Sign in with the code of a link that `dev.py open` printed: once, within 5 minutes, in development.

    The tokens are set as cookies, as with `remember: true` in `auth/login`.
    """
    require_trusted_origin(request)
    codes = request.services.get_sign_in_codes()
    return set_cookies(request, codes.exchange(request.body.code, request.headers.get("user-agent")))


@endpoint(access=Access.SELF, before_second_factor=True)
def get_user_info(request: Request) -> UserInfoView:
    """Get the caller's id and username."""
    user = request.services.get_user_service().get_user(request.user_id)
    return {"user_id": user.user_id, "username": user.username}


@endpoint(access=Access.ANYONE)
def get_session(request: Request) -> SessionView:
    """Get whether the request is signed in, and as which user."""
    return request.services.get_auth_service().get_session(request)


@endpoint(access=Access.SELF, response_headers=("Set-Cookie",), urgent=True, before_second_factor=True)
def logout(request: Request[OptionalRefreshToken]) -> None:
    """Sign out: clear the cookies and end this sign-in with all its tokens."""
    auth = request.services.get_auth_service()
    sent = request.body.refresh_token
    auth.logout(request.caller, *find_refresh_cookies(request), *([sent] if sent else []))
    clear_cookies(request)


@endpoint(access=Access.SELF)
def list_sign_ins(request: Request) -> list[ActiveSignInView]:
    """List the caller's sign-ins, newest first; at most 20."""
    return request.services.get_sign_ins().list_active(request.user_id, request.caller.family)


@endpoint(access=Access.SELF)
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
    if body.unlink_chats:
        request.services.get_link_service().remove_all(request.user_id)
