"""The token with which the bot calls the connector."""

import time
from urllib.parse import urlencode

import msgspec

from shared.channels.chat_platform import OwnCredentialError, PausedError, retry_after
from shared.channels.deadline import ChannelError, Deadline
from shared.channels.https_client import HttpRequest, HttpsClient
from shared.channels.identity import AssignedIdentity
from shared.credentials import TeamsCredentials

SCOPE = "https://api.botframework.com/.default"

_EARLY = 300.0  # seconds before its end after which a token is no longer used
_MAX_RESPONSE_BYTES = 64 * 1024
_OK = 200
_TOO_MANY = 429
_REFUSED = frozenset({400, 401, 403})


class _Token(msgspec.Struct, frozen=True):
    """An answer of the token endpoint, as far as it is used; it has no representation."""

    access_token: str
    expires_in: int

    def __repr__(self) -> str:
        """Hide the token."""
        return "_Token()"


_tokens = msgspec.json.Decoder(_Token)


class BotToken:
    """The bot's token, by its password or the app's managed identity; kept until shortly before its end."""

    def __init__(self, client: HttpsClient) -> None:
        self._client = client
        self._identity: AssignedIdentity | None = None
        self._kept: tuple[TeamsCredentials, str, float] | None = None

    def get(self, settings: TeamsCredentials, deadline: Deadline) -> str:
        """Return a token; `OwnCredentialError` if it is refused, `ChannelError` if there is no answer."""
        kept = self._kept
        if kept is not None and kept[0] == settings and time.monotonic() < kept[2]:
            return kept[1]
        token, seconds = (
            self._of_password(settings, settings.password, deadline)
            if settings.password
            else self._of_identity(settings)
        )
        self._kept = (settings, token, time.monotonic() + seconds - _EARLY)
        return token

    def forget(self) -> None:
        """Get a new token next time, since the connector has refused this one."""
        self._kept = None

    def _of_password(
        self, settings: TeamsCredentials, password: str, deadline: Deadline
    ) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.app_id,
            "client_secret": password,
            "scope": SCOPE,
        }
        request = HttpRequest(
            url=f"{settings.login_url}/{settings.tenants[0]}/oauth2/v2.0/token",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode(),
            max_bytes=_MAX_RESPONSE_BYTES,
        )
        response = self._client.send(request, deadline)
        if response.status == _TOO_MANY:
            raise PausedError(retry_after(response.headers))
        if response.status in _REFUSED:
            raise OwnCredentialError(f"the sign-in of the bot was refused with status {response.status}")
        if response.status != _OK:
            raise ChannelError(f"the sign-in of the bot failed with status {response.status}")
        try:
            answer = _tokens.decode(response.body)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise ChannelError("the response is not a token") from error
        if not answer.access_token.isascii() or not answer.access_token.isprintable():
            raise ChannelError("the token cannot be sent in a header")
        return answer.access_token, float(answer.expires_in)

    def _of_identity(self, settings: TeamsCredentials) -> tuple[str, float]:
        if self._identity is None or self._identity.client_id != settings.app_id:
            self._identity = AssignedIdentity(settings.app_id)
        return self._identity.get_token(SCOPE), 0.0  # the library itself keeps it, and renews it in time
