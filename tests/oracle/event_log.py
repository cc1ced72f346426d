"""A log of a user's events, from which totals, points and achievements are computed: naive and slow.

It uses nothing of the product; the product and the log follow the same text, `API.md`.
"""

import cmath
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from math import inf
from typing import Any

from tests.oracle.event import NEVER, Event, Gain, Kind
from tests.oracle.naive_calendar import (
    NaiveCalendar,
    free_days,
    is_weekend,
    monday_of,
    naive_longest,
    naive_streak,
    quarter_hours,
    union_of,
)

CHALLENGES: dict[str, tuple[Kind, int]] = {
    "healthy-boundaries": ("shutdown", 5),
    "focus-sprint-master": ("focus", 10),
    "break-champion": ("break", 5),
    "task-finisher": ("task", 15),
}
"""By id: the kind of event that is counted, and the target."""

CHALLENGE_POINTS = 75

IsFree = Callable[[date], bool]
"""Returns whether a day is no work day, or a day off or a holiday."""


class EventLog:
    """The events of one user in order, and the positions at which some were undone.

    `completed` has the name and the Monday of each completed challenge, where the log does not have all joins
    and undone events. The log `is_exact` unless the calendars and limits of its events are uncertain.
    """

    def __init__(self, completed: list[tuple[str, date]] | None = None) -> None:
        self.events: list[Event] = []
        self.monday = date.min
        self.is_exact = True
        self.completed = completed
        self._ends: dict[date, float] = {}  # the positions at which the weeks ended
        self._numbers = 0
        self._bridged: list[tuple[float, set[date]]] = []  # those after each move, with its position
        self._lived_until = date.min  # the latest date lived before a move to an earlier one, or that one
        self._plans: list[tuple[float, IsFree]] = [(-1, is_weekend)]  # since which position each is in force
        self._calendars: list[tuple[datetime, NaiveCalendar]] = []  # since when each has been in force
        self._found: dict[Any, list[Any]] = {}  # what was found in this state of the log
        self._state: Any = None
        # By name, the planned date, whether it is completed, and the date of each change:
        self._tasks: dict[str, list[tuple[date | None, bool, date]]] = defaultdict(list)
        self._over: dict[date, list[tuple[str, date]]] = {}  # completed challenges of weeks that are over
        self._is_corrected = False

    def add(self, kind: Kind, today: date, **fields: Any) -> Event:
        """Add an event of today; weeks go back only by more than one."""
        self._turn(today)
        event = Event(kind=kind, number=self._next(), monday=self.monday, **{"on": today, **fields})
        self.events.append(event)
        return event

    def undo(self, event: Event, today: date) -> None:
        """Record that an event was undone today."""
        self._turn(today)
        event.undone = self._next()

    def correct(self, event: Event, today: date, start: datetime, at: datetime) -> Event:
        """Record that a work session was corrected today, as if it had been so from the start."""
        self._begin_correction(event, today)
        pauses = [(max(begin, start), min(end, at)) for begin, end in event.pauses]
        corrected = replace(
            event,
            number=event.number if at == event.at else self._position_of(event, at),
            on=event.on if at == event.at else event.calendar.date_of(at),
            start=start,
            at=at,
            pauses=tuple((begin, end) for begin, end in pauses if begin < end),
            corrected=True,
        )
        self.events = sorted(
            (corrected if one is event else one for one in self.events), key=lambda one: one.number
        )
        self._link_breaks(event, corrected)
        return corrected

    def remove(self, event: Event, today: date) -> None:
        """Record that a work session was removed today, as if it had never been."""
        self._begin_correction(event, today)
        self.events = [one for one in self.events if one is not event]
        self._link_breaks(event, None)

    def take_back(self, event: Event) -> None:
        """Record that an event was undone, as if it had never been."""
        self._next()
        self.events = [one for one in self.events if one is not event]

    def _begin_correction(self, event: Event, today: date) -> None:
        """Keep the challenges of weeks that are over, and let no shutdown close the session as it was."""
        self._turn(today)
        self._is_corrected = True
        for monday in {one.monday for one in self.events} - {self.monday}:
            self._over.setdefault(monday, [one for one in self.completed_challenges() if one[1] == monday])
        for shutdown in self.of("shutdown"):
            if shutdown.working and shutdown.working[0][0] == event.active[0][0]:
                shutdown.working = ()
        self._next()

    def _link_breaks(self, before: Event, after: Event | None) -> None:
        """Let breaks that began during the session count for it."""
        for one in self.of("break"):
            was, counts = (ran is not None and ran.start <= one.start < ran.at for ran in (before, after))
            if was != counts:
                one.name = before.name if counts else ""

    def _position_of(self, event: Event, at: datetime) -> float:
        """Return the position at which an event would have been that happened at another time."""
        others = [one for one in self.events if one is not event]
        before = [one.number for one in others if one.at <= at]
        position = max(before, default=0)
        after = [one.number for one in others if one.number > position]
        return (position + min(after, default=position + 1)) / 2

    @property
    def uncertain_achievements(self) -> set[str]:
        """The achievements of streaks after a correction, if days were passed that no longer are."""
        changed = not self.has_one_plan or len(self._bridged) > 1
        return {"warming-up", "unstoppable", "evening-ritual"} if self._is_corrected and changed else set()

    def complete_task(self, name: str, today: date, **fields: Any) -> Event | None:
        """Add the completion of a task today and return it; None if the task already counts for today."""
        if self._completions(name, today):
            return None
        return self.add("task", today, name=name, **fields)

    def undo_task(self, name: str, today: date) -> list[Event]:
        """Record that a task was reopened or deleted today: only its completion of today is undone."""
        undone = self._completions(name, today)
        for event in undone:
            self.undo(event, today)
        return undone

    def count_again(self, events: Iterable[Event]) -> None:
        """Record that these events count again, as if they had not been undone."""
        self._next()
        for event in events:
            event.undone, event.again = inf, True

    def forget_task(self, name: str) -> None:
        """Record that a task was never added."""
        self._next()
        self._tasks.pop(name, None)

    def correct_task(self, name: str, planned: date | None, *, completed: bool) -> None:
        """Record what the last change of a task has left, because it was undone."""
        self._next()
        *earlier, (_, _, today) = self._tasks[name]
        self._tasks[name] = [*earlier, (planned, completed, today)]

    def change_task(self, name: str, planned: date | None, today: date, *, completed: bool) -> None:
        """Record that a task was written today: its planned date, None if it was deleted, and its state."""
        self._tasks[name].append((planned, completed, today))

    def planned(self, on: date) -> tuple[int, int]:
        """Return how many tasks are planned for a day, or were when it ended; and how many were open then."""
        states = [completed for changes in self._tasks.values() for completed in states_at_end(changes, on)]
        return len(states), states.count(False)

    def move(self, now: datetime, before: NaiveCalendar, after: NaiveCalendar) -> None:
        """Record that the calendar of the user changed now."""
        if before == after:
            return
        self._calendars = self._calendars or [(NEVER, before)]
        number, left = self._next(), before.date_of(now)
        ahead = (after.date_of(now) - left).days
        bridged_ahead = {day for day in self.bridged() if day > after.date_of(now)}  # will come again
        bridged = self.bridged() - bridged_ahead
        lived = {left + timedelta(days=step) for step in range(ahead, 1) if ahead < 0} - bridged_ahead
        self._lived_until = max((self._lived_until, *lived))
        for day in (left + timedelta(days=step) for step in range(ahead + 1)):
            future = (
                cut - begin
                for begin, cut in quarter_hours(now, now + timedelta(days=3))
                if after.date_of(begin) == day
            )
            if sum(future, self._lived(now, day)) < timedelta(hours=12):
                bridged.add(day)
        self._bridged.append((number, bridged))
        self._calendars.append((now, after))

    def bridge(self, days: Iterable[date]) -> None:
        """Record dates that moves skipped, at unknown moments."""
        self._bridged.append((0, set(days)))

    def bridged(self, before: float = inf) -> set[date]:
        """Return the dates that moves have skipped, as known before a position."""
        return next((days for number, days in reversed(self._bridged) if number < before), set())

    def plan(self, is_free: IsFree) -> None:
        """Record that the user works on other days from now on."""
        self._plans.append((self._next(), is_free))

    @property
    def has_one_plan(self) -> bool:
        """Whether the user has worked on the same days since the first event."""
        return not self.events or self._plans[-1][0] < self.events[0].number

    def passed(self, today: date, before: float = inf) -> set[date]:
        """Return the days over which streaks pass, by the work days in force at a position."""
        is_free = [plan for number, plan in self._plans if number < before][-1]
        days = {event.on for event in self.events} | {today}
        return self.bridged(before) | free_days(is_free, min(days), max(days))

    def shutdown_days(self, until: float = inf) -> tuple[set[date], set[date]]:
        """Return the days with a shutdown that counts, and those with only one that followed another one.

        They are those of the shutdowns up to a position. Of two within 8 hours one counts.
        """
        return self._shutdown_days([(one.on, one.at) for one in self.of("shutdown") if one.number <= until])

    def _shutdown_days(self, shutdowns: list[tuple[date, datetime]]) -> tuple[set[date], set[date]]:
        counted: dict[date, datetime] = {}
        for on, at in shutdowns:
            last = next(reversed(counted.values()), None)
            if on not in counted and (last is None or abs(at - last) >= timedelta(hours=8)):
                counted[on] = at
        return set(counted), {on for on, _ in shutdowns} - set(counted)

    def active_streak(self, today: date) -> int:
        """Return the streak of days with a completed task or a finished work session."""
        return naive_streak(self.days("task", "work"), today, self.passed(today))

    def longest_streak(self) -> int:
        """Return the longest streak of days with a completed task or a finished work session."""
        return naive_longest(self.days("task", "work"), self.passed(self.monday))

    def shutdown_streak(self, today: date, *, now: datetime | None = None, until: float = inf) -> int:
        """Return the streak of days with a shutdown, as of a position, or with another one `now`."""
        shutdowns = [(one.on, one.at) for one in self.of("shutdown") if one.number <= until]
        counted, others = self._shutdown_days([*shutdowns, *([(today, now)] if now else [])])
        return naive_streak(counted, today, self.passed(today, until) | others)

    def of(self, *kinds: Kind) -> list[Event]:
        """Return the events of some kinds that were not undone."""
        found: list[Event] = self._once(
            kinds, lambda: [event for event in self.events if event.kind in kinds and event.undone == inf]
        )
        return found

    def on(self, on: date, *kinds: Kind) -> list[Event]:
        """Return the events of some kinds that count for a day."""
        return [event for event in self.of(*kinds) if event.on == on]

    def full_focus(self) -> list[Event]:
        """Return the focus sessions that count for challenges and achievements."""
        return [event for event in self.of("focus") if event.is_full]

    def days(self, *kinds: Kind) -> set[date]:
        """Return the days for which an event of some kinds counts."""
        return {event.on for event in self.of(*kinds)}

    def points(self, monday: date | None = None) -> int:
        """Return all points, or those of one week."""
        return sum(gain.points for gain in self.gains() if monday in (None, gain.monday))

    def gains(self) -> list[Gain]:
        """Return the points that were given and not taken back."""
        found: list[Gain] = self._once("gains", lambda: list(self._find_gains()))
        return found

    def _find_gains(self) -> Iterator[Gain]:
        for event in self.of("task"):
            yield Gain("task", event.name, 5, event.monday, event.at, event.on)
        for on, event in self._goals().items():
            yield Gain("focus_goal_reached", on.isoformat(), 15, event.monday, event.at, on)
        rewarded: set[date] = set()
        for event in self.of("shutdown"):
            if event.on in self.shutdown_days(event.number)[0] and event.on not in rewarded:
                rewarded.add(event.on)
                bonus = min(2 * self.shutdown_streak(event.on, until=event.number), 20)
                source, monday, at = event.on.isoformat(), event.monday, event.at
                yield Gain("shutdown", source, 10, monday, at, event.on)
                yield Gain("shutdown_streak", source, bonus, monday, at, event.on)
        for challenge, monday in self.completed_challenges():
            source = f"{monday:%G-W%V}:{challenge}"
            yield Gain("challenge_completed", source, CHALLENGE_POINTS, monday, NEVER)

    def completed_challenges(self) -> list[tuple[str, date]]:
        """Return the name and the Monday of each completed challenge."""
        if self.completed is not None:
            return self.completed
        found = []
        for monday in {event.monday for event in self.events} | self._over.keys():
            if monday in self._over:
                found += self._over[monday]
                continue
            for challenge, (_, target) in CHALLENGES.items():
                end = self._ends.get(monday, inf)
                intervals = self._joined(challenge, monday, end)
                if self._count(challenge, monday, intervals, end) >= target:
                    found.append((challenge, monday))
        return found

    def challenge_progress(self, challenge: str, monday: date | None = None) -> tuple[int, bool] | None:
        """Return the progress in a challenge of a week, by default the last one, and if it is completed.

        Return None if it was not joined.
        """
        monday = monday or self.monday
        intervals = self._joined(challenge, monday, inf)
        if not intervals or intervals[-1][1] != inf:
            return None
        counted = self._count(challenge, monday, intervals, inf)
        return counted, counted >= CHALLENGES[challenge][1]

    def day(self, on: date) -> dict[str, Any]:
        """Return the expected totals of a day, by the field of `DailyTotals`."""
        key = on if on in self._once("days", self._find_days) else None  # days without events are equal
        found: dict[str, Any] = self._once(("day", key), lambda: self._find_day(on))
        return {**found}

    def _find_days(self) -> set[date]:
        hours = {on for event in self.of("work", "focus") for on, _ in event.hours}
        return hours.union({event.on for event in self.events}, *(event.bounds for event in self.of("work")))

    def _find_day(self, on: date) -> dict[str, Any]:
        tasks, works, focuses, breaks, shutdowns = (
            self.on(on, kind) for kind in ("task", "work", "focus", "break", "shutdown")
        )
        return {
            "completed_tasks": len(tasks),
            "finished_sessions": len(works),
            "first_finished": works[0].at if works else None,
            "worked_seconds": sum(event.seconds for event in works),
            "clocked_out": f"{works[-1].calendar.local(works[-1].at):%H:%M}" if works else None,
            "focus_sessions": len(focuses),
            "focus_seconds": sum(event.seconds for event in focuses),
            "breaks": len(breaks),
            "break_seconds": sum(event.seconds for event in breaks),
            "focus_goal_reached": on in self._goals(),
            "shutdowns": len(shutdowns),
            "hydration_ml": sum(event.amount for event in self.on(on, "drink")),
            "lunch_taken": any(event.lunch for event in self.on(on, "meal")),
            "task_hours": dict(Counter(event.hour for event in tasks)),
            "work_hours": self._hours("work", on),
            "focus_hours": self._hours("focus", on),
            "shutdown_rating": shutdowns[-1].rating if shutdowns else None,
            **self._work_of(on),
        }

    def _work_of(self, on: date) -> dict[str, Any]:
        """Return the bounds of work on a day, and its overtime by the limit of each session."""
        bounds = [event.bounds[on] for event in self.of("work") if on in event.bounds]
        worked = overtime = 0.0
        for event in self.of("work"):
            for second in (seconds for (day, _), seconds in event.hours.items() if day == on):
                overtime += max(0, worked + second - max(worked, event.limit))
                worked += second
        return {
            "first_start": min((start for start, _ in bounds), default=None),
            "last_end": max((end for _, end in bounds), default=None),
            "overtime_seconds": overtime,
        }

    def points_of(self, on: date) -> int:
        """Return the points of a day, without those of challenges."""
        return sum(gain.points for gain in self.gains() if gain.on == on)

    def series(self, on: date) -> dict[str, Any]:
        """Return the view of a day in the series, without its points and plans."""
        totals = self.day(on)
        rested = union_of([*self.intervals(on, "break", "rest"), *self.pauses(on)])
        return {
            "date": on,
            "worked_minutes": sum(totals["work_hours"].values()) // 60,
            "focus_minutes": totals["focus_seconds"] // 60,
            "focus_sessions": totals["focus_sessions"],
            "break_minutes": totals["break_seconds"] // 60,
            "rest_minutes": rested // timedelta(minutes=1),
            "first_start": totals["first_start"],
            "last_end": totals["last_end"],
            "overtime_minutes": totals["overtime_seconds"] // 60,
            "tasks_completed": totals["completed_tasks"],
            "water_ml": totals["hydration_ml"],
            "meals": len(self.on(on, "meal")),
            "lunch_taken": totals["lunch_taken"],
            "shutdown_rating": totals["shutdown_rating"],
        }

    def intervals(self, on: date, *kinds: Kind) -> list[tuple[datetime, datetime]]:
        """Return the parts of events of some kinds within a day, in order of time."""
        return sorted(part for event in self.of(*kinds) for part in event.parts.get(on, ()))

    def pauses(self, on: date) -> list[tuple[datetime, datetime]]:
        """Return the parts of pauses of work within a day, in order of time."""
        return sorted(part for event in self.of("work") for part in event.paused.get(on, ()))

    def time_of(self, on: date, *kinds: Kind) -> timedelta:
        """Return the time that events of some kinds took of a day; time that is in several counts once."""
        return union_of(self.intervals(on, *kinds))

    def closed_by(self, shutdown: Event) -> timedelta:
        """Return the time of work and focus on the day of a shutdown, before it.

        A session that ran then is one that the shutdown names; in a log of documents, it ended later.
        """
        sessions = [*shutdown.running, *shutdown.working]
        for event in self.events:
            if event.number > shutdown.number and self.completed is None and not event.corrected:
                continue
            if event.kind == "work" and event.number < shutdown.number:
                sessions += event.parts.get(shutdown.on, [])
            elif event.kind in {"work", "focus"}:
                sessions += event.shift
        return union_of(
            [
                part
                for begin, end in sessions
                for part in quarter_hours(begin, min(end, shutdown.at))
                if shutdown.calendar.date_of(part[0]) == shutdown.on
            ]
        )

    def worked_centihours(self) -> int:
        """Return the sum of the displayed durations of work sessions, in hundredths of an hour."""
        return sum(round(event.seconds / 36) for event in self.of("work"))

    def heatmap(self, first: date) -> dict[int, tuple[int, int, int]]:
        """Return the minutes of work and of focus and the completed tasks since a day, by hour of the week.

        Hours without any are left out.
        """
        counts: dict[Kind, Counter[int]] = {"work": Counter(), "focus": Counter(), "task": Counter()}
        for event in self.of("work", "focus"):
            for (on, hour), seconds in event.hours.items():
                counts[event.kind][hour] += seconds if on >= first else 0
        for event in self.of("task"):
            counts["task"][event.hour] += event.on >= first
        found = {
            hour: (counts["work"][hour] // 60, counts["focus"][hour] // 60, counts["task"][hour])
            for hour in range(7 * 24)
        }
        return {hour: amounts for hour, amounts in found.items() if any(amounts)}

    def hydrated_days(self) -> set[date]:
        """Return the days earned as hydrated: a drink reaches its goal, and as much is left of them all."""
        drinks = [event for event in self.events if event.kind == "drink"]
        steps = [(event.number, event, 1) for event in drinks]
        steps += [(int(event.undone), event, -1) for event in drinks if event.undone < inf]
        drunk: Counter[date] = Counter()
        goals: dict[date, float] = {}
        for _, event, sign in sorted(steps, key=lambda step: step[0]):
            drunk[event.on] += sign * event.amount
            if sign > 0 and drunk[event.on] >= event.limit:
                goals.setdefault(event.on, event.limit)
            elif sign < 0 and drunk[event.on] < goals.get(event.on, 0):
                del goals[event.on]
        return set(goals)

    def work_days(self) -> list[tuple[set[date], set[date]]]:
        """Return after each work session the days with work, and those on which overtime was found."""
        worked: Counter[date] = Counter()
        overtime: set[date] = set()
        found: list[tuple[set[date], set[date]]] = [(set(), set())]
        for event in self.of("work"):
            for (on, _), seconds in event.hours.items():
                worked[on] += seconds
            overtime |= {on for on, _ in event.hours if worked[on] > event.limit}
            found.append((set(worked), set(overtime)))
        return found

    def shutdown_minutes(self) -> dict[str, int]:
        """Return the minute of the last shutdown of each of the last 30 days with one."""
        minutes = {event.on.isoformat(): event.minute for event in self.of("shutdown")}
        return dict(sorted(minutes.items())[-30:])

    def mean_shutdown(self) -> float:
        """Return the circular mean of these minutes; the plain one where their directions cancel out."""
        minutes = self.shutdown_minutes().values()
        direction = sum(cmath.exp(1j * math.tau * minute / 1440) for minute in minutes)
        if abs(direction) <= 1e-9 * len(minutes):
            return sum(minutes) / max(1, len(minutes))
        return cmath.phase(direction) / math.tau * 1440

    def achievements(self) -> dict[str, tuple[int, bool]]:
        """Return the progress of each achievement, and if it is unlocked.

        No undo affects the days in balance: their achievement is unlocked if the target was ever reached.
        """
        found: dict[str, tuple[int, bool]] = self._once("achievements", self._find_achievements)
        return found

    def _find_achievements(self) -> dict[str, tuple[int, bool]]:
        tasks, focus, breaks = self.of("task"), self.full_focus(), self.of("break")
        last = self._steps()[-1][0] if self.events else 0
        active, closed = self._longest_streaks(last, last)
        challenges = len(self.completed_challenges())
        balance = [best_week(worked, overtime) for worked, overtime in self.work_days()]
        # fmt: off
        counts = {
            "first-step": (len(tasks), 1), "on-a-roll": (len(tasks), 25), "task-master": (len(tasks), 250),
            "in-the-zone": (len(focus), 10),
            "deep-diver": (sum(event.seconds for event in focus) // 3600, 100),
            "warming-up": (active, 3), "unstoppable": (active, 30),
            "clean-close": (len(self.shutdown_days()[0]), 1), "evening-ritual": (closed, 7),
            "well-watered": (len(self.hydrated_days()), 7),
            "breather": (len(breaks), 10), "well-rested": (len(breaks), 100),
            "challenger": (challenges, 1), "champion": (challenges, 10),
        }
        # fmt: on
        found = {name: (min(count, target), count >= target) for name, (count, target) in counts.items()}
        if not self.has_one_plan or len(self._bridged) > 1:  # days may no longer be passed
            unlocked = self._unlocked_streaks()
            found = {name: (count, unlocked.get(name, reached)) for name, (count, reached) in found.items()}
        return {**found, "in-balance": (min(balance[-1], 5), max(balance) >= 5)}

    def _steps(self) -> list[tuple[float, bool]]:
        """Return the positions of all events, and of their undoing, in order; and whether they undo."""
        steps = [(float(event.number), False) for event in self.events]
        return sorted([*steps, *((event.undone, True) for event in self.events if event.undone < inf)])

    def _positions(self, *kinds: Kind) -> set[float]:
        """Return the positions of the events of some kinds, and of their undoing."""
        found = [event for event in self.events if event.kind in kinds]
        return {float(event.number) for event in found} | {event.undone for event in found}

    def _longest_streaks(self, until: float, plan: float) -> tuple[int, int]:
        """Return the longest streak of active days, and of shutdowns, of the events up to a position.

        They pass over days by the plan at another position.
        """
        there = [event for event in self.events if event.number <= until < event.undone]
        active = {event.on for event in there if event.kind in {"task", "work"}}
        shutdowns, others = self.shutdown_days(until)
        passed = self.passed(self.monday, plan)
        return naive_longest(active, passed), naive_longest(shutdowns, passed | others)

    def _unlocked_streaks(self) -> dict[str, bool]:
        """Return which achievements of streaks are unlocked, each by the plan at every event.

        An undo locks one again, unless it was lost and kept before because the plan changed.
        """
        targets = {"warming-up": (0, 3), "unstoppable": (0, 30), "evening-ritual": (1, 7)}
        unlocked, kept = set[str](), set[str]()
        before: tuple[int, ...] = (0, 0)
        last = 0.0
        changes = [number for number, _ in [*self._plans, *self._bridged]]
        counted = self._positions("task", "work", "shutdown")
        for step, undoes in self._steps():
            is_changed = any(last < number < step for number in changes)
            planned = self._longest_streaks(last, step) if is_changed else before
            after = self._longest_streaks(step, step) if step in counted else planned
            for name, (kind, target) in targets.items():
                if planned[kind] >= target:
                    unlocked.add(name)
                elif before[kind] >= target:
                    kept.add(name)
                if after[kind] >= target:
                    unlocked.add(name)
                elif planned[kind] >= target and not undoes:
                    kept.add(name)
                elif planned[kind] >= target:
                    unlocked -= {name} - kept
            before, last = after, step
        return {name: name in unlocked for name in targets}

    def _completions(self, name: str, on: date) -> list[Event]:
        return [event for event in self.on(on, "task") if event.name == name]

    def _lived(self, now: datetime, day: date) -> timedelta:
        """Return the time since a date was entered; a date that was left for an earlier one was lived."""
        if day <= self._lived_until:
            return timedelta(days=1)
        lived, end = timedelta(0), now
        for since, calendar in reversed(self._calendars):
            if since == end and calendar.date_of(since) != day:
                return lived  # another date, entered and left at once
            for begin, cut in reversed([*quarter_hours(max(since, end - timedelta(days=3)), end)]):
                if calendar.date_of(begin) != day:
                    return lived
                lived += cut - begin
            end = min(end, since)
        return lived

    def _turn(self, today: date) -> None:
        monday, week = monday_of(today), timedelta(weeks=1)
        if self.monday not in {monday, date.min} and monday < self.monday - week:
            # The clock was ahead: the week that it interrupted goes on.
            self._ends[self.monday] = self._numbers + 1
            self.monday = monday + week if monday + week in self._ends else monday
            self._ends.pop(self.monday, None)
        elif monday > self.monday:
            self._ends[self.monday] = self._numbers + 1
            self.monday = monday
            self._ends.pop(monday, None)

    def _once(self, name: Any, find: Callable[[], Any]) -> Any:
        """Return what is found, at most once in each state of the log."""
        state = self._numbers, len(self._bridged)
        if state != self._state:
            self._state, self._found = state, {}
        if name not in self._found:
            self._found[name] = find()
        return self._found[name]

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

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
            if event.kind != kind or event.monday != monday:
                continue
            joined = any(start < event.number < end for start, end in intervals)
            if joined and event.number < at <= event.undone:
                counted.add(self._mark_of(event))
        return len(counted - {None})

    def _mark_of(self, event: Event) -> Any:
        """Return the key by which an event counts once for a challenge; None if it does not count."""
        if event.kind == "shutdown":
            early = event.minute < 17 * 60 and self.closed_by(event) >= timedelta(hours=1)
            counts = event.on in self.shutdown_days(event.number)[0]
            return event.on if early and counts else None
        if event.kind == "break":
            return event.name if event.name and event.seconds >= 5 * 60 else None
        if event.kind == "focus" and not event.is_full:
            return None
        return event.number

    def _hours(self, kind: Kind, on: date) -> dict[int, int]:
        hours: Counter[int] = Counter()
        for event in self.of(kind):
            hours.update({hour: seconds for (day, hour), seconds in event.hours.items() if day == on})
        return {hour: seconds for hour, seconds in hours.items() if seconds}


def states_at_end(changes: Iterable[tuple[date | None, bool, date]], on: date) -> list[bool]:
    """Return whether a task was completed when a day ended for which it was planned, empty if it was not.

    The day has ended for the task once the task is written after it, or planned for it after it. If a change
    of the time zone leads back to the day, nothing changes, until the same happens with another day.
    """
    ended: list[bool] = []
    current: list[bool] = []
    decided, before = None, None
    for planned, completed, today in changes:
        if before is not None and before < today:
            decided = before
        if decided == on:
            ended, current = [*ended, *current], []
        if planned is not None and planned < today and planned != before:
            decided = planned
        if on >= today:
            current = [completed] if planned == on != decided else []
        before = planned
    return [*ended, *current]


def best_week(worked: set[date], overtime: set[date]) -> int:
    """Return the most days with work in a week without overtime."""
    excluded = set(map(monday_of, overtime))
    weeks = Counter(monday for on in worked if (monday := monday_of(on)) not in excluded)
    return max(weeks.values(), default=0)
