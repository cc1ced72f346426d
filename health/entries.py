"""Drinks, meals and rests."""

from typing import Annotated, Literal

from pydantic import Field

from shared.api.endpoint import Request, endpoint
from shared.api.fields import Body, Date, Moment, Parameters
from shared.entities.health import Drink, Meal, Rest
from shared.views.health import (
    DrinkView,
    HealthTodayView,
    HydrationView,
    MealKind,
    MealsView,
    MealView,
    RestsView,
    RestView,
)


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
def drink(call: Request[DrinkBody, Parameters]) -> DrinkView:
    """Note a drink."""
    health, body = call.services.get_health_service(), call.body
    return health.drink(call.user_id, body.amount_ml, body.at, retry=call.retry).to_dict()


@endpoint(query=DayParameters, answer=HydrationView)
def get_hydration(call: Request[Body, DayParameters]) -> HydrationView:
    """Show what was drunk on a day."""
    return call.services.get_health_service().get_hydration(call.user_id, call.query.date)


@endpoint(status=204, errors=(404,))
def remove_drink(call: Request[Body, Parameters]) -> None:
    """Take a drink back, with what it counted for."""
    call.services.get_health_service().remove_entry(call.user_id, Drink, call.path["id"])


@endpoint(body=MealBody, answer=MealView, status=201, repeatable=True)
def eat(call: Request[MealBody, Parameters]) -> MealView:
    """Note a meal."""
    health, body = call.services.get_health_service(), call.body
    return health.eat(call.user_id, MealKind(body.kind), body.at, retry=call.retry).to_dict()


@endpoint(query=DayParameters, answer=MealsView)
def get_meals(call: Request[Body, DayParameters]) -> MealsView:
    """Show what was eaten on a day."""
    return call.services.get_health_service().get_meals(call.user_id, call.query.date)


@endpoint(status=204, errors=(404,))
def remove_meal(call: Request[Body, Parameters]) -> None:
    """Take a meal back."""
    call.services.get_health_service().remove_entry(call.user_id, Meal, call.path["id"])


@endpoint(body=RestBody, answer=RestView, status=201, repeatable=True)
def rest(call: Request[RestBody, Parameters]) -> RestView:
    """Note a rest; time that is in several rests or breaks counts once."""
    health, body = call.services.get_health_service(), call.body
    return health.rest(call.user_id, body.minutes, body.at, retry=call.retry).to_dict()


@endpoint(query=DayParameters, answer=RestsView)
def get_rests(call: Request[Body, DayParameters]) -> RestsView:
    """Show how a day was rested."""
    return call.services.get_health_service().get_rests(call.user_id, call.query.date)


@endpoint(status=204, errors=(404,))
def remove_rest(call: Request[Body, Parameters]) -> None:
    """Take a rest back."""
    call.services.get_health_service().remove_entry(call.user_id, Rest, call.path["id"])


@endpoint(answer=HealthTodayView)
def get_today(call: Request[Body, Parameters]) -> HealthTodayView:
    """Show how one has treated oneself today, and how long one has worked."""
    return call.services.get_health_service().get_today(call.user_id)
