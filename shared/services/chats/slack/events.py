"""Events of Slack: messages, mentions, the opened home tab, and the end of an installation."""

from dataclasses import dataclass

from shared.channels.slack.events import (
    AppUninstalled,
    Envelope,
    Event,
    HomeOpened,
    Said,
    TokensRevoked,
)
from shared.channels.slack.text import read_text
from shared.entities.link import ChatUser
from shared.services.chats.chat_limits import CountFor
from shared.services.chats.chat_links import ChatLinks
from shared.services.chats.chat_service import ChatSender, ChatService
from shared.services.chats.slack.deduplication import SlackDeduplication, is_within_limit
from shared.services.chats.slack.home import SlackHome
from shared.services.chats.slack.replies import Place, SlackReplies
from shared.views.link import ChatChannel

_HOME = "home"


@dataclass(frozen=True, kw_only=True, eq=False)
class SlackEvents:
    """Handles each event once; those that are not for the app change nothing."""

    chats: ChatService
    links: ChatLinks
    home: SlackHome
    replies: SlackReplies
    deduplication: SlackDeduplication

    def handle(self, envelope: Envelope, event: Event, count_for: CountFor) -> None:
        """Handle an event; one of a person counts for the limit of that person."""
        match event:
            case Said():
                self._answer(envelope, event, count_for)
            case HomeOpened():
                self._show_home(envelope, event, count_for)
            case TokensRevoked() if not event.tokens.bot:
                pass  # of people: the app goes on
            case AppUninstalled() | TokensRevoked():
                with self.deduplication.handling(envelope.event_id) as is_first:
                    if is_first:
                        self.links.end_workspace(_user(envelope, "").workspace_key)

    def _answer(self, envelope: Envelope, said: Said, count_for: CountFor) -> None:
        if not (said.is_addressed() and said.is_new_from_a_person()) or said.user is None:
            return
        if envelope.is_of_the_app(said.user) or envelope.is_foreign(said.user_team):
            return
        user = _user(envelope, said.user)
        if not is_within_limit(user, count_for):
            return
        with self.deduplication.handling(envelope.event_id) as is_first:
            if is_first:
                sender = ChatSender(user=user, event=envelope.event_id)
                message = self.chats.answer(sender, read_text(said.text or ""))
                place = Place(channel=said.channel, thread_ts=said.thread_ts or "", is_direct=said.is_direct)
                self.replies.post(user, place, message)

    def _show_home(self, envelope: Envelope, opened: HomeOpened, count_for: CountFor) -> None:
        user = _user(envelope, opened.user)
        if opened.tab != _HOME or not is_within_limit(user, count_for):
            return
        with self.deduplication.handling(envelope.event_id) as is_first:
            if is_first:
                self.home.show(user)


def _user(envelope: Envelope, user_id: str) -> ChatUser:
    return ChatUser(channel=ChatChannel.SLACK, workspace_id=envelope.workspace_id, user_id=user_id)
