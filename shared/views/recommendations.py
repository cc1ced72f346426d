"""Views of recommendations to a user, and of the verdicts on them."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.narratives import FactView


class RecommendationKind(StrEnum):
    """The kind of a recommendation; at most one of each is given at a time."""

    NEXT_TASK = "next_task"
    START_FOCUS = "start_focus"
    TAKE_BREAK = "take_break"
    DRINK = "drink"
    LUNCH = "lunch"
    REPLAN_OVERDUE = "replan_overdue"
    SPLIT_TASK = "split_task"
    ESTIMATE_BETTER = "estimate_better"
    PROTECT_BEST_HOURS = "protect_best_hours"
    LIGHTER_DAY = "lighter_day"
    STOP_FOR_TODAY = "stop_for_today"
    SHUTDOWN = "shutdown"
    PLAN_TOMORROW = "plan_tomorrow"
    JOIN_CHALLENGE = "join_challenge"
    CELEBRATE = "celebrate"


class Verdict(StrEnum):
    """A user's answer to a recommendation."""

    DONE = "done"
    NOT_NOW = "not_now"
    NEVER = "never"


class ActionView(TypedDict):
    """A request that carries out a recommendation, to be sent unchanged; `label` is the text of a button."""

    label: str
    method: str
    path: str
    """The path with its query, which begins with `/api/`."""
    body: dict[str, object] | None


class RecommendationView(TypedDict):
    """A recommendation, with its reasons and the values in them."""

    id: str
    kind: RecommendationKind
    title: str
    text: str
    because: list[str]
    evidence: dict[str, FactView]
    action: ActionView | None
    valid_until: datetime


class MutedView(TypedDict):
    """A muted kind, and when that ends; null if the user must unmute it."""

    kind: RecommendationKind
    until: datetime | None
