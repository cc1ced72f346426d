"""Security events: one line of JSON each, on a logger of their own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from shared.clock import Clock
from shared.entities.entity import to_json
from shared.entities.names import username_key
from shared.errors import AvanochiError, DependencyUnavailableError
from shared.services.pseudonyms import Pseudonyms
from shared.services.request_source import current_source

logger = logging.getLogger("avanochi.security")

SUCCESS = "success"

_MAX_DETAIL = 200  # characters of a field that a client may fill


class SecurityEvent(StrEnum):
    """What happened, or was tried."""

    REGISTRATION = "registration"
    SIGN_IN = "sign_in"
    REFRESH = "refresh"
    REFRESH_TOKEN_REUSE = "refresh_token_reuse"  # noqa: S105 - no secret
    SIGN_OUT = "sign_out"
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - no secret
    PASSWORD_CONFIRMATION = "password_confirmation"  # noqa: S105 - of a change of the own name or email
    SECOND_FACTOR_ENABLING = "second_factor_enabling"
    SECOND_FACTOR_REMOVAL = "second_factor_removal"
    RECOVERY_CODES = "recovery_codes"
    ADMINISTRATOR_CLAIM = "administrator_claim"
    ACCOUNT_CLOSING = "account_closing"
    ACCESS_DENIED = "access_denied"
    ADMINISTRATOR_ACT = "administrator_act"
    CHAT_LINK = "chat_link"
    CHAT_UNLINK = "chat_unlink"


@dataclass(slots=True)
class Watched:
    """An event that is being watched; `user_id` is whose it is, empty until that is known."""

    user_id: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class SecurityLog:
    """Writes security events; a line holds no secret, and of a username, which may be one, only the hash."""

    pseudonyms: Pseudonyms
    clock: Clock

    def write(
        self, event: SecurityEvent, outcome: str, user_id: str = "", *, username: str = "", **details: str
    ) -> None:
        """Write a line about an event; `details` are further fields."""
        source = current_source()
        line = {
            "event": event,
            "outcome": outcome,
            "at": self.clock.now(),
            "user_id": user_id or None,
            "name": self._hash_name(username) if username else None,
            "address": source.address or None,
            "request_id": source.request_id or None,
            **{field: text[:_MAX_DETAIL] for field, text in details.items()},
        }
        level = logging.INFO if outcome == SUCCESS else logging.WARNING
        logger.log(level, "%s", to_json(line).decode())

    def write_denial(self, user_id: str, *targets: str) -> None:
        """Write a line about a user who may not act on the targets, or call an endpoint without any."""
        self.write(
            SecurityEvent.ACCESS_DENIED, "forbidden", user_id, target_user_id=",".join(sorted(targets))
        )

    @contextmanager
    def watch(self, event: SecurityEvent, user_id: str = "", *, username: str = "") -> Iterator[Watched]:
        """Write a line about the event within the context; its outcome is `success` or the error's code."""
        watched = Watched(user_id)
        try:
            yield watched
        except AvanochiError as error:
            self.write(event, error.code, watched.user_id, username=username)
            raise
        self.write(event, SUCCESS, watched.user_id, username=username)

    def _hash_name(self, username: str) -> str | None:
        try:
            return self.pseudonyms.hash("log", username_key(username))
        except DependencyUnavailableError:
            return None  # without a secret, users can register but not sign in
