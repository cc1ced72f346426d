"""Answers to chat platforms."""

from typing import Any, Literal

from typing_extensions import TypedDict


class SlackMessageView(TypedDict):
    """A message in Slack's format."""

    response_type: Literal["ephemeral"]
    text: str
    """For notifications and screen readers."""
    blocks: list[dict[str, Any]]
    """In Slack's Block Kit."""


class TeamsAnswerView(TypedDict, total=False):
    """The answer to an activity of Teams; only that to a pressed button has fields."""

    statusCode: Literal[200]
    type: str
    """Of the value: a card, or a text."""
    value: dict[str, Any] | str
