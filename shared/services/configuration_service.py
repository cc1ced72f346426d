"""Checks the settings at the start of a development server, and describes their effect.

On Azure nothing calls this: there a route that needs an invalid setting returns 503, and the others work.
"""

import base64
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from os.path import commonprefix
from pathlib import Path
from urllib.parse import urlsplit

from shared.credential_manager import CredentialManager
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
    WHOLE_MINUTES,
    WHOLE_NUMBER,
    Setting,
    parse_endpoint,
    parse_tokens,
)
from shared.entities.checks import MAX_NAME_LENGTH
from shared.errors import DependencyUnavailableError
from shared.services.base_service import BaseService

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#@A-Z]+\Z")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\Z")
_SQLITE_HEADER = b"SQLite format 3\0"
_MAX_QUOTED = 40  # characters


@dataclass(frozen=True, slots=True)
class _Rule:
    """An example of a valid value, and a function that returns the problem of an invalid one."""

    example: str
    find_problem: Callable[[str], str | None] = lambda _: None


def _check_secret(value: str) -> str | None:
    if len(value.encode()) >= MIN_SECRET_BYTES:
        return None
    return f"the secret needs at least {MIN_SECRET_BYTES} bytes"


def _check_minutes(value: str) -> str | None:
    return None if WHOLE_MINUTES.match(value) else f"{_quoted(value)} is not a whole number of minutes"


def _check_rate(value: str) -> str | None:
    return None if RATE.match(value) else f"{_quoted(value)} is not a number per second, minute, hour or day"


def _check_number(value: str) -> str | None:
    return None if WHOLE_NUMBER.match(value) else f"{_quoted(value)} is not a whole number"


def _check_switch(value: str) -> str | None:
    return None if value in {"on", "off"} else f"{_quoted(value)} is neither on nor off"


def _check_registration(value: str) -> str | None:
    return None if value in REGISTRATIONS else f"{_quoted(value)} is neither open nor closed"


def _check_second_factor(value: str) -> str | None:
    known = ", ".join(SECOND_FACTOR_REQUIREMENTS)
    return None if value in SECOND_FACTOR_REQUIREMENTS else f"{_quoted(value)} is not one of {known}"


def _check_usernames(value: str) -> str | None:
    for name in _parts(value):
        if len(name) > MAX_NAME_LENGTH or re.search(r"[;\[\]\"]", name):
            return f"{_quoted(name)} is not a username; commas separate usernames"
    return None


def _check_origins(value: str) -> str | None:
    for origin in _parts(value):
        if not _ORIGIN.match(origin):
            return f"{_quoted(origin)} is not an origin (scheme://host:port)"
    return None


def _check_hosts(value: str) -> str | None:
    for host in _parts(value):
        if not _HOST.match(host):
            return f"{_quoted(host)} is not a host name; commas separate host names"
    return None


def _check_address(value: str) -> str | None:
    # The value is not quoted: a connection string in this place contains a key.
    try:
        parts = urlsplit(value)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if is_address and not re.search(r"\s", value):
        return None
    return "this is not the address of an account, which begins with https://"


def _check_key(value: str) -> str | None:
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        return "this is not a key of an account, which is text in Base64"
    return None


def _check_resource(value: str) -> str | None:
    return f"{_quoted(value)} is not a name in Cosmos DB" if re.search(r"[/\\?#]", value) else None


def _check_deployment(value: str) -> str | None:
    return None if DEPLOYMENT.match(value) else f"{_quoted(value)} is not the name of a deployment"


def _check_api_key(value: str) -> str | None:
    return None if API_KEY.match(value) else "this is not a key, which has no spaces"


def _check_scope(value: str) -> str | None:
    return None if TOKEN_SCOPE.match(value) else f"{_quoted(value)} is not a scope, which ends with /.default"


def _check_signing_secret(value: str) -> str | None:
    return None if SIGNING_SECRET.match(value) else "this is not a signing secret of letters and digits"


def _check_tokens(value: str) -> str | None:
    if parse_tokens(value):
        return None
    return "this is neither a bot token, which begins with xoxb-, nor a list of workspace=token with commas"


def _check_guid(value: str) -> str | None:
    return None if GUID.match(value) else f"{_quoted(value)} is not an id of Microsoft Entra"


def _check_guids(value: str) -> str | None:
    wrong = next((part for part in _parts(value) if not GUID.match(part)), None if _parts(value) else value)
    return None if wrong is None else f"{_quoted(wrong)} is not the id of an organization"


