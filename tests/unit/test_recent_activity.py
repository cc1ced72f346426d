"""Recent activity covers yesterday and today of the user's current calendar, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.interval import Interval
from shared.rules.companion.meters import Meters
from shared.rules.companion.mood_state import mood_state_of
from shared.rules.companion.needs import is_lunch_due
from shared.rules.companion.phases import work_before_lunch
from shared.views.companion import Mood
from tests.unit.activities import (
    DAY,
    HOUR,
    LENGTH_SECONDS,
    MINUTE,
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
from tests.unit.companion_moods import mood_and_cause, reason_keys
from tests.unit.strategies import recent_dates, times_of_day, zones

few_examples = settings(max_examples=60)


GREENWICH, TOKYO = user_of(), user_of("Asia/Tokyo")
MIDNIGHT = on_wednesday("15:00")
"""The end of Wednesday in Tokyo."""


def moves_to_tokyo(*actions: Action) -> Timeline:
    """Return the timeline of a user who moves later: all daily totals are of Wednesday in Greenwich."""
    return replace(timeline_of(*actions, user=TOKYO), moved=(on_wednesday("23:59"), GREENWICH.calendar))


def stays_in_tokyo(*actions: Action) -> Timeline:
    """Return the timeline of a user who was in Tokyo all the time: daily totals are of the days there."""
    return timeline_of(*actions, user=TOKYO)


@pytest.mark.parametrize("build", [moves_to_tokyo, stays_in_tokyo])
def test_tasks_of_yesterday_do_not_count_as_many_today(build: Callable[..., Timeline]) -> None:
    yesterday = [task(MIDNIGHT - number * MINUTE) for number in range(1, 5)]
    night = work(MIDNIGHT - HOUR, MIDNIGHT + 12 * MINUTE)  # keeps the companion awake
    timeline = build(*yesterday, night, task(MIDNIGHT + 10 * MINUTE))
    assert mood_state_of(Meters(timeline.activity(MIDNIGHT - MINUTE)), 0).cause == "task"
    assert mood_state_of(Meters(timeline.activity(MIDNIGHT + 10 * MINUTE)), 0).cause == "task"
    assert timeline.activity(MIDNIGHT + 10 * MINUTE).task_completions == (MIDNIGHT + 10 * MINUTE,)
    more = build(*yesterday, night, *(task(MIDNIGHT + number * MINUTE) for number in range(5)))
    assert mood_state_of(Meters(more.activity(MIDNIGHT + 10 * MINUTE)), 0).cause == "many"


@pytest.mark.parametrize("build", [moves_to_tokyo, stays_in_tokyo])
def test_session_that_ended_yesterday_does_not_count_as_ended_today(build: Callable[..., Timeline]) -> None:
    timeline = build(work(MIDNIGHT - 2 * HOUR, MIDNIGHT - MINUTE))
    assert [timeline.activity(MIDNIGHT + late * MINUTE).session_ended_today for late in (-2, -1, 0, 60)] == [
        False,
        True,
        False,
        False,
    ]
    over_midnight = build(work(MIDNIGHT - HOUR, MIDNIGHT + HOUR))
    assert [over_midnight.activity(MIDNIGHT + late * MINUTE).session_ended_today for late in (-1, 0, 60)] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("build", [moves_to_tokyo, stays_in_tokyo])
def test_drinks_and_meals_of_yesterday_do_not_count_today(build: Callable[..., Timeline]) -> None:
    entries = [drink(MIDNIGHT - MINUTE, 2000), meal(MIDNIGHT - MINUTE)]
    timeline = build(*entries, work(MIDNIGHT - HOUR, MIDNIGHT + 5 * HOUR))
    assert reason_keys(timeline, MIDNIGHT - MINUTE) == {"energy-working", "hydration-drunk", "fullness-lunch"}
    assert reason_keys(timeline, MIDNIGHT + 2 * HOUR) == {"energy-working", "hydration-dry", "fullness-empty"}
    early, late = (mood_state_of(Meters(timeline.activity(MIDNIGHT + hours * HOUR)), 0) for hours in (0, 4))
    assert (early.mood, early.cause) == (Mood.HAPPY, "rested")
    assert (late.mood, late.cause) == (Mood.THIRSTY, "never")
    drunk = mood_state_of(Meters(timeline.activity(MIDNIGHT - MINUTE)), 0)
    assert (drunk.mood, drunk.cause) == (Mood.HAPPY, "hydrated")


@pytest.mark.parametrize("build", [moves_to_tokyo, stays_in_tokyo])
def test_shutdown_of_yesterday_does_not_shut_today_down(build: Callable[..., Timeline]) -> None:
    timeline = build(shutdown(MIDNIGHT - HOUR))
    assert [timeline.activity(MIDNIGHT + late * MINUTE).is_shut_down for late in (-61, -60, -1, 0, 60)] == [
        *(False, True, True),
        *(False, False),
    ]


@pytest.mark.parametrize("build", [moves_to_tokyo, stays_in_tokyo])
def test_recent_activity_covers_yesterday_and_nothing_earlier(build: Callable[..., Timeline]) -> None:
    def do_all(at: datetime) -> list[Action]:
        return [drink(at), meal(at), logged_rest(at, 10), shutdown(at), work(at - HOUR, at)]

    timeline = build(*do_all(MIDNIGHT - MINUTE), *do_all(MIDNIGHT + 2 * MINUTE))
    activity = timeline.activity(MIDNIGHT + DAY + HOUR)
    assert activity.begin == MIDNIGHT
    seen = [
        *(entry.at for entry in activity.entries),
        *activity.shutdowns,
        *(one.end for one in activity.rests),
    ]
    assert set(seen) == {MIDNIGHT + 2 * MINUTE}
    assert activity.work == [Interval(MIDNIGHT, MIDNIGHT + 2 * MINUTE)]
    assert activity.rests == (Interval(MIDNIGHT, MIDNIGHT + 2 * MINUTE),)


@few_examples
@given(
    days=random_days(),
    second=st.integers(LENGTH_SECONDS // 2, LENGTH_SECONDS),
    moved=offsets,
    zone=st.sampled_from(["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
)
def test_recent_activity_is_within_its_two_days_after_any_change_of_time_zone(
    days: RandomDays, second: int, moved: int, zone: str
) -> None:
    before = days.timeline.user
    there = msgspec.structs.replace(before, timezone=zone)
    timeline = replace(days.timeline, user=there, moved=(days.moment(moved), before.calendar), _snapshots=[])
    activity = timeline.activity(days.moment(second))
    moments = [*(entry.at for entry in activity.entries), *activity.shutdowns, *activity.task_completions]
    moments += [moment for one in (*activity.shifts, *activity.rests) for moment in (one.begin, one.end)]
    assert all(activity.begin <= moment <= activity.at for moment in moments)
    today = [*(one.at for one in (*activity.drinks_today, *activity.meals_today)), *activity.task_completions]
    assert all(there.calendar.date_of(moment) == activity.today for moment in today)
    if activity.is_shut_down:
        assert there.calendar.date_of(activity.shutdowns[-1]) == activity.today


def _text_of(window: tuple[time, time]) -> str:
    return "-".join(f"{clock:%H:%M}" for clock in window)


@settings(max_examples=300)
@given(
    zone=zones,
    day_start=times_of_day,
    window=st.tuples(times_of_day, times_of_day).filter(lambda window: window[0] != window[1]),
    day=recent_dates,
)
def test_lunch_window_occurs_once_in_each_day(
    zone: ZoneInfo, day_start: time, window: tuple[time, time], day: date
) -> None:
    user = user_of(zone.key, day_start, lunch_window=_text_of(window))
    calendar, (first, last) = user.calendar, window
    found = [
        timeline_of(user=user).activity(calendar.start_of(day)).lunch_window(day + number * DAY)
        for number in (-1, 0, 1)
    ]
    edges = [calendar.start_of(day + number * DAY) for number in range(-3, 5)]
    offsets = {edge.astimezone(zone).utcoffset() for edge in edges}
    if len(offsets) > 1:  # where the clock changes, a window may be longer, shorter or empty
        assert all(one.begin <= one.end for one in found)
        return
    assert [calendar.date_of(one.begin) for one in found] == [day - DAY, day, day + DAY]
    assert all(one.begin < one.end for one in found)
    assert all(earlier.end <= later.begin for earlier, later in pairwise(found))
    begin, end = (moment.astimezone(zone).time() for moment in (found[1].begin, found[1].end))
    assert (begin, end) == (day_start if first < day_start < last else first, last)


@pytest.mark.parametrize("day_start", [time(0), time(1), time(4), time(12), time(23)])
def test_lunch_over_midnight_is_that_of_the_day_on_which_its_window_begins(day_start: time) -> None:
    user = user_of(day_start=day_start, lunch_window="22:00-02:00")
    night = on_wednesday("20:00")
    for eaten in (night + 3 * HOUR, night + 4 * HOUR, night + 6 * HOUR - MINUTE):
        timeline = timeline_of(meal(eaten), user=user, running=night)
        hungry = [
            hours for hours in range(1, 8) if is_lunch_due(timeline.activity(night + hours * HOUR - MINUTE))
        ]
        assert hungry == [hours for hours in range(3, 7) if night + hours * HOUR - MINUTE < eaten]
        activity = timeline.activity(night + 7 * HOUR)
        assert [part.end - part.begin for part in work_before_lunch(activity)] == [eaten - (night + 2 * HOUR)]
        next_night = timeline_of(meal(eaten), user=user, running=night + DAY).activity(night + DAY + 3 * HOUR)
        assert is_lunch_due(next_night)


def test_day_shut_down_as_work_begins_is_shut_down_when_that_work_ends() -> None:
    timeline = timeline_of(
        work(on_wednesday("18:00"), on_wednesday("18:30")), shutdown(on_wednesday("18:00"))
    )
    assert [timeline.activity(on_wednesday(clock)).is_shut_down for clock in ("18:00", "18:29", "18:30")] == [
        *(False, False, True)
    ]
    assert mood_and_cause(timeline, "18:30") == (Mood.RELAXED, "closed")
