"""Users and their profiles."""

from datetime import time
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints
from typing_extensions import TypedDict

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import (
    Body,
    Name,
    Parameters,
    Preferences,
    SingleLineText,
    TimeOfDay,
    TitleText,
    VerbatimText,
    field_error,
)
from shared.entities.calendar import is_zone
from shared.views.user import ExportView, UserView


def _zone(name: str) -> str:
    if not is_zone(name):
        raise field_error("The time zone must be the name of an IANA time zone, as in Europe/Madrid")
    return name


def _avatar(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_path = url.startswith("/avatars/") and ".." not in parts.path.split("/")
        is_url = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        is_path = is_url = False
    if not (is_path or is_url) or "\\" in url or any(character.isspace() for character in url):
        raise field_error("An avatar is a path under /avatars/ or an https URL")
    return url


def _email(address: str) -> str:
    name, at, host = address.rpartition("@")
    if not (name and at and host) or any(character.isspace() for character in address):
        raise field_error("An email address looks like name@example.com")
    return address


TimeZone = Annotated[
    TitleText,
    AfterValidator(_zone),
    Field(description="The name of an IANA time zone, as in `Europe/Madrid`."),
]
Email = Annotated[SingleLineText, StringConstraints(max_length=254), AfterValidator(_email)]
FullName = Annotated[TitleText, StringConstraints(max_length=64)]
AvatarUrl = Annotated[SingleLineText, StringConstraints(max_length=500), AfterValidator(_avatar)]


class ProfileChange(Body):
    """What of a profile shall change; null clears what may be absent."""

    name: Name = Field(default_factory=str)
    email: Email | None = None
    full_name: FullName | None = None
    timezone: TimeZone = Field(default_factory=str)
    day_start: TimeOfDay = Field(
        default_factory=time, description="When a new day begins: a local time of day, `HH:MM`."
    )
    preferences: Preferences = Field(default_factory=dict)

    def changes(self) -> dict[str, Any]:
        """Return the fields that the request names, as `User` calls them."""
        given = self.sent_fields()
        return {"username" if field == "name" else field: value for field, value in given.items()}


class AvatarChange(Body):
    """Another picture; null removes it."""

    avatar_url: AvatarUrl | None


class Onboarding(Body):
    """What somebody chose when they came on board."""

    preferences: Preferences = Field(default_factory=dict)
    avatar_url: AvatarUrl | None = None


class PasswordProof(Body):
    """The password, to prove that it is really the user who asks."""

    password: Annotated[VerbatimText, StringConstraints(max_length=1024)]


class AvatarView(TypedDict):
    """A picture, as the API shows it."""

    avatar_url: str | None


@endpoint(answer=UserView, tagged=True)
def get_profile(call: Request[Body, Parameters]) -> UserView:
    """Show a profile."""
    return call.services.get_user_service().get_user(call.user_id).to_dict()


@endpoint(body=ProfileChange, answer=UserView, tagged=True)
def change_profile(call: Request[ProfileChange, Parameters]) -> UserView:
    """Change the named fields of a profile."""
    users = call.services.get_user_service()
    return users.update_user(call.user_id, call.body.changes(), call.if_match).to_dict()


@endpoint(access=Access.SELF, body=PasswordProof, status=204, tagged=True, errors=(429,))
def delete_profile(call: Request[PasswordProof, Parameters]) -> None:
    """Delete the caller's own account and every document of it, for good."""
    auth = call.services.get_auth_service()
    auth.close_account(call.own_user_id, call.body.password, call.if_match)


@endpoint(answer=ExportView, answer_headers=("Content-Disposition",))
def export_profile(call: Request[Body, Parameters]) -> ExportView:
    """Download everything that is stored about a user; secrets are left out."""
    call.answer_headers["Content-Disposition"] = 'attachment; filename="avanochi-export.json"'
    return call.services.get_user_service().export(call.user_id)


@endpoint(answer=AvatarView)
def get_avatar(call: Request[Body, Parameters]) -> AvatarView:
    """Show where a user's picture is."""
    return {"avatar_url": call.services.get_user_service().get_user(call.user_id).avatar_url}


@endpoint(body=AvatarChange, answer=UserView, tagged=True)
def change_avatar(call: Request[AvatarChange, Parameters]) -> UserView:
    """Change or remove a user's picture."""
    users = call.services.get_user_service()
    return users.update_user(call.user_id, call.body.sent_fields(), call.if_match).to_dict()


@endpoint(body=Onboarding, answer=UserView, tagged=True)
def complete_onboarding(call: Request[Onboarding, Parameters]) -> UserView:
    """Note that a user is on board; the preferences are merged into those that are there."""
    users = call.services.get_user_service()
    changes = call.body.sent_fields("preferences")
    return users.complete_onboarding(call.user_id, call.body.preferences, changes, call.if_match).to_dict()