def _check_password(value: str) -> str | None:
    return None if API_KEY.match(value) else "this is not a password of an app, which has no spaces"


def _check_region(value: str) -> str | None:
    return None if SPEECH_REGION.match(value) else f"{_quoted(value)} is not the name of a region"


def _check_resource_id(value: str) -> str | None:
    return None if SPEECH_RESOURCE.match(value) else f"{_quoted(value)} is not the id of a resource"


def _check_voice(language: str) -> Callable[[str], str | None]:
    def check(value: str) -> str | None:
        is_voice = SPEECH_VOICE.match(value) and value.startswith(f"{language}-")
        return None if is_voice else f"{_quoted(value)} is not the name of a voice of the language"

    return check


_ADDRESSES = frozenset({"AI_FOUNDRY_ENDPOINT", "SPEECH_ENDPOINT"})
_SECRET_EXAMPLE = "<the output of python3 -c 'import secrets; print(secrets.token_urlsafe(48))'>"  # noqa: S105
_GUID_EXAMPLE = "00000000-1111-2222-3333-444444444444"
_KEY_EXAMPLE = "<a key of the account, from the Azure portal>"

RULES: Mapping[str, _Rule] = {
    "AZURE_FUNCTIONS_ENVIRONMENT": _Rule("Development"),
    "JWT_SECRET": _Rule(_SECRET_EXAMPLE, _check_secret),
    "JWT_SECRET_PREVIOUS": _Rule(_SECRET_EXAMPLE, _check_secret),
    "JWT_EXP_MINUTES": _Rule("60", _check_minutes),
    "ADMIN_USERNAMES": _Rule("ada,grace", _check_usernames),
    "ADMIN_CLAIM_SECRET": _Rule(_SECRET_EXAMPLE, _check_secret),
    "REGISTRATION": _Rule("open", _check_registration),
    "REQUIRE_SECOND_FACTOR": _Rule("administrators", _check_second_factor),
    "ALLOWED_ORIGINS": _Rule("http://localhost:3000,https://app.example.com", _check_origins),
    "RATE_LIMITS": _Rule("on", _check_switch),
    "RATE_LIMIT_USER": _Rule("1200/minute", _check_rate),
    "RATE_LIMIT_ANONYMOUS": _Rule("300/minute", _check_rate),
    "RATE_LIMIT_REGISTER": _Rule("100/hour", _check_rate),
    "CONCURRENCY_PER_USER": _Rule("8", _check_number),
    "QUOTA_EVENTS_PER_DAY": _Rule("5000", _check_number),
    "QUOTA_DOCUMENTS": _Rule("50000", _check_number),
    "QUOTA_MEGABYTES": _Rule("50", _check_number),
    "AVATAR_HOSTS": _Rule("images.example.com,avatars.example.com", _check_hosts),
    "AI_FOUNDRY_ENDPOINT": _Rule("https://my-resource.services.ai.azure.com/openai/v1/"),
    "AI_FOUNDRY_DEPLOYMENT": _Rule("gpt-5-mini", _check_deployment),
    "AI_FOUNDRY_KEY": _Rule("<a key of the resource, from the Azure portal>", _check_api_key),
    "AI_FOUNDRY_SCOPE": _Rule("https://cognitiveservices.azure.com/.default", _check_scope),
    "SLACK_SIGNING_SECRET": _Rule("<the signing secret, from api.slack.com>", _check_signing_secret),
    "SLACK_BOT_TOKEN": _Rule("T012AB3CD=<the token of the bot in that workspace>", _check_tokens),
    "TEAMS_APP_ID": _Rule(_GUID_EXAMPLE, _check_guid),
    "TEAMS_APP_PASSWORD": _Rule("<the value of a client secret, from the Azure portal>", _check_password),
    "TEAMS_TENANT_ID": _Rule(_GUID_EXAMPLE, _check_guids),
    "SPEECH_REGION": _Rule("westeurope", _check_region),
    "SPEECH_ENDPOINT": _Rule("https://my-resource.cognitiveservices.azure.com/"),
    "SPEECH_KEY": _Rule("<a key of the resource, from the Azure portal>", _check_api_key),
    "SPEECH_RESOURCE_ID": _Rule(
        "/subscriptions/.../providers/Microsoft.CognitiveServices/accounts/my-resource", _check_resource_id
    ),
    "SPEECH_VOICE_EN": _Rule("en-US-JennyNeural", _check_voice("en")),
    "SPEECH_VOICE_ES": _Rule("es-ES-ElviraNeural", _check_voice("es")),
    "EMBEDDED_DB_PATH": _Rule(".data/avanochi.db"),
    "COSMOS_DB_URI": _Rule("https://my-account.documents.azure.com:443/", _check_address),
    "COSMOS_DB_PRIMARY_KEY": _Rule(_KEY_EXAMPLE, _check_key),
    "COSMOS_DB_SECONDARY_KEY": _Rule(_KEY_EXAMPLE, _check_key),
    "COSMOS_DB_ACCOUNT": _Rule("my-account"),
    "COSMOS_DB_DATABASE": _Rule("avanochi-db", _check_resource),
    "COSMOS_DB_CONTAINER": _Rule("avanochi-container", _check_resource),
}
"""The settings of the app. Those that depend on others are checked in `ConfigurationService`."""

