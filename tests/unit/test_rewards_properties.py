"""Whatever somebody does and undoes, wherever and whenever: what they have is what a naive recount gives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import duration
from shared.entities.weekly_totals import WeeklyTotals
from shared.views.health import MealKind
from shared.views.points import Rule
from tests.unit.book import Book, Move, any_moves, moves
from tests.unit.diary import CHALLENGES
from tests.unit.recount import naive_longest, naive_streak

steadily = settings(max_examples=80)
soon = settings(steadily, max_examples=30)

_UNDOING = {"reopen some", "delete some", "leave and come back", "take some back"}


@steadily
@given(moves=moves)
def test_points_are_the_sum_of_the_ledger_and_what_a_recount_gives(moves: list[Move]) -> None:
    book = Book().play(moves)
    assert book.progress.points == sum(entry.delta for entry in book.entries) == book.diary.points()


@steadily
@given(moves=moves)
def test_the_points_of_the_week_are_what_a_recount_of_it_gives(moves: list[Move]) -> None:
    book = Book().play(moves)
    assert book.progress.week.points == book.diary.week_points()


@steadily
@given(moves=any_moves)
def test_every_ledger_entry_has_an_id_of_its_own(moves: list[Move]) -> None:
    ids = [entry.id for entry in Book().play(moves).entries]
    assert len(set(ids)) == len(ids)


@steadily
@given(moves=any_moves)
def test_nothing_is_ever_negative(moves: list[Move]) -> None:
    book = Book()
    for move in moves:
        book.play([move])
        assert book.progress.points == sum(entry.delta for entry in book.entries)
        assert min(_numbers_in(book.progress.to_document())) >= 0
        for day in book.days.values():
            assert min(_numbers_in(day.to_document())) >= 0


@steadily
@given(moves=moves)
def test_the_records_of_the_days_are_what_a_recount_gives(moves: list[Move]) -> None:
    book = Book().play(moves)
    assert book.days.keys() >= book.diary.days("task", "work", "focus", "break", "shutdown")
    for on, day in book.days.items():
        expected = book.diary.day(on)
        assert {name: getattr(day, name) for name in expected} == expected
        done = book.diary.done_on(on)
        assert list(day.done) == [name for name in done if name in day.done][-500:]
        assert len(done) > 500 or set(day.done) == set(done)


@soon
@given(moves=moves)
def test_a_day_holds_the_entries_that_were_made_for_it_and_not_taken_back(moves: list[Move]) -> None:
    book = Book().play(moves)
    assert book.days.keys() >= book.diary.days("drink", "meal", "pause")
    for on, day in book.days.items():
        assert {entry.id for entry in day.entries} == book.diary.entries_on(on)
        assert len({entry.id for entry in day.entries}) == len(day.entries)
        assert all(entry == book.logged[entry.id][0] for entry in day.entries)
        moments = [entry.at for entry in day.entries]
        assert moments == sorted(moments)


@soon
@given(moves=moves)
def test_the_stretches_of_a_day_are_the_parts_of_work_and_rest_that_lie_in_it(moves: list[Move]) -> None:
    book = Book().play(moves)
    for on, day in book.days.items():
        assert duration(day.worked) == book.diary.time_of(on, "work")
        assert duration(day.rested) == book.diary.time_of(on, "break", "pause")
        worked = [event.parts[on] for event in book.diary.of("work") if on in event.parts]
        assert list(day.worked) == sorted(worked)
        rested = [event.parts[on] for event in book.diary.of("break", "pause") if on in event.parts]
        assert list(day.rested) == sorted(rested)


@soon
@given(moves=moves)
def test_the_hydrated_days_are_those_on_which_enough_was_drunk(moves: list[Move]) -> None:
    book = Book().play(moves)
    hydrated = book.diary.hydrated_days()
    assert book.progress.hydrated_days.count() == len(hydrated)
    assert all(on in book.progress.hydrated_days for on in hydrated)


@steadily
@given(moves=moves)
def test_the_totals_of_a_life_are_what_a_recount_gives(moves: list[Move]) -> None:
    book = Book().play(moves)
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
@given(moves=moves, ahead=st.integers(-2, 4))
def test_streaks_are_what_a_recount_of_the_days_gives(moves: list[Move], ahead: int) -> None:
    book = Book().play(moves)
    today = book.today + timedelta(days=ahead)
    active, closed = book.diary.days("task", "work"), book.diary.days("shutdown")
    assert book.progress.active_days.streak(today) == naive_streak(active, today)
    assert book.progress.active_days.longest() == naive_longest(active)
    assert book.progress.shutdown_days.streak(today) == naive_streak(closed, today)
    assert book.progress.shutdown_days.longest() == naive_longest(closed)


@steadily
@given(moves=moves)
def test_the_remembered_times_of_shutdowns_are_one_for_each_of_the_last_30_days(moves: list[Move]) -> None:
    book = Book().play(moves)
    told = {event.on.isoformat(): event.minute for event in book.diary.of("shutdown")}
    assert book.progress.shutdown_minutes == dict(sorted(told.items())[-30:])


@steadily
@given(moves=moves)
def test_achievements_are_what_a_recount_gives(moves: list[Move]) -> None:
    book = Book().play(moves)
    assert set(book.progress.unlocked) == book.diary.unlocked()


@steadily
@given(moves=moves)
def test_an_achievement_is_lost_by_undoing_alone(moves: list[Move]) -> None:
    book = Book()
    for move in moves:
        before = book.progress.unlocked
        book.play([move])
        if move[0] not in _UNDOING:
            assert before.items() <= book.progress.unlocked.items()


@steadily
@given(moves=moves)
def test_a_challenge_is_where_a_recount_from_joining_on_has_it(moves: list[Move]) -> None:
    book = Book().play(moves)
    for challenge in CHALLENGES:
        # What a week has brought is told of the week that has begun last.
        found = book.progress.week.joined(challenge)
        shown = None if found is None else (found.progress, found.completed)
        assert shown == book.diary.challenge_progress(challenge)


@steadily
@given(moves=any_moves, challenge=st.sampled_from(list(CHALLENGES)))
def test_a_challenge_brings_its_points_once_however_often_it_is_joined(
    moves: list[Move], challenge: str
) -> None:
    book = Book().play(moves)
    given_for: dict[str, int] = {}
    for entry in book.entries:
        if entry.rule is Rule.CHALLENGE_COMPLETED and entry.source_id.endswith(challenge):
            given_for[entry.source_id] = given_for.get(entry.source_id, 0) + entry.delta
            assert given_for[entry.source_id] in {0, 75}


@steadily
@given(moves=moves)
def test_points_are_lost_by_undoing_alone(moves: list[Move]) -> None:
    book = Book()
    for move in moves:
        entries = len(book.entries)
        book.play([move])
        if move[0] not in _UNDOING:
            assert all(entry.delta > 0 for entry in book.entries[entries:])


@steadily
@given(moves=any_moves)
def test_weeks_never_go_back(moves: list[Move]) -> None:
    book, names = Book(), [""]
    for move in moves:
        book.play([move])
        names.append(book.progress.week.name)
    assert names == sorted(names)


@steadily
@given(moves=any_moves, days=st.integers(9, 400))
def test_a_new_week_starts_at_zero_with_its_first_deed(moves: list[Move], days: int) -> None:
    book = Book().play(moves)
    duration = book.progress.points
    book.go_on(days=days)
    book.rest(60)
    year, number, _ = book.today.isocalendar()
    assert book.progress.week == WeeklyTotals(f"{year}-W{number:02}")
    assert book.progress.points == duration


@steadily
@given(moves=any_moves, deleted=st.booleans())
def test_a_deed_that_is_undone_at_once_leaves_everything_as_it_was(
    moves: list[Move], *, deleted: bool
) -> None:
    book = Book().play(moves)
    book.set_progress("none", 0)  # which moves nothing, but begins the week
    task_id = book.plan()
    before, days = book.comparable(), dict(book.days)
    book.complete(task_id)
    assert book.comparable() != before
    (Book.delete if deleted else Book.reopen)(book, task_id)
    assert book.comparable() == replace(before, total_tasks=before.total_tasks - deleted)
    blank = DailyTotals(user_id="ada", local_date=book.today)
    assert _without_names(book.days) == _without_names({book.today: blank, **days})


@soon
@given(moves=any_moves, number=st.integers(1, 3000), minutes_ago=st.integers(0, 7 * 1440))
def test_an_entry_that_is_taken_back_at_once_leaves_everything_as_it_was(
    moves: list[Move], number: int, minutes_ago: int
) -> None:
    book = Book().play(moves)
    book.set_progress("none", 0)  # which moves nothing, but begins the week
    at = book.now - timedelta(minutes=minutes_ago)
    logs: list[Callable[[], str]] = [
        lambda: book.drink(number, at),
        lambda: book.eat(list(MealKind)[number % 4], at),
        lambda: book.pause(1 + number % 240, at),
    ]
    for log in logs:
        before, days, ledger = book.comparable(), dict(book.days), list(book.entries)
        entry_id = log()
        assert book.days != days
        book.take_back(entry_id)
        assert (book.comparable(), book.entries) == (before, ledger)
        blanks = {on: DailyTotals(user_id="ada", local_date=on) for on in book.days}
        assert book.days == {**blanks, **days}


@soon
@given(moves=moves)
def test_whoever_takes_all_entries_back_is_left_with_none(moves: list[Move]) -> None:
    book = Book().play(moves)
    for entry_id in list(book.logged):
        book.take_back(entry_id)
    assert book.progress.hydrated_days.count() == 0
    assert "well-watered" not in book.progress.unlocked
    for on, day in book.days.items():
        assert day.entries == ()
        assert duration(day.rested) == book.diary.time_of(on, "break")


@soon
@given(moves=moves)
def test_drinking_eating_and_resting_bring_no_points(moves: list[Move]) -> None:
    book = Book().play(moves)
    before = book.progress.points, len(book.entries)
    book.play([("drink", 3), ("eat", 1), ("pause", 60), ("take some back", 9)])
    assert (book.progress.points, len(book.entries)) == before


@settings(steadily, max_examples=40)
@given(moves=any_moves, order=st.permutations(range(17)), again=st.integers(0, 17))
def test_the_order_of_undoing_makes_no_difference(moves: list[Move], order: list[int], again: int) -> None:
    one, other = (Book().play([*moves[:12], ("join all", 0)]) for _ in range(2))
    for book, undone in ((one, sorted(order)), (other, order)):
        done = [book.plan() for _ in range(17)]
        for task_id in done:
            book.complete(task_id)
        for number in undone:
            book.reopen(done[number])
        for task_id in done[:again]:
            book.complete(task_id)
    assert one.comparable() == other.comparable()
    assert _without_names(one.days) == _without_names(other.days)


def _numbers_in(part: Any) -> Iterator[int]:
    """Go through the numbers of a document."""
    yield 0
    if isinstance(part, dict):
        for inner in part.values():
            yield from _numbers_in(inner)
    elif isinstance(part, int):
        yield part


def _without_names(days: Mapping[date, DailyTotals]) -> dict[date, DailyTotals]:
    """Return the days without the names of the tasks done last, of which a day remembers 500."""
    return {on: replace(day, done={}) for on, day in days.items()}
