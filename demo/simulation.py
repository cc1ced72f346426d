"""Runs the actions of all members through the services, in chronological order."""

import threading
from calendar import MONDAY
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from demo.schedule import PlannedAction, schedule_member
from demo.team import TEAM, Member
from demo.user import DemoUser
from shared.clock import Clock

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_BEFORE_MONDAY = timedelta(hours=6)  # in UTC, Monday mornings begin so long before, in Auckland

UserAction = tuple[PlannedAction, DemoUser]
"""An action, its time and its user."""


class _Period(NamedTuple):
    begin: datetime
    is_reminded: bool


class ThreadClock(Clock):
    """A clock with a separate time for each thread that has set one, and a common time for the others."""

    def __init__(self, common: datetime) -> None:
        self._common = common
        self._times = threading.local()

    def now(self) -> datetime:
        """Return the time of this thread."""
        moment: datetime = getattr(self._times, "now", self._common)
        return moment

    def set_common(self, moment: datetime) -> None:
        """Set the time of the threads that have not set one."""
        self._common = moment

    def set(self, moment: datetime) -> None:
        """Set the time of this thread."""
        self._times.now = moment


def plan_actions(users: Sequence[DemoUser], *, until: datetime, weeks: int, seed: int) -> list[UserAction]:
    """Return the actions of all users in the weeks up to a moment, sorted by time."""
    user_actions = [
        (planned, user) for user in users for planned in _schedule(user.member, until, weeks, seed)
    ]
    return sorted(user_actions, key=lambda user_action: user_action[0].at)


def run_actions(
    user_actions: Sequence[UserAction], clock: ThreadClock, deliver_reminders: Callable[[], object]
) -> Iterator[tuple[datetime, int]]:
    """Run the actions up to now; after each period, yield the time of its first action and their number.

    Periods are days or, while reminders are delivered, hours: on the last day, and on the last two Mondays,
    for the weekly summaries. Periods run one after another. Within one, each user's actions run in order on a
    thread with its own clock: no action depends on another user's, and writes made at the same time share a
    sync to disk, which takes most of the time.
    """
    until = clock.now()
    with ThreadPoolExecutor(len(TEAM)) as pool:
        for period, of_period in groupby(user_actions, key=partial(_period_of, until)):
            together = list(of_period)
            by_user: dict[DemoUser, list[PlannedAction]] = defaultdict(list)
            for planned, user in together:
                by_user[user].append(planned)
            runs = [pool.submit(_run_as, user, planned, clock) for user, planned in by_user.items()]
            for run in runs:
                run.result()
            if period.is_reminded:
                clock.set_common(min(period.begin + _HOUR, until))
                deliver_reminders()
            yield together[0][0].at, len(together)
    clock.set_common(until)


def _period_of(until: datetime, user_action: UserAction) -> _Period:
    """Return the hour of an action if reminders are delivered, else its day."""
    hour = user_action[0].at.replace(minute=0, second=0, microsecond=0)
    is_monday = until - hour < 14 * _DAY and (hour + _BEFORE_MONDAY).weekday() == MONDAY
    if is_monday or until - hour < _DAY:
        return _Period(hour, is_reminded=True)
    return _Period(hour.replace(hour=0), is_reminded=False)


def _schedule(member: Member, until: datetime, weeks: int, seed: int) -> Iterator[PlannedAction]:
    last = until.astimezone(ZoneInfo(member.timezone)).date()
    actions = schedule_member(member, last - timedelta(weeks=weeks), last, seed)
    return (planned for planned in actions if planned.at <= until)


def _run_as(user: DemoUser, actions: Sequence[PlannedAction], clock: ThreadClock) -> None:
    for at, action in actions:
        clock.set(at)
        action(user)
