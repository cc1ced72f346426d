"""Access tokens: the only place that signs and verifies JWTs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import jwt

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
        return jwt.encode(claims, secret, algorithm=_ALGORITHM, headers={"kid": _key_id(secret)})

    def verify_token(self, token: str) -> Claims:
        """Return what a token says; `UnauthenticatedError` when it is not one of ours, or not valid now."""
        try:
            claims = jwt.decode(
                token,
                self._find_secret(token),
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                # The times are checked below, by the clock that the rest of the product goes by.
                options={"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False},
            )
            issued = datetime.fromtimestamp(claims["iat"], UTC)
            expires = datetime.fromtimestamp(claims["exp"], UTC)
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, OSError) as error:
            raise UnauthenticatedError from error
        if not issued - _LEEWAY <= self._clock.now() < expires:
            raise UnauthenticatedError
        return _claims(claims)

    def _find_secret(self, token: str) -> str:
        credentials = self._credentials.get_jwt_credentials()
        key_id = jwt.get_unverified_header(token).get("kid")
        for secret in (credentials.secret, credentials.previous):
            if secret is not None and key_id == _key_id(secret):
                return secret
        raise UnauthenticatedError


def _claims(claims: dict[str, Any]) -> Claims:
    user_id, token_id = claims["sub"], claims["jti"]
    if not isinstance(user_id, str) or not isinstance(token_id, str) or not user_id:
        raise UnauthenticatedError
    return Claims(user_id, token_id.partition(".")[0])


def _key_id(secret: str) -> str:
    # Eight hex digits of a one-way hash tell two secrets apart and tell nothing about either.
    return sha256(b"kid:" + secret.encode()).hexdigest()[:8]
