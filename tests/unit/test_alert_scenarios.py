"""Alerts in simulated lives: before it happens, once, rarely, and never in a steady life.

Starts and lengths of days differ from the plans at random, by another seed in each case.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from shared.entities.assistant_state import AssistantState, Snooze
from shared.entities.calendar import monday_of
from shared.entities.notification import NotificationPreferences, QuietHours
from shared.entities.work_calendar import DaysOff
from shared.rules.assistant.alerts.alerts import ALERTS
from shared.views.notification import NotificationKind
from tests.selection import first_usually
from tests.unit.alert_lives import (
    LONG_DAY,
    MONDAY,
    OVERLOAD,
    RECOVERY,
    Life,
    Plan,
    Shift,
    every_week,
    life_of,
)

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)

seeds = pytest.mark.parametrize("seed", first_usually(range(10), "another random life of the same plan"))


@dataclass(frozen=True, eq=False)
class Scenario:
    """A life by a plan: how many weeks, and the preferences of the user."""

    plan: Plan
    weeks: int = 26
    preferences: dict[str, Any] = field(default_factory=dict)

    def live(self, seed: object, **fields: Any) -> Life:
        """Live the scenario."""
        life = life_of(preferences=self.preferences, **fields).live(self.plan, self.weeks, seed)
        assert_rare(life)
        return life


@cache
def lived(scenario: Scenario, seed: int = 0) -> Life:
    """Return the life of a scenario, lived once."""
    return scenario.live(seed)


def assert_rare(life: Life) -> None:
    """Assert that no kind was sent twice within 7 days."""
    for kind in ALERTS:
        for one, later in pairwise(life.alerts(kind)):
            assert later.at.date() - one.at.date() >= _WEEK


def in_turn(*shifts: Shift) -> Plan:
    """Return a plan in which each week has another shift."""
    return lambda week: dict.fromkeys(range(1, 6), shifts[week % len(shifts)])


def on_and_off(shift: Shift, on: int, cycle: int) -> Plan:
    """Return a plan of some days with a shift in each cycle."""
    return lambda week: {day + 1: shift for day in range(7) if (7 * week + day) % cycle < on}


def with_weekday(plan: Plan, weekday: int, shift: Shift, since: int = 0) -> Plan:
    """Return a plan in which a weekday is another one, from a week on."""
    return lambda week: {**plan(week), **({weekday: shift} if week >= since else {})}


def rising(base: float, step: float, since: int = 8) -> Plan:
    """Return a plan whose weeks become longer from a week on, up to 60 hours."""
    return lambda week: every_week(min(60, base + step * max(0, week - since)) / 5)(week)


def jumping(base: float, hours: float, since: int = 10) -> Plan:
    """Return a plan whose weeks are longer from a week on."""
    return lambda week: every_week((base if week < since else hours) / 5)(week)


def some_days(shift: Shift, other: Shift, share: float) -> Plan:
    """Return a plan with one shift or the other, at random."""

    def plan(week: int) -> dict[int, Shift]:
        random = Random(week)  # noqa: S311 - keeps no secret
        return {day: shift if random.random() < share else other for day in range(1, 6)}

    return plan


EARLY, LATE, NIGHT = Shift(6, 8), Shift(14, 8), Shift(22, 8)
TWELVE_HOURS = {"workday_limit_minutes": 13 * 60}

STEADY = {
    "full time": Scenario(every_week(8)),
    "full time up to the usual limit": Scenario(every_week(8.5)),
    "long but even weeks": Scenario(every_week(8.9)),
    "part time, five mornings": Scenario(every_week(4)),
    "part time, three days": Scenario(every_week(8, 1, 2, 3)),
    "one long weekday": Scenario(with_weekday(every_week(7.5), 2, Shift(8.5, 8.6))),
    "one very long weekday": Scenario(
        with_weekday(every_week(7), 2, Shift(8, 10)), preferences={"workday_limit_minutes": 10 * 60 + 45}
    ),
    "early, late and night shifts": Scenario(in_turn(EARLY, LATE, NIGHT)),
    "long and short weeks in turn": Scenario(in_turn(Shift(9, 8.8), Shift(9, 7.2))),
    "four days on, four off": Scenario(on_and_off(Shift(8, 8), 4, 8)),
    "twelve-hour shifts on changing days": Scenario(
        lambda week: {(week * 4 + shift * 2) % 7 + 1: Shift(6, 12) for shift in range(3)},
        preferences=TWELVE_HOURS,
    ),
}

RISING = {
    "half an hour a week": Scenario(rising(40, 0.5), 30),
    "an hour a week": Scenario(rising(40, 1), 22),
    "an hour a week after a month": Scenario(rising(40, 1, since=5), 18),
    "two hours a week": Scenario(rising(40, 2), 16),
    "three per cent a week": Scenario(lambda week: every_week(8 * 1.03 ** max(0, week - 8))(week), 18),
}

JUMPING = {
    "from 40 to 50 hours": Scenario(jumping(40, 50), 13),
    "from 40 to 55 hours": Scenario(jumping(40, 55), 13),
    "from 30 to 52 hours": Scenario(jumping(30, 52), 13),
    "after five weeks": Scenario(jumping(40, 53, since=5), 8),
    "a sixth day": Scenario(with_weekday(every_week(8.4), 6, Shift(9, 8.4), since=10), 13),
}

LONG_DAYS = {
    "long Thursdays": Scenario(with_weekday(every_week(8), 4, Shift(9, 10.5)), 18),
    "long Thursdays from some week on": Scenario(with_weekday(every_week(8), 4, Shift(9, 10.5), since=8), 20),
    "early starts on some days": Scenario(some_days(Shift(7, 10.5), Shift(9, 8), 0.25), 20),
    "long Tuesdays beyond a limit that was set": Scenario(
        with_weekday(every_week(7), 2, Shift(8, 9.5)), 18, preferences={"workday_limit_minutes": 8 * 60}
    ),
}

UNPREDICTABLE = {
    "long days at random": Scenario(some_days(Shift(9, 10.5), Shift(9, 8), 0.3), 20),
    "long days more often than not": Scenario(some_days(Shift(9, 10.5), Shift(9, 8), 0.6), 20),
    "days near the limit": Scenario(every_week(9.1), 20),
}
"""Lives with long days that nothing shows: they may have no alert, but hardly one in vain."""


def scenarios(table: dict[str, Scenario], *quick: str) -> pytest.MarkDecorator:
    """Run a test in the scenarios of a table; with `--quick` only in those named."""
    slow = pytest.mark.slow("lives months of days, each with several looks")
    lives = [pytest.param(table[name], marks=() if name in quick else slow, id=name) for name in table]
    return pytest.mark.parametrize("scenario", lives)


@seeds
@scenarios(STEADY, "early, late and night shifts")
def test_steady_life_has_no_alert(scenario: Scenario, seed: int) -> None:
    assert scenario.live(seed).sent == []


@seeds
@scenarios(RISING, "an hour a week")
def test_gradual_rise_is_said_before_the_first_week_of_more_than_48_hours(
    scenario: Scenario, seed: int
) -> None:
    life = scenario.live(seed)
    first = life.first_long_week
    assert first is not None
    begin = min(part.begin for part in life.days[first].worked)
    assert life.alerts(OVERLOAD)[0].at <= begin
    assert first - life.alerts(OVERLOAD)[0].at.date() <= 10 * _WEEK


@seeds
@scenarios(JUMPING, "from 40 to 50 hours")
def test_sudden_rise_is_said_by_the_monday_after_its_first_week(scenario: Scenario, seed: int) -> None:
    life = scenario.live(seed)
    first = life.first_long_week
    assert first is not None
    assert timedelta(0) <= life.alerts(OVERLOAD)[0].at.date() - first <= _WEEK


@pytest.mark.slow("lives in seven scenarios")
@seeds
def test_long_days_are_said_an_hour_before_and_hardly_one_in_vain(seed: int) -> None:
    lives = [lived(scenario, seed) for scenario in (LONG_DAYS | UNPREDICTABLE).values()]
    alerts = [(one, life) for life in lives for one in life.alerts(LONG_DAY)]
    passed = [(one.at, life.limits_passed.get(one.at.date())) for one, life in alerts]
    assert all(moment is None or moment - at >= timedelta(hours=1) for at, moment in passed)
    assert sum(moment is None for _, moment in passed) <= len(passed) / 10


@seeds
@scenarios(UNPREDICTABLE, "long days at random")
def test_long_days_that_nothing_shows_are_hardly_ever_said(scenario: Scenario, seed: int) -> None:
    assert len(lived(scenario, seed).alerts(LONG_DAY)) <= 2


@seeds
@scenarios(LONG_DAYS, "long Thursdays from some week on")
def test_long_days_of_a_habit_are_said(scenario: Scenario, seed: int) -> None:
    life = lived(scenario, seed)
    first = min(life.limits_passed)
    known = [on for on in sorted(life.limits_passed) if on >= first + 8 * _WEEK]
    assert life.alerts(LONG_DAY)
    assert life.alerts(LONG_DAY)[0].at.date() <= known[0]


@pytest.mark.parametrize("kind", [OVERLOAD, LONG_DAY])
def test_what_stays_the_same_is_said_again_after_four_weeks_at_the_earliest(kind: NotificationKind) -> None:
    life = Scenario(every_week(10.2), 20).live(0)
    dates = [one.at.date() for one in life.alerts(kind)]
    assert 2 <= len(dates) <= 5
    assert all(later - one >= 4 * _WEEK for one, later in pairwise(dates))


def first_alerts(life: Life) -> dict[NotificationKind, date]:
    return {kind: life.alerts(kind)[0].at.date() for kind in ALERTS if life.alerts(kind)}


OVERWORKED = Scenario(jumping(40, 57, since=8), 13)
"""A life with alerts of all kinds."""


def test_life_that_becomes_much_longer_has_alerts_of_all_kinds() -> None:
    life = lived(OVERWORKED)
    assert {*first_alerts(life)} == {*ALERTS}
    (first, *_) = life.alerts(RECOVERY)
    assert first.alert.signals[0].rule == first.alert.reason
    said = [one.alert.reason for one in life.alerts(RECOVERY)]
    assert len(said) == len({*said})


@pytest.mark.parametrize("kind", ALERTS)
def test_kind_that_is_switched_off_is_never_sent(kind: NotificationKind) -> None:
    usual = lived(OVERWORKED)
    preferences = NotificationPreferences(unwanted=frozenset({kind}))
    life = OVERWORKED.live(0, notifications=preferences)
    assert life.sent == [one for one in usual.sent if one.kind is not kind]


def test_nothing_is_sent_with_the_assistant_switched_off() -> None:
    assert Scenario(OVERWORKED.plan, 13, {"assistant": False}).live(0).sent == []


@pytest.mark.parametrize("kind", [OVERLOAD, LONG_DAY])
def test_snoozed_alert_is_silent_until_its_snooze_is_over(kind: NotificationKind) -> None:
    first = first_alerts(lived(OVERWORKED))[kind]
    until = first + 9 * _DAY
    life = life_of(state=AssistantState(user_id="ada", snoozed={kind: Snooze(until=until)}))
    life.live(OVERWORKED.plan, 13, 0)
    assert first_alerts(life)[kind] >= until


def test_snoozed_signals_give_no_alert() -> None:
    rules = {signal.rule for one in lived(OVERWORKED).alerts(RECOVERY) for signal in one.alert.signals}
    snoozed: dict[str, Snooze] = {rule: Snooze(until=date.max) for rule in rules}
    life = life_of(state=AssistantState(user_id="ada", snoozed=snoozed)).live(OVERWORKED.plan, 13, 0)
    assert life.alerts(RECOVERY) == []
    assert life.alerts(OVERLOAD)


def test_no_alert_comes_in_quiet_hours() -> None:
    quiet = NotificationPreferences(quiet_hours=QuietHours(time(7), time(10, 30)))
    life = OVERWORKED.live(0, notifications=quiet)
    assert [one for one in life.sent if time(7) <= one.at.time() < time(10, 30)] == []
    assert {*first_alerts(life)} == {LONG_DAY}  # the looks of the others are made in quiet hours


def days_off(*weeks: int, weekday: int = 1) -> tuple[DaysOff, ...]:
    """Return days off from a weekday to Friday of some weeks."""
    mondays: Iterable[date] = (MONDAY + week * _WEEK for week in weeks)
    return tuple(
        DaysOff(
            id=f"off-{monday}",
            user_id="ada",
            begin=monday + (weekday - 1) * _DAY,
            end=monday + 4 * _DAY,
        )
        for monday in mondays
    )


@seeds
def test_days_off_and_holidays_are_no_reason_for_alerts(seed: int) -> None:
    life = life_of(days_off=days_off(6, 12, 13, 20), preferences={"country": "ES"})
    life.holidays = frozenset(MONDAY + number * _DAY for number in (1, 44, 88, 89, 92, 116))
    assert life.live(every_week(8.5), 26, seed).sent == []


def sent_in(life: Life, week: int) -> list[NotificationKind]:
    """Return the kinds of the alerts in a week."""
    return [one.kind for one in life.sent if monday_of(one.at.date()) == MONDAY + week * _WEEK]


def test_no_alert_comes_on_days_off() -> None:
    others = dict.fromkeys(("evenings", "rising_load", "short_night"), Snooze(until=date.max))
    state, plan = AssistantState(user_id="ada", snoozed=others), jumping(40, 55.8, since=8)
    working = life_of(state=state).live(plan, 11, 0)
    assert RECOVERY in sent_in(working, 10)
    away = life_of(state=state, days_off=days_off(10)).live(plan, 11, 0)
    assert sent_in(away, 10) == []


@pytest.mark.parametrize("weekday", [1, 2])
def test_days_off_postpone_the_alert_of_a_rise(weekday: int) -> None:
    plan = rising(40, 2)
    first = first_alerts(Scenario(plan, 16).live(0))[OVERLOAD]
    week = (monday_of(first) - MONDAY) // _WEEK
    life = Scenario(plan, 16).live(0, days_off=days_off(week, weekday=weekday))
    assert sent_in(life, week) == []
    assert first_alerts(life)[OVERLOAD] > first
