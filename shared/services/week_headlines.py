"""The title and the main point of a finished week, for its summary."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shared.clock import Clock
from shared.entities.user import User
from shared.repos.rhythm_repo import RhythmRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.totals_repo import DailyTotalsRepository
from shared.repos.work_session_repo import WorkSessionRepository
from shared.services.recent_users import RecentUsers
from shared.views.narratives import HighlightKind

if TYPE_CHECKING:
    from shared.services.narrative_service import NarrativeService

_MAIN = (HighlightKind.CHANGE, HighlightKind.CAUTION, HighlightKind.BEST)


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The title of a narrative, its main point, empty without one, and the request for the whole."""

    title: str
    main_point: str
    request: dict[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class WeekHeadlines:
    """Finds the headline of a week; what computes it is imported for the first one."""

    recent_users: RecentUsers
    rhythms: RhythmRepository
    daily_totals: DailyTotalsRepository
    sessions: WorkSessionRepository
    tasks: TaskRepository
    clock: Clock

    def find(self, user: User, monday: date) -> Headline | None:
        """Return the headline of the week from a Monday on; None with the assistant switched off."""
        if not user.wants_assistant:
            return None
        narrative = self._narratives.tell_week(user, monday)
        said = {one["kind"]: one["text"] for one in narrative["highlights"]}
        return Headline(
            title=narrative["title"],
            main_point=next((said[kind] for kind in _MAIN if kind in said), ""),
            request={"method": "GET", "path": f"assistant/narratives?period=week&date={monday}"},
        )

    @cached_property
    def _narratives(self) -> "NarrativeService":
        from shared.services.narrative_service import NarrativeService  # noqa: PLC0415 - when first used
        from shared.services.rhythm_reader import RhythmReader  # noqa: PLC0415

        rhythm = RhythmReader(
            recent_users=self.recent_users,
            rhythms=self.rhythms,
            daily_totals=self.daily_totals,
            sessions=self.sessions,
            clock=self.clock,
        )
        return NarrativeService(rhythm=rhythm, tasks=self.tasks)
