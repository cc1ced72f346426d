"""Deduplication of the requests of Slack, and the limit of those that need no answer."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shared.entities.link import ChatUser
from shared.errors import BusyError, RateLimitedError
from shared.services.chats.chat_events import ChatEvents
from shared.services.chats.chat_limits import CountFor, count
from shared.views.link import ChatChannel

logger = logging.getLogger(__name__)

_RETRY_AFTER = 30  # seconds


def is_within_limit(user: ChatUser, count_for: CountFor) -> bool:
    """Count a request for a person, and return whether it is to be handled.

    Slack sends refused events again, and ends the subscription of an app that refuses most: so a request
    beyond the limit is left without an answer instead.
    """
    try:
        count(user, count_for)
    except RateLimitedError:
        logger.info("slack: a request of a person beyond the limit is ignored")
        return False
    return True


@dataclass(frozen=True, kw_only=True, eq=False)
class SlackDeduplication:
    """Lets one of the requests with an event handle it."""

    events: ChatEvents

    @contextmanager
    def handling(self, name: str) -> Iterator[bool]:
        """Enter a context in which an event is to be handled if it yields true.

        `BusyError` while another request handles it, which may fail: then Slack sends it again.
        """
        with self.events.handling(ChatChannel.SLACK, name) as is_first:
            if not is_first and not self.events.is_handled(ChatChannel.SLACK, name):
                raise BusyError("Another request handles this event", _RETRY_AFTER)
            yield is_first
