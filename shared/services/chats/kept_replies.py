"""Answers that a chat platform did not take."""

import logging
from dataclasses import dataclass

from shared.channels.chat_platform import ChatMessage
from shared.entities.link import Link

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, eq=False)
class KeptReplies:
    """Keeps answers that could not be sent, to send them later."""

    def keep_reply(self, link: Link, message: ChatMessage) -> None:  # noqa: ARG002 - it is not kept yet
        """Keep an answer to the person of a link."""
        logger.warning("%s: an answer could not be sent, and is lost", link.channel)
