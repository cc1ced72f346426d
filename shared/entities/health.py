"""What somebody drinks, eats and rests: entries that a day is made of."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from shared.entities.timestamps import from_stored, to_stored
from shared.views.health import DrinkView, MealKind, MealView, RestView


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthEntry(ABC):
    """Something good that somebody did for themselves at some moment; `on` is the local date of it.

    Entries live in the record of their day, of which their id tells the date.
    """

    TYPE: ClassVar[str]

    id: str
    user_id: str
    at: datetime
    on: date
    etag: str = field(default="", compare=False)  # of the day's record, which is what is stored

    @property
    def began(self) -> datetime:
        """When it began: mostly it takes no time."""
        return self.at

    @property
    def days(self) -> set[date]:
        """The local dates on which it was going on."""
        return {self.on}

    @staticmethod
    def id_of(on: date, name: str) -> str:
        """Return the id of an entry; `name` tells it from the others of its day."""
        return f"{on.isoformat()}.{name}"

    @staticmethod
    def date_of(entry_id: str) -> date:
        """Return the day that an entry belongs to; ValueError for what is no entry's id."""
        return date.fromisoformat(entry_id.partition(".")[0])

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "at": to_stored(self.at),
            "on": self.on.isoformat(),
            **self._content(),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            id=document["id"],
            user_id=document["user_id"],
            at=from_stored(document["at"]),
            on=date.fromisoformat(document["on"]),
            **cls._read_content(document),
        )

    @abstractmethod
    def to_dict(self) -> Mapping[str, Any]:
        """Return what the API shows."""

    @abstractmethod
    def _content(self) -> dict[str, Any]:
        """Return what is stored of this kind of entry."""

    @classmethod
    @abstractmethod
    def _read_content(cls, document: dict[str, Any]) -> dict[str, Any]:
        """Read what `_content` wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drink(HealthEntry):
    """So much water, or anything like it."""

    TYPE: ClassVar[str] = "drink"

    amount_ml: int

    def to_dict(self) -> DrinkView:
        """Return what the API shows."""
        return {"id": self.id, "amount_ml": self.amount_ml, "at": self.at}

    def _content(self) -> dict[str, Any]:
        return {"amount_ml": self.amount_ml}

    @classmethod
    def _read_content(cls, document: dict[str, Any]) -> dict[str, Any]:
        return {"amount_ml": document["amount_ml"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meal(HealthEntry):
    """Something to eat."""

    TYPE: ClassVar[str] = "meal"

    kind: MealKind

    @property
    def is_lunch(self) -> bool:
        """Whether it was lunch."""
        return self.kind is MealKind.LUNCH

    def to_dict(self) -> MealView:
        """Return what the API shows."""
        return {"id": self.id, "kind": self.kind, "at": self.at}

    def _content(self) -> dict[str, Any]:
        return {"kind": self.kind.value}

    @classmethod
    def _read_content(cls, document: dict[str, Any]) -> dict[str, Any]:
        return {"kind": MealKind(document["kind"])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest(HealthEntry):
    """A rest of so many minutes that was over `at`; `began_on` is the local date on which it began."""

    TYPE: ClassVar[str] = "rest"

    minutes: int
    began_on: date

    @property
    def began(self) -> datetime:
        """When it began."""
        return self.at - timedelta(minutes=self.minutes)

    @property
    def days(self) -> set[date]:
        """The local dates on which it was going on: four hours reach into one more at most."""
        return {self.began_on, self.on}

    def to_dict(self) -> RestView:
        """Return what the API shows."""
        return {"id": self.id, "minutes": self.minutes, "at": self.at}

    def _content(self) -> dict[str, Any]:
        return {"minutes": self.minutes, "began_on": self.began_on.isoformat()}

    @classmethod
    def _read_content(cls, document: dict[str, Any]) -> dict[str, Any]:
        return {"minutes": document["minutes"], "began_on": date.fromisoformat(document["began_on"])}
