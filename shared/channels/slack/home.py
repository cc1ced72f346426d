"""The app's home tab in Slack."""

from collections.abc import Sequence
from typing import Any

import msgspec

from shared.channels.chat_platform import ChatButton, shorten
from shared.channels.slack.blocks import (
    MAX_BLOCKS,
    MAX_HEADER,
    MAX_TITLE,
    Block,
    button,
    buttons,
    cut,
    section,
)

MAX_ITEMS = MAX_BLOCKS - 8
"""How many items fit beside all the other blocks."""

_MAX_LINES = 3


class HomeItem(msgspec.Struct, frozen=True):
    """A line with a button."""

    text: str
    button: ChatButton


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """What the home tab shows: plain texts and buttons, from top to bottom."""

    title: str
    lines: tuple[str, ...]
    buttons: tuple[ChatButton, ...] = ()
    heading: str = ""
    items: tuple[HomeItem, ...] = ()
    note: str = ""


def view_of(home: Home) -> dict[str, Any]:
    """Return the view for `views.publish`."""
    blocks = [_header(home.title), *(section(cut(line)) for line in home.lines[:_MAX_LINES])]
    if home.buttons:
        blocks.append(buttons(home.buttons))
    if home.heading:
        blocks += [{"type": "divider"}, _header(home.heading)]
    blocks += _items(home.items[:MAX_ITEMS], len(home.buttons))
    if home.note:
        blocks.append(section(cut(home.note)))
    return {"type": "home", "blocks": blocks}


def _header(text: str) -> Block:
    shown = shorten(text, MAX_HEADER)
    return {"type": "header", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def _items(items: Sequence[HomeItem], first: int) -> list[Block]:
    return [
        {**section(cut(item.text, MAX_TITLE)), "accessory": button(item.button, number)}
        for number, item in enumerate(items, first)
    ]
