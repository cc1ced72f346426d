"""Totals of a user: of a week, and of all time."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import is_week_before
from shared.entities.entity import Entity

_MAX_OTHER_WEEKS = 3
_MIN_BETWEEN_SHUTDOWNS = timedelta(hours=8)  # of different dates, if both are to count


class ChallengeProgress(msgspec.Struct, frozen=True, kw_only=True):
    """A user's progress in a challenge since joining it.

    `marks` are the sources counted so far, for challenges that count each source once. `rewards` counts how
    often points were given or taken back, so that leaving and joining again does not give them twice.
    """

    joined_at: datetime
    progress: int = 0
    marks: tuple[str, ...] = ()
    completed: bool = False
    left: bool = False
    rewards: int = 0


class WeeklyTotals(msgspec.Struct, frozen=True):
    """Totals of one ISO week of a user; the name is empty before the first event."""

    name: str = ""
    points: int = 0
    challenges: Mapping[str, ChallengeProgress] = {}  # by challenge id

    def with_challenge(self, challenge_id: str, challenge_progress: ChallengeProgress) -> Self:
        """Return the week with the progress in a challenge added or changed."""
        return replace(self, challenges={**self.challenges, challenge_id: challenge_progress})

    def joined(self, challenge_id: str) -> ChallengeProgress | None:
        """Return the progress in a challenge, None if it was not joined or was left."""
        challenge_progress = self.challenges.get(challenge_id)
        return None if challenge_progress is None or challenge_progress.left else challenge_progress


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """The amount that a user has stored, and the events and idempotency records of a day of UTC.

    `blocks` are the sizes of the documents, `answer_blocks` those of the day's idempotency records, in units
    of `shared/services/usage.py`. Other documents that expire do not count, nor do those from before usage
    was counted.
    """

    documents: int = 0
    blocks: int = 0
    day: date | None = None
    events: int = 0
    answer_blocks: int = 0

    def add(self, day: date, documents: int, blocks: int, events: int, answer_blocks: int) -> Self:
        """Return the usage with documents added, or removed if negative, and with more events of a day."""
        today = self if day == self.day else Usage()
        return replace(
            self,
            documents=max(0, self.documents + documents),
            blocks=max(0, self.blocks + blocks),
            day=day,
            events=today.events + events,
            answer_blocks=today.answer_blocks + answer_blocks,
        )


class LifetimeTotals(Entity, frozen=True, kw_only=True):
    """Lifetime totals, written in the commit of every event that changes them.

    Focus sessions and their time are those that count for achievements.

    They are created and deleted together with the account, so that a commit guarded by their version
    succeeds only while the account exists. `worked_centihours` is the sum of the displayed durations of work
    sessions, `points` the sum of the ledger. `last_shutdown` is the last one that counted, and
    `repeated_shutdown_days` are the dates with only one that followed another within 8 hours. Sets of days
    are never shortened, so that undoing an event restores every streak.
    """

    user_id: str
    total_tasks: int = 0
    completed_tasks: int = 0
    finished_sessions: int = 0
    worked_centihours: int = 0
    focus_sessions: int = 0
    focus_seconds: int = 0
    breaks: int = 0
    points: int = 0
    challenges_done: int = 0
    active_days: ActiveDays = msgspec.field(default_factory=ActiveDays)
    shutdown_days: ActiveDays = msgspec.field(default_factory=ActiveDays)
    hydrated_days: ActiveDays = msgspec.field(default_factory=ActiveDays)
    worked_days: ActiveDays = msgspec.field(default_factory=ActiveDays)
    overtime_days: ActiveDays = msgspec.field(default_factory=ActiveDays)
    # Over which streaks passed at the last event; at first these were the bridged days alone.
    passed_days: ActiveDays = msgspec.field(default_factory=ActiveDays, name="bridged_days")
    repeated_shutdown_days: ActiveDays = msgspec.field(default_factory=ActiveDays)
    last_shutdown: datetime | None = None
    shutdown_minutes: Mapping[str, int] = {}  # of the last shutdowns, by date
    unlocked: Mapping[str, str] = {}  # by achievement, since when, as sortable text
    permanent: tuple[str, ...] = ()  # achievements that no undo locks again
    week: WeeklyTotals = msgspec.field(default_factory=WeeklyTotals)
    other_weeks: tuple[WeeklyTotals, ...] = ()  # that may be continued, the last used at the end
    usage: Usage = msgspec.field(default_factory=Usage)

    def at_week(self, name: str) -> Self:
        """Return the totals in a week, which starts at zero unless it began before.

        A user who travels from Monday back into Sunday stays in the new week. An earlier week means that a
        clock was ahead: the week that it interrupted goes on. For this, a week is kept when others are
        skipped, until the second week after them, and one that is still ahead until it comes.
        """
        if name == self.week.name or is_week_before(name, self.week.name):
            return self
        others = {week.name: week for week in self.other_weeks}
        keeps = self.week.name != "" and (not is_week_before(self.week.name, name) or self._has_skipped)
        if keeps:
            others[self.week.name] = self.week
        following = next((other for other in others if is_week_before(name, other)), name)
        week = others.pop(following if self.week.name > name else name, None) or WeeklyTotals(name)
        kept = [other for other in others.values() if keeps or other.name > name]
        return replace(self, week=week, other_weeks=tuple(kept[-_MAX_OTHER_WEEKS:]))

    @property
    def _has_skipped(self) -> bool:
        """Whether weeks were skipped right before this one, so that a clock may be ahead."""
        earlier = any(week.name < self.week.name for week in self.other_weeks)
        return earlier and not is_week_before(self.other_weeks[-1].name, self.week.name)

    def with_shutdown(self, on: date, now: datetime) -> Self:
        """Return the totals with a shutdown now, on a local date.

        Of the shutdowns of a date the first counts. Of two within 8 hours on different dates one counts, and
        streaks pass over the date of the other.
        """
        if on in self.shutdown_days:
            return self
        if self.last_shutdown is not None and abs(now - self.last_shutdown) < _MIN_BETWEEN_SHUTDOWNS:
            return replace(self, repeated_shutdown_days=self.repeated_shutdown_days.with_day(on))
        return replace(self, shutdown_days=self.shutdown_days.with_day(on), last_shutdown=now)

    def was_shut_down(self, on: date) -> bool:
        """Return whether there was a shutdown on a date."""
        return on in self.shutdown_days or on in self.repeated_shutdown_days

    def active_streak(self, today: date) -> int:
        """Return the number of consecutive active days up to today or yesterday."""
        return self.active_days.streak(today, self.passed_days)

    def shutdown_streak(self, today: date) -> int:
        """Return the number of consecutive days with a shutdown up to today or yesterday."""
        return self.shutdown_days.streak(today, self.passed_days | self.repeated_shutdown_days)

    @property
    def longest_streak(self) -> int:
        """The length of the longest streak of active days."""
        return self.active_days.longest(self.passed_days)

    @property
    def longest_shutdown_streak(self) -> int:
        """The length of the longest streak of days with a shutdown."""
        return self.shutdown_days.longest(self.passed_days | self.repeated_shutdown_days)
