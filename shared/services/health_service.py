"""Drinks, meals and rests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.checks import check_choice
from shared.entities.daily_totals import DailyTotals
from shared.entities.events import HealthEntryAdded, HealthEntryRemoved
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.idempotency import Outcome
from shared.entities.interval import Interval, duration, intersect
from shared.entities.pauses import intervals_of, seconds_of
from shared.entities.undo import DeletedEntry
from shared.entities.user import User
from shared.errors import ValidationError
from shared.ids import new_id
from shared.repos.totals_repo import DailyTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.companion.recent_activity import RecentActivity
from shared.services.base_service import BaseService, require_range
from shared.services.recent_activity_reader import RecentActivityReader, event_time
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.health import HealthTodayView, HydrationView, MealKind, MealsView, RestsView

MAX_ENTRIES = 100
"""Entries of one kind on one day."""

_MAX_DRINK_ML = 3000
_MAX_REST_MINUTES = 240
_MINUTE = timedelta(minutes=1)

EntryT = TypeVar("EntryT", bound=HealthEntry)


@dataclass(frozen=True, kw_only=True, eq=False)
class HealthService(BaseService):
    """Health entries of one user, by day."""

    entity_type = "Entry"

    users: UserRepository
    daily_totals: DailyTotalsRepository
    recent_activity: RecentActivityReader
    transactions: Transactions
    clock: Clock

    def drink(self, user_id: str, amount_ml: int, at: datetime | None = None) -> Outcome[Drink]:
        """Add a drink of 1 to 3000 ml, now or up to 7 days ago.

        `ValidationError` for any other amount or time, and for the 101st entry of a kind on a day.
        """
        amount_ml = require_range("amount_ml", amount_ml, 1, _MAX_DRINK_ML)

        def make(unit: UnitOfWork, at: datetime, on: date, entry_id: str) -> Drink:
            return Drink(id=entry_id, user_id=unit.user_id, at=at, on=on, amount_ml=amount_ml)

        return self._add(user_id, Drink, make, at)

    def eat(self, user_id: str, kind: MealKind, at: datetime | None = None) -> Outcome[Meal]:
        """Add a meal, now or up to 7 days ago; `ValidationError` as for a drink."""
        kind = check_choice("kind", MealKind, kind)

        def make(unit: UnitOfWork, at: datetime, on: date, entry_id: str) -> Meal:
            return Meal(id=entry_id, user_id=unit.user_id, at=at, on=on, kind=kind)

        return self._add(user_id, Meal, make, at)

    def rest(self, user_id: str, minutes: int, at: datetime | None = None) -> Outcome[Rest]:
        """Add a rest of 1 to 240 minutes that ended up to 7 days ago; `ValidationError` as for a drink."""
        minutes = require_range("minutes", minutes, 1, _MAX_REST_MINUTES)

        def make(unit: UnitOfWork, at: datetime, on: date, entry_id: str) -> Rest:
            began_on = unit.calendar.date_of(at - minutes * _MINUTE)
            return Rest(id=entry_id, user_id=unit.user_id, at=at, on=on, minutes=minutes, began_on=began_on)

        return self._add(user_id, Rest, make, at)

    def remove_entry(self, user_id: str, kind: type[EntryT], entry_id: str) -> None:
        """Remove an entry, which no longer counts; `NotFoundError` when the user has none with this id."""

        def remove(unit: UnitOfWork) -> None:
            entry = self.find_entry(unit, kind, entry_id)
            if entry is None:
                raise self._not_found()
            remove_entry(unit, entry, keep_copy=True)

        self.transactions.commit(user_id, remove)

    def get_hydration(self, user_id: str, day: date | None = None) -> HydrationView:
        """Return the drinks of a day, by default today's."""
        user = self.users.get_user(user_id)
        return _hydration(self._read_day(user, day), user.hydration_goal_ml)

    def get_meals(self, user_id: str, day: date | None = None) -> MealsView:
        """Return the meals of a day, by default today's."""
        return _meals(self._read_day(self.users.get_user(user_id), day))

    def get_rests(self, user_id: str, day: date | None = None) -> RestsView:
        """Return the rests of a day, by default today's."""
        found = self._read_day(self.users.get_user(user_id), day)
        return _rests(found, found.rested_time)

    def get_today(self, user_id: str) -> HealthTodayView:
        """Return today's health summary and working time."""
        return health_today_of(*self.recent_activity.read_today(user_id))

    def _add(
        self,
        user_id: str,
        kind: type[EntryT],
        make: Callable[[UnitOfWork, datetime, date, str], EntryT],
        at: datetime | None,
    ) -> Outcome[EntryT]:
        def add(unit: UnitOfWork) -> EntryT:
            moment = event_time(at, unit.now)
            on = unit.calendar.date_of(moment)
            if len(unit.day(on).entries_of(kind)) >= MAX_ENTRIES:
                raise ValidationError.for_field(
                    "at", f"lies on a day that holds {MAX_ENTRIES} entries of this kind already"
                )
            entry = make(unit, moment, on, HealthEntry.id_of(on, new_id()))
            if moment != unit.now:
                entry = replace(entry, added_at=unit.now)
            parts = unit.calendar.parts([Interval(entry.began, entry.at, entry.id)])
            goal_ml = unit.user.hydration_goal_ml
            unit.record(HealthEntryAdded(entry=entry, goal_ml=goal_ml, parts=parts))
            return entry

        return self.transactions.run(user_id, add, entity=kind)

    def _read_day(self, user: User, day: date | None) -> DailyTotals:
        return self.daily_totals.get_day(user.user_id, day or user.calendar.date_of(self.clock.now()))

    def find_entry(self, unit: UnitOfWork, kind: type[EntryT], entry_id: str) -> EntryT | None:
        """Return an entry, None when the user has none with this id."""
        try:
            on = HealthEntry.date_of(entry_id)
        except ValueError:
            return None
        return next((entry for entry in unit.day(on).entries_of(kind) if entry.id == entry_id), None)


