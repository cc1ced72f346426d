"""Requests of Teams: messages, presses of buttons, and the installation of the bot."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.channels.chat_platform import ChatMessage, RecipientGoneError
from shared.channels.deadline import ChannelError
from shared.channels.teams.activities import CARD_ACTION, Activity, read_activity
from shared.channels.teams.cards import CARD_TYPE, MESSAGE_TYPE, card_of
from shared.channels.teams.client import TeamsClient
from shared.channels.teams.token import TokenVerifier
from shared.credential_manager import CredentialManager
from shared.entities.link import ChatUser, Link
from shared.errors import ForbiddenError, NotConfiguredError, ValidationError
from shared.services.base_service import BaseService
from shared.services.chats.chat_events import ChatEvents
from shared.services.chats.chat_limits import CountFor, count
from shared.services.chats.chat_links import ChatAddress, ChatLinks
from shared.services.chats.chat_service import ChatSender, ChatService
from shared.services.deliveries.deliveries import Deliveries
from shared.views.chat import TeamsAnswerView
from shared.views.link import ChatChannel

logger = logging.getLogger(__name__)

_INSTALLED = frozenset({"add", "add-upgrade"})
_REMOVED = frozenset({"remove", "remove-upgrade"})


@dataclass(frozen=True, kw_only=True, eq=False)
class TeamsService(BaseService):
    """Answers Teams; a request without the token of the Bot Framework is refused before it is read."""

    entity_type = "Message"

    chats: ChatService
    links: ChatLinks
    events: ChatEvents
    deliveries: Deliveries
    tokens: TokenVerifier
    client: TeamsClient
    credentials: CredentialManager

    def receive(self, headers: Mapping[str, str], body: bytes, count_for: CountFor) -> TeamsAnswerView:
        """Do what an activity asks for; only the answer to a pressed button is returned.

        Activities of other kinds, and of others than people, have no effect.
        """
        activity, tenant_id = self._read(headers, body)
        if not activity.sender.aad_object_id:
            return {}
        user = ChatUser(
            channel=ChatChannel.TEAMS,
            workspace_id=tenant_id,
            user_id=activity.sender.aad_object_id.lower(),
        )
        count(user, count_for)
        sender = _sender(activity, user)
        if activity.type == "invoke" and activity.name == CARD_ACTION:
            return self._press(activity, sender)
        if activity.type == "message":
            self._once(activity, lambda: self._answer(activity, sender))
        elif activity.type == "installationUpdate" and activity.is_personal:
            self._once(activity, lambda: self._change_installation(activity, sender))
        return {}

    def _read(self, headers: Mapping[str, str], body: bytes) -> tuple[Activity, str]:
        """Return the activity that Teams has signed, and the id of its organization.

        `ForbiddenError` for an organization that the settings do not name.
        """
        settings = self.credentials.get_teams_credentials()
        if settings is None:
            raise NotConfiguredError("Teams is not configured")
        signed = self.tokens.verify(headers.get("authorization", ""), settings.app_id)
        activity = read_activity(body)
        if activity is None or not activity.id:
            raise ValidationError("The body is not what Teams sends")
        signed.require(activity.service_url, activity.channel_id)
        if len(activity.tenant_ids) != 1 or not activity.tenant_ids <= {*settings.tenants}:
            raise ForbiddenError("The organization may not use this bot")
        return activity, next(iter(activity.tenant_ids))

    def _once(self, activity: Activity, handle: Callable[[], None]) -> None:
        names = (activity.conversation.id, activity.id)
        with self.events.handling(ChatChannel.TEAMS, *names) as is_first:
            if is_first:
                handle()

    def _answer(self, activity: Activity, sender: ChatSender) -> None:
        message = self.chats.answer(sender, activity.said)
        self._reply(activity, sender, self._shown_here(activity, sender, message))

    def _press(self, activity: Activity, sender: ChatSender) -> TeamsAnswerView:
        """Return the card that replaces the one with the button, or a text outside the personal chat.

        A press that is sent again gets the same answer.
        """
        if activity.button_id is None:
            raise ValidationError("The button is not one of this bot")
        message = self.chats.press(sender, activity.button_id)
        if activity.is_personal:
            return {"statusCode": 200, "type": CARD_TYPE, "value": card_of(message)}
        shown = self._shown_here(activity, sender, message)
        return {"statusCode": 200, "type": MESSAGE_TYPE, "value": shown.text}

    def _change_installation(self, activity: Activity, sender: ChatSender) -> None:
        """Welcome a person who has installed the bot; drop the link of one who has removed it."""
        if activity.action in _INSTALLED:
            self._reply(activity, sender, self.chats.welcome(sender))
        elif activity.action in _REMOVED:
            link = self.links.find(sender.user)
            if link is not None:
                self.links.end(link.user_id, link, "ended")
                self.links.link_service.release(link)

    def _shown_here(self, activity: Activity, sender: ChatSender, message: ChatMessage) -> ChatMessage:
        """Return what the conversation shows: outside the personal chat, only that the answer is there.

        The answer may have the titles of tasks, and others read the conversation.
        """
        if activity.is_personal:
            return message
        link = self.links.find(sender.user)
        if link is None or not link.conversation_id:
            return self.chats.say(link, "chat-open-personal")
        try:
            self.client.send(link, message)
        except ChannelError as error:
            self._keep(link, message, error)
        return self.chats.say(link, "chat-answered-personally")

    def _reply(self, activity: Activity, sender: ChatSender, message: ChatMessage) -> None:
        try:
            self.client.post(
                activity.service_url,
                activity.conversation.id,
                message,
                tenant_id=sender.user.workspace_id,
                reply_to=activity.id,
            )
        except ChannelError as error:
            if activity.is_personal:
                self._keep(self.links.find(sender.user), message, error)
            else:
                logger.warning("teams: a confirmation was not sent: %s", error)

    def _keep(self, link: Link | None, message: ChatMessage, error: ChannelError) -> None:
        """Keep an answer that could not be sent, for a person who is linked and has not blocked the bot."""
        logger.warning("teams: an answer was not sent: %s", error)
        if link is not None and not isinstance(error, RecipientGoneError):
            self.deliveries.keep_reply(link, message)


def _sender(activity: Activity, user: ChatUser) -> ChatSender:
    address = ChatAddress()
    if activity.is_personal:
        address = ChatAddress(service_url=activity.service_url, conversation_id=activity.conversation.id)
    return ChatSender(
        user=user,
        event=f"{activity.conversation.id}\0{activity.id}",
        address=address,
        language=activity.locale or "",
    )
