"""Users, as administrators look after them."""

from typing import Any

from pydantic import Field

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import Body, ListParameters, Name, Parameters
from shared.entities.page import PageRequest
from shared.views.user import UserView
from work.auth import Password
from work.users import ProfileChange


class NewNamedUser(Body):
    """Somebody whom an administrator signs up."""

    name: Name


class UserChange(ProfileChange):
    """What of a user shall change; a password set here ends every sign-in of theirs."""

    password: Password = Field(default_factory=str)


@endpoint(access=Access.ADMINISTRATOR, query=ListParameters, answer=list[UserView])
def list_users(call: Request[Body, ListParameters]) -> Any:  # noqa: ANN401 - see `answer`
    """List all users, newest first."""
    page_request = PageRequest(
        order_by="created_at", limit=call.query.limit, continuation=call.query.continuation
    )
    return call.page(call.services.get_user_service().list_users(page_request))


@endpoint(
    access=Access.ADMINISTRATOR, body=NewNamedUser, answer=UserView, status=201, tagged=True, repeatable=True
)
def create_user(call: Request[NewNamedUser, Parameters]) -> UserView:
    """Sign somebody up; they cannot sign in until a password is set for them."""
    users = call.services.get_user_service()
    return users.create_user(call.body.name, by=call.caller.user_id, retry=call.retry).to_dict()


@endpoint(access=Access.ADMINISTRATOR, answer=UserView, tagged=True)
def get_user(call: Request[Body, Parameters]) -> UserView:
    """Show a user."""
    return call.services.get_user_service().get_user(call.path["id"]).to_dict()


@endpoint(access=Access.ADMINISTRATOR, body=UserChange, answer=UserView, tagged=True)
def change_user(call: Request[UserChange, Parameters]) -> UserView:
    """Change the named fields of a user, or set their password."""
    user_id, changes = call.path["id"], call.body.changes()
    password = changes.pop("password", None)
    user = call.services.get_user_service().update_user(user_id, changes, call.if_match)
    if password is not None:
        call.services.get_auth_service().set_password(user_id, password)
    return user.to_dict()


@endpoint(access=Access.ADMINISTRATOR, status=204, tagged=True)
def delete_user(call: Request[Body, Parameters]) -> None:
    """Delete a user's account and every document of it, for good."""
    call.services.get_user_service().delete_user(call.path["id"], call.if_match)
