"""Messages in Slack's Block Kit."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from typing_extensions import TypedDict

from shared.channels.chat_platform import ChatButton, ChatMessage, shorten
from shared.channels.slack.text import escape

Block = dict[str, Any]
"""A part of a message, as JSON."""

MAX_BLOCKS = 50
MAX_TEXT = 3000
MAX_LABEL = 75
MAX_HEADER = 150
MAX_BUTTONS = 25  # of one row. Source of these: docs.slack.dev, Block Kit reference.

MAX_TITLE = 300
"""The markup of a title: a longer one is cut."""

MAX_PARAGRAPHS = 10
"""The parts of a text: a longer one is cut."""

BUTTON = "button"
"""The beginning of the `action_id` of every button."""


class MessageFields(TypedDict):
    """The fields of a message: its blocks, and the text for notifications and screen readers."""

    text: str
    blocks: list[Block]


def message_of(message: ChatMessage) -> MessageFields:
    """Return the fields of a message."""
    heading = f"*{cut(message.title, MAX_TITLE)}*\n" if message.title else ""
    blocks = [*map(section, _paragraphs(heading, message.text))]
    if message.buttons:
        blocks.append(buttons(message.buttons))
    text = f"{message.title}: {message.text}" if message.title else message.text
    return {"text": cut(text), "blocks": blocks}


def section(markup: str) -> Block:
    """Return a paragraph."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": markup, "verbatim": True}}


def buttons(found: Sequence[ChatButton]) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "elements": [*map(button, found[:MAX_BUTTONS], range(MAX_BUTTONS))]}


def button(found: ChatButton, number: int) -> Block:
    """Return a button; its number is that of no other one in the message."""
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": shorten(found.label, MAX_LABEL), "emoji": False},
        "action_id": f"{BUTTON}-{number}",
        "value": found.id,
    }


def cut(text: str, length: int = MAX_TEXT) -> str:
    """Return the markup of a text, at most of a length; one that is cut ends with an ellipsis."""
    begin = _fitting(text, length)
    return escape(text) if begin == len(text) else f"{escape(text[: _fitting(text, length - 1)])}…"


def _paragraphs(heading: str, text: str) -> list[str]:
    """Return the markup of a text in parts that are short enough, each of whole words if it has any.

    The first part begins with the heading, which is markup.
    """
    found, length = [heading], MAX_TEXT - len(heading)
    while len(found) < MAX_PARAGRAPHS and (end := _fitting(text, length)) < len(text):
        begun = text[:end]
        end = max(begun.rfind("\n"), begun.rfind(" ")) + 1 or end
        found[-1] += escape(text[:end])
        found.append("")
        text, length = text[end:], MAX_TEXT
    found[-1] += cut(text, length)
    return found


def _fitting(text: str, length: int) -> int:
    """Return how many characters of a text have markup of at most a length."""
    sizes = accumulate(len(escape(one)) for one in text[: length + 1])
    return sum(1 for size in sizes if size <= length)
