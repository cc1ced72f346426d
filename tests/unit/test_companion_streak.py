"""The streak that the companion speaks of: the one of the moment, whatever came after."""

from datetime import timedelta

import pytest

from shared.entities.active_days import ActiveDays
from shared.rules.companion.levels import streak_of
from tests.unit.activities import DAY, HOUR, DomainEvent, on_wednesday, story, task, user_of, work

WEDNESDAY = on_wednesday("00:00").date()
TWO_DAYS = ActiveDays().with_day(WEDNESDAY - DAY).with_day(WEDNESDAY - 2 * DAY)
ALL_DAYS = TWO_DAYS.with_day(WEDNESDAY).with_day(WEDNESDAY + DAY)


@pytest.mark.parametrize(
    "event", [work(on_wednesday("09:00"), on_wednesday("12:00")), task(on_wednesday("12:00"))]
)
def test_a_day_counts_from_its_first_deed_on(event: DomainEvent) -> None:
    told = story(event)
    before, after = (
        told.activity(event.at + step, event.at + DAY) for step in (-timedelta(seconds=1), 0 * HOUR)
    )
    assert (streak_of(before, ALL_DAYS), streak_of(after, ALL_DAYS)) == (2, 3)


def test_what_runs_does_not_count_before_it_ends_and_what_has_ended_yesterday_not_for_today() -> None:
    running = story(running=on_wednesday("09:00"))
    assert streak_of(running.activity(on_wednesday("12:00")), TWO_DAYS) == 2
    yesterdays = story(work(on_wednesday("09:00") - DAY, on_wednesday("12:00") - DAY))
    assert streak_of(yesterdays.activity(on_wednesday("12:00")), TWO_DAYS) == 2


def test_a_session_over_midnight_counts_for_the_day_on_which_it_ended() -> None:
    told = story(work(on_wednesday("22:00") - DAY, on_wednesday("02:00")))
    assert streak_of(told.activity(on_wednesday("01:59"), on_wednesday("12:00")), ALL_DAYS) == 2
    assert streak_of(told.activity(on_wednesday("02:00")), ALL_DAYS) == 3


def test_days_that_have_come_since_do_not_count() -> None:
    activity = story(user=user_of()).activity(on_wednesday("12:00"))
    assert streak_of(activity, ALL_DAYS) == streak_of(activity, TWO_DAYS) == 2
    assert streak_of(activity, ActiveDays().with_day(WEDNESDAY)) == 0
