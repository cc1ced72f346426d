"""The companion's moods and their causes."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules.companion.meters import Meters, energy_of, fullness_of, hydration_of
from shared.rules.companion.mood_state import MoodState, mood_state_of
from shared.views.companion import Mood
from shared.views.health import MealKind
from tests.unit.activities import (
    HOUR,
    Action,
    RandomDays,
    Timeline,
    drink,
    logged_rest,
    meal,
    offsets,
    on_wednesday,
    random_days,
    shutdown,
    task,
    timeline_of,
    user_of,
    work,
)
from tests.unit.companion_moods import mood_and_cause, reason_keys, running_since

few_examples = settings(max_examples=60)


def cared_for(begin: str, end: str) -> list[Action]:
    """Return enough drinks and meals that only low energy can cause a mood."""
    hours = int((on_wednesday(end) - on_wednesday(begin)) / HOUR)
    moments = [on_wednesday(begin) + number * HOUR for number in range(1, hours + 1)]
    return [*map(drink, moments), *map(meal, moments)]


def test_overtime_causes_exhausted() -> None:
    assert mood_and_cause(running_since("06:00", *cared_for("06:00", "17:00")), "17:00") == (
        Mood.EXHAUSTED,
        "overtime",
    )


def test_work_without_a_rest_causes_tired() -> None:
    assert mood_and_cause(running_since("09:00", *cared_for("09:00", "13:30")), "13:30") == (
        Mood.TIRED,
        "no-rest",
    )


def test_long_day_with_a_recent_rest_causes_tired() -> None:
    timeline = running_since("09:00", *cared_for("09:00", "14:30"), logged_rest(on_wednesday("14:30"), 5))
    assert mood_and_cause(timeline, "14:31") == (Mood.TIRED, "long-day")


@pytest.mark.parametrize(("end", "mood"), [("14:00", Mood.TIRED), ("20:00", Mood.EXHAUSTED)])
def test_cause_after_work_does_not_ask_to_stop_working(end: str, mood: Mood) -> None:
    timeline = timeline_of(work(on_wednesday("09:00"), on_wednesday(end)), *cared_for("09:00", end))
    assert mood_and_cause(timeline, end) == (mood, "after")


def test_thirsty_has_causes_for_no_drink_yet_and_for_a_drink_long_ago() -> None:
    timeline = running_since("09:00", meal(on_wednesday("12:00")))
    assert mood_and_cause(timeline, "12:30") == (Mood.THIRSTY, "never")
    assert mood_and_cause(timeline.with_action(drink(on_wednesday("09:30"), 50)), "12:30") == (
        Mood.THIRSTY,
        "long-ago",
    )


def test_hungry_has_causes_for_lunch_time_and_for_low_fullness() -> None:
    drinks = [drink(on_wednesday(f"{hour:02}:00")) for hour in range(10, 18)]
    rests = [logged_rest(on_wednesday(f"{hour:02}:00"), 10) for hour in range(10, 18)]
    timeline = running_since("09:00", *drinks, *rests)
    assert mood_and_cause(timeline, "11:59")[0] is Mood.CONTENT
    assert mood_and_cause(timeline, "12:00") == (Mood.HUNGRY, "lunch")
    assert mood_and_cause(timeline, "14:29") == (Mood.HUNGRY, "lunch")
    assert mood_and_cause(timeline, "15:00") == (Mood.HUNGRY, "empty")
    assert mood_and_cause(timeline.with_action(meal(on_wednesday("12:00"))), "15:00")[0] is not Mood.HUNGRY


def test_no_lunch_hunger_off_work_with_high_fullness_or_after_a_recent_meal() -> None:
    short = timeline_of(work(on_wednesday("09:00"), on_wednesday("09:01")))
    assert mood_and_cause(short, "12:30")[0] is Mood.CONTENT
    long = timeline_of(work(on_wednesday("09:00"), on_wednesday("12:00")), drink(on_wednesday("12:00"), 2000))
    assert mood_and_cause(long, "12:01") == (Mood.HUNGRY, "lunch")
    for kind in MealKind:
        assert (
            mood_and_cause(long.with_action(meal(on_wednesday("12:00"), kind)), "12:01")[0] is not Mood.HUNGRY
        )
    at_work = running_since("11:00", meal(on_wednesday("12:10"), MealKind.DINNER))
    assert mood_and_cause(at_work, "12:09") == (Mood.HUNGRY, "lunch")
    assert mood_and_cause(at_work, "12:10")[0] is not Mood.HUNGRY
    assert mood_and_cause(at_work, "13:10") == (Mood.HUNGRY, "lunch")


@pytest.mark.parametrize(("tasks", "cause"), [(1, "task"), (4, "task"), (5, "many"), (9, "many")])
def test_completed_tasks_cause_proud_for_a_quarter_of_an_hour(tasks: int, cause: str) -> None:
    timeline = timeline_of(*(task(on_wednesday("10:00")) for _ in range(tasks)))
    assert mood_and_cause(timeline, "10:00") == mood_and_cause(timeline, "10:15") == (Mood.PROUD, cause)
    assert mood_and_cause(timeline, "10:16")[0] is Mood.CONTENT


def test_task_completed_at_night_causes_proud_even_with_low_meters() -> None:
    hungry_and_tired = work(on_wednesday("10:00"), on_wednesday("22:00"))
    timeline = timeline_of(hungry_and_tired, task(on_wednesday("22:05")))
    assert mood_and_cause(timeline, "22:04")[0] is mood_and_cause(timeline, "22:21")[0] is Mood.ASLEEP
    assert mood_and_cause(timeline, "22:05")[0] is mood_and_cause(timeline, "22:20")[0] is Mood.PROUD


@pytest.mark.parametrize(
    ("clock", "mood"),
    [
        ("21:59", Mood.CONTENT),
        ("22:00", Mood.ASLEEP),
        ("23:59", Mood.ASLEEP),
        ("00:00", Mood.ASLEEP),
        ("05:59", Mood.ASLEEP),
        ("06:00", Mood.CONTENT),
    ],
)
def test_asleep_at_night(clock: str, mood: Mood) -> None:
    assert mood_and_cause(timeline_of(), clock)[0] is mood


def test_night_is_in_the_time_zone_of_the_user() -> None:
    assert mood_and_cause(timeline_of(user=user_of("Pacific/Kiritimati")), "12:00") == (Mood.ASLEEP, "night")
    assert mood_and_cause(timeline_of(user=user_of("Pacific/Pago_Pago")), "12:00") == (Mood.ASLEEP, "night")


def test_awake_during_work_and_after_a_task_at_night() -> None:
    assert mood_and_cause(running_since("23:00"), "23:30")[0] is Mood.HAPPY
    assert mood_and_cause(timeline_of(task(on_wednesday("23:00"))), "23:10")[0] is Mood.PROUD


def test_relaxed_from_the_shutdown_until_the_next_work() -> None:
    closed = timeline_of(shutdown(on_wednesday("18:00")))
    assert mood_and_cause(closed, "17:59")[0] is Mood.CONTENT
    assert mood_and_cause(closed, "18:00") == mood_and_cause(closed, "21:00") == (Mood.RELAXED, "closed")
    again = closed.with_action(work(on_wednesday("19:00"), on_wednesday("19:30")))
    assert mood_and_cause(again, "18:59")[0] is Mood.RELAXED
    assert mood_and_cause(again, "19:10")[0] is not Mood.RELAXED
    assert mood_and_cause(again, "20:00")[0] is not Mood.RELAXED


def test_shutdown_during_work_does_not_cause_relaxed_until_work_ends() -> None:
    timeline = timeline_of(
        work(on_wednesday("09:00"), on_wednesday("11:00")), shutdown(on_wednesday("10:00"))
    )
    assert mood_and_cause(timeline, "10:30")[0] is not Mood.RELAXED
    assert "energy-closed" not in reason_keys(timeline, on_wednesday("10:30"))
    assert mood_and_cause(timeline, "11:00")[0] is Mood.RELAXED
    assert "energy-closed" in reason_keys(timeline, on_wednesday("11:00"))


def test_shutdown_of_yesterday_does_not_cause_relaxed() -> None:
    timeline = timeline_of(shutdown(on_wednesday("18:00")), user=user_of(day_start=time(0)))
    assert mood_state_of(Meters(timeline.activity(on_wednesday("18:00") + 14 * HOUR)), 0).mood is Mood.CONTENT


@pytest.mark.parametrize(
    ("actions", "streak", "cause"),
    [
        ([], 0, "rested"),
        ([], 2, "rested"),
        ([], 3, "streak"),
        ([drink(on_wednesday("09:10"), 1999)], 3, "streak"),
        ([drink(on_wednesday("09:10"), 2000)], 3, "hydrated"),
        ([drink(on_wednesday("08:00"), 1000), drink(on_wednesday("09:10"), 1000)], 0, "hydrated"),
    ],
)
def test_happy_at_work_with_high_meters(actions: list[Action], streak: int, cause: str) -> None:
    assert mood_and_cause(running_since("09:00", *actions), "09:20", streak) == (Mood.HAPPY, cause)


@pytest.mark.parametrize(
    ("timeline", "clock", "cause"),
    [
        (timeline_of(), "09:00", "morning"),
        (timeline_of(), "12:00", "off"),
        (timeline_of(work(on_wednesday("07:00"), on_wednesday("08:00"))), "09:00", "off"),
        (running_since("09:00"), "10:45", "working"),
    ],
)
def test_content_in_all_other_cases(timeline: Timeline, clock: str, cause: str) -> None:
    assert mood_and_cause(timeline, clock) == (Mood.CONTENT, cause)


@few_examples
@given(days=random_days(), second=offsets, streak=st.integers(0, 400))
def test_mood_state_has_the_meters_and_a_mood_consistent_with_them(
    days: RandomDays, second: int, streak: int
) -> None:
    activity = days.timeline.activity(days.moment(second))
    mood_state = mood_state_of(Meters(activity), streak)
    energy, fullness, hydration = (
        energy_of(activity).value,
        fullness_of(activity).value,
        hydration_of(activity).value,
    )
    assert mood_state == MoodState(energy, fullness, hydration, mood_state.mood, mood_state.cause)
    low = {Mood.EXHAUSTED: energy < 20, Mood.THIRSTY: hydration < 35, Mood.TIRED: energy < 45}
    assert low.get(mood_state.mood, True)
    if mood_state.mood is not Mood.ASLEEP:
        if energy < 20:
            assert mood_state.mood is Mood.EXHAUSTED
        elif hydration < 35:
            assert mood_state.mood is Mood.THIRSTY
        elif fullness < 35:
            assert mood_state.mood is Mood.HUNGRY
        elif energy < 45:
            assert mood_state.mood in {Mood.HUNGRY, Mood.TIRED}


def test_work_of_exactly_the_limit_is_not_overtime() -> None:
    user = user_of(workday_limit_minutes=300)
    timeline = timeline_of(*cared_for("09:00", "14:00"), user=user, running=on_wednesday("09:00"))
    assert mood_and_cause(timeline, "14:00") == (Mood.TIRED, "no-rest")
    assert mood_and_cause(timeline, "14:01") == (Mood.TIRED, "overtime")
    assert "energy-overtime" not in reason_keys(timeline, on_wednesday("14:00"))
    assert "energy-overtime" in reason_keys(timeline, on_wednesday("14:01"))
    for end, reason in (("14:00", "energy-worked"), ("14:01", "energy-overtime")):
        ended = timeline_of(work(on_wednesday("09:00"), on_wednesday(end)), user=user)
        assert reason_keys(ended, on_wednesday(end)) & {"energy-worked", "energy-overtime"} == {reason}
