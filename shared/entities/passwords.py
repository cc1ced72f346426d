"""The rules of passwords."""

import re
import unicodedata
from functools import cache

from shared.entities.names import username_key
from shared.errors import ValidationError

MAX_TYPED_LENGTH = 1024
"""Characters of a password as it is typed; Unicode form NFC may make it shorter."""

_LENGTHS = range(8, 128 + 1)
_ASCII = r"[ -~]*\Z"


def normalize_password(password: str) -> str:
    """Return the form in which passwords are hashed: with ASCII spaces and in Unicode form NFC.

    Source: OpaqueString of RFC 8265, section 4.2, so that a password does not depend on the keyboard.
    """
    if password.isascii():
        return password
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in password)
    return unicodedata.normalize("NFC", spaced)


def check_password(password: str) -> str:
    """Return a new password; `ValidationError` for a wrong length or character, or a common password."""
    if len(password) > MAX_TYPED_LENGTH or len(normalize_password(password)) not in _LENGTHS:
        raise ValidationError("A password must have 8 to 128 characters")
    if not re.match(_ASCII, password):
        _check_text(password)
    if username_key(password) in _common_passwords():
        raise ValidationError("This password is too common: many people use it, so it would be guessed")
    return password


def check_password_of(username: str, password: str) -> str:
    """Return a new password, which must not be the username either, also in other letter case."""
    check_password(password)
    if username_key(password) == username_key(username):
        raise ValidationError("A password must not be the username")
    return password


def _check_text(password: str) -> None:
    from precis_i18n import get_profile  # noqa: PLC0415 - some 20 ms, only for passwords beyond ASCII

    try:
        get_profile("OpaqueString").enforce(password)
    except UnicodeEncodeError as error:
        raise ValidationError("A password must not contain control or invisible characters") from error


@cache
def _common_passwords() -> frozenset[str]:
    from shared.entities.common_passwords import COMMON_PASSWORDS  # noqa: PLC0415 - only for new passwords

    return frozenset(COMMON_PASSWORDS.split())
