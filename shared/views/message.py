"""Views of messages."""

from typing_extensions import TypedDict


class MessageView(TypedDict):
    """A confirmation."""

    message: str
