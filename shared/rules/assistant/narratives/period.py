"""The period of a narrative, and the earlier ones with which it is compared."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from shared.entities.calendar import monday_of
from shared.views.narratives import PeriodKind

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class NarrativePeriod:
    """A day, an ISO week or a month of the calendar."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def length(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    @property
    def number(self) -> int:
        """The number of the period: that of the next one is one more."""
        if self.kind is PeriodKind.MONTH:
            return _MONTHS * self.first.year + self.first.month
        return self.first.toordinal() // (7 if self.kind is PeriodKind.WEEK else 1)

    def earlier(self, since: date) -> "list[NarrativePeriod]":
        """Return the earlier periods that begin on a date or later, the latest first.

        Those of a day are the same day of earlier weeks.
        """
        found = []
        period = self
        while period.first - since >= _WEEK:
            before = period.first - (_WEEK if self.kind is PeriodKind.DAY else _DAY)
            period = period_of(self.kind, before)
            if period.first >= since:
                found.append(period)
        return found


def period_of(kind: PeriodKind, day: date) -> NarrativePeriod:
    """Return the period of a kind with a day in it; `OverflowError` where the calendar ends."""
    if kind is PeriodKind.DAY:
        return NarrativePeriod(kind=kind, first=day, last=day)
    if kind is PeriodKind.WEEK:
        monday = monday_of(day)
        return NarrativePeriod(kind=kind, first=monday, last=monday + 6 * _DAY)
    length = monthrange(day.year, day.month)[1]
    return NarrativePeriod(kind=kind, first=day.replace(day=1), last=day.replace(day=length))
