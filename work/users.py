"""Profiles of users."""

from datetime import time
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import (
    Name,
    Preferences,
    SingleLineText,
    TimeOfDay,
    TitleText,
    VerbatimText,
    field_error,
)
from shared.api.validation import Body
from shared.entities.calendar import is_zone
from shared.entities.user import MAX_LENGTHS, NO_ZONE, UserChanges
from shared.views.user import AvatarView, ExportView, UserView


def _check_time_zone(name: str) -> str:
    if not is_zone(name):
        raise field_error(NO_ZONE)
    return name


def _check_avatar(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_path = url.startswith("/avatars/") and ".." not in parts.path.split("/")
        is_url = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        is_path = is_url = False
    if not (is_path or is_url) or "\\" in url or any(character.isspace() for character in url):
        raise field_error("An avatar must be a path under /avatars/ or an https URL")
    return url


def _check_email(address: str) -> str:
    name, at, host = address.rpartition("@")
    if not (name and at and host) or any(character.isspace() for character in address):
        raise field_error("An email address must look like name@example.com")
    return address


TimeZone = Annotated[
    TitleText,
    AfterValidator(_check_time_zone),
    Field(description="The name of an IANA time zone, such as `Europe/Madrid`."),
]
Email = Annotated[
    SingleLineText, StringConstraints(max_length=MAX_LENGTHS["email"]), AfterValidator(_check_email)
]
FullName = Annotated[TitleText, StringConstraints(max_length=MAX_LENGTHS["full_name"])]
AvatarUrl = Annotated[
    SingleLineText, StringConstraints(max_length=MAX_LENGTHS["avatar_url"]), AfterValidator(_check_avatar)
]


class ProfileChange(Body):
    """Changes to a profile; omitted fields are unchanged, null clears an optional field."""

    name: Name = Field(default_factory=str)
    email: Email | None = None
    full_name: FullName | None = None
    timezone: TimeZone = Field(default_factory=str)
    day_start: TimeOfDay = Field(
        default_factory=time, description="The local time at which the user's day begins, `HH:MM`."
    )
    preferences: Preferences = Field(default_factory=dict)

    def changes(self, *leave_out: str) -> UserChanges:
        """Return the sent fields as changes."""
        sent = self.sent_fields(*leave_out)
        return UserChanges(**{"username" if name == "name" else name: value for name, value in sent.items()})


class AvatarChange(Body):
    """A new avatar; null removes it."""

    avatar_url: AvatarUrl | None


class Onboarding(Body):
    """The choices that a user makes during onboarding."""

    preferences: Preferences = Field(default_factory=dict)
    avatar_url: AvatarUrl | None = None


class PasswordProof(Body):
    """The password that confirms the request."""

    password: Annotated[VerbatimText, StringConstraints(max_length=1024)]


@endpoint(etag=True)
def get_profile(request: Request) -> UserView:
    """Get a user's profile."""
    return request.services.get_user_service().get_user(request.user_id).to_dict()


@endpoint(etag=True)
def change_profile(request: Request[ProfileChange]) -> UserView:
    """Update a profile; omitted fields are unchanged."""
    users = request.services.get_user_service()
    return users.update_user(request.user_id, request.body.changes(), request.if_match).to_dict()


@endpoint(access=Access.SELF, etag=True, errors=(429,))
def delete_profile(request: Request[PasswordProof]) -> None:
    """Delete the caller's account and all its documents permanently."""
    auth = request.services.get_auth_service()
    auth.close_account(request.own_user_id, request.body.password, request.if_match)


@endpoint(response_headers=("Content-Disposition",))
def export_profile(request: Request) -> ExportView:
    """Download everything stored about a user, without secrets."""
    request.response_headers["Content-Disposition"] = 'attachment; filename="avanochi-export.json"'
    return request.services.get_user_service().export(request.user_id)


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
    users, changes = request.services.get_user_service(), UserChanges(**request.body.sent_fields())
    return users.complete_onboarding(request.user_id, changes, request.if_match).to_dict()
