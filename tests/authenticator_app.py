"""An authenticator app: a second implementation of its codes, by RFC 6238 and RFC 4226."""

import base64
import hmac
from datetime import datetime, timedelta

from tests.conftest import MovableClock

SECONDS = 30


def code_at(secret: str, moment: datetime) -> str:
    """Return the code of a secret in base 32 at a moment."""
    step = int(moment.timestamp()) // SECONDS
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 10**6:06}"


class AuthenticatorApp:
    """Shows the codes of a secret, by the clock of the test."""

    def __init__(self, secret: str, clock: MovableClock) -> None:
        self._secret = secret
        self._clock = clock

    def code(self, seconds: int = 0) -> str:
        """Return the code that is shown in some seconds."""
        return code_at(self._secret, self._clock.now() + timedelta(seconds=seconds))

    def next_code(self) -> str:
        """Wait until the app shows another code, and return it."""
        self._clock.move(seconds=SECONDS)
        return self.code()
