"""People's days as stories: what they did and when, and the life that was known of them at any moment."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Literal

from hypothesis import strategies as st

from shared.entities.calendar import Calendar
from shared.entities.daily_totals import DailyTotals
from shared.entities.user import User
from shared.entities.work_session import WorkSession
from shared.rules.companion.recent_activity import RecentActivity, recent_activity
from shared.views.health import MealKind
from tests.unit.book import Book

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

Kind = Literal["work", "break", "pause", "drink", "meal", "shutdown", "task"]

JUMPS = frozenset({"break", "pause", "drink", "meal", "shutdown"})
"""The deeds at which a meter may jump; clocking in and out is none of them."""


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """Something that was done, and known, at a moment; what took time began so many seconds before."""

    at: datetime
    kind: Kind
    seconds: int = 0
    amount: int = 0  # of a drink, in ml
    meal: MealKind = MealKind.SNACK

    @property
    def begin(self) -> datetime:
        return self.at - timedelta(seconds=self.seconds)


def work(begin: datetime, end: datetime) -> DomainEvent:
    return DomainEvent(end, "work", int((end - begin).total_seconds()))


def pause(end: datetime, minutes: int) -> DomainEvent:
    """Note a rest of some minutes when it is over."""
    return DomainEvent(end, "pause", minutes * 60)


def drink(at: datetime, amount: int = 250) -> DomainEvent:
    return DomainEvent(at, "drink", amount=amount)


def meal(at: datetime, kind: MealKind = MealKind.LUNCH) -> DomainEvent:
    return DomainEvent(at, "meal", meal=kind)


def shutdown(at: datetime) -> DomainEvent:
    return DomainEvent(at, "shutdown")


def task(at: datetime) -> DomainEvent:
    return DomainEvent(at, "task")


@dataclass(frozen=True)
class Story:
    """What somebody does over some days; `running` is when the session began that they never end.

    `moved` is when they moved to where they are now, and the calendar by which they lived before.
    """

    user: User
    events: tuple[DomainEvent, ...] = ()
    running: datetime | None = None
    moved: tuple[datetime, Calendar] | None = None
    _books: list[tuple[datetime, dict[date, DailyTotals]]] = field(
        default_factory=list, repr=False, compare=False
    )

    def activity(self, at: datetime, known: datetime | None = None) -> RecentActivity:
        """Return the life at a moment, by the records as they were `known` then, or at a later moment."""
        known = known or at
        today = self.user.calendar.date_of(at)
        days = self._days_known(known)
        around = [days[on] for on in (today + number * DAY for number in range(-2, 2)) if on in days]
        return recent_activity(self.user, around, self._running(known), at)

    def lives_on(self, moment: datetime) -> "Story":
        """Return the story in which nothing is done any more from a moment on: a session just goes on."""
        running = self._running(moment)
        return replace(
            self,
            events=tuple(event for event in self.events if event.at <= moment),
            running=running.start_time if running else None,
            _books=[],
        )

    def with_deed(self, event: DomainEvent) -> "Story":
        """Return the story with one more thing that is done."""
        return replace(self, events=tuple(sorted((*self.events, event), key=_by_time)), _books=[])

    def jumps_between(self, begin: datetime, end: datetime) -> bool:
        """Tell whether a meter may jump after `begin`, up to `end`."""
        return any(begin < event.at <= end and event.kind in JUMPS for event in self.events)

    def _running(self, known: datetime) -> WorkSession | None:
        open_ones = [
            event.begin for event in self.events if event.kind == "work" and event.begin <= known < event.at
        ]
        if self.running is not None and self.running <= known:
            open_ones.append(self.running)
        return WorkSession(id="s", user_id="ada", start_time=open_ones[0]) if open_ones else None

    def _calendar_at(self, moment: datetime) -> Calendar:
        if self.moved is not None and moment < self.moved[0]:
            return self.moved[1]
        return self.user.calendar

    def _days_known(self, known: datetime) -> dict[date, DailyTotals]:
        if not self._books:
            self._books.extend(self._write())
        return self._books[bisect_right([moment for moment, _ in self._books], known) - 1][1]

    def _write(self) -> list[tuple[datetime, dict[date, DailyTotals]]]:
        """Have a book written by the rules of the product, and note how it read after each deed."""
        book = Book()
        written: list[tuple[datetime, dict[date, DailyTotals]]] = [(datetime.min.replace(tzinfo=UTC), {})]
        for event in self.events:
            book.now = event.at
            book.calendar = self._calendar_at(event.at)
            _DOING[event.kind](book, event)
            written.append((event.at, dict(book.days)))
        return written


_DOING: dict[Kind, Callable[[Book, DomainEvent], object]] = {
    "work": lambda book, event: book.work(event.seconds),
    "break": lambda book, event: book.rest(event.seconds),
    "pause": lambda book, event: book.pause(event.seconds // 60),
    "drink": lambda book, event: book.drink(event.amount),
    "meal": lambda book, event: book.eat(event.meal),
    "shutdown": lambda book, _: book.shut_down(),
    "task": lambda book, _: book.complete(book.plan()),
}


def _by_time(event: DomainEvent) -> datetime:
    return event.at


def user_of(timezone: str = "UTC", day_start: time = time(0), **preferences: Any) -> User:
    return User(
        user_id="ada",
        username="Ada",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        timezone=timezone,
        day_start=day_start,
        preferences=preferences,
    )


def story(*events: DomainEvent, user: User | None = None, running: datetime | None = None) -> Story:
    return Story(user or user_of(), tuple(sorted(events, key=_by_time)), running)


def on_wednesday(clock: str) -> datetime:
    """Return that time of the 18th of March 2026, in UTC."""
    return datetime.combine(date(2026, 3, 18), time.fromisoformat(clock), UTC)


def good_day(day: date, pause_minutes: int = 10, lunch: str = "12:00") -> list[DomainEvent]:
    """Return a working day from 9:00 to 17:30 with a rest every hour, eight glasses and lunch."""
    begin = datetime.combine(day, time(9), UTC)
    return [
        *(pause(begin + hour * HOUR, pause_minutes) for hour in range(1, 9)),
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
LENGTH = 3 * 24 * 3600
"""Of a random story, in seconds."""

_preferences = st.fixed_dictionaries(
    {},
    optional={
        "hydration_goal_ml": st.sampled_from([500, 1500, 3000]),
        "workday_limit_minutes": st.sampled_from([60, 240, 480, 720]),
        "rest_after_minutes": st.sampled_from([10, 25, 90, 240]),
        "lunch_window": st.sampled_from(
            ["13:00-15:30", "00:00-23:59", "11:30-11:31", "22:00-23:30", {"from": "12:30", "to": "13:15"}]
        ),
    },
)
_seconds = st.integers(0, LENGTH)
_whole_minutes = st.integers(0, LENGTH // 60).map(lambda minutes: minutes * 60)
_moments = _seconds | _whole_minutes


@dataclass(frozen=True)
class Days:
    """A random story, with the moment at which it begins."""

    begin: datetime
    story: Story

    def moment(self, seconds: int) -> datetime:
        return self.begin + timedelta(seconds=seconds)

    @cached_property
    def turns(self) -> list[datetime]:
        """The moments at which its days turn."""
        calendar = self.story.user.calendar
        first = calendar.date_of(self.begin)
        return [calendar.start_of(first + number * DAY) for number in range(1, 4)]


@st.composite
def stories(draw: st.DrawFn) -> Days:
    """Generate three days of work spells, rests, drinks, meals, tasks and shutdowns, somewhere."""
    zone, first = draw(st.sampled_from(PLACES))
    day_start = draw(st.sampled_from([time(0), time(4), time(22, 30)]))
    user = user_of(zone, day_start, **draw(_preferences))
    begin = user.calendar.start_of(first)

    def at(seconds: int) -> datetime:
        return begin + timedelta(seconds=seconds)

    cuts = sorted(draw(st.lists(_moments, unique=True, max_size=9)))
    spells = [work(at(start), at(end)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    length = st.integers(1, 240 * 60)
    others = st.one_of(
        st.builds(lambda end, minutes: pause(at(end), minutes), _moments, st.integers(1, 240)),
        st.builds(lambda end, seconds: DomainEvent(at(end), "break", seconds), _moments, length),
        st.builds(lambda when, amount: drink(at(when), amount), _moments, st.integers(1, 3000)),
        st.builds(lambda when, kind: meal(at(when), kind), _moments, st.sampled_from(MealKind)),
        st.builds(lambda when: shutdown(at(when)), _moments),
        st.builds(lambda when: task(at(when)), _moments),
    )
    events = (*spells, *draw(st.lists(others, max_size=20)))
    running = at(cuts[-1]) if len(cuts) % 2 else None
    return Days(begin, story(*events, user=user, running=running))


instants = _moments
"""Seconds from the beginning of a story."""
