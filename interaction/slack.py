"""Requests of Slack, which are authenticated by its signature."""

from typing import ClassVar

from shared.api.endpoint import Access, Content, Request, endpoint
from shared.api.validation import RawBody
from shared.views.chat import SlackMessageView


class SlackForm(RawBody):
    """A form that Slack has signed."""

    MEDIA_TYPES: ClassVar[tuple[str, ...]] = ("application/x-www-form-urlencoded",)


class SlackEvent(RawBody):
    """An event that Slack has signed."""

    MEDIA_TYPES: ClassVar[tuple[str, ...]] = ("application/json",)


@endpoint(access=Access.PLATFORM)
def run_command(request: Request[SlackForm]) -> SlackMessageView:
    """Answer the command `/avanochi`, for Slack: only the person who typed it sees the answer.

    Slack signs the request. A person whose Slack is not linked to an account learns how to link it.
    """
    slack = request.services.get_slack_service()
    return slack.run_command(request.headers, request.body.content, request.count_for)


@endpoint(access=Access.PLATFORM, media_type="text/plain")
def take_event(request: Request[SlackEvent]) -> Content:
    """Handle an event, for Slack: a message, a mention, the home tab, or the end of an installation.

    Slack signs the request. The response has no text but the `challenge` with which Slack checks the address;
    the answer to the person is sent to Slack. Each event is handled once, however often it is sent.
    """
    slack = request.services.get_slack_service()
    return Content(slack.take_event(request.headers, request.body.content, request.count_for).encode())


@endpoint(access=Access.PLATFORM, media_type="text/plain")
def take_interaction(request: Request[SlackForm]) -> Content:
    """Handle a pressed button, for Slack: it acts for the account of the person who pressed it.

    Slack signs the request. The response has no text; the answer to the person is sent to Slack.
    """
    request.services.get_slack_service().take_interaction(
        request.headers, request.body.content, request.count_for
    )
    return Content(b"")
