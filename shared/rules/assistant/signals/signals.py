"""The signals of a user: what rules with a named source observe in the user's own history."""

from collections.abc import Callable

from shared.rules.assistant.history import History
from shared.rules.assistant.signals.habits import evenings, tough_days, weekends
from shared.rules.assistant.signals.load import long_week, rising_load
from shared.rules.assistant.signals.recent_work import RecentWork
from shared.rules.assistant.signals.rest import no_break, no_free_day, short_night, skipped_breaks
from shared.rules.assistant.signals.signal import Signal

_RULES: tuple[Callable[[RecentWork], Signal | None], ...] = (
    long_week,
    short_night,
    no_free_day,
    no_break,
    evenings,
    weekends,
    rising_load,
    tough_days,
    skipped_breaks,
)


def signals_of(history: History) -> list[Signal]:
    """Return the signals as of the moment of the history, at most one of each rule, in the rules' order."""
    work = RecentWork(history=history)
    found = (rule(work) for rule in _RULES)
    return [signal for signal in found if signal is not None]
