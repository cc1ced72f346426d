"""Each action moves the companion's meters as it should, and later events never change an earlier moment."""

from dataclasses import fields
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.rules.companion.meters import Meters, energy_of, fullness_of, hydration_of
from shared.rules.companion.mood_state import mood_state_of, reasons_of
from shared.rules.companion.needs import needs_of
from shared.rules.companion.phases import energizing_shutdowns, time_after_shutdowns
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import FULL
from shared.views.health import MealKind
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
from tests.unit.companion_meters import METERS, TOLERANCE, meter_values

few_examples = settings(max_examples=20)

worked_minutes = st.sampled_from([0, 20, 90, 150, 240])
"""The minutes of work added before an action; 0 leaves the timeline as it is."""

later_offsets = st.lists(
    st.integers(0, 4 * 3600) | st.integers(4 * 3600, LENGTH_SECONDS), min_size=4, max_size=4
)  # in seconds


def with_work_at(timeline: Timeline, moment: datetime, minutes: int) -> Timeline:
    """Add a session that began some minutes before a moment and ends two hours after it."""
    return timeline.with_action(work(moment - minutes * MINUTE, moment + 2 * HOUR)) if minutes else timeline


def assert_raises_only(
    timeline: Timeline, action: Action, raised: set[str], later: list[int], *, at_once: bool = True
) -> None:
    """Assert that an action raises only these meters: compare with and without it, then and later."""
    done = timeline.with_action(action)
    before, after = meter_values(timeline.activity(action.at)), meter_values(done.activity(action.at))
    for name in raised:
        assert after[name] >= before[name] - TOLERANCE
        assert not at_once or before[name] >= FULL - 1e-6 or after[name] > before[name], name
    for moment in [action.at, *(action.at + timedelta(seconds=seconds) for seconds in later)]:
        before, after = meter_values(timeline.activity(moment)), meter_values(done.activity(moment))
        for name in METERS:
            if name in raised:
                assert after[name] >= before[name] - TOLERANCE, (name, moment)
            else:
                assert after[name] == before[name], (name, moment)


@few_examples
@given(
    days=random_days(),
    second=offsets,
    amount=st.integers(1, 3000),
    worked=worked_minutes,
    later=later_offsets,
)
def test_drink_raises_only_hydration(
    days: RandomDays, second: int, amount: int, worked: int, later: list[int]
) -> None:
    moment = days.moment(second)
    assert_raises_only(
        with_work_at(days.timeline, moment, worked), drink(moment, amount), {"hydration"}, later
    )


@few_examples
@given(
    days=random_days(),
    second=offsets,
    kind=st.sampled_from(MealKind),
    worked=worked_minutes,
    later=later_offsets,
)
def test_meal_raises_only_fullness(
    days: RandomDays, second: int, kind: MealKind, worked: int, later: list[int]
) -> None:
    moment = days.moment(second)
    assert_raises_only(with_work_at(days.timeline, moment, worked), meal(moment, kind), {"fullness"}, later)


@few_examples
@given(
    days=random_days(),
    second=offsets,
    minutes=st.integers(1, 240),
    by_break=st.booleans(),
    worked=worked_minutes,
    later=later_offsets,
)
def test_rest_never_lowers_energy_and_moves_no_other_meter(
    days: RandomDays, second: int, minutes: int, worked: int, later: list[int], *, by_break: bool
) -> None:
    moment = days.moment(second)
    rest = Action(moment, "break", minutes * 60) if by_break else logged_rest(moment, minutes)
    assert_raises_only(with_work_at(days.timeline, moment, worked), rest, {"energy"}, later, at_once=False)


@few_examples
@given(days=random_days(), second=offsets, minutes=st.integers(1, 90))
def test_rest_during_work_raises_low_energy(days: RandomDays, second: int, minutes: int) -> None:
    moment = days.moment(second)
    rest = logged_rest(moment, minutes)
    timeline = days.timeline.with_action(work(moment - 3 * HOUR, moment + HOUR))
    activity = timeline.activity(moment)
    assume(energy_of(activity).value < 95)
    assume(not any(one.begin < moment and rest.begin < one.end for one in activity.rests))
    assert energy_of(timeline.with_action(rest).activity(moment)).value > energy_of(activity).value


@few_examples
@given(
    days=random_days(),
    second=offsets,
    minutes=st.integers(1, 12 * 60),
    later=st.lists(st.integers(0, LENGTH_SECONDS), min_size=6, max_size=6),
)
def test_more_work_raises_no_meter(days: RandomDays, second: int, minutes: int, later: list[int]) -> None:
    end = days.moment(second)
    harder = days.timeline.with_action(work(end - minutes * MINUTE, end))
    for moment in [end, *(end + timedelta(seconds=one) for one in later)]:
        before, after = meter_values(days.timeline.activity(moment)), meter_values(harder.activity(moment))
        assert all(after[name] <= before[name] + TOLERANCE for name in METERS), moment


