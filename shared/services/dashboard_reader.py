"""Reads what the dashboard shows, in three trips to the store."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self

from shared.entities.calendar import week_of
from shared.entities.challenge import WeeklyChallenge
from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import Entity, first_of
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.notification import Notification
from shared.entities.task import Task
from shared.repos.keys import daily_totals_id
from shared.repos.notification_repo import NotificationRepository
from shared.repos.revision_repo import RevisionRepository
from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.rules.assistant.estimates import estimates_from
from shared.rules.assistant.history import History
from shared.rules.companion.recent_activity import RecentActivity
from shared.services.backlog_reader import MAX_OPEN_TASKS, Backlog, BacklogReader
from shared.services.challenge_service import ChallengeService
from shared.services.focus_session_service import FocusSessionService
from shared.services.recent_activity_reader import RecentActivityReader, activity_from
from shared.services.rhythm_reader import RhythmReader
from shared.services.side_by_side import SideBySide
from shared.services.todays_tasks import TodaysTasks

MAX_TASKS = 50

_HALF_HOUR = timedelta(minutes=30)
_DAY = timedelta(days=1)
_NO_BACKLOG = Backlog(open_tasks=(), completed=(), estimates=estimates_from(()))


@dataclass(frozen=True, kw_only=True, eq=False)
class DashboardReads:
    """What was read of a user."""

    history: History
    days: Sequence[DailyTotals]
    activity: RecentActivity
    focus: FocusSession | None
    open_tasks: Sequence[Task]
    """Those for today: at most one more than are shown in each part of the list."""
    done: Sequence[Task]
    backlog: Backlog
    challenges: Sequence[WeeklyChallenge]
    unread: int
    oldest_unread: Notification | None

    @property
    def day(self) -> DailyTotals:
        """The totals of today."""
        on = self.history.today
        no_events = DailyTotals(user_id=self.history.user.user_id, local_date=on)
        return next((day for day in self.days if day.local_date == on), no_events)

    def as_of(self, at: datetime) -> Self:
        """Return the same as of another moment of today."""
        history = replace(self.history, now=at)
        activity = activity_from(history.user, self.days, history.running, at)
        if activity.awaits_work:
            activity = replace(activity, focus_began=self.activity.focus_began)
        return replace(self, history=history, activity=activity)

    @property
    def valid_until(self) -> datetime:
        """Until when the same would be read if nothing happens to the user.

        At most until the half hour is over: then the members of challenges are read again.
        """
        history = self.history
        moments = [history.user.calendar.start_after(history.today), _end_of_half_hour(history.now)]
        if self.focus is not None:
            moments.append(self.focus.forgotten_at)
        if self.oldest_unread is not None:
            moments.append(self.oldest_unread.created_at + Notification.LIFETIME)
        return min(moment for moment in moments if moment > history.now)


@dataclass(frozen=True, kw_only=True, eq=False)
class DashboardReader:
    """Reads the versions of a user's documents, and all of what the dashboard shows."""

    lifetime_totals: LifetimeTotalsRepository
    revisions: RevisionRepository
    rhythm: RhythmReader
    recent_activity: RecentActivityReader
    focus: FocusSessionService
    todays_tasks: TodaysTasks
    backlog: BacklogReader
    challenges: ChallengeService
    notifications: NotificationRepository
    reads: SideBySide

    def read_versions(self, user_id: str) -> tuple[str, str]:
        """Return versions that are the same as long as nothing about the user has changed.

        Two point reads side by side. `NotFoundError` when there is no such account.
        """
        revision = self.reads.start(lambda: self.revisions.find_version(user_id))
        return self.lifetime_totals.get_totals(user_id).etag, revision.result()

    def read(self, user_id: str) -> DashboardReads:
        """Return what the dashboard shows as of now: one query, then all other reads side by side."""
        history, found, focus = self._read_history(user_id)
        user, today, now = history.user, history.today, history.now
        days = [one for one in found if isinstance(one, DailyTotals)]
        day = next((one for one in days if one.local_date == today), None)
        week = history.lifetime.at_week(week_of(today)).week

        activity = self.reads.start(
            lambda: self.recent_activity.activity_of(user, days, history.running, now)
        )
        open_tasks = self.todays_tasks.start_open(user_id, user.calendar, today, MAX_OPEN_TASKS)
        done = self.reads.start(
            lambda: self.todays_tasks.list_done(user_id, day, MAX_TASKS) if day is not None else []
        )
        unread = self.reads.start(lambda: self.notifications.count_unread(user_id))
        oldest_unread = self.reads.start(lambda: self.notifications.find_oldest_unread(user_id))
        backlog = self.backlog.start(user_id) if user.wants_assistant else lambda: _NO_BACKLOG
        challenges = self.challenges.start_week(user, week)
        return DashboardReads(
            history=history,
            days=days,
            activity=activity.result(),
            focus=focus,
            open_tasks=[task for part in open_tasks for task in part.result()],
            done=done.result(),
            backlog=backlog(),
            challenges=challenges(),
            unread=unread.result(),
            oldest_unread=oldest_unread.result(),
        )

    def _read_history(self, user_id: str) -> tuple[History, Sequence[Entity], FocusSession | None]:
        """Return the history, all that was read with it, and the running focus session or break."""

        def ids_on(today: date) -> tuple[str]:
            return (daily_totals_id(today + 2 * _DAY),)  # of a zone further east than the cached calendar

        history, found = self.rhythm.read_with(user_id, ids_on)
        pointer = first_of(ActiveFocusSession, found)
        if pointer is None:
            return history, found, None
        if pointer.session is not None and not pointer.session.is_forgotten(history.now):
            return history, found, pointer.session
        # Rare: it was forgotten, so that it is ended first, or an earlier version wrote its pointer.
        focus = self.focus.get_current_session(user_id)
        return (*self.rhythm.read_with(user_id, ids_on), focus)


def _end_of_half_hour(now: datetime) -> datetime:
    begun = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    return begun + _HALF_HOUR
