"""Timelines of a user's actions over some days, and the recent activity that was known at any moment."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Literal

from hypothesis import strategies as st

from shared.entities.calendar import Calendar
from shared.entities.daily_totals import DailyTotals
from shared.entities.pauses import Pause
from shared.entities.user import User
from shared.entities.work_session import WorkSession
from shared.rules.companion.recent_activity import RecentActivity, recent_activity
from shared.views.health import MealKind
from tests.oracle.simulated_user import SimulatedUser

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

ActionKind = Literal["work", "focus", "break", "rest", "drink", "meal", "shutdown", "task"]

JUMPING_KINDS = frozenset({"break", "rest", "drink", "meal", "shutdown"})
"""The kinds of action at which a meter may jump; clocking in and out are not among them."""


@dataclass(frozen=True, slots=True)
class Action:
    """An action that was recorded at a moment; one that takes time began `seconds` earlier.

    The `pauses` of work begin and end some seconds after it.
    """

    at: datetime
    kind: ActionKind
    seconds: int = 0
    amount: int = 0  # of a drink, in ml
    meal: MealKind = MealKind.SNACK
    pauses: tuple[tuple[int, int], ...] = ()

    @property
    def begin(self) -> datetime:
        return self.at - timedelta(seconds=self.seconds)

    @property
    def paused(self) -> list[tuple[datetime, datetime]]:
        """The pauses as moments."""
        return [
            (self.begin + timedelta(seconds=begin), self.begin + timedelta(seconds=end))
            for begin, end in self.pauses
        ]


def work(begin: datetime, end: datetime, *pauses: tuple[datetime, datetime]) -> Action:
    """Return a work session with pauses."""
    seconds = [tuple(int((moment - begin).total_seconds()) for moment in pause) for pause in pauses]
    taken = tuple((start, until) for start, until in seconds)
    return Action(end, "work", int((end - begin).total_seconds()), pauses=taken)


def logged_rest(end: datetime, minutes: int) -> Action:
    """Return the entry of a rest of some minutes, logged when it is over."""
    return Action(end, "rest", minutes * 60)


def drink(at: datetime, amount: int = 250) -> Action:
    return Action(at, "drink", amount=amount)


def meal(at: datetime, kind: MealKind = MealKind.LUNCH) -> Action:
    return Action(at, "meal", meal=kind)


def shutdown(at: datetime) -> Action:
    return Action(at, "shutdown")


def task(at: datetime) -> Action:
    return Action(at, "task")


@dataclass(frozen=True)
class Timeline:
    """The actions of a user over some days; `running` is a session that is never ended, if there is one.

    `moved` is when the user moved to the current time zone, and the calendar before.
    """

    user: User
    actions: tuple[Action, ...] = ()
    running: WorkSession | None = None
    moved: tuple[datetime, Calendar] | None = None
    _snapshots: list[tuple[datetime, dict[date, DailyTotals]]] = field(
        default_factory=list, repr=False, compare=False
    )

    def activity(self, at: datetime, known: datetime | None = None) -> RecentActivity:
        """Return the activity at a moment, from the daily totals as `known` then or at a later moment."""
        known = known or at
        today = self.user.calendar.date_of(at)
        days = self._days_known(known)
        around = [days[on] for on in (today + number * DAY for number in range(-2, 2)) if on in days]
        activity = recent_activity(self.user, around, self._running(known), at)
        began = [action.begin for action in self.actions if action.kind == "focus" and action.begin <= at]
        return replace(activity, focus_began=max(began, default=None))

    def without_actions_after(self, moment: datetime) -> "Timeline":
        """Return the timeline up to a moment: no action follows, and a session that runs is never ended."""
        running = self._running(moment)
        return replace(
            self,
            actions=tuple(action for action in self.actions if action.at <= moment),
            running=running,
            _snapshots=[],
        )

    def with_action(self, action: Action) -> "Timeline":
        """Return the timeline with one more action."""
        return replace(self, actions=tuple(sorted((*self.actions, action), key=_time_of)), _snapshots=[])

    def may_jump_between(self, begin: datetime, end: datetime) -> bool:
        """Return whether a meter may jump after `begin`, up to `end`."""
        return any(begin < action.at <= end and action.kind in JUMPING_KINDS for action in self.actions)

    def _running(self, known: datetime) -> WorkSession | None:
        for action in self.actions:
            if action.kind == "work" and action.begin <= known < action.at:
                begun = [pause for pause in action.paused if pause[0] <= known]
                pauses = (Pause(begin, end if end <= known else None) for begin, end in begun)
                return _running_since(action.begin, *pauses)
        return self.running if self.running is not None and self.running.start_time <= known else None

    def _calendar_at(self, moment: datetime) -> Calendar:
        if self.moved is not None and moment < self.moved[0]:
            return self.moved[1]
        return self.user.calendar

    def _days_known(self, known: datetime) -> dict[date, DailyTotals]:
        if not self._snapshots:
            self._snapshots.extend(self._take_snapshots())
        return self._snapshots[bisect_right([moment for moment, _ in self._snapshots], known) - 1][1]

    def _take_snapshots(self) -> list[tuple[datetime, dict[date, DailyTotals]]]:
        """Record the actions by the rules of the product; return the daily totals after each of them."""
        user = SimulatedUser()
        snapshots: list[tuple[datetime, dict[date, DailyTotals]]] = [(datetime.min.replace(tzinfo=UTC), {})]
        for action in self.actions:
            user.now = action.at
            user.calendar = self._calendar_at(action.at)
            _PERFORM[action.kind](user, action)
            snapshots.append((action.at, dict(user.days)))
        return snapshots


def _running_since(start: datetime, *pauses: Pause) -> WorkSession:
    return WorkSession(id="s", user_id="ada", start_time=start, pauses=pauses)


_PERFORM: dict[ActionKind, Callable[[SimulatedUser, Action], object]] = {
    "work": lambda user, action: user.work(action.seconds, pauses=action.pauses),
    "focus": lambda user, action: user.focus(action.seconds),
    "break": lambda user, action: user.take_break(action.seconds),
    "rest": lambda user, action: user.rest(action.seconds // 60),
    "drink": lambda user, action: user.drink(action.amount),
    "meal": lambda user, action: user.eat(action.meal),
    "shutdown": lambda user, _: user.shut_down(),
    "task": lambda user, _: user.complete(user.create_task()),
}


def _time_of(action: Action) -> datetime:
    return action.at


def user_of(timezone: str = "UTC", day_start: time = time(0), **preferences: Any) -> User:
    return User(
        user_id="ada",
        username="Ada",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        timezone=timezone,
        day_start=day_start,
        preferences=preferences,
    )


def timeline_of(*actions: Action, user: User | None = None, running: datetime | None = None) -> Timeline:
    session = None if running is None else _running_since(running)
    return Timeline(user or user_of(), tuple(sorted(actions, key=_time_of)), session)


def on_wednesday(clock: str) -> datetime:
    """Return a time of Wednesday, 18 March 2026, in UTC."""
    return datetime.combine(date(2026, 3, 18), time.fromisoformat(clock), UTC)


def good_day(day: date, rest_minutes: int = 10, lunch: str = "12:00") -> list[Action]:
    """Return a workday from 9:00 to 17:30 with a rest every hour, eight glasses and lunch."""
    begin = datetime.combine(day, time(9), UTC)
    return [
        *(logged_rest(begin + hour * HOUR, rest_minutes) for hour in range(1, 9)),
        *(drink(begin + hour * HOUR) for hour in range(1, 9)),
        meal(datetime.combine(day, time.fromisoformat(lunch), UTC)),
        work(begin, datetime.combine(day, time(17, 30), UTC)),
    ]


PLACES = (
    ("UTC", date(2026, 3, 17)),
    ("Europe/Madrid", date(2026, 3, 28)),  # the 29th has 23 hours
    ("Europe/Madrid", date(2026, 10, 24)),  # the 25th has 25
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 4)),  # the 5th has 24 hours and a half
    ("Pacific/Kiritimati", date(2026, 3, 17)),  # UTC+14
    ("Pacific/Pago_Pago", date(2026, 3, 17)),  # UTC-11
)
LENGTH_SECONDS = 3 * 24 * 3600
"""The length of a random timeline."""

_preferences = st.fixed_dictionaries(
    {},
    optional={
        "hydration_goal_ml": st.sampled_from([500, 1500, 3000]),
        "workday_limit_minutes": st.sampled_from([60, 240, 480, 720]),
        "rest_after_minutes": st.sampled_from([10, 25, 90, 240]),
        "lunch_window": st.sampled_from(
            [
                *("13:00-15:30", "00:00-23:59", "11:30-11:31", "22:00-23:30", "22:00-02:00", "23:30-00:30"),
                {"from": "12:30", "to": "13:15"},
            ]
        ),
    },
)
_seconds = st.integers(0, LENGTH_SECONDS)
_whole_minute_offsets = st.integers(0, LENGTH_SECONDS // 60).map(lambda minutes: minutes * 60)
_offsets = _seconds | _whole_minute_offsets


@dataclass(frozen=True)
class RandomDays:
    """A random timeline, and the moment at which it begins."""

    begin: datetime
    timeline: Timeline

    def moment(self, seconds: int) -> datetime:
        return self.begin + timedelta(seconds=seconds)

    @cached_property
    def day_starts(self) -> list[datetime]:
        """The moments at which its days after the first one start."""
        calendar = self.timeline.user.calendar
        first = calendar.date_of(self.begin)
        return [calendar.start_of(first + number * DAY) for number in range(1, 4)]


@st.composite
def random_days(draw: st.DrawFn) -> RandomDays:
    """Generate three days of work, rests, drinks, meals, tasks and shutdowns, in some time zone."""
    zone, first = draw(st.sampled_from(PLACES))
    day_start = draw(st.sampled_from([time(0), time(4), time(22, 30)]))
    user = user_of(zone, day_start, **draw(_preferences))
    begin = user.calendar.start_of(first)

    def at(seconds: int) -> datetime:
        return begin + timedelta(seconds=seconds)

    edges = sorted(draw(st.lists(_offsets, unique=True, max_size=9)))
    cuts = sorted(draw(st.lists(_offsets, unique=True, max_size=8)))
    sessions = [
        work(at(start), at(end), *_pauses([at(cut) for cut in cuts if start <= cut <= end]))
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]
    length = st.integers(1, 240 * 60)
    others = st.one_of(
        st.builds(lambda end, minutes: logged_rest(at(end), minutes), _offsets, st.integers(1, 240)),
        st.builds(lambda end, seconds: Action(at(end), "break", seconds), _offsets, length),
        st.builds(lambda when, amount: drink(at(when), amount), _offsets, st.integers(1, 3000)),
        st.builds(lambda when, kind: meal(at(when), kind), _offsets, st.sampled_from(MealKind)),
        st.builds(lambda when: shutdown(at(when)), _offsets),
        st.builds(lambda end, seconds: Action(at(end), "focus", seconds), _offsets, length),
        st.builds(lambda when: task(at(when)), _offsets),
    )
    actions = (*sessions, *draw(st.lists(others, max_size=20)))
    running = at(edges[-1]) if len(edges) % 2 else None
    return RandomDays(begin, timeline_of(*actions, user=user, running=running))


def _pauses(moments: list[datetime]) -> list[tuple[datetime, datetime]]:
    return [(begin, end) for begin, end in zip(moments[::2], moments[1::2], strict=False)]


offsets = _offsets
"""Seconds from the beginning of a timeline."""