_NEEDED_WITH: Mapping[str, tuple[str, str]] = {
    "AI_FOUNDRY_DEPLOYMENT": ("AI_FOUNDRY_ENDPOINT", "the name of a deployment"),
    "TEAMS_TENANT_ID": ("TEAMS_APP_ID", "the id of its organization"),
}
"""Settings that another one needs, and what they are."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ConfigurationService(BaseService):
    """Describes and checks the settings."""

    entity_type = "Configuration"

    credentials: CredentialManager

    def find_problems(self, local_settings: Collection[str]) -> tuple[list[str], list[str]]:
        """Return a sentence for each setting that prevents the start, and for each that may be a mistake.

        `local_settings` are the names of the variables whose values come from local.settings.json.
        """
        found, problems = self.credentials.list_settings()
        settings = {
            name: Setting(setting.value, "local.settings.json")
            if setting.source == ENVIRONMENT and name in local_settings
            else setting
            for name, setting in found.items()
        }
        for name, rule in RULES.items():
            setting = settings.get(name)
            problem = self._find_problem(name, rule, settings)
            if problem:
                source = setting.source if setting else "not set"
                problems.append(f"{name} ({source}): {problem}. Example: {name}={rule.example}")
        warnings = [
            f"{name} ({settings[name].source}): without COSMOS_DB_URI the embedded store is used."
            for name in ("COSMOS_DB_PRIMARY_KEY", "COSMOS_DB_SECONDARY_KEY")
            if name in settings and "COSMOS_DB_URI" not in settings
        ]
        warnings += [
            f"{name} ({settings[name].source}): without AI_FOUNDRY_ENDPOINT no language model is used."
            for name in ("AI_FOUNDRY_DEPLOYMENT", "AI_FOUNDRY_KEY")
            if name in settings and "AI_FOUNDRY_ENDPOINT" not in settings
        ]
        warnings += [
            f"{name} ({settings[name].source}): without TEAMS_APP_ID Teams is not served."
            for name in ("TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID")
            if name in settings and "TEAMS_APP_ID" not in settings
        ]
        if "SPEECH_REGION" not in settings and "SPEECH_ENDPOINT" not in settings:
            warnings += [
                f"{name} ({settings[name].source}): without SPEECH_REGION no speech is used."
                for name in ("SPEECH_KEY", "SPEECH_RESOURCE_ID")
                if name in settings
            ]
        for name, setting, meant in _misspelled(settings):
            # The app's own files have no other reader. The environment belongs to other programs, too.
            mistakes = warnings if setting.source == ENVIRONMENT else problems
            mistakes.append(f"{name} ({setting.source}): there is no such setting; did you mean {meant}?")
        return problems, warnings

    def describe_store(self) -> str:
        """Return which store the app uses and where it is, without secrets."""
        cosmos = self.credentials.get_cosmos_credentials()
        if not cosmos["uri"]:
            return f"embedded (SQLite), {self.credentials.get_embedded_database_path().resolve()}"
        address = urlsplit(cosmos["uri"]).netloc.rpartition("@")[2]
        return (
            f"Cosmos DB, {address},\n"
            f"container {cosmos['container_name']} of database {cosmos['database_name']}"
        )

    def describe_environment(self) -> str:
        """Return whether the app runs in development, and what that means for the secret."""
        if not self.credentials.is_development():
            name = self.credentials.get("AZURE_FUNCTIONS_ENVIRONMENT", "not development")
            return f"{name}: access tokens are signed with JWT_SECRET"
        if self.credentials.get("JWT_SECRET"):
            return "development: access tokens are signed with JWT_SECRET"
        secret = self.credentials.get_embedded_database_path().with_name("jwt_secret")
        return f"development: access tokens are signed with a generated secret,\n{secret.resolve()}"

    def get_development_origins(self) -> tuple[str, ...]:
        """Return the origins whose pages may call in development, with cookies."""
        return self.credentials.get_allowed_origins() if self.credentials.is_development() else ()

    def _find_problem(self, name: str, rule: _Rule, settings: Mapping[str, Setting]) -> str | None:
        setting = settings.get(name)
        if setting is not None and setting.is_unresolved:
            return "a key vault reference is resolved only on Azure; the value itself is needed here"
        if name == "JWT_SECRET" and setting is None and not _is_development(settings):
            environment = settings.get("AZURE_FUNCTIONS_ENVIRONMENT")
            found = _quoted(environment.value) if environment else "not set"
            return f"a secret is required outside development (AZURE_FUNCTIONS_ENVIRONMENT is {found})"
        if name in _ADDRESSES and setting is not None:
            return _check_endpoint(setting.value, is_development=_is_development(settings))
        other, what = _NEEDED_WITH.get(name, ("", ""))
        if setting is None and other in settings:
            return f"{other} needs {what}"
        if name == "EMBEDDED_DB_PATH" and "COSMOS_DB_URI" not in settings:
            with suppress(DependencyUnavailableError):  # .env cannot be read, which is a problem of its own
                path = self.credentials.get_embedded_database_path()
                return (_check_file(setting.value) if setting else None) or _check_path(path)
        return rule.find_problem(setting.value) if setting else None


def _is_development(settings: Mapping[str, Setting]) -> bool:
    environment = settings.get("AZURE_FUNCTIONS_ENVIRONMENT")
    return environment is not None and environment.value.lower() == "development"


def _check_endpoint(value: str, *, is_development: bool) -> str | None:
    # The value is not quoted: it may contain a key by mistake.
    if parse_endpoint(value, allows_loopback=is_development) is not None:
        return None
    return "this is not an address that begins with https:// and has no key or query"


def _check_file(value: str) -> str | None:
    if value.startswith("~"):
        return "~ is not expanded; write the whole path"
    if value == ":memory:" or value.startswith("file:"):
        return f"{_quoted(value)} is not the path of a file"
    return None


def _check_path(path: Path) -> str | None:
    """Create the store's folder and file if they are missing, as its first use would."""
    try:
        blocking = next((parent for parent in path.parents if parent.is_file()), None)
        if blocking is not None:
            return f"{blocking} is a file, not a folder"
        path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite also creates files beside the store's.
        if not os.access(path.parent, os.W_OK | os.X_OK):
            return f"the folder {path.parent} cannot be written to"
        if path.is_dir():
            return f"{path} is a folder, not a file"
        # The store is not open yet: closing its file would release the locks of SQLite in this process.
        path.touch(mode=0o600)
        with path.open("r+b") as file:
            header = file.read(len(_SQLITE_HEADER))
    except OSError as error:
        return f"{path} cannot be opened as a file ({error.strerror})"
    return None if header in {b"", _SQLITE_HEADER} else f"{path} is not a file of SQLite"


def _misspelled(settings: Mapping[str, Setting]) -> Iterator[tuple[str, Setting, str]]:
    """Yield each unknown name that differs by one letter from a setting, and that setting."""
    for name, setting in settings.items():
        meant = next((known for known in RULES if _differ_by_one_letter(name.upper(), known)), None)
        if meant is not None and name not in RULES:
            yield name, setting, meant


def _differ_by_one_letter(one: str, other: str) -> bool:
    """Return whether one letter is missing, added, wrong, or swapped with the next, at most."""
    start = len(commonprefix([one, other]))  # noqa: RUF071 - names, not paths
    one, other = one[start:], other[start:]
    end = len(commonprefix([one[::-1], other[::-1]]))  # noqa: RUF071 - likewise
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])  # noqa: PLR2004 - a pair


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _quoted(value: str) -> str:
    return repr(value if len(value) <= _MAX_QUOTED else f"{value[:_MAX_QUOTED]}...")
