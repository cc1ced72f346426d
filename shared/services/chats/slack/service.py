"""Requests of Slack: commands, events, and presses of buttons."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.channels.slack.blocks import message_of
from shared.channels.slack.events import read_envelope
from shared.channels.slack.payloads import Command, read_command, read_interaction
from shared.channels.slack.signature import is_signed
from shared.channels.slack.text import read_text
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.entities.link import ChatUser
from shared.errors import NotConfiguredError, UnauthenticatedError, ValidationError
from shared.services.base_service import BaseService
from shared.services.chats.chat_limits import CountFor, count
from shared.services.chats.chat_links import ChatAddress
from shared.services.chats.chat_service import ChatSender, ChatService
from shared.services.chats.slack.events import SlackEvents
from shared.services.chats.slack.presses import SlackPresses
from shared.views.chat import SlackMessageView
from shared.views.link import ChatChannel

_CHALLENGE = "url_verification"
_EVENT = "event_callback"


@dataclass(frozen=True, kw_only=True, eq=False)
class SlackService(BaseService):
    """Answers Slack; a request without its signature is refused before it is read."""

    entity_type = "Message"

    chats: ChatService
    events: SlackEvents
    presses: SlackPresses
    credentials: CredentialManager
    clock: Clock

    def run_command(self, headers: Mapping[str, str], body: bytes, count_for: CountFor) -> SlackMessageView:
        """Return the answer to a command such as `/avanochi add call Ana`, which only the person sees."""
        self._verify(headers, body)
        command = read_command(body)
        if command is None:
            raise _unreadable()
        sender = _sender_of(command)
        count(sender.user, count_for)
        message = self.chats.answer(sender, read_text(command.text))
        return SlackMessageView(response_type="ephemeral", **message_of(message))

    def take_event(self, headers: Mapping[str, str], body: bytes, count_for: CountFor) -> str:
        """Handle an event, and return the body of the response: a challenge, or nothing."""
        self._verify(headers, body)
        envelope = read_envelope(body)
        if envelope is None:
            raise _unreadable()
        if envelope.type == _CHALLENGE:
            return envelope.challenge
        event = envelope.read_event()
        if envelope.type == _EVENT and envelope.event_id and event is not None:
            self.events.handle(envelope, event, count_for)
        return ""

    def take_interaction(self, headers: Mapping[str, str], body: bytes, count_for: CountFor) -> None:
        """Handle a pressed button."""
        self._verify(headers, body)
        interaction = read_interaction(body)
        if interaction is None:
            raise _unreadable()
        self.presses.handle(interaction, count_for)

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise `UnauthenticatedError` for a body that Slack has not signed."""
        settings = self.credentials.get_slack_credentials()
        if settings is None:
            raise NotConfiguredError("Slack is not configured")
        if not is_signed(headers, body, settings.signing_secret, self.clock.now()):
            raise UnauthenticatedError


def _sender_of(command: Command) -> ChatSender:
    user = ChatUser(channel=ChatChannel.SLACK, workspace_id=command.workspace_id, user_id=command.user_id)
    return ChatSender(user=user, event=command.trigger_id, address=ChatAddress(workspace=command.workspace))


def _unreadable() -> ValidationError:
    return ValidationError("The body is not what Slack sends")
