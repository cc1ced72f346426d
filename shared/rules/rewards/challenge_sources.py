"""Sources of challenges that depend on work sessions: shutdowns that close work, and breaks during work."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

import msgspec

from shared.entities.calendar import Calendar
from shared.entities.focus_session import FocusSession
from shared.entities.interval import Interval, duration, intersect
from shared.entities.totals import ChallengeProgress, DailyTotals, LifetimeTotals
from shared.entities.work_session import WorkSession
from shared.rules.rewards.challenges import is_early, is_early_shutdown, is_proper_break
from shared.views.focus_session import SessionStatus, SessionType

_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


class Shutdown(msgspec.Struct, frozen=True):
    """A shutdown: its time, and the beginning of its day."""

    at: datetime
    day_begin: datetime
    minute: int  # of the day

    def closes_enough(self, work: Iterable[Interval], focus: Iterable[FocusSession]) -> bool:
        """Return whether it counts for the challenge, with this work and focus around it."""
        intervals = [*work, *(part for session in focus for part in _focus_until(session, self.at))]
        closed = duration(intersect(intervals, Interval(self.day_begin, self.at)))
        return is_early_shutdown(self.minute, closed // _SECOND)


def early_shutdowns(
    day: DailyTotals, totals: LifetimeTotals, progress: ChallengeProgress, calendar: Calendar
) -> list[Shutdown]:
    """Return the shutdowns of a day, since the challenge was joined, that were early enough."""
    if day.local_date not in totals.shutdown_days:
        return []  # it followed another one within 8 hours
    shutdowns = (
        _shutdown(at, day, totals, calendar) for at in day.shutdown_times if at >= progress.joined_at
    )
    return [shutdown for shutdown in shutdowns if is_early(shutdown.minute)]


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


def _shutdown(at: datetime, day: DailyTotals, totals: LifetimeTotals, calendar: Calendar) -> Shutdown:
    """Return a shutdown in the time zone in which the last one of its day was: that one's minute is known."""
    on, last = day.local_date, day.shutdown_times[-1]
    minute = calendar.minute_of(at)
    known = totals.shutdown_minutes.get(on.isoformat())
    if known is None or (calendar.date_of(last), calendar.minute_of(last)) == (on, known):
        return Shutdown(at, calendar.start_of(on), minute)
    minute = known - (_to_minute(last) - _to_minute(at)) // _MINUTE
    begin = _to_minute(at) - minute * _MINUTE + _since_midnight(calendar.day_start)
    return Shutdown(at, begin, minute)


def _to_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _focus_until(session: FocusSession, at: datetime) -> Sequence[Interval]:
    """Return the time of focus until a moment, as it was known then: also of a session stopped later."""
    if session.start_time > at:
        return []
    if session.end_time is not None and session.end_time > at:
        session = msgspec.structs.replace(session, end_time=None, status=SessionStatus.ACTIVE)
    return session.focused(at)
