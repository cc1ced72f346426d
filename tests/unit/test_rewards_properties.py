"""Properties of rewards: after any actions in any time zones, totals equal those of the naive event log."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.interval import duration
from shared.entities.totals import DailyTotals, WeeklyTotals
from shared.repos.stored_forms import to_stored
from shared.views.health import MealKind
from shared.views.points import Rule
from tests.oracle.actions import Action, actions, any_actions, perform
from tests.oracle.event_log import CHALLENGES
from tests.oracle.recount import naive_longest, naive_streak
from tests.oracle.simulated_user import SimulatedUser

pytestmark = pytest.mark.slow("generates and recounts many logs of events")

steadily = settings(max_examples=80)
soon = settings(steadily, max_examples=30)

_UNDOING = {"reopen tasks", "delete tasks", "leave and rejoin", "remove entries"}


@steadily
@given(actions=actions)
def test_points_are_the_sum_of_the_ledger_and_equal_those_of_the_event_log(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    assert user.lifetime.points == sum(entry.delta for entry in user.entries) == user.log.points()


@steadily
@given(actions=actions)
def test_points_of_the_week_equal_those_of_the_event_log(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    assert user.lifetime.week.points == user.log.week_points()


@steadily
@given(actions=any_actions)
def test_ids_of_ledger_entries_are_unique(actions: list[Action]) -> None:
    ids = [entry.id for entry in perform(SimulatedUser(), actions).entries]
    assert len(set(ids)) == len(ids)


@steadily
@given(actions=any_actions)
def test_stored_totals_are_never_negative(actions: list[Action]) -> None:
    user = SimulatedUser()
    for action in actions:
        perform(user, [action])
        assert user.lifetime.points == sum(entry.delta for entry in user.entries)
        assert min(_numbers_in(to_stored(user.lifetime))) >= 0
        for day in user.days.values():
            assert min(_numbers_in(to_stored(day))) >= 0


@steadily
@given(actions=actions)
def test_daily_totals_equal_those_of_the_event_log(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    assert user.days.keys() >= user.log.days("task", "work", "focus", "break", "shutdown")
    for on, day in user.days.items():
        expected = user.log.day(on)
        assert {name: getattr(day, name) for name in expected} == expected
        done = user.log.done_on(on)
        assert list(day.task_completions) == [name for name in done if name in day.task_completions][-500:]
        assert len(done) > 500 or set(day.task_completions) == set(done)


@soon
@given(actions=actions)
def test_a_day_holds_its_health_entries_that_were_not_removed_in_order_of_time(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    assert user.days.keys() >= user.log.days("drink", "meal", "rest")
    for on, day in user.days.items():
        assert {entry.id for entry in day.entries} == user.log.entries_on(on)
        assert len({entry.id for entry in day.entries}) == len(day.entries)
        assert all(entry == user.health_entries[entry.id][0] for entry in day.entries)
        moments = [entry.at for entry in day.entries]
        assert moments == sorted(moments)


@soon
@given(actions=actions)
def test_intervals_of_a_day_are_the_parts_of_work_and_rest_within_it(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    for on, day in user.days.items():
        assert duration(day.worked) == user.log.time_of(on, "work")
        assert duration(day.rested) == user.log.time_of(on, "break", "rest")
        worked = [event.parts[on] for event in user.log.of("work") if on in event.parts]
        assert list(day.worked) == sorted(worked)
        rested = [event.parts[on] for event in user.log.of("break", "rest") if on in event.parts]
        assert list(day.rested) == sorted(rested)


@soon
@given(actions=actions)
def test_hydrated_days_are_those_that_reached_the_hydration_goal(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    hydrated = user.log.hydrated_days()
    assert user.lifetime.hydrated_days.count() == len(hydrated)
    assert all(on in user.lifetime.hydrated_days for on in hydrated)


@steadily
@given(actions=actions)
def test_lifetime_totals_equal_those_of_the_event_log(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    lifetime, log = user.lifetime, user.log
    assert lifetime.total_tasks == len(user.tasks)
    assert lifetime.completed_tasks == len(log.of("task"))
    assert lifetime.finished_sessions == len(log.of("work"))
    assert lifetime.worked_centihours == sum(round(one.seconds / 36) for one in log.of("work"))
    assert lifetime.focus_sessions == len(log.of("focus"))
    assert lifetime.focus_seconds == sum(one.seconds for one in log.of("focus"))
    assert lifetime.breaks == len(log.of("break"))
    assert lifetime.challenges_done == log.challenges_done()
    assert lifetime.worked_days.count() == len(log.days_with_work())
    assert lifetime.overtime_days.count() == len(log.days_of_overtime())
    assert all(on in lifetime.worked_days for on in log.days_with_work())
    assert all(on in lifetime.overtime_days for on in log.days_of_overtime())


@steadily
@given(actions=actions, ahead=st.integers(-2, 4))
def test_streaks_equal_a_naive_count_of_the_days(actions: list[Action], ahead: int) -> None:
    user = perform(SimulatedUser(), actions)
    today = user.today + timedelta(days=ahead)
    active, closed = user.log.days("task", "work"), user.log.days("shutdown")
    assert user.lifetime.active_days.streak(today) == naive_streak(active, today)
    assert user.lifetime.active_days.longest() == naive_longest(active)
    assert user.lifetime.shutdown_days.streak(today) == naive_streak(closed, today)
    assert user.lifetime.shutdown_days.longest() == naive_longest(closed)


@steadily
@given(actions=actions)
def test_shutdown_minutes_are_those_of_the_last_30_days_with_a_shutdown(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    last_minutes = {event.on.isoformat(): event.minute for event in user.log.of("shutdown")}
    assert user.lifetime.shutdown_minutes == dict(sorted(last_minutes.items())[-30:])


@steadily
@given(actions=actions)
def test_achievements_equal_those_of_the_event_log(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    assert set(user.lifetime.unlocked) == user.log.unlocked()


@steadily
@given(actions=actions)
def test_achievements_are_locked_again_only_by_undoing(actions: list[Action]) -> None:
    user = SimulatedUser()
    for action in actions:
        before = user.lifetime.unlocked
        perform(user, [action])
        if action[0] not in _UNDOING:
            assert before.items() <= user.lifetime.unlocked.items()


@steadily
@given(actions=actions)
def test_progress_in_challenges_equals_a_count_since_joining(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    for challenge in CHALLENGES:
        # Both have the week that began last, even where today is in the one before.
        found = user.lifetime.week.joined(challenge)
        shown = None if found is None else (found.progress, found.completed)
        assert shown == user.log.challenge_progress(challenge)


@steadily
@given(actions=any_actions, challenge=st.sampled_from(list(CHALLENGES)))
def test_a_challenge_gives_its_points_at_most_once_however_often_it_is_joined(
    actions: list[Action], challenge: str
) -> None:
    user = perform(SimulatedUser(), actions)
    given_for: dict[str, int] = {}
    for entry in user.entries:
        if entry.rule is Rule.CHALLENGE_COMPLETED and entry.source_id.endswith(challenge):
            given_for[entry.source_id] = given_for.get(entry.source_id, 0) + entry.delta
            assert given_for[entry.source_id] in {0, 75}


@steadily
@given(actions=actions)
def test_points_are_taken_back_only_by_undoing(actions: list[Action]) -> None:
    user = SimulatedUser()
    for action in actions:
        entries = len(user.entries)
        perform(user, [action])
        if action[0] not in _UNDOING:
            assert all(entry.delta > 0 for entry in user.entries[entries:])


@steadily
@given(actions=any_actions)
def test_the_week_never_goes_back(actions: list[Action]) -> None:
    user, names = SimulatedUser(), [""]
    for action in actions:
        perform(user, [action])
        names.append(user.lifetime.week.name)
    assert names == sorted(names)


@steadily
@given(actions=any_actions, days=st.integers(9, 400))
def test_the_first_event_of_a_new_week_resets_the_week_to_zero(actions: list[Action], days: int) -> None:
    user = perform(SimulatedUser(), actions)
    points = user.lifetime.points
    user.advance(days=days)
    user.take_break(60)
    year, number, _ = user.today.isocalendar()
    assert user.lifetime.week == WeeklyTotals(f"{year}-W{number:02}")
    assert user.lifetime.points == points


@steadily
@given(actions=any_actions, deleted=st.booleans())
def test_completing_and_undoing_at_once_leaves_all_totals_unchanged(
    actions: list[Action], *, deleted: bool
) -> None:
    user = perform(SimulatedUser(), actions)
    user.set_progress("none", 0)  # changes nothing, but begins the week
    task_id = user.create_task()
    before, days = user.comparable(), dict(user.days)
    user.complete(task_id)
    assert user.comparable() != before
    (SimulatedUser.delete if deleted else SimulatedUser.reopen)(user, task_id)
    assert user.comparable() == replace(before, total_tasks=before.total_tasks - deleted)
    empty = DailyTotals(user_id="ada", local_date=user.today)
    assert _without_task_ids(user.days) == _without_task_ids({user.today: empty, **days})


@soon
@given(actions=any_actions, number=st.integers(1, 3000), minutes_ago=st.integers(0, 7 * 1440))
def test_adding_and_removing_an_entry_at_once_leaves_all_totals_unchanged(
    actions: list[Action], number: int, minutes_ago: int
) -> None:
    user = perform(SimulatedUser(), actions)
    user.set_progress("none", 0)  # changes nothing, but begins the week
    at = user.now - timedelta(minutes=minutes_ago)
    additions: list[Callable[[], str]] = [
        lambda: user.drink(number, at),
        lambda: user.eat(list(MealKind)[number % 4], at),
        lambda: user.rest(1 + number % 240, at),
    ]
    for add in additions:
        lifetime, days, ledger = user.comparable(), dict(user.days), list(user.entries)
        entry_id = add()
        assert user.days != days
        user.remove_entry(entry_id)
        assert (user.comparable(), user.entries) == (lifetime, ledger)
        empty = {on: DailyTotals(user_id="ada", local_date=on) for on in user.days}
        assert user.days == {**empty, **days}


@soon
@given(actions=actions)
def test_removing_all_entries_leaves_no_entry_no_rest_and_no_hydrated_day(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    for entry_id in list(user.health_entries):
        user.remove_entry(entry_id)
    assert user.lifetime.hydrated_days.count() == 0
    assert "well-watered" not in user.lifetime.unlocked
    for on, day in user.days.items():
        assert day.entries == ()
        assert duration(day.rested) == user.log.time_of(on, "break")


@soon
@given(actions=actions)
def test_health_entries_give_no_points(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    before = user.lifetime.points, len(user.entries)
    perform(user, [("drink", 3), ("eat", 1), ("rest", 60), ("remove entries", 9)])
    assert (user.lifetime.points, len(user.entries)) == before


@settings(steadily, max_examples=40)
@given(actions=any_actions, order=st.permutations(range(17)), again=st.integers(0, 17))
def test_the_order_of_undoing_does_not_change_the_totals(
    actions: list[Action], order: list[int], again: int
) -> None:
    one, other = (perform(SimulatedUser(), [*actions[:12], ("join all", 0)]) for _ in range(2))
    for user, undone in ((one, sorted(order)), (other, order)):
        done = [user.create_task() for _ in range(17)]
        for task_id in done:
            user.complete(task_id)
        for number in undone:
            user.reopen(done[number])
        for task_id in done[:again]:
            user.complete(task_id)
    assert one.comparable() == other.comparable()
    assert _without_task_ids(one.days) == _without_task_ids(other.days)


def _numbers_in(part: Any) -> Iterator[int]:
    """Yield zero and the numbers in a document."""
    yield 0
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _numbers_in(inner)
    elif isinstance(part, int):
        yield part


def _without_task_ids(days: Mapping[date, DailyTotals]) -> dict[date, DailyTotals]:
    """Return the days without the ids of completed tasks, of which a day keeps the last 500."""
    return {on: replace(day, task_completions={}) for on, day in days.items()}
