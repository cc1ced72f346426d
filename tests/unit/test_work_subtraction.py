"""A work session that is subtracted leaves the same totals as counting the others anew."""

from datetime import UTC, datetime, time, timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.calendar import Calendar
from shared.entities.daily_totals import DailyTotals
from shared.entities.events import WorkSessionCorrected, WorkSessionFinished
from shared.entities.pauses import Pause
from shared.entities.totals import LifetimeTotals
from shared.entities.work_session import WorkSession
from shared.rules.rewards.totals import Totals
from shared.rules.rewards.work import correct, finish

CALENDAR = Calendar(UTC, time(4))
BEGIN = datetime(2026, 3, 18, 20, tzinfo=UTC)
LIMIT_SECONDS = 3600


@st.composite
def _sessions(draw: st.DrawFn) -> list[WorkSessionFinished]:
    """Draw sessions that follow each other, some past the start of a day, some paused."""
    minutes = sorted(draw(st.lists(st.integers(0, 1200), min_size=2, max_size=12, unique=True)))
    found = []
    for number, (begin, end) in enumerate(zip(minutes[::2], minutes[1::2], strict=False)):
        start, until = (BEGIN + timedelta(minutes=minute) for minute in (begin, end))
        pauses = (Pause(start, start + (until - start) / 3),) if draw(st.booleans()) else ()
        session = WorkSession(
            id=f"work-{number}", user_id="ada", start_time=start, end_time=until, pauses=pauses
        )
        found.append(WorkSessionFinished.of(session, CALENDAR, CALENDAR.date_of(until), LIMIT_SECONDS))
    return found


@given(sessions=_sessions(), data=st.data())
def test_subtracted_session_leaves_the_totals_of_the_others_but_for_first_and_last_times(
    sessions: list[WorkSessionFinished], data: st.DataObject
) -> None:
    days = {on: DailyTotals(user_id="ada", local_date=on) for one in sessions for on in one.days}
    totals = reduce(finish, sessions, Totals(LifetimeTotals(user_id="ada"), days, BEGIN))
    removed = data.draw(st.sampled_from(sessions))
    others = [one for one in sessions if one is not removed]
    recounted, subtracted = (
        correct(
            totals,
            WorkSessionCorrected(
                days={on: [one for one in others if on in one.days] for on in removed.days},
                sessions=-1,
                centihours=-removed.centihours,
                subtracted=event,
            ),
        )
        for event in (None, removed)
    )
    assert subtracted.lifetime == recounted.lifetime
    for on, day in recounted.days.items():
        kept = {
            name: getattr(day, name) for name in ("first_start", "last_end", "first_finished", "clocked_out")
        }
        assert replace(subtracted.days[on], **kept) == day
