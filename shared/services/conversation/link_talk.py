"""Links to chats in a conversation; the codes of new links are spent by `ChatService`."""

from dataclasses import dataclass

from shared.services.chats.link_service import LinkService
from shared.services.conversation.chat_channels import link_id_of
from shared.services.conversation.turn import Doing, Handlers, Reply, Turn
from shared.views.conversation import Intent


@dataclass(frozen=True, kw_only=True, eq=False)
class LinkTalk:
    """Explains how a chat is linked, and removes the link of the chat that asks for it."""

    links: LinkService

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {Intent.LINK: self.link, Intent.UNLINK: self.unlink}

    def link(self, turn: Turn) -> Reply:
        """Say where a code is typed; it is not spent here."""
        return turn.say("link-where", "help")

    def unlink(self, turn: Turn) -> Reply | Doing:
        """Remove the link of this chat, after asking."""
        link_id = link_id_of(turn.conversation.channel)
        if link_id is None:
            return turn.say("unlink-where", "help")
        if not turn.slots.is_confirmed:
            return turn.confirm("unlink-sure", turn.with_slots(is_confirmed=True))
        return Doing(
            run=lambda: self.links.remove(turn.user_id, link_id),
            describe=lambda _: Reply(text=turn.phrases.vary("unlinked")),
            explain=lambda _: turn.say("unlink-where", "help"),
        )
