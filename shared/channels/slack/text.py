"""Text in Slack's markup, and back."""

import re

from shared.channels.chat_platform import straighten_quotes

_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """Return a text that Slack shows as it is: without mentions, links and entities.

    Source: docs.slack.dev, Formatting message text: these three characters start all of them.
    """
    return "".join(_ESCAPED.get(one, one) for one in text)


def read_text(markup: str) -> str:
    """Return what a person has typed: links by their label, straight quotes, and no entities.

    Mentions of people and channels are left out.
    """
    text = _LINK.sub(_read_link, markup)
    for plain, entity in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
        text = text.replace(entity, plain)
    return straighten_quotes(text).strip()


def _read_link(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target.startswith(("@", "#", "!")):
        return ""
    return label or target.removeprefix("mailto:")
