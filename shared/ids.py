"""The one place that makes up identifiers."""

from uuid import uuid4


def new_id() -> str:
    """Return an identifier that nobody has or can guess: a random UUID in its canonical form."""
    return str(uuid4())
