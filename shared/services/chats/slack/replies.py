"""Answers in Slack, and its home tab."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from shared.channels.chat_platform import ChatMessage
from shared.channels.deadline import ChannelError
from shared.channels.slack.client import SlackClient
from shared.channels.slack.home import Home
from shared.entities.link import ChatUser
from shared.services.chats.chat_links import ChatLinks
from shared.services.deliveries.deliveries import Deliveries

logger = logging.getLogger(__name__)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an answer goes: the direct messages with the app, or a channel, and a thread in it."""

    channel: str
    thread_ts: str = ""
    is_direct: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class SlackReplies:
    """Sends answers; one that could not be sent is kept for later, and raises no error."""

    slack: SlackClient
    links: ChatLinks
    deliveries: Deliveries

    def post(self, user: ChatUser, place: Place, message: ChatMessage) -> None:
        """Answer where a person has written; in a channel only the person sees it."""
        if place.is_direct:
            send = self.slack.post
            self._send(
                user, message, lambda: send(user.workspace_id, place.channel, message, place.thread_ts)
            )
        else:
            self._send(
                user, message, lambda: self.slack.post_to(user, place.channel, message, place.thread_ts)
            )

    def respond(self, user: ChatUser, response_url: str, message: ChatMessage, thread_ts: str = "") -> None:
        """Answer the person alone who has pressed a button."""
        self._send(user, message, lambda: self.slack.respond(response_url, message, thread_ts))

    def publish(self, user: ChatUser, home: Home) -> None:
        """Show the home tab; one that could not be shown is made anew when it is opened again."""
        try:
            self.slack.publish_home(user, home)
        except ChannelError as error:
            logger.warning("slack: the home tab was not shown: %s", error)

    def _send(self, user: ChatUser, message: ChatMessage, send: Callable[[], None]) -> None:
        try:
            send()
        except ChannelError as error:
            logger.warning("slack: an answer was not sent: %s", error)
            link = self.links.find(user)
            if link is not None:
                self.deliveries.keep_reply(link, message)
