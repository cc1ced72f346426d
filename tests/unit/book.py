"""A person's records as the rules keep them, and beside them the diary of what the person did."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count as count_from
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from shared.entities.calendar import Calendar, week_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.events import (
    BreakCompleted,
    ChallengeJoined,
    ChallengeLeft,
    ChallengeProgressSet,
    DayEvent,
    FocusCompleted,
    HealthEntryAdded,
    HealthEntryRemoved,
    ShutDown,
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskReopened,
    WeekEvent,
    WorkSessionFinished,
)
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.interval import Interval
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.points import LedgerEntry
from shared.entities.task import Task
from shared.rules.rewards import rewards
from shared.views.health import MealKind
from tests.unit.diary import CHALLENGES, Diary, Event

Move = tuple[str, int]

TRAVELS = tuple(
    Calendar(ZoneInfo(zone), day_start)
    for zone in ("Europe/Madrid", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago")
    for day_start in (time(0), time(4))
)
WORKDAY_LIMIT = 8 * 3600
HYDRATION_GOAL = 2000


class Book:
    """Does what it is told, as the services do it, on a clock and in a zone of its own."""

    def __init__(self, now: datetime = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)) -> None:
        self.now = now
        self.calendar = Calendar(ZoneInfo("Europe/Madrid"), time(0))
        self.progress = LifetimeTotals(user_id="ada")
        self.days: dict[date, DailyTotals] = {}
        self.entries: list[LedgerEntry] = []
        self.diary = Diary()
        self.tasks: dict[str, Task] = {}
        self._done: dict[str, Event] = {}
        self.logged: dict[str, tuple[HealthEntry, Event]] = {}
        self._numbers = count_from(1)

    @property
    def today(self) -> date:
        return self.calendar.date_of(self.now)

    def record(self, event: DayEvent | WeekEvent) -> None:
        """Count a deed, as a commit does."""
        days = {on: self.day(on) for on in rewards.days_of(event)}
        rewarded = rewards.reward(self.progress, days, event, self.now, self.today)
        self.progress = rewarded.progress
        self.days.update(rewarded.days)
        self.entries += rewarded.entries

    def day(self, on: date) -> DailyTotals:
        return self.days.get(on) or DailyTotals(user_id="ada", local_date=on)

    def go_on(self, **step: float) -> None:
        self.now += timedelta(**step)

    def plan(self) -> str:
        task_id = f"task {next(self._numbers)}"
        self.tasks[task_id] = Task(
            id=task_id, user_id="ada", title="Write", created_at=self.now, updated_at=self.now
        )
        self.progress = rewards.count(self.progress, TaskCreated())
        return task_id

    def complete(self, task_id: str) -> None:
        task, hour = self.tasks[task_id], self.calendar.hour_of(self.now)
        if task.completed:
            return
        week = self.progress.week.turned_to(week_of(self.today)).name
        done = self.tasks[task_id] = task.complete(self.now, self.today, hour, week)
        self.record(TaskCompleted(on=self.today, task_id=task_id, hour=hour, times=done.completions))
        self._done[task_id] = self.diary.write("task", self.today, name=task_id, hour=hour)

    def reopen(self, task_id: str) -> None:
        task = self.tasks[task_id]
        if task.completed_on is None:
            return
        self.tasks[task_id] = task.reopen(self.now)
        self.record(
            TaskReopened(
                on=task.completed_on,
                task_id=task_id,
                hour=task.completed_hour,
                times=task.completions,
                week=task.completed_week,
            )
        )
        self.diary.undo(self._done.pop(task_id), self.today)

    def delete(self, task_id: str) -> None:
        self.reopen(task_id)
        del self.tasks[task_id]
        self.progress = rewards.count(self.progress, TaskDeleted())

    def work(self, seconds: int, limit: int = WORKDAY_LIMIT) -> None:
        """Clock out of a session that has just been as long as this."""
        start = self.now - timedelta(seconds=seconds)
        spans = self.calendar.split(start, self.now)
        shift = Interval(start, min(self.now, start + timedelta(hours=12)), self._new_name())
        parts = self.calendar.parts(shift)
        self.record(
            WorkSessionFinished(
                on=self.today,
                seconds=seconds,
                centihours=round(seconds / 36),
                ended=self.calendar.clock_of(self.now),
                spans=spans,
                parts=parts,
                limit_seconds=limit,
            )
        )
        self.diary.write(
            "work", self.today, at=self.now, seconds=seconds, limit=limit, spans=spans, parts=parts
        )

    def focus(self, seconds: int, goal: int = 3600) -> None:
        """Complete a focus session that has just been as long as this."""
        start = self.now - timedelta(seconds=seconds)
        on, spans = self.calendar.date_of(start), self.calendar.split(start, self.now)
        self.record(FocusCompleted(on=on, seconds=seconds, goal_seconds=goal, spans=spans))
        self.diary.write("focus", self.today, on=on, seconds=seconds, limit=goal, spans=spans)

    def rest(self, seconds: int, work_session: str | None = None) -> None:
        """Complete a break that has just been as long as this."""
        start, name = self.now - timedelta(seconds=seconds), self._new_name()
        on, parts = self.calendar.date_of(start), self.calendar.parts(Interval(start, self.now, name))
        self.record(BreakCompleted(on=on, seconds=seconds, work_session_id=work_session, parts=parts))
        self.diary.write("break", self.today, on=on, seconds=seconds, name=work_session or "", parts=parts)

    def drink(self, amount_ml: int, at: datetime | None = None) -> str:
        """Drink, now or at another moment."""
        moment, on, name = self._new_entry(at)
        return self.log(Drink(id=name, user_id="ada", at=moment, on=on, amount_ml=amount_ml))

    def eat(self, kind: MealKind, at: datetime | None = None) -> str:
        """Eat, now or at another moment."""
        moment, on, name = self._new_entry(at)
        return self.log(Meal(id=name, user_id="ada", at=moment, on=on, kind=kind))

    def pause(self, minutes: int, at: datetime | None = None) -> str:
        """Note a rest of some minutes that is over now, or was at another moment."""
        moment, on, name = self._new_entry(at)
        began_on = self.calendar.date_of(moment - timedelta(minutes=minutes))
        return self.log(
            Rest(id=name, user_id="ada", at=moment, on=on, minutes=minutes, began_on=began_on),
        )

    def log(self, entry: HealthEntry, goal_ml: int = HYDRATION_GOAL) -> str:
        """Note an entry, and return its id."""
        rested = isinstance(entry, Rest)
        parts = (
            self.calendar.parts(Interval(entry.began, entry.at, entry.id)) if isinstance(entry, Rest) else {}
        )
        self.record(HealthEntryAdded(entry=entry, goal_ml=goal_ml, parts=parts))
        event = self.diary.write(
            "pause" if rested else "drink" if isinstance(entry, Drink) else "meal",
            self.today,
            on=entry.on,
            name=entry.id,
            amount=entry.amount_ml if isinstance(entry, Drink) else 0,
            lunch=isinstance(entry, Meal) and entry.kind is MealKind.LUNCH,
            parts=parts,
        )
        self.logged[entry.id] = entry, event
        return entry.id

    def take_back(self, entry_id: str, goal_ml: int = HYDRATION_GOAL) -> None:
        """Take an entry back."""
        entry, event = self.logged.pop(entry_id)
        self.record(HealthEntryRemoved(entry=entry, goal_ml=goal_ml))
        self.diary.undo(event, self.today)

    def shut_down(self, minute: int = 18 * 60) -> None:
        self.record(ShutDown(on=self.today, minute=minute))
        self.diary.write("shutdown", self.today, minute=minute)

    def join(self, challenge: str) -> None:
        """Take up a challenge of this week, unless it is joined."""
        if self.progress.week.turned_to(week_of(self.today)).joined(challenge) is None:
            self.record(ChallengeJoined(challenge_id=challenge))
            self.diary.write("join", self.today, name=challenge)

    def leave(self, challenge: str) -> None:
        """Give a challenge of this week up, unless it is not joined."""
        if self.progress.week.turned_to(week_of(self.today)).joined(challenge) is not None:
            self.record(ChallengeLeft(challenge_id=challenge))
            self.diary.write("leave", self.today, name=challenge)

    def set_progress(self, challenge: str, progress: int) -> None:
        """Have another service say how far a challenge is; the diary knows nothing of it."""
        self.record(ChallengeProgressSet(challenge_id=challenge, progress=progress))

    def play(self, moves: list[Move]) -> "Book":
        """Make these moves, each with a number that says how."""
        for move, number in moves:
            _MOVES[move](self, number)
        return self

    def choose(self, number: int, *, completed: bool) -> str | None:
        """Return one of the tasks that are done, or that are not; None when there is none."""
        found = [task_id for task_id, task in self.tasks.items() if task.completed is completed]
        return found[number % len(found)] if found else None

    def comparable(self) -> LifetimeTotals:
        """Return the totals without what only gives names to ledger entries."""
        week = self.progress.week
        parts = {name: replace(one, rewards=0) for name, one in week.challenges.items()}
        return replace(self.progress, week=replace(week, challenges=parts))

    def _new_name(self) -> str:
        return str(next(self._numbers))

    def _new_entry(self, at: datetime | None) -> tuple[datetime, date, str]:
        moment = at or self.now
        on = self.calendar.date_of(moment)
        return moment, on, HealthEntry.id_of(on, self._new_name())


def _travel(book: Book, number: int) -> None:
    book.calendar = TRAVELS[number % len(TRAVELS)]


def _let_days_pass(book: Book, number: int) -> None:
    book.go_on(hours=6 + number % 66)


def _live(book: Book, number: int) -> None:
    for day in range(1 + number % 7):
        book.complete(book.plan())
        book.rest(600, f"session {number} {day}")
        book.work((7 + number % 2) * 3600)
        book.drink(HYDRATION_GOAL - number % 5 // 4)
        book.shut_down((16 + number % 3 // 2) * 60)
        book.go_on(hours=24)


def _plan(book: Book, _: int) -> None:
    book.plan()


def _get_some_done(book: Book, number: int) -> None:
    for _ in range(1 + number % 8):
        book.complete(book.plan())


def _finish_one(book: Book, number: int) -> None:
    task_id = book.choose(number, completed=False)
    if task_id is not None:
        book.complete(task_id)


def _undo(undo: Callable[[Book, str], None]) -> Callable[[Book, int], None]:
    def do(book: Book, number: int) -> None:
        for times in range(1 + number % 5):
            task_id = book.choose(number // 7 + times, completed=True)
            if task_id is not None:
                undo(book, task_id)

    return do


def _sprint(book: Book, number: int) -> None:
    for _ in range(1 + number % 6):
        book.focus(1200, 3600)


def _rest(book: Book, number: int) -> None:
    sessions = (None, "monday's", "tuesday's", "wednesday's", "thursday's", "friday's", "saturday's")
    book.rest((299, 300, 1500)[number % 3], sessions[number // 3 % len(sessions)])


def _backfilled(book: Book, number: int) -> datetime:
    """Return a moment of the last 7 days, or of the last minutes."""
    return book.now - (timedelta(minutes=number) if number % 2 else timedelta(minutes=number % 5))


def _drink(book: Book, number: int) -> None:
    for _ in range(1 + number % 4):
        book.drink(1 + number % 1000, _backfilled(book, number))


def _take_back(book: Book, number: int) -> None:
    for times in range(1 + number % 5):
        if book.logged:
            book.take_back(list(book.logged)[(number // 5 + times) % len(book.logged)])


def _win(book: Book, _: int) -> None:
    book.join("task-finisher")
    for _ in range(15):
        book.complete(book.plan())


def _leave_and_come_back(book: Book, number: int) -> None:
    challenge = _challenge(number // 2) if number % 2 else "task-finisher"
    book.leave(challenge)
    for _ in range(number % 3):
        book.complete(book.plan())
    if number % 4 == 0:
        _undo(Book.reopen)(book, number)
    book.join(challenge)


def _challenge(number: int) -> str:
    return list(CHALLENGES)[number % len(CHALLENGES)]


def _join_all(book: Book, _: int) -> None:
    for challenge in CHALLENGES:
        book.join(challenge)


_MOVES: dict[str, Callable[[Book, int], object]] = {
    "go on": lambda book, number: book.go_on(seconds=number),
    "set the clock back": lambda book, number: book.go_on(seconds=-(number % 120)),
    "let days pass": _let_days_pass,
    "travel": _travel,
    "live some days": _live,
    "plan": _plan,
    "get some done": _get_some_done,
    "finish one": _finish_one,
    "reopen some": _undo(Book.reopen),
    "delete some": _undo(Book.delete),
    "work": lambda book, number: book.work(number * 10),
    "focus in sprints": _sprint,
    "focus": lambda book, number: book.focus(number % 7200, (1800, 3600, 7200)[number % 3]),
    "rest": _rest,
    "drink": _drink,
    "eat": lambda book, number: book.eat(list(MealKind)[number % 4], _backfilled(book, number)),
    "pause": lambda book, number: book.pause(1 + number % 240, _backfilled(book, number)),
    "take some back": _take_back,
    "shut down": lambda book, number: book.shut_down(number % 1440),
    "shut down early": lambda book, _: book.shut_down(16 * 60 + 59),
    "join all": _join_all,
    "win": _win,
    "leave and come back": _leave_and_come_back,
    "join": lambda book, number: book.join(_challenge(number)),
    "leave": lambda book, number: book.leave(_challenge(number)),
    "set progress": lambda book, number: book.set_progress(_challenge(number), number // 4 % 20),
}


_OWN_MOVES = [name for name in _MOVES if name != "set progress"]
_numbers = st.integers(0, 9999)

moves: st.SearchStrategy[list[Move]] = st.lists(
    st.tuples(st.sampled_from(_OWN_MOVES), _numbers), min_size=12, max_size=40
)
"""What people do themselves."""

any_moves: st.SearchStrategy[list[Move]] = st.lists(
    st.tuples(st.sampled_from(list(_MOVES)), _numbers), min_size=12, max_size=40
)
"""And what other services say about them."""
