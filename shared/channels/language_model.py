"""The language model: a deployment in Azure AI Foundry or Azure OpenAI, called over HTTPS."""

from typing import Annotated, TypeVar

import msgspec
import orjson

from shared.channels.deadline import ChannelError, Deadline
from shared.channels.https_client import HttpRequest, HttpsClient
from shared.channels.identity import AppIdentity
from shared.channels.integration import Integration
from shared.credential_manager import CredentialManager
from shared.credentials import AiFoundryCredentials
from shared.views.status import IntegrationState

MAX_SECONDS = 8.0
"""How long a call may take in all."""

_MAX_TOKENS = 2000
_MAX_RESPONSE_BYTES = 64 * 1024
_REASONS = frozenset({"content_filter", "length"})
_REPLY = {
    "type": "json_schema",
    "json_schema": {
        "name": "reply",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {"text": {"type": "string"}},
            "required": ["text"],
            "additionalProperties": False,
        },
    },
}


DecodedT = TypeVar("DecodedT", bound=msgspec.Struct)


class _Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a message, by `_REPLY`."""

    text: str


class _Message(msgspec.Struct, frozen=True):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct, frozen=True):
    finish_reason: str
    message: _Message


class _Completion(msgspec.Struct, frozen=True):
    """A chat completion, as far as it is used."""

    choices: Annotated[list[_Choice], msgspec.Meta(min_length=1)]


# Made here, since msgspec prepares a class when it is first read, and crashes if another thread reads it
# meanwhile (0.22.0).
_completions = msgspec.json.Decoder(_Completion)
_replies = msgspec.json.Decoder(_Reply)


class LanguageModel:
    """The language model of the settings, if there is one."""

    def __init__(self, credentials: CredentialManager) -> None:
        self._credentials = credentials
        self._client = HttpsClient(allows_loopback=credentials.is_development())
        self._calls = Integration("language-model")
        self._identity = AppIdentity()
        self.seconds = MAX_SECONDS

    @property
    def is_configured(self) -> bool:
        """Whether the settings name a model; `DependencyUnavailableError` for an invalid setting."""
        return self._credentials.get_ai_foundry_credentials() is not None

    @property
    def is_busy(self) -> bool:
        """Whether so many calls run that a further one would get no answer."""
        return self._calls.is_busy

    @property
    def state(self) -> IntegrationState:
        """Whether there is a model, and the last call of it worked."""
        return self._calls.state(lambda: self.is_configured)

    def ask(self, instructions: str, message: bytes, seconds: float = MAX_SECONDS) -> str:
        """Return the model's text for a message; `ChannelError` if there is no whole one in time.

        `DependencyUnavailableError` for an invalid setting.
        """
        settings = self._credentials.get_ai_foundry_credentials()
        if settings is None:
            raise ChannelError("it is not configured")
        body = _request(settings.deployment, instructions, message.decode())

        def send(deadline: Deadline) -> str:
            return _text_of(self._send(settings, body, deadline))

        return self._calls.call(send, min(seconds, self.seconds))

    def _send(self, settings: AiFoundryCredentials, body: bytes, deadline: Deadline) -> bytes:
        request = HttpRequest(
            url=f"{settings.endpoint}/chat/completions",
            headers={"Content-Type": "application/json", **self._authorization(settings)},
            body=body,
            max_bytes=_MAX_RESPONSE_BYTES,
        )
        response = self._client.send(request, deadline)
        if response.status != 200:  # noqa: PLR2004 - OK
            raise ChannelError(f"status {response.status}")
        return response.body

    def _authorization(self, settings: AiFoundryCredentials) -> dict[str, str]:
        if settings.key:
            return {"api-key": settings.key}
        return {"Authorization": f"Bearer {self._identity.get_token(settings.scope)}"}


def _request(deployment: str, instructions: str, message: str) -> bytes:
    return orjson.dumps(
        {
            "model": deployment,
            "messages": [
                {"role": "system", "content": instructions},
                {"role": "user", "content": message},
            ],
            "response_format": _REPLY,
            "max_completion_tokens": _MAX_TOKENS,
            "store": False,
        }
    )


def _text_of(body: bytes) -> str:
    """Return the text in a chat completion; `ChannelError` if it is filtered, cut off, refused or not one."""
    choice = _decode(body, _completions).choices[0]
    reason = choice.finish_reason
    if reason != "stop":
        raise ChannelError(f"finished by {reason}" if reason in _REASONS else "not finished")
    if choice.message.refusal:
        raise ChannelError("it refused")
    return _decode(choice.message.content or "", _replies).text


def _decode(text: bytes | str, decoder: msgspec.json.Decoder[DecodedT]) -> DecodedT:
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ChannelError("the response is not a chat completion") from error
