"""The companion's meters: smooth, from 0 to 100, moved by each deed as they should, never in hindsight."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.rules.companion.meters import Meter, Meters, energy_of, fullness_of, hydration_of
from shared.rules.companion.mood_state import mood_state_of, reasons_of
from shared.rules.companion.needs import needs_of
from shared.rules.companion.phases import energizing_shutdowns, time_after_shutdowns
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import FULL
from shared.views.companion import Mood
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

steadily = settings(max_examples=20)

METERS: dict[str, Callable[[RecentActivity], Meter]] = {
    "energy": energy_of,
    "fullness": fullness_of,
    "hydration": hydration_of,
}
MAX_IN_A_MINUTE = 2
NOTHING = 1e-9
"""What sums of floats differ by."""

TIRED, HUNGRY, THIRSTY, EXHAUSTED = 45, 35, 35, 20
"""Below which its mood shows it."""


def read(activity: RecentActivity) -> dict[str, float]:
    return {name: meter(activity).value for name, meter in METERS.items()}


def minutes_of(begin: str, end: str) -> list[datetime]:
    """Return every third minute of a Wednesday from one time to another."""
    first, last = on_wednesday(begin), on_wednesday(end)
    return [first + number * 3 * MINUTE for number in range(int((last - first) / MINUTE) // 3 + 1)]


def lowest(told: Story, begin: str, end: str) -> dict[str, float]:
    """Return how low each meter gets on a Wednesday."""
    seen = [read(told.activity(moment)) for moment in minutes_of(begin, end)]
    return {name: min(one[name] for one in seen) for name in METERS}


# Smoothly, between 0 and 100


def assert_smooth(told: Story, moment: datetime) -> None:
    later = moment + MINUTE
    before, after = read(told.activity(moment)), read(told.activity(later))
    assert all(0 <= value <= FULL for value in before.values()), (moment, before)
    if not told.jumps_between(moment, later):
        for name in METERS:
            assert abs(after[name] - before[name]) <= MAX_IN_A_MINUTE, (name, moment, before, after)


@steadily
@given(days=stories(), seconds=st.lists(instants, min_size=8, max_size=8))
def test_meters_lie_between_0_and_100_and_move_by_two_points_a_minute_at_most_without_a_deed(
    days: Days, seconds: list[int]
) -> None:
    told = days.story
    turning = [event.at for event in told.events] + [event.begin for event in told.events] + days.turns
    for moment in {*map(days.moment, seconds), *turning}:
        assert_smooth(told, moment)
        assert_smooth(told, moment - MINUTE)
        assert_smooth(told, moment - MINUTE / 2)


@settings(steadily, max_examples=4)
@given(days=stories(), minute=st.integers(0, 48 * 60))
def test_hours_on_end_are_smooth_minute_by_minute(days: Days, minute: int) -> None:
    told, moment = days.story, days.moment(minute * 60)
    before = read(told.activity(moment))
    for _ in range(4 * 60):
        after = read(told.activity(moment + MINUTE))
        if not told.jumps_between(moment, moment + MINUTE):
            assert all(abs(after[name] - before[name]) <= MAX_IN_A_MINUTE for name in METERS), moment
        moment, before = moment + MINUTE, after


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("limit", [60, 510, 1440])
def test_a_session_that_is_never_ended_crosses_days_without_a_jump(zone: str, limit: int) -> None:
    user = user_of(zone, workday_limit_minutes=limit)
    told = story(user=user, running=on_wednesday("09:00") + 9 * DAY)  # to the day of 23 hours
    for day in range(1, 5):
        turn = user.calendar.start_of(user.calendar.date_of(on_wednesday("12:00") + (9 + day) * DAY))
        for minute in range(-3, 4):
            assert_smooth(told, turn + minute * MINUTE)


@settings(steadily, max_examples=6)
@given(
    limit=st.integers(1, 24).map(lambda hours: hours * 60),
    after=st.sampled_from([10, 55, 720, 1440]),
    window=st.sampled_from(["12:00-12:01", "12:00-14:30", "00:00-23:59"]),
    hours=st.lists(st.integers(1, 12) | st.integers(13, 60), min_size=12, max_size=16),
    gap=st.sampled_from([0, 1, 5, 60]),
)
@pytest.mark.parametrize("zone", ["Europe/Madrid", "Australia/Lord_Howe"])
def test_no_midnight_amid_long_sessions_moves_a_meter(
    zone: str, limit: int, after: int, window: str, hours: list[int], gap: int
) -> None:
    user = user_of(zone, workday_limit_minutes=limit, rest_after_minutes=after, lunch_window=window)
    begin = user.calendar.start_of(date(2026, 3, 26))  # to the day of 23 hours
    sessions = []
    for length in hours:
        sessions.append(work(begin, begin + length * HOUR))
        begin += length * HOUR + gap * MINUTE
    told = story(*sessions, user=user)
    for day in range(27, 32):
        turn = user.calendar.start_of(date(2026, 3, day))
        assert_smooth(told, turn - MINUTE / 2)


@pytest.mark.parametrize("forgotten_for", [13, 24, 30, 39, 47, 60, 90])
@pytest.mark.parametrize("begun", ["00:00", "09:00", "20:00"])
def test_who_forgot_to_clock_out_for_long_and_then_works_on_crosses_the_next_midnights_smoothly(
    begun: str, forgotten_for: int
) -> None:
    begin, end = on_wednesday(begun), on_wednesday(begun) + forgotten_for * HOUR
    told = story(work(begin, end), work(end + HOUR, end + 9 * HOUR))
    for day in range(1, 7):
        for minute in range(-3, 4):
            assert_smooth(told, on_wednesday("00:00") + day * DAY + minute * MINUTE)


@steadily
@given(
    days=stories(),
    second=instants,
    zone=st.sampled_from(["Europe/Madrid", "America/New_York", "Asia/Tokyo"]),
    seconds=st.lists(instants, max_size=6),
)
def test_who_moves_to_another_zone_takes_the_meters_along(
    days: Days, second: int, zone: str, seconds: list[int]
) -> None:
    """Move by less than a day: from then on nothing jumps, at the midnights of the new place neither."""
    here, moved = days.story.user, days.moment(second)
    there = replace(here, timezone=zone)
    told = replace(days.story, user=there, moved=(moved, here.calendar), _books=[])
    calendar = told.user.calendar
    turns = [calendar.start_of(calendar.date_of(moved) + number * DAY) for number in (1, 2, 3)]
    for moment in (*turns, *(max(moved, days.moment(one)) for one in seconds)):
        assert_smooth(told, moment)
        assert_smooth(told, max(moved, moment - MINUTE / 2))


@pytest.mark.parametrize("after", [720, 960, 1200, 1440])
def test_who_is_never_reminded_of_a_rest_crosses_days_without_a_jump(after: int) -> None:
    told = story(
        user=user_of(rest_after_minutes=after, workday_limit_minutes=1440), running=on_wednesday("00:00")
    )
    for day in range(1, 5):
        for minute in range(-2, 3):
            assert_smooth(told, on_wednesday("00:00") + day * DAY + minute * MINUTE)


@steadily
@given(days=stories(), second=instants, part=st.floats(0, 1))
def test_a_meter_is_below_a_mark_since_when_it_fell_to_it(days: Days, second: int, part: float) -> None:
    moment = days.moment(second)
    activity = days.story.activity(moment)
    for name, find in METERS.items():
        meter, mark = find(activity), part * FULL
        assume(abs(meter.value - mark) > 1e-6)  # on the edge floats may say the one or the other
        since = meter.below_since(mark)
        assert (since is not None) == (meter.value <= mark), name
        if since is None:
            continue
        assert activity.begin <= since <= moment
        for share in (0.001, 0.3, 0.6, 1.0):
            seen = since + share * (moment - since)
            assert _then(meter, seen) <= mark + 1e-6, (name, seen)
        just_before = max(activity.begin, since - timedelta(milliseconds=1))
        assert just_before == since or _then(meter, just_before) >= mark - 1e-4, name


def _then(meter: Meter, moment: datetime) -> float:
    """Return what a meter stood at within the two days that it covers."""
    return Meter([point for point in meter.points if point.at <= moment], moment).value


# Deeds


spells = st.sampled_from([0, 20, 90, 150, 240])
"""For how many minutes somebody has worked when they do something; 0 is what the story has of itself."""

afterwards = st.lists(
    st.integers(0, 4 * 3600) | st.integers(4 * 3600, LENGTH), min_size=4, max_size=4
)  # in seconds


def at_work(told: Story, moment: datetime, minutes: int) -> Story:
    """Add a session to a story that began so many minutes before a moment, and ends two hours after it."""
    return told.with_deed(work(moment - minutes * MINUTE, moment + 2 * HOUR)) if minutes else told


@steadily
@given(
    days=stories(),
    second=instants,
    amount=st.integers(1, 3000),
    spell=spells,
    later=afterwards,
)
def test_a_drink_raises_hydration_and_nothing_else(
    days: Days, second: int, amount: int, spell: int, later: list[int]
) -> None:
    moment = days.moment(second)
    assert_moves(at_work(days.story, moment, spell), drink(moment, amount), {"hydration"}, later)


@steadily
@given(
    days=stories(),
    second=instants,
    kind=st.sampled_from(MealKind),
    spell=spells,
    later=afterwards,
)
def test_a_meal_raises_fullness_and_nothing_else(
    days: Days, second: int, kind: MealKind, spell: int, later: list[int]
) -> None:
    moment = days.moment(second)
    assert_moves(at_work(days.story, moment, spell), meal(moment, kind), {"fullness"}, later)


@steadily
@given(
    days=stories(),
    second=instants,
    minutes=st.integers(1, 240),
    by_break=st.booleans(),
    spell=spells,
    later=afterwards,
)
def test_a_rest_never_lowers_energy_and_moves_nothing_else(
    days: Days, second: int, minutes: int, spell: int, later: list[int], *, by_break: bool
) -> None:
    moment = days.moment(second)
    rest = DomainEvent(moment, "break", minutes * 60) if by_break else pause(moment, minutes)
    assert_moves(at_work(days.story, moment, spell), rest, {"energy"}, later, at_once=False)


@steadily
@given(days=stories(), second=instants, minutes=st.integers(1, 90))
def test_a_rest_from_work_raises_the_energy_of_whoever_is_tired(
    days: Days, second: int, minutes: int
) -> None:
    moment = days.moment(second)
    rest = pause(moment, minutes)
    told = days.story.with_deed(work(moment - 3 * HOUR, moment + HOUR))
    activity = told.activity(moment)
    assume(energy_of(activity).value < 95)
    assume(not any(one.begin < moment and rest.begin < one.end for one in activity.rests))
    assert energy_of(told.with_deed(rest).activity(moment)).value > energy_of(activity).value


@steadily
@given(
    days=stories(),
    second=instants,
    minutes=st.integers(1, 12 * 60),
    later=st.lists(st.integers(0, LENGTH), min_size=6, max_size=6),
)
def test_more_work_raises_nothing(days: Days, second: int, minutes: int, later: list[int]) -> None:
    end = days.moment(second)
    harder = days.story.with_deed(work(end - minutes * MINUTE, end))
    for moment in [end, *(end + timedelta(seconds=one) for one in later)]:
        before, after = read(days.story.activity(moment)), read(harder.activity(moment))
        assert all(after[name] <= before[name] + NOTHING for name in METERS), moment


@steadily
@given(days=stories(), second=instants, spell=spells)
def test_closing_the_day_raises_energy_and_nothing_else(days: Days, second: int, spell: int) -> None:
    moment = days.moment(second)
    so_far = at_work(days.story.lives_on(moment), moment, spell)
    today = so_far.user.calendar.date_of(moment)
    assume(all(so_far.user.calendar.date_of(one) != today for one in so_far.activity(moment).shutdowns))
    assert_moves(so_far, shutdown(moment), {"energy"}, [60, 3600, 7200])


@steadily
@given(days=stories(), second=instants, kind=st.sampled_from(["task", "shutdown"]))
def test_a_day_that_is_closed_is_not_closed_again_and_a_task_moves_no_meter(
    days: Days, second: int, kind: str
) -> None:
    moment = days.moment(second)
    so_far = days.story.lives_on(moment)
    if kind == "shutdown":
        so_far = so_far.with_deed(shutdown(moment))
    soon, date_of = moment + 59 * MINUTE, so_far.user.calendar.date_of
    assume(kind == "task" or date_of(moment) == date_of(soon))
    assume(kind == "task" or moment in energizing_shutdowns(so_far.activity(moment)))
    more = so_far.with_deed(shutdown(soon) if kind == "shutdown" else task(moment))
    for later in (0, 1, 2, 20):
        seen = moment + later * HOUR
        assert read(more.activity(seen)) == read(so_far.activity(seen))


def test_a_day_that_is_closed_again_after_more_work_is_a_relief_again() -> None:
    once = story(work(on_wednesday("09:00"), on_wednesday("13:00")), shutdown(on_wednesday("13:00")))
    more = once.with_deed(work(on_wednesday("14:00"), on_wednesday("18:00")))
    twice = more.with_deed(shutdown(on_wednesday("18:00")))
    evening = on_wednesday("18:30")
    assert read(twice.activity(evening))["energy"] > read(more.activity(evening))["energy"] + 5


@pytest.mark.parametrize(
    ("closings", "reliefs"),
    [
        (["12:00", "12:59"], ["12:00"]),
        (["12:00", "13:00"], ["12:00", "13:00"]),
        (["12:00", "12:40", "13:20", "14:00"], ["12:00", "13:20"]),
        (["17:30", "18:00", "23:00", "23:59"], ["17:30"]),
    ],
)
def test_a_day_that_is_closed_amid_work_is_a_relief_once_an_hour_of_work(
    closings: list[str], reliefs: list[str]
) -> None:
    told = story(work(on_wednesday("09:00"), on_wednesday("18:00")))
    for clock in closings:
        told = told.with_deed(shutdown(on_wednesday(clock)))
    assert energizing_shutdowns(told.activity(on_wednesday("23:59"))) == [
        on_wednesday(clock) for clock in reliefs
    ]


def test_an_evening_begins_when_the_work_ends_amid_which_the_day_was_closed() -> None:
    begin, end, evening = on_wednesday("09:00"), on_wednesday("18:00"), on_wednesday("20:00")
    plain = story(work(begin, end))
    closed = plain.with_deed(shutdown(on_wednesday("12:00")))
    noon = on_wednesday("12:00")
    assert read(closed.activity(noon))["energy"] == read(plain.activity(noon))["energy"] + 10
    assert read(closed.activity(end))["energy"] - read(plain.activity(end))["energy"] < 5  # it tires as ever
    assert [(one.begin, one.end) for one in time_after_shutdowns(closed.activity(evening))] == [
        (end, evening)
    ]
    assert read(closed.activity(evening))["energy"] > read(plain.activity(evening))["energy"] + 15
    for more in (end, end + MINUTE):
        again = closed.with_deed(work(more, more + HOUR))
        assert not any(one.end > more for one in time_after_shutdowns(again.activity(evening)))


def test_a_day_closed_before_midnight_amid_work_until_the_next_evening_crosses_the_next_one_smoothly() -> (
    None
):
    told = story(work(on_wednesday("16:00"), on_wednesday("18:00") + DAY), shutdown(on_wednesday("23:30")))
    for minute in range(-2, 3):
        assert_smooth(told, on_wednesday("00:00") + 2 * DAY + minute * MINUTE)


def test_a_session_that_nobody_ends_is_work_for_twelve_hours() -> None:
    forgotten, ended = (
        story(running=on_wednesday("09:00")),
        work(on_wednesday("09:00"), on_wednesday("21:00")),
    )
    for hours in (11, 12, 13, 24, 30):
        moment = on_wednesday("09:00") + hours * HOUR
        assert read(forgotten.activity(moment)) == read(story(ended).activity(moment))
    for hours in range(27, 100, 9):
        activity = forgotten.activity(on_wednesday("09:00") + hours * HOUR)
        assert not activity.working
        assert min(read(activity).values()) > 95
        assert (activity.worked_today, activity.continuous_work) == (0 * HOUR, 0 * HOUR)


def assert_moves(
    told: Story, event: DomainEvent, raised: set[str], later: list[int], *, at_once: bool = True
) -> None:
    """Compare life with a deed and without it: at once, and at later moments."""
    done = told.with_deed(event)
    before, after = read(told.activity(event.at)), read(done.activity(event.at))
    for name in raised:
        assert after[name] >= before[name] - NOTHING
        assert not at_once or before[name] >= FULL - 1e-6 or after[name] > before[name], name
    for moment in [event.at, *(event.at + timedelta(seconds=seconds) for seconds in later)]:
        before, after = read(told.activity(moment)), read(done.activity(moment))
        for name in METERS:
            if name in raised:
                assert after[name] >= before[name] - NOTHING, (name, moment)
            else:
                assert after[name] == before[name], (name, moment)


@pytest.mark.parametrize(
    ("goal", "amount", "gained"), [(2000, 250, 25), (2000, 100, 10), (1000, 250, 50), (4000, 250, 12.5)]
)
def test_a_drink_quenches_by_its_share_of_the_goal(goal: int, amount: int, gained: float) -> None:
    thirsty = story(work(on_wednesday("09:00"), on_wednesday("13:00")), user=user_of(hydration_goal_ml=goal))
    moment = on_wednesday("13:00")
    before = hydration_of(thirsty.activity(moment)).value
    after = hydration_of(thirsty.with_deed(drink(moment, amount)).activity(moment)).value
    assert after - before == pytest.approx(gained)


def test_a_lunch_feeds_more_than_a_breakfast_and_a_snack_least() -> None:
    hungry, moment = story(work(on_wednesday("07:00"), on_wednesday("17:00"))), on_wednesday("17:00")
    fed = {
        kind: fullness_of(hungry.with_deed(meal(moment, kind)).activity(moment)).value for kind in MealKind
    }
    assert fed[MealKind.LUNCH] == fed[MealKind.DINNER] > fed[MealKind.BREAKFAST] > fed[MealKind.SNACK]
    assert fed[MealKind.SNACK] > fullness_of(hungry.activity(moment)).value


@steadily
@given(days=stories(), second=instants)
def test_a_breath_of_less_than_five_minutes_does_not_interrupt_work(days: Days, second: int) -> None:
    moment = days.moment(second)
    now = days.story.with_deed(work(moment - 3 * HOUR, moment + HOUR))
    activity = now.activity(moment)
    assert activity.working
    assume(all(rest.end < moment - 10 * MINUTE for rest in activity.rests))  # with which it might make five
    assert now.with_deed(pause(moment, 4)).activity(moment).continuous_work == activity.continuous_work
    assert now.with_deed(pause(moment, 5)).activity(moment).continuous_work == 0 * HOUR


# Hindsight


@settings(steadily, max_examples=15)
@given(days=stories(), seconds=st.lists(instants, min_size=4, max_size=4), streak=st.integers(0, 9))
def test_a_moment_looks_the_same_whatever_has_happened_since(
    days: Days, seconds: list[int], streak: int
) -> None:
    told, end = days.story, days.moment(LENGTH)
    moments = {*map(days.moment, seconds), *(event.at for event in told.events), *days.turns}
    for moment in moments:
        then = told.activity(moment)
        for known in (moment + HOUR, end + DAY):
            now = told.activity(moment, known)
            assert _told(now) == _told(then), (moment, known)
            assert read(now) == read(then)
            assert needs_of(Meters(now)) == needs_of(Meters(then))
            assert mood_state_of(Meters(now), streak) == mood_state_of(Meters(then), streak)
            assert reasons_of(Meters(now)) == reasons_of(Meters(then))
            assert (now.worked_today, now.continuous_work) == (then.worked_today, then.continuous_work)


def _told(activity: RecentActivity) -> dict[str, object]:
    """Return a life without the session that runs now, whenever the moment is."""
    return {one.name: getattr(activity, one.name) for one in fields(activity) if one.name != "running"}


@steadily
@given(days=stories(), second=instants)
def test_what_happened_before_yesterday_makes_no_difference(days: Days, second: int) -> None:
    moment = days.moment(second)
    activity = days.story.activity(moment)
    assume(not any(event.begin < activity.begin < event.at for event in days.story.events))
    younger = Story(
        days.story.user,
        tuple(one for one in days.story.events if one.at >= activity.begin),
        days.story.running,
    )
    assert read(younger.activity(moment)) == read(activity)


# Days off


def test_who_has_never_worked_has_a_companion_that_is_well() -> None:
    for hours in range(0, 24 * 15, 7):
        activity = story().activity(on_wednesday("00:00") + hours * HOUR)
        assert read(activity) == dict.fromkeys(METERS, FULL)
        assert needs_of(Meters(activity)) == []


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("closed", [True, False])
def test_a_day_off_leaves_no_trace_of_a_hard_day(zone: str, *, closed: bool) -> None:
    end = on_wednesday("19:00")
    hard = story(work(on_wednesday("05:00"), end), user=user_of(zone))
    if closed:
        hard = hard.with_deed(shutdown(end))
    for hours in (24, 30, 36, 48, 24 * 14, 24 * 14 + 9):
        activity = hard.activity(end + hours * HOUR)
        assert {round(value) for value in read(activity).values()} == {100}, hours
        assert needs_of(Meters(activity)) == [], hours


def test_two_weeks_off_leave_nothing_at_all() -> None:
    told = story(work(on_wednesday("05:00"), on_wednesday("23:59")))
    activity = told.activity(on_wednesday("09:00") + 14 * DAY)
    assert read(activity) == dict.fromkeys(METERS, FULL)
    assert mood_state_of(Meters(activity), 0).mood is Mood.CONTENT


# Sensible numbers


@pytest.mark.parametrize("lunch", ["12:00", "12:45", "13:30", "14:15"])
@pytest.mark.parametrize("pause_minutes", [5, 10, 15])
def test_on_a_good_day_it_is_never_tired_thirsty_or_hungry(lunch: str, pause_minutes: int) -> None:
    told = story(*good_day(on_wednesday("00:00").date(), pause_minutes, lunch))
    low = lowest(told, "09:00", "17:30")
    assert low["energy"] > TIRED + 10
    assert low["hydration"] > THIRSTY + 20
    after_lunch = lowest(told, lunch, "17:30")
    assert after_lunch["fullness"] > HUNGRY
    before_lunch = lowest(told, "09:00", min(lunch, "12:30"))
    assert before_lunch["fullness"] > HUNGRY


def test_on_a_good_day_with_lunch_at_noon_its_mood_is_never_low() -> None:
    told = story(*good_day(on_wednesday("00:00").date()))
    moods = {mood_state_of(Meters(told.activity(moment)), 0).mood for moment in minutes_of("09:00", "17:30")}
    assert moods == {Mood.HAPPY, Mood.CONTENT}


def test_who_does_nothing_but_work_makes_it_tired_thirsty_and_hungry() -> None:
    told = story(work(on_wednesday("09:00"), on_wednesday("17:30")))
    low = lowest(told, "09:00", "17:30")
    assert low["energy"] < TIRED
    assert low["hydration"] < THIRSTY
    assert low["fullness"] < HUNGRY


@pytest.mark.parametrize(
    ("missing", "meter", "mark", "mood"),
    [
        ("pause", "energy", TIRED, Mood.TIRED),
        ("drink", "hydration", THIRSTY, Mood.THIRSTY),
        ("meal", "fullness", HUNGRY, Mood.HUNGRY),
    ],
)
def test_it_lacks_what_a_day_lacks_and_nothing_else(
    missing: str, meter: str, mark: float, mood: Mood
) -> None:
    events = [event for event in good_day(on_wednesday("00:00").date()) if event.kind != missing]
    told = story(*events)
    low = lowest(told, "09:00", "17:30")
    assert low.pop(meter) < mark
    assert all(value > 45 for name, value in low.items() if name != "fullness")
    moods = {mood_state_of(Meters(told.activity(moment)), 0).mood for moment in minutes_of("09:00", "17:30")}
    assert mood in moods
    assert moods <= {mood, Mood.HAPPY, Mood.CONTENT}


def test_overtime_exhausts_it_in_the_evening_and_a_day_without_never() -> None:
    events = [event for event in good_day(on_wednesday("00:00").date()) if event.kind != "work"]
    told = story(*events, work(on_wednesday("09:00"), on_wednesday("23:00")))
    assert lowest(told, "09:00", "17:30")["energy"] > TIRED
    first = next(
        moment for moment in minutes_of("17:30", "23:00") if read(told.activity(moment))["energy"] < EXHAUSTED
    )
    assert on_wednesday("18:30") < first < on_wednesday("20:15")


def test_an_evening_and_a_night_restore_it_and_a_closed_day_sooner() -> None:
    tired = story(work(on_wednesday("09:00"), on_wednesday("19:00")))
    closed = tired.with_deed(shutdown(on_wednesday("19:00")))
    morning = on_wednesday("09:00") + DAY
    assert read(tired.activity(morning))["energy"] > 95
    evening = on_wednesday("21:00")
    assert read(closed.activity(evening))["energy"] > read(tired.activity(evening))["energy"] + 15


def test_where_the_day_starts_late_the_work_of_one_night_is_one_day() -> None:
    begin = on_wednesday("20:00")
    night = story(work(begin, begin + 8 * HOUR), user=user_of(day_start=time(4)))
    assert night.activity(begin + 7 * HOUR).worked_today == 7 * HOUR
    assert story(work(begin, begin + 8 * HOUR)).activity(begin + 7 * HOUR).worked_today == 3 * HOUR
