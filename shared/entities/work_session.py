"""A work session: from clocking in to clocking out."""

from datetime import date, datetime, time, timedelta
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.calendar import Calendar, find_zone
from shared.entities.interval import Interval
from shared.entities.pauses import cut, with_last_ended, with_pause
from shared.entities.timed_session import ActiveSession, TimedSession
from shared.views.work_session import WorkSessionView

MAX_SHIFT = timedelta(hours=12)
"""The part of one session that counts as being at work. A longer session was most likely forgotten: its user
was notified two hours earlier and did not end it."""

_SECONDS_IN_HOUR = 3600


class WorkdaySettings(msgspec.Struct, frozen=True, array_like=True):
    """The settings of a user by which a work session is counted.

    They are kept with the session, so that a correction counts it by the same ones.
    """

    zone: str
    day_start: int  # in minutes after midnight
    limit_minutes: int  # working time of a day beyond which work is overtime

    @property
    def calendar(self) -> Calendar | None:
        """The calendar, None in a time zone that this machine does not know."""
        zone = find_zone(self.zone)
        return None if zone is None else Calendar(zone, time(*divmod(self.day_start, 60)))


class WorkSession(TimedSession, frozen=True, kw_only=True):
    """A work session; `ended_on` is the user's local date at its end.

    `counted_by` has the settings of the user at the end; sessions that earlier versions ended have none. Of a
    session that was corrected, `first_end_recorded_at` is when its end was recorded.
    """

    ended_on: date | None = None
    counted_by: WorkdaySettings | None = None
    first_end_recorded_at: datetime | None = None

    @property
    def end_recorded_at(self) -> datetime | None:
        """When its end was recorded, which a correction does not change; None while it runs."""
        return self.first_end_recorded_at or super().end_recorded_at

    @property
    def centihours(self) -> int:
        """The displayed duration in hundredths of an hour, an integer so that sums are exact."""
        return round(self.seconds * 100 / _SECONDS_IN_HOUR)

    @property
    def shifts(self) -> list[Interval]:
        """The parts that count as being at work: without pauses, until at most 12 hours after the start.

        A session that runs, and is not paused, counts until then.
        """
        latest = self.start_time + MAX_SHIFT
        return self.intervals_until(min(self.end_time or latest, latest))

    def pause(self, now: datetime) -> Self:
        """Return the session paused now."""
        return replace(self, pauses=with_pause(self.pauses, max(now, self.start_time)))

    def resume(self, now: datetime) -> Self:
        """Return the paused session going on now."""
        return replace(self, pauses=with_last_ended(self.pauses, now))

    def end_session(self, now: datetime, today: date, settings: WorkdaySettings | None = None) -> Self:
        """Return the session ended now, on the user's local date; unchanged if it has ended.

        A pause that still lasts ends with it.
        """
        if self.end_time is not None:
            return self
        end = max(now, self.start_time)
        pauses = cut(self.pauses, Interval(self.start_time, end))
        ended = replace(self, end_time=end, ended_on=today, pauses=pauses, counted_by=settings)
        return replace(ended, open_pause=self.pauses[-1].begin if self.paused else None)

    def undo_end(self) -> Self:
        """Return the session, which has ended, running on as if it had not."""
        running = replace(self, end_time=None, ended_on=None, counted_by=None, open_pause=None)
        running = replace(running, pauses=self.pauses_before_end)
        return running if self.end_time is None else running.without_act(self.end_time)

    def move(self, start: datetime, end: datetime, ended_on: date, settings: WorkdaySettings) -> Self:
        """Return the session, which has ended, with another start and end; its pauses are cut with it."""
        pauses = cut(self.pauses, Interval(start, end))
        moved = replace(self, start_time=start, end_time=end, ended_on=ended_on, pauses=pauses)
        return replace(
            moved, counted_by=settings, open_pause=None, first_end_recorded_at=self.end_recorded_at
        )

    def to_dict(self) -> WorkSessionView:
        """Return the view."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "start_time": self.start_time,
            "end_time": self.end_time,
            "duration": None if self.end_time is None else self.centihours / 100,
            "paused": self.paused,
            "pauses": [pause.to_dict() for pause in self.pauses],
        }


class ActiveWorkSession(ActiveSession, frozen=True, kw_only=True):
    """The pointer to the running work session; `started_late` is whether its start was sent later."""

    session: WorkSession | None = None
    started_late: bool = False
