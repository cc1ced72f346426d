"""Links between the account and chats."""

from typing import Annotated

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import ByValue
from shared.api.validation import Body
from shared.views.link import ChatChannel, LinkCodeView, LinkView


class LinkBody(Body):
    """The chat platform to link."""

    channel: Annotated[ChatChannel, ByValue]


@endpoint(status=201, access=Access.SELF, errors=(409,))
def create_link_code(request: Request[LinkBody]) -> LinkCodeView:
    """Make a code that links a chat to the account, once and within ten minutes.

    The user types it to Avanochi in the chat, as in `link 7F3K-Q2MN`, before this sign-in ends. The account
    then gets a notification of the new link. A user gets at most sixty codes an hour. Without the settings of
    the platform the response is 503 `not_configured`.
    """
    from shared.api.limits import LinkCodeLimiter  # noqa: PLC0415 - with the first request

    request.services.get(LinkCodeLimiter).count(request.user_id)
    links = request.services.get_link_service()
    return links.create_code(request.user_id, request.caller.family, request.body.channel).to_dict()


@endpoint(access=Access.SELF)
def list_links(request: Request) -> list[LinkView]:
    """List the chats that are linked to the account, newest first."""
    return [link.to_dict() for link in request.services.get_link_service().list_links(request.user_id)]


@endpoint(access=Access.SELF)
def remove_link(request: Request) -> None:
    """Remove a link: the chat can no longer act for the account, and gets no notifications."""
    request.services.get_link_service().remove(request.user_id, request.path["id"])
