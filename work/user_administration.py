"""The administration of users."""

from typing import Annotated

from msgspec import UNSET
from pydantic import Field

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import NOT_BLANK_USER_NAME, ByValue, Username
from shared.api.validation import Body, EmptyBody, ListParameters
from shared.entities.idempotency import Outcome
from shared.entities.page import PageRequest
from shared.views.audit import AuditEntryView
from shared.views.user import Role, UserView
from work.auth import Password
from work.users import ProfileFields


class NewNamedUser(Body):
    """A user to create without a password."""

    name: Annotated[Username, NOT_BLANK_USER_NAME] = Field(default_factory=str, validate_default=True)


class UserChange(ProfileFields):
    """Changes to a user; omitted fields are unchanged."""

    password: Password = Field(default_factory=str)
    role: Annotated[Role, ByValue] | None = None


@endpoint(access=Access.ADMINISTRATOR)
def list_users(request: Request[EmptyBody, ListParameters]) -> list[UserView]:
    """List all users, newest first; the audit of each of them shows it."""
    query = request.query
    page_request = PageRequest(order_by="created_at", limit=query.limit, continuation=query.continuation)
    users = request.services.get_user_service()
    return request.page(users.list_users(page_request, administrator_id=request.caller.user_id))


@endpoint(access=Access.ADMINISTRATOR, status=201, etag=True)
def create_user(request: Request[NewNamedUser]) -> Outcome[UserView]:
    """Create a user, who cannot sign in until a password is set."""
    users = request.services.get_user_service()
    return users.create_user(request.body.name, administrator_id=request.caller.user_id).view()


@endpoint(access=Access.ADMINISTRATOR, etag=True)
def get_user(request: Request) -> UserView:
    """Get a user."""
    return request.services.get_user_service().get_user(request.path["id"]).to_dict()


@endpoint(access=Access.ADMINISTRATOR, etag=True)
def change_user(request: Request[UserChange]) -> UserView:
    """Update a user; omitted fields are unchanged.

    A password ends every sign-in of the user, and every link to a chat. A role is given, or ended by null.
    Your own name, email and password need the current password, which other routes take.
    """
    users, body = request.services.get_user_service(), request.body
    changed = users.update_user(
        request.path["id"],
        body.changes("password", "role"),
        request.if_match,
        password=body.password,
        role=body.role if "role" in body.model_fields_set else UNSET,
        administrator_id=request.caller.user_id,
    )
    if body.password:
        request.services.get_link_service().remove_all(changed.user_id)
    return changed.to_dict()


@endpoint(access=Access.ADMINISTRATOR, etag=True)
def delete_user(request: Request) -> None:
    """Delete a user's account and all their documents permanently; your own needs DELETE `users/profile`."""
    request.services.get_user_service().delete_user(
        request.path["id"], request.if_match, administrator_id=request.caller.user_id
    )


@endpoint(access=Access.ADMINISTRATOR)
def reset_second_factor(request: Request) -> None:
    """Remove the second factor of a user who has lost it, and end every sign-in of the user.

    Your own needs DELETE `auth/second-factor`.
    """
    request.services.get_second_factor_service().reset(
        request.path["id"], administrator_id=request.caller.user_id
    )


@endpoint(access=Access.ADMINISTRATOR)
def list_audit(request: Request[EmptyBody, ListParameters]) -> list[AuditEntryView]:
    """List what administrators did with a user's data within a year, newest first.

    The list is kept after the account was closed, then without lists of all users.
    """
    audit, query = request.services.get_audit_service(), request.query
    return request.page(audit.list_audit(request.path["id"], query.limit, query.continuation))
