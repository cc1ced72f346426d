"""The lunch window of people who work at night passes midnight."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.actions import clock_in, clock_out, read, set_preferences
from tests.api.conftest import Api, Person
from tests.api.health import eat, today
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

NIGHTS = [
    # zone, start of the day, date on which the night begins
    ("UTC", "00:00", "2026-04-01"),
    ("UTC", "04:00", "2026-04-01"),
    ("UTC", "23:00", "2026-04-01"),
    ("Asia/Tokyo", "00:00", "2026-04-01"),
    ("Pacific/Pago_Pago", "12:00", "2026-04-01"),
    ("Europe/Madrid", "00:00", "2026-03-28"),  # clocks are set forward at 02:00
    ("Europe/Madrid", "04:00", "2026-10-24"),  # clocks are set back at 03:00
    ("America/Havana", "04:00", "2027-03-13"),  # there is no midnight
]


class Night:
    """A night of work of a person with a lunch window from 22:30 to 01:30."""

    def __init__(self, api: Api, clock: MovableClock, zone: str, day_start: str, date: str) -> None:
        self.person: Person = api.sign_up(timezone=zone)
        self.person.put("users/profile", json={"day_start": day_start})
        set_preferences(self.person, lunch_window="22:30-01:30")
        self._clock = clock
        self._evening = datetime.fromisoformat(f"{date}T20:00:00").replace(tzinfo=ZoneInfo(zone))

    def go_to(self, hour: int, minute: int, second: int = 0, nights: int = 0) -> datetime:
        """Move the clock to a local time, of the next date if it is in the morning."""
        days = nights + (hour < self._evening.hour)
        local = (self._evening + timedelta(days=days)).replace(hour=hour, minute=minute, second=second)
        self._clock.set(local.astimezone(UTC))
        return self._clock.now()

    def lunch(self) -> Any:
        """Return since when lunch is due, or None."""
        due = {one["kind"]: one["since"] for one in read(self.person, "health/reminders")}
        return due.get("lunch")


@pytest.fixture(params=NIGHTS, ids="-".join)
def night(request: pytest.FixtureRequest, api: Api, clock: MovableClock) -> Night:
    return Night(api, clock, *request.param)


def test_lunch_is_due_in_the_whole_window_and_not_outside(night: Night) -> None:
    night.go_to(20, 0)
    clock_in(night.person)
    night.go_to(22, 29, 59)
    assert night.lunch() is None
    begin = night.go_to(22, 30)
    since = f"{begin:%Y-%m-%dT%H:%M:%SZ}"
    assert night.lunch() == since
    for hour, minute, second in ((23, 59, 59), (1, 0, 0), (1, 29, 59)):
        night.go_to(hour, minute, second)
        assert night.lunch() == since
    night.go_to(1, 30)
    assert night.lunch() is None


@pytest.mark.parametrize(("hour", "minute"), [(23, 40), (1, 10)])
def test_lunch_eaten_in_the_window_is_that_of_this_night_only(night: Night, hour: int, minute: int) -> None:
    night.go_to(20, 0)
    clock_in(night.person)
    night.go_to(hour, minute)
    assert night.lunch() is not None
    eat(night.person)
    assert today(night.person)["meals"]["lunch_taken"] is True
    assert night.lunch() is None
    night.go_to(1, 29)
    assert night.lunch() is None
    clock_out(night.person)
    night.go_to(20, 0, nights=1)
    clock_in(night.person)
    night.go_to(22, 30, nights=1)
    assert night.lunch() is not None


def test_work_in_the_window_without_lunch_makes_hungry(night: Night) -> None:
    night.go_to(20, 0)
    clock_in(night.person)
    night.go_to(1, 20)
    hungry = read(night.person, "companion")
    set_preferences(night.person, lunch_window="12:00-14:30")
    assert hungry["fullness"] < read(night.person, "companion")["fullness"]
