"""The client of Slack's Web API."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
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
from shared.channels.slack.blocks import message_of
from shared.channels.slack.home import Home, view_of
from shared.credential_manager import CredentialManager
from shared.credentials import SlackCredentials
from shared.entities.link import ChatUser, Link
from shared.errors import NotConfiguredError
from shared.views.status import IntegrationState

MAX_SECONDS = 2.0
"""How long a call may take in all: Slack waits three seconds for an answer."""

SEND_SECONDS = 8.0
"""How long a message may take for which no request waits: if Slack took it later, it would be sent twice."""

_HOOKS_HOST = "hooks.slack.com"
_MAX_CALLS = 16
_MAX_RESPONSE_BYTES = 256 * 1024
_OK = 200
_TOO_MANY = 429
_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 403})
_RECIPIENT_GONE = frozenset({"account_inactive", "channel_not_found", "user_not_found", "is_archived"})
_OWN_CREDENTIAL = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "missing_scope"})


class _Answer(msgspec.Struct, frozen=True):
    """An answer of the Web API, as far as it is used."""

    ok: bool
    error: str = ""


_answers = msgspec.json.Decoder(_Answer)


class SlackClient:
    """Slack, if the settings have its secrets; a `ChatPlatform`."""

    def __init__(self, credentials: CredentialManager) -> None:
        self._credentials = credentials
        self._client = HttpsClient(allows_loopback=credentials.is_development())
        self._calls = Integration("slack", _MAX_CALLS)
        self._is_refused = False

    @property
    def is_configured(self) -> bool:
        """Whether there are settings for it; `DependencyUnavailableError` for an invalid one."""
        return self._credentials.get_slack_credentials() is not None

    @property
    def state(self) -> IntegrationState:
        """Whether it is configured, and the last call of it worked."""
        state = self._calls.state(lambda: self.is_configured)
        return "failing" if state == "ok" and self._is_refused else state

    def send(self, link: Link, message: ChatMessage) -> None:
        """Send a message to the person of a link, in the direct messages with the app."""
        chat_user = link.chat_user
        self.post(chat_user.workspace_id, chat_user.user_id, message, seconds=SEND_SECONDS)

    def post(
        self,
        workspace_id: str,
        channel: str,
        message: ChatMessage,
        thread_ts: str = "",
        *,
        seconds: float = MAX_SECONDS,
    ) -> None:
        """Send a message to a channel, or to the direct messages of a user, in a thread if one is given."""
        fields = {"channel": channel, "unfurl_links": False, "unfurl_media": False}
        self.call(
            "chat.postMessage",
            workspace_id,
            {**fields, **_thread(thread_ts), **message_of(message)},
            seconds=seconds,
        )

    def post_to(self, user: ChatUser, channel: str, message: ChatMessage, thread_ts: str = "") -> None:
        """Show a message in a channel to one user alone."""
        fields = {"channel": channel, "user": user.user_id}
        self.call(
            "chat.postEphemeral", user.workspace_id, {**fields, **_thread(thread_ts), **message_of(message)}
        )

    def publish_home(self, user: ChatUser, home: Home) -> None:
        """Show the home tab to a user."""
        self.call("views.publish", user.workspace_id, {"user_id": user.user_id, "view": view_of(home)})

    def call(
        self, method: str, workspace_id: str, fields: Mapping[str, Any], *, seconds: float = MAX_SECONDS
    ) -> None:
        """Call a method of the Web API for a workspace; errors as in `ChatPlatform.send`."""
        settings = self._settings()
        token = settings.token_of(workspace_id)
        if token is None:
            self._is_refused = True
            raise OwnCredentialError("SLACK_BOT_TOKEN has no token of the workspace")
        response = self._post(
            f"{settings.api_url}/{method}", {"Authorization": f"Bearer {token}"}, fields, seconds
        )
        error = _error_of(response)
        self._is_refused = error in _OWN_CREDENTIAL
        if self._is_refused:
            raise OwnCredentialError(f"Slack answered {error}")
        if error in _RECIPIENT_GONE:
            raise RecipientGoneError(f"Slack answered {error}")
        if error:
            raise ChannelError("Slack refused the call")

    def respond(self, response_url: str, message: ChatMessage, thread_ts: str = "") -> None:
        """Answer a person alone, at the address that Slack sent; `ChannelError` for an address of others."""
        settings = self._settings()
        try:
            parts = urlsplit(response_url)
            is_slack = parts.scheme == "https" and parts.netloc == _HOOKS_HOST
        except ValueError:
            is_slack = False
        if not is_slack:
            raise ChannelError("the response_url is not one of Slack")
        url = f"{settings.hooks_url or f'https://{_HOOKS_HOST}'}{parts.path}"
        fields = {"response_type": "ephemeral", "replace_original": False}
        response = self._post(url, {}, {**fields, **_thread(thread_ts), **message_of(message)})
        if _error_of(response, is_text=True):
            raise ChannelError("Slack refused the answer")

    def _settings(self) -> SlackCredentials:
        settings = self._credentials.get_slack_credentials()
        if settings is None:
            raise NotConfiguredError("Slack is not configured")
        return settings

    def _post(
        self,
        url: str,
        headers: Mapping[str, str],
        fields: Mapping[str, Any],
        seconds: float = MAX_SECONDS,
    ) -> HttpResponse:
        request = HttpRequest(
            url=url,
            headers={"Content-Type": "application/json; charset=utf-8", **headers},
            body=orjson.dumps(fields),
            max_bytes=_MAX_RESPONSE_BYTES,
        )

        def send(deadline: Deadline) -> HttpResponse:
            return self._client.send(request, deadline)

        return self._calls.call(send, seconds)


def _thread(thread_ts: str) -> dict[str, str]:
    return {"thread_ts": thread_ts} if thread_ts else {}


def _error_of(response: HttpResponse, *, is_text: bool = False) -> str:
    """Return the error code in a response of the Web API, empty for none; an answered hook has text."""
    status = response.status
    if status == _TOO_MANY:
        raise PausedError(retry_after(response.headers))
    if status in _GONE:
        raise RecipientGoneError(f"status {status}")
    if status in _REFUSED:
        return "invalid_auth"
    if status != _OK:
        raise ChannelError(f"status {status}")
    if is_text:
        return ""
    try:
        answer = _answers.decode(response.body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ChannelError("the response is not an answer of Slack") from error
    return "" if answer.ok else answer.error or "unknown"
