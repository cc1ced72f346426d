"""Runs the actions of all members through the services, in chronological order."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from demo.schedule import PlannedAction, schedule_member
from demo.team import TEAM, Member
from demo.user import DemoUser
from shared.clock import Clock

UserAction = tuple[PlannedAction, DemoUser]
"""An action, its time and its user."""


class ThreadClock(Clock):
    """A clock with a separate time for each thread, initially `start`."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._times = threading.local()

    def now(self) -> datetime:
        """Return the time of this thread."""
        moment: datetime = getattr(self._times, "now", self._start)
        return moment

    def set(self, moment: datetime) -> None:
        """Set the time of this thread."""
        self._times.now = moment


def plan_actions(users: Sequence[DemoUser], *, until: datetime, weeks: int, seed: int) -> list[UserAction]:
    """Return the actions of all users in the weeks up to a moment, sorted by time."""
    user_actions = [
        (planned, user) for user in users for planned in _schedule(user.member, until, weeks, seed)
    ]
    return sorted(user_actions, key=lambda user_action: user_action[0].at)


def run_actions(user_actions: Sequence[UserAction], clock: ThreadClock) -> Iterator[tuple[datetime, int]]:
    """Run the actions; after each day, yield the time of its first action and the number of its actions.

    Days run one after another. Within a day, each user's actions run in order on a thread with its own clock:
    no action depends on another user's, and writes made at the same time share a sync to disk, which takes
    most of the time.
    """
    with ThreadPoolExecutor(len(TEAM)) as pool:
        for _, of_day in groupby(user_actions, key=lambda user_action: user_action[0].at.date()):
            today = list(of_day)
            by_user: dict[DemoUser, list[PlannedAction]] = defaultdict(list)
            for planned, user in today:
                by_user[user].append(planned)
            runs = [pool.submit(_run_as, user, planned, clock) for user, planned in by_user.items()]
            for run in runs:
                run.result()
            yield today[0][0].at, len(today)


def _schedule(member: Member, until: datetime, weeks: int, seed: int) -> Iterator[PlannedAction]:
    last = until.astimezone(ZoneInfo(member.timezone)).date()
    actions = schedule_member(member, last - timedelta(weeks=weeks), last, seed)
    return (planned for planned in actions if planned.at <= until)


def _run_as(user: DemoUser, actions: Sequence[PlannedAction], clock: ThreadClock) -> None:
    for at, action in actions:
        clock.set(at)
        action(user)
