"""What the companion needs and from when on: to the moment at which the clock would show it."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings

from shared.rules.companion.meters import Meters
from shared.rules.companion.needs import due_of, needs_of
from shared.views.companion import NeedKind
from shared.views.health import MealKind
from tests.unit.activities import (
    DAY,
    HOUR,
    MINUTE,
    Days,
    Story,
    drink,
    instants,
    meal,
    on_wednesday,
    pause,
    shutdown,
    stories,
    story,
    user_of,
    work,
)

steadily = settings(max_examples=40)

SECOND = timedelta(seconds=1)


def needs(told: Story, moment: datetime) -> dict[NeedKind, datetime]:
    found = needs_of(Meters(told.activity(moment)))
    assert len({need.kind for need in found}) == len(found)
    return {need.kind: need.at for need in found}


def due(told: Story, moment: datetime) -> dict[NeedKind, datetime]:
    return {need.kind: need.at for need in due_of(Meters(told.activity(moment)))}


# Against the clock


@steadily
@given(days=stories(), second=instants)
def test_each_need_is_due_from_the_moment_on_that_was_foretold_and_not_before(
    days: Days, second: int
) -> None:
    moment = days.moment(second)
    told = days.story.lives_on(moment)
    foretold = {kind: at for kind, at in needs(told, moment).items() if at > moment}
    for kind, at in foretold.items():
        assert due(told, at).get(kind) == at, (kind, moment, at)
        for share in (0.0, 0.5, 0.9, 0.99):
            assert kind not in due(told, moment + share * (at - moment)), (kind, share)
        assert kind not in due(told, max(moment, at - 2 * SECOND)), kind


@settings(steadily, max_examples=12)
@given(days=stories(), second=instants)
def test_the_first_need_is_what_stepping_the_clock_minute_by_minute_finds(days: Days, second: int) -> None:
    moment = days.moment(second - second % 60)
    told = days.story.lives_on(moment)
    assume(told.activity(moment).working)
    ahead = {kind: at for kind, at in needs(told, moment).items() if at > moment}
    already = due(told, moment).keys()
    found: dict[NeedKind, datetime] = {}
    for minute in range(1, 6 * 60):
        seen = moment + minute * MINUTE
        for kind in due(told, seen).keys() - already:
            found.setdefault(kind, seen)
    for kind in NeedKind:
        at = ahead.get(kind)
        if at is not None and at < moment + 6 * HOUR - MINUTE:
            assert at <= found[kind] < at + MINUTE, kind
        else:
            assert kind not in found


@steadily
@given(days=stories(), second=instants)
def test_what_is_due_is_due_since_when_it_was_foretold(days: Days, second: int) -> None:
    moment = days.moment(second)
    told = days.story.lives_on(moment)
    for kind, since in due(told, moment).items():
        assert since <= moment
        for later in (MINUTE, 17 * MINUTE):
            same_day = told.user.calendar.date_of(moment) == told.user.calendar.date_of(moment + later)
            if same_day and kind in due(told, moment + later):
                assert due(told, moment + later)[kind] == since, kind


@steadily
@given(days=stories(), second=instants)
def test_needs_come_in_their_order_each_once_and_in_whole_seconds(days: Days, second: int) -> None:
    activity = days.story.activity(days.moment(second) + timedelta(microseconds=1))
    found = needs_of(Meters(activity))
    assert [need.at for need in found] == sorted(need.at for need in found)
    assert all(need.at.microsecond == 0 for need in found)
    assert due_of(Meters(activity)) == [need for need in found if need.at <= activity.at]
    outside = {need.kind for need in found} if not activity.working else set()
    assert outside <= {NeedKind.LUNCH}


# What each is


WORKING = story(running=on_wednesday("09:00"))


def test_at_the_beginning_of_a_day_of_work_all_needs_are_ahead() -> None:
    found = needs(WORKING, on_wednesday("09:00"))
    assert found.pop(NeedKind.WATER) == on_wednesday("11:04:46")  # 3 hours, by the logarithm of 2
    assert found == {
        NeedKind.REST: on_wednesday("09:55"),
        NeedKind.LUNCH: on_wednesday("12:00"),
        NeedKind.WIND_DOWN: on_wednesday("17:30"),
    }
    assert due(WORKING, on_wednesday("09:54:59")) == {}


@pytest.mark.parametrize("minutes", [1, 55, 90, 719])
def test_a_rest_is_needed_after_the_preferred_time_of_work(minutes: int) -> None:
    told = story(user=user_of(rest_after_minutes=minutes), running=on_wednesday("09:00"))
    assert needs(told, on_wednesday("09:00"))[NeedKind.REST] == on_wednesday("09:00") + minutes * MINUTE


@pytest.mark.parametrize("minutes", [1, 510, 719])
def test_the_end_of_the_day_is_needed_after_the_preferred_time_of_work(minutes: int) -> None:
    told = story(user=user_of(workday_limit_minutes=minutes), running=on_wednesday("09:00"))
    assert needs(told, on_wednesday("09:00"))[NeedKind.WIND_DOWN] == on_wednesday("09:00") + minutes * MINUTE


def test_work_over_midnight_counts_anew_towards_the_limit() -> None:
    told = story(user=user_of(workday_limit_minutes=480), running=on_wednesday("21:00"))
    assert needs(told, on_wednesday("21:00"))[NeedKind.WIND_DOWN] == on_wednesday("08:00") + DAY
    assert NeedKind.WIND_DOWN not in due(told, on_wednesday("23:59:59"))
    assert needs(told, on_wednesday("00:00") + DAY)[NeedKind.WIND_DOWN] == on_wednesday("08:00") + DAY


def test_after_twelve_hours_of_one_session_nothing_is_needed_any_more() -> None:
    user = user_of(rest_after_minutes=721, workday_limit_minutes=721, lunch_window="21:30-22:30")
    told = story(user=user, running=on_wednesday("09:00"))
    assert needs(told, on_wednesday("09:00")).keys() == {NeedKind.WATER, NeedKind.LUNCH}
    assert due(told, on_wednesday("20:59:59")).keys() == {NeedKind.WATER}
    assert due(told, on_wednesday("21:00")) == {}
    assert due(told, on_wednesday("22:00")).keys() == {NeedKind.LUNCH}
    for hours in range(24, 80, 5):
        assert needs(told, on_wednesday("09:00") + hours * HOUR) == {}
    drunk = told.with_deed(drink(on_wednesday("20:00"), 2000))
    assert needs(drunk, on_wednesday("20:00")).keys() == {NeedKind.LUNCH}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_limit_that_no_day_reaches_is_never_needed(zone: str) -> None:
    told = story(user=user_of(zone, workday_limit_minutes=1440), running=on_wednesday("09:00") + 10 * DAY)
    for hours in range(0, 60, 3):
        moment = on_wednesday("09:00") + 10 * DAY + hours * HOUR
        assert NeedKind.WIND_DOWN not in needs(told, moment), moment


def test_a_drink_puts_thirst_off() -> None:
    thirsty = on_wednesday("12:00")
    assert NeedKind.WATER in due(WORKING, thirsty)
    drunk = WORKING.with_deed(drink(thirsty, 300))
    assert needs(drunk, thirsty)[NeedKind.WATER] > thirsty + 30 * MINUTE


def test_a_rest_of_five_minutes_puts_off_the_next_one_and_one_of_four_does_not() -> None:
    moment = on_wednesday("10:00")
    assert NeedKind.REST in due(WORKING, moment)
    assert NeedKind.REST in due(WORKING.with_deed(pause(moment, 4)), moment)
    rested = WORKING.with_deed(pause(moment, 5))
    assert needs(rested, moment)[NeedKind.REST] == on_wednesday("10:55")


@pytest.mark.parametrize(("gap", "begin"), [(4, "09:00"), (5, "09:35")])
def test_clocking_out_for_five_minutes_is_a_rest_and_for_four_is_none(gap: int, begin: str) -> None:
    first = work(on_wednesday("09:00"), on_wednesday("09:30"))
    told = story(first, running=on_wednesday("09:30") + gap * MINUTE)
    assert needs(told, on_wednesday("09:40"))[NeedKind.REST] == on_wednesday(begin) + 55 * MINUTE


def test_outside_work_nothing_is_needed_but_lunch_on_a_day_that_was_worked() -> None:
    told = story(work(on_wednesday("06:00"), on_wednesday("11:00")))
    for clock in ("11:00", "11:59:59"):
        assert needs(told, on_wednesday(clock)) == {NeedKind.LUNCH: on_wednesday("12:00")}
        assert due(told, on_wednesday(clock)) == {}
    for clock in ("12:00", "13:00", "14:29:59"):
        assert due(told, on_wednesday(clock)) == {NeedKind.LUNCH: on_wednesday("12:00")}
    assert needs(told, on_wednesday("14:30")) == {}
    assert needs(told, on_wednesday("12:30") + DAY) == {}


def test_work_that_begins_within_the_window_is_when_lunch_is_due() -> None:
    told = story(running=on_wednesday("13:10"))
    assert due(told, on_wednesday("13:10")) == {NeedKind.LUNCH: on_wednesday("13:10")}


@pytest.mark.parametrize("kind", MealKind)
def test_lunch_alone_is_lunch(kind: MealKind) -> None:
    told = WORKING.with_deed(meal(on_wednesday("12:10"), kind))
    assert (NeedKind.LUNCH in due(told, on_wednesday("12:30"))) is (kind is not MealKind.LUNCH)


def test_after_lunch_whoever_works_past_midnight_needs_tomorrows() -> None:
    assert NeedKind.LUNCH not in needs(WORKING.with_deed(meal(on_wednesday("12:10"))), on_wednesday("12:10"))
    assert NeedKind.LUNCH not in needs(WORKING, on_wednesday("14:30"))
    late = story(running=on_wednesday("13:10"))
    told = late.with_deed(meal(on_wednesday("13:20")))
    assert needs(told, on_wednesday("13:20"))[NeedKind.LUNCH] == on_wednesday("12:00") + DAY
    assert needs(late, on_wednesday("14:30"))[NeedKind.LUNCH] == on_wednesday("12:00") + DAY
    assert due(told, on_wednesday("12:00") + DAY)[NeedKind.LUNCH] == on_wednesday("12:00") + DAY


@pytest.mark.parametrize("window", ["13:00-15:30", {"from": "13:00", "to": "15:30"}])
def test_the_window_of_lunch_is_a_preference(window: object) -> None:
    told = story(user=user_of(lunch_window=window), running=on_wednesday("09:00"))
    assert needs(told, on_wednesday("09:00"))[NeedKind.LUNCH] == on_wednesday("13:00")
    assert NeedKind.LUNCH in due(told, on_wednesday("15:29:59"))
    assert NeedKind.LUNCH not in due(told, on_wednesday("15:30"))


@pytest.mark.parametrize(
    "window", [None, "", "noon", "12-14", "14:30-12:00", "12:00-12:00", "25:00-26:00", 5, True, [], {}]
)
def test_a_window_that_is_none_means_the_default(window: object) -> None:
    told = story(user=user_of(lunch_window=window), running=on_wednesday("09:00"))
    assert needs(told, on_wednesday("09:00"))[NeedKind.LUNCH] == on_wednesday("12:00")


def test_lunch_is_where_the_user_is() -> None:
    told = story(user=user_of("Pacific/Kiritimati"), running=on_wednesday("19:00"))  # 9:00 on the 19th
    assert needs(told, on_wednesday("19:00"))[NeedKind.LUNCH] == on_wednesday("22:00")


def test_whose_day_starts_within_the_window_has_lunch_in_what_is_left_of_it() -> None:
    told = story(user=user_of(day_start=time(13)), running=on_wednesday("10:00"))
    assert needs(told, on_wednesday("10:00"))[NeedKind.LUNCH] == on_wednesday("13:00")
    for clock in ("13:00", "13:00:01", "14:29:59"):
        assert due(told, on_wednesday(clock))[NeedKind.LUNCH] == on_wednesday("13:00")
    assert NeedKind.LUNCH not in due(told, on_wednesday("14:30"))


def test_closing_the_day_does_not_end_the_needs_of_whoever_works_on() -> None:
    told = WORKING.with_deed(shutdown(on_wednesday("17:45")))
    assert due(told, on_wednesday("17:50"))[NeedKind.WIND_DOWN] == on_wednesday("17:30")


def test_who_comes_back_past_the_limit_is_reminded_from_then_on() -> None:
    told = story(work(on_wednesday("08:00"), on_wednesday("17:00")), running=on_wednesday("19:00"))
    assert due(told, on_wednesday("19:01"))[NeedKind.WIND_DOWN] == on_wednesday("19:00")


def test_who_clocks_in_thirsty_is_reminded_of_water_from_then_on() -> None:
    morning = work(on_wednesday("09:00"), on_wednesday("13:00"))
    told = story(morning, running=on_wednesday("13:30"))
    assert due(told, on_wednesday("13:31"))[NeedKind.WATER] == on_wednesday("13:30")
    assert due(told, on_wednesday("17:00"))[NeedKind.WATER] == on_wednesday("13:30")
    drunk = told.with_deed(drink(on_wednesday("13:20"), 500))
    assert due(drunk, on_wednesday("17:00"))[NeedKind.WATER] > on_wednesday("14:00")


def test_of_the_limit_of_yesterday_nobody_is_reminded_today() -> None:
    yesterday = work(on_wednesday("09:00") - DAY, on_wednesday("20:00") - DAY)
    told = story(yesterday, running=on_wednesday("09:00"))
    assert due(told, on_wednesday("17:29")).keys() == {NeedKind.WATER, NeedKind.REST}
    assert due(told, on_wednesday("17:30"))[NeedKind.WIND_DOWN] == on_wednesday("17:30")


def test_yesterdays_lunch_is_not_todays() -> None:
    told = WORKING.with_deed(meal(on_wednesday("12:10") - DAY))
    assert due(told, on_wednesday("12:10"))[NeedKind.LUNCH] == on_wednesday("12:00")


@pytest.mark.parametrize(
    ("window", "needed"), [("02:30-03:30", False), ("03:00-04:00", True), ("03:30-04:30", True)]
)
def test_a_lunch_window_that_the_clock_leaps_over_tomorrow_is_none(window: str, *, needed: bool) -> None:
    """In Madrid, the 29th of March 2026 goes on at 03:00 after 01:59."""
    evening = on_wednesday("20:30") + 10 * DAY  # 21:30 there
    told = story(user=user_of("Europe/Madrid", lunch_window=window), running=evening)
    for hours in (1, 4):
        assert (NeedKind.LUNCH in needs(told, evening + hours * HOUR)) is needed


def test_who_starts_the_day_when_the_lunch_window_ends_has_lunch_at_the_end_of_the_day() -> None:
    user = user_of(day_start=time(14, 30))
    told = story(user=user, running=on_wednesday("06:00"))
    assert needs(told, on_wednesday("11:00"))[NeedKind.LUNCH] == on_wednesday("12:00")
    assert NeedKind.LUNCH in due(told, on_wednesday("14:29"))
    assert NeedKind.LUNCH not in due(told, on_wednesday("14:30"))
