"""Properties of rewards: after any actions in any time zones, totals equal those of the naive event log."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.calendar import Calendar
from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import duration
from shared.entities.totals import WeeklyTotals
from shared.repos.stored_forms import to_stored
from shared.services.streaks import with_passed_days
from shared.views.health import MealKind
from shared.views.points import Rule
from tests.oracle.actions import TRAVELS, Action, actions, any_actions, perform
from tests.oracle.event_log import CHALLENGES
from tests.oracle.simulated_user import SimulatedUser
from tests.oracle.totals import assert_totals_equal

pytestmark = pytest.mark.slow("generates and recounts many logs of events")

steadily = settings(max_examples=80)
soon = settings(steadily, max_examples=30)

_UNDOING = {"reopen tasks", "repeat a task", "delete tasks", "leave and rejoin", "remove entries"}


@settings(max_examples=200)
@given(actions=actions)
def test_totals_equal_those_of_the_event_log(actions: list[Action]) -> None:
    user = perform(SimulatedUser(), actions)
    assert_totals_equal(user.log, user.lifetime, user.days.values())
    assert user.lifetime.total_tasks == len(user.tasks)
    assert user.lifetime.points == sum(entry.delta for entry in user.entries)
    entries = {entry.id: entry for day in user.days.values() for entry in day.entries}
    assert entries == {name: entry for name, (entry, _) in user.health_entries.items()}
    for ahead in range(-2, 5):
        today = user.today + timedelta(days=ahead)
        lifetime = with_passed_days(user.lifetime, user.user, today)
        assert lifetime.active_streak(today) == user.log.active_streak(today)
        assert lifetime.shutdown_streak(today) == user.log.shutdown_streak(today)


@settings(max_examples=200)
@given(moves=st.lists(st.tuples(st.integers(0, 40 * 60), st.sampled_from(TRAVELS)), max_size=6))
def test_moves_bridge_the_dates_of_which_less_than_half_is_lived(moves: list[tuple[int, Calendar]]) -> None:
    user = SimulatedUser()
    for minutes, calendar in moves:
        user.advance(minutes=minutes)
        user.calendar = calendar
    assert user.user.bridged_days.count() == len(user.log.bridged())
    assert all(day in user.user.bridged_days for day in user.log.bridged())


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
def test_achievements_are_locked_again_only_by_undoing(actions: list[Action]) -> None:
    user = SimulatedUser()
    for action in actions:
        before = user.lifetime.unlocked
        perform(user, [action])
        if action[0] not in _UNDOING:
            assert before.items() <= user.lifetime.unlocked.items()


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
def test_the_week_never_goes_back_while_the_clock_is_right(actions: list[Action]) -> None:
    user, names = SimulatedUser(), [""]
    for action in actions:
        if action[0] == "act with the clock ahead":
            continue
        perform(user, [action])
        names.append(user.lifetime.week.name)
    assert names == sorted(names)


@steadily
@given(actions=any_actions, days=st.integers(9, 400))
def test_the_first_event_of_a_new_week_resets_the_week_to_zero(actions: list[Action], days: int) -> None:
    # A week that is ahead goes on when it comes.
    user = perform(SimulatedUser(), [one for one in actions if one[0] != "act with the clock ahead"])
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
    # A day is also earned by a drink that follows a lower goal, and then stays earned without the drink.
    user = perform(SimulatedUser(), [action for action in actions if action[0] != "change the goal"])
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
@given(actions=actions, goals=st.lists(st.integers(1, 5000), min_size=9, max_size=9))
def test_removing_an_entry_never_adds_a_hydrated_day(actions: list[Action], goals: list[int]) -> None:
    user = perform(SimulatedUser(), actions)
    for goal, entry_id in zip(goals, list(user.health_entries), strict=False):
        user.hydration_goal, before = goal, user.lifetime.hydrated_days
        user.remove_entry(entry_id)
        removed = before.count() - user.lifetime.hydrated_days.count()
        assert removed in {0, 1}
        assert all(on in before for on in user.log.hydrated_days())


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