@few_examples
@given(days=random_days(), second=offsets, worked=worked_minutes)
def test_shutdown_raises_only_energy(days: RandomDays, second: int, worked: int) -> None:
    moment = days.moment(second)
    so_far = with_work_at(days.timeline.without_actions_after(moment), moment, worked)
    today = so_far.user.calendar.date_of(moment)
    assume(all(so_far.user.calendar.date_of(one) != today for one in so_far.activity(moment).shutdowns))
    assert_raises_only(so_far, shutdown(moment), {"energy"}, [60, 3600, 7200])


@few_examples
@given(days=random_days(), second=offsets, kind=st.sampled_from(["task", "shutdown"]))
def test_second_shutdown_within_an_hour_and_completed_tasks_move_no_meter(
    days: RandomDays, second: int, kind: str
) -> None:
    moment = days.moment(second)
    so_far = days.timeline.without_actions_after(moment)
    if kind == "shutdown":
        so_far = so_far.with_action(shutdown(moment))
    soon, date_of = moment + 59 * MINUTE, so_far.user.calendar.date_of
    assume(kind == "task" or date_of(moment) == date_of(soon))
    assume(kind == "task" or moment in energizing_shutdowns(so_far.activity(moment)))
    more = so_far.with_action(shutdown(soon) if kind == "shutdown" else task(moment))
    for later in (0, 1, 2, 20):
        seen = moment + later * HOUR
        # A further point of a meter may change how the last digits are rounded.
        assert meter_values(more.activity(seen)) == pytest.approx(meter_values(so_far.activity(seen)))


def test_second_shutdown_after_more_work_raises_energy_again() -> None:
    once = timeline_of(work(on_wednesday("09:00"), on_wednesday("13:00")), shutdown(on_wednesday("13:00")))
    more = once.with_action(work(on_wednesday("14:00"), on_wednesday("18:00")))
    twice = more.with_action(shutdown(on_wednesday("18:00")))
    evening = on_wednesday("18:30")
    assert (
        meter_values(twice.activity(evening))["energy"] > meter_values(more.activity(evening))["energy"] + 5
    )


@pytest.mark.parametrize(
    ("closings", "reliefs"),
    [
        (["12:00", "12:59"], ["12:00"]),
        (["12:00", "13:00"], ["12:00", "13:00"]),
        (["12:00", "12:40", "13:20", "14:00"], ["12:00", "13:20"]),
        (["17:30", "18:00", "23:00", "23:59"], ["17:30"]),
    ],
)
def test_shutdowns_during_work_raise_energy_once_per_hour_of_work(
    closings: list[str], reliefs: list[str]
) -> None:
    timeline = timeline_of(work(on_wednesday("09:00"), on_wednesday("18:00")))
    for clock in closings:
        timeline = timeline.with_action(shutdown(on_wednesday(clock)))
    assert energizing_shutdowns(timeline.activity(on_wednesday("23:59"))) == [
        on_wednesday(clock) for clock in reliefs
    ]


def test_faster_recovery_begins_when_the_session_of_the_shutdown_ends() -> None:
    begin, end, evening = on_wednesday("09:00"), on_wednesday("18:00"), on_wednesday("20:00")
    plain = timeline_of(work(begin, end))
    closed = plain.with_action(shutdown(on_wednesday("12:00")))
    noon = on_wednesday("12:00")
    assert meter_values(closed.activity(noon))["energy"] == meter_values(plain.activity(noon))["energy"] + 10
    assert (
        meter_values(closed.activity(end))["energy"] - meter_values(plain.activity(end))["energy"] < 5
    )  # work lowers energy as before
    assert [(one.begin, one.end) for one in time_after_shutdowns(closed.activity(evening))] == [
        (end, evening)
    ]
    assert (
        meter_values(closed.activity(evening))["energy"]
        > meter_values(plain.activity(evening))["energy"] + 15
    )
    for more in (end, end + MINUTE):
        again = closed.with_action(work(more, more + HOUR))
        assert not any(one.end > more for one in time_after_shutdowns(again.activity(evening)))


def test_session_that_is_never_ended_counts_as_work_for_twelve_hours() -> None:
    forgotten, ended = (
        timeline_of(running=on_wednesday("09:00")),
        work(on_wednesday("09:00"), on_wednesday("21:00")),
    )
    for hours in (11, 12, 13, 24, 30):
        moment = on_wednesday("09:00") + hours * HOUR
        assert meter_values(forgotten.activity(moment)) == meter_values(timeline_of(ended).activity(moment))
    for hours in range(27, 100, 9):
        activity = forgotten.activity(on_wednesday("09:00") + hours * HOUR)
        assert not activity.working
        assert min(meter_values(activity).values()) > 95
        assert (activity.worked_today, activity.continuous_work) == (0 * HOUR, 0 * HOUR)


