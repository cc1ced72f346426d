"""Messages as Adaptive Cards.

Source: learn.microsoft.com, schema explorer of Adaptive Cards, and the limits of Teams.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from shared.channels.chat_platform import ChatButton, ChatMessage, shorten
from shared.channels.teams.activities import BUTTON

Card = dict[str, Any]
"""A card, or a part of one, as JSON."""

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"

MAX_BYTES = 28 * 1024
"""The largest message that Teams takes."""

MAX_ACTIONS = 6  # of one row
MAX_BUTTONS = 24
MAX_LABEL = 100
MAX_SUMMARY = 300

MAX_LINE = 2000
_TEXT_BYTES = 16 * 1024  # of the lines of a card as JSON, which leaves room for the buttons
_FUNCTION = re.compile(r"\{(?=\{)")


def card_of(message: ChatMessage) -> Card:
    """Return a message as a card."""
    lines = [(line, True) for line in message.title.splitlines()]
    lines += [(line, False) for line in message.text.splitlines()]
    found = message.buttons[:MAX_BUTTONS]
    rows = [found[begin : begin + MAX_ACTIONS] for begin in range(0, len(found), MAX_ACTIONS)]
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [*_paragraphs(lines), *map(_row, rows)],
    }


def summary_of(message: ChatMessage) -> str:
    """Return the text of a message for notifications."""
    return shorten(f"{message.title}: {message.text}" if message.title else message.text, MAX_SUMMARY)


def _paragraphs(lines: Sequence[tuple[str, bool]]) -> Iterator[Card]:
    """Yield a paragraph for each line that is not empty, until there is no more room.

    Not a `TextBlock`: it reads Markdown, and the title of a task could become a link.
    """
    room = _TEXT_BYTES
    for text, is_title in lines:
        if not text.strip():
            continue
        paragraph = _paragraph(shorten(text, MAX_LINE), is_title=is_title)
        room -= len(orjson.dumps(paragraph))
        if room < 0:
            yield _paragraph("…", is_title=False)
            return
        yield paragraph


def _paragraph(text: str, *, is_title: bool) -> Card:
    # Between two braces, a character without width: {{DATE(...)}} would be replaced by a date.
    run: Card = {"type": "TextRun", "text": _FUNCTION.sub("{\u2060", text)}
    if is_title:
        run["weight"] = "Bolder"
    return {"type": "RichTextBlock", "inlines": [run], "spacing": "Small"}


def _row(found: Sequence[ChatButton]) -> Card:
    return {"type": "ActionSet", "actions": [*map(_action, found)]}


def _action(button: ChatButton) -> Card:
    return {
        "type": "Action.Execute",
        "title": shorten(button.label, MAX_LABEL),
        "verb": BUTTON,
        "data": {BUTTON: button.id},
    }
