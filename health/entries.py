"""Health entries: drinks, meals and rests."""

from typing import Annotated

from pydantic import Field

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import ByValue, RecentMoment, WholeNumber
from shared.api.validation import Body, DayParameters, EmptyBody
from shared.entities.health import Drink, Meal, Rest
from shared.entities.idempotency import Outcome
from shared.views.health import (
    DrinkEventView,
    HealthTodayView,
    HydrationView,
    MealEventView,
    MealKind,
    MealsView,
    RestEventView,
    RestsView,
)


class EntryBody(Body):
    """The moment of an entry."""

    at: RecentMoment = None


class DrinkBody(EntryBody):
    """A drink."""

    amount_ml: Annotated[WholeNumber, Field(ge=1, le=3000)]


class MealBody(EntryBody):
    """A meal."""

    kind: Annotated[MealKind, ByValue]


class RestBody(EntryBody):
    """A rest that ended `at`."""

    minutes: Annotated[WholeNumber, Field(ge=1, le=240)]


@endpoint(access=Access.SELF, status=201)
def drink(request: Request[DrinkBody]) -> Outcome[DrinkEventView]:
    """Add a drink."""
    health, body = request.services.get_health_service(), request.body
    return health.drink(request.user_id, body.amount_ml, body.at).event_view(DrinkEventView)


@endpoint(access=Access.SELF)
def get_hydration(request: Request[EmptyBody, DayParameters]) -> HydrationView:
    """Get the drinks of a day and the daily goal."""
    return request.services.get_health_service().get_hydration(request.user_id, request.query.date)


@endpoint(access=Access.SELF, errors=(404,))
def remove_drink(request: Request) -> None:
    """Delete a drink, which then no longer counts."""
    request.services.get_health_service().remove_entry(request.user_id, Drink, request.path["id"])


@endpoint(access=Access.SELF, status=201)
def eat(request: Request[MealBody]) -> Outcome[MealEventView]:
    """Add a meal."""
    health, body = request.services.get_health_service(), request.body
    return health.eat(request.user_id, body.kind, body.at).event_view(MealEventView)


@endpoint(access=Access.SELF)
def get_meals(request: Request[EmptyBody, DayParameters]) -> MealsView:
    """Get the meals of a day."""
    return request.services.get_health_service().get_meals(request.user_id, request.query.date)


@endpoint(access=Access.SELF, errors=(404,))
def remove_meal(request: Request) -> None:
    """Delete a meal, which then no longer counts."""
    request.services.get_health_service().remove_entry(request.user_id, Meal, request.path["id"])


@endpoint(access=Access.SELF, status=201)
def rest(request: Request[RestBody]) -> Outcome[RestEventView]:
    """Add a rest; time that overlaps other rests or breaks counts once."""
    health, body = request.services.get_health_service(), request.body
    return health.rest(request.user_id, body.minutes, body.at).event_view(RestEventView)


@endpoint(access=Access.SELF)
def get_rests(request: Request[EmptyBody, DayParameters]) -> RestsView:
    """Get the rests of a day."""
    return request.services.get_health_service().get_rests(request.user_id, request.query.date)


@endpoint(access=Access.SELF, errors=(404,))
def remove_rest(request: Request) -> None:
    """Delete a rest, which then no longer counts."""
    request.services.get_health_service().remove_entry(request.user_id, Rest, request.path["id"])


@endpoint(access=Access.SELF)
def get_today(request: Request) -> HealthTodayView:
    """Get today's health summary and working time."""
    return request.services.get_health_service().get_today(request.user_id)
