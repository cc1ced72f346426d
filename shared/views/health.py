"""Views of healths."""

from datetime import date, datetime
from enum import StrEnum

from typing_extensions import TypedDict


class MealKind(StrEnum):
    """Which meal."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"
    SNACK = "snack"


class DrinkView(TypedDict):
    """A drink, as the API shows it."""

    id: str
    amount_ml: int
    at: datetime


class MealView(TypedDict):
    """A meal, as the API shows it."""

    id: str
    kind: MealKind
    at: datetime


class RestView(TypedDict):
    """A rest, as the API shows it."""

    id: str
    minutes: int
    at: datetime
    """When it was over."""


class HydrationView(TypedDict):
    """What somebody drank on a day, as the API shows it."""

    date: date
    total_ml: int
    goal_ml: int
    entries: list[DrinkView]
    """In the order of time."""


class MealsView(TypedDict):
    """What somebody ate on a day, as the API shows it."""

    date: date
    entries: list[MealView]
    """In the order of time."""
    lunch_taken: bool


class RestsView(TypedDict):
    """How somebody rested on a day, as the API shows it."""

    date: date
    total_minutes: int
    """Of these rests and of completed breaks; time that is in several counts once."""
    entries: list[RestView]
    """In the order of time."""


class HealthTodayView(TypedDict):
    """How somebody has treated themselves today, as the API shows it."""

    date: date
    hydration: HydrationView
    meals: MealsView
    rests: RestsView
    worked_minutes: int
    """Of today, with the session that runs."""
    continuous_minutes: int
    """Of work without a rest of at least 5 minutes, up to now; 0 outside a work session."""
    overtime: int
    """Minutes of work beyond the day's limit."""
    balance: float
    """Minutes of rest for each hour of work, with 1 decimal; 0 when nothing was worked."""
