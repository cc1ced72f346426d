"""The signals of a user: which rules speak, each by a named source, from the user's own history."""

from shared.rules.assistant import load_signals
from shared.rules.assistant.history import History
from shared.rules.assistant.recent_work import RecentWork
from shared.rules.assistant.signal import Signal

_RULES = (load_signals.long_week,)


def signals_of(history: History) -> list[Signal]:
    """Return the signals as of the moment of the history, at most one of each rule, in the rules' order."""
    work = RecentWork(history=history)
    found = (rule(work) for rule in _RULES)
    return [signal for signal in found if signal is not None]
