"""Settings that belong together, as values, and the forms of settings; nothing here reads the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MIN_SECRET_BYTES = 32
"""An HS256 key is at least as long as the hash, 256 bits. Source: RFC 7518, section 3.2."""

ENVIRONMENT = "environment"
"""The source of a setting that is an environment variable."""

WHOLE_MINUTES = re.compile("[1-9][0-9]{0,8}\\Z")
"""The form of `JWT_EXP_MINUTES`."""

RATE = re.compile("([1-9][0-9]{0,8})/(second|minute|hour|day)\\Z")
"""The form of a rate, such as `1200/minute`."""

WHOLE_NUMBER = re.compile("[0-9]{1,9}\\Z")
"""The form of a maximum."""

DEPLOYMENT = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\Z")
"""The form of the name of a model's deployment."""

TOKEN_SCOPE = re.compile(r"https://[A-Za-z0-9.-]+/\.default\Z")
"""The form of the scope of an access token."""

API_KEY = re.compile("[!-~]+\\Z")
"""The form of a key in a header."""

SPEECH_REGION = re.compile("[a-z][a-z0-9]{1,39}\\Z")
"""The form of the name of a region of Azure, such as westeurope."""

SPEECH_VOICE = re.compile("[a-z]{2,3}-[A-Za-z0-9]{2,4}-[A-Za-z0-9][A-Za-z0-9:-]{0,79}\\Z")
"""The form of the name of a voice, which begins with its locale."""

SPEECH_RESOURCE = re.compile("/subscriptions/[A-Za-z0-9._()/-]{1,500}\\Z")
"""The form of the id of a resource of Azure Speech."""

SIGNING_SECRET = re.compile("[0-9A-Za-z]{16,128}\\Z")
"""The form of the secret with which Slack signs requests."""

BOT_TOKEN = re.compile("(?:(?P<workspace>[A-Z0-9]{1,32})=)?(?P<token>xox[a-z]-[0-9A-Za-z-]{1,250})\\Z")
"""The form of a bot token, with the workspace that it is for."""

GUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\Z", re.IGNORECASE)
"""The form of the id of an app or an organization in Microsoft Entra."""

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
"""The hosts that may be called without TLS, in development."""

REGISTRATIONS = ("open", "closed")
"""The values of `REGISTRATION`."""

SECOND_FACTOR_REQUIREMENTS = ("none", "administrators", "everyone")
"""The values of `REQUIRE_SECOND_FACTOR`."""

VAULT_REFERENCE = "@Microsoft.KeyVault("


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of a setting as it is written, and where that is."""

    value: str
    source: str

    @property
    def is_unresolved(self) -> bool:
        """Whether the value is a key vault reference that App Service could not resolve."""
        return self.value.startswith(VAULT_REFERENCE)

    def __repr__(self) -> str:
        """Hide the value, which may be a secret."""
        return f"Setting(source={self.source!r})"


@dataclass(frozen=True, slots=True)
class JwtCredentials:
    """The secret that signs access tokens; `previous` verifies those signed before a rotation."""

    secret: str
    previous: str | None
    exp_minutes: int

    def __repr__(self) -> str:
        """Hide the secrets."""
        return "JwtCredentials(...)"


@dataclass(frozen=True, slots=True, kw_only=True)
class AiFoundryCredentials:
    """The address of a language model, without a slash at its end, and how to sign in to it.

    `endpoint` is followed by the path of an operation. Without a key, the app's identity gets a token for
    `scope`.
    """

    endpoint: str
    deployment: str
    key: str | None = field(repr=False)
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechCredentials:
    """The addresses of Azure Speech, each without a slash at its end, and how to sign in to it.

    `endpoint` transcribes recordings and issues tokens. What is only in a `region` (speaking, and recognising
    a short recording) is at `tts_url` and `stt_url`, None without a region. Without a key, the app's identity
    gets a token for `scope`; in a region it is sent with `resource_id`, that of the resource.
    """

    endpoint: str
    region: str | None
    tts_url: str | None
    stt_url: str | None
    key: str | None = field(repr=False)
    scope: str
    resource_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackCredentials:
    """The secrets of the app in Slack, and the addresses to call.

    `tokens` are by workspace; that of no workspace is for all others. `hooks_url` replaces the scheme and
    host of `response_url` in tests.
    """

    signing_secret: str = field(repr=False)
    tokens: Mapping[str, str] = field(repr=False)
    api_url: str
    hooks_url: str | None

    def token_of(self, workspace_id: str) -> str | None:
        """Return the token for a workspace, None without one."""
        return self.tokens.get(workspace_id) or self.tokens.get("")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsCredentials:
    """The bot in Teams, the organizations that may use it, and the addresses to call.

    The first organization is the bot's own. Without a password, the bot is the app's managed identity.
    `connector_url` replaces the scheme and host of the addresses of conversations in tests.
    """

    app_id: str
    password: str | None = field(repr=False)
    tenants: tuple[str, ...]
    openid_url: str
    login_url: str
    connector_url: str | None


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `quota` requests in `seconds`."""

    quota: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of requests; None or 0 for none."""

    user: Rate | None
    anonymous: Rate | None
    register: Rate | None
    user_at_once: int
    address_at_once: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """What a user may store, and the events of a user in a day of UTC."""

    events_per_day: int
    documents: int
    megabytes: int


def parse_tokens(value: str) -> dict[str, str]:
    """Return bot tokens by workspace: `T012AB=xoxb-...,T034CD=xoxb-...`, or one for all; empty if invalid."""
    tokens: dict[str, str] = {}
    for part in value.split(","):
        match = BOT_TOKEN.match(part.strip())
        if match is None:
            return {}
        tokens[match["workspace"] or ""] = match["token"]
    return tokens


def parse_endpoint(value: str, *, allows_loopback: bool, path: str = "/openai/v1") -> str | None:
    """Return the address of a service's API without a slash at its end; None if it is not one.

    It begins with https://, or with http:// on this machine where that is allowed. If it has no path, it gets
    the given one, by default that of a language model.
    """
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    is_secure = parts.scheme == "https"
    is_local = allows_loopback and parts.scheme == "http" and host in LOOPBACK_HOSTS
    has_more = parts.username is not None or parts.query or parts.fragment or port == 0
    if not host or not (is_secure or is_local) or has_more or not API_KEY.match(value):
        return None
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/') or path}"
