"""The only module that generates ids."""

from itertools import count
from os import getpid
from secrets import choice, token_hex
from uuid import uuid4

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # Source: RFC 4648, section 6


def new_id() -> str:
    """Return a unique id that cannot be guessed: a random UUID in its canonical form."""
    return str(uuid4())


def new_request_id() -> str:
    """Return a unique request id, which is cheap to generate and may be guessed."""
    return f"{_PROCESS}-{getpid():x}-{next(_REQUESTS)}"


def new_code(length: int) -> str:
    """Return a code for people to type, in letters and digits of base 32: 5 random bits each."""
    return "".join(choice(_BASE32) for _ in range(length))


_PROCESS = token_hex(6)
_REQUESTS = count(1)  # thread-safe: returns each number once
