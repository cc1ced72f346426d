"""The only module that generates ids."""

from itertools import count
from os import getpid
from secrets import choice, token_hex
from uuid import uuid4


def new_id() -> str:
    """Return a unique id that cannot be guessed: a random UUID in its canonical form."""
    return str(uuid4())


def new_request_id() -> str:
    """Return a unique request id, which is cheap to generate and may be guessed."""
    return f"{_PROCESS}-{getpid():x}-{next(_REQUESTS)}"


def new_code(letters: str, length: int) -> str:
    """Return a code of some letters, which can be guessed only as their number and the length allow."""
    return "".join(choice(letters) for _ in range(length))


_PROCESS = token_hex(6)
_REQUESTS = count(1)  # thread-safe: returns each number once
