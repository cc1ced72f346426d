"""Messages in Slack's Block Kit."""

from collections.abc import Sequence
from typing import Any

from typing_extensions import TypedDict

from shared.channels.chat_platform import ChatButton, ChatMessage
from shared.channels.slack.text import escape

Block = dict[str, Any]
"""A part of a message, as JSON."""

MAX_BLOCKS = 50
MAX_TEXT = 3000
MAX_LABEL = 75
MAX_BUTTONS = 25  # of one row. Source of these: docs.slack.dev, Block Kit reference.

BUTTON = "button"
"""The beginning of the `action_id` of every button."""


class MessageFields(TypedDict):
    """The fields of a message: its blocks, and the text for notifications and screen readers."""

    text: str
    blocks: list[Block]


def message_of(message: ChatMessage) -> MessageFields:
    """Return the fields of a message."""
    blocks = [
        section(
            f"*{escape(message.title)}*\n{escape(message.text)}" if message.title else escape(message.text)
        )
    ]
    if message.buttons:
        blocks.append(buttons(message.buttons))
    text = f"{message.title}: {message.text}" if message.title else message.text
    return {"text": _cut(escape(text), MAX_TEXT), "blocks": blocks}


def section(markup: str) -> Block:
    """Return a paragraph."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": _cut(markup, MAX_TEXT), "verbatim": True}}


def buttons(found: Sequence[ChatButton]) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "elements": [*map(_button, found[:MAX_BUTTONS], range(MAX_BUTTONS))]}


def _button(button: ChatButton, number: int) -> Block:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": _cut(button.label, MAX_LABEL), "emoji": False},
        "action_id": f"{BUTTON}-{number}",
        "value": button.id,
    }


def _cut(text: str, length: int) -> str:
    """Return a text of at most a length; one that is cut ends with an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
