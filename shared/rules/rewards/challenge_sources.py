"""Sources of challenges that depend on work sessions: shutdowns that close work, and breaks during work."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from shared.entities.calendar import Calendar
from shared.entities.daily_totals import DailyTotals
from shared.entities.events import PartsByDay
from shared.entities.focus_session import FocusSession
from shared.entities.interval import Interval, duration, intersect
from shared.entities.shutdown import LocalShutdown
from shared.entities.totals import LifetimeTotals
from shared.entities.work_session import WorkSession
from shared.rules.rewards.challenges import closes_enough, is_early, is_proper_break
from shared.views.focus_session import SessionStatus, SessionType

_SECOND = timedelta(seconds=1)


def early_shutdowns(day: DailyTotals, totals: LifetimeTotals, calendar: Calendar) -> list[LocalShutdown]:
    """Return the shutdowns of a day that were early enough and count.

    Those that an earlier version stored were, by assumption, in the calendar of now.
    """
    on, known = day.local_date, {shutdown.at: shutdown for shutdown in day.local_shutdowns}
    counts = on in totals.shutdown_days
    shutdowns = (
        known.get(at) or LocalShutdown(at, calendar.start_of(on), calendar.minute_of(at), counts)
        for at in day.shutdown_times
    )
    return [shutdown for shutdown in shutdowns if shutdown.counts and is_early(shutdown.minute)]


def closes_work(shutdown: LocalShutdown, work: Iterable[Interval], focus: Iterable[FocusSession]) -> bool:
    """Return whether an early shutdown counts for the challenge, with this work and focus around it."""
    intervals = [*work, *(part for session in focus for part in _focus_until(session, shutdown.at))]
    closed = duration(intersect(intervals, Interval(shutdown.day_begin, shutdown.at)))
    return closes_enough(closed // _SECOND)


def work_before(
    shutdown: LocalShutdown, on: date, sessions: Iterable[WorkSession], parts: Mapping[str, PartsByDay]
) -> list[Interval]:
    """Return the work of the day `on` that was known at its shutdown.

    Of a session that had ended then, it is the part that counts for that day; `parts` has those of each. One
    that ran then counts as far as it had come, in whichever calendar it ended later.
    """
    work: list[Interval] = []
    for session in sessions:
        if session.ran_at(shutdown.at):
            work += session.shifts
        elif session.start_time <= shutdown.at:
            work += parts[session.id].get(on, ())
    return work


def counts_a_break(session: WorkSession | None, breaks: Iterable[FocusSession], since: datetime) -> bool:
    """Return whether a break, completed since a time and long enough, began during the session."""
    return session is not None and any(
        session.ran_at(one.start_time)
        for one in breaks
        if one.session_type is SessionType.BREAK
        and one.status is SessionStatus.COMPLETED
        and one.end_time is not None
        and one.end_time >= since
        and is_proper_break(one.seconds)
    )


def _focus_until(session: FocusSession, at: datetime) -> Sequence[Interval]:
    """Return the time of focus until a moment, as it was known then: also of a session stopped later."""
    if session.start_time > at:
        return []
    if session.end_time is not None and session.end_time > at:
        session = msgspec.structs.replace(session, end_time=None, status=SessionStatus.ACTIVE)
    return session.focused(at)
