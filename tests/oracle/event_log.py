"""A log of a user's events, from which totals, points and achievements are computed: naive and slow.

It uses nothing of the rules of the product; they and this follow the same text, `API.md`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from math import inf
from typing import Any, Literal

from shared.entities.interval import Interval
from tests.oracle.recount import naive_longest, naive_streak

Kind = Literal["task", "work", "focus", "break", "shutdown", "join", "leave", "drink", "meal", "rest"]

CHALLENGES: dict[str, tuple[Kind, int]] = {
    "healthy-boundaries": ("shutdown", 5),
    "focus-sprint-master": ("focus", 10),
    "break-champion": ("break", 5),
    "task-finisher": ("task", 15),
}
"""By id: the kind of event that is counted, and the target."""

CHALLENGE_POINTS = 75
HYDRATION_GOAL = 2000


@dataclass(slots=True, kw_only=True)
class Event:
    """An event of a user.

    `number` is its position in the log, `monday` the week it happened in, `on` the local date it counts for.
    """

    number: int
    kind: Kind
    monday: date
    on: date
    name: str = ""  # id of the task, challenge or health entry; of a break, that of its work session
    at: datetime | None = None
    hour: int = 0
    minute: int = 0
    seconds: int = 0
    limit: int = 0  # seconds: the working time beyond which is overtime, or the focus goal
    amount: int = 0  # of a drink, in ml
    lunch: bool = False
    spans: Mapping[date, Mapping[int, int]] = field(default_factory=dict)
    parts: Mapping[date, Interval] = field(default_factory=dict)
    undone: float = inf  # the position at which it was undone


class EventLog:
    """The events of one user in order, and the positions at which some were undone."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.monday = date.min
        self._ends: dict[date, float] = {}  # the positions at which the weeks ended
        self._numbers = 0

    def add(self, kind: Kind, today: date, **fields: Any) -> Event:
        """Add an event of today; weeks never go back."""
        self._turn(today)
        event = Event(kind=kind, number=self._next(), monday=self.monday, **{"on": today, **fields})
        self.events.append(event)
        return event

    def undo(self, event: Event, today: date) -> None:
        """Record that an event was undone today."""
        self._turn(today)
        event.undone = self._next()

    def of(self, *kinds: Kind) -> list[Event]:
        """Return the events of some kinds that were not undone."""
        return [event for event in self.events if event.kind in kinds and event.undone == inf]

    def points(self) -> int:
        """Return all points."""
        return sum(points for _, points in self._gains())

    def week_points(self) -> int:
        """Return the points of this week."""
        return sum(points for monday, points in self._gains() if monday == self.monday)

    def challenges_done(self) -> int:
        """Return how many challenges were completed, over all weeks."""
        return len(list(self._completed_challenges()))

    def challenge_progress(self, challenge: str) -> tuple[int, bool] | None:
        """Return the progress in a challenge of this week and if it is completed; None if not joined."""
        intervals = self._joined(challenge, self.monday, inf)
        if not intervals or intervals[-1][1] != inf:
            return None
        counted = self._count(challenge, self.monday, intervals, inf)
        return counted, counted >= CHALLENGES[challenge][1]

    def day(self, on: date) -> dict[str, Any]:
        """Return the expected totals of a day, by the field of `DailyTotals`."""
        tasks, works, focuses, breaks, shutdowns = (
            [event for event in self.of(kind) if event.on == on]
            for kind in ("task", "work", "focus", "break", "shutdown")
        )
        return {
            "completed_tasks": len(tasks),
            "finished_sessions": len(works),
            "first_finished": works[0].at if works else None,
            "worked_seconds": sum(event.seconds for event in works),
            "focus_sessions": len(focuses),
            "focus_seconds": sum(event.seconds for event in focuses),
            "breaks": len(breaks),
            "break_seconds": sum(event.seconds for event in breaks),
            "focus_goal_reached": on in self._goals(),
            "shutdowns": len(shutdowns),
            "hydration_ml": sum(event.amount for event in self.of("drink") if event.on == on),
            "lunch_taken": any(event.lunch for event in self.of("meal") if event.on == on),
            "task_hours": dict(Counter(event.hour for event in tasks)),
            "work_hours": self._hours("work", on),
            "focus_hours": self._hours("focus", on),
        }

    def done_on(self, on: date) -> list[str]:
        """Return the ids of the tasks completed on a day, in order."""
        return [event.name for event in self.of("task") if event.on == on]

    def entries_on(self, on: date) -> set[str]:
        """Return the ids of the health entries of a day."""
        return {event.name for event in self.of("drink", "meal", "rest") if event.on == on}

    def time_of(self, on: date, *kinds: Kind) -> timedelta:
        """Return the time that events of some kinds took of a day; time that is in several counts once."""
        parts = [event.parts[on] for event in self.of(*kinds) if on in event.parts]
        cuts: list[datetime] = sorted({moment for part in parts for moment in (part.begin, part.end)})
        return sum(
            (
                end - begin
                for begin, end in pairwise(cuts)
                if any(part.begin <= begin and end <= part.end for part in parts)
            ),
            timedelta(0),
        )

    def hydrated_days(self) -> set[date]:
        """Return the days on which the hydration goal was reached."""
        drunk: Counter[date] = Counter()
        for event in self.of("drink"):
            drunk[event.on] += event.amount
        return {on for on, amount in drunk.items() if amount >= HYDRATION_GOAL}

    def days(self, *kinds: Kind) -> set[date]:
        """Return the days for which an event of some kinds counts."""
        return {event.on for event in self.of(*kinds)}

    def days_with_work(self) -> set[date]:
        """Return the days that contain working time."""
        return {on for event in self.of("work") for on in event.spans}

    def days_of_overtime(self) -> set[date]:
        """Return the days whose working time was above the limit when a work session ended."""
        worked: Counter[date] = Counter()
        found = set()
        for event in self.of("work"):
            for on, hours in event.spans.items():
                worked[on] += sum(hours.values())
                if worked[on] > event.limit:
                    found.add(on)
        return found

    def unlocked(self) -> set[str]:
        """Return the achievements: reached now or, where no undo affects their count, at any time."""
        active = naive_longest(self.days("task", "work"))
        shutdowns = self.days("shutdown")
        focused = sum(event.seconds for event in self.of("focus"))
        reached = {
            "first-step": len(self.of("task")) >= 1,
            "on-a-roll": len(self.of("task")) >= 25,
            "task-master": len(self.of("task")) >= 250,
            "in-the-zone": len(self.of("focus")) >= 10,
            "deep-diver": focused >= 100 * 60 * 60,
            "warming-up": active >= 3,
            "unstoppable": active >= 30,
            "clean-close": bool(shutdowns),
            "evening-ritual": naive_longest(shutdowns) >= 7,
            "well-watered": len(self.hydrated_days()) >= 7,
            "breather": len(self.of("break")) >= 10,
            "well-rested": len(self.of("break")) >= 100,
            "in-balance": any(self._was_in_balance()),
            "challenger": self.challenges_done() >= 1,
            "champion": self.challenges_done() >= 10,
        }
        return {name for name, is_reached in reached.items() if is_reached}

    def _turn(self, today: date) -> None:
        monday = today - timedelta(days=today.weekday())
        if monday > self.monday:
            self._ends[self.monday] = self._numbers + 1
            self.monday = monday

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def _gains(self) -> Iterator[tuple[date, int]]:
        """Yield the points of each reward, with the Monday of the week they count for."""
        for event in self.of("task"):
            yield event.monday, 5
        for event in self._goals().values():
            yield event.monday, 15
        closed: set[date] = set()
        for event in self.of("shutdown"):
            if event.on not in closed:
                closed.add(event.on)
                yield event.monday, 10 + min(2 * naive_streak(closed, event.on), 20)
        for monday in self._completed_challenges():
            yield monday, CHALLENGE_POINTS

    def _goals(self) -> dict[date, Event]:
        """Return for each day on which the focus goal was reached the session that reached it."""
        by_day: dict[date, list[Event]] = defaultdict(list)
        for event in self.of("focus"):
            by_day[event.on].append(event)
        found = {}
        for on, events in by_day.items():
            sums = accumulate(event.seconds for event in events)
            reached = [event for event, total in zip(events, sums, strict=True) if total >= event.limit]
            if reached:
                found[on] = reached[0]
        return found

    def _completed_challenges(self) -> Iterator[date]:
        for monday in {event.monday for event in self.events}:
            for challenge, (_, target) in CHALLENGES.items():
                end = self._ends.get(monday, inf)
                intervals = self._joined(challenge, monday, end)
                if self._count(challenge, monday, intervals, end) >= target:
                    yield monday

    def _joined(self, challenge: str, monday: date, at: float) -> list[tuple[float, float]]:
        """Return the ranges of positions in which a challenge was joined; rejoining one that is not completed
        starts again from zero.
        """
        found: list[tuple[float, float]] = []
        for event in self.events:
            if event.name != challenge or event.monday != monday or event.number >= at:
                continue
            if event.kind == "join":
                so_far = self._count(challenge, monday, found, event.number)
                if so_far < CHALLENGES[challenge][1]:
                    found.clear()
                found.append((event.number, inf))
            elif event.kind == "leave":
                found[-1] = (found[-1][0], event.number)
        return found

    def _count(self, challenge: str, monday: date, intervals: list[tuple[float, float]], at: float) -> int:
        """Count the progress in a challenge in these ranges of positions, as it was at position `at`."""
        kind, _ = CHALLENGES[challenge]
        counted = set()
        for event in self.events:
            joined = any(start < event.number < end for start, end in intervals)
            held = event.number < at <= event.undone
            if event.kind == kind and event.monday == monday and joined and held:
                counted.add(_mark_of(event))
        return len(counted - {None})

    def _hours(self, kind: Kind, on: date) -> dict[int, int]:
        hours: Counter[int] = Counter()
        for event in self.of(kind):
            hours.update(event.spans.get(on, {}))
        return {hour: seconds for hour, seconds in hours.items() if seconds}

    def _was_in_balance(self) -> Iterator[bool]:
        """Yield for each end of a work session whether there had been a week in balance by then."""
        works = self.of("work")
        for number in range(1, len(works) + 1):
            past = EventLog()
            past.events = works[:number]
            worked, overtime = past.days_with_work(), past.days_of_overtime()
            weeks = Counter(on.isocalendar()[:2] for on in worked)
            hard = {on.isocalendar()[:2] for on in overtime}
            yield any(days >= 5 for week, days in weeks.items() if week not in hard)


def _mark_of(event: Event) -> Any:
    """Return the key by which an event counts once for a challenge; None if it does not count."""
    if event.kind == "shutdown":
        return event.on if event.minute < 17 * 60 else None
    if event.kind == "break":
        return event.name if event.name and event.seconds >= 5 * 60 else None
    return event.number
