"""Water, meals and rests in a conversation."""

from dataclasses import dataclass
from datetime import time

from shared.entities.conversation import Act
from shared.services.conversation.turn import Doing, Handlers, Reply, Turn
from shared.services.health_service import HealthService
from shared.views.conversation import Intent
from shared.views.health import MealKind

GLASS_ML = 250
"""A drink of which no amount was said."""

REST_MINUTES = 10
"""A rest of which no length was said."""

_MEALS = ((time(11, 30), MealKind.BREAKFAST), (time(16), MealKind.LUNCH), (time(19, 30), MealKind.SNACK))
"""The meals of the day, each with the local time until which it is the usual one; then it is dinner."""


@dataclass(frozen=True, kw_only=True, eq=False)
class HealthTalk:
    """Records drinks, meals and rests."""

    health: HealthService

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {Intent.DRINK: self.drink, Intent.MEAL: self.eat, Intent.REST: self.rest}

    def drink(self, turn: Turn) -> Doing:
        """Record a drink, a glass unless an amount was said."""
        amount = turn.slots.amount_ml or GLASS_ML
        return Doing(
            run=lambda: self.health.drink(turn.user_id, amount, turn.at),
            describe=lambda drink: _did(turn, "drink", drink.id, amount=amount),
        )

    def eat(self, turn: Turn) -> Doing:
        """Record a meal: the one of this time of day unless it was said."""
        local = (turn.at or turn.now).astimezone(turn.user.calendar.zone).time()
        usual = next((meal for until, meal in _MEALS if local < until), MealKind.DINNER)
        kind = turn.slots.meal or usual
        name = turn.phrases.say(f"meal-{kind}")
        return Doing(
            run=lambda: self.health.eat(turn.user_id, kind, turn.at),
            describe=lambda meal: _did(turn, "meal", meal.id, meal=name),
        )

    def rest(self, turn: Turn) -> Doing:
        """Record a rest that has just ended."""
        minutes = turn.slots.minutes or REST_MINUTES
        return Doing(
            run=lambda: self.health.rest(turn.user_id, minutes, turn.at),
            describe=lambda rest: _did(turn, "rest", rest.id, minutes=minutes),
        )


def _did(turn: Turn, event: str, entry_id: str, **values: str | int) -> Reply:
    return Reply(
        text=turn.phrases.vary(event, **values),
        did=(Act(event=event, id=entry_id),),
        suggestions=("undo", "status"),
    )