@pytest.mark.parametrize(
    ("goal", "amount", "gained"), [(2000, 250, 25), (2000, 100, 10), (1000, 250, 50), (4000, 250, 12.5)]
)
def test_hydration_gain_is_proportional_to_the_share_of_the_goal(
    goal: int, amount: int, gained: float
) -> None:
    thirsty = timeline_of(
        work(on_wednesday("09:00"), on_wednesday("13:00")), user=user_of(hydration_goal_ml=goal)
    )
    moment = on_wednesday("13:00")
    before = hydration_of(thirsty.activity(moment)).value
    after = hydration_of(thirsty.with_action(drink(moment, amount)).activity(moment)).value
    assert after - before == pytest.approx(gained)


def test_lunch_gains_more_than_breakfast_and_a_snack_least() -> None:
    hungry, moment = timeline_of(work(on_wednesday("07:00"), on_wednesday("17:00"))), on_wednesday("17:00")
    fed = {
        kind: fullness_of(hungry.with_action(meal(moment, kind)).activity(moment)).value for kind in MealKind
    }
    assert fed[MealKind.LUNCH] == fed[MealKind.DINNER] > fed[MealKind.BREAKFAST] > fed[MealKind.SNACK]
    assert fed[MealKind.SNACK] > fullness_of(hungry.activity(moment)).value


@few_examples
@given(days=random_days(), second=offsets)
def test_break_under_five_minutes_does_not_interrupt_continuous_work(days: RandomDays, second: int) -> None:
    moment = days.moment(second)
    now = days.timeline.with_action(work(moment - 3 * HOUR, moment + HOUR))
    activity = now.activity(moment)
    assert activity.working
    assume(
        all(rest.end < moment - 10 * MINUTE for rest in activity.rests)
    )  # which could add up to five minutes
    assert (
        now.with_action(logged_rest(moment, 4)).activity(moment).continuous_work == activity.continuous_work
    )
    assert now.with_action(logged_rest(moment, 5)).activity(moment).continuous_work == 0 * HOUR


@few_examples
@given(days=random_days(), second=offsets, minutes=st.integers(1, 90))
def test_pause_of_work_is_a_rest_that_is_known_at_once(days: RandomDays, second: int, minutes: int) -> None:
    moment = days.moment(second)
    others = [action for action in days.timeline.actions if action.kind != "work"]
    begin, end = moment - 3 * HOUR, moment + HOUR
    paused = work(begin, end, (moment - minutes * MINUTE, moment))
    pausing, plain = (
        timeline_of(*others, one, user=days.timeline.user) for one in (paused, work(begin, end))
    )
    almost = moment - timedelta.resolution
    before, after = (meter_values(one.activity(almost))["energy"] for one in (plain, pausing))
    assert after > before
    resumed = pausing.activity(moment)
    assert (resumed.continuous_work == 0 * HOUR) or minutes < 5
    assert resumed.worked_today <= plain.activity(moment).worked_today


def test_twelve_hours_of_a_paused_session_count_from_its_start() -> None:
    pause = on_wednesday("10:00"), on_wednesday("14:00")
    session = timeline_of(work(on_wednesday("08:00"), on_wednesday("23:00"), pause))
    for known in (on_wednesday("22:00"), on_wednesday("23:00")):
        assert session.activity(on_wednesday("19:59"), known).shift_ends_by == on_wednesday("20:00")
        assert not session.activity(on_wednesday("20:00"), known).working
        assert session.activity(on_wednesday("22:00"), known).worked_today == 8 * HOUR


# Later events


@settings(few_examples, max_examples=15)
@given(days=random_days(), seconds=st.lists(offsets, min_size=4, max_size=4), streak=st.integers(0, 9))
def test_later_events_do_not_change_an_earlier_moment(
    days: RandomDays, seconds: list[int], streak: int
) -> None:
    timeline, end = days.timeline, days.moment(LENGTH_SECONDS)
    moments = {*map(days.moment, seconds), *(action.at for action in timeline.actions), *days.day_starts}
    for moment in moments:
        then = timeline.activity(moment)
        for known in (moment + HOUR, end + DAY):
            now = timeline.activity(moment, known)
            assert _without_running(now) == _without_running(then), (moment, known)
            assert meter_values(now) == meter_values(then)
            assert needs_of(Meters(now)) == needs_of(Meters(then))
            assert mood_state_of(Meters(now), streak) == mood_state_of(Meters(then), streak)
            assert reasons_of(Meters(now)) == reasons_of(Meters(then))
            assert (now.worked_today, now.continuous_work) == (then.worked_today, then.continuous_work)


def _without_running(activity: RecentActivity) -> dict[str, object]:
    """Return the fields of an activity except `running`, which does not depend on the moment."""
    return {one.name: getattr(activity, one.name) for one in fields(activity) if one.name != "running"}


@few_examples
@given(days=random_days(), second=offsets)
def test_events_before_yesterday_do_not_change_the_meters(days: RandomDays, second: int) -> None:
    moment = days.moment(second)
    activity = days.timeline.activity(moment)
    assume(not any(action.begin < activity.begin < action.at for action in days.timeline.actions))
    younger = Timeline(
        days.timeline.user,
        tuple(one for one in days.timeline.actions if one.at >= activity.begin),
        days.timeline.running,
    )
    assert meter_values(younger.activity(moment)) == meter_values(activity)
