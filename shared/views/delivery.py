"""Views of deliveries to chats."""

from datetime import datetime

from typing_extensions import TypedDict

from shared.views.link import ChatChannel


class ChannelDeliveriesView(TypedDict):
    """The counts of deliveries to the chats of a platform, without data of users."""

    channel: ChatChannel
    sent: int
    """Messages that the platform took in the last seven days."""
    failed: int
    """Attempts in the last seven days that failed, and were or will be repeated."""
    waiting: int | None
    """Messages that wait for now, null if they are more than a thousand."""
    last_error: str | None
    last_error_at: datetime | None


class DeliveryTestView(TypedDict):
    """A test of a chat platform."""

    sent: int
    """To how many chats of the administrator a message was sent."""
