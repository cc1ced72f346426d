"""The one place that makes up identifiers."""

from itertools import count
from os import getpid
from secrets import token_hex
from uuid import uuid4


def new_id() -> str:
    """Return an identifier that nobody has or can guess: a random UUID in its canonical form."""
    return str(uuid4())


def new_request_id() -> str:
    """Return a name for a request that no other has; it need not be hard to guess, only cheap to make."""
    return f"{_PROCESS}-{getpid():x}-{next(_REQUESTS)}"


_PROCESS = token_hex(6)
_REQUESTS = count(1)  # hands out each number once, to whichever thread asks
