"""The public keys with which the Bot Framework signs its requests."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, TypeVar

import msgspec

from shared.channels.deadline import ChannelError, Deadline
from shared.channels.https_client import HttpRequest, HttpsClient
from shared.channels.integration import Integration
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.errors import NotConfiguredError, UnverifiedError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_logger = logging.getLogger(__name__)

MAX_SECONDS = 2.5
"""How long it may take in all to get the keys: Teams waits for an answer."""

_MAX_AGE = timedelta(days=1)
_MIN_AGE = timedelta(minutes=1)
_RETRY_AFTER = timedelta(seconds=5)
_MAX_WAITING = 8
_MAX_RESPONSE_BYTES = 256 * 1024
_OK = 200


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key, and the channels whose activities it may sign."""

    key: "RSAPublicKey"
    endorsements: frozenset[str]


class _Configuration(msgspec.Struct, frozen=True):
    """An OpenID document, as far as it is used."""

    jwks_uri: str


class _Key(msgspec.Struct, frozen=True):
    """A JSON Web Key, as far as it is used."""

    kty: str
    kid: str = ""
    n: str = ""
    e: str = ""
    endorsements: frozenset[str] = frozenset()


class _KeySet(msgspec.Struct, frozen=True):
    keys: tuple[_Key, ...]


DecodedT = TypeVar("DecodedT", bound=msgspec.Struct)

_configurations = msgspec.json.Decoder(_Configuration)
_key_sets = msgspec.json.Decoder(_KeySet)


class SigningKeys:
    """The keys by their ids: fetched once a day, and for an unknown id, but at most once a minute.

    So requests with forged ids cause few calls. While one thread fetches the keys, few others wait for them,
    and none that knows its key.
    """

    def __init__(self, credentials: CredentialManager, clock: Clock) -> None:
        self._credentials = credentials
        self._clock = clock
        self._client = HttpsClient(allows_loopback=credentials.is_development())
        self._calls = Integration("teams-keys")
        self._lock = Lock()  # others wait for the thread that fetches the keys, for `MAX_SECONDS` at most
        self._waiting = BoundedSemaphore(_MAX_WAITING)
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None
        self.seconds = MAX_SECONDS

    def find(self, key_id: str) -> SigningKey | None:
        """Return a key, None for an unknown id.

        `UnverifiedError` without current keys, or if too many threads wait for them.
        """
        known = None if self._is_old(self._clock.now()) else self._keys.get(key_id)
        if known is not None:
            return known
        if not self._waiting.acquire(blocking=False):
            raise UnverifiedError("The signing keys of Teams are being fetched")
        try:
            with self._lock:
                return self._find(key_id)
        finally:
            self._waiting.release()

    def _find(self, key_id: str) -> SigningKey | None:
        now = self._clock.now()
        if self._may_fetch(now, key_id):
            self._fetch(now)
        if self._is_old(now):
            raise UnverifiedError("The signing keys of Teams cannot be fetched")
        return self._keys.get(key_id)

    def _is_old(self, now: datetime) -> bool:
        return self._fetched_at is None or now - self._fetched_at >= _MAX_AGE

    def _may_fetch(self, now: datetime, key_id: str) -> bool:
        is_old = self._is_old(now)
        if not is_old and key_id in self._keys:
            return False
        return self._tried_at is None or now - self._tried_at >= (_RETRY_AFTER if is_old else _MIN_AGE)

    def _fetch(self, now: datetime) -> None:
        """Replace the keys; if they cannot be fetched, the last ones stay until they are too old."""
        settings = self._credentials.get_teams_credentials()
        if settings is None:
            raise NotConfiguredError("Teams is not configured")
        self._tried_at = now

        def fetch(deadline: Deadline) -> dict[str, SigningKey]:
            document = _decode(self._get(settings.openid_url, deadline), _configurations)
            return _read_keys(_decode(self._get(document.jwks_uri, deadline), _key_sets))

        try:
            self._keys = self._calls.call(fetch, self.seconds)
        except ChannelError as error:
            _logger.error("teams: the signing keys cannot be fetched: %s", error)  # noqa: TRY400 - no traceback needed
            return
        self._fetched_at = now

    def _get(self, url: str, deadline: Deadline) -> bytes:
        request = HttpRequest(url=url, headers={}, max_bytes=_MAX_RESPONSE_BYTES, method="GET")
        response = self._client.send(request, deadline)
        if response.status != _OK:
            raise ChannelError(f"status {response.status}")
        return response.body


def _read_keys(found: _KeySet) -> dict[str, SigningKey]:
    """Return the RSA keys, without those that are malformed."""
    from jwt import InvalidKeyError  # noqa: PLC0415 - slow to import
    from jwt.algorithms import RSAAlgorithm  # noqa: PLC0415 - likewise

    keys: dict[str, SigningKey] = {}
    for one in found.keys:
        if one.kty != "RSA" or not one.kid:
            continue
        try:
            key = RSAAlgorithm.from_jwk({"kty": one.kty, "n": one.n, "e": one.e})
        except (InvalidKeyError, ValueError, TypeError):
            continue
        keys[one.kid] = SigningKey(key, one.endorsements)  # type: ignore[arg-type]  # without d it is public
    return keys


def _decode(body: bytes, decoder: msgspec.json.Decoder[DecodedT]) -> DecodedT:
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ChannelError("the response has no keys") from error
