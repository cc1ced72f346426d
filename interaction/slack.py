"""Requests of Slack, which proves itself by its signature."""

from typing import ClassVar

from shared.api.endpoint import Access, Request, endpoint
from shared.api.validation import RawBody
from shared.views.chat import SlackMessageView


class SlackForm(RawBody):
    """A form that Slack has signed."""

    MEDIA_TYPES: ClassVar[tuple[str, ...]] = ("application/x-www-form-urlencoded",)


@endpoint(access=Access.PLATFORM)
def run_command(request: Request[SlackForm]) -> SlackMessageView:
    """Answer the command `/avanochi`, for Slack: only the person who typed it sees the answer.

    Slack signs the request. A person whose Slack is not linked to an account learns how to link it.
    """
    slack = request.services.get_slack_service()
    return slack.run_command(request.headers, request.body.content, request.count_for)
