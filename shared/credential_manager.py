"""The only reader of the environment: settings, credentials and the files that hold them."""

import codecs
import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import overload
from urllib.parse import urlsplit

from shared.credentials import (
    API_KEY,
    DEPLOYMENT,
    ENVIRONMENT,
    GUID,
    MIN_SECRET_BYTES,
    RATE,
    REGISTRATIONS,
    SECOND_FACTOR_REQUIREMENTS,
    SIGNING_SECRET,
    SPEECH_REGION,
    SPEECH_RESOURCE,
    SPEECH_VOICE,
    TOKEN_SCOPE,
    VAULT_REFERENCE,
    WHOLE_MINUTES,
    WHOLE_NUMBER,
    AiFoundryCredentials,
    JwtCredentials,
    Limits,
    Quotas,
    Rate,
    Setting,
    SlackCredentials,
    SpeechCredentials,
    TeamsCredentials,
    parse_endpoint,
    parse_tokens,
)
from shared.errors import DependencyUnavailableError

DEVELOPMENT_ORIGINS = tuple(
    f"http://{host}:{port}" for port in (3000, 4200, 5173, 8080) for host in ("localhost", "127.0.0.1")
)
"""The usual addresses of frontends on a developer's machine."""

_REREAD_SECONDS = 60.0
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_MAX_DEFAULT_THREADS = 32
_ADDRESS_AT_ONCE = 32
_ROOT = Path(__file__).resolve().parent.parent


