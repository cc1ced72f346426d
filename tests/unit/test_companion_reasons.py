"""The reasons that the companion gives for its meters."""

import pytest
from hypothesis import given, settings

from shared.rules.companion.meters import Meters, energy_of, fullness_of, hydration_of
from shared.rules.companion.mood_state import reasons_of
from shared.views.companion import Mood
from shared.views.health import MealKind
from tests.unit.activities import (
    DAY,
    HOUR,
    MINUTE,
    RandomDays,
    drink,
    good_day,
    logged_rest,
    meal,
    offsets,
    on_wednesday,
    random_days,
    shutdown,
    timeline_of,
    work,
)
from tests.unit.companion_moods import mood_and_cause, reason_keys, running_since

few_examples = settings(max_examples=60)


@few_examples
@given(days=random_days(), second=offsets)
def test_every_meter_has_a_reason(days: RandomDays, second: int) -> None:
    moment = days.moment(second)
    reasons = [reason.key.split("-")[1] for reason in reasons_of(Meters(days.timeline.activity(moment)))]
    assert list(dict.fromkeys(reasons)) == ["energy", "hydration", "fullness"]


@few_examples
@given(days=random_days(), second=offsets)
def test_reasons_are_consistent_with_the_values_of_the_meters(days: RandomDays, second: int) -> None:
    activity = days.timeline.activity(days.moment(second))
    values = {
        "energy": energy_of(activity),
        "hydration": hydration_of(activity),
        "fullness": fullness_of(activity),
    }
    for reason in reasons_of(Meters(activity)):
        _, meter, timeline = reason.key.split("-")
        high = round(values[meter].value) >= 90
        assert high or timeline not in {"fresh", "resting", "well"}, reason
        assert not high or timeline not in {"yesterday", "dry", "empty"}, reason
        worked = [one for one in activity.work if one.begin < activity.day_begin]
        assert worked or timeline != "yesterday"
        lengths = reason.durations
        assert lengths.get("continuous", 0 * HOUR) <= lengths.get("worked", DAY) <= DAY + HOUR
        assert lengths.get("worked", HOUR) >= MINUTE, reason


@pytest.mark.parametrize("end", [None, "23:50"])
def test_yesterdays_work_is_the_reason_after_midnight_until_its_effect_is_gone(end: str | None) -> None:
    begin, midnight = on_wednesday("13:00"), on_wednesday("00:00") + DAY
    timeline = timeline_of(work(begin, on_wednesday(end))) if end else timeline_of(running=begin)
    yesterdays = {"energy-yesterday", "hydration-yesterday", "fullness-yesterday"}
    assert reason_keys(timeline, midnight + MINUTE / 2) == yesterdays
    assert (reason_keys(timeline, midnight + 30 * MINUTE) == yesterdays) is (end is not None)
    assert yesterdays & reason_keys(timeline, midnight + 20 * HOUR) == set()


def test_one_minute_of_work_is_no_reason_for_thirst_or_hunger() -> None:
    timeline = timeline_of(work(on_wednesday("09:00"), on_wednesday("09:01")))
    shown = reason_keys(timeline, on_wednesday("14:00"))
    assert shown == {"energy-worked", "hydration-well", "fullness-well"}


@few_examples
@given(days=random_days(), second=offsets)
def test_values_of_reasons_are_not_negative_and_within_two_days(days: RandomDays, second: int) -> None:
    for reason in reasons_of(Meters(days.timeline.activity(days.moment(second)))):
        assert all(0 * HOUR <= length <= 50 * HOUR for length in reason.durations.values()), reason
        assert all(number >= 0 for number in reason.numbers.values())


def test_reasons_change_in_the_course_of_a_day() -> None:
    resting = {"energy-fresh", "hydration-resting", "fullness-resting"}
    assert reason_keys(timeline_of(), on_wednesday("09:00")) == resting
    actions = (
        logged_rest(on_wednesday("11:00"), 10),
        drink(on_wednesday("11:00")),
        meal(on_wednesday("12:30")),
        work(on_wednesday("09:00"), on_wednesday("19:00")),
        shutdown(on_wednesday("19:30")),
    )
    timeline = timeline_of(*actions)
    well = {"hydration-well", "fullness-well"}
    assert reason_keys(timeline, on_wednesday("09:15")) == {"energy-working", *well}
    dry = {"hydration-dry", "fullness-empty"}
    assert reason_keys(timeline, on_wednesday("10:00")) == {"energy-working", *dry}
    fed = {"hydration-drunk", "fullness-lunch"}
    assert reason_keys(timeline, on_wednesday("13:00")) == {"energy-working", "energy-rested", *fed}
    late = {"energy-overtime", "energy-rested"}
    assert reason_keys(timeline, on_wednesday("18:30")) == {"energy-working", *late, *fed}
    assert reason_keys(timeline, on_wednesday("19:15")) == {*late, *fed}
    assert reason_keys(timeline, on_wednesday("20:00")) == {*late, "energy-closed", *fed}
    assert reason_keys(timeline, on_wednesday("09:00") + DAY) == resting


def test_reasons_contain_amounts_and_times() -> None:
    timeline = running_since(
        "09:00",
        drink(on_wednesday("10:00"), 200),
        drink(on_wednesday("11:10"), 130),
        logged_rest(on_wednesday("10:30"), 7),
    )
    reasons = {reason.key: reason for reason in reasons_of(Meters(timeline.activity(on_wednesday("11:15"))))}
    drunk = reasons["reason-hydration-drunk"]
    assert (drunk.durations, drunk.numbers) == ({"ago": 5 * MINUTE}, {"ml": 330, "goal": 2000})
    worked = {"worked": 135 * MINUTE, "continuous": 45 * MINUTE}
    assert reasons["reason-energy-working"].durations == worked
    assert reasons["reason-energy-rested"].durations == {"rested": 7 * MINUTE}


def test_snack_after_lunch_replaces_lunch_as_the_last_meal() -> None:
    timeline = running_since(
        "09:00", meal(on_wednesday("12:00")), meal(on_wednesday("15:00"), MealKind.SNACK)
    )
    assert "fullness-lunch" in reason_keys(timeline, on_wednesday("14:59"))
    assert "fullness-meal" in reason_keys(timeline, on_wednesday("15:00"))
    reasons = {reason.key: reason for reason in reasons_of(Meters(timeline.activity(on_wednesday("15:05"))))}
    assert reasons["reason-fullness-meal"].durations == {"ago": 5 * MINUTE}


def test_rest_before_work_is_no_reason_and_work_resumed_just_now_has_no_duration() -> None:
    timeline = running_since(
        "09:00", logged_rest(on_wednesday("07:00"), 30), logged_rest(on_wednesday("11:00"), 10)
    )
    assert "energy-rested" not in reason_keys(timeline, on_wednesday("10:59"))
    assert {"energy-pausing", "energy-rested"} < reason_keys(timeline, on_wednesday("11:00"))
    reasons = {reason.key: reason for reason in reasons_of(Meters(timeline.activity(on_wednesday("11:01"))))}
    assert reasons["reason-energy-rested"].durations == {"rested": 10 * MINUTE}
    assert reasons["reason-energy-working"].durations["continuous"] == MINUTE


def test_good_day_is_happy_in_the_morning_and_relaxed_after_the_shutdown() -> None:
    timeline = timeline_of(*good_day(on_wednesday("00:00").date()), shutdown(on_wednesday("17:30")))
    assert mood_and_cause(timeline, "09:30")[0] is Mood.HAPPY
    assert mood_and_cause(timeline, "18:00") == (Mood.RELAXED, "closed")
