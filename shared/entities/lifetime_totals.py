"""A user's lifetime totals."""

from collections.abc import Mapping

import msgspec

from shared.entities.active_days import ActiveDays
from shared.entities.entity import Entity
from shared.entities.weekly_totals import WeeklyTotals


class LifetimeTotals(Entity, frozen=True, kw_only=True):
    """Lifetime totals, written in the commit of every event that changes them.

    They are created and deleted together with the account, so that a commit guarded by their version
    succeeds only while the account exists. `worked_centihours` is the sum of the displayed durations of work
    sessions, `points` the sum of the ledger. Sets of days are never shortened, so that undoing an event
    restores every streak.
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
    shutdown_minutes: Mapping[str, int] = {}  # of the last shutdowns, by date
    unlocked: Mapping[str, str] = {}  # by achievement, since when, as sortable text
    permanent: tuple[str, ...] = ()  # achievements that no undo locks again
    week: WeeklyTotals = msgspec.field(default_factory=WeeklyTotals)
