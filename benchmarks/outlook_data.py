"""Histories of hours of work, read from a CSV file, and the evenings on which a forecast is judged."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

MAX_HISTORY_DAYS = 400
DAYS_AHEAD = 7
MIN_DAYS = 7
MIN_DAYS_GOOD = 28


@dataclass(frozen=True, slots=True)
class Person:
    """The hours of work of each calendar day, from the first day on."""

    name: str
    first_day: date
    hours: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Evening:
    """What is known on an evening, and the hours of the seven days after it."""

    person: str
    days_known: int
    history: list[tuple[str, float]]
    """The date and the hours of each day, oldest first; the last one is today."""
    actual: tuple[float, ...]


def read_people(path: Path, column: str | None = None) -> list[Person]:
    """Read a CSV file (also .gz) with the columns `id`, `date` and hours; days that are missing have no work.

    The column of hours is `column`, or else `hours_wide` if there is one, or else `hours`.
    """
    days: defaultdict[str, dict[date, float]] = defaultdict(dict)
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        rows = csv.DictReader(file)
        column = column or ("hours_wide" if "hours_wide" in (rows.fieldnames or ()) else "hours")
        for row in rows:
            days[row["id"]][date.fromisoformat(row["date"])] = float(row[column])
    return [_person(name, of_person) for name, of_person in sorted(days.items())]


def _person(name: str, days: dict[date, float]) -> Person:
    first, last = min(days), max(days)
    count = (last - first).days + 1
    return Person(name, first, tuple(days.get(first + timedelta(days=at), 0.0) for at in range(count)))


def evenings(person: Person, limit: int) -> Iterator[Evening]:
    """Yield each evening of the first four weeks, then at most `limit` ones at even distances."""
    last = len(person.hours) - DAYS_AHEAD
    later = max(0, last - MIN_DAYS_GOOD + 1)
    step = -(-later // limit) or 1
    if step > 1 and step % DAYS_AHEAD == 0:
        step += 1  # otherwise all of them would be of one weekday
    for days in (*range(MIN_DAYS, min(MIN_DAYS_GOOD, last + 1)), *range(MIN_DAYS_GOOD, last + 1, step)):
        first = max(0, days - MAX_HISTORY_DAYS)
        yield Evening(
            person=person.name,
            days_known=days,
            history=[
                ((person.first_day + timedelta(days=at)).isoformat(), person.hours[at])
                for at in range(first, days)
            ],
            actual=person.hours[days : days + DAYS_AHEAD],
        )
