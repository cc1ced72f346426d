"""The totals that a reward rule reads and returns."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

import msgspec
from msgspec.structs import replace

from shared.entities.daily_totals import DailyTotals
from shared.entities.points import LedgerEntry
from shared.entities.totals import LifetimeTotals
from shared.views.points import Rule


class Totals(msgspec.Struct, frozen=True):
    """Lifetime and daily totals, and the new entries of the ledger; each step returns another value.

    `is_late` is whether the event was sent later; if its week was over then, points count for no week.
    """

    lifetime: LifetimeTotals
    days: Mapping[date, DailyTotals]
    now: datetime
    entries: tuple[LedgerEntry, ...] = ()
    is_late: bool = False
    is_week_over: bool = False

    @property
    def points(self) -> int:
        """The sum of the new entries."""
        return sum(entry.delta for entry in self.entries)

    def with_lifetime(self, **fields: Any) -> Self:  # noqa: ANN401 - the fields of `LifetimeTotals`
        """Return the totals with some lifetime totals changed."""
        return replace(self, lifetime=replace(self.lifetime, **fields))

    def with_day(self, day: DailyTotals) -> Self:
        """Return the totals with those of a day changed."""
        return replace(self, days={**self.days, day.local_date: day})

    def with_active_day(self, day: DailyTotals) -> Self:
        """Return the totals with those of a day changed, which is active or not by them."""
        days = self.lifetime.active_days
        days = days.with_day(day.local_date) if day.active else days.without_day(day.local_date)
        return self.with_day(day).with_lifetime(active_days=days)

    def give_for_day(self, rule: Rule, points: int, on: date, reason: str, *, this_week: bool = True) -> Self:
        """Return the totals with points of a day given or, if they are negative, taken back.

        They are given once, unless they were taken back; each time has another number.
        """
        day = self.days[on]
        times = day.given.get(rule, 0 if points > 0 else 1) + 1
        totals = self.give(rule, points, on.isoformat(), reason, times=times, this_week=this_week)
        return totals if times == 1 else totals.with_day(replace(day, given={**day.given, rule: times}))

    def give(
        self,
        rule: Rule,
        points: int,
        source_id: str,
        reason: str,
        *,
        times: int = 1,
        this_week: bool = True,
    ) -> Self:
        """Return the totals with points given or, if they are negative, taken back.

        `this_week` is false for points that undo those of an earlier week. Events from before points were
        introduced (`times` is 0) gave none, so none are taken back.
        """
        if times == 0:
            return self
        lifetime, week, counts = self.lifetime, self.lifetime.week, this_week and not self.is_week_over
        entry = LedgerEntry(
            user_id=lifetime.user_id,
            at=self.now,
            rule=rule,
            delta=points,
            reason=reason,
            source_id=source_id,
            times=times,
        )
        return replace(
            self,
            lifetime=replace(
                lifetime,
                points=lifetime.points + points,
                week=replace(week, points=week.points + points) if counts else week,
            ),
            entries=(*self.entries, entry),
        )
