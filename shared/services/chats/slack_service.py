"""Requests of Slack: commands, events, and presses of buttons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.channels.slack.blocks import message_of
from shared.channels.slack.payloads import Command, read_command
from shared.channels.slack.signature import is_signed
from shared.channels.slack.text import read_text
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.entities.link import ChatUser
from shared.errors import NotConfiguredError, UnauthenticatedError, ValidationError
from shared.services.base_service import BaseService
from shared.services.chats.chat_links import ChatAddress
from shared.services.chats.chat_service import ChatSender, ChatService
from shared.views.chat import SlackMessageView
from shared.views.link import ChatChannel

CountFor = Callable[[str], None]
"""Counts a request for a user of the platform; `RateLimitedError` beyond the limit."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SlackService(BaseService):
    """Answers Slack; a request without its signature is refused before it is read."""

    entity_type = "Message"

    chats: ChatService
    credentials: CredentialManager
    clock: Clock

    def run_command(self, headers: Mapping[str, str], body: bytes, count_for: CountFor) -> SlackMessageView:
        """Return the answer to a command such as `/avanochi add call Ana`, which only the person sees."""
        self._verify(headers, body)
        command = read_command(body)
        if command is None:
            raise ValidationError("The body is not what Slack sends")
        sender = self._sender_of(command, count_for)
        message = self.chats.answer(sender, read_text(command.text))
        return SlackMessageView(response_type="ephemeral", **message_of(message))

    def _sender_of(self, command: Command, count_for: CountFor) -> ChatSender:
        user = ChatUser(channel=ChatChannel.SLACK, workspace_id=command.workspace_id, user_id=command.user_id)
        count_for(f"{user.workspace_key}:{user.key}")
        return ChatSender(
            user=user, event=command.trigger_id, address=ChatAddress(workspace=command.workspace)
        )

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise `UnauthenticatedError` for a body that Slack has not signed."""
        settings = self.credentials.get_slack_credentials()
        if settings is None:
            raise NotConfiguredError("Slack is not set up here")
        if not is_signed(headers, body, settings.signing_secret, self.clock.now()):
            raise UnauthenticatedError
