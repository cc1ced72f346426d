"""The token of a request from the Bot Framework.

Source: learn.microsoft.com, Authentication with the Bot Connector API.
"""

from collections.abc import Mapping
from math import nan
from typing import Any

import msgspec

from shared.channels.teams.keys import SigningKeys
from shared.channels.teams.service_url import is_service_url
from shared.clock import Clock
from shared.errors import ForbiddenError, UnauthenticatedError

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
"""The name of Teams among the channels of the Bot Framework: in others, people choose their own ids."""

_ALGORITHM = "RS256"
_SKEW = 300  # seconds
_MAX_LENGTH = 8192
_MAX_NUMBER = 1e12
_SERVICE_URL_CLAIMS = ("serviceurl", "serviceUrl")
_MALFORMED = (ValueError, TypeError, RecursionError, OverflowError)


class SignedRequest(msgspec.Struct, frozen=True):
    """What a valid token says: where the sender takes answers, and for which channels it may speak."""

    service_urls: frozenset[str]
    endorsements: frozenset[str]

    def require(self, service_url: str, channel_id: str) -> None:
        """Raise `ForbiddenError` if the token was not signed for an activity with these fields."""
        if channel_id != CHANNEL or channel_id not in self.endorsements:
            raise ForbiddenError("The key must not sign activities of this channel")
        if self.service_urls != {service_url} or not is_service_url(service_url):
            raise ForbiddenError("The service URL is not that of the token")


class TokenVerifier:
    """Verifies tokens; anything odd is refused."""

    def __init__(self, keys: SigningKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def verify(self, authorization: str, app_id: str) -> SignedRequest:
        """Return what the token of an `Authorization` header says.

        `UnauthenticatedError` for a missing or malformed token, `ForbiddenError` for one that the Bot
        Framework has not signed for this bot, or that is not valid now.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > _MAX_LENGTH:
            raise UnauthenticatedError
        key_id = _key_id_of(token)
        key = self._keys.find(key_id) if key_id else None
        if key is None:
            raise _refused()
        claims = _read_claims(token, key.key, app_id)
        if not self._is_valid_now(claims):
            raise _refused()
        return SignedRequest(_service_urls(claims), key.endorsements)

    def _is_valid_now(self, claims: Mapping[str, Any]) -> bool:
        now = self._clock.now().timestamp()
        begins, ends = _number_of(claims.get("nbf", 0)), _number_of(claims["exp"])
        return begins - _SKEW <= now < ends + _SKEW  # not for NaN, which a claim may be


def _key_id_of(token: str) -> str:
    """Return the id of the key in the header of a token, empty for a header that no valid token has."""
    import jwt  # noqa: PLC0415 - slow to import

    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, *_MALFORMED) as error:
        raise UnauthenticatedError from error
    key_id = header.get("kid")
    return key_id if header.get("alg") == _ALGORITHM and isinstance(key_id, str) else ""


def _read_claims(token: str, key: Any, app_id: str) -> Mapping[str, Any]:  # noqa: ANN401 - an RSA key
    import jwt  # noqa: PLC0415 - as above

    try:
        return jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            issuer=ISSUER,
            audience=app_id,
            # The times are checked with the product's clock.
            options={
                "require": ["exp", "iss", "aud"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, *_MALFORMED) as error:
        raise _refused() from error


def _service_urls(claims: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(str(claims[name]) for name in _SERVICE_URL_CLAIMS if name in claims)


def _number_of(claim: object) -> float:
    """Return a claim that is a number; NaN for another one."""
    if not isinstance(claim, int | float) or isinstance(claim, bool) or abs(claim) > _MAX_NUMBER:
        return nan
    return float(claim)


def _refused() -> ForbiddenError:
    return ForbiddenError("The token is not one of Teams for this bot")
