"""An authenticator app: a second implementation of its codes, by RFC 6238 and RFC 4226."""

import base64
import hmac

from tests.conftest import MovableClock

SECONDS = 30


class AuthenticatorApp:
    """Shows the codes of a secret, by the clock of the test."""

    def __init__(self, secret: str, clock: MovableClock) -> None:
        self._key = base64.b32decode(secret)
        self._clock = clock

    def code(self, seconds: int = 0) -> str:
        """Return the code that is shown in some seconds."""
        step = int(self._clock.now().timestamp() + seconds) // SECONDS
        digest = hmac.digest(self._key, step.to_bytes(8), "sha1")
        start = digest[-1] & 15
        number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
        return f"{number % 10**6:06}"

    def next_code(self) -> str:
        """Wait until the app shows another code, and return it."""
        self._clock.move(seconds=SECONDS)
        return self.code()
