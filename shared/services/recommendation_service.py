"""Recommendations to a user, and feedback on them."""

from dataclasses import dataclass
from datetime import timedelta

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.assistant_state import AssistantState
from shared.entities.checks import check_choice
from shared.entities.feedback import Answer, Feedback
from shared.entities.idempotency import Outcome
from shared.language.phrasing import speech_for
from shared.language.recommendations import describe_recommendation
from shared.repos.assistant_state_repo import AssistantStateRepository
from shared.rules.assistant.history import History
from shared.rules.assistant.recommendations.ids import kind_of
from shared.rules.assistant.recommendations.recommendations import recommend
from shared.rules.assistant.recommendations.situation import Situation
from shared.services.backlog_reader import MAX_OPEN_TASKS, Backlog, BacklogReader
from shared.services.base_service import BaseService, require_range
from shared.services.rhythm_reader import RhythmReader
from shared.services.streaks import with_passed_days
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.recommendations import MutedView, RecommendationKind, RecommendationView, Verdict

MAX_RECOMMENDATIONS = 10
DEFAULT_RECOMMENDATIONS = 3

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class RecommendationService(BaseService):
    """Recommendations to one user, at the cost of three queries for any length of the history."""

    entity_type = "Recommendation"

    rhythm: RhythmReader
    backlog: BacklogReader
    states: AssistantStateRepository
    transactions: Transactions
    clock: Clock

    def recommend(
        self,
        user_id: str,
        limit: int = DEFAULT_RECOMMENDATIONS,
        *,
        accept_language: str = "",
        language: str | None = None,
    ) -> list[RecommendationView]:
        """Return at most 10 recommendations as of now, the most useful first.

        With the preference `assistant` switched off there are none. `accept_language` is the header of that
        name; the language of the profile takes precedence, and over both a `language`.
        """
        limit = require_range("limit", limit, 1, MAX_RECOMMENDATIONS)
        history = self.rhythm.read(user_id)
        if not history.user.wants_assistant:
            return []
        backlog = self.backlog.read(user_id)
        return recommendations_of(history, backlog, limit, accept_language, language)

    def give_feedback(
        self, user_id: str, recommendation_id: str, verdict: Verdict
    ) -> Outcome[AssistantState]:
        """Record a verdict on a recommendation of today or yesterday; `NotFoundError` for any other id.

        `done` moves its kind up, the others move it down and mute it: `not_now` for 3 days, `never` until
        `unmute`.
        """
        verdict = check_choice("verdict", Verdict, verdict)

        def record(unit: UnitOfWork) -> AssistantState:
            state = self._find_state(unit)
            days = (unit.today, unit.today - _DAY, unit.today + _DAY)  # tomorrow: of a zone further east
            kind = kind_of(recommendation_id, user_id, days)
            if kind is None:
                raise self._not_found()
            given = Answer(recommendation_id, verdict, unit.today)
            feedback = (state.feedback or Feedback()).record(kind, given, unit.now)
            return _write(unit, state, feedback)

        return self.transactions.run(user_id, record, entity=AssistantState)

    def list_muted(self, user_id: str) -> list[MutedView]:
        """Return the muted kinds, in the order of the kinds."""
        state = self.states.find_state(user_id)
        muted = state.feedback.current(self.clock.now()) if state and state.feedback else {}
        return [{"kind": kind, "until": muted[kind]} for kind in RecommendationKind if kind in muted]

    def unmute(self, user_id: str, kind: str) -> None:
        """Unmute a kind, if it is muted; `NotFoundError` for an unknown kind."""
        if kind not in RecommendationKind.__members__.values():
            raise self._not_found()

        def unmute(unit: UnitOfWork) -> None:
            state = self._find_state(unit)
            if state.feedback is not None:
                _write(unit, state, state.feedback.unmute(RecommendationKind(kind), unit.now))

        self.transactions.commit(user_id, unmute)

    def _find_state(self, unit: UnitOfWork) -> AssistantState:
        """Return the state of an account that exists, which also guards the commit."""
        unit.read_ahead(())
        unit.require_account()
        return self.states.find_state(unit.user.user_id) or AssistantState(user_id=unit.user_id)


def recommendations_of(
    history: History, backlog: Backlog, limit: int, accept_language: str = "", language: str | None = None
) -> list[RecommendationView]:
    """Return the recommendations as of the moment of the history, to a user who wants the assistant."""
    situation = Situation(
        history=history,
        lifetime=with_passed_days(history.lifetime, history.user, history.today),
        open_tasks=backlog.open_tasks,
        completed=backlog.completed,
        estimates=backlog.estimates,
        has_all_tasks=len(backlog.open_tasks) < MAX_OPEN_TASKS,
    )
    speech = speech_for(history.user, accept_language, language)
    return [describe_recommendation(speech, one) for one in recommend(situation)[:limit]]


def _write(unit: UnitOfWork, state: AssistantState, feedback: Feedback) -> AssistantState:
    """Write the state with the feedback, unless it has it already."""
    changed = replace(state, feedback=feedback)
    if changed == state:
        return state
    if state.etag:
        unit.replace(changed)
    else:
        unit.create(changed)
    return changed
