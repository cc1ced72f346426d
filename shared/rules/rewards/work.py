"""The effects of work sessions on totals: when they end, and when they are corrected or removed."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from shared.entities.daily_totals import DailyTotals, add_hours
from shared.entities.events import WorkSessionCorrected, WorkSessionFinished
from shared.entities.interval import Interval, subtract
from shared.rules.rewards.totals import Totals


def finish(totals: Totals, event: WorkSessionFinished) -> Totals:
    """Return the totals after a session that ended."""
    lifetime = totals.lifetime
    worked, overtime = lifetime.worked_days, lifetime.overtime_days
    for on in sorted(event.days):
        day = _count(totals.days[on], event, totals.now)
        totals = totals.with_active_day(day) if on == event.on else totals.with_day(day)
        if on in event.spans:
            worked = worked.with_day(on)
            if day.seconds_at_work > event.limit_seconds:
                overtime = overtime.with_day(on)
    return totals.with_lifetime(
        finished_sessions=lifetime.finished_sessions + 1,
        worked_centihours=lifetime.worked_centihours + event.centihours,
        worked_days=worked,
        overtime_days=overtime,
    )


def correct(totals: Totals, event: WorkSessionCorrected) -> Totals:
    """Return the totals after a correction: the work of its days is counted anew, or less of it is left."""
    lifetime = totals.lifetime
    worked, overtime = lifetime.worked_days, lifetime.overtime_days
    for on, sessions in event.days.items():
        if event.subtracted is not None:
            day, is_worked, has_overtime = _subtract(totals.days[on], event.subtracted)
        else:
            day, is_worked, has_overtime = recount(totals.days[on], sessions, totals.now)
        totals = totals.with_active_day(day)
        worked = worked.with_day(on) if is_worked else worked.without_day(on)
        overtime = overtime.with_day(on) if has_overtime else overtime.without_day(on)
    return totals.with_lifetime(
        finished_sessions=lifetime.finished_sessions + event.sessions,
        worked_centihours=lifetime.worked_centihours + event.centihours,
        worked_days=worked,
        overtime_days=overtime,
    )


def recount(
    day: DailyTotals, sessions: Iterable[WorkSessionFinished], now: datetime
) -> tuple[DailyTotals, bool, bool]:
    """Return a day with the work of these sessions alone, and whether it has work and had overtime."""
    day, is_worked, has_overtime = day.without_work(), False, False
    for session in sessions:
        day = _count(day, session, now)
        if day.local_date in session.spans:
            is_worked = True
            has_overtime |= day.seconds_at_work > session.limit_seconds
    return day, is_worked, has_overtime


def _subtract(day: DailyTotals, session: WorkSessionFinished) -> tuple[DailyTotals, bool, bool]:
    """Return a day without a session, and whether it has work and had overtime; first and last times stay."""
    on, parts = day.local_date, sorted(session.parts.get(day.local_date, ()))
    hours = {hour: -seconds for hour, seconds in session.spans.get(on, {}).items()}
    day = replace(
        day,
        finished_sessions=day.finished_sessions - (on == session.on),
        worked_seconds=day.worked_seconds - (session.seconds if on == session.on else 0),
        work_hours=add_hours(day.work_hours, hours),
        worked=tuple(
            Interval(left.begin, left.end, one.source)
            for one in day.worked
            for left in subtract([one], parts)
        ),
        paused=tuple(one for one in day.paused if one.source != session.session_id),
    )
    overtime = min(day.overtime_seconds, max(0, day.seconds_at_work - session.limit_seconds))
    return replace(day, overtime_seconds=overtime), day.seconds_at_work > 0, overtime > 0


def _count(day: DailyTotals, session: WorkSessionFinished, now: datetime) -> DailyTotals:
    """Return a day with the part of a session that counts for it."""
    on = day.local_date
    if on == session.on:
        day = replace(
            day,
            finished_sessions=day.finished_sessions + 1,
            first_finished=_first(day.first_finished, session, now),
            worked_seconds=day.worked_seconds + session.seconds,
            clocked_out=session.ended or day.clocked_out,
        )
    if on in session.spans:
        day = day.with_work_hours(session.spans[on], session.limit_seconds)
        for part in session.parts.get(on, ()):
            day = day.with_work(part)
    for whole in session.sessions.get(on, ()):
        day = day.with_session(whole)
    for pause in session.pauses.get(on, ()):
        day = day.with_pause(pause)
    return day


def _first(known: datetime | None, session: WorkSessionFinished, now: datetime) -> datetime:
    """Return when the first session of the day ended; one that was sent later may have ended before."""
    end = session.end or now
    if known is None:
        return end
    return known if session.ended else min(known, end)
