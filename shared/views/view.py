"""The types that all views share."""

from typing import Annotated, Protocol, TypeVar

from pydantic import WithJsonSchema

ViewT_co = TypeVar("ViewT_co", covariant=True)

Id = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
"""A generated identifier."""


class HasView(Protocol[ViewT_co]):
    """An entity with a view."""

    def to_dict(self) -> ViewT_co:
        """Return the view of the entity."""
