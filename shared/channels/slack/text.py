"""Text in Slack's markup, and back."""

import re

_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_STRAIGHT = str.maketrans("\u201c\u201d\u201e\u2018\u2019", '"""\'\'')  # from the quotes of phones


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
    return text.translate(_STRAIGHT).strip()


def _read_link(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target.startswith(("@", "#", "!")):
        return ""
    return label or target.removeprefix("mailto:")
