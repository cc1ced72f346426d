"""Narratives: a day, a week or a month of a user in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.entities.checks import check_choice
from shared.entities.page import PageRequest
from shared.entities.user import User
from shared.errors import ValidationError
from shared.language.narratives import describe_narrative, describe_nothing, mask_narrative
from shared.language.speech import choose_language
from shared.repos.task_repo import TaskRepository
from shared.rules.assistant.narratives.period import period_of
from shared.rules.assistant.narratives.plan import is_known, plan_narrative, plan_nothing
from shared.services.base_service import BaseService
from shared.services.narrative_rephrasing import NarrativeRephrasing
from shared.services.rhythm_reader import RhythmReader
from shared.views.narratives import NarrativeView, PeriodKind

_NEWEST = PageRequest(order_by="created_at", limit=500)


@dataclass(frozen=True, kw_only=True, eq=False)
class NarrativeService(BaseService):
    """Narratives of one user, at the cost of two queries for any length of the history."""

    entity_type = "Narrative"

    rhythm: RhythmReader
    tasks: TaskRepository
    rephrasing: NarrativeRephrasing | None = None

    def narrate(
        self,
        user_id: str,
        period: PeriodKind = PeriodKind.WEEK,
        day: date | None = None,
        *,
        accept_language: str = "",
        language: str | None = None,
    ) -> NarrativeView:
        """Return the period of a kind with a local day in it, by default today, in words.

        `ValidationError` for a day in the future. With the preference `assistant` switched off, nothing is
        analysed. `accept_language` is the header of that name; the language of the profile takes precedence.
        With a `language` it is in that one, and always in the words of the rules.
        """
        kind = check_choice("period", PeriodKind, period)
        history, found = self.rhythm.read_with(user_id, lambda today: self._ids(kind, day, today))
        if day is not None and day > history.today:
            raise ValidationError.for_field("date", "must not be in the future")
        chosen = period_of(kind, day or history.today)
        preferred = language or history.user.preferences.get("language")
        spoken = choose_language(preferred, accept_language)
        if not history.user.wants_assistant:
            return describe_nothing(spoken, plan_nothing(chosen, history.today), "outlook-off")
        tasks = self.tasks.list_tasks_by_user(user_id, _NEWEST) if is_known(history, chosen) else None
        narrative = plan_narrative(
            history,
            chosen,
            tasks.entities if tasks else (),
            knows_all_tasks=tasks is not None and tasks.continuation is None,
        )
        view = describe_narrative(spoken, narrative, user_id)
        if self.rephrasing is None or language is not None or not history.user.wants_ai_phrasing:
            return view
        masked = mask_narrative(spoken, narrative, user_id)
        return self.rephrasing.rephrase(user_id, view, masked, found)

    def _ids(self, kind: PeriodKind, day: date | None, today: date) -> Iterable[str]:
        """Return the ids of the documents of a period that are read with the history."""
        first = period_of(kind, min(day or today, today)).first
        return self.rephrasing.ids(kind, first) if self.rephrasing else ()

    def tell_week(self, user: User, monday: date) -> NarrativeView:
        """Return the week of a user from a Monday on, without what only the tasks themselves know."""
        history, week = self.rhythm.read(user.user_id), period_of(PeriodKind.WEEK, monday)
        narrative = plan_narrative(history, week, (), knows_all_tasks=False)
        language = choose_language(user.preferences.get("language"), "")
        return describe_narrative(language, narrative, user.user_id)
