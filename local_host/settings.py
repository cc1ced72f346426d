"""The host's configuration: host.json, local.settings.json and the environment (rules 1, 24, 25)."""

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from local_host.errors import StartError
from local_host.limits import Limits
from local_host.messages import check_header

_OVERRIDE = "azurefunctionsjobhost:"
_THREADS = 32
_DEFAULTS = {
    "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
    "LOCAL_HOST": "true",  # by which the app knows that `X-Forwarded-For` ends with the client's address
}
_LEVELS = {
    "trace": logging.DEBUG,
    "debug": logging.DEBUG,
    "information": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
    "none": logging.CRITICAL + 1,
}


@dataclass(frozen=True, slots=True)
class HostOptions:
    """The configuration of a host.

    `local_settings` are the names of the settings whose values come from local.settings.json; None if there
    is no such file. `page` is the name of the function to which `/` redirects, or empty.
    """

    route_prefix: str = "api"
    custom_headers: Mapping[str, str] = field(default_factory=dict)
    log_level: int = logging.INFO
    cors_origins: tuple[str, ...] = ()
    cors_credentials: bool = False
    address: str = "127.0.0.1"
    port: int = 7071
    settings: Mapping[str, str] = field(default_factory=dict)
    local_settings: frozenset[str] | None = None
    logs_requests: bool = False
    page: str = ""
    limits: Limits = Limits()  # noqa: RUF009 - immutable

    def setting(self, name: str) -> str | None:
        """Return a setting, ignoring case."""
        return self.settings.get(_key(name))

    def is_disabled(self, function: str) -> bool:
        """Return whether a setting disables the function (rule 6)."""
        return (self.setting(f"AzureWebJobs.{function}.Disabled") or "").strip().lower() in {"true", "1"}

    @property
    def is_development(self) -> bool:
        """Whether the app runs in development, where it checks less."""
        return (self.setting("AZURE_FUNCTIONS_ENVIRONMENT") or "").lower() == "development"

    @property
    def threads(self) -> int:
        """The number of synchronous functions that run at once (rule 27)."""
        try:
            number = int(self.setting("PYTHON_THREADPOOL_THREAD_COUNT") or 0)
        except ValueError:
            number = 0
        return number if number > 0 else _THREADS


def _key(name: str) -> str:
    return name.replace("__", ":").lower()


def options_from(
    *,
    host_json: Mapping[str, object] | None = None,
    settings: Mapping[str, str] | None = None,
    host_section: Mapping[str, object] | None = None,
) -> HostOptions:
    """Build the options from parsed sources.

    `host_json` is the content of host.json (by default only its version), `settings` the environment (by
    default `os.environ`), `host_section` the section `Host` of local.settings.json.
    """
    environment = {
        _key(name): value for name, value in (os.environ if settings is None else settings).items()
    }
    tree = _overridden(_lower_keys({"version": "2.0"} if host_json is None else host_json), environment)
    if tree.get("version") != "2.0":
        raise StartError('host.json must contain "version": "2.0"')
    http = _section(tree, "extensions", "http")
    prefix = http.get("routeprefix", "api")
    if not isinstance(prefix, str):
        raise StartError("extensions.http.routePrefix in host.json must be a string")
    host = _lower_keys(host_section or {})
    origins = tuple(
        origin.strip().rstrip("/") for origin in str(host.get("cors") or "").split(",") if origin.strip()
    )
    credentials = str(host.get("corscredentials", False)).lower() == "true"
    if credentials and "*" in origins:
        raise StartError("Host.CORS '*' cannot be combined with Host.CORSCredentials in local.settings.json")
    return HostOptions(
        route_prefix=prefix.strip("/"),
        custom_headers=_custom_headers(_section(http, "customheaders")),
        log_level=_LEVELS.get(
            str(_section(tree, "logging", "loglevel").get("default", "Information")).lower(), logging.INFO
        ),
        cors_origins=origins,
        cors_credentials=credentials,
        address=str(host.get("localhttpaddress") or "127.0.0.1"),
        port=_port(host.get("localhttpport", 7071)),
        settings=environment,
    )


def read_options(root: Path) -> HostOptions:
    """Read host.json and local.settings.json of an app's folder.

    Adds the `Values` to `os.environ`, for the app, unless they are set there, and sets `LOCAL_HOST`, and
    `AZURE_FUNCTIONS_ENVIRONMENT` to `Development` by default (rule 25).
    """
    host_json = _read_json(root / "host.json")
    if host_json is None:
        raise StartError(f"There is no host.json in {root}")
    local = _read_json(root / "local.settings.json")
    values: dict[str, str] = {}
    if local is not None:
        if str(_member(local, "IsEncrypted", default=True)).lower() != "false":
            raise StartError('local.settings.json must contain "IsEncrypted": false')
        values = _flat(_member(local, "Values", default={}))
    used = frozenset(values) - os.environ.keys()
    for name, value in {**_DEFAULTS, **values}.items():
        os.environ.setdefault(name, value)
    section = _member(local or {}, "Host", default={})
    if not isinstance(section, Mapping):
        raise StartError("Host in local.settings.json must be an object")
    options = options_from(host_json=host_json, host_section=section)
    return replace(options, local_settings=None if local is None else used)


def _read_json(path: Path) -> dict[str, object] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StartError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise StartError(f"{path.name} must contain an object")
    return content


def _member(content: Mapping[str, object], name: str, *, default: object) -> object:
    return next((value for key, value in content.items() if key.lower() == name.lower()), default)


def _flat(values: object) -> dict[str, str]:
    if not isinstance(values, Mapping):
        raise StartError("Values in local.settings.json must be an object")
    flat: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, (dict, list)):
            raise StartError(f"Values in local.settings.json must be flat, but '{name}' is not")
        if value is not None:
            flat[name] = value if isinstance(value, str) else json.dumps(value)
    return flat


def _lower_keys(tree: Mapping[str, object]) -> dict[str, object]:
    return {
        key.lower(): _lower_keys(value) if isinstance(value, Mapping) else value
        for key, value in tree.items()
    }


def _overridden(tree: dict[str, object], environment: Mapping[str, str]) -> dict[str, object]:
    """Apply the `AzureFunctionsJobHost__a__b` variables (rule 24)."""
    for name, value in environment.items():
        if not name.startswith(_OVERRIDE):
            continue
        *sections, last = name.removeprefix(_OVERRIDE).split(":")
        place = tree
        for section in sections:
            inner = place.get(section)
            if not isinstance(inner, dict):
                inner = place[section] = {}
            place = inner
        place[last] = value
    return tree


def _section(tree: Mapping[str, object], *names: str) -> Mapping[str, object]:
    for name in names:
        inner = tree.get(name, {})
        if not isinstance(inner, Mapping):
            raise StartError(f"'{name}' in host.json must be an object")
        tree = inner
    return tree


def _custom_headers(section: Mapping[str, object]) -> dict[str, str]:
    headers = {name: str(value).strip() for name, value in section.items()}
    try:
        for name, value in headers.items():
            check_header(name, value)
    except ValueError as error:
        raise StartError(f"customHeaders in host.json: {error}") from error
    return headers


def _port(value: object) -> int:
    try:
        port = int(str(value))
    except ValueError:
        port = -1
    if not 0 <= port < 1 << 16:
        raise StartError(f"Host.LocalHttpPort in local.settings.json is not a port: {value}")
    return port
