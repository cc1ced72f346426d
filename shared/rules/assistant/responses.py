"""Whether reminders of a day were followed by what they asked for, and after how long.

This is derived from the entries of the day whenever it is needed, so that what is undone or corrected never
counts.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import Interval
from shared.views.companion import NeedKind

MAX_RESPONSE = timedelta(hours=1)
"""After this time an entry no longer responds to a reminder: then the next one may be sent."""

MAX_REST_DELAY = timedelta(minutes=15)
"""How soon a rest begins that keeps a recommended break."""

_MINUTE = timedelta(minutes=1)


class Responses(NamedTuple):
    """The minutes from reminders to what they asked for, and the reminders of rest sent and kept."""

    minutes: list[int]
    rest_reminders: int
    rests_kept: int


def responses_to(day: DailyTotals) -> Responses:
    """Return how the reminders of a day were followed on the same day.

    A rest counts, like a completed break or a pause of work, from its beginning; one that lasts at the moment
    of the reminder responds at once.
    """
    found: dict[NeedKind, list[Interval]] = {
        NeedKind.WATER: [Interval(drink.at, drink.at) for drink in day.drinks],
        NeedKind.LUNCH: [Interval(meal.at, meal.at) for meal in day.meals if meal.is_lunch],
        NeedKind.REST: sorted((*day.rested, *day.paused)),
    }
    delays = [(one.kind, _delay(one.at, found.get(one.kind, ()))) for one in day.reminders]
    rests = [delay for kind, delay in delays if kind is NeedKind.REST]
    return Responses(
        minutes=[delay // _MINUTE for _, delay in delays if delay is not None],
        rest_reminders=len(rests),
        rests_kept=sum(delay is not None and delay <= MAX_REST_DELAY for delay in rests),
    )


def _delay(at: datetime, intervals: Iterable[Interval]) -> timedelta | None:
    """Return the time from a reminder until the first interval that ends after it begins."""
    begins = (max(one.begin, at) for one in intervals if one.end > at or one.begin == at)
    delay = min(begins, default=at + MAX_RESPONSE) - at
    return delay if delay < MAX_RESPONSE else None
