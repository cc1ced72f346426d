"""Messages and pressed buttons of chat users, and the answers to them."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from shared.channels.chat_platform import ChatButton, ChatMessage
from shared.entities.chat_buttons import StoredButton
from shared.entities.conversation import AnsweredMessage
from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.entities.link import ChatUser, Link
from shared.entities.notification import SENT_TO_NEW_CHATS
from shared.errors import ConflictError, QuotaExceededError, TooManyRequestsError
from shared.language.link_codes import read_link_command
from shared.language.phrasing import conversation_for
from shared.language.speech import LANGUAGES, conversation_in
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService
from shared.services.chats.chat_links import ChatAddress, ChatLinks
from shared.services.chats.message_buttons import MessageButtons
from shared.services.conversation.chat_channels import channel_of
from shared.services.conversation_service import ConversationService
from shared.services.transactions import idempotent
from shared.views.conversation import AnswerView

MAX_TEXT_LENGTH = 1000
"""Characters of a message that is understood, as in the page."""

_HELP = "help"
_KEPT = "\n\t"


class ChatSender(msgspec.Struct, frozen=True, kw_only=True):
    """The sender of a message or a press, and its address; `event` is the platform's id of it.

    `language` is a value of `Accept-Language`, if the platform sends one.
    """

    user: ChatUser
    event: str
    address: ChatAddress = ChatAddress()
    language: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class ChatService(BaseService):
    """Answers users that a platform has authenticated; those without a link learn only how to link.

    The account of each message is looked up anew. A message or a press that is sent again takes effect once.
    """

    entity_type = "Message"

    links: ChatLinks
    users: UserRepository
    conversations: ConversationService
    buttons: MessageButtons

    def answer(self, sender: ChatSender, text: str) -> ChatMessage:
        """Do what a text asks for, and return the answer; a text without words gets help."""
        text = "".join(one for one in text if one.isprintable() or one in _KEPT).strip()
        code = read_link_command(text)
        if code is not None:
            return self._link(sender, code)
        link = self._find_link(sender)
        if link is None:
            return _in_every_language("chat-not-linked")
        if len(text) > MAX_TEXT_LENGTH:
            return self._say(link, "chat-too-long")
        return self._converse(
            sender,
            link,
            text,
            lambda: self.conversations.answer(
                link.user_id, text or _HELP, channel=channel_of(link), accept_language=sender.language
            ),
        )

    def press(self, sender: ChatSender, button_id: str) -> ChatMessage:
        """Handle a pressed button for the account of the person who pressed it, and return the answer."""
        link = self._find_link(sender)
        if link is None:
            return _in_every_language("chat-not-linked")
        button = self.buttons.find(link.user_id, button_id)
        if button is None:
            return self._say(link, "chat-button-gone")
        return self._converse(
            sender,
            link,
            button_id,
            lambda: self.conversations.answer(
                link.user_id,
                button.label,
                channel=channel_of(link),
                accept_language=sender.language,
                button=button,
            ),
        )

    def welcome(self, sender: ChatSender) -> ChatMessage:
        """Return the first message in a personal chat."""
        link = self._find_link(sender, is_message=False)
        if link is not None:
            return self._say(link, "chat-welcome")
        texts = (_in_every_language(key).text for key in ("chat-welcome", "chat-not-linked"))
        return ChatMessage(text="\n".join(texts))

    def say(self, link: Link | None, key: str) -> ChatMessage:
        """Return a text in the language of a linked account, or in every language without one."""
        return _in_every_language(key) if link is None else self._say(link, key)

    def _find_link(self, sender: ChatSender, *, is_message: bool = True) -> Link | None:
        """Return the link of a chat user, which a message or a press confirms.

        Notifications go to the personal chat where the user wrote last.
        """
        link = self.links.find(sender.user)
        return link and self.links.update(link, sender.address, is_confirmed=is_message)

    def _link(self, sender: ChatSender, code: str) -> ChatMessage:
        try:
            link = self.links.link(sender.user, code, sender.address)
        except TooManyRequestsError:
            return _in_every_language("chat-too-many-codes")
        except ConflictError:
            return _in_every_language("chat-too-many-links")
        except QuotaExceededError:
            return _in_every_language("chat-quota")
        if link is None:
            return _in_every_language("chat-wrong-code")
        user = self.users.get_user(link.user_id)
        texts, preferences = conversation_for(user), user.notifications
        unlink = StoredButton(label=texts.say("suggest-unlink"))
        gets_the_first = preferences.kinds_in(link.channel) == set(SENT_TO_NEW_CHATS)
        sentences = (
            texts.say("chat-linked", name=user.username),
            texts.say("chat-sends" if gets_the_first else "chat-sends-chosen"),
            texts.say("chat-is-read-in-full" if preferences.full_text else "chat-is-read"),
        )
        return ChatMessage(text="\n".join(sentences), buttons=self._store(sender, link, (unlink,)))

    def _converse(
        self, sender: ChatSender, link: Link, said: str, answer: Callable[[], Outcome[AnsweredMessage]]
    ) -> ChatMessage:
        """Return what the conversation answers, the first time and each time that it is asked again."""
        name = f"{sender.user.key}:{sender.event}"
        try:
            with idempotent(IdempotencyKey.of(name, "CHAT", link.id, said.encode())):
                answered = answer().value
        except QuotaExceededError:
            return self._say(link, "chat-quota")
        return ChatMessage(
            text=answered.view["reply"], buttons=self._store(sender, link, _buttons_of(answered))
        )

    def _store(
        self, sender: ChatSender, link: Link, found: tuple[StoredButton, ...]
    ) -> tuple[ChatButton, ...]:
        """Store the buttons of the answer to a message, under the same ids each time."""
        return self.buttons.store(link.user_id, f"{sender.user.key}\0{sender.event}", found)

    def _say(self, link: Link, key: str) -> ChatMessage:
        """Return a text in the language of the account."""
        return ChatMessage(text=conversation_for(self.users.get_user(link.user_id)).say(key))


def _in_every_language(key: str) -> ChatMessage:
    """Return a text for a person whose language is unknown."""
    return ChatMessage(text="\n".join(conversation_in(language).say(key) for language in LANGUAGES))


def _buttons_of(answered: AnsweredMessage) -> tuple[StoredButton, ...]:
    view = answered.view
    options = () if view["question"] is None else view["question"]["options"]
    return (
        *(StoredButton(label=option["text"], answers=answered.asked_at) for option in options),
        *(_suggested(option["text"], view) for option in view["suggestions"]),
    )


def _suggested(label: str, view: AnswerView) -> StoredButton:
    """Return the button of a suggestion: "undo" is about the act above it, however late it is pressed."""
    undo = conversation_in(view["language"]).say("suggest-undo")
    return StoredButton(label=label, undoes=view["undo_until"] if label == undo else None)
