"""Actions of a simulated user, by name, and strategies that generate lists of them."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from shared.entities.calendar import Calendar
from shared.views.health import MealKind
from tests.oracle.event_log import CHALLENGES
from tests.oracle.simulated_user import HYDRATION_GOAL, SimulatedUser

Action = tuple[str, int]
"""The name of an action in `_ACTIONS`, and a number that selects its variant."""

TRAVELS = tuple(
    Calendar(ZoneInfo(zone), day_start)
    for zone in ("Europe/Madrid", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago")
    for day_start in (time(0), time(4))
)


def perform(user: SimulatedUser, actions: Iterable[Action]) -> SimulatedUser:
    """Perform actions in order; return the user."""
    for name, number in actions:
        _ACTIONS[name](user, number)
    return user


def _travel(user: SimulatedUser, number: int) -> None:
    user.calendar = TRAVELS[number % len(TRAVELS)]


def _let_days_pass(user: SimulatedUser, number: int) -> None:
    user.advance(hours=6 + number % 66)


def _act_with_the_clock_ahead(user: SimulatedUser, number: int) -> None:
    """Act with a clock that is weeks or years ahead, which is then corrected."""
    now, user.now = user.now, user.now + timedelta(days=(22, 40, 2000, 4000)[number % 4])
    for name in ("join all", "complete new tasks", "shut down", "drink", "complete a challenge")[
        number % 5 :
    ]:
        _ACTIONS[name](user, number)
    user.now = now


def _work_for_days(user: SimulatedUser, number: int) -> None:
    for day in range(1 + number % 7):
        user.complete(user.create_task())
        user.take_break(600, f"session {number} {day}")
        user.work((7 + number % 2) * 3600)
        user.drink(HYDRATION_GOAL - number % 5 // 4)
        user.shut_down((16 + number % 3 // 2) * 60)
        user.advance(hours=24)


def _complete_new_tasks(user: SimulatedUser, number: int) -> None:
    for _ in range(1 + number % 8):
        user.complete(user.create_task())


def _complete_open_task(user: SimulatedUser, number: int) -> None:
    task_id = user.choose_task(number, completed=False)
    if task_id is not None:
        user.complete(task_id)


def _repeat_a_task(user: SimulatedUser, number: int) -> None:
    """Complete and reopen a task again and again, sometimes on another day or in another zone."""
    task_id = user.choose_task(number, completed=False) or user.create_task()
    for turn in range(2 + number % 5):
        user.complete(task_id)
        if number >> turn & 1:
            _travel(user, number // (turn + 1))
        elif turn % 3 == 2:
            user.advance(hours=24)
        user.reopen(task_id)


def _undo(undo: Callable[[SimulatedUser, str], None]) -> Callable[[SimulatedUser, int], None]:
    def do(user: SimulatedUser, number: int) -> None:
        for times in range(1 + number % 5):
            task_id = user.choose_task(number // 7 + times, completed=True)
            if task_id is not None:
                undo(user, task_id)

    return do


def _focus_repeatedly(user: SimulatedUser, number: int) -> None:
    for _ in range(1 + number % 6):
        user.focus(1200, 3600)


def _pauses(seconds: int, number: int) -> list[tuple[int, int]]:
    """Return up to three pauses of a session of this many seconds; the last one may last until its end."""
    step = seconds // (2 * (number % 4) + number // 4 % 2) if number % 4 else 0
    return [(step * begin, step * (begin + 1)) for begin in range(1, 2 * (number % 4), 2)] if step else []


def _take_break(user: SimulatedUser, number: int) -> None:
    sessions = (None, "monday's", "tuesday's", "wednesday's", "thursday's", "friday's", "saturday's")
    seconds = (299, 300, 1500)[number % 3]
    user.take_break(seconds, sessions[number // 3 % len(sessions)], _pauses(seconds, number // 7))


def _past_time(user: SimulatedUser, number: int) -> datetime:
    """Return a time within the last 7 days, or within the last minutes."""
    return user.now - (timedelta(minutes=number) if number % 2 else timedelta(minutes=number % 5))


def _drink(user: SimulatedUser, number: int) -> None:
    for _ in range(1 + number % 4):
        user.drink(1 + number % 1000, _past_time(user, number))


def _change_work_days(user: SimulatedUser, number: int) -> None:
    """Work on some weekdays from now on, and maybe take days off."""
    user.plan([day for day in range(1, 8) if (1 + number % 127) >> day - 1 & 1], number % 4)


def _change_goal(user: SimulatedUser, number: int) -> None:
    user.hydration_goal = (1, 500, 1000, HYDRATION_GOAL, 3000)[number % 5]


def _remove_entries(user: SimulatedUser, number: int) -> None:
    for times in range(1 + number % 5):
        if user.health_entries:
            ids = list(user.health_entries)
            user.remove_entry(ids[(number // 5 + times) % len(ids)])


def _complete_challenge(user: SimulatedUser, _: int) -> None:
    user.join("task-finisher")
    for _ in range(15):
        user.complete(user.create_task())


def _leave_and_rejoin(user: SimulatedUser, number: int) -> None:
    challenge = _challenge(number // 2) if number % 2 else "task-finisher"
    user.leave(challenge)
    for _ in range(number % 3):
        user.complete(user.create_task())
    if number % 4 == 0:
        _undo(SimulatedUser.reopen)(user, number)
    user.join(challenge)


def _challenge(number: int) -> str:
    return list(CHALLENGES)[number % len(CHALLENGES)]


def _join_all(user: SimulatedUser, _: int) -> None:
    for challenge in CHALLENGES:
        user.join(challenge)


_ACTIONS: dict[str, Callable[[SimulatedUser, int], object]] = {
    "advance": lambda user, number: user.advance(seconds=number),
    "set the clock back": lambda user, number: user.advance(seconds=-(number % 120)),
    "let days pass": _let_days_pass,
    "act with the clock ahead": _act_with_the_clock_ahead,
    "travel": _travel,
    "work for days": _work_for_days,
    "change the work days": _change_work_days,
    "plan": lambda user, _: user.create_task(),
    "complete new tasks": _complete_new_tasks,
    "complete an open task": _complete_open_task,
    "repeat a task": _repeat_a_task,
    "reopen tasks": _undo(SimulatedUser.reopen),
    "delete tasks": _undo(SimulatedUser.delete),
    "work": lambda user, number: user.work(number * 10, pauses=_pauses(number * 10, number)),
    "focus repeatedly": _focus_repeatedly,
    "focus": lambda user, number: user.focus(
        number % 7200,
        (1800, 3600, 7200)[number % 3],
        (1, 5, 6, 25, 100)[number % 5],
        _pauses(number % 7200, number),
    ),
    "take a break": _take_break,
    "drink": _drink,
    "eat": lambda user, number: user.eat(list(MealKind)[number % 4], _past_time(user, number)),
    "rest": lambda user, number: user.rest(1 + number % 240, _past_time(user, number)),
    "remove entries": _remove_entries,
    "change the goal": _change_goal,
    "shut down": lambda user, number: user.shut_down(number % 1440),
    "shut down early": lambda user, _: user.shut_down(16 * 60 + 59),
    "join all": _join_all,
    "complete a challenge": _complete_challenge,
    "leave and rejoin": _leave_and_rejoin,
    "join": lambda user, number: user.join(_challenge(number)),
    "leave": lambda user, number: user.leave(_challenge(number)),
    "set progress": lambda user, number: user.set_progress(_challenge(number), number // 4 % 20),
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
