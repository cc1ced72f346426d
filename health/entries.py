"""Drinks, meals and rests."""

from typing import Annotated, Literal

from pydantic import Field

from shared.endpoint import Call, endpoint
from shared.entities.health import (
    Drink,
    DrinkView,
    HealthTodayView,
    HydrationView,
    Meal,
    MealKind,
    MealsView,
    MealView,
    Rest,
    RestsView,
    RestView,
)
from shared.wire import Body, Date, Moment, Parameters


class EntryBody(Body):
    """When something happened."""

    at: Moment | None = Field(None, description="Now unless given; up to 7 days back, never ahead.")


class DrinkBody(EntryBody):
    """A drink."""

    amount_ml: Annotated[int, Field(ge=1, le=3000)]


class MealBody(EntryBody):
    """A meal."""

    kind: Literal["breakfast", "lunch", "dinner", "snack"]


class RestBody(EntryBody):
    """A rest that was over `at`."""

    minutes: Annotated[int, Field(ge=1, le=240)]


class DayParameters(Parameters):
    """Which day."""

    date: Date | None = Field(None, description="A day in the user's zone; today unless given.")


@endpoint(body=DrinkBody, answer=DrinkView, status=201, repeatable=True)
def drink(call: Call[DrinkBody, Parameters]) -> DrinkView:
    """Note a drink."""
    health, body = call.services.get_health_service(), call.body
    return health.drink(call.user_id, body.amount_ml, body.at, retry=call.retry).to_dict()


@endpoint(query=DayParameters, answer=HydrationView)
def get_hydration(call: Call[Body, DayParameters]) -> HydrationView:
    """Show what was drunk on a day."""
    return call.services.get_health_service().get_hydration(call.user_id, call.query.date)


@endpoint(status=204, errors=(404,))
def remove_drink(call: Call[Body, Parameters]) -> None:
    """Take a drink back, with what it counted for."""
    call.services.get_health_service().remove_entry(call.user_id, Drink, call.path["id"])


@endpoint(body=MealBody, answer=MealView, status=201, repeatable=True)
def eat(call: Call[MealBody, Parameters]) -> MealView:
    """Note a meal."""
    health, body = call.services.get_health_service(), call.body
    return health.eat(call.user_id, MealKind(body.kind), body.at, retry=call.retry).to_dict()


@endpoint(query=DayParameters, answer=MealsView)
def get_meals(call: Call[Body, DayParameters]) -> MealsView:
    """Show what was eaten on a day."""
    return call.services.get_health_service().get_meals(call.user_id, call.query.date)


@endpoint(status=204, errors=(404,))
def remove_meal(call: Call[Body, Parameters]) -> None:
    """Take a meal back."""
    call.services.get_health_service().remove_entry(call.user_id, Meal, call.path["id"])


@endpoint(body=RestBody, answer=RestView, status=201, repeatable=True)
def rest(call: Call[RestBody, Parameters]) -> RestView:
    """Note a rest; time that is in several rests or breaks counts once."""
    health, body = call.services.get_health_service(), call.body
    return health.rest(call.user_id, body.minutes, body.at, retry=call.retry).to_dict()


@endpoint(query=DayParameters, answer=RestsView)
def get_rests(call: Call[Body, DayParameters]) -> RestsView:
    """Show how a day was rested."""
    return call.services.get_health_service().get_rests(call.user_id, call.query.date)


@endpoint(status=204, errors=(404,))
def remove_rest(call: Call[Body, Parameters]) -> None:
    """Take a rest back."""
    call.services.get_health_service().remove_entry(call.user_id, Rest, call.path["id"])


@endpoint(answer=HealthTodayView)
def get_today(call: Call[Body, Parameters]) -> HealthTodayView:
    """Show how one has treated oneself today, and how long one has worked."""
    return call.services.get_health_service().get_today(call.user_id)
