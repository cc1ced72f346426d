"""Views of links to chat platforms."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict


class ChatChannel(StrEnum):
    """A chat platform."""

    SLACK = "slack"
    TEAMS = "teams"


class LinkCodeView(TypedDict):
    """A code that links a chat to the account, if it is typed there."""

    code: str
    """For one use: to be typed in the chat, as in `link 7F3K-Q2MN`."""
    expires_at: datetime


class LinkView(TypedDict):
    """A chat that is linked to the account."""

    id: str
    channel: ChatChannel
    workspace: str
    """The name of the workspace or organization, or its id if the name is unknown."""
    linked_at: datetime
