"""What a deed has moved so far, while it goes through the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import evolve
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.points import LedgerEntry
from shared.views.points import Rule


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals as they stand, and the ledger's new entries; each step returns another one."""

    progress: LifetimeTotals
    days: Mapping[date, DailyTotals]
    now: datetime
    entries: tuple[LedgerEntry, ...] = ()

    def with_progress(self, **totals: Any) -> Self:  # noqa: ANN401 - the fields of `LifetimeTotals`
        """Return the tally with some of the lifetime totals changed."""
        return replace(self, progress=evolve(self.progress, **totals))

    def with_day(self, day: DailyTotals) -> Self:
        """Return the tally with the totals of a day changed."""
        return replace(self, days={**self.days, day.local_date: day})

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
        """Return the tally with points given, or taken back where they are below zero.

        They count for the week unless they undo what an earlier one had got. What was done before there were
        points (`times` is 0) got none, and none are taken back.
        """
        if times == 0:
            return self
        progress = self.progress
        week = progress.week
        entry = LedgerEntry(
            user_id=progress.user_id,
            at=self.now,
            rule=rule,
            delta=points,
            reason=reason,
            source_id=source_id,
            times=times,
        )
        return replace(
            self,
            progress=replace(
                progress,
                points=progress.points + points,
                week=replace(week, points=week.points + points) if this_week else week,
            ),
            entries=(*self.entries, entry),
        )
