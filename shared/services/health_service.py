"""Drinking, eating and resting."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

from shared.clock import Clock
from shared.entities.daily_totals import DailyTotals
from shared.entities.events import HealthEntryAdded, HealthEntryRemoved
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.idempotency import IdempotencyKey
from shared.entities.interval import Interval, duration
from shared.entities.user import User
from shared.errors import FieldError, NotFoundError, ValidationError
from shared.repos.totals_repo import DailyTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.services.recent_activity_reader import RecentActivityReader, event_time
from shared.services.unit_of_work import Transactions, UnitOfWork
from shared.views.health import HealthTodayView, HydrationView, MealKind, MealsView, RestsView

MAX_ENTRIES = 100
"""Of one kind on one day."""

_MINUTE = timedelta(minutes=1)

EntryT = TypeVar("EntryT", bound=HealthEntry)


class HealthService:
    """What one user does for themselves, day by day."""

    def __init__(
        self,
        *,
        users: UserRepository,
        days: DailyTotalsRepository,
        activities: RecentActivityReader,
        transactions: Transactions,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._users = users
        self._days = days
        self._activities = activities
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    def drink(
        self, user_id: str, amount_ml: int, at: datetime | None = None, *, retry: IdempotencyKey | None = None
    ) -> Drink:
        """Note a drink, now or up to 7 days ago.

        `ValidationError` for any other moment, and for the 101st entry of a kind on a day.
        """

        def make(unit: UnitOfWork, at: datetime, on: date, name: str) -> Drink:
            return Drink(id=name, user_id=unit.user_id, at=at, on=on, amount_ml=amount_ml)

        return self._log(user_id, Drink, make, at, retry)

    def eat(
        self, user_id: str, kind: MealKind, at: datetime | None = None, *, retry: IdempotencyKey | None = None
    ) -> Meal:
        """Note a meal, now or up to 7 days ago; `ValidationError` as for a drink."""

        def make(unit: UnitOfWork, at: datetime, on: date, name: str) -> Meal:
            return Meal(id=name, user_id=unit.user_id, at=at, on=on, kind=kind)

        return self._log(user_id, Meal, make, at, retry)

    def rest(
        self, user_id: str, minutes: int, at: datetime | None = None, *, retry: IdempotencyKey | None = None
    ) -> Rest:
        """Note a rest that is over now, or was over up to 7 days ago; `ValidationError` as for a drink."""

        def make(unit: UnitOfWork, at: datetime, on: date, name: str) -> Rest:
            began_on = unit.calendar.date_of(at - minutes * _MINUTE)
            return Rest(id=name, user_id=unit.user_id, at=at, on=on, minutes=minutes, began_on=began_on)

        return self._log(user_id, Rest, make, at, retry)

    def remove_entry(self, user_id: str, kind: type[EntryT], entry_id: str) -> None:
        """Take an entry back, with what it counted for; `NotFoundError` when there is no such one."""

        def work(unit: UnitOfWork) -> EntryT:
            entry = _find_entry(unit, kind, entry_id)
            unit.record(HealthEntryRemoved(entry=entry, goal_ml=unit.user.hydration_goal_ml))
            return entry

        self._transactions.run(user_id, work, entity=kind)

    def get_hydration(self, user_id: str, day: date | None = None) -> HydrationView:
        """Return what was drunk on a day, today unless told."""
        user = self._users.get_user(user_id)
        return _hydration(self._read_day(user, day), user.hydration_goal_ml)

    def get_meals(self, user_id: str, day: date | None = None) -> MealsView:
        """Return what was eaten on a day, today unless told."""
        return _meals(self._read_day(self._users.get_user(user_id), day))

    def get_rests(self, user_id: str, day: date | None = None) -> RestsView:
        """Return how a day was rested, today unless told."""
        return _rests(self._read_day(self._users.get_user(user_id), day))

    def get_today(self, user_id: str) -> HealthTodayView:
        """Return how today has been so far.

        What was worked is what the clock says, as in the statistics; for how long without a rest is what the
        companion goes by, who takes nobody to be at work in a session of more than 12 hours.
        """
        activity, day = self._activities.read_today(user_id)
        at_work = timedelta(seconds=day.seconds_at_work)
        if activity.running is not None:
            at_work += activity.at - max(activity.running.start_time, activity.day_begin)
        worked, rested = at_work // _MINUTE, duration(day.rested) // _MINUTE
        return {
            "date": activity.today,
            "hydration": _hydration(day, activity.user.hydration_goal_ml),
            "meals": _meals(day),
            "rests": _rests(day),
            "worked_minutes": worked,
            "continuous_minutes": activity.continuous_work // _MINUTE,
            "overtime": max(0, worked - activity.user.workday_limit_minutes),
            "balance": round(rested * 60 / worked, 1) if worked else 0.0,
        }

    def _log(
        self,
        user_id: str,
        kind: type[EntryT],
        make: Callable[[UnitOfWork, datetime, date, str], EntryT],
        at: datetime | None,
        retry: IdempotencyKey | None,
    ) -> EntryT:
        def work(unit: UnitOfWork) -> EntryT:
            moment = event_time(at, unit.now)
            on = unit.calendar.date_of(moment)
            if len(unit.day(on).entries_of(kind)) >= MAX_ENTRIES:
                message = f"lies on a day that holds {MAX_ENTRIES} entries of this kind already"
                raise ValidationError(f"Field 'at' {message}", [FieldError("at", message)])
            entry = make(unit, moment, on, HealthEntry.id_of(on, self._new_id()))
            parts = unit.calendar.parts(Interval(entry.began, entry.at, entry.id))
            goal = unit.user.hydration_goal_ml
            unit.record(HealthEntryAdded(entry=entry, goal_ml=goal, parts=parts))
            return entry

        return self._transactions.run(user_id, work, entity=kind, retry=retry)

    def _read_day(self, user: User, day: date | None) -> DailyTotals:
        return self._days.get_of(user.user_id, day or user.calendar.date_of(self._clock.now()))


def _find_entry(unit: UnitOfWork, kind: type[EntryT], entry_id: str) -> EntryT:
    try:
        day = unit.day(HealthEntry.date_of(entry_id))
    except ValueError as error:
        raise NotFoundError("Entry not found") from error
    found = next((entry for entry in day.entries_of(kind) if entry.id == entry_id), None)
    if found is None:
        raise NotFoundError("Entry not found")
    return found


def _hydration(day: DailyTotals, goal_ml: int) -> HydrationView:
    drinks = day.entries_of(Drink)
    return {
        "date": day.local_date,
        "total_ml": day.hydration_ml,
        "goal_ml": goal_ml,
        "entries": [drink.to_dict() for drink in drinks],
    }


def _meals(day: DailyTotals) -> MealsView:
    meals = day.entries_of(Meal)
    return {
        "date": day.local_date,
        "entries": [meal.to_dict() for meal in meals],
        "lunch_taken": day.lunch_taken,
    }


def _rests(day: DailyTotals) -> RestsView:
    rests = day.entries_of(Rest)
    return {
        "date": day.local_date,
        "total_minutes": duration(day.rested) // _MINUTE,
        "entries": [rest.to_dict() for rest in rests],
    }
