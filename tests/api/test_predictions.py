"""What is expected of the coming days, and the rhythm behind it."""

from datetime import date, timedelta

import pytest

from tests.api.actions import ok_json, work
from tests.api.conftest import Person
from tests.conftest import MovableClock


def _work_weekdays(person: Person, clock: MovableClock, days: int, hours: int = 8) -> None:
    """Work from 9:00 on each weekday of a number of days, from tomorrow on; then it is 20:00 of the last."""
    for _ in range(days):
        clock.set(clock.now().replace(hour=9, minute=0, second=0) + timedelta(days=1))
        if clock.now().weekday() < 5:
            work(person, clock, hours=hours)
    clock.set(clock.now().replace(hour=20))


@pytest.mark.usefixtures("tokens_never_expire")
def test_regular_weeks_are_expected_to_go_on(ada: Person, clock: MovableClock) -> None:
    _work_weekdays(ada, clock, 42)
    predictions = ok_json(ada.get("assistant/predictions"))
    assert predictions["confidence"] == "good"
    assert predictions["history_days"] == 42
    today = clock.now().date()
    assert [day["date"] for day in predictions["days"]] == [
        str(today + timedelta(days=number)) for number in range(1, 8)
    ]
    for day in predictions["days"]:
        is_work_day = date.fromisoformat(day["date"]).weekday() < 5
        assert abs(day["expected_hours"] - 8 * is_work_day) < 0.5
    assert abs(predictions["week"]["expected_hours"] - 40) < 1.5
