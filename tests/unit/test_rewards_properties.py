"""Properties of rewards: after any actions in any time zones, totals equal those of the naive event log."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import duration
from shared.entities.weekly_totals import WeeklyTotals
from shared.repos.stored_forms import to_stored
from shared.views.health import MealKind
from shared.views.points import Rule
from tests.oracle.actions import Action, actions, any_actions, perform
from tests.oracle.event_log import CHALLENGES
from tests.oracle.recount import naive_longest, naive_streak
from tests.oracle.simulated_user import Book

steadily = settings(max_examples=80)
soon = settings(steadily, max_examples=30)

_UNDOING = {"reopen tasks", "delete tasks", "leave and rejoin", "remove entries"}


@steadily
@given(actions=actions)
def test_points_are_the_sum_of_the_ledger_and_equal_those_of_the_event_log(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    assert book.progress.points == sum(entry.delta for entry in book.entries) == book.diary.points()


@steadily
@given(actions=actions)
def test_points_of_the_week_equal_those_of_the_event_log(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    assert book.progress.week.points == book.diary.week_points()


@steadily
@given(actions=any_actions)
def test_ids_of_ledger_entries_are_unique(actions: list[Action]) -> None:
    ids = [entry.id for entry in perform(Book(), actions).entries]
    assert len(set(ids)) == len(ids)


@steadily
@given(actions=any_actions)
def test_stored_totals_are_never_negative(actions: list[Action]) -> None:
    book = Book()
    for action in actions:
        perform(book, [action])
        assert book.progress.points == sum(entry.delta for entry in book.entries)
        assert min(_numbers_in(to_stored(book.progress))) >= 0
        for day in book.days.values():
            assert min(_numbers_in(to_stored(day))) >= 0


@steadily
@given(actions=actions)
def test_daily_totals_equal_those_of_the_event_log(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    assert book.days.keys() >= book.diary.days("task", "work", "focus", "break", "shutdown")
    for on, day in book.days.items():
        expected = book.diary.day(on)
        assert {name: getattr(day, name) for name in expected} == expected
        done = book.diary.done_on(on)
        assert list(day.done) == [name for name in done if name in day.done][-500:]
        assert len(done) > 500 or set(day.done) == set(done)


@soon
@given(actions=actions)
def test_a_day_holds_its_health_entries_that_were_not_removed_in_order_of_time(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    assert book.days.keys() >= book.diary.days("drink", "meal", "pause")
    for on, day in book.days.items():
        assert {entry.id for entry in day.entries} == book.diary.entries_on(on)
        assert len({entry.id for entry in day.entries}) == len(day.entries)
        assert all(entry == book.health_entries[entry.id][0] for entry in day.entries)
        moments = [entry.at for entry in day.entries]
        assert moments == sorted(moments)


@soon
@given(actions=actions)
def test_intervals_of_a_day_are_the_parts_of_work_and_rest_within_it(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    for on, day in book.days.items():
        assert duration(day.worked) == book.diary.time_of(on, "work")
        assert duration(day.rested) == book.diary.time_of(on, "break", "pause")
        worked = [event.parts[on] for event in book.diary.of("work") if on in event.parts]
        assert list(day.worked) == sorted(worked)
        rested = [event.parts[on] for event in book.diary.of("break", "pause") if on in event.parts]
        assert list(day.rested) == sorted(rested)


@soon
@given(actions=actions)
def test_hydrated_days_are_those_that_reached_the_hydration_goal(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    hydrated = book.diary.hydrated_days()
    assert book.progress.hydrated_days.count() == len(hydrated)
    assert all(on in book.progress.hydrated_days for on in hydrated)


@steadily
@given(actions=actions)
def test_lifetime_totals_equal_those_of_the_event_log(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    progress, diary = book.progress, book.diary
    assert progress.total_tasks == len(book.tasks)
    assert progress.completed_tasks == len(diary.of("task"))
    assert progress.finished_sessions == len(diary.of("work"))
    assert progress.worked_centihours == sum(round(one.seconds / 36) for one in diary.of("work"))
    assert progress.focus_sessions == len(diary.of("focus"))
    assert progress.focus_seconds == sum(one.seconds for one in diary.of("focus"))
    assert progress.breaks == len(diary.of("break"))
    assert progress.challenges_done == diary.challenges_done()
    assert progress.worked_days.count() == len(diary.days_with_work())
    assert progress.overtime_days.count() == len(diary.days_of_overtime())
    assert all(on in progress.worked_days for on in diary.days_with_work())
    assert all(on in progress.overtime_days for on in diary.days_of_overtime())


@steadily
@given(actions=actions, ahead=st.integers(-2, 4))
def test_streaks_equal_a_naive_count_of_the_days(actions: list[Action], ahead: int) -> None:
    book = perform(Book(), actions)
    today = book.today + timedelta(days=ahead)
    active, closed = book.diary.days("task", "work"), book.diary.days("shutdown")
    assert book.progress.active_days.streak(today) == naive_streak(active, today)
    assert book.progress.active_days.longest() == naive_longest(active)
    assert book.progress.shutdown_days.streak(today) == naive_streak(closed, today)
    assert book.progress.shutdown_days.longest() == naive_longest(closed)


@steadily
@given(actions=actions)
def test_shutdown_minutes_are_those_of_the_last_30_days_with_a_shutdown(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    last_minutes = {event.on.isoformat(): event.minute for event in book.diary.of("shutdown")}
    assert book.progress.shutdown_minutes == dict(sorted(last_minutes.items())[-30:])


@steadily
@given(actions=actions)
def test_achievements_equal_those_of_the_event_log(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    assert set(book.progress.unlocked) == book.diary.unlocked()


@steadily
@given(actions=actions)
def test_achievements_are_locked_again_only_by_undoing(actions: list[Action]) -> None:
    book = Book()
    for action in actions:
        before = book.progress.unlocked
        perform(book, [action])
        if action[0] not in _UNDOING:
            assert before.items() <= book.progress.unlocked.items()


@steadily
@given(actions=actions)
def test_progress_in_challenges_equals_a_count_since_joining(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    for challenge in CHALLENGES:
        # Both have the week that began last, even where today is in the one before.
        found = book.progress.week.joined(challenge)
        shown = None if found is None else (found.progress, found.completed)
        assert shown == book.diary.challenge_progress(challenge)


@steadily
@given(actions=any_actions, challenge=st.sampled_from(list(CHALLENGES)))
def test_a_challenge_gives_its_points_at_most_once_however_often_it_is_joined(
    actions: list[Action], challenge: str
) -> None:
    book = perform(Book(), actions)
    given_for: dict[str, int] = {}
    for entry in book.entries:
        if entry.rule is Rule.CHALLENGE_COMPLETED and entry.source_id.endswith(challenge):
            given_for[entry.source_id] = given_for.get(entry.source_id, 0) + entry.delta
            assert given_for[entry.source_id] in {0, 75}


@steadily
@given(actions=actions)
def test_points_are_taken_back_only_by_undoing(actions: list[Action]) -> None:
    book = Book()
    for action in actions:
        entries = len(book.entries)
        perform(book, [action])
        if action[0] not in _UNDOING:
            assert all(entry.delta > 0 for entry in book.entries[entries:])


@steadily
@given(actions=any_actions)
def test_the_week_never_goes_back(actions: list[Action]) -> None:
    book, names = Book(), [""]
    for action in actions:
        perform(book, [action])
        names.append(book.progress.week.name)
    assert names == sorted(names)


@steadily
@given(actions=any_actions, days=st.integers(9, 400))
def test_the_first_event_of_a_new_week_resets_the_week_to_zero(actions: list[Action], days: int) -> None:
    book = perform(Book(), actions)
    points = book.progress.points
    book.go_on(days=days)
    book.rest(60)
    year, number, _ = book.today.isocalendar()
    assert book.progress.week == WeeklyTotals(f"{year}-W{number:02}")
    assert book.progress.points == points


@steadily
@given(actions=any_actions, deleted=st.booleans())
def test_completing_and_undoing_at_once_leaves_all_totals_unchanged(
    actions: list[Action], *, deleted: bool
) -> None:
    book = perform(Book(), actions)
    book.set_progress("none", 0)  # changes nothing, but begins the week
    task_id = book.plan()
    before, days = book.comparable(), dict(book.days)
    book.complete(task_id)
    assert book.comparable() != before
    (Book.delete if deleted else Book.reopen)(book, task_id)
    assert book.comparable() == replace(before, total_tasks=before.total_tasks - deleted)
    empty = DailyTotals(user_id="ada", local_date=book.today)
    assert _without_task_ids(book.days) == _without_task_ids({book.today: empty, **days})


@soon
@given(actions=any_actions, number=st.integers(1, 3000), minutes_ago=st.integers(0, 7 * 1440))
def test_adding_and_removing_an_entry_at_once_leaves_all_totals_unchanged(
    actions: list[Action], number: int, minutes_ago: int
) -> None:
    book = perform(Book(), actions)
    book.set_progress("none", 0)  # changes nothing, but begins the week
    at = book.now - timedelta(minutes=minutes_ago)
    additions: list[Callable[[], str]] = [
        lambda: book.drink(number, at),
        lambda: book.eat(list(MealKind)[number % 4], at),
        lambda: book.pause(1 + number % 240, at),
    ]
    for add in additions:
        lifetime, days, ledger = book.comparable(), dict(book.days), list(book.entries)
        entry_id = add()
        assert book.days != days
        book.remove_entry(entry_id)
        assert (book.comparable(), book.entries) == (lifetime, ledger)
        empty = {on: DailyTotals(user_id="ada", local_date=on) for on in book.days}
        assert book.days == {**empty, **days}


@soon
@given(actions=actions)
def test_removing_all_entries_leaves_no_entry_no_rest_and_no_hydrated_day(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    for entry_id in list(book.health_entries):
        book.remove_entry(entry_id)
    assert book.progress.hydrated_days.count() == 0
    assert "well-watered" not in book.progress.unlocked
    for on, day in book.days.items():
        assert day.entries == ()
        assert duration(day.rested) == book.diary.time_of(on, "break")


@soon
@given(actions=actions)
def test_health_entries_give_no_points(actions: list[Action]) -> None:
    book = perform(Book(), actions)
    before = book.progress.points, len(book.entries)
    perform(book, [("drink", 3), ("eat", 1), ("pause", 60), ("remove entries", 9)])
    assert (book.progress.points, len(book.entries)) == before


@settings(steadily, max_examples=40)
@given(actions=any_actions, order=st.permutations(range(17)), again=st.integers(0, 17))
def test_the_order_of_undoing_does_not_change_the_totals(
    actions: list[Action], order: list[int], again: int
) -> None:
    one, other = (perform(Book(), [*actions[:12], ("join all", 0)]) for _ in range(2))
    for book, undone in ((one, sorted(order)), (other, order)):
        done = [book.plan() for _ in range(17)]
        for task_id in done:
            book.complete(task_id)
        for number in undone:
            book.reopen(done[number])
        for task_id in done[:again]:
            book.complete(task_id)
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
    return {on: replace(day, done={}) for on, day in days.items()}
