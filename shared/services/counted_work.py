"""Work sessions as the events of their ends, by the settings that they were counted by."""

from collections.abc import Iterable

from shared.entities.events import WorkSessionFinished
from shared.entities.work_session import WorkSession
from shared.services.unit_of_work import UnitOfWork


def counted(unit: UnitOfWork, session: WorkSession) -> WorkSessionFinished:
    """Return the event of the end of a session, by the settings that it was counted by.

    Sessions of earlier versions have none: those of the user are the best guess.
    """
    settings = session.counted_by or unit.user.workday_settings
    calendar = settings.calendar or unit.calendar
    ended_on = session.ended_on or calendar.date_of(session.end_time or session.start_time)
    return WorkSessionFinished.of(session, calendar, ended_on, settings.limit_minutes * 60)


def ended(unit: UnitOfWork, sessions: Iterable[WorkSession]) -> list[WorkSessionFinished]:
    """Return the events of the sessions that have ended, in the order of their ends."""
    found = [(one.end_time, one.start_time, one) for one in sessions if one.end_time is not None]
    return [counted(unit, one) for _, _, one in sorted(found, key=lambda each: each[:2])]
