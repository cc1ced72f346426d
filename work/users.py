"""Profiles of users."""

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from shared.api.endpoint import Access, Encoded, Request, endpoint
from shared.api.fields import (
    NOT_BLANK_USER_NAME,
    Name,
    Preferences,
    SingleLineText,
    TimeOfDay,
    TitleText,
    VerbatimText,
)
from shared.api.validation import Body, EmptyBody, ListParameters
from shared.entities.checks import check_avatar, check_email, check_time_zone
from shared.entities.user import MAX_LENGTHS, UserChanges
from shared.errors import ValidationError
from shared.views.audit import AuditEntryView
from shared.views.user import AvatarView, ExportView, UserView
from work.sign_in_cookies import clear_cookies

TimeZone = Annotated[
    TitleText,
    AfterValidator(check_time_zone),
    Field(description="The name of an IANA time zone, such as `Europe/Madrid`."),
]
Email = Annotated[
    SingleLineText, StringConstraints(max_length=MAX_LENGTHS["email"]), AfterValidator(check_email)
]
FullName = Annotated[
    TitleText,
    StringConstraints(max_length=MAX_LENGTHS["full_name"]),
    Field(description="What others see as the name, without invisible characters."),
]
ClaimSecret = Annotated[
    VerbatimText,
    StringConstraints(max_length=1024),
    Field(description="The secret that claims a name reserved for administrators, and their role."),
]
AvatarUrl = Annotated[
    SingleLineText,
    StringConstraints(max_length=MAX_LENGTHS["avatar_url"]),
    AfterValidator(check_avatar),
    Field(
        description="`/avatars/` and a file name, or an `https` URL without user, port, quotes or brackets. "
        "Others see a URL only if the service allows its host."
    ),
]


class ProfileFields(Body):
    """Changes to a profile; omitted fields are unchanged, null clears an optional field."""

    name: Annotated[Name, NOT_BLANK_USER_NAME] = Field(
        default_factory=str, description="The username; a new one follows the rules of registration."
    )
    username: Annotated[Name, NOT_BLANK_USER_NAME] = Field(
        default_factory=str, description="The same as `name`."
    )
    email: Email | None = None
    full_name: FullName | None = None
    timezone: TimeZone = Field(default_factory=str)
    day_start: TimeOfDay = Field(
        default_factory=time, description="The local time at which the user's day begins, `HH:MM`."
    )
    avatar_url: AvatarUrl | None = None
    preferences: Preferences = Field(default_factory=dict)

    def changes(self, *leave_out: str) -> UserChanges:
        """Return the sent fields as changes."""
        sent = self.sent_fields(*leave_out)
        name = sent.pop("name", None)
        if name is not None and sent.setdefault("username", name) != name:
            raise ValidationError.for_field("username", "must be the same as 'name'")
        return UserChanges(**sent)


class ProfileChange(ProfileFields):
    """Changes to the caller's own profile; another name or email needs the current password."""

    current_password: Annotated[VerbatimText, StringConstraints(max_length=1024)] | None = None
    claim_secret: ClaimSecret | None = None


class AvatarChange(Body):
    """A new avatar; null removes it."""

    avatar_url: AvatarUrl | None


def _null_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


class Onboarding(Body):
    """The choices that a user makes during onboarding; null or empty fields leave things as they are."""

    preferences: Preferences | None = None
    avatar_url: Annotated[AvatarUrl | None, BeforeValidator(_null_if_blank)] = None


class PasswordProof(Body):
    """The password that confirms the request."""

    password: Annotated[VerbatimText, StringConstraints(max_length=1024)]


@endpoint(etag=True)
def get_profile(request: Request) -> UserView:
    """Get a user's profile."""
    return request.services.get_user_service().get_user(request.user_id).to_dict()


@endpoint(etag=True, errors=(429,))
def change_profile(request: Request[ProfileChange]) -> UserView:
    """Update a profile; omitted fields are unchanged.

    Users who change their own name or email must send the current password.
    """
    users, body = request.services.get_user_service(), request.body
    changes = body.changes("current_password", "claim_secret")
    if request.user_id != request.caller.user_id:
        return users.update_user(request.user_id, changes, request.if_match).to_dict()
    return users.update_own_profile(
        request.user_id,
        changes,
        request.if_match,
        current_password=body.current_password,
        claim_secret=body.claim_secret,
    ).to_dict()


@endpoint(access=Access.SELF, etag=True, errors=(429,), response_headers=("Set-Cookie",))
def delete_profile(request: Request[PasswordProof]) -> None:
    """Delete the caller's account and all its documents permanently, and clear the cookies of the sign-in."""
    auth = request.services.get_auth_service()
    auth.close_account(request.user_id, request.body.password, request.if_match)
    clear_cookies(request)


@endpoint(access=Access.SELF, response_headers=("Content-Disposition",))
def export_profile(request: Request) -> Encoded[ExportView]:
    """Download everything stored about a user, without secrets.

    While another export of the user is built, this returns 429.
    """
    request.response_headers["Content-Disposition"] = 'attachment; filename="avanochi-export.json"'
    return Encoded(request.services.get_export_service().export(request.user_id))


@endpoint()
def get_avatar(request: Request) -> AvatarView:
    """Get the URL of a user's avatar."""
    return {"avatar_url": request.services.get_user_service().get_user(request.user_id).avatar_url}


@endpoint(etag=True)
def change_avatar(request: Request[AvatarChange]) -> UserView:
    """Set or remove a user's avatar."""
    users = request.services.get_user_service()
    changes = UserChanges(avatar_url=request.body.avatar_url)
    return users.update_user(request.user_id, changes, request.if_match).to_dict()


@endpoint(etag=True)
def complete_onboarding(request: Request[Onboarding]) -> UserView:
    """Mark onboarding as completed and merge the sent preferences into the user's."""
    users, body = request.services.get_user_service(), request.body
    changes = UserChanges(preferences=body.preferences or {}, avatar_url=body.avatar_url)
    return users.complete_onboarding(request.user_id, changes, request.if_match).to_dict()


@endpoint(access=Access.SELF)
def list_own_audit(request: Request[EmptyBody, ListParameters]) -> list[AuditEntryView]:
    """List what administrators did with the caller's data within a year, newest first.

    Reads of the same kind within an hour are one entry. Lists of all users and of all users' tasks are
    included.
    """
    audit, query = request.services.get_audit_service(), request.query
    return request.page(audit.list_audit(request.caller.user_id, query.limit, query.continuation))
