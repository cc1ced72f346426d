"""Recommendations in a conversation."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from shared.entities.conversation import Command, Slots
from shared.errors import AvanochiError
from shared.services.conversation.turn import Handlers, Reply, Turn
from shared.services.recommendation_service import RecommendationService
from shared.services.transactions import idempotent
from shared.views.conversation import Intent
from shared.views.health import MealKind
from shared.views.recommendations import RecommendationKind, RecommendationView, Verdict

_INTENTS = {
    RecommendationKind.NEXT_TASK: Intent.START_FOCUS,
    RecommendationKind.START_FOCUS: Intent.START_FOCUS,
    RecommendationKind.TAKE_BREAK: Intent.START_BREAK,
    RecommendationKind.DRINK: Intent.DRINK,
    RecommendationKind.LUNCH: Intent.MEAL,
    RecommendationKind.STOP_FOR_TODAY: Intent.CLOCK_OUT,
    RecommendationKind.SHUTDOWN: Intent.SHUTDOWN,
}
"""The intents that do what is recommended; recommendations of other kinds are only read out."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AdviceTalk:
    """Says what the user could do now, and offers to do it."""

    recommendations: RecommendationService

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {Intent.RECOMMEND: self.recommend}

    def recommend(self, turn: Turn) -> Reply:
        """Give the first recommendation, and ask whether to do it."""
        found = self.recommendations.recommend(turn.user_id, 1, language=turn.phrases.language)
        if not found:
            return turn.say("recommend-nothing", "tasks", "status")
        (one,) = found
        command = _command_of(one)
        if command is None:
            return Reply(text=one["text"], suggestions=("tasks", "status"))
        label = one["action"]["label"] if one["action"] is not None else ""
        return turn.confirm("recommend-do", command, text=one["text"], label=label)

    def record_done(self, turn: Turn) -> None:
        """Record that the recommendation of a command was done, if it has one."""
        name = turn.slots.recommendation
        if name is not None:
            # Only the order of recommendations depends on it. The request's key belongs to the message.
            with suppress(AvanochiError), idempotent(None):
                self.recommendations.give_feedback(turn.user_id, name, Verdict.DONE)


def _command_of(recommendation: RecommendationView) -> Command | None:
    """Return the command that does what is recommended, None if none does."""
    intent, action = _INTENTS.get(recommendation["kind"]), recommendation["action"]
    if intent is None or action is None:
        return None
    body: Mapping[str, Any] = action["body"] or {}
    slots = Slots(
        recommendation=recommendation["id"],
        task_id=body.get("task_id"),
        minutes=body.get("duration_minutes"),
        amount_ml=body.get("amount_ml"),
        meal=MealKind(body["kind"]) if intent is Intent.MEAL else None,
    )
    return Command(intent=intent, slots=slots)
