"""What all views have in common."""

from collections.abc import Mapping
from typing import Annotated, Any, Protocol

from pydantic import WithJsonSchema

Id = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
"""A generated identifier, as the API shows it."""


class HasView(Protocol):
    """An entity that the API shows."""

    def to_dict(self) -> Mapping[str, Any]:
        """Return what the API shows."""
