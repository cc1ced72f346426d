"""Each number of the companion's nature, by what it does to somebody's day: the reasons that it states."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from shared.rules.companion.levels import stage_of, xp_of
from shared.rules.companion.meters import Meters, energy_of, fullness_of, hydration_of
from shared.rules.companion.mood_state import mood_state_of, reasons_of
from shared.rules.companion.needs import due_of
from shared.rules.companion.recent_activity import RecentActivity
from shared.views.companion import Mood, NeedKind, Stage
from shared.views.health import MealKind
from tests.unit.activities import (
    DAY,
    HOUR,
    MINUTE,
    DomainEvent,
    Story,
    drink,
    meal,
    on_wednesday,
    pause,
    shutdown,
    story,
    task,
    user_of,
    work,
)

SECOND = timedelta(seconds=1)


def energy(told: Story, moment: datetime) -> float:
    return energy_of(told.activity(moment)).value


def fullness(told: Story, moment: datetime) -> float:
    return fullness_of(told.activity(moment)).value


def hydration(told: Story, moment: datetime) -> float:
    return hydration_of(told.activity(moment)).value


def mood(told: Story, moment: datetime, streak: int = 0) -> Mood:
    return mood_state_of(Meters(told.activity(moment)), streak).mood


def cause(told: Story, moment: datetime, streak: int = 0) -> str:
    return mood_state_of(Meters(told.activity(moment)), streak).cause


def reasons(told: Story, moment: datetime) -> set[str]:
    return {reason.key.removeprefix("reason-") for reason in reasons_of(Meters(told.activity(moment)))}


def first_minute(told: Story, begin: str, holds: Callable[[RecentActivity], bool]) -> str:
    """Return the first minute from a time on in which something holds, as the clock shows it."""
    moments = (on_wednesday(begin) + number * MINUTE for number in range(24 * 60))
    return next(f"{moment:%H:%M}" for moment in moments if holds(told.activity(moment)))


def feels(mood: Mood, cause: str | None = None) -> Callable[[RecentActivity], bool]:
    def holds(activity: RecentActivity) -> bool:
        mood_state = mood_state_of(Meters(activity), 0)
        return mood_state.mood is mood and cause in {None, mood_state.cause}

    return holds


def part_of_it(lacking_before: float, lacking_after: float) -> int:
    """Return how much of what was lacking still is, in percent."""
    return round(100 * lacking_after / lacking_before)


def each_hour(do: Callable[[datetime], DomainEvent], begin: str, hours: int) -> list[DomainEvent]:
    return [do(on_wednesday(begin) + number * HOUR) for number in range(1, hours + 1)]


def rest(end: datetime) -> DomainEvent:
    return pause(end, 10)


WORKING = story(running=on_wednesday("09:00"))
OFFICE_DAY = story(work(on_wednesday("09:00"), on_wednesday("17:30")))
WITH_RESTS = story(*each_hour(rest, "09:00", 8), running=on_wednesday("09:00"))
"""At work from nine, with ten minutes of rest each hour until five."""


# Energy


def test_after_a_night_of_eleven_hours_two_percent_of_the_tiredness_are_left() -> None:
    before, after = (energy(OFFICE_DAY, on_wednesday("17:30") + number * HOUR) for number in (0, 11))
    assert part_of_it(100 - before, 100 - after) == 2


@pytest.mark.parametrize(
    ("clock", "open_day", "closed_day"), [("19:30", 63.6, 83.1), ("20:30", 74.6, 91.3), ("21:30", 82.2, 95.5)]
)
def test_who_closes_the_day_recovers_in_about_half_the_time(
    clock: str, open_day: float, closed_day: float
) -> None:
    closed = OFFICE_DAY.with_deed(shutdown(on_wednesday("17:30")))
    assert energy(OFFICE_DAY, on_wednesday(clock)) == pytest.approx(open_day, abs=0.06)
    assert energy(closed, on_wednesday(clock)) == pytest.approx(closed_day, abs=0.06)


def test_ten_minutes_of_rest_bring_back_fifteen_percent_of_what_is_lacking() -> None:
    begin, end = on_wednesday("13:00"), on_wednesday("13:10")
    rested = WORKING.with_deed(pause(end, 10))
    assert part_of_it(100 - energy(WORKING, begin), 100 - energy(rested, end)) == 100 - 15


def test_with_ten_minutes_of_rest_each_hour_a_day_of_work_ends_at_74() -> None:
    assert round(energy(WITH_RESTS, on_wednesday("17:30"))) == 74


def test_however_long_a_day_with_rests_is_it_alone_does_not_make_tired() -> None:
    shifts = [
        work(on_wednesday("00:00") + n * 8 * HOUR, on_wednesday("08:00") + n * 8 * HOUR) for n in (0, 1, 2)
    ]
    told = story(*shifts, *each_hour(rest, "00:00", 24), user=user_of(workday_limit_minutes=1440))
    assert min(energy(told, on_wednesday("00:00") + n * 10 * MINUTE) for n in range(144)) > 60


def test_without_a_rest_it_is_tired_after_four_hours_and_five_minutes() -> None:
    cared_for = [*each_hour(drink, "09:00", 5), meal(on_wednesday("12:00"))]
    told = story(*cared_for, running=on_wednesday("09:00"))
    assert first_minute(told, "09:00", feels(Mood.TIRED, "no-rest")) == "13:05"


@pytest.mark.parametrize(
    ("rests", "exhausted"),
    [(0, "18:01"), (7, "19:49"), (8, "20:08")],  # how many rests there were, one an hour
)
def test_past_the_limit_without_a_rest_it_is_exhausted_before_the_evening_is_over(
    rests: int, exhausted: str
) -> None:
    told = story(*each_hour(rest, "09:00", rests), running=on_wednesday("09:00"))
    assert first_minute(told, "09:00", feels(Mood.EXHAUSTED, "overtime")) == exhausted


def test_past_the_limit_there_is_no_end_to_tiredness_but_the_last_point() -> None:
    users = user_of(workday_limit_minutes=60)
    told = story(
        work(on_wednesday("00:00"), on_wednesday("12:00")), running=on_wednesday("12:00"), user=users
    )
    assert energy(told, on_wednesday("23:00")) < 0.5


def test_closing_the_day_gives_ten_points_of_energy() -> None:
    end = on_wednesday("17:30")
    assert energy(OFFICE_DAY.with_deed(shutdown(end)), end) == pytest.approx(energy(OFFICE_DAY, end) + 10)


@pytest.mark.parametrize(("minutes", "gained"), [(0, 0), (59, 0), (60, 10)])
def test_the_day_is_a_relief_to_close_again_after_an_hour_of_work(minutes: int, gained: float) -> None:
    begin = on_wednesday("18:00")
    end = begin + minutes * MINUTE
    once = OFFICE_DAY.with_deed(shutdown(on_wednesday("17:45")))
    once = once.with_deed(work(begin, end)) if minutes else once
    assert energy(once.with_deed(shutdown(end)), end) == pytest.approx(energy(once, end) + gained)


@pytest.mark.parametrize(("length", "goes_on"), [(timedelta(minutes=5) - SECOND, True), (5 * MINUTE, False)])
def test_whoever_stops_for_less_than_five_minutes_goes_on_without_a_rest(
    length: timedelta, *, goes_on: bool
) -> None:
    noon = on_wednesday("12:00")
    told = story(work(on_wednesday("09:00"), noon), running=noon + length)
    assert told.activity(noon + length).continuous_work == (3 * HOUR + length if goes_on else 0 * HOUR)
    breath = WORKING.with_deed(DomainEvent(noon, "break", int(length.total_seconds())))
    assert breath.activity(noon).continuous_work == (3 * HOUR if goes_on else 0 * HOUR)


def test_after_twelve_hours_without_a_rest_it_tires_faster_however_late_its_person_wants_to_hear_of_it() -> (
    None
):
    def long_day(rest_after: int) -> Story:
        user = user_of(rest_after_minutes=rest_after, workday_limit_minutes=1440)
        night = work(on_wednesday("00:00"), on_wednesday("10:00"))
        return story(night, user=user, running=on_wednesday("10:00"))

    late = on_wednesday("16:00")
    assert energy(long_day(1440), late) == energy(long_day(720), late)
    assert energy(long_day(719), late) < energy(long_day(720), late)


# Hydration


def test_at_work_it_wants_water_after_two_hours_and_is_thirsty_after_three() -> None:
    assert hydration(WORKING, on_wednesday("09:00")) == 100
    wants = first_minute(
        WORKING, "09:00", lambda activity: NeedKind.WATER in {need.kind for need in due_of(Meters(activity))}
    )
    assert (wants, first_minute(WORKING, "09:00", feels(Mood.THIRSTY))) == ("11:05", "12:09")


def test_however_long_it_is_dry_there_is_nothing_left_of_its_water_but_the_last_point() -> None:
    told = story(work(on_wednesday("00:00"), on_wednesday("12:00")), running=on_wednesday("12:00"))
    assert hydration(told, on_wednesday("23:00")) < 0.5


@pytest.mark.parametrize("read", [hydration, fullness])
def test_half_of_what_it_lacks_after_work_is_back_within_two_hours(
    read: Callable[[Story, datetime], float],
) -> None:
    """Off work people drink and eat without telling."""
    lacked = 100 - read(OFFICE_DAY, on_wednesday("17:30"))
    assert part_of_it(lacked, 100 - read(OFFICE_DAY, on_wednesday("18:30"))) == 70
    assert part_of_it(lacked, 100 - read(OFFICE_DAY, on_wednesday("19:30"))) == 49


def test_a_night_leaves_two_percent_of_its_thirst_and_of_its_hunger() -> None:
    end, morning = on_wednesday("17:30"), on_wednesday("04:30") + DAY
    for read in (hydration, fullness):
        assert part_of_it(100 - read(OFFICE_DAY, end), 100 - read(OFFICE_DAY, morning)) == 2


def test_a_glass_is_worth_25_points_and_makes_good_for_an_hour_of_work() -> None:
    moment = on_wednesday("13:00")
    gained = hydration(WORKING.with_deed(drink(moment)), moment) - hydration(WORKING, moment)
    assert gained == pytest.approx(25)
    glasses = story(*each_hour(drink, "09:00", 8), running=on_wednesday("09:00"))
    for hour in range(11, 18):
        assert hydration(glasses, on_wednesday(f"{hour}:00")) == pytest.approx(90, abs=7), hour


def test_whoever_drinks_when_they_are_reminded_never_sees_it_thirsty() -> None:
    told = WORKING
    for number in range(12 * 60):
        moment = on_wednesday("09:00") + number * MINUTE
        if NeedKind.WATER in {need.kind for need in due_of(Meters(told.activity(moment)))}:
            told = told.with_deed(drink(moment))
        assert hydration(told, moment) > 35


# Fullness


def test_a_lunch_at_noon_lasts_until_a_quarter_to_six() -> None:
    cared_for = [*each_hour(drink, "09:00", 12), *each_hour(rest, "09:00", 12), meal(on_wednesday("12:00"))]
    told = story(*cared_for, running=on_wednesday("09:00"))
    assert first_minute(told, "12:00", feels(Mood.HUNGRY, "empty")) == "17:47"


def test_after_23_hours_of_work_one_and_a_half_percent_are_left_of_how_hungry_it_was_before() -> None:
    """But for the lunch window, which is shut here."""
    user = user_of(lunch_window="00:00-00:01")
    shifts = [
        work(on_wednesday("01:00"), on_wednesday("12:00")),
        work(on_wednesday("12:00"), on_wednesday("23:59")),
    ]
    hungry = story(*shifts, running=on_wednesday("23:59"), user=user)
    fed = hungry.with_deed(meal(on_wednesday("12:00"), MealKind.SNACK))
    noon, later = on_wednesday("12:00"), on_wednesday("11:00") + DAY
    before, after = (fullness(fed, moment) - fullness(hungry, moment) for moment in (noon, later))
    assert 1000 * after / before == pytest.approx(15, abs=0.5)
    assert fullness(hungry, later) < 1


def test_with_the_lunch_window_open_and_nothing_taken_it_is_hungry_after_an_hour_and_a_half() -> None:
    assert first_minute(WORKING, "12:00", lambda activity: fullness_of(activity).value < 35) == "13:31"
    assert (
        first_minute(
            story(user=user_of(lunch_window="20:00-21:00"), running=on_wednesday("09:00")),
            "12:00",
            lambda activity: fullness_of(activity).value < 35,
        )
        == "14:47"
    )


@pytest.mark.parametrize(
    ("kind", "gained"),
    [(MealKind.BREAKFAST, 40), (MealKind.LUNCH, 60), (MealKind.DINNER, 60), (MealKind.SNACK, 20)],
)
def test_a_big_meal_fills_more_than_half_a_snack_a_fifth_and_a_breakfast_what_is_between(
    kind: MealKind, gained: float
) -> None:
    moment = on_wednesday("17:00")
    fed = WORKING.with_deed(meal(moment, kind))
    assert fullness(fed, moment) - fullness(WORKING, moment) == pytest.approx(gained)


# Moods


def test_it_is_happy_at_work_until_it_lacks_a_quarter_of_anything() -> None:
    assert first_minute(WORKING, "09:00", feels(Mood.CONTENT)) == "09:52"
    drinks = (drink(on_wednesday("09:00") + number * 10 * MINUTE) for number in range(60))
    told = story(*drinks, running=on_wednesday("09:00"))
    assert first_minute(told, "09:00", feels(Mood.CONTENT)) == "10:35"  # of hunger
    assert fullness(told, on_wednesday("10:35")) < 75 < fullness(told, on_wednesday("10:34"))


def test_work_that_has_hardly_moved_a_meter_is_no_reason() -> None:
    assert "hydration-well" in reasons(WORKING, on_wednesday("09:19"))
    assert "hydration-dry" in reasons(WORKING, on_wednesday("09:20"))
    assert hydration(WORKING, on_wednesday("09:20")) < 89.5 < hydration(WORKING, on_wednesday("09:19"))


def test_after_work_it_is_hungry_for_lunch_until_it_is_full_to_seventy_percent() -> None:
    told = story(work(on_wednesday("09:00"), on_wednesday("12:00")))
    assert mood(told, on_wednesday("12:00")) is Mood.HUNGRY
    assert first_minute(told, "12:00", feels(Mood.CONTENT)) == "12:57"
    assert fullness(told, on_wednesday("12:56")) < 70 < fullness(told, on_wednesday("12:57"))


@pytest.mark.parametrize("kind", [kind for kind in MealKind if kind is not MealKind.LUNCH])
def test_whatever_was_eaten_sates_for_an_hour(kind: MealKind) -> None:
    told = story(meal(on_wednesday("12:10"), kind), running=on_wednesday("11:30"))
    assert mood(told, on_wednesday("13:09")) is not Mood.HUNGRY
    assert first_minute(told, "12:10", feels(Mood.HUNGRY, "lunch")) == "13:10"


def test_it_is_proud_of_something_done_for_a_quarter_of_an_hour() -> None:
    told = story(task(on_wednesday("10:00")))
    assert mood(told, on_wednesday("10:15")) is Mood.PROUD
    assert mood(told, on_wednesday("10:15") + SECOND) is not Mood.PROUD


def test_it_sleeps_from_ten_in_the_evening_until_six_in_the_morning() -> None:
    assert first_minute(story(), "12:00", feels(Mood.ASLEEP)) == "22:00"
    assert first_minute(story(), "00:00", feels(Mood.CONTENT)) == "06:00"


def test_who_has_not_worked_has_a_morning_before_noon_and_a_day_off_afterwards() -> None:
    assert first_minute(story(), "06:00", feels(Mood.CONTENT, "morning")) == "06:00"
    assert first_minute(story(), "06:00", feels(Mood.CONTENT, "off")) == "12:00"


@pytest.mark.parametrize(("tasks", "expected"), [(1, "task"), (4, "task"), (5, "many")])
def test_five_tasks_on_one_day_are_many(tasks: int, expected: str) -> None:
    told = story(*(task(on_wednesday("08:00") + number * HOUR) for number in range(tasks)))
    assert cause(told, on_wednesday("08:00") + (tasks - 1) * HOUR) == expected


@pytest.mark.parametrize(("streak", "expected"), [(0, "rested"), (2, "rested"), (3, "streak")])
def test_it_speaks_of_a_streak_from_three_days_on(streak: int, expected: str) -> None:
    assert cause(WORKING, on_wednesday("09:10"), streak) == expected


def test_less_than_a_minute_is_not_spoken_of() -> None:
    begin = on_wednesday("09:00")
    assert reasons(WORKING, begin + 59 * SECOND) == {"energy-fresh", "hydration-resting", "fullness-resting"}
    assert reasons(WORKING, begin + MINUTE) == {"energy-working", "hydration-well", "fullness-well"}
    rested = WORKING.with_deed(pause(on_wednesday("10:00"), 10))
    assert {"energy-pausing", "energy-rested"} < reasons(rested, on_wednesday("10:00") + 59 * SECOND)
    assert {"energy-working", "energy-rested"} < reasons(rested, on_wednesday("10:01"))
    for seconds, spoken_of in ((59, False), (60, True)):
        brief = WORKING.with_deed(DomainEvent(on_wednesday("10:00"), "break", seconds))
        assert ("energy-rested" in reasons(brief, on_wednesday("10:00"))) is spoken_of


# Growth


@pytest.mark.parametrize(("level", "points"), [(1, 0), (2, 50), (3, 150), (10, 2250)])
def test_a_level_takes_so_many_points(level: int, points: int) -> None:
    assert xp_of(level) == points


@pytest.mark.parametrize(
    ("stage", "level"), list(zip(Stage, (1, 2, 5, 10, 20, 35), strict=True)), ids=[*Stage]
)
def test_a_stage_begins_at_its_level(stage: Stage, level: int) -> None:
    assert stage_of(level) is stage
    assert level == 1 or stage_of(level - 1) is not stage
