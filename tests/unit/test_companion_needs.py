"""The companion's needs: each becomes due at exactly the moment predicted for it."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shared.rules.companion.meters import Meters
from shared.rules.companion.needs import due_of, needs_of
from shared.views.companion import NeedKind
from shared.views.health import MealKind
from tests.unit.activities import (
    DAY,
    HOUR,
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
    timeline_of,
    user_of,
    work,
)
from tests.unit.companion_moods import WORKING

few_examples = settings(max_examples=40)
# Most random moments are outside work, and which are drawn depends on the modules that are imported.
mostly_filtered = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

SECOND = timedelta(seconds=1)


def needs(timeline: Timeline, moment: datetime) -> dict[NeedKind, datetime]:
    found = needs_of(Meters(timeline.activity(moment)))
    assert len({need.kind for need in found}) == len(found)
    return {need.kind: need.at for need in found}


def due(timeline: Timeline, moment: datetime) -> dict[NeedKind, datetime]:
    return {need.kind: need.at for need in due_of(Meters(timeline.activity(moment)))}


# Predictions


@few_examples
@given(days=random_days(), second=offsets)
def test_predicted_need_becomes_due_at_the_predicted_moment_and_not_earlier(
    days: RandomDays, second: int
) -> None:
    moment = days.moment(second)
    timeline = days.timeline.without_actions_after(moment)
    predicted = {kind: at for kind, at in needs(timeline, moment).items() if at > moment}
    for kind, at in predicted.items():
        assert due(timeline, at).get(kind) == at, (kind, moment, at)
        for share in (0.0, 0.5, 0.9, 0.99):
            assert kind not in due(timeline, moment + share * (at - moment)), (kind, share)
        assert kind not in due(timeline, max(moment, at - 2 * SECOND)), kind


@settings(mostly_filtered, max_examples=12)
@given(days=random_days(), second=offsets)
def test_predictions_match_a_search_minute_by_minute(days: RandomDays, second: int) -> None:
    moment = days.moment(second - second % 60)
    timeline = days.timeline.without_actions_after(moment)
    assume(timeline.activity(moment).working)
    ahead = {kind: at for kind, at in needs(timeline, moment).items() if at > moment}
    already = due(timeline, moment).keys()
    found: dict[NeedKind, datetime] = {}
    for minute in range(1, 6 * 60):
        seen = moment + minute * MINUTE
        for kind in due(timeline, seen).keys() - already:
            found.setdefault(kind, seen)
    for kind in NeedKind:
        at = ahead.get(kind)
        if at is not None and at < moment + 6 * HOUR - MINUTE:
            assert at <= found[kind] < at + MINUTE, kind
        else:
            assert kind not in found


@few_examples
@given(days=random_days(), second=offsets)
def test_due_need_keeps_the_moment_since_which_it_is_due(days: RandomDays, second: int) -> None:
    moment = days.moment(second)
    timeline = days.timeline.without_actions_after(moment)
    for kind, since in due(timeline, moment).items():
        assert since <= moment
        for later in (MINUTE, 17 * MINUTE):
            same_day = timeline.user.calendar.date_of(moment) == timeline.user.calendar.date_of(
                moment + later
            )
            if same_day and kind in due(timeline, moment + later):
                assert due(timeline, moment + later)[kind] == since, kind


@few_examples
@given(days=random_days(), second=offsets)
def test_needs_are_sorted_unique_and_in_whole_seconds(days: RandomDays, second: int) -> None:
    activity = days.timeline.activity(days.moment(second) + timedelta(microseconds=1))
    found = needs_of(Meters(activity))
    assert [need.at for need in found] == sorted(need.at for need in found)
    assert all(need.at.microsecond == 0 for need in found)
    assert due_of(Meters(activity)) == [need for need in found if need.at <= activity.at]
    outside = {need.kind for need in found} if not activity.working else set()
    assert outside <= {NeedKind.LUNCH}


@few_examples
@given(days=random_days(), second=offsets, minutes=st.integers(1, 90), share=st.floats(0, 0.999))
def test_there_are_no_needs_during_a_pause_of_work(
    days: RandomDays, second: int, minutes: int, share: float
) -> None:
    moment = days.moment(second)
    pause = moment + HOUR, moment + HOUR + minutes * MINUTE
    others = [action for action in days.timeline.actions if action.kind != "work"]
    paused = work(moment, pause[1] + HOUR, pause)
    timeline = timeline_of(*others, paused, user=days.timeline.user)
    at = pause[0] + share * (pause[1] - pause[0])
    for known in (at, pause[1], paused.at):  # during the pause, and later
        activity = timeline.activity(at, known)
        assert (activity.paused, activity.working) == (True, False)
        assert needs_of(Meters(activity)) == []
    after = timeline.activity(pause[1])
    assert (after.paused, after.working) == (False, True)


# Each kind of need


def test_at_the_start_of_a_workday_all_needs_are_in_the_future() -> None:
    found = needs(WORKING, on_wednesday("09:00"))
    assert found.pop(NeedKind.WATER) == on_wednesday("11:04:46")  # 3 hours times ln 2
    assert found == {
        NeedKind.REST: on_wednesday("09:55"),
        NeedKind.LUNCH: on_wednesday("12:00"),
        NeedKind.WIND_DOWN: on_wednesday("17:30"),
    }
    assert due(WORKING, on_wednesday("09:54:59")) == {}


@pytest.mark.parametrize("minutes", [1, 55, 90, 719])
def test_rest_is_due_after_the_preferred_time_of_work(minutes: int) -> None:
    timeline = timeline_of(user=user_of(rest_after_minutes=minutes), running=on_wednesday("09:00"))
    assert needs(timeline, on_wednesday("09:00"))[NeedKind.REST] == on_wednesday("09:00") + minutes * MINUTE


@pytest.mark.parametrize("minutes", [1, 510, 719])
def test_winding_down_is_due_at_the_workday_limit(minutes: int) -> None:
    timeline = timeline_of(user=user_of(workday_limit_minutes=minutes), running=on_wednesday("09:00"))
    assert (
        needs(timeline, on_wednesday("09:00"))[NeedKind.WIND_DOWN] == on_wednesday("09:00") + minutes * MINUTE
    )


def test_worked_time_restarts_at_zero_at_midnight() -> None:
    timeline = timeline_of(user=user_of(workday_limit_minutes=480), running=on_wednesday("21:00"))
    assert needs(timeline, on_wednesday("21:00"))[NeedKind.WIND_DOWN] == on_wednesday("08:00") + DAY
    assert NeedKind.WIND_DOWN not in due(timeline, on_wednesday("23:59:59"))
    assert needs(timeline, on_wednesday("00:00") + DAY)[NeedKind.WIND_DOWN] == on_wednesday("08:00") + DAY


def test_after_twelve_hours_of_one_session_only_lunch_can_be_due() -> None:
    user = user_of(rest_after_minutes=721, workday_limit_minutes=721, lunch_window="21:30-22:30")
    timeline = timeline_of(user=user, running=on_wednesday("09:00"))
    assert needs(timeline, on_wednesday("09:00")).keys() == {NeedKind.WATER, NeedKind.LUNCH}
    assert due(timeline, on_wednesday("20:59:59")).keys() == {NeedKind.WATER}
    assert due(timeline, on_wednesday("21:00")) == {}
    assert due(timeline, on_wednesday("22:00")).keys() == {NeedKind.LUNCH}
    for hours in range(24, 80, 5):
        assert needs(timeline, on_wednesday("09:00") + hours * HOUR) == {}
    drunk = timeline.with_action(drink(on_wednesday("20:00"), 2000))
    assert needs(drunk, on_wednesday("20:00")).keys() == {NeedKind.LUNCH}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_limit_longer_than_any_workday_is_never_due(zone: str) -> None:
    timeline = timeline_of(
        user=user_of(zone, workday_limit_minutes=1440), running=on_wednesday("09:00") + 10 * DAY
    )
    for hours in range(0, 60, 3):
        moment = on_wednesday("09:00") + 10 * DAY + hours * HOUR
        assert NeedKind.WIND_DOWN not in needs(timeline, moment), moment


def test_drink_postpones_water() -> None:
    thirsty = on_wednesday("12:00")
    assert NeedKind.WATER in due(WORKING, thirsty)
    drunk = WORKING.with_action(drink(thirsty, 300))
    assert needs(drunk, thirsty)[NeedKind.WATER] > thirsty + 30 * MINUTE


def test_rest_of_five_minutes_postpones_the_next_rest_and_one_of_four_does_not() -> None:
    moment = on_wednesday("10:00")
    assert NeedKind.REST in due(WORKING, moment)
    assert NeedKind.REST in due(WORKING.with_action(logged_rest(moment, 4)), moment)
    rested = WORKING.with_action(logged_rest(moment, 5))
    assert needs(rested, moment)[NeedKind.REST] == on_wednesday("10:55")


@pytest.mark.parametrize(("gap", "begin"), [(4, "09:00"), (5, "09:35")])
def test_clocking_out_for_five_minutes_counts_as_a_rest_and_for_four_does_not(gap: int, begin: str) -> None:
    first = work(on_wednesday("09:00"), on_wednesday("09:30"))
    timeline = timeline_of(first, running=on_wednesday("09:30") + gap * MINUTE)
    assert needs(timeline, on_wednesday("09:40"))[NeedKind.REST] == on_wednesday(begin) + 55 * MINUTE


def test_outside_work_only_lunch_is_due_on_a_day_with_work() -> None:
    timeline = timeline_of(work(on_wednesday("06:00"), on_wednesday("11:00")))
    for clock in ("11:00", "11:59:59"):
        assert needs(timeline, on_wednesday(clock)) == {NeedKind.LUNCH: on_wednesday("12:00")}
        assert due(timeline, on_wednesday(clock)) == {}
    for clock in ("12:00", "13:00", "14:29:59"):
        assert due(timeline, on_wednesday(clock)) == {NeedKind.LUNCH: on_wednesday("12:00")}
    assert needs(timeline, on_wednesday("14:30")) == {}
    assert needs(timeline, on_wednesday("12:30") + DAY) == {}


def test_lunch_is_due_at_the_start_of_work_within_the_window() -> None:
    timeline = timeline_of(running=on_wednesday("13:10"))
    assert due(timeline, on_wednesday("13:10")) == {NeedKind.LUNCH: on_wednesday("13:10")}


@pytest.mark.parametrize("kind", MealKind)
def test_only_a_lunch_satisfies_the_need_for_lunch(kind: MealKind) -> None:
    timeline = WORKING.with_action(meal(on_wednesday("12:10"), kind))
    assert (NeedKind.LUNCH in due(timeline, on_wednesday("12:30"))) is (kind is not MealKind.LUNCH)


def test_session_past_midnight_needs_the_lunch_of_tomorrow() -> None:
    assert NeedKind.LUNCH not in needs(
        WORKING.with_action(meal(on_wednesday("12:10"))), on_wednesday("12:10")
    )
    assert NeedKind.LUNCH not in needs(WORKING, on_wednesday("14:30"))
    late = timeline_of(running=on_wednesday("13:10"))
    timeline = late.with_action(meal(on_wednesday("13:20")))
    assert needs(timeline, on_wednesday("13:20"))[NeedKind.LUNCH] == on_wednesday("12:00") + DAY
    assert needs(late, on_wednesday("14:30"))[NeedKind.LUNCH] == on_wednesday("12:00") + DAY
    assert due(timeline, on_wednesday("12:00") + DAY)[NeedKind.LUNCH] == on_wednesday("12:00") + DAY


@pytest.mark.parametrize("window", ["13:00-15:30", {"from": "13:00", "to": "15:30"}])
def test_lunch_window_is_a_preference(window: object) -> None:
    timeline = timeline_of(user=user_of(lunch_window=window), running=on_wednesday("09:00"))
    assert needs(timeline, on_wednesday("09:00"))[NeedKind.LUNCH] == on_wednesday("13:00")
    assert NeedKind.LUNCH in due(timeline, on_wednesday("15:29:59"))
    assert NeedKind.LUNCH not in due(timeline, on_wednesday("15:30"))


@pytest.mark.parametrize("window", [None, "", "noon", "12-14", "12:00-12:00", "25:00-26:00", 5, True, [], {}])
def test_invalid_lunch_window_means_the_default(window: object) -> None:
    timeline = timeline_of(user=user_of(lunch_window=window), running=on_wednesday("09:00"))
    assert needs(timeline, on_wednesday("09:00"))[NeedKind.LUNCH] == on_wednesday("12:00")


def test_lunch_window_is_in_the_time_zone_of_the_user() -> None:
    timeline = timeline_of(
        user=user_of("Pacific/Kiritimati"), running=on_wednesday("19:00")
    )  # 9:00 on the 19th
    assert needs(timeline, on_wednesday("19:00"))[NeedKind.LUNCH] == on_wednesday("22:00")


def test_day_that_starts_within_the_lunch_window_has_the_rest_of_the_window() -> None:
    timeline = timeline_of(user=user_of(day_start=time(13)), running=on_wednesday("10:00"))
    assert needs(timeline, on_wednesday("10:00"))[NeedKind.LUNCH] == on_wednesday("13:00")
    for clock in ("13:00", "13:00:01", "14:29:59"):
        assert due(timeline, on_wednesday(clock))[NeedKind.LUNCH] == on_wednesday("13:00")
    assert NeedKind.LUNCH not in due(timeline, on_wednesday("14:30"))


def test_needs_end_with_a_shutdown_during_a_session_until_focus_begins() -> None:
    timeline = WORKING.with_action(shutdown(on_wednesday("17:45")))
    assert due(timeline, on_wednesday("17:44"))[NeedKind.WIND_DOWN] == on_wednesday("17:30")
    assert needs(timeline, on_wednesday("17:50")) == {}
    timeline = timeline.with_action(Action(on_wednesday("19:00"), "focus", 3600))
    assert needs(timeline, on_wednesday("17:59:59")) == {}
    assert due(timeline, on_wednesday("18:00"))[NeedKind.WIND_DOWN] == on_wednesday("17:30")
    assert due(timeline, on_wednesday("19:01"))[NeedKind.WIND_DOWN] == on_wednesday("17:30")


@few_examples
@given(days=random_days(), second=offsets)
def test_there_are_no_needs_from_a_shutdown_until_work_or_focus_begins(days: RandomDays, second: int) -> None:
    moment = days.moment(second)
    timeline = days.timeline.with_action(shutdown(moment))
    begins = [action.begin for action in timeline.actions if action.kind in {"work", "focus"}]
    begins += [end for action in timeline.actions for _, end in action.paused]
    begins += [timeline.running.start_time] if timeline.running else []
    next_begin = min([begin for begin in begins if begin >= moment], default=moment + DAY)
    for share in (0.0, 0.1, 0.5, 0.999):
        if next_begin > moment:
            assert needs(timeline, moment + share * (next_begin - moment)) == {}


def test_winding_down_is_due_from_the_start_of_a_session_past_the_limit() -> None:
    timeline = timeline_of(work(on_wednesday("08:00"), on_wednesday("17:00")), running=on_wednesday("19:00"))
    assert due(timeline, on_wednesday("19:01"))[NeedKind.WIND_DOWN] == on_wednesday("19:00")


def test_water_is_due_from_the_start_of_a_session_with_low_hydration() -> None:
    morning = work(on_wednesday("09:00"), on_wednesday("13:00"))
    timeline = timeline_of(morning, running=on_wednesday("13:30"))
    assert due(timeline, on_wednesday("13:31"))[NeedKind.WATER] == on_wednesday("13:30")
    assert due(timeline, on_wednesday("17:00"))[NeedKind.WATER] == on_wednesday("13:30")
    drunk = timeline.with_action(drink(on_wednesday("13:20"), 500))
    assert due(drunk, on_wednesday("17:00"))[NeedKind.WATER] > on_wednesday("14:00")


def test_overtime_of_yesterday_is_not_due_today() -> None:
    yesterday = work(on_wednesday("09:00") - DAY, on_wednesday("20:00") - DAY)
    timeline = timeline_of(yesterday, running=on_wednesday("09:00"))
    assert due(timeline, on_wednesday("17:29")).keys() == {NeedKind.WATER, NeedKind.REST}
    assert due(timeline, on_wednesday("17:30"))[NeedKind.WIND_DOWN] == on_wednesday("17:30")


def test_lunch_of_yesterday_does_not_count_today() -> None:
    timeline = WORKING.with_action(meal(on_wednesday("12:10") - DAY))
    assert due(timeline, on_wednesday("12:10"))[NeedKind.LUNCH] == on_wednesday("12:00")


@pytest.mark.parametrize(
    ("window", "needed"), [("02:30-03:30", False), ("03:00-04:00", True), ("03:30-04:30", True)]
)
def test_lunch_window_skipped_by_the_clock_is_never_due(window: str, *, needed: bool) -> None:
    """On 29 March 2026, clocks in Madrid are set forward from 02:00 to 03:00."""
    evening = on_wednesday("20:30") + 10 * DAY  # 21:30 in Madrid
    timeline = timeline_of(user=user_of("Europe/Madrid", lunch_window=window), running=evening)
    for hours in (1, 4):
        assert (NeedKind.LUNCH in needs(timeline, evening + hours * HOUR)) is needed


def test_lunch_window_that_ends_at_the_start_of_the_day_belongs_to_the_day_before() -> None:
    user = user_of(day_start=time(14, 30))
    timeline = timeline_of(user=user, running=on_wednesday("06:00"))
    assert needs(timeline, on_wednesday("11:00"))[NeedKind.LUNCH] == on_wednesday("12:00")
    assert NeedKind.LUNCH in due(timeline, on_wednesday("14:29"))
    assert NeedKind.LUNCH not in due(timeline, on_wednesday("14:30"))
