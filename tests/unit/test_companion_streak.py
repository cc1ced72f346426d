"""The streak in the companion's messages is the one at the moment; later events do not change it."""

from datetime import timedelta

import pytest

from shared.entities.active_days import ActiveDays
from shared.rules.companion.levels import streak_of
from tests.unit.activities import DAY, HOUR, Action, on_wednesday, task, timeline_of, user_of, work

WEDNESDAY = on_wednesday("00:00").date()
TWO_DAYS = ActiveDays().with_day(WEDNESDAY - DAY).with_day(WEDNESDAY - 2 * DAY)
NO_DAYS = ActiveDays()
ALL_DAYS = TWO_DAYS.with_day(WEDNESDAY).with_day(WEDNESDAY + DAY)


@pytest.mark.parametrize(
    "action", [work(on_wednesday("09:00"), on_wednesday("12:00")), task(on_wednesday("12:00"))]
)
def test_day_counts_from_its_first_active_event(action: Action) -> None:
    timeline = timeline_of(action)
    before, after = (
        timeline.activity(action.at + step, action.at + DAY) for step in (-timedelta(seconds=1), 0 * HOUR)
    )
    assert (streak_of(before, ALL_DAYS, NO_DAYS), streak_of(after, ALL_DAYS, NO_DAYS)) == (2, 3)


def test_running_session_and_session_of_yesterday_do_not_count_for_today() -> None:
    running = timeline_of(running=on_wednesday("09:00"))
    assert streak_of(running.activity(on_wednesday("12:00")), TWO_DAYS, NO_DAYS) == 2
    yesterdays = timeline_of(work(on_wednesday("09:00") - DAY, on_wednesday("12:00") - DAY))
    assert streak_of(yesterdays.activity(on_wednesday("12:00")), TWO_DAYS, NO_DAYS) == 2


def test_session_over_midnight_counts_for_the_day_on_which_it_ended() -> None:
    timeline = timeline_of(work(on_wednesday("22:00") - DAY, on_wednesday("02:00")))
    assert streak_of(timeline.activity(on_wednesday("01:59"), on_wednesday("12:00")), ALL_DAYS, NO_DAYS) == 2
    assert streak_of(timeline.activity(on_wednesday("02:00")), ALL_DAYS, NO_DAYS) == 3


def test_later_days_do_not_count() -> None:
    activity = timeline_of(user=user_of()).activity(on_wednesday("12:00"))
    assert streak_of(activity, ALL_DAYS, NO_DAYS) == streak_of(activity, TWO_DAYS, NO_DAYS) == 2
    assert streak_of(activity, ActiveDays().with_day(WEDNESDAY), NO_DAYS) == 0
