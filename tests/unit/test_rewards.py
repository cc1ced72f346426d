"""What deeds move, against a naive recount of all that was done and not undone."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.deeds import (
    DayDeed,
    Deed,
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskReopened,
    WorkSessionFinished,
)
from shared.entities.progress import Day, Progress
from shared.services.rewards import count, count_for_day
from tests.unit.recount import naive_longest, naive_streak

steadily = settings(derandomize=True, deadline=None, max_examples=200)
days_around = st.dates(date(2026, 3, 1), date(2026, 3, 14))
moves = st.lists(
    st.tuples(
        st.sampled_from(["create", "complete", "reopen", "delete", "finish"]),
        st.integers(0, 1000),
        days_around,
        st.integers(0, 90_000),
    ),
    max_size=40,
)


class Book:
    """A person's records, and beside them a plain list of what they did."""

    def __init__(self) -> None:
        self.progress = Progress(user_id="ada")
        self.days: dict[date, Day] = {}
        self.tasks: list[date | None] = []
        self.sessions: list[WorkSessionFinished] = []

    def record(self, deed: Deed) -> None:
        if isinstance(deed, DayDeed):
            day = self.day(deed.on)
            self.progress, self.days[deed.on] = count_for_day(self.progress, day, deed)
        else:
            self.progress = count(self.progress, deed)

    def day(self, on: date) -> Day:
        return self.days.get(on) or Day(user_id="ada", local_date=on)

    def play(self, moves: list[tuple[str, int, date, int]]) -> "Book":
        for move, number, on, seconds in moves:
            self.move(move, number, on, seconds)
        return self

    def move(self, move: str, number: int, on: date, seconds: int) -> None:
        if move == "create":
            self.tasks.append(None)
            self.record(TaskCreated())
        elif move == "finish":
            self.sessions.append(WorkSessionFinished(on, seconds, round(seconds / 36)))
            self.record(self.sessions[-1])
        elif self.tasks:
            index = number % len(self.tasks)
            completed_on = self.tasks[index]
            if move == "complete" and completed_on is None:
                self.tasks[index] = on
                self.record(TaskCompleted(on))
            elif move in {"reopen", "delete"} and completed_on is not None:
                self.tasks[index] = None
                self.record(TaskReopened(completed_on))
            if move == "delete":
                del self.tasks[index]
                self.record(TaskDeleted())


@steadily
@given(moves=moves, today=days_around)
def test_totals_days_and_streaks_are_those_of_a_recount(
    moves: list[tuple[str, int, date, int]], today: date
) -> None:
    book = Book().play(moves)
    progress = book.progress
    assert progress.total_tasks == len(book.tasks)
    assert progress.completed_tasks == sum(on is not None for on in book.tasks)
    assert progress.finished_sessions == len(book.sessions)
    assert progress.worked_centihours == sum(session.centihours for session in book.sessions)
    for on, day in book.days.items():
        finished = [session for session in book.sessions if session.on == on]
        assert day.completed_tasks == book.tasks.count(on)
        assert day.finished_sessions == len(finished)
        assert day.worked_seconds == sum(session.seconds for session in finished)
    active = {on for on in book.tasks if on is not None} | {session.on for session in book.sessions}
    assert progress.active_days.streak(today) == naive_streak(active, today)
    assert progress.active_days.longest() == naive_longest(active)


@steadily
@given(moves=moves)
def test_no_total_is_ever_negative(moves: list[tuple[str, int, date, int]]) -> None:
    book = Book()
    for move in moves:
        book.play([move])
        totals = [
            *(book.progress.total_tasks, book.progress.completed_tasks),
            *(book.progress.finished_sessions, book.progress.worked_centihours),
            *(day.completed_tasks for day in book.days.values()),
            *(day.worked_seconds for day in book.days.values()),
        ]
        assert min(totals) >= 0


@steadily
@given(moves=moves, on=days_around)
def test_undoing_a_deed_restores_exactly_what_was_before(
    moves: list[tuple[str, int, date, int]], on: date
) -> None:
    book = Book().play(moves)
    before, day_before = book.progress, book.day(on)
    book.record(TaskCompleted(on))
    assert book.progress != before
    book.record(TaskReopened(on))
    assert (book.progress, book.day(on)) == (before, day_before)
    book.record(TaskCreated())
    book.record(TaskDeleted())
    assert book.progress == before


@steadily
@given(moves=moves, on=days_around)
def test_a_deed_touches_no_record_of_another_user_or_day(
    moves: list[tuple[str, int, date, int]], on: date
) -> None:
    book = Book().play(moves)
    progress, day = count_for_day(book.progress, book.day(on), TaskCompleted(on))
    assert (progress.user_id, day.user_id, day.local_date) == ("ada", "ada", on)
    assert replace(day, completed_tasks=day.completed_tasks - 1) == book.day(on)


def test_reopening_the_only_deed_of_a_day_breaks_the_streak_it_joined() -> None:
    book = Book()
    for number in range(3):
        book.record(TaskCompleted(date(2026, 3, 16) + timedelta(days=number)))
    assert book.progress.active_days.streak(date(2026, 3, 18)) == 3
    book.record(TaskReopened(date(2026, 3, 17)))
    assert book.progress.active_days.streak(date(2026, 3, 18)) == 1
    assert book.progress.active_days.longest() == 1


def test_a_day_stays_active_while_anything_counts_for_it() -> None:
    book = Book()
    on = date(2026, 3, 18)
    book.record(TaskCompleted(on))
    book.record(WorkSessionFinished(on, 0, 0))
    book.record(TaskReopened(on))
    assert book.day(on).active
    assert on in book.progress.active_days
