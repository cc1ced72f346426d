"""Views of the service's status."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

StoreName = Literal["embedded", "cosmos"]
"""The kind of the document store."""

PROBE_SECONDS = 10
"""How long the result of a probe of the store is used: polling must not cause a write each time."""


class StatusView(TypedDict):
    """The status of the service."""

    status: Literal["ok", "unavailable"]
    version: str
    store: StoreName
    store_ok: bool
    """Whether the document store can be read and written."""
    auth_ok: bool
    """Whether access tokens can be signed."""
    average_request_units: NotRequired[float]
    """The mean charge of the last hundred requests, if the store charges."""
    reason: NotRequired[str]
    """Why the service is unavailable."""
    warnings: NotRequired[list[str]]
    """Settings that are probably a mistake, if there are any."""
