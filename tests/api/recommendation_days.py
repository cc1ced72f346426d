"""For each kind of recommendation, how a user comes to it by requests alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from shared.views.recommendations import RecommendationKind as Kind
from tests.api.actions import (
    clock_in,
    clock_out,
    complete,
    end_session,
    shut_down,
    start_session,
    work,
)
from tests.api.conftest import Person
from tests.conftest import MovableClock

Scenario = Callable[[Person, MovableClock], None]


def list_recommendations(person: Person, limit: int = 10) -> list[dict[str, Any]]:
    """Return the recommendations of now."""
    response = person.get("assistant/recommendations", params={"limit": limit})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


def by_kind(person: Person) -> dict[str, dict[str, Any]]:
    """Return the recommendations of now, by kind."""
    found = list_recommendations(person)
    assert len({one["kind"] for one in found}) == len(found), "at most one of a kind"
    return {one["kind"]: one for one in found}


def execute(person: Person, recommendation: dict[str, Any]) -> httpx.Response:
    """Send the action of a recommendation as it stands."""
    action = recommendation["action"]
    assert action["path"].startswith("/api/")
    path = action["path"].removeprefix("/api/")
    if action["body"] is None:
        return person.call(action["method"], path)
    return person.call(action["method"], path, json=action["body"])


def give_feedback(person: Person, recommendation_id: str, verdict: str, **headers: str) -> httpx.Response:
    """Send a verdict."""
    path = f"assistant/recommendations/{recommendation_id}/feedback"
    return person.post(path, json={"verdict": verdict}, headers=headers)


def move_to(clock: MovableClock, text: str, days: int = 0) -> None:
    """Move the clock to a time of today, or of a day to come."""
    hour, minute = map(int, text.split(":"))
    moment = clock.now() + timedelta(days=days)
    clock.set(moment.replace(hour=hour, minute=minute, second=0, microsecond=0))


def next_work_day(clock: MovableClock, text: str) -> None:
    """Move the clock to a time of the next day from Monday to Friday."""
    move_to(clock, text, days=1)
    while clock.now().weekday() > 4:
        clock.move(days=1)


def _have_a_task(person: Person, clock: MovableClock) -> None:
    person.create_task("Pay the rent", due_date=clock.now().date().isoformat())


def _begin_work(person: Person, _clock: MovableClock) -> None:
    clock_in(person)


def _work_without_rest(person: Person, clock: MovableClock) -> None:
    clock_in(person)
    clock.move(minutes=55)


def _work_without_water(person: Person, clock: MovableClock) -> None:
    clock_in(person)
    clock.move(hours=2, minutes=10)


def _work_until_noon(person: Person, clock: MovableClock) -> None:
    clock_in(person)
    move_to(clock, "12:30")


def _leave_tasks(person: Person, clock: MovableClock) -> None:
    """Leave more tasks than a day has room for."""
    today = clock.now().date().isoformat()
    for number in range(6):
        person.create_task(f"Task {number}", planned_date=today, estimate_minutes=90)
    clock.move(days=1)


def _leave_a_task_open(person: Person, clock: MovableClock) -> None:
    person.create_task("Learn Portuguese")
    clock.move(days=14)


def _underestimate(person: Person, clock: MovableClock) -> None:
    for number in range(8):
        task = person.create_task(f"Task {number}", estimate_minutes=10)
        session = start_session(person, 25, task_id=task["id"])
        clock.move(minutes=25)
        end_session(person, session)
        person.patch(f"tasks/{task['id']}")
    person.create_task("One more")


def _focus_in_the_morning(person: Person, clock: MovableClock) -> None:
    for _ in range(5):
        next_work_day(clock, "10:00")
        session = start_session(person, 50)
        clock.move(minutes=50)
        end_session(person, session)
    next_work_day(clock, "09:00")
    for title in ("Write a chapter", "Read a chapter"):
        person.create_task(title)


def _work_long_days(person: Person, clock: MovableClock) -> None:
    for _ in range(21):
        next_work_day(clock, "08:00")
        work(person, clock, hours=11)
    person.create_task("Tidy the shelf", planned_date=_next_work_date(clock))


def _work_a_full_day(person: Person, clock: MovableClock) -> None:
    clock_in(person)
    clock.move(hours=8, minutes=30)


def _work_until_the_evening(person: Person, clock: MovableClock) -> None:
    clock_in(person)
    move_to(clock, "17:00")
    clock_out(person)


def _shut_down_with_tasks(person: Person, clock: MovableClock) -> None:
    for title in ("Pay the rent", "Call the bank", "Write to Ann"):
        person.create_task(title)
    _work_until_the_evening(person, clock)
    shut_down(person)


def _complete_many_tasks(person: Person, clock: MovableClock) -> None:
    for _ in range(13):
        next_work_day(clock, "10:00")
        for number in range(4):
            complete(person, f"Task {number}")
    next_work_day(clock, "09:00")


def _be_active_for_five_days(person: Person, clock: MovableClock) -> None:
    for _ in range(5):
        next_work_day(clock, "10:00")
        complete(person)


def _next_work_date(clock: MovableClock) -> str:
    day = clock.now().date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.isoformat()


SCENARIOS: dict[Kind, Scenario] = {
    Kind.NEXT_TASK: _have_a_task,
    Kind.START_FOCUS: _begin_work,
    Kind.TAKE_BREAK: _work_without_rest,
    Kind.DRINK: _work_without_water,
    Kind.LUNCH: _work_until_noon,
    Kind.REPLAN_OVERDUE: _leave_tasks,
    Kind.SPLIT_TASK: _leave_a_task_open,
    Kind.ESTIMATE_BETTER: _underestimate,
    Kind.PROTECT_BEST_HOURS: _focus_in_the_morning,
    Kind.LIGHTER_DAY: _work_long_days,
    Kind.STOP_FOR_TODAY: _work_a_full_day,
    Kind.SHUTDOWN: _work_until_the_evening,
    Kind.PLAN_TOMORROW: _shut_down_with_tasks,
    Kind.JOIN_CHALLENGE: _complete_many_tasks,
    Kind.CELEBRATE: _be_active_for_five_days,
}
