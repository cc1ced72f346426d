"""Keyed hashes, under which names and addresses are stored and logged."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from shared.credential_manager import CredentialManager

_HEX_DIGITS = 32  # 128 bits


@dataclass(frozen=True, kw_only=True, eq=False)
class Pseudonyms:
    """Hashes texts that could be guessed, with a key derived from `JWT_SECRET`.

    The store and the logs alone do not reveal such a text, nor that two hashes of different purposes belong
    to the same text. `DependencyUnavailableError` without a valid secret.
    """

    credentials: CredentialManager

    def hash(self, purpose: str, *texts: str) -> str:
        """Return the hash of texts for a purpose."""
        return _hash(self.credentials.get_jwt_credentials().secret, purpose, texts)

    def all_hashes(self, purpose: str, *texts: str) -> tuple[str, ...]:
        """Return the hash, and the one before the last rotation of the secret if that is still accepted."""
        jwt = self.credentials.get_jwt_credentials()
        return tuple(_hash(secret, purpose, texts) for secret in (jwt.secret, jwt.previous) if secret)


def _hash(secret: str, purpose: str, texts: tuple[str, ...]) -> str:
    # NUL separates: purposes, ids and addresses do not contain it, so different texts never meet.
    message = "\0".join(("pseudonym", purpose, *texts)).encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), message, sha256).hexdigest()[:_HEX_DIGITS]
