"""The view of an undone act."""

from typing_extensions import TypedDict

from shared.views.earned import EventView


class UndoneView(TypedDict):
    """An act that was undone."""

    event: str
    """The name of the act, such as `complete_task`."""
    id: str
    """The id of the task, session, entry or reflection."""


class UndoneEventView(UndoneView, EventView):
    """An act that was undone, and the rewards of undoing it; points that were taken back are negative."""
