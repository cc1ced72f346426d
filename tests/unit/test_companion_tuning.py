"""Each parameter of `tuning.py` has the effect that its comment states."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from shared.rules.companion.levels import stage_of, xp_of
from shared.rules.companion.meters import Meters, energy_of, fullness_of, hydration_of
from shared.rules.companion.mood_state import mood_state_of
from shared.rules.companion.needs import due_of
from shared.rules.companion.recent_activity import RecentActivity
from shared.views.companion import Mood, NeedKind, Stage
from shared.views.health import MealKind
from tests.unit.activities import (
    DAY,
    HOUR,
    MINUTE,
    Action,
    Timeline,
    drink,
    logged_rest,
    meal,
    on_wednesday,
    shutdown,
    task,
    timeline_of,
    user_of,
    work,
)
from tests.unit.companion_moods import WORKING, reason_keys

SECOND = timedelta(seconds=1)


def energy(timeline: Timeline, moment: datetime) -> float:
    return energy_of(timeline.activity(moment)).value


def fullness(timeline: Timeline, moment: datetime) -> float:
    return fullness_of(timeline.activity(moment)).value


def hydration(timeline: Timeline, moment: datetime) -> float:
    return hydration_of(timeline.activity(moment)).value


def mood(timeline: Timeline, moment: datetime, streak: int = 0) -> Mood:
    return mood_state_of(Meters(timeline.activity(moment)), streak).mood


def cause(timeline: Timeline, moment: datetime, streak: int = 0) -> str:
    return mood_state_of(Meters(timeline.activity(moment)), streak).cause


def first_minute(timeline: Timeline, begin: str, holds: Callable[[RecentActivity], bool]) -> str:
    """Return the first minute from a time on in which a condition holds, as `HH:MM`."""
    moments = (on_wednesday(begin) + number * MINUTE for number in range(24 * 60))
    return next(f"{moment:%H:%M}" for moment in moments if holds(timeline.activity(moment)))


def has_mood(mood: Mood, cause: str | None = None) -> Callable[[RecentActivity], bool]:
    def holds(activity: RecentActivity) -> bool:
        mood_state = mood_state_of(Meters(activity), 0)
        return mood_state.mood is mood and cause in {None, mood_state.cause}

    return holds


def percent_left(deficit_before: float, deficit_after: float) -> int:
    """Return the part of a deficit that is left, in percent."""
    return round(100 * deficit_after / deficit_before)


def every_hour(do: Callable[[datetime], Action], begin: str, hours: int) -> list[Action]:
    return [do(on_wednesday(begin) + number * HOUR) for number in range(1, hours + 1)]


def ten_minute_rest(end: datetime) -> Action:
    return logged_rest(end, 10)


OFFICE_DAY = timeline_of(work(on_wednesday("09:00"), on_wednesday("17:30")))
WITH_RESTS = timeline_of(*every_hour(ten_minute_rest, "09:00", 8), running=on_wednesday("09:00"))
"""Work from 9:00, with ten minutes of rest each hour until 17:00."""


# Energy


def test_eleven_hours_off_work_leave_two_percent_of_the_energy_deficit() -> None:
    before, after = (energy(OFFICE_DAY, on_wednesday("17:30") + number * HOUR) for number in (0, 11))
    assert percent_left(100 - before, 100 - after) == 2


@pytest.mark.parametrize(
    ("clock", "open_day", "closed_day"), [("19:30", 63.6, 83.1), ("20:30", 74.6, 91.3), ("21:30", 82.2, 95.5)]
)
def test_recovery_takes_about_half_the_time_after_a_shutdown(
    clock: str, open_day: float, closed_day: float
) -> None:
    closed = OFFICE_DAY.with_action(shutdown(on_wednesday("17:30")))
    assert energy(OFFICE_DAY, on_wednesday(clock)) == pytest.approx(open_day, abs=0.06)
    assert energy(closed, on_wednesday(clock)) == pytest.approx(closed_day, abs=0.06)


def test_ten_minutes_of_rest_restore_fifteen_percent_of_the_energy_deficit() -> None:
    begin, end = on_wednesday("13:00"), on_wednesday("13:10")
    rested = WORKING.with_action(logged_rest(end, 10))
    assert percent_left(100 - energy(WORKING, begin), 100 - energy(rested, end)) == 100 - 15


def test_workday_with_ten_minutes_of_rest_each_hour_ends_at_74() -> None:
    assert round(energy(WITH_RESTS, on_wednesday("17:30"))) == 74


def test_work_of_any_length_with_rests_does_not_cause_tired() -> None:
    shifts = [
        work(on_wednesday("00:00") + n * 8 * HOUR, on_wednesday("08:00") + n * 8 * HOUR) for n in (0, 1, 2)
    ]
    timeline = timeline_of(
        *shifts, *every_hour(ten_minute_rest, "00:00", 24), user=user_of(workday_limit_minutes=1440)
    )
    assert min(energy(timeline, on_wednesday("00:00") + n * 10 * MINUTE) for n in range(144)) > 60


def test_work_without_a_rest_causes_tired_after_four_hours_and_five_minutes() -> None:
    cared_for = [*every_hour(drink, "09:00", 5), meal(on_wednesday("12:00"))]
    timeline = timeline_of(*cared_for, running=on_wednesday("09:00"))
    assert first_minute(timeline, "09:00", has_mood(Mood.TIRED, "no-rest")) == "13:05"


@pytest.mark.parametrize(
    ("rests", "exhausted"),
    [(0, "18:01"), (7, "19:49"), (8, "20:08")],  # number of rests, one an hour
)
def test_overtime_without_a_rest_causes_exhausted_in_the_evening(rests: int, exhausted: str) -> None:
    timeline = timeline_of(*every_hour(ten_minute_rest, "09:00", rests), running=on_wednesday("09:00"))
    assert first_minute(timeline, "09:00", has_mood(Mood.EXHAUSTED, "overtime")) == exhausted


def test_long_overtime_lowers_energy_to_almost_zero() -> None:
    users = user_of(workday_limit_minutes=60)
    timeline = timeline_of(
        work(on_wednesday("00:00"), on_wednesday("12:00")), running=on_wednesday("12:00"), user=users
    )
    assert energy(timeline, on_wednesday("23:00")) < 0.5


def test_shutdown_gains_ten_points_of_energy() -> None:
    end = on_wednesday("17:30")
    assert energy(OFFICE_DAY.with_action(shutdown(end)), end) == pytest.approx(energy(OFFICE_DAY, end) + 10)


@pytest.mark.parametrize(("minutes", "gained"), [(0, 0), (59, 0), (60, 10)])
def test_second_shutdown_gains_energy_only_after_an_hour_of_work(minutes: int, gained: float) -> None:
    begin = on_wednesday("18:00")
    end = begin + minutes * MINUTE
    once = OFFICE_DAY.with_action(shutdown(on_wednesday("17:45")))
    once = once.with_action(work(begin, end)) if minutes else once
    assert energy(once.with_action(shutdown(end)), end) == pytest.approx(energy(once, end) + gained)


@pytest.mark.parametrize(("length", "goes_on"), [(timedelta(minutes=5) - SECOND, True), (5 * MINUTE, False)])
def test_break_under_five_minutes_continues_work_without_a_rest(length: timedelta, *, goes_on: bool) -> None:
    noon = on_wednesday("12:00")
    timeline = timeline_of(work(on_wednesday("09:00"), noon), running=noon + length)
    assert timeline.activity(noon + length).continuous_work == (3 * HOUR + length if goes_on else 0 * HOUR)
    breath = WORKING.with_action(Action(noon, "break", int(length.total_seconds())))
    assert breath.activity(noon).continuous_work == (3 * HOUR if goes_on else 0 * HOUR)


def test_continuous_work_tires_faster_after_twelve_hours_at_any_preference() -> None:
    def long_day(rest_after: int) -> Timeline:
        user = user_of(rest_after_minutes=rest_after, workday_limit_minutes=1440)
        night = work(on_wednesday("00:00"), on_wednesday("10:00"))
        return timeline_of(night, user=user, running=on_wednesday("10:00"))

    late = on_wednesday("16:00")
    assert energy(long_day(1440), late) == energy(long_day(720), late)
    assert energy(long_day(719), late) < energy(long_day(720), late)


# Hydration


def test_at_work_water_is_due_after_two_hours_and_thirsty_comes_after_three() -> None:
    assert hydration(WORKING, on_wednesday("09:00")) == 100
    wants = first_minute(
        WORKING, "09:00", lambda activity: NeedKind.WATER in {need.kind for need in due_of(Meters(activity))}
    )
    assert (wants, first_minute(WORKING, "09:00", has_mood(Mood.THIRSTY))) == ("11:05", "12:09")


def test_long_work_without_a_drink_lowers_hydration_to_almost_zero() -> None:
    timeline = timeline_of(work(on_wednesday("00:00"), on_wednesday("12:00")), running=on_wednesday("12:00"))
    assert hydration(timeline, on_wednesday("23:00")) < 0.5


@pytest.mark.parametrize("read", [hydration, fullness])
def test_two_hours_off_work_restore_half_of_the_deficit(
    read: Callable[[Timeline, datetime], float],
) -> None:
    """Off work people drink and eat without logging it."""
    lacked = 100 - read(OFFICE_DAY, on_wednesday("17:30"))
    assert percent_left(lacked, 100 - read(OFFICE_DAY, on_wednesday("18:30"))) == 70
    assert percent_left(lacked, 100 - read(OFFICE_DAY, on_wednesday("19:30"))) == 49


def test_night_leaves_two_percent_of_the_hydration_and_fullness_deficits() -> None:
    end, morning = on_wednesday("17:30"), on_wednesday("04:30") + DAY
    for read in (hydration, fullness):
        assert percent_left(100 - read(OFFICE_DAY, end), 100 - read(OFFICE_DAY, morning)) == 2


def test_glass_gains_25_points_and_makes_up_for_an_hour_of_work() -> None:
    moment = on_wednesday("13:00")
    gained = hydration(WORKING.with_action(drink(moment)), moment) - hydration(WORKING, moment)
    assert gained == pytest.approx(25)
    glasses = timeline_of(*every_hour(drink, "09:00", 8), running=on_wednesday("09:00"))
    for hour in range(11, 18):
        assert hydration(glasses, on_wednesday(f"{hour}:00")) == pytest.approx(90, abs=7), hour


def test_drinking_at_each_reminder_prevents_thirsty() -> None:
    timeline = WORKING
    for number in range(12 * 60):
        moment = on_wednesday("09:00") + number * MINUTE
        if NeedKind.WATER in {need.kind for need in due_of(Meters(timeline.activity(moment)))}:
            timeline = timeline.with_action(drink(moment))
        assert hydration(timeline, moment) > 35


# Fullness


def test_lunch_at_noon_prevents_hungry_until_a_quarter_to_six() -> None:
    cared_for = [
        *every_hour(drink, "09:00", 12),
        *every_hour(ten_minute_rest, "09:00", 12),
        meal(on_wednesday("12:00")),
    ]
    timeline = timeline_of(*cared_for, running=on_wednesday("09:00"))
    assert first_minute(timeline, "12:00", has_mood(Mood.HUNGRY, "empty")) == "17:47"


def test_23_hours_of_work_leave_one_and_a_half_percent_of_an_earlier_difference_in_fullness() -> None:
    """Outside the lunch window, which is only a minute long here."""
    user = user_of(lunch_window="00:00-00:01")
    shifts = [
        work(on_wednesday("01:00"), on_wednesday("12:00")),
        work(on_wednesday("12:00"), on_wednesday("23:59")),
    ]
    hungry = timeline_of(*shifts, running=on_wednesday("23:59"), user=user)
    fed = hungry.with_action(meal(on_wednesday("12:00"), MealKind.SNACK))
    noon, later = on_wednesday("12:00"), on_wednesday("11:00") + DAY
    before, after = (fullness(fed, moment) - fullness(hungry, moment) for moment in (noon, later))
    assert 1000 * after / before == pytest.approx(15, abs=0.5)
    assert fullness(hungry, later) < 1


def test_work_in_the_lunch_window_without_lunch_makes_hungry_after_an_hour_and_a_half() -> None:
    assert first_minute(WORKING, "12:00", lambda activity: fullness_of(activity).value < 35) == "13:31"
    assert (
        first_minute(
            timeline_of(user=user_of(lunch_window="20:00-21:00"), running=on_wednesday("09:00")),
            "12:00",
            lambda activity: fullness_of(activity).value < 35,
        )
        == "14:47"
    )


@pytest.mark.parametrize(
    ("kind", "gained"),
    [(MealKind.BREAKFAST, 40), (MealKind.LUNCH, 60), (MealKind.DINNER, 60), (MealKind.SNACK, 20)],
)
def test_each_kind_of_meal_gains_its_points_of_fullness(kind: MealKind, gained: float) -> None:
    moment = on_wednesday("17:00")
    fed = WORKING.with_action(meal(moment, kind))
    assert fullness(fed, moment) - fullness(WORKING, moment) == pytest.approx(gained)


# Moods


def test_happy_at_work_until_any_meter_lacks_a_quarter() -> None:
    assert first_minute(WORKING, "09:00", has_mood(Mood.CONTENT)) == "09:52"
    drinks = (drink(on_wednesday("09:00") + number * 10 * MINUTE) for number in range(60))
    timeline = timeline_of(*drinks, running=on_wednesday("09:00"))
    assert first_minute(timeline, "09:00", has_mood(Mood.CONTENT)) == "10:35"  # because of fullness
    assert fullness(timeline, on_wednesday("10:35")) < 75 < fullness(timeline, on_wednesday("10:34"))


def test_work_is_no_reason_while_the_meter_is_still_high() -> None:
    assert "hydration-well" in reason_keys(WORKING, on_wednesday("09:19"))
    assert "hydration-dry" in reason_keys(WORKING, on_wednesday("09:20"))
    assert hydration(WORKING, on_wednesday("09:20")) < 89.5 < hydration(WORKING, on_wednesday("09:19"))


def test_off_work_lunch_hunger_ends_at_a_fullness_of_70() -> None:
    timeline = timeline_of(work(on_wednesday("09:00"), on_wednesday("12:00")))
    assert mood(timeline, on_wednesday("12:00")) is Mood.HUNGRY
    assert first_minute(timeline, "12:00", has_mood(Mood.CONTENT)) == "12:57"
    assert fullness(timeline, on_wednesday("12:56")) < 70 < fullness(timeline, on_wednesday("12:57"))


@pytest.mark.parametrize("kind", [kind for kind in MealKind if kind is not MealKind.LUNCH])
def test_any_meal_prevents_lunch_hunger_for_an_hour(kind: MealKind) -> None:
    timeline = timeline_of(meal(on_wednesday("12:10"), kind), running=on_wednesday("11:30"))
    assert mood(timeline, on_wednesday("13:09")) is not Mood.HUNGRY
    assert first_minute(timeline, "12:10", has_mood(Mood.HUNGRY, "lunch")) == "13:10"


def test_proud_lasts_for_a_quarter_of_an_hour_after_a_task() -> None:
    timeline = timeline_of(task(on_wednesday("10:00")))
    assert mood(timeline, on_wednesday("10:15")) is Mood.PROUD
    assert mood(timeline, on_wednesday("10:15") + SECOND) is not Mood.PROUD


def test_asleep_from_22_to_6() -> None:
    assert first_minute(timeline_of(), "12:00", has_mood(Mood.ASLEEP)) == "22:00"
    assert first_minute(timeline_of(), "00:00", has_mood(Mood.CONTENT)) == "06:00"


def test_day_without_work_is_a_morning_before_noon_and_a_day_off_afterwards() -> None:
    assert first_minute(timeline_of(), "06:00", has_mood(Mood.CONTENT, "morning")) == "06:00"
    assert first_minute(timeline_of(), "06:00", has_mood(Mood.CONTENT, "off")) == "12:00"


@pytest.mark.parametrize(("tasks", "expected"), [(1, "task"), (4, "task"), (5, "many")])
def test_five_tasks_on_a_day_count_as_many(tasks: int, expected: str) -> None:
    timeline = timeline_of(*(task(on_wednesday("08:00") + number * HOUR) for number in range(tasks)))
    assert cause(timeline, on_wednesday("08:00") + (tasks - 1) * HOUR) == expected


@pytest.mark.parametrize(("streak", "expected"), [(0, "rested"), (2, "rested"), (3, "streak")])
def test_streak_is_mentioned_from_three_days_on(streak: int, expected: str) -> None:
    assert cause(WORKING, on_wednesday("09:10"), streak) == expected


def test_durations_under_a_minute_are_not_mentioned() -> None:
    begin = on_wednesday("09:00")
    assert reason_keys(WORKING, begin + 59 * SECOND) == {
        "energy-fresh",
        "hydration-resting",
        "fullness-resting",
    }
    assert reason_keys(WORKING, begin + MINUTE) == {"energy-working", "hydration-well", "fullness-well"}
    rested = WORKING.with_action(logged_rest(on_wednesday("10:00"), 10))
    assert {"energy-pausing", "energy-rested"} < reason_keys(rested, on_wednesday("10:00") + 59 * SECOND)
    assert {"energy-working", "energy-rested"} < reason_keys(rested, on_wednesday("10:01"))
    for seconds, spoken_of in ((59, False), (60, True)):
        brief = WORKING.with_action(Action(on_wednesday("10:00"), "break", seconds))
        assert ("energy-rested" in reason_keys(brief, on_wednesday("10:00"))) is spoken_of


# Levels


@pytest.mark.parametrize(("level", "points"), [(1, 0), (2, 50), (3, 150), (10, 2250)])
def test_level_takes_its_points(level: int, points: int) -> None:
    assert xp_of(level) == points


@pytest.mark.parametrize(
    ("stage", "level"), list(zip(Stage, (1, 2, 5, 10, 20, 35), strict=True)), ids=[*Stage]
)
def test_stage_begins_at_its_level(stage: Stage, level: int) -> None:
    assert stage_of(level) is stage
    assert level == 1 or stage_of(level - 1) is not stage
