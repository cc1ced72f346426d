"""Actions of a simulated user, by name, and strategies that generate lists of them."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from shared.entities.calendar import Calendar
from shared.views.health import MealKind
from tests.oracle.event_log import CHALLENGES, HYDRATION_GOAL
from tests.oracle.simulated_user import Book

Action = tuple[str, int]
"""The name of an action in `_ACTIONS`, and a number that selects its variant."""

TRAVELS = tuple(
    Calendar(ZoneInfo(zone), day_start)
    for zone in ("Europe/Madrid", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago")
    for day_start in (time(0), time(4))
)


def perform(book: Book, actions: Iterable[Action]) -> Book:
    """Perform actions in order; return the user."""
    for name, number in actions:
        _ACTIONS[name](book, number)
    return book


def _travel(book: Book, number: int) -> None:
    book.calendar = TRAVELS[number % len(TRAVELS)]


def _let_days_pass(book: Book, number: int) -> None:
    book.go_on(hours=6 + number % 66)


def _work_for_days(book: Book, number: int) -> None:
    for day in range(1 + number % 7):
        book.complete(book.plan())
        book.rest(600, f"session {number} {day}")
        book.work((7 + number % 2) * 3600)
        book.drink(HYDRATION_GOAL - number % 5 // 4)
        book.shut_down((16 + number % 3 // 2) * 60)
        book.go_on(hours=24)


def _complete_new_tasks(book: Book, number: int) -> None:
    for _ in range(1 + number % 8):
        book.complete(book.plan())


def _complete_open_task(book: Book, number: int) -> None:
    task_id = book.choose_task(number, completed=False)
    if task_id is not None:
        book.complete(task_id)


def _undo(undo: Callable[[Book, str], None]) -> Callable[[Book, int], None]:
    def do(book: Book, number: int) -> None:
        for times in range(1 + number % 5):
            task_id = book.choose_task(number // 7 + times, completed=True)
            if task_id is not None:
                undo(book, task_id)

    return do


def _focus_repeatedly(book: Book, number: int) -> None:
    for _ in range(1 + number % 6):
        book.focus(1200, 3600)


def _rest(book: Book, number: int) -> None:
    sessions = (None, "monday's", "tuesday's", "wednesday's", "thursday's", "friday's", "saturday's")
    book.rest((299, 300, 1500)[number % 3], sessions[number // 3 % len(sessions)])


def _past_time(book: Book, number: int) -> datetime:
    """Return a time within the last 7 days, or within the last minutes."""
    return book.now - (timedelta(minutes=number) if number % 2 else timedelta(minutes=number % 5))


def _drink(book: Book, number: int) -> None:
    for _ in range(1 + number % 4):
        book.drink(1 + number % 1000, _past_time(book, number))


def _remove_entries(book: Book, number: int) -> None:
    for times in range(1 + number % 5):
        if book.health_entries:
            ids = list(book.health_entries)
            book.remove_entry(ids[(number // 5 + times) % len(ids)])


def _complete_challenge(book: Book, _: int) -> None:
    book.join("task-finisher")
    for _ in range(15):
        book.complete(book.plan())


def _leave_and_rejoin(book: Book, number: int) -> None:
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


_ACTIONS: dict[str, Callable[[Book, int], object]] = {
    "advance": lambda book, number: book.go_on(seconds=number),
    "set the clock back": lambda book, number: book.go_on(seconds=-(number % 120)),
    "let days pass": _let_days_pass,
    "travel": _travel,
    "work for days": _work_for_days,
    "plan": lambda book, _: book.plan(),
    "complete new tasks": _complete_new_tasks,
    "complete an open task": _complete_open_task,
    "reopen tasks": _undo(Book.reopen),
    "delete tasks": _undo(Book.delete),
    "work": lambda book, number: book.work(number * 10),
    "focus repeatedly": _focus_repeatedly,
    "focus": lambda book, number: book.focus(number % 7200, (1800, 3600, 7200)[number % 3]),
    "rest": _rest,
    "drink": _drink,
    "eat": lambda book, number: book.eat(list(MealKind)[number % 4], _past_time(book, number)),
    "pause": lambda book, number: book.pause(1 + number % 240, _past_time(book, number)),
    "remove entries": _remove_entries,
    "shut down": lambda book, number: book.shut_down(number % 1440),
    "shut down early": lambda book, _: book.shut_down(16 * 60 + 59),
    "join all": _join_all,
    "complete a challenge": _complete_challenge,
    "leave and rejoin": _leave_and_rejoin,
    "join": lambda book, number: book.join(_challenge(number)),
    "leave": lambda book, number: book.leave(_challenge(number)),
    "set progress": lambda book, number: book.set_progress(_challenge(number), number // 4 % 20),
}

_USER_ACTIONS = [name for name in _ACTIONS if name != "set progress"]
_numbers = st.integers(0, 9999)

actions: st.SearchStrategy[list[Action]] = st.lists(
    st.tuples(st.sampled_from(_USER_ACTIONS), _numbers), min_size=12, max_size=40
)
"""Actions of users themselves."""

any_actions: st.SearchStrategy[list[Action]] = st.lists(
    st.tuples(st.sampled_from(list(_ACTIONS)), _numbers), min_size=12, max_size=40
)
"""Actions of users and of administrators."""
