"""Reads whether a week of work was ever in balance, where that does not follow from the totals."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from msgspec.structs import replace

from shared.entities.calendar import monday_of
from shared.entities.events import WorkSessionFinished
from shared.entities.totals import LifetimeTotals
from shared.entities.work_session import WorkSession
from shared.repos.work_session_repo import MAX_WORK_SESSIONS, WorkSessionRepository
from shared.rules.rewards.achievements import IN_BALANCE
from shared.rules.rewards.balance import is_in_balance, was_in_balance
from shared.rules.rewards.totals import Totals
from shared.rules.rewards.work import finish
from shared.services.counted_work import ended
from shared.services.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class BalanceReader:
    """Decides about the achievement of a week in balance after a change of the past.

    It reads the work sessions since the week before, in one query that finds 100 of them, and only where a
    week may have been in balance for a time.
    """

    sessions: WorkSessionRepository

    def with_balance(
        self, unit: UnitOfWork, event: WorkSessionFinished, session: WorkSession
    ) -> WorkSessionFinished:
        """Return the event of the end of a session, if sent later with whether a week was in balance."""
        if not unit.is_late:
            return event
        unit.read_days(event.days)
        totals = Totals(unit.require_account(), {on: unit.day(on) for on in event.days}, unit.at)
        after = finish(totals, event).lifetime
        return replace(event, balanced=self.was_reached(unit, after, event.days, session, session))

    def was_reached(
        self,
        unit: UnitOfWork,
        after: LifetimeTotals,
        days: Collection[date],
        before: WorkSession,
        changed: WorkSession | None,
    ) -> bool | None:
        """Return whether any week was ever in balance, with a session changed; None if nothing changes.

        `after` are the totals with the change, which counts for `days`. Among more than `MAX_WORK_SESSIONS`
        the achievement stays as it is.
        """
        if is_in_balance(after):
            return None  # it follows from the totals
        monday = monday_of(min(days))
        since = unit.require_account().unlocked.get(IN_BALANCE.id)
        if since is not None and datetime.fromisoformat(since) < unit.calendar.start_of(monday):
            return None  # an earlier week was
        worked = max(after.worked_days.count_in_week(week) for week in {monday_of(on) for on in days})
        if since is None and worked < IN_BALANCE.target:
            return None
        begin = datetime.combine(monday, time(), UTC) - _WEEK - _DAY
        found = self.sessions.list_between(unit.user_id, begin, unit.now + _DAY, MAX_WORK_SESSIONS + 1)
        if len(found) > MAX_WORK_SESSIONS:
            return None
        others = [other for other in found if other.id != before.id]
        return was_in_balance(ended(unit, others if changed is None else [*others, changed]))
