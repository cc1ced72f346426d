"""Views of the service's status."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

StoreName = Literal["embedded", "cosmos"]
"""The kind of the document store."""

IntegrationState = Literal["off", "ok", "failing"]
"""Whether an outside service is configured, and whether the last call of it worked."""

PROBE_SECONDS = 10
"""How long the result of a probe of the store is used: polling must not cause a write each time."""


class IntegrationsView(TypedDict):
    """The outside services that the app can call; `off` without settings."""

    ai_foundry: IntegrationState
    speech: IntegrationState
    slack: IntegrationState
    teams: IntegrationState


class StatusView(TypedDict):
    """The status of the service."""

    status: Literal["ok", "unavailable"]
    version: str
    store: StoreName
    store_ok: bool
    """Whether the document store can be read and written."""
    auth_ok: bool
    """Whether access tokens can be signed."""
    integrations: IntegrationsView
    average_request_units: NotRequired[float]
    """The mean charge of the last hundred requests, if the store charges."""
    reason: NotRequired[str]
    """Why the service is unavailable."""
    warnings: NotRequired[list[str]]
    """Settings that are probably a mistake, if there are any."""
