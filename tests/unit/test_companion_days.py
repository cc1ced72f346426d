"""Whole days of the companion: days off, good days and days that lack something."""

from datetime import time

import pytest

from shared.rules.companion.meters import Meters
from shared.rules.companion.mood_state import mood_state_of
from shared.rules.companion.needs import needs_of
from shared.rules.companion.tuning import FULL
from shared.views.companion import Mood
from tests.unit.activities import DAY, HOUR, good_day, on_wednesday, shutdown, timeline_of, user_of, work
from tests.unit.companion_meters import (
    EXHAUSTED,
    HUNGRY,
    METERS,
    THIRSTY,
    TIRED,
    lowest,
    meter_values,
    minutes_of,
)


def test_without_any_work_meters_are_full_and_nothing_is_needed() -> None:
    for hours in range(0, 24 * 15, 7):
        activity = timeline_of().activity(on_wednesday("00:00") + hours * HOUR)
        assert meter_values(activity) == dict.fromkeys(METERS, FULL)
        assert needs_of(Meters(activity)) == []


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("closed", [True, False])
def test_day_off_restores_all_meters_after_a_hard_day(zone: str, *, closed: bool) -> None:
    end = on_wednesday("19:00")
    hard = timeline_of(work(on_wednesday("05:00"), end), user=user_of(zone))
    if closed:
        hard = hard.with_action(shutdown(end))
    for hours in (24, 30, 36, 48, 24 * 14, 24 * 14 + 9):
        activity = hard.activity(end + hours * HOUR)
        assert {round(value) for value in meter_values(activity).values()} == {100}, hours
        assert needs_of(Meters(activity)) == [], hours


def test_two_weeks_off_restore_all_meters_exactly() -> None:
    timeline = timeline_of(work(on_wednesday("05:00"), on_wednesday("23:59")))
    activity = timeline.activity(on_wednesday("09:00") + 14 * DAY)
    assert meter_values(activity) == dict.fromkeys(METERS, FULL)
    assert mood_state_of(Meters(activity), 0).mood is Mood.CONTENT


@pytest.mark.parametrize("lunch", ["12:00", "12:45", "13:30", "14:15"])
@pytest.mark.parametrize("pause_minutes", [5, 10, 15])
def test_good_day_keeps_meters_above_the_mood_thresholds(lunch: str, pause_minutes: int) -> None:
    timeline = timeline_of(*good_day(on_wednesday("00:00").date(), pause_minutes, lunch))
    low = lowest(timeline, "09:00", "17:30")
    assert low["energy"] > TIRED + 10
    assert low["hydration"] > THIRSTY + 20
    after_lunch = lowest(timeline, lunch, "17:30")
    assert after_lunch["fullness"] > HUNGRY
    before_lunch = lowest(timeline, "09:00", min(lunch, "12:30"))
    assert before_lunch["fullness"] > HUNGRY


def test_good_day_with_lunch_at_noon_has_only_good_moods() -> None:
    timeline = timeline_of(*good_day(on_wednesday("00:00").date()))
    moods = {
        mood_state_of(Meters(timeline.activity(moment)), 0).mood for moment in minutes_of("09:00", "17:30")
    }
    assert moods == {Mood.HAPPY, Mood.CONTENT}


def test_day_of_work_alone_lowers_all_meters_below_their_thresholds() -> None:
    timeline = timeline_of(work(on_wednesday("09:00"), on_wednesday("17:30")))
    low = lowest(timeline, "09:00", "17:30")
    assert low["energy"] < TIRED
    assert low["hydration"] < THIRSTY
    assert low["fullness"] < HUNGRY


@pytest.mark.parametrize(
    ("missing", "meter", "threshold", "mood"),
    [
        ("rest", "energy", TIRED, Mood.TIRED),
        ("drink", "hydration", THIRSTY, Mood.THIRSTY),
        ("meal", "fullness", HUNGRY, Mood.HUNGRY),
    ],
)
def test_day_that_lacks_one_thing_lowers_only_its_meter(
    missing: str, meter: str, threshold: float, mood: Mood
) -> None:
    actions = [action for action in good_day(on_wednesday("00:00").date()) if action.kind != missing]
    timeline = timeline_of(*actions)
    low = lowest(timeline, "09:00", "17:30")
    assert low.pop(meter) < threshold
    assert all(value > 45 for name, value in low.items() if name != "fullness")
    moods = {
        mood_state_of(Meters(timeline.activity(moment)), 0).mood for moment in minutes_of("09:00", "17:30")
    }
    assert mood in moods
    assert moods <= {mood, Mood.HAPPY, Mood.CONTENT}


def test_overtime_exhausts_in_the_evening_and_a_normal_day_does_not() -> None:
    actions = [action for action in good_day(on_wednesday("00:00").date()) if action.kind != "work"]
    timeline = timeline_of(*actions, work(on_wednesday("09:00"), on_wednesday("23:00")))
    assert lowest(timeline, "09:00", "17:30")["energy"] > TIRED
    first = next(
        moment
        for moment in minutes_of("17:30", "23:00")
        if meter_values(timeline.activity(moment))["energy"] < EXHAUSTED
    )
    assert on_wednesday("18:30") < first < on_wednesday("20:15")


def test_evening_and_night_restore_energy_and_faster_after_a_shutdown() -> None:
    tired = timeline_of(work(on_wednesday("09:00"), on_wednesday("19:00")))
    closed = tired.with_action(shutdown(on_wednesday("19:00")))
    morning = on_wednesday("09:00") + DAY
    assert meter_values(tired.activity(morning))["energy"] > 95
    evening = on_wednesday("21:00")
    assert (
        meter_values(closed.activity(evening))["energy"]
        > meter_values(tired.activity(evening))["energy"] + 15
    )


def test_with_a_late_start_of_the_day_night_work_counts_for_one_day() -> None:
    begin = on_wednesday("20:00")
    night = timeline_of(work(begin, begin + 8 * HOUR), user=user_of(day_start=time(4)))
    assert night.activity(begin + 7 * HOUR).worked_today == 7 * HOUR
    assert timeline_of(work(begin, begin + 8 * HOUR)).activity(begin + 7 * HOUR).worked_today == 3 * HOUR
