"""Days of a user with events of every kind that the assistant's metrics count."""

from datetime import timedelta

from shared.services.service_factory import ServiceFactory
from tests.api.actions import (
    clock_in,
    clock_out,
    complete_existing,
    end_session,
    ok_json,
    start_session,
    take_break,
)
from tests.api.conftest import Person
from tests.conftest import MovableClock


def busy_day(person: Person, clock: MovableClock, factory: ServiceFactory, hours: float = 8) -> None:
    """Work from 8:00 of the next day for some hours, with focus on a task and reminders."""
    clock.set(clock.now().replace(hour=8, minute=0, second=0) + timedelta(days=1))
    end = clock.now() + timedelta(hours=hours)
    task = person.create_task(
        "Write the report",
        tags=["writing"],
        estimate_minutes=30,
        subtasks=[{"title": "Outline", "completed": True}, {"title": "Text"}],
        planned_date=clock.now().date().isoformat(),
    )
    clock_in(person)
    session = start_session(person, 25, task_id=task["id"])
    clock.move(minutes=25)
    end_session(person, session)
    complete_existing(person, task)
    clock.move(hours=2)
    factory.get_reminder_service().deliver_due()
    clock.move(minutes=5)
    ok_json(person.post("health/hydration", json={"amount_ml": 250}), 201)
    take_break(person, clock)
    clock.set(end)
    clock_out(person)


def busy_weeks(
    person: Person, clock: MovableClock, factory: ServiceFactory, days: int, hours: float = 8
) -> None:
    """Let that many days pass, with a busy one on each weekday, until the evening of the last one."""
    for _ in range(days):
        if (clock.now() + timedelta(days=1)).weekday() < 5:
            busy_day(person, clock, factory, hours)
        else:
            clock.move(days=1)
    clock.set(clock.now().replace(hour=20, minute=0))
