"""An alert, before it is a notification."""

from collections.abc import Mapping

import msgspec

from shared.rules.assistant.signals.signal import Signal
from shared.views.notification import NotificationKind

_QUARTER = 4  # of an hour


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """An alert, with the hours and the numbers of days that it says, or the signals that have become strong.

    `reason` selects its text, and `cause` identifies it: an ISO week or a date.
    """

    kind: NotificationKind
    reason: str
    cause: str
    hours: Mapping[str, float]
    counts: Mapping[str, int] = {}
    signals: tuple[Signal, ...] = ()


def to_quarter(hours: float) -> float:
    """Return hours, to the quarter."""
    return round(hours * _QUARTER) / _QUARTER
