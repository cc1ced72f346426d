"""The only reader of the environment: settings, credentials and the files that hold them."""

import os
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from shared.errors import DependencyUnavailableError

MIN_SECRET_BYTES = 32
"""RFC 7518, 3.2: an HS256 key has at least as many bits as the hash, 256."""

_MINUTES = re.compile("[1-9][0-9]{0,8}\\Z")
_REREAD_SECONDS = 60.0
_VAULT_REFERENCE = "@Microsoft.KeyVault("
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class JwtCredentials:
    """What access tokens are signed with; `previous` verifies those of before a rotation."""

    secret: str
    previous: str | None
    exp_minutes: int

    def __repr__(self) -> str:
        """Show no secret, wherever this lands."""
        return "JwtCredentials(...)"


class CredentialManager:
    """Settings by name, and one method for each thing that needs several of them.

    The process environment wins over the file `.env` in `root`. The file and what is derived from the
    settings are read again at most once a minute, so that a rotation needs no restart.
    """

    def __init__(self, environment: Mapping[str, str] | None = None, root: Path = _ROOT) -> None:
        self._environment = os.environ if environment is None else environment
        self._root = root
        self._dotenv: tuple[float, Mapping[str, str | None]] | None = None
        self._jwt: tuple[float, JwtCredentials] | None = None

    def get(self, key: str, default: str = "") -> str:
        """Return a setting; `default` when it is absent or empty.

        `DependencyUnavailableError` for a reference to a key vault that App Service could not resolve: what
        it hands on then is the text of the reference, which everybody can guess.
        """
        value = self._environment.get(key) or self._read_dotenv().get(key) or default
        if value.startswith(_VAULT_REFERENCE):
            raise DependencyUnavailableError(f"{key} refers to a key vault that does not give it out")
        return value

    def get_cosmos_credentials(self) -> dict[str, str]:
        """Return what it takes to connect to Cosmos DB; an empty `uri` means that it is not used."""
        return {
            "account_name": self.get("COSMOS_DB_ACCOUNT"),
            "database_name": self.get("COSMOS_DB_DATABASE", "avanochi-db"),
            "container_name": self.get("COSMOS_DB_CONTAINER", "avanochi-container"),
            "uri": self.get("COSMOS_DB_URI"),
            "primary_key": self.get("COSMOS_DB_PRIMARY_KEY"),
            "secondary_key": self.get("COSMOS_DB_SECONDARY_KEY"),
        }

    def get_jwt_credentials(self) -> JwtCredentials:
        """Return the signing secrets; `DependencyUnavailableError` says what is wrong with them.

        In development a missing secret is made up once and kept beside the embedded store.
        """
        present = time.monotonic()
        if self._jwt is None or present - self._jwt[0] > _REREAD_SECONDS:
            self._jwt = (present, self._read_jwt_credentials())
        return self._jwt[1]

    def get_embedded_database_path(self) -> Path:
        """Return the file of the embedded store; a relative path counts from the app's folder."""
        return self._root / self.get("EMBEDDED_DB_PATH", ".data/avanochi.db")

    def get_admin_usernames(self) -> tuple[str, ...]:
        """Return the names of the administrators, as they are written in the setting."""
        return self._get_list("ADMIN_USERNAMES")

    def get_allowed_origins(self) -> tuple[str, ...]:
        """Return the other origins (`https://host[:port]`) whose pages may change things by cookie."""
        return self._get_list("ALLOWED_ORIGINS")

    def is_development(self) -> bool:
        """Tell whether this is somebody's own machine: only then may a secret be made up."""
        return self.get("AZURE_FUNCTIONS_ENVIRONMENT").lower() == "development"

    def _get_list(self, key: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.get(key).split(",") if part.strip())

    def _read_dotenv(self) -> Mapping[str, str | None]:
        present = time.monotonic()
        if self._dotenv is None or present - self._dotenv[0] > _REREAD_SECONDS:
            from dotenv import dotenv_values  # noqa: PLC0415 - not before a setting is asked for

            self._dotenv = (present, dotenv_values(self._root / ".env"))
        return self._dotenv[1]

    def _read_jwt_credentials(self) -> JwtCredentials:
        secret, previous = self.get("JWT_SECRET"), self.get("JWT_SECRET_PREVIOUS")
        if not self.is_development():
            if not secret:
                raise DependencyUnavailableError("JWT_SECRET is not set")
            _require_length("JWT_SECRET", secret)
            if previous:
                _require_length("JWT_SECRET_PREVIOUS", previous)
        minutes = self.get("JWT_EXP_MINUTES", "60")
        if not _MINUTES.match(minutes):
            raise DependencyUnavailableError("JWT_EXP_MINUTES must be a whole number of minutes, at least 1")
        return JwtCredentials(
            secret=secret or self._development_secret(), previous=previous or None, exp_minutes=int(minutes)
        )

    def _development_secret(self) -> str:
        path = self.get_embedded_database_path().parent / "jwt_secret"
        try:
            if not path.exists():
                _write_once(path, secrets.token_urlsafe(48))
            secret = path.read_text().strip()
        except OSError as error:
            raise DependencyUnavailableError(
                "The development secret cannot be kept beside the embedded store"
            ) from error
        _require_length("The development secret", secret)
        return secret


def _require_length(name: str, secret: str) -> None:
    if len(secret.encode()) < MIN_SECRET_BYTES:
        raise DependencyUnavailableError(f"{name} is too short: it needs at least {MIN_SECRET_BYTES} bytes")


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner may read; one that is there already stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    try:
        draft.write_text(text)
        # A link is made whole or not at all: of two processes that start together, one's stays.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
