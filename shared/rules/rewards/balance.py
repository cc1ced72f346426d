"""Whether a week of work was ever in balance, by the work sessions in it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from shared.entities.active_days import ActiveDays
from shared.entities.events import WorkSessionFinished
from shared.entities.totals import LifetimeTotals
from shared.rules.rewards.achievements import IN_BALANCE


def is_in_balance(totals: LifetimeTotals) -> bool:
    """Return whether a week is in balance, by the work and the overtime of its days."""
    return IN_BALANCE.counts(totals) >= IN_BALANCE.target


def was_in_balance(sessions: Iterable[WorkSessionFinished]) -> bool:
    """Return whether a week was in balance after one of the sessions, in the order in which they ended.

    Overtime later in a week ends its balance.
    """
    seconds: Counter[date] = Counter()
    worked, overtime = ActiveDays(), ActiveDays()
    for session in sessions:
        for on, hours in session.spans.items():
            seconds[on] += sum(hours.values())
            worked = worked.with_day(on)
            if seconds[on] > session.limit_seconds:
                overtime = overtime.with_day(on)
        if worked.most_in_a_week(without=overtime) >= IN_BALANCE.target:
            return True
    return False
