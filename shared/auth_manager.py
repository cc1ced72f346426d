"""Access tokens: the only module that signs and verifies JWTs."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import ClassVar

from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.errors import UnauthenticatedError
from shared.ids import new_id

_ALGORITHM = "HS256"
_ISSUER = "avanochi"
_LEEWAY = timedelta(seconds=5)  # the clocks of two instances may differ by this much
_AUDIENCE = "avanochi"
_AMR = ["mfa"]  # multiple-factor authentication. Source: RFC 8176, section 2
_CLAIMS = ("sub", "iat", "nbf", "exp", "iss", "aud", "jti")


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a valid token; `family` identifies the sign-in that it belongs to.

    `has_second_factor` is whether that sign-in has shown a second factor.
    """

    user_id: str
    family: str
    valid_from: datetime
    expires: datetime
    has_second_factor: bool


class AuthManager:
    """Signs and verifies access tokens with the secrets of the `CredentialManager`.

    The header `kid` names the secret that signed a token, so that after a rotation the previous secret still
    verifies its tokens.
    """

    algorithm: ClassVar[str] = _ALGORITHM

    def __init__(self, credentials: CredentialManager | None = None, clock: Clock | None = None) -> None:
        self._credentials = credentials or CredentialManager()
        self._clock = clock or Clock()

    @property
    def exp_minutes(self) -> int:
        """Minutes for which a token is valid."""
        return self._credentials.get_jwt_credentials().exp_minutes

    @property
    def lifetime(self) -> timedelta:
        """How long a token is valid."""
        return timedelta(minutes=self.exp_minutes)

    def check(self) -> None:
        """Raise `DependencyUnavailableError`, with the reason, if tokens cannot be signed."""
        self._credentials.get_jwt_credentials()

    def generate_token(
        self, user_id: str, family: str | None = None, *, has_second_factor: bool = False
    ) -> str:
        """Return a signed token, valid from now; `family` identifies the sign-in, by default a new one."""
        now = self._clock.now()
        claims: dict[str, object] = {
            "sub": user_id,
            "iat": int(now.timestamp()),
            "nbf": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "jti": f"{family or new_id()}.{new_id()}",
        }
        if has_second_factor:
            claims["amr"] = _AMR
        secret = self._credentials.get_jwt_credentials().secret
        import jwt  # noqa: PLC0415 - imports an HTTP client, which would slow down the start

        return jwt.encode(claims, secret, algorithm=self.algorithm, headers={"kid": _key_id(secret)})

    def derive_successors(self, family: str, refresh_token: str) -> tuple[str, ...]:
        """Return the token that replaces a refresh token: by the secret and by the previous one, if any.

        The same token always has the same successor, which cannot be computed without the secret.
        """
        credentials = self._credentials.get_jwt_credentials()
        # No JWT contains a NUL, so no signed text is both.
        text = f"refresh\0{family}\0{refresh_token}".encode()
        keys = (secret for secret in (credentials.secret, credentials.previous) if secret)
        return tuple(hmac.new(key.encode(), text, sha256).hexdigest() for key in keys)

    def verify_token(self, token: str) -> Claims:
        """Return the claims of a token; `UnauthenticatedError` if it is invalid or has expired."""
        credentials = self._credentials.get_jwt_credentials()
        claims = _decode(token, (credentials.secret, credentials.previous))
        if not claims.valid_from - _LEEWAY <= self._clock.now() < claims.expires:
            raise UnauthenticatedError
        return claims


@lru_cache(maxsize=4096)
def _decode(token: str, secrets: tuple[str, str | None]) -> Claims:
    """Return the claims of a token that one of the secrets signed, without checking its times.

    A client sends the same token with every request, so the result is cached; a rotation of the secrets
    changes the cache key.
    """
    import jwt  # noqa: PLC0415 - as above

    try:
        return _read_claims(token, secrets)
    except (jwt.PyJWTError, StopIteration, ValueError, TypeError, OverflowError, OSError) as error:
        raise UnauthenticatedError from error


def _read_claims(token: str, secrets: tuple[str, str | None]) -> Claims:
    import jwt  # noqa: PLC0415 - as above

    key_id = jwt.get_unverified_header(token).get("kid")
    secret = next(secret for secret in secrets if secret is not None and key_id == _key_id(secret))
    claims = jwt.decode(
        token,
        secret,
        algorithms=[_ALGORITHM],
        issuer=_ISSUER,
        audience=_AUDIENCE,
        # `verify_token` checks the times with the product's clock.
        options={"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )
    user_id, token_id = claims["sub"], claims["jti"]
    issued, not_before = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "nbf"))
    expires = datetime.fromtimestamp(claims["exp"], UTC)
    if not isinstance(user_id, str) or not isinstance(token_id, str) or not user_id:
        raise UnauthenticatedError
    return Claims(
        user_id=user_id,
        family=token_id.partition(".")[0],
        valid_from=max(issued, not_before),
        expires=expires,
        has_second_factor=claims.get("amr") == _AMR,
    )


def _key_id(secret: str) -> str:
    # Eight hex digits of a one-way hash distinguish two secrets without revealing either.
    return sha256(b"kid:" + secret.encode()).hexdigest()[:8]