def remove_entry(unit: UnitOfWork, entry: HealthEntry, *, keep_copy: bool) -> None:
    """Remove an entry in the commit of the unit, with a copy for undoing that."""
    before, day = unit.require_account(), unit.day(entry.on)
    rested = {on: [rest for rest in unit.day(on).rested if rest.source == entry.id] for on in entry.days}
    unit.record(HealthEntryRemoved(entry=entry, goal_ml=unit.user.hydration_goal_ml))
    if not keep_copy:
        return
    after = unit.require_account()
    copy = DeletedEntry(
        user_id=entry.user_id,
        at=unit.now,
        drink=entry if isinstance(entry, Drink) else None,
        meal=entry if isinstance(entry, Meal) else None,
        rest=entry if isinstance(entry, Rest) else None,
        rested={on: tuple(parts) for on, parts in rested.items() if parts},
        hydrated_by_ml=day.hydrated_by_ml if entry.on not in after.hydrated_days else None,
        unlocked={name: since for name, since in before.unlocked.items() if name not in after.unlocked},
    )
    unit.create(copy)


def health_today_of(activity: RecentActivity, day: DailyTotals) -> HealthTodayView:
    """Return the health summary and working time of a day until the moment of the activity.

    `worked_minutes` counts whole sessions, as the statistics do, and the rests count the pauses of the
    session that runs; `continuous_minutes`, as for the companion, counts at most 12 hours of a session.
    """
    at_work, rests, today = day.seconds_at_work, [*day.rested, *day.paused], activity.so_far
    if (running := activity.running) is not None:
        at_work += seconds_of(intersect(running.intervals_until(activity.at), today))
        rests += intersect(intervals_of(running.pauses, activity.at), today)
    worked, rested = at_work // 60, duration(rests)
    return {
        "date": activity.today,
        "hydration": _hydration(day, activity.user.hydration_goal_ml),
        "meals": _meals(day),
        "rests": _rests(day, rested),
        "worked_minutes": worked,
        "continuous_minutes": activity.continuous_work // _MINUTE,
        "overtime": max(0, worked - activity.user.workday_limit_minutes),
        "balance": round(rested // _MINUTE * 60 / worked, 1) if worked else 0.0,
    }


def _hydration(day: DailyTotals, goal_ml: int) -> HydrationView:
    return {
        "date": day.local_date,
        "total_ml": day.hydration_ml,
        "goal_ml": goal_ml,
        "entries": [drink.to_dict() for drink in day.drinks],
    }


def _meals(day: DailyTotals) -> MealsView:
    return {
        "date": day.local_date,
        "entries": [meal.to_dict() for meal in day.meals],
        "lunch_taken": day.lunch_taken,
    }


def _rests(day: DailyTotals, rested: timedelta) -> RestsView:
    return {
        "date": day.local_date,
        "total_minutes": rested // _MINUTE,
        "entries": [rest.to_dict() for rest in day.rests],
    }
