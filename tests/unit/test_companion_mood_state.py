"""How the companion feels and why, and how it grows: moods by what makes them, levels by the formula."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.interval import Interval
from shared.rules.companion.levels import level_of, stage_of, xp_of
from shared.rules.companion.meters import Meters, energy_of, fullness_of, hydration_of
from shared.rules.companion.mood_state import MoodState, mood_state_of, reasons_of
from shared.views.companion import Mood, Stage
from shared.views.health import MealKind
from tests.unit.activities import (
    DAY,
    HOUR,
    LENGTH,
    MINUTE,
    Days,
    DomainEvent,
    Story,
    drink,
    good_day,
    instants,
    meal,
    on_wednesday,
    pause,
    shutdown,
    stories,
    story,
    task,
    user_of,
    work,
)

steadily = settings(max_examples=60)


def felt(told: Story, clock: str, streak: int = 0) -> tuple[Mood, str]:
    mood_state = mood_state_of(Meters(told.activity(on_wednesday(clock))), streak)
    return mood_state.mood, mood_state.cause


def cared_for(begin: str, end: str) -> list[DomainEvent]:
    """Drink and eat enough for nothing but tiredness to show."""
    hours = int((on_wednesday(end) - on_wednesday(begin)) / HOUR)
    moments = [on_wednesday(begin) + number * HOUR for number in range(1, hours + 1)]
    return [*map(drink, moments), *map(meal, moments)]


def working(begin: str, *events: DomainEvent) -> Story:
    return story(*events, running=on_wednesday(begin))


# Moods and what they come from


def test_it_is_exhausted_by_overtime() -> None:
    assert felt(working("06:00", *cared_for("06:00", "17:00")), "17:00") == (Mood.EXHAUSTED, "overtime")


def test_it_is_tired_by_work_without_a_rest() -> None:
    assert felt(working("09:00", *cared_for("09:00", "13:30")), "13:30") == (Mood.TIRED, "no-rest")


def test_it_is_tired_by_a_long_day_when_it_has_just_had_a_rest() -> None:
    told = working("09:00", *cared_for("09:00", "14:30"), pause(on_wednesday("14:30"), 5))
    assert felt(told, "14:31") == (Mood.TIRED, "long-day")


@pytest.mark.parametrize(("end", "mood"), [("14:00", Mood.TIRED), ("20:00", Mood.EXHAUSTED)])
def test_after_work_it_asks_nobody_to_stop_working(end: str, mood: Mood) -> None:
    told = story(work(on_wednesday("09:00"), on_wednesday(end)), *cared_for("09:00", end))
    assert felt(told, end) == (mood, "after")


def test_it_is_thirsty_for_its_first_drink_or_since_the_last_one() -> None:
    told = working("09:00", meal(on_wednesday("12:00")))
    assert felt(told, "12:30") == (Mood.THIRSTY, "never")
    assert felt(told.with_deed(drink(on_wednesday("09:30"), 50)), "12:30") == (Mood.THIRSTY, "long-ago")


def test_it_is_hungry_at_lunch_time_and_with_an_empty_stomach() -> None:
    drinks = [drink(on_wednesday(f"{hour:02}:00")) for hour in range(10, 18)]
    rests = [pause(on_wednesday(f"{hour:02}:00"), 10) for hour in range(10, 18)]
    told = working("09:00", *drinks, *rests)
    assert felt(told, "11:59")[0] is Mood.CONTENT
    assert felt(told, "12:00") == (Mood.HUNGRY, "lunch")
    assert felt(told, "14:29") == (Mood.HUNGRY, "lunch")
    assert felt(told, "15:00") == (Mood.HUNGRY, "empty")
    assert felt(told.with_deed(meal(on_wednesday("12:00"))), "15:00")[0] is not Mood.HUNGRY


def test_off_work_and_after_a_bite_it_is_not_hungry_for_lunch() -> None:
    short = story(work(on_wednesday("09:00"), on_wednesday("09:01")))
    assert felt(short, "12:30")[0] is Mood.CONTENT
    long = story(work(on_wednesday("09:00"), on_wednesday("12:00")), drink(on_wednesday("12:00"), 2000))
    assert felt(long, "12:01") == (Mood.HUNGRY, "lunch")
    for kind in MealKind:
        assert felt(long.with_deed(meal(on_wednesday("12:00"), kind)), "12:01")[0] is not Mood.HUNGRY
    at_work = working("11:00", meal(on_wednesday("12:10"), MealKind.DINNER))
    assert felt(at_work, "12:09") == (Mood.HUNGRY, "lunch")
    assert felt(at_work, "12:10")[0] is not Mood.HUNGRY
    assert felt(at_work, "13:10") == (Mood.HUNGRY, "lunch")


@pytest.mark.parametrize(("tasks", "cause"), [(1, "task"), (4, "task"), (5, "many"), (9, "many")])
def test_it_is_proud_of_what_was_just_done(tasks: int, cause: str) -> None:
    told = story(*(task(on_wednesday("10:00")) for _ in range(tasks)))
    assert felt(told, "10:00") == felt(told, "10:15") == (Mood.PROUD, cause)
    assert felt(told, "10:16")[0] is Mood.CONTENT


def test_who_is_woken_by_something_done_is_proud_whatever_it_lacks() -> None:
    hungry_and_tired = work(on_wednesday("10:00"), on_wednesday("22:00"))
    told = story(hungry_and_tired, task(on_wednesday("22:05")))
    assert felt(told, "22:04")[0] is felt(told, "22:21")[0] is Mood.ASLEEP
    assert felt(told, "22:05")[0] is felt(told, "22:20")[0] is Mood.PROUD


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
def test_it_sleeps_at_night(clock: str, mood: Mood) -> None:
    assert felt(story(), clock)[0] is mood


def test_it_sleeps_where_it_lives() -> None:
    assert felt(story(user=user_of("Pacific/Kiritimati")), "12:00") == (Mood.ASLEEP, "night")
    assert felt(story(user=user_of("Pacific/Pago_Pago")), "12:00") == (Mood.ASLEEP, "night")


def test_whoever_works_at_night_has_a_companion_that_is_awake() -> None:
    assert felt(working("23:00"), "23:30")[0] is Mood.HAPPY
    assert felt(story(task(on_wednesday("23:00"))), "23:10")[0] is Mood.PROUD


def test_it_relaxes_when_the_day_is_closed_until_there_is_work_again() -> None:
    closed = story(shutdown(on_wednesday("18:00")))
    assert felt(closed, "17:59")[0] is Mood.CONTENT
    assert felt(closed, "18:00") == felt(closed, "21:00") == (Mood.RELAXED, "closed")
    again = closed.with_deed(work(on_wednesday("19:00"), on_wednesday("19:30")))
    assert felt(again, "18:59")[0] is Mood.RELAXED
    assert felt(again, "19:10")[0] is not Mood.RELAXED
    assert felt(again, "20:00")[0] is not Mood.RELAXED


def test_it_does_not_relax_amid_work_though_the_day_is_closed() -> None:
    told = story(work(on_wednesday("09:00"), on_wednesday("11:00")), shutdown(on_wednesday("10:00")))
    assert felt(told, "10:30")[0] is not Mood.RELAXED
    assert "energy-closed" not in keys(told, on_wednesday("10:30"))
    assert felt(told, "11:00")[0] is Mood.RELAXED
    assert "energy-closed" in keys(told, on_wednesday("11:00"))


def test_a_day_that_was_closed_is_not_todays() -> None:
    told = story(shutdown(on_wednesday("18:00")), user=user_of(day_start=time(0)))
    assert mood_state_of(Meters(told.activity(on_wednesday("18:00") + 14 * HOUR)), 0).mood is Mood.CONTENT


@pytest.mark.parametrize(
    ("events", "streak", "cause"),
    [
        ([], 0, "rested"),
        ([], 2, "rested"),
        ([], 3, "streak"),
        ([drink(on_wednesday("09:10"), 1999)], 3, "streak"),
        ([drink(on_wednesday("09:10"), 2000)], 3, "hydrated"),
        ([drink(on_wednesday("08:00"), 1000), drink(on_wednesday("09:10"), 1000)], 0, "hydrated"),
    ],
)
def test_it_is_happy_at_work_that_treats_it_well(events: list[DomainEvent], streak: int, cause: str) -> None:
    assert felt(working("09:00", *events), "09:20", streak) == (Mood.HAPPY, cause)


@pytest.mark.parametrize(
    ("told", "clock", "cause"),
    [
        (story(), "09:00", "morning"),
        (story(), "12:00", "off"),
        (story(work(on_wednesday("07:00"), on_wednesday("08:00"))), "09:00", "off"),
        (working("09:00"), "10:45", "working"),
    ],
)
def test_else_it_is_content(told: Story, clock: str, cause: str) -> None:
    assert felt(told, clock) == (Mood.CONTENT, cause)


@steadily
@given(days=stories(), second=instants, streak=st.integers(0, 400))
def test_its_feelings_are_its_meters_and_its_mood_fits_them(days: Days, second: int, streak: int) -> None:
    activity = days.story.activity(days.moment(second))
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


def test_who_has_worked_just_as_long_as_they_meant_to_has_done_no_overtime() -> None:
    user = user_of(workday_limit_minutes=300)
    told = story(*cared_for("09:00", "14:00"), user=user, running=on_wednesday("09:00"))
    assert felt(told, "14:00") == (Mood.TIRED, "no-rest")
    assert felt(told, "14:01") == (Mood.TIRED, "overtime")
    assert "energy-overtime" not in keys(told, on_wednesday("14:00"))
    assert "energy-overtime" in keys(told, on_wednesday("14:01"))
    for end, reason in (("14:00", "energy-worked"), ("14:01", "energy-overtime")):
        ended = story(work(on_wednesday("09:00"), on_wednesday(end)), user=user)
        assert keys(ended, on_wednesday(end)).keys() & {"energy-worked", "energy-overtime"} == {reason}


# Days that turn, and people who move


HERE, TOKYO = user_of(), user_of("Asia/Tokyo")
TURN = on_wednesday("15:00")
"""When the Wednesday of Tokyo ends, in which somebody lives who has come from Greenwich."""


def moves_to_tokyo(*events: DomainEvent) -> Story:
    """Tell of somebody whose records are all of the Wednesday in Greenwich, at the end of which they move."""
    return replace(story(*events, user=TOKYO), moved=(on_wednesday("23:59"), HERE.calendar))


def stays(*events: DomainEvent) -> Story:
    """Tell of somebody in Tokyo all along: each record is of the day in which it was made."""
    return story(*events, user=TOKYO)


@pytest.mark.parametrize("tell", [moves_to_tokyo, stays])
def test_tasks_of_yesterday_are_none_of_todays_many(tell: Callable[..., Story]) -> None:
    yesterday = [task(TURN - number * MINUTE) for number in range(1, 5)]
    night = work(TURN - HOUR, TURN + 12 * MINUTE)  # that it is awake
    told = tell(*yesterday, night, task(TURN + 10 * MINUTE))
    assert mood_state_of(Meters(told.activity(TURN - MINUTE)), 0).cause == "task"
    assert mood_state_of(Meters(told.activity(TURN + 10 * MINUTE)), 0).cause == "task"
    assert told.activity(TURN + 10 * MINUTE).task_completions == (TURN + 10 * MINUTE,)
    more = tell(*yesterday, night, *(task(TURN + number * MINUTE) for number in range(5)))
    assert mood_state_of(Meters(more.activity(TURN + 10 * MINUTE)), 0).cause == "many"


@pytest.mark.parametrize("tell", [moves_to_tokyo, stays])
def test_a_session_that_ended_yesterday_is_none_of_todays(tell: Callable[..., Story]) -> None:
    told = tell(work(TURN - 2 * HOUR, TURN - MINUTE))
    assert [told.activity(TURN + late * MINUTE).session_ended_today for late in (-2, -1, 0, 60)] == [
        False,
        True,
        False,
        False,
    ]
    over_midnight = tell(work(TURN - HOUR, TURN + HOUR))
    assert [over_midnight.activity(TURN + late * MINUTE).session_ended_today for late in (-1, 0, 60)] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("tell", [moves_to_tokyo, stays])
def test_what_was_drunk_and_eaten_yesterday_is_not_of_today(tell: Callable[..., Story]) -> None:
    entries = [drink(TURN - MINUTE, 2000), meal(TURN - MINUTE)]
    told = tell(*entries, work(TURN - HOUR, TURN + 5 * HOUR))
    assert keys(told, TURN - MINUTE).keys() == {"energy-working", "hydration-drunk", "fullness-lunch"}
    assert keys(told, TURN + 2 * HOUR).keys() == {"energy-working", "hydration-dry", "fullness-empty"}
    early, late = (mood_state_of(Meters(told.activity(TURN + hours * HOUR)), 0) for hours in (0, 4))
    assert (early.mood, early.cause) == (Mood.HAPPY, "rested")
    assert (late.mood, late.cause) == (Mood.THIRSTY, "never")
    drunk = mood_state_of(Meters(told.activity(TURN - MINUTE)), 0)
    assert (drunk.mood, drunk.cause) == (Mood.HAPPY, "hydrated")


@pytest.mark.parametrize("tell", [moves_to_tokyo, stays])
def test_a_day_that_was_closed_yesterday_is_open_today(tell: Callable[..., Story]) -> None:
    told = tell(shutdown(TURN - HOUR))
    assert [told.activity(TURN + late * MINUTE).is_shut_down for late in (-61, -60, -1, 0, 60)] == [
        *(False, True, True),
        *(False, False),
    ]


@pytest.mark.parametrize("tell", [moves_to_tokyo, stays])
def test_it_knows_of_yesterday_and_of_nothing_before(tell: Callable[..., Story]) -> None:
    def do_all(at: datetime) -> list[DomainEvent]:
        return [drink(at), meal(at), pause(at, 10), shutdown(at), work(at - HOUR, at)]

    told = tell(*do_all(TURN - MINUTE), *do_all(TURN + 2 * MINUTE))
    activity = told.activity(TURN + DAY + HOUR)
    assert activity.begin == TURN
    seen = [
        *(entry.at for entry in activity.entries),
        *activity.shutdowns,
        *(one.end for one in activity.rests),
    ]
    assert set(seen) == {TURN + 2 * MINUTE}
    assert activity.work == [Interval(TURN, TURN + 2 * MINUTE)]
    assert activity.rests == (Interval(TURN, TURN + 2 * MINUTE),)


@steadily
@given(
    days=stories(),
    second=st.integers(LENGTH // 2, LENGTH),
    moved=instants,
    zone=st.sampled_from(["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
)
def test_it_knows_of_nothing_before_yesterday_and_of_nothing_ahead_wherever_its_person_moves(
    days: Days, second: int, moved: int, zone: str
) -> None:
    before = days.story.user
    there = replace(before, timezone=zone)
    told = replace(days.story, user=there, moved=(days.moment(moved), before.calendar), _books=[])
    activity = told.activity(days.moment(second))
    moments = [*(entry.at for entry in activity.entries), *activity.shutdowns, *activity.task_completions]
    moments += [moment for one in (*activity.shifts, *activity.rests) for moment in (one.begin, one.end)]
    assert all(activity.begin <= moment <= activity.at for moment in moments)
    today = [*(one.at for one in (*activity.drinks_today, *activity.meals_today)), *activity.task_completions]
    assert all(there.calendar.date_of(moment) == activity.today for moment in today)
    if activity.is_shut_down:
        assert there.calendar.date_of(activity.shutdowns[-1]) == activity.today


def test_a_day_that_is_closed_as_work_begins_is_closed_when_that_work_ends() -> None:
    told = story(work(on_wednesday("18:00"), on_wednesday("18:30")), shutdown(on_wednesday("18:00")))
    assert [told.activity(on_wednesday(clock)).is_shut_down for clock in ("18:00", "18:29", "18:30")] == [
        *(False, False, True)
    ]
    assert felt(told, "18:30") == (Mood.RELAXED, "closed")


# Reasons


@steadily
@given(days=stories(), second=instants)
def test_there_is_a_reason_for_each_meter(days: Days, second: int) -> None:
    moment = days.moment(second)
    reasons = [reason.key.split("-")[1] for reason in reasons_of(Meters(days.story.activity(moment)))]
    assert list(dict.fromkeys(reasons)) == ["energy", "hydration", "fullness"]


@steadily
@given(days=stories(), second=instants)
def test_no_reason_tells_what_its_meter_does_not_show(days: Days, second: int) -> None:
    activity = days.story.activity(days.moment(second))
    values = {
        "energy": energy_of(activity),
        "hydration": hydration_of(activity),
        "fullness": fullness_of(activity),
    }
    for reason in reasons_of(Meters(activity)):
        _, meter, told = reason.key.split("-")
        high = round(values[meter].value) >= 90
        assert high or told not in {"fresh", "resting", "well"}, reason
        assert not high or told not in {"yesterday", "dry", "empty"}, reason
        worked = [one for one in activity.work if one.begin < activity.day_begin]
        assert worked or told != "yesterday"
        lengths = reason.durations
        assert lengths.get("continuous", 0 * HOUR) <= lengths.get("worked", DAY) <= DAY + HOUR
        assert lengths.get("worked", HOUR) >= MINUTE, reason


@pytest.mark.parametrize("end", [None, "23:50"])
def test_after_midnight_it_feels_yesterdays_work_until_it_is_gone(end: str | None) -> None:
    begin, midnight = on_wednesday("13:00"), on_wednesday("00:00") + DAY
    told = story(work(begin, on_wednesday(end))) if end else story(running=begin)
    yesterdays = {"energy-yesterday", "hydration-yesterday", "fullness-yesterday"}
    assert keys(told, midnight + MINUTE / 2).keys() == yesterdays
    assert (keys(told, midnight + 30 * MINUTE).keys() == yesterdays) is (end is not None)
    assert yesterdays & keys(told, midnight + 20 * HOUR).keys() == set()


def test_a_minute_of_work_explains_nothing() -> None:
    told = story(work(on_wednesday("09:00"), on_wednesday("09:01")))
    shown = keys(told, on_wednesday("14:00"))
    assert shown.keys() == {"energy-worked", "hydration-well", "fullness-well"}


@steadily
@given(days=stories(), second=instants)
def test_what_reasons_tell_is_never_negative_and_within_two_days(days: Days, second: int) -> None:
    for reason in reasons_of(Meters(days.story.activity(days.moment(second)))):
        assert all(0 * HOUR <= length <= 50 * HOUR for length in reason.durations.values()), reason
        assert all(number >= 0 for number in reason.numbers.values())


def keys(told: Story, moment: datetime) -> dict[str, str]:
    """Return what each kind of reason tells."""
    found = [reason.key.removeprefix("reason-") for reason in reasons_of(Meters(told.activity(moment)))]
    assert len(set(found)) == len(found)
    return {key: key.partition("-")[0] for key in found}


def test_its_reasons_follow_the_day() -> None:
    resting = {"energy-fresh", "hydration-resting", "fullness-resting"}
    assert keys(story(), on_wednesday("09:00")).keys() == resting
    events = (
        pause(on_wednesday("11:00"), 10),
        drink(on_wednesday("11:00")),
        meal(on_wednesday("12:30")),
        work(on_wednesday("09:00"), on_wednesday("19:00")),
        shutdown(on_wednesday("19:30")),
    )
    told = story(*events)
    well = {"hydration-well", "fullness-well"}
    assert keys(told, on_wednesday("09:15")).keys() == {"energy-working", *well}
    dry = {"hydration-dry", "fullness-empty"}
    assert keys(told, on_wednesday("10:00")).keys() == {"energy-working", *dry}
    fed = {"hydration-drunk", "fullness-lunch"}
    assert keys(told, on_wednesday("13:00")).keys() == {"energy-working", "energy-rested", *fed}
    late = {"energy-overtime", "energy-rested"}
    assert keys(told, on_wednesday("18:30")).keys() == {"energy-working", *late, *fed}
    assert keys(told, on_wednesday("19:15")).keys() == {*late, *fed}
    assert keys(told, on_wednesday("20:00")).keys() == {*late, "energy-closed", *fed}
    assert keys(told, on_wednesday("09:00") + DAY).keys() == resting


def test_its_reasons_tell_how_much_and_how_long_ago() -> None:
    told = working(
        "09:00",
        drink(on_wednesday("10:00"), 200),
        drink(on_wednesday("11:10"), 130),
        pause(on_wednesday("10:30"), 7),
    )
    reasons = {reason.key: reason for reason in reasons_of(Meters(told.activity(on_wednesday("11:15"))))}
    drunk = reasons["reason-hydration-drunk"]
    assert (drunk.durations, drunk.numbers) == ({"ago": 5 * MINUTE}, {"ml": 330, "goal": 2000})
    worked = {"worked": 135 * MINUTE, "continuous": 45 * MINUTE}
    assert reasons["reason-energy-working"].durations == worked
    assert reasons["reason-energy-rested"].durations == {"rested": 7 * MINUTE}


def test_a_bite_after_lunch_is_what_it_ate_last() -> None:
    told = working("09:00", meal(on_wednesday("12:00")), meal(on_wednesday("15:00"), MealKind.SNACK))
    assert "fullness-lunch" in keys(told, on_wednesday("14:59"))
    assert "fullness-meal" in keys(told, on_wednesday("15:00"))
    reasons = {reason.key: reason for reason in reasons_of(Meters(told.activity(on_wednesday("15:05"))))}
    assert reasons["reason-fullness-meal"].durations == {"ago": 5 * MINUTE}


def test_a_rest_before_work_is_no_reason_and_work_that_just_goes_on_has_no_length() -> None:
    told = working("09:00", pause(on_wednesday("07:00"), 30), pause(on_wednesday("11:00"), 10))
    assert "energy-rested" not in keys(told, on_wednesday("10:59"))
    assert {"energy-pausing", "energy-rested"} < keys(told, on_wednesday("11:00")).keys()
    reasons = {reason.key: reason for reason in reasons_of(Meters(told.activity(on_wednesday("11:01"))))}
    assert reasons["reason-energy-rested"].durations == {"rested": 10 * MINUTE}
    assert reasons["reason-energy-working"].durations["continuous"] == MINUTE


def test_the_good_day_is_a_happy_one_until_it_is_closed() -> None:
    told = story(*good_day(on_wednesday("00:00").date()), shutdown(on_wednesday("17:30")))
    assert felt(told, "09:30")[0] is Mood.HAPPY
    assert felt(told, "18:00") == (Mood.RELAXED, "closed")


# Growth


def test_a_level_takes_25_n_times_n_less_one() -> None:
    assert [xp_of(level) for level in (1, 2, 3, 10)] == [0, 50, 150, 2250]
    level = 1
    for xp in range(30_000):
        if xp >= 25 * (level + 1) * level:
            level += 1
        assert level_of(xp) == level, xp


@settings(steadily, max_examples=100)
@given(level=st.integers(1, 10**9))
def test_a_level_is_reached_with_its_last_point_and_not_before(level: int) -> None:
    assert xp_of(level) == 25 * level * (level - 1)
    assert level_of(xp_of(level)) == level
    assert level_of(xp_of(level + 1) - 1) == level
    assert level == 1 or level_of(xp_of(level) - 1) == level - 1


@pytest.mark.parametrize("xp", [0, -1, -5, -(10**6)])
def test_nobody_is_below_the_first_level(xp: int) -> None:
    assert level_of(xp) == 1


@pytest.mark.parametrize(
    ("level", "stage"),
    [
        (1, Stage.EGG),
        (2, Stage.HATCHLING),
        (4, Stage.HATCHLING),
        (5, Stage.SPROUT),
        (9, Stage.SPROUT),
        (10, Stage.COMPANION),
        (19, Stage.COMPANION),
        (20, Stage.GUARDIAN),
        (34, Stage.GUARDIAN),
        (35, Stage.SAGE),
        (10**6, Stage.SAGE),
    ],
)
def test_stages_begin_at_their_levels(level: int, stage: Stage) -> None:
    assert stage_of(level) is stage
