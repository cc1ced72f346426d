"""Answers to questions about the user's day, work, points and challenges; they change nothing."""

from dataclasses import dataclass
from datetime import timedelta

from shared.services.challenge_service import ChallengeService
from shared.services.companion_service import CompanionService
from shared.services.conversation.turn import Handlers, Reply, Turn
from shared.services.health_service import HealthService
from shared.services.narrative_service import NarrativeService
from shared.services.prediction_service import PredictionService
from shared.views.conversation import Intent
from shared.views.narratives import PeriodKind

_PERIODS = {
    "today": (PeriodKind.DAY, 0),
    "yesterday": (PeriodKind.DAY, 1),
    "week": (PeriodKind.WEEK, 0),
    "last_week": (PeriodKind.WEEK, 7),
    "month": (PeriodKind.MONTH, 0),
    "year": (PeriodKind.MONTH, 0),  # there is no narrative of a year
}
"""The periods that a message names, each with how many days ago it was."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AnswerTalk:
    """Answers questions with the views of other services."""

    companion: CompanionService
    health: HealthService
    narratives: NarrativeService
    predictions: PredictionService
    challenges: ChallengeService

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {
            Intent.STATUS: self.describe_status,
            Intent.SUMMARY: self.describe_period,
            Intent.OUTLOOK: self.describe_outlook,
            Intent.POINTS: self.describe_points,
            Intent.CHALLENGES: self.describe_challenges,
        }

    def describe_status(self, turn: Turn) -> Reply:
        """Say how the companion is, and how the day goes."""
        companion = self.companion.get_companion(turn.user_id, language=turn.phrases.language)
        today = self.health.get_today(turn.user_id)
        phrases = turn.phrases
        day = phrases.say(
            "status-day",
            worked=phrases.common.duration(timedelta(minutes=today["worked_minutes"])),
            drunk=today["hydration"]["total_ml"],
            goal=today["hydration"]["goal_ml"],
        )
        return Reply(text=f"{companion['message']} {day}", suggestions=("recommend", "tasks"))

    def describe_period(self, turn: Turn) -> Reply:
        """Describe a day, a week or a month in words."""
        kind, days_ago = _PERIODS[turn.slots.period or "week"]
        narrative = self.narratives.narrate(
            turn.user_id, kind, turn.today - timedelta(days=days_ago), language=turn.phrases.language
        )
        return Reply(text=narrative["text"], suggestions=("outlook", "points"))

    def describe_outlook(self, turn: Turn) -> Reply:
        """Say what is expected of the coming days."""
        predictions = self.predictions.predict(turn.user_id, language=turn.phrases.language)
        return Reply(text=predictions["text"], suggestions=("recommend", "tasks"))

    def describe_points(self, turn: Turn) -> Reply:
        """Say how many points there are."""
        stats = self.challenges.get_stats(turn.user_id)
        return turn.say(
            "points", "challenges", "recommend", points=stats["total_points"], streak=stats["shutdown_streak"]
        )

    def describe_challenges(self, turn: Turn) -> Reply:
        """Say how the joined challenges of this week go, or which there are."""
        week = self.challenges.list_week(turn.user_id)
        joined = [one for one in week if one.status is not None]
        heading = turn.phrases.vary("challenges" if joined else "challenges-none")
        lines = [
            turn.phrases.say(
                "challenge-progress", name=one.name, progress=one.progress or 0, target=one.target_value
            )
            for one in joined
        ] or [f"• {one.name}" for one in week]
        return Reply(text="\n".join((heading, *lines)), suggestions=("points", "recommend"))
