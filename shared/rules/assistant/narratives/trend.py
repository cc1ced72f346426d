"""How the days of work changed within a month."""

from collections.abc import Sequence

from shared.rules.assistant.metrics.habits import MIN_DAYS
from shared.rules.assistant.metrics.insights import MIN_CHANGE
from shared.rules.assistant.narratives.days import Days
from shared.rules.assistant.narratives.facts import Clause, hours
from shared.rules.assistant.quantiles import median

_MIN_SECONDS = 15 * 60


def trend_of(days: Days) -> Clause | None:
    """Return how the later half of the days of work differs from the earlier, if that stands out.

    Each half needs five days; a change is 15 % or more, a quarter of an hour, and one median absolute
    deviation of all, at least.
    """
    worked = [day.worked for day in days.usual]
    half = len(worked) // 2
    if half < MIN_DAYS:
        return None
    before, after = _mean(worked[:half]), _mean(worked[-half:])
    middle = median(worked)
    deviation = median([abs(seconds - middle) for seconds in worked])
    if abs(after - before) < max(MIN_CHANGE * before, deviation, _MIN_SECONDS):
        return None
    facts = {"trend_from": hours(before), "trend_to": hours(after)}
    return Clause(key=f"trend-{'longer' if after > before else 'shorter'}", facts=facts)


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers)
