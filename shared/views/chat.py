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
