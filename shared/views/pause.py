"""The view of a pause."""

from datetime import datetime

from typing_extensions import TypedDict

PauseView = TypedDict("PauseView", {"from": datetime, "to": datetime | None})
"""A pause of a session; `to` is null while it lasts."""