class CredentialManager:
    """Reads settings by name, and has a method for each group of settings that belong together.

    The process environment takes precedence over the file `.env` in `root`. The file and the JWT credentials
    are read again at most once a minute, so that a rotation needs no restart.
    """

    def __init__(self, environment: Mapping[str, str] | None = None, root: Path = _ROOT) -> None:
        self._environment = os.environ if environment is None else environment
        self._root = root
        self._dotenv: tuple[float, Mapping[str, str | None]] | None = None
        self._jwt: tuple[float, JwtCredentials] | None = None

    @overload
    def get(self, key: str, default: str) -> str: ...

    @overload
    def get(self, key: str, default: None = None) -> str | None: ...

    def get(self, key: str, default: str | None = None) -> str | None:
        """Return a setting, or `default` if it is absent or empty.

        `DependencyUnavailableError` for a key vault reference that App Service could not resolve: the value
        is then the text of the reference itself, which anyone could guess.
        """
        value = self._environment.get(key) or self._read_dotenv().get(key) or default
        if value is not None and value.startswith(VAULT_REFERENCE):
            raise DependencyUnavailableError(f"{key} is a key vault reference that could not be resolved")
        return value

    def get_cosmos_credentials(self) -> dict[str, str]:
        """Return the settings of Cosmos DB; the product does not use it if `uri` is empty."""
        return {
            "account_name": self.get("COSMOS_DB_ACCOUNT", ""),
            "database_name": self.get("COSMOS_DB_DATABASE", "avanochi-db"),
            "container_name": self.get("COSMOS_DB_CONTAINER", "avanochi-container"),
            "uri": self.get("COSMOS_DB_URI", ""),
            "primary_key": self.get("COSMOS_DB_PRIMARY_KEY", ""),
            "secondary_key": self.get("COSMOS_DB_SECONDARY_KEY", ""),
        }

    def get_jwt_credentials(self) -> JwtCredentials:
        """Return the signing secrets; `DependencyUnavailableError` names an invalid setting.

        In development a missing secret is generated once and stored beside the embedded store.
        """
        now = time.monotonic()
        if self._jwt is None or now - self._jwt[0] > _REREAD_SECONDS:
            self._jwt = (now, self._read_jwt_credentials())
        return self._jwt[1]

    def get_ai_foundry_credentials(self) -> AiFoundryCredentials | None:
        """Return the settings of the language model, None without an endpoint.

        `DependencyUnavailableError` names an invalid setting.
        """
        endpoint = self.get("AI_FOUNDRY_ENDPOINT")
        if not endpoint:
            return None
        address = parse_endpoint(endpoint, allows_loopback=self.is_development())
        if address is None:
            raise DependencyUnavailableError("AI_FOUNDRY_ENDPOINT must be an address with https://")
        found = AiFoundryCredentials(
            endpoint=address,
            deployment=self.get("AI_FOUNDRY_DEPLOYMENT", ""),
            key=self.get("AI_FOUNDRY_KEY"),
            scope=self.get("AI_FOUNDRY_SCOPE", "https://cognitiveservices.azure.com/.default"),
        )
        for name, form, value in (
            ("AI_FOUNDRY_DEPLOYMENT", DEPLOYMENT, found.deployment),
            ("AI_FOUNDRY_KEY", API_KEY, found.key or "none"),
            ("AI_FOUNDRY_SCOPE", TOKEN_SCOPE, found.scope),
        ):
            if not form.match(value):
                raise DependencyUnavailableError(f"{name} does not have the right form")
        return found

    def get_speech_credentials(self) -> SpeechCredentials | None:
        """Return the settings of Azure Speech, None without a region and an endpoint.

        `DependencyUnavailableError` names an invalid setting.
        """
        region, endpoint = self.get("SPEECH_REGION"), self.get("SPEECH_ENDPOINT")
        if not region and not endpoint:
            return None
        key, resource = self.get("SPEECH_KEY"), self.get("SPEECH_RESOURCE_ID")
        for name, form, value in (
            ("SPEECH_REGION", SPEECH_REGION, region),
            ("SPEECH_KEY", API_KEY, key),
            ("SPEECH_RESOURCE_ID", SPEECH_RESOURCE, resource),
        ):
            if value and not form.match(value):
                raise DependencyUnavailableError(f"{name} does not have the right form")
        is_local = self.is_development()
        address = endpoint or f"https://{region}.api.cognitive.microsoft.com"
        transcribes = parse_endpoint(address, allows_loopback=is_local, path="")
        if transcribes is None:
            raise DependencyUnavailableError("SPEECH_ENDPOINT must be an address with https://")
        local = self._get_test_address("SPEECH_TTS_URL")
        return SpeechCredentials(
            endpoint=transcribes,
            region=region,
            tts_url=_regional_address(local, f"https://{region}.tts.speech.microsoft.com")
            if region
            else None,
            stt_url=_regional_address(local, f"https://{region}.stt.speech.microsoft.com")
            if region
            else None,
            key=key,
            scope="https://cognitiveservices.azure.com/.default",
            resource_id=resource,
        )

    def get_speech_voices(self) -> dict[str, str]:
        """Return the name of the voice of each language; `DependencyUnavailableError` for an invalid one."""
        voices = {
            "en": self.get("SPEECH_VOICE_EN", "en-US-JennyNeural"),
            "es": self.get("SPEECH_VOICE_ES", "es-ES-ElviraNeural"),
        }
        for language, voice in voices.items():
            if not SPEECH_VOICE.match(voice) or not voice.startswith(f"{language}-"):
                raise DependencyUnavailableError(
                    f"SPEECH_VOICE_{language.upper()} is not the name of a voice of the language"
                )
        return voices

    def get_slack_credentials(self) -> SlackCredentials | None:
        """Return the secrets of the app in Slack, None without a signing secret.

        `DependencyUnavailableError` names an invalid setting.
        """
        secret = self.get("SLACK_SIGNING_SECRET")
        if not secret:
            return None
        tokens = parse_tokens(self.get("SLACK_BOT_TOKEN", ""))
        if not SIGNING_SECRET.match(secret):
            raise DependencyUnavailableError("SLACK_SIGNING_SECRET does not have the right form")
        if not tokens:
            raise DependencyUnavailableError("SLACK_BOT_TOKEN does not have the right form")
        return SlackCredentials(
            signing_secret=secret,
            tokens=tokens,
            api_url=self._get_test_address("SLACK_API_URL") or "https://slack.com/api",
            hooks_url=self._get_test_address("SLACK_HOOKS_URL"),
        )

    def get_teams_credentials(self) -> TeamsCredentials | None:
        """Return the settings of the bot in Teams, None without its id.

        `DependencyUnavailableError` names an invalid setting.
        """
        app_id = self.get("TEAMS_APP_ID")
        if not app_id:
            return None
        password, tenants = self.get("TEAMS_APP_PASSWORD"), self._get_list("TEAMS_TENANT_ID")
        for name, is_valid in (
            ("TEAMS_APP_ID", GUID.match(app_id)),
            ("TEAMS_APP_PASSWORD", API_KEY.match(password or "none")),
            ("TEAMS_TENANT_ID", tenants and all(map(GUID.match, tenants))),
        ):
            if not is_valid:
                raise DependencyUnavailableError(f"{name} does not have the right form")
        return TeamsCredentials(
            app_id=app_id.lower(),
            password=password,
            tenants=tuple(tenant.lower() for tenant in tenants),
            openid_url=self._get_test_address("TEAMS_OPENID_URL")
            or "https://login.botframework.com/v1/.well-known/openidconfiguration",
            login_url=self._get_test_address("TEAMS_LOGIN_URL") or "https://login.microsoftonline.com",
            connector_url=self._get_test_address("TEAMS_CONNECTOR_URL"),
        )

    def get_embedded_database_path(self) -> Path:
        """Return the path of the embedded store's file; a relative path starts at the app's folder."""
        return self._root / self.get("EMBEDDED_DB_PATH", ".data/avanochi.db")

    def get_admin_usernames(self) -> tuple[str, ...]:
        """Return the names reserved for administrators, spelled as in the setting."""
        return self._get_list("ADMIN_USERNAMES")

    def get_admin_claim_secret(self) -> str | None:
        """Return the secret with which an administrator's name is claimed; None if there is none.

        `DependencyUnavailableError` for a short one, which could be guessed.
        """
        secret = self.get("ADMIN_CLAIM_SECRET")
        if secret:
            _require_length("ADMIN_CLAIM_SECRET", secret)
        return secret

    def is_registration_open(self) -> bool:
        """Return whether people may register; `DependencyUnavailableError` for an invalid setting."""
        registration = self.get("REGISTRATION", "open")
        if registration not in REGISTRATIONS:
            raise DependencyUnavailableError("REGISTRATION must be open or closed")
        return registration == "open"

    def requires_second_factor(self, *, is_administrator: bool) -> bool:
        """Return whether a user needs a second factor; `DependencyUnavailableError` for another value."""
        required_of = self.get("REQUIRE_SECOND_FACTOR", "none")
        if required_of not in SECOND_FACTOR_REQUIREMENTS:
            raise DependencyUnavailableError("REQUIRE_SECOND_FACTOR must be none, administrators or everyone")
        return required_of == "everyone" or (is_administrator and required_of == "administrators")

    def get_allowed_origins(self) -> tuple[str, ...]:
        """Return the origins (`https://host[:port]`) whose pages may send write requests with the cookie.

        In development without `local.settings.json`, which says so itself, they are by default
        `DEVELOPMENT_ORIGINS`.
        """
        origins = self._get_list("ALLOWED_ORIGINS")
        if origins or not self.is_development() or (self._root / "local.settings.json").exists():
            return origins
        return DEVELOPMENT_ORIGINS

    def get_avatar_hosts(self) -> tuple[str, ...]:
        """Return the hosts from which users see the avatars of others, in small letters."""
        return tuple(host.lower() for host in self._get_list("AVATAR_HOSTS"))

    def is_behind_known_proxy(self) -> bool:
        """Return whether the last entry of `X-Forwarded-For` is the address of the client.

        App Service appends it, and so does `local_host`, which sets `LOCAL_HOST`.
        """
        # Each request asks this: the methods of sets would read the whole environment.
        return "WEBSITE_INSTANCE_ID" in self._environment or "LOCAL_HOST" in self._environment

    def get_thread_count(self) -> int:
        """Return the number of requests that the worker handles at once."""
        threads = self._environment.get("PYTHON_THREADPOOL_THREAD_COUNT", "")
        if WHOLE_NUMBER.match(threads) and int(threads):
            return int(threads)
        if "LOCAL_HOST" in self._environment:
            return _MAX_DEFAULT_THREADS
        return min(_MAX_DEFAULT_THREADS, (os.cpu_count() or 1) + 4)

    def get_limits(self) -> Limits:
        """Return the limits of requests; `DependencyUnavailableError` names an invalid setting."""
        at_once = _read_number("CONCURRENCY_PER_USER", self.get("CONCURRENCY_PER_USER", "8"))
        user = _read_rate("RATE_LIMIT_USER", self.get("RATE_LIMIT_USER", "1200/minute"))
        anonymous = _read_rate("RATE_LIMIT_ANONYMOUS", self.get("RATE_LIMIT_ANONYMOUS", "300/minute"))
        register = _read_rate("RATE_LIMIT_REGISTER", self.get("RATE_LIMIT_REGISTER", "100/hour"))
        off = self.get("RATE_LIMITS", "on") == "off"
        return Limits(
            user=None if off else user,
            anonymous=None if off else anonymous,
            register=None if off else register,
            user_at_once=min(at_once, max(1, self.get_thread_count() // 4)),
            address_at_once=_ADDRESS_AT_ONCE if at_once else 0,
        )

    def get_quotas(self) -> Quotas:
        """Return the quotas of a user; `DependencyUnavailableError` names an invalid setting."""
        return Quotas(
            events_per_day=_read_number("QUOTA_EVENTS_PER_DAY", self.get("QUOTA_EVENTS_PER_DAY", "5000")),
            documents=_read_number("QUOTA_DOCUMENTS", self.get("QUOTA_DOCUMENTS", "50000")),
            megabytes=_read_number("QUOTA_MEGABYTES", self.get("QUOTA_MEGABYTES", "50")),
        )

    def is_development(self) -> bool:
        """Return whether this is a developer's machine: only there may a secret be generated."""
        return self.get("AZURE_FUNCTIONS_ENVIRONMENT", "").lower() == "development"

    def list_settings(self) -> tuple[dict[str, Setting], list[str]]:
        """Return all settings of the environment and of `.env`, and a sentence for each error in `.env`.

        The environment also contains the variables of other programs.
        """
        found, problems = self._check_dotenv()
        ignored = found.get("AZURE_FUNCTIONS_ENVIRONMENT")
        if ignored and ignored.value != self._environment.get("AZURE_FUNCTIONS_ENVIRONMENT"):
            problems.append(
                f"AZURE_FUNCTIONS_ENVIRONMENT ({ignored.source}): the host has set it already, and "
                "does not read this file; set it in the environment."
            )
        found |= {name: Setting(value, ENVIRONMENT) for name, value in self._environment.items() if value}
        return found, problems

    def _get_test_address(self, key: str) -> str | None:
        """Return the address that replaces one of an outside service, in development alone.

        Elsewhere it is ignored: it could receive the secrets that are sent there.
        """
        return self.get(key, "").rstrip("/") or None if self.is_development() else None

    def _get_list(self, key: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.get(key, "").split(",") if part.strip())

    def _read_dotenv(self) -> Mapping[str, str | None]:
        now = time.monotonic()
        if self._dotenv is None or now - self._dotenv[0] > _REREAD_SECONDS:
            from dotenv import dotenv_values  # noqa: PLC0415 - only when a setting is read

            self._dotenv = (now, dotenv_values(stream=_read_text(self._root / ".env")))
        return self._dotenv[1]

    def _check_dotenv(self) -> tuple[dict[str, Setting], list[str]]:
        """Return the settings in `.env`, and a sentence for each error in it."""
        from dotenv import dotenv_values  # noqa: PLC0415 - only at the start
        from dotenv.parser import parse_stream  # noqa: PLC0415 - likewise

        try:
            bindings = list(parse_stream(_read_text(self._root / ".env")))
        except DependencyUnavailableError as error:
            return {}, [f"{error.message}."]
        lines: dict[str, int] = {}
        problems: list[str] = []
        valid = StringIO()
        for binding in bindings:
            text = binding.original.string
            # The text of a statement begins with the empty lines before it.
            line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
            if binding.error or (binding.key is not None and binding.value is None):
                problems.append(f".env, line {line}: this does not have the form NAME=value.")
            elif binding.key is not None:
                lines[binding.key] = line
                valid.write(text)
        values = dotenv_values(stream=StringIO(valid.getvalue()))
        self._dotenv = (time.monotonic(), values)
        settings = {
            name: Setting(value, f".env, line {lines[name]}") for name, value in values.items() if value
        }
        return settings, problems

    def _read_jwt_credentials(self) -> JwtCredentials:
        secret, previous = self.get("JWT_SECRET"), self.get("JWT_SECRET_PREVIOUS")
        if not secret and not self.is_development():
            raise DependencyUnavailableError("JWT_SECRET is not set")
        for name, value in (("JWT_SECRET", secret), ("JWT_SECRET_PREVIOUS", previous)):
            if value:
                _require_length(name, value)
        minutes = self.get("JWT_EXP_MINUTES", "60")
        if not WHOLE_MINUTES.match(minutes):
            raise DependencyUnavailableError("JWT_EXP_MINUTES must be a whole number of minutes, at least 1")
        return JwtCredentials(
            secret=secret or self._development_secret(), previous=previous, exp_minutes=int(minutes)
        )

    def _development_secret(self) -> str:
        path = self.get_embedded_database_path().parent / "jwt_secret"
        try:
            if not path.exists():
                _write_once(path, secrets.token_urlsafe(48))
            secret = path.read_text().strip()
        except OSError as error:
            raise DependencyUnavailableError(
                "The development secret cannot be stored beside the embedded store"
            ) from error
        _require_length("The development secret", secret)
        return secret


def _regional_address(local: str | None, default: str) -> str:
    """Return the address of a service in a region: the scheme and host of a setting, else the default."""
    if local is None:
        return default
    address = parse_endpoint(local, allows_loopback=True, path="")
    if address is None:
        raise DependencyUnavailableError("SPEECH_TTS_URL must be an address")
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _read_text(path: Path) -> StringIO:
    """Return the text of a settings file, empty if there is none; `DependencyUnavailableError` if unreadable.

    UTF-8 with or without a byte order mark; UTF-16, which PowerShell writes, with one.
    """
    try:
        # A folder `.env` is usually a virtual environment.
        content = path.read_bytes() if path.is_file() or path.is_fifo() else b""
    except OSError as error:
        raise DependencyUnavailableError(f"The file {path.name} cannot be read: {error.strerror}") from error
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DependencyUnavailableError(
            f"Line {line} of {path.name} is not text in UTF-8 or UTF-16"
        ) from error
    if "\0" in text:
        raise DependencyUnavailableError(f"The file {path.name} is in UTF-16 without a byte order mark")
    return StringIO(text, newline=None)


def _read_rate(name: str, value: str) -> Rate:
    match = RATE.match(value)
    if match is None:
        raise DependencyUnavailableError(f"{name} must be a rate such as 100/minute")
    return Rate(int(match[1]), _SECONDS[match[2]])


def _read_number(name: str, value: str) -> int:
    if not WHOLE_NUMBER.match(value):
        raise DependencyUnavailableError(f"{name} must be a whole number")
    return int(value)


def _require_length(name: str, secret: str) -> None:
    if len(secret.encode()) < MIN_SECRET_BYTES:
        raise DependencyUnavailableError(f"{name} is too short: it needs at least {MIN_SECRET_BYTES} bytes")


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner may read; an existing file is not overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    try:
        draft.write_text(text)
        # A link is created atomically: of two processes that start together, the first one wins.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
