"""Access tokens: the only place that signs and verifies JWTs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.errors import UnauthenticatedError
from shared.ids import new_id

_ALGORITHM = "HS256"
_ISSUER = "avanochi"
_LEEWAY = timedelta(seconds=5)  # the clocks of two instances may differ by this much
_CLAIMS = ("sub", "iat", "exp", "iss", "jti")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says: whose it is, and which sign-in it comes from."""

    user_id: str
    family: str
    issued: datetime
    expires: datetime


class AuthManager:
    """Signs and verifies access tokens with the secrets that `CredentialManager` holds.

    A token names the secret it was signed with (header `kid`), so that after a rotation the previous
    secret still verifies the tokens that it signed.
    """

    def __init__(self, credentials: CredentialManager, clock: Clock) -> None:
        self._credentials = credentials
        self._clock = clock

    @property
    def lifetime(self) -> timedelta:
        """How long a token is valid."""
        return timedelta(minutes=self._credentials.get_jwt_credentials().exp_minutes)

    def check(self) -> None:
        """Raise `DependencyUnavailableError`, saying why, when tokens cannot be signed."""
        self._credentials.get_jwt_credentials()

    def generate_token(self, user_id: str, family: str) -> str:
        """Return a signed token for a user, of this sign-in, valid from now."""
        now = self._clock.now()
        claims = {
            "sub": user_id,
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
            "iss": _ISSUER,
            "jti": f"{family}.{new_id()}",
        }
        secret = self._credentials.get_jwt_credentials().secret
        import jwt  # noqa: PLC0415 - brings an HTTP client along, which the first import can do without

        return jwt.encode(claims, secret, algorithm=_ALGORITHM, headers={"kid": _key_id(secret)})

    def verify_token(self, token: str) -> Claims:
        """Return what a token says; `UnauthenticatedError` when it is not one of ours, or not valid now."""
        credentials = self._credentials.get_jwt_credentials()
        claims = _decode(token, (credentials.secret, credentials.previous))
        if not claims.issued - _LEEWAY <= self._clock.now() < claims.expires:
            raise UnauthenticatedError
        return claims


@lru_cache(maxsize=4096)
def _decode(token: str, secrets: tuple[str, str | None]) -> Claims:
    """Return what a token signed with one of the secrets says; whether it is valid now is not looked at.

    A token comes with every request of its hour, so what was verified is remembered; with other secrets
    it is verified anew.
    """
    import jwt  # noqa: PLC0415 - as above

    try:
        key_id = jwt.get_unverified_header(token).get("kid")
        secret = next(secret for secret in secrets if secret is not None and key_id == _key_id(secret))
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            issuer=_ISSUER,
            # The times are checked by the clock that the rest of the product goes by.
            options={"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        user_id, token_id = claims["sub"], claims["jti"]
        issued = datetime.fromtimestamp(claims["iat"], UTC)
        expires = datetime.fromtimestamp(claims["exp"], UTC)
    except (jwt.PyJWTError, StopIteration, ValueError, TypeError, OverflowError, OSError) as error:
        raise UnauthenticatedError from error
    if not isinstance(user_id, str) or not isinstance(token_id, str) or not user_id:
        raise UnauthenticatedError
    return Claims(user_id, token_id.partition(".")[0], issued, expires)


def _key_id(secret: str) -> str:
    # Eight hex digits of a one-way hash tell two secrets apart and tell nothing about either.
    return sha256(b"kid:" + secret.encode()).hexdigest()[:8]
