"""Metrics of some weeks over HTTP."""

import pytest

from tests.api.actions import ok_json, work
from tests.api.conftest import Person
from tests.conftest import MovableClock


@pytest.mark.usefixtures("tokens_never_expire")
def test_hours_of_the_period_are_those_worked(ada: Person, clock: MovableClock) -> None:
    for _ in range(5):
        work(ada, clock, hours=8)
        clock.move(hours=16)
    clock.move(hours=-1)
    insights = ok_json(ada.get("assistant/insights?weeks=1"))
    assert insights["metrics"]["hours_worked"] == {
        "value": 40.0,
        "unit": "hours",
        "n": 5,
        "previous": None,
        "change_percent": None,
        "text": "40 h of work on 5 days.",
    }
