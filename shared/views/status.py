"""What the product's health looks like."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

StoreName = Literal["embedded", "cosmos"]
"""What the documents are kept in."""


class StatusView(TypedDict):
    """The product's health, as the API shows it."""

    status: Literal["ok", "unavailable"]
    version: str
    store: StoreName
    store_ok: bool
    """Whether the store can be read."""
    auth_ok: bool
    """Whether access tokens can be signed."""
    average_request_units: NotRequired[float]
    """What the last hundred requests were charged on average, where the store charges."""
    reason: NotRequired[str]
    """What is wrong, when something is."""
