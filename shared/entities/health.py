"""Drinks, meals and rests: the health entries of a day."""

from datetime import date, datetime, timedelta

import msgspec

from shared.views.health import DrinkView, MealKind, MealView, RestView


class HealthEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A drink, a meal or a rest; `on` is its local date.

    Entries are stored in the totals of their day, whose date is part of their id. `added_at` is when it was
    added, None if that was `at`.
    """

    id: str
    user_id: str
    at: datetime
    on: date
    added_at: datetime | None = None

    @property
    def began(self) -> datetime:
        """When the entry began: drinks and meals take no time."""
        return self.at

    @property
    def days(self) -> set[date]:
        """The local dates it touches."""
        return {self.on}

    @staticmethod
    def id_of(on: date, name: str) -> str:
        """Return the id of an entry; `name` distinguishes it from the others of its day."""
        return f"{on.isoformat()}.{name}"

    @staticmethod
    def date_of(entry_id: str) -> date:
        """Return the day of an entry; ValueError for an invalid id."""
        return date.fromisoformat(entry_id.partition(".")[0])


class Drink(HealthEntry, frozen=True, kw_only=True):
    """A drink of water, or of anything else."""

    amount_ml: int

    def to_dict(self) -> DrinkView:
        """Return the view."""
        return {"id": self.id, "amount_ml": self.amount_ml, "at": self.at}


class Meal(HealthEntry, frozen=True, kw_only=True):
    """A meal."""

    kind: MealKind

    @property
    def is_lunch(self) -> bool:
        """Whether it was lunch."""
        return self.kind is MealKind.LUNCH

    def to_dict(self) -> MealView:
        """Return the view."""
        return {"id": self.id, "kind": self.kind, "at": self.at}


class Rest(HealthEntry, frozen=True, kw_only=True):
    """A rest that ended `at`; `began_on` is the local date on which it began."""

    minutes: int
    began_on: date

    @property
    def began(self) -> datetime:
        """When it began."""
        return self.at - timedelta(minutes=self.minutes)

    @property
    def days(self) -> set[date]:
        """The local dates it touches: with at most four hours, at most two."""
        return {self.began_on, self.on}

    def to_dict(self) -> RestView:
        """Return the view."""
        return {"id": self.id, "minutes": self.minutes, "at": self.at}
