"""Leading the team through its quarter: everybody's deeds, in the order of time, through the services."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from demo.desk import Desk
from demo.habits import Step, live
from demo.team import TEAM, Member
from shared.clock import Clock

ScheduledReminder = tuple[Step, Desk]
"""Who does what, and when."""


class OwnClock(Clock):
    """A clock that every thread sets for itself; until it does, it is `start`."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._own = threading.local()

    def now(self) -> datetime:
        """Return the moment that this thread has come to."""
        moment: datetime = getattr(self._own, "moment", self._start)
        return moment

    def set(self, moment: datetime) -> None:
        """Go to a moment, for this thread."""
        self._own.moment = moment


def plan(desks: Sequence[Desk], *, until: datetime, weeks: int, seed: int) -> list[ScheduledReminder]:
    """Return what all of them do in the weeks up to a moment, in the order of time."""
    appointments = [(step, desk) for desk in desks for step in _steps(desk.member, until, weeks, seed)]
    return sorted(appointments, key=lambda reminder: reminder[0].at)


def lead(appointments: Sequence[ScheduledReminder], clock: OwnClock) -> Iterator[tuple[datetime, int]]:
    """Have it all done; yields, as each day is over, a moment of it and how many deeds there were.

    Days follow one another. Within a day, everybody does their own deeds in their order, each in a thread and
    by a clock of their own: nobody's deeds depend on another's, and what is written at once shares a sync of
    the disk, which is what takes most of the time.
    """
    with ThreadPoolExecutor(len(TEAM)) as pool:
        for _, of_day in groupby(appointments, key=lambda reminder: reminder[0].at.date()):
            today = list(of_day)
            by_desk: dict[Desk, list[Step]] = defaultdict(list)
            for step, desk in today:
                by_desk[desk].append(step)
            done = [pool.submit(_spend, desk, steps, clock) for desk, steps in by_desk.items()]
            for one in done:
                one.result()
            yield today[0][0].at, len(today)


def _steps(member: Member, until: datetime, weeks: int, seed: int) -> Iterator[Step]:
    last = until.astimezone(ZoneInfo(member.timezone)).date()
    steps = live(member, last - timedelta(weeks=weeks), last, seed)
    return (step for step in steps if step.at <= until)


def _spend(desk: Desk, steps: Sequence[Step], clock: OwnClock) -> None:
    for at, event in steps:
        clock.set(at)
        event(desk)
