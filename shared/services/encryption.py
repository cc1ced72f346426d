"""Encryption of secrets that the store keeps."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from shared.credential_manager import CredentialManager

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


@dataclass(frozen=True, kw_only=True, eq=False)
class Encryption:
    """Encrypts texts with keys derived from `JWT_SECRET`, so that the store alone does not reveal them.

    `DependencyUnavailableError` without a valid secret.
    """

    credentials: CredentialManager

    def encrypt(self, purpose: str, owner_id: str, text: str) -> str:
        """Return a text, encrypted for a purpose and its owner."""
        secret = self.credentials.get_jwt_credentials().secret
        return _cipher(secret, purpose, owner_id).encrypt(text.encode()).decode()

    def decrypt(self, purpose: str, owner_id: str, encrypted: str) -> str | None:
        """Return the text; None if neither `JWT_SECRET` nor `JWT_SECRET_PREVIOUS` was its key."""
        from cryptography.fernet import InvalidToken, MultiFernet  # noqa: PLC0415 - seldom used

        jwt = self.credentials.get_jwt_credentials()
        ciphers = [_cipher(secret, purpose, owner_id) for secret in (jwt.secret, jwt.previous) if secret]
        try:
            return MultiFernet(ciphers).decrypt(encrypted).decode()
        except InvalidToken:
            return None


def _cipher(secret: str, purpose: str, owner_id: str) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

    # NUL separates: purposes and ids do not contain it.
    key = hmac.new(secret.encode(), f"encryption\0{purpose}\0{owner_id}".encode(), sha256).digest()
    return Fernet(urlsafe_b64encode(key))
