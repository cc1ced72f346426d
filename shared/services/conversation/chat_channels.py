"""Conversations on chat platforms, where an employer can read what is said."""

from shared.entities.link import Link
from shared.services.conversation.turn import Reply, Turn
from shared.views.conversation import Intent
from shared.views.link import ChatChannel

_TOLD_IN_THE_APP = {
    Intent.STATUS,
    Intent.SUMMARY,
    Intent.OUTLOOK,
    Intent.RECOMMEND,
    Intent.POINTS,
    Intent.CHALLENGES,
}
"""What is asked about the well-being of the user, and about the history of the days.

Points come with how many days in a row were shut down, and challenges count breaks and early shutdowns.
"""

_SUGGESTED_IN_THE_APP = {"status", "recommend", "outlook", "points", "challenges"}
"""The suggestions to ask for such an answer."""

_DONE_WITHOUT_DETAILS = {Intent.DRINK, Intent.MEAL, Intent.REST, Intent.SHUTDOWN}
"""The acts whose answers have totals of a day."""


def channel_of(link: Link) -> str:
    """Return the channel of the conversations in a linked chat."""
    return f"{link.channel}:{link.id}"


def link_id_of(channel: str) -> str | None:
    """Return the id of the link whose chat a channel is; None for a channel of the app."""
    platform, _, link_id = channel.partition(":")
    return link_id if platform in {*ChatChannel} else None


def discreet(turn: Turn, reply: Reply) -> Reply:
    """Return a reply without well-being, on a chat platform, unless the user chose the full text there."""
    if link_id_of(turn.conversation.channel) is None or turn.user.notifications.full_text:
        return reply
    suggestions = tuple(one for one in reply.suggestions if one not in _SUGGESTED_IN_THE_APP)
    text, question, intent = reply.text, reply.question, turn.command.intent
    if intent in _TOLD_IN_THE_APP:
        text, question = turn.phrases.vary("answer-waits"), None
    elif intent in _DONE_WITHOUT_DETAILS and reply.did:
        text, question = turn.phrases.vary("done-quietly"), None
    return Reply(text=text, question=question, did=reply.did, suggestions=suggestions, undoes=reply.undoes)
