"""Views of health entries and summaries."""

from datetime import date, datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.earned import EventView


class MealKind(StrEnum):
    """The kind of a meal."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"
    SNACK = "snack"


class DrinkView(TypedDict):
    """A drink."""

    id: str
    amount_ml: int
    at: datetime


class DrinkEventView(DrinkView, EventView):
    """A drink and its rewards."""


class MealView(TypedDict):
    """A meal."""

    id: str
    kind: MealKind
    at: datetime


class MealEventView(MealView, EventView):
    """A meal and its rewards."""


class RestView(TypedDict):
    """A rest."""

    id: str
    minutes: int
    at: datetime
    """The end of the rest."""


class RestEventView(RestView, EventView):
    """A rest and its rewards."""


class HydrationView(TypedDict):
    """The drinks of a day."""

    date: date
    total_ml: int
    goal_ml: int
    entries: list[DrinkView]
    """Oldest first."""


class MealsView(TypedDict):
    """The meals of a day."""

    date: date
    entries: list[MealView]
    """Oldest first."""
    lunch_taken: bool


class RestsView(TypedDict):
    """The rests of a day."""

    date: date
    total_minutes: int
    """Minutes of rests and completed breaks; overlapping time counts once."""
    entries: list[RestView]
    """Oldest first."""


class HealthTodayView(TypedDict):
    """The health summary and working time of today."""

    date: date
    hydration: HydrationView
    meals: MealsView
    rests: RestsView
    worked_minutes: int
    """Minutes worked today, including the active session."""
    continuous_minutes: int
    """Minutes worked since the last rest of at least 5 minutes; 0 outside a work session."""
    overtime: int
    """Minutes worked beyond the daily limit."""
    balance: float
    """Minutes of rest per hour worked, with 1 decimal; 0 without work."""
