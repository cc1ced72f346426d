"""Requests of Teams, which are authenticated by a token of the Bot Framework."""

from typing import ClassVar

from shared.api.endpoint import Access, Request, endpoint
from shared.api.validation import RawBody
from shared.views.chat import TeamsAnswerView


class TeamsActivity(RawBody):
    """An activity that the Bot Framework sends with its token."""

    MEDIA_TYPES: ClassVar[tuple[str, ...]] = ("application/json",)


@endpoint(access=Access.PLATFORM, errors=(403,))
def receive_activity(request: Request[TeamsActivity]) -> TeamsAnswerView:
    """Answer a message, a pressed button or an installation in Teams.

    The answer to a message is sent to its conversation before the response. A person whose Teams is not
    linked to an account learns how to link it.
    """
    teams = request.services.get_teams_service()
    return teams.receive(request.headers, request.body.content, request.count_for)
