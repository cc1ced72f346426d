"""The client of the Bot Framework's connector, by which messages reach Teams."""

from typing import Any
from urllib.parse import quote

import orjson

from shared.channels.chat_platform import (
    ChatMessage,
    OwnCredentialError,
    PausedError,
    RecipientGoneError,
    retry_after,
)
from shared.channels.deadline import ChannelError, Deadline
from shared.channels.https_client import HttpRequest, HttpResponse, HttpsClient
from shared.channels.integration import Integration
from shared.channels.teams.bot_token import BotToken
from shared.channels.teams.cards import CARD_TYPE, card_of, summary_of
from shared.channels.teams.service_url import connector_url
from shared.credential_manager import CredentialManager
from shared.credentials import TeamsCredentials
from shared.entities.link import Link
from shared.errors import NotConfiguredError
from shared.views.status import IntegrationState

MAX_SECONDS = 3.0
"""How long a call may take in all, with the bot's sign-in: Teams waits ten seconds for an answer."""

_MAX_CALLS = 16
_MAX_RESPONSE_BYTES = 64 * 1024
_DONE = frozenset({200, 201, 202})
_TOO_MANY = 429
_GONE = frozenset({404, 410})
_UNAUTHENTICATED = 401
_FORBIDDEN = 403

_BLOCKED = (b"MessageWritesBlocked", b"ConversationBlockedByUser", b"BotNotInConversationRoster")
"""The codes with which a person, and not the bot, is the reason of a 403.

Source: learn.microsoft.com, Messages in bot conversations, Status codes.
"""


class TeamsClient:
    """Teams, if the settings have the bot; a `ChatPlatform`."""

    def __init__(self, credentials: CredentialManager) -> None:
        self._credentials = credentials
        self._client = HttpsClient(allows_loopback=credentials.is_development())
        self._calls = Integration("teams", _MAX_CALLS)
        self._token = BotToken(self._client)
        self._is_failing = False
        self.seconds = MAX_SECONDS

    @property
    def is_configured(self) -> bool:
        """Whether there are settings for it; `DependencyUnavailableError` for an invalid one."""
        return self._credentials.get_teams_credentials() is not None

    @property
    def state(self) -> IntegrationState:
        """Whether it is configured, and the last call of it worked."""
        state = self._calls.state(lambda: self.is_configured)
        return "failing" if state == "ok" and self._is_failing else state

    def send(self, link: Link, message: ChatMessage) -> None:
        """Send a message to the person of a link, in the personal chat.

        `ChannelError` if the person has not written in the personal chat yet.
        """
        if not link.conversation_id:
            raise ChannelError("there is no personal chat yet")
        tenant_id = link.chat_user.workspace_id
        self.post(link.service_url, link.conversation_id, message, tenant_id=tenant_id)

    def post(
        self,
        service_url: str,
        conversation_id: str,
        message: ChatMessage,
        *,
        tenant_id: str,
        reply_to: str = "",
    ) -> None:
        """Send a message to a conversation, as the answer to an activity if it is given.

        Errors as in `ChatPlatform.send`.
        """
        settings = self._credentials.get_teams_credentials()
        if settings is None:
            raise NotConfiguredError("Teams is not configured")
        conversation = quote(conversation_id, safe="")
        url = (
            f"{connector_url(service_url, settings.connector_url)}/v3/conversations/{conversation}/activities"
        )
        if reply_to:
            url += f"/{quote(reply_to, safe='')}"
        body = orjson.dumps(_activity(settings, conversation_id, message, tenant_id, reply_to))

        def send(deadline: Deadline) -> HttpResponse:
            return self._post(settings, url, body, deadline)

        error = _error_of(self._calls.call(send, self.seconds))
        self._is_failing = error is not None and not isinstance(error, RecipientGoneError | PausedError)
        if isinstance(error, OwnCredentialError):
            self._token.forget()
        if error is not None:
            raise error

    def _post(self, settings: TeamsCredentials, url: str, body: bytes, deadline: Deadline) -> HttpResponse:
        token = self._token.get(settings, deadline)
        headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {token}"}
        return self._client.send(
            HttpRequest(url=url, headers=headers, body=body, max_bytes=_MAX_RESPONSE_BYTES), deadline
        )


def _error_of(response: HttpResponse) -> ChannelError | None:
    """Return the error that the status of a response means, None for none."""
    status = response.status
    if status in _DONE:
        return None
    if status == _TOO_MANY:
        return PausedError(retry_after(response.headers))
    if status in _GONE or (status == _FORBIDDEN and any(code in response.body for code in _BLOCKED)):
        return RecipientGoneError(f"status {status}")
    if status in {_UNAUTHENTICATED, _FORBIDDEN}:
        return OwnCredentialError(f"status {status}")
    return ChannelError(f"status {status}")


def _activity(
    settings: TeamsCredentials, conversation_id: str, message: ChatMessage, tenant_id: str, reply_to: str
) -> dict[str, Any]:
    """Return the activity of a message; `Any` since it is JSON."""
    activity = {
        "type": "message",
        "from": {"id": f"28:{settings.app_id}"},
        "conversation": {"id": conversation_id, "tenantId": tenant_id},
        "channelData": {"tenant": {"id": tenant_id}},
        "summary": summary_of(message),
        "attachments": [{"contentType": CARD_TYPE, "content": card_of(message)}],
    }
    return activity | {"replyToId": reply_to} if reply_to else activity
