"""The interface of chat platforms: messages, buttons, clients and their errors."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from shared.channels.deadline import ChannelError
from shared.entities.link import Link
from shared.views.status import IntegrationState

_DEFAULT_PAUSE = 30.0  # seconds
_MAX_PAUSE = 86400.0  # a message is given up after a day
_STRAIGHT = str.maketrans("\u201c\u201d\u201e\u2018\u2019", '"""\'\'')  # from the quotes of phones


class ChatButton(msgspec.Struct, frozen=True):
    """A button below a message; its opaque id is sent back when it is pressed."""

    label: str
    id: str


class ChatMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message to a person in a chat: plain text, which the platform's client escapes, and buttons."""

    text: str
    title: str = ""
    buttons: tuple[ChatButton, ...] = ()


class RecipientGoneError(ChannelError):
    """The person, or the chat with them, no longer takes messages."""


class OwnCredentialError(ChannelError):
    """The platform refuses the app's own credential."""


class PausedError(ChannelError):
    """The platform takes no messages for a workspace for some seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many messages")
        self.seconds = seconds


class ChatPlatform(Protocol):
    """The client of a chat platform."""

    @property
    def is_configured(self) -> bool:
        """Whether there are settings for it; `DependencyUnavailableError` for an invalid one."""

    @property
    def state(self) -> IntegrationState:
        """Whether it is configured, and the last call of it worked."""

    def send(self, link: Link, message: ChatMessage) -> None:
        """Send a message to the person of a link, in the personal chat.

        `RecipientGoneError`, `OwnCredentialError` or `PausedError` if the platform says so, `ChannelError`
        for any other failure.
        """


def retry_after(headers: Mapping[str, str]) -> float:
    """Return for how many seconds a response says to wait, at most a day."""
    sent = headers.get("retry-after", "")
    return min(float(sent), _MAX_PAUSE) if sent.isdecimal() else _DEFAULT_PAUSE


def straighten_quotes(text: str) -> str:
    """Return a text with the quotes of a keyboard in place of those of print."""
    return text.translate(_STRAIGHT)


def shorten(text: str, length: int) -> str:
    """Return a text of at most a length; one that is cut ends with an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
