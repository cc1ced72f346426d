"""Actions on health entries (drinks, meals, rests), and the lists of a day."""

from typing import Any

from tests.api.actions import ok_event, read
from tests.api.conftest import Person

BODIES: dict[str, dict[str, Any]] = {
    "hydration": {"amount_ml": 250},
    "meals": {"kind": "lunch"},
    "rests": {"minutes": 10},
}
KINDS = list(BODIES)
TODAY = "2026-03-18"
NOW = "2026-03-18T09:30:00Z"


def log(person: Person, kind: str, /, **body: Any) -> dict[str, Any]:
    """Log an entry of the given kind, with its default body changed by `body`."""
    return ok_event(person.post(f"health/{kind}", json={**BODIES[kind], **body}), 201)


def drink(person: Person, amount_ml: int = 250, **body: Any) -> dict[str, Any]:
    return log(person, "hydration", amount_ml=amount_ml, **body)


def eat(person: Person, kind: str = "lunch", **body: Any) -> dict[str, Any]:
    return log(person, "meals", kind=kind, **body)


def log_rest(person: Person, minutes: int = 10, **body: Any) -> dict[str, Any]:
    return log(person, "rests", minutes=minutes, **body)


def delete_entry(person: Person, kind: str, entry: dict[str, Any]) -> None:
    response = person.delete(f"health/{kind}/{entry['id']}")
    assert (response.status_code, response.content) == (204, b""), response.text


def read_day(person: Person, kind: str, date: str = "") -> Any:
    return read(person, f"health/{kind}{f'?date={date}' if date else ''}")


def today(person: Person) -> Any:
    return read(person, "health/today")


def empty_day(kind: str, date: str = TODAY) -> dict[str, Any]:
    """Return the expected list of a day without entries."""
    sums: dict[str, dict[str, Any]] = {
        "hydration": {"total_ml": 0, "goal_ml": 2000},
        "meals": {"lunch_taken": False},
        "rests": {"total_minutes": 0},
    }
    return {"date": date, "entries": [], **sums[kind]}
