"""The metrics of some weeks, recounted from an event log in the most obvious way; nothing of the product."""

import cmath
import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shared.store.contract import Document
from tests.oracle.event import Kind
from tests.oracle.event_log import EventLog
from tests.oracle.naive_calendar import union_of
from tests.oracle.recount import calendar_of, holidays_of, of_type

_DAY = timedelta(days=1)
_KINDS: tuple[Kind, ...] = ("task", "work", "focus", "break", "shutdown", "drink", "meal", "rest")
_LEAST_DAYS = 5
_NEWEST = 500
_HALF_A_UNIT = {"hours": 0.005, "percent": 0.05, "minutes": 0.05, "count": 0.05, "score": 0.5}

Found = tuple[float | None, int]
"""A value, None if it is not known, and the number of cases that it rests on."""


@dataclass
class Day:
    """What was done on a day; `is_off` by the user's plan, `is_free` also on public holidays."""

    on: date
    totals: dict[str, Any]
    worked: int
    rest: int
    planned: int
    still_open: int
    entries: int
    is_off: bool
    is_free: bool
    start: int | None = None
    end: int | None = None
    waits: list[timedelta] = field(default_factory=list)
    """From reminders until what they asked for, of those with a response."""
    kept: list[bool] = field(default_factory=list)
    """Of each reminder of rest, whether a rest followed in time."""

    @property
    def is_empty(self) -> bool:
        return not (self.worked or self.rest or self.planned or self.entries or self.totals["focus_hours"])


class Recount:
    """The days and the tasks of a user as of a moment."""

    def __init__(self, log: EventLog, documents: list[Document], now: datetime) -> None:
        self.log, self.documents = log, documents
        (self.user,) = of_type(documents, "user")
        self.calendar = calendar_of(self.user)
        self.today = self.calendar.date_of(now)
        self.stored = {date.fromisoformat(one["local_date"]): one for one in of_type(documents, "day")}
        self.limit = self.user["preferences"].get("workday_limit_minutes", 510)
        self.holidays = holidays_of(self.user)
        tasks = sorted(
            of_type(documents, "task"), key=lambda one: (one["created_at"], one["id"]), reverse=True
        )
        self.tasks, self.is_cut_off = tasks[:_NEWEST], len(tasks) > _NEWEST
        self.found: dict[date, Day] = {}

    @property
    def first(self) -> date:
        """The first day with anything on it."""
        days = {on for on in self.stored if on <= self.today}
        return min((on for on in days if self._has_anything(on)), default=self.today)

    def _has_anything(self, on: date) -> bool:
        return not self.day(on).is_empty or self.stored[on].get("points", 0) != 0

    def days(self, first: date, last: date) -> list[Day]:
        return [self.day(first + number * _DAY) for number in range((last - first).days + 1)]

    def day(self, on: date) -> Day:
        if on not in self.found:
            self.found[on] = self._day(on)
        return self.found[on]

    def _day(self, on: date) -> Day:
        totals = self.log.day(on)
        off = [(one["begin"], one["end"]) for one in self.user.get("days_off", ())]
        is_off = any(begin <= on.isoformat() <= end for begin, end in off)
        planned, still_open = self._plan(on)
        day = Day(
            on=on,
            totals=totals,
            worked=sum(totals["work_hours"].values()),
            rest=int(union_of(self._rests(on)).total_seconds()),
            planned=planned,
            still_open=still_open,
            entries=len(self.log.on(on, *_KINDS)),
            is_off=is_off,
            is_free=is_off or on in self.holidays,
            start=self._minute(totals["first_start"], on),
            end=self._minute(totals["last_end"], on),
        )
        self._add_responses(day)
        return day

    def _rests(self, on: date) -> list[tuple[datetime, datetime]]:
        return [*self.log.intervals(on, "break", "rest"), *self.log.pauses(on)]

    def _minute(self, moment: datetime | None, on: date) -> int | None:
        if moment is None:
            return None
        local = self.calendar.local(moment)
        return (local.date() - on).days * 1440 + local.hour * 60 + local.minute

    def _plan(self, on: date) -> tuple[int, int]:
        if self.log.completed is None:
            return self.log.planned(on)
        day = self.stored.get(on, {})  # a log of documents does not know the plans of days that are over
        return day.get("planned_tasks", 0), day.get("open_planned_tasks", 0)

    def _add_responses(self, day: Day) -> None:
        for kind, text in self.stored.get(day.on, {}).get("reminders", ()):
            at = datetime.fromisoformat(text)
            if kind == "rest":
                wait = min(
                    (max(begin, at) - at for begin, end in self._rests(day.on) if end > at), default=None
                )
                day.kept.append(wait is not None and wait <= timedelta(minutes=15))
            else:
                events = self.log.on(day.on, "drink" if kind == "water" else "meal")
                asked = [event.at for event in events if kind == "water" or event.lunch]
                wait = min((moment - at for moment in asked if moment >= at), default=None)
            if wait is not None and wait < timedelta(hours=1):
                day.waits.append(wait)


def work_metrics(days: Collection[Day], recount: Recount) -> dict[str, Found]:
    worked = [day for day in days if day.worked]
    usual = [day for day in worked if not day.is_free and day.start is not None]
    seconds, n = sum(day.worked for day in days), len(worked)
    focus = sum(min(day.totals["focus_seconds"], day.worked) for day in worked)
    starts = [day.start for day in usual if day.start is not None]
    ends = [day.end for day in usual if day.end is not None]
    return {
        "hours_worked": (seconds / 3600 if n else None, n),
        "active_share": (focus / seconds * 100 if focus else None, n),
        "overload_days": (sum(day.worked > recount.limit * 60 for day in worked) if n else None, n),
        "usual_start": (statistics.median(starts) if len(starts) >= _LEAST_DAYS else None, len(starts)),
        "usual_end": (statistics.median(ends) if len(ends) >= _LEAST_DAYS else None, len(ends)),
        "regularity": (_regularity(usual) if len(usual) >= _LEAST_DAYS else None, len(usual)),
    }


def _regularity(days: list[Day]) -> float:
    """Return 100 minus 12.5 for each hour by which starts are spread, and hours, up to 4 of each."""
    mean = sum(cmath.rect(1, math.tau * (day.start or 0) / 1440) for day in days) / len(days)
    length = min(1.0, max(abs(mean), 1e-9))
    starts = math.sqrt(-2 * math.log(length)) * 24 / math.tau
    hours = statistics.pstdev(day.worked / 3600 for day in days)
    return 100 - 12.5 * min(starts, 4) - 12.5 * min(hours, 4)


def rest_metrics(days: Collection[Day], _: Recount) -> dict[str, Found]:
    number = sum(day.totals["breaks"] for day in days)
    time = sum(day.totals["break_seconds"] for day in days) / 60
    n = len([day for day in days if day.worked or day.totals["breaks"]])
    rest = sum(day.rest for day in days)
    is_known = bool(number or rest)
    hours, worked = sum(day.worked for day in days) / 3600, len([day for day in days if day.worked])
    kept = [kept for day in days for kept in day.kept]
    waits = [wait // timedelta(minutes=1) for day in days for wait in _five_of(day.waits)]
    return {
        "breaks": (number if is_known else None, n),
        "break_minutes": (time if is_known else None, n),
        "work_break_balance": (rest / 60 / hours if is_known and hours else None, worked),
        "recommended_breaks_kept": (100 * kept.count(True) / len(kept) if kept else None, len(kept)),
        "reminder_response_minutes": (statistics.median(waits) if waits else None, len(waits)),
    }


def _five_of(waits: list[timedelta]) -> list[timedelta]:
    """Return those in the middle of each fifth of the sorted ones, if they are more than five."""
    fifths = [len(waits) * (number + 0.5) / 5 for number in range(5)]
    return [sorted(waits)[int(middle)] for middle in fifths] if len(waits) > 5 else waits


def task_metrics(days: Collection[Day], recount: Recount) -> dict[str, Found]:
    dates = {day.on.isoformat() for day in days}
    still_open = [task for task in recount.tasks if not task["completed"]]
    completed = [task for task in recount.tasks if task["completed"] and task["completed_on"] in dates]
    number = sum(day.totals["completed_tasks"] for day in days)
    active = len([day for day in days if day.worked or day.entries])
    steps = [step for task in (*still_open, *completed) for step in task["subtasks"]]
    spent = [task["spent_seconds"] / 60 for task in completed if task.get("spent_seconds")]
    both = [task for task in completed if task.get("spent_seconds") and task.get("estimate_minutes")]
    ratio = (
        sum(one["spent_seconds"] for one in both) / 60 / (sum(one["estimate_minutes"] for one in both) or 1)
    )
    planned = sum(day.planned for day in days)
    left = sum(day.still_open for day in days if day.on < recount.today and not day.is_off)
    entries = [day.entries for day in days if day.entries]
    n = len(still_open) + len(completed)
    return {
        "tasks_completed": (number if active and (number or still_open) else None, active),
        "tasks_pending": (len(still_open) if n else None, n),
        "task_progress": (
            sum(step["completed"] for step in steps) / len(steps) * 100 if steps else None,
            len(steps),
        ),
        "minutes_per_task": (statistics.mean(spent) if spent else None, len(spent)),
        "estimate_deviation": ((ratio - 1) * 100 if both else None, len(both)),
        "carried_over": (left if planned else None, planned),
        "interactions": (statistics.mean(entries) if entries else None, len(entries)),
    }


_PARTS: tuple[Callable[[Collection[Day], Recount], dict[str, Found]], ...] = (
    work_metrics,
    rest_metrics,
    task_metrics,
)


def metrics_of(recount: Recount, first: date, last: date) -> dict[str, Found]:
    days = recount.days(max(first, recount.first), last)
    return {name: found for part in _PARTS for name, found in part(days, recount).items()}


def assert_insights_equal(shown: Any, recount: Recount, weeks: int) -> None:
    """Assert that the insights of some weeks are those of the days, and their texts have no other numbers."""
    first, length = recount.today - (7 * weeks - 1) * _DAY, 7 * weeks * _DAY
    assert (shown["from"], shown["to"]) == (first, recount.today)
    now = metrics_of(recount, first, recount.today)
    is_whole = recount.first <= first - length
    before = metrics_of(recount, first - length, first - _DAY) if is_whole else {}
    assert shown["metrics"].keys() == now.keys()
    for name, metric in shown["metrics"].items():
        value, n = now[name]
        previous, _ = before.get(name, (None, 0))
        if name in {"tasks_pending", "task_progress"} or (
            name in {"minutes_per_task", "estimate_deviation"} and recount.is_cut_off
        ):
            previous = None
        assert metric["n"] == n, (name, metric, n)
        assert _is_near(metric["value"], value, metric["unit"]), (name, metric, value)
        assert _is_near(metric["previous"], previous, metric["unit"]), (name, metric, previous)
        assert metric["change_percent"] == _change(name, metric["value"], metric["previous"]), (name, metric)
        minutes = {"hours_worked": 60.0, "break_minutes": 1.0}.get(name)
        _assert_text_has_only_facts(metric, weeks, minutes)
    _assert_rhythm_equals(shown, recount, first)


def _is_near(shown: Any, expected: float | None, unit: str) -> bool:
    if shown is None or expected is None:
        return shown is None and expected is None
    if unit == "clock":
        hour, minute = map(int, shown.split(":"))
        return abs((hour * 60 + minute - expected + 720) % 1440 - 720) <= 0.5
    rounded = 0.5 if isinstance(shown, int) and unit != "count" else _HALF_A_UNIT[unit]
    return bool(abs(shown - expected) <= rounded + 1e-9)


def _change(name: str, value: Any, previous: Any) -> int | None:
    if name in {"usual_start", "usual_end", "estimate_deviation"} or value is None or not previous:
        return None
    return round(float(value / previous - 1) * 100)


def _assert_text_has_only_facts(metric: dict[str, Any], weeks: int, minutes: float | None) -> None:
    """Assert that no other number is in the text; `minutes` are those of a unit said in hours and minutes."""
    value, change = metric["value"], metric["change_percent"]
    facts = {metric["n"], weeks, abs(change or 0), _NEWEST}
    if minutes and value is not None:
        facts |= {*divmod(int(value * minutes + 1e-6), 60)}
    elif isinstance(value, str):
        facts |= {int(part) for part in value.split(":")}
    else:
        facts |= {_LEAST_DAYS} if value is None else {abs(value)}
    numbers = re.findall(r"\d[\d,]*(?:\.\d+)?", metric["text"])
    assert all(float(number.replace(",", "")) in facts for number in numbers), metric


def _assert_rhythm_equals(shown: Any, recount: Recount, first: date) -> None:
    days, rhythm = recount.days(max(first, recount.first), recount.today), shown["rhythm"]
    usual = [day for day in days if day.worked and not day.is_free]
    assert shown["enough_data"] == (len(usual) >= _LEAST_DAYS)
    for name in ("usual_start", "usual_end"):
        assert rhythm[name] == shown["metrics"][name]["value"]
    lengths: list[float] = []
    for day in days:
        if number := day.totals["focus_sessions"]:
            lengths += [day.totals["focus_seconds"] / number / 60] * number
    median = statistics.median(lengths) if len(lengths) >= _LEAST_DAYS else None
    assert _is_near(rhythm["median_focus_minutes"], median, "minutes")
    _assert_best_hours_equal(rhythm["best_hours"], days)
    _assert_tags_equal(rhythm["tags"], recount, {day.on.isoformat() for day in days})


def _assert_best_hours_equal(shown: Any, days: Collection[Day]) -> None:
    by_day = []
    for day in days:
        seconds: Counter[int] = Counter()
        for hour, amount in day.totals["focus_hours"].items():
            seconds[hour % 24] += amount
        minutes = {hour: min(63, amount // 60) for hour, amount in seconds.items() if amount >= 60}
        if minutes:
            by_day.append(minutes)
    if len(by_day) < _LEAST_DAYS:
        assert shown == []
        return
    sums = Counter[int]()
    for minutes in by_day:
        sums.update(minutes)
    hours = {hour for one in shown for hour in range(one["hour_from"], one["hour_to"])}
    assert len(hours) == min(3, len(sums))
    assert all(sums[hour] >= sums[other] for hour in hours for other in sums.keys() - hours)
    assert [one["share"] for one in shown] == sorted((one["share"] for one in shown), reverse=True)
    for one in shown:
        inside = range(one["hour_from"], one["hour_to"])
        assert not {one["hour_from"] - 1, one["hour_to"]} & hours
        assert abs(one["share"] - sum(sums[hour] for hour in inside) / sums.total()) <= 0.005 + 1e-9
        assert one["n"] == sum(any(hour in minutes for hour in inside) for minutes in by_day)


def _assert_tags_equal(shown: Any, recount: Recount, dates: set[str]) -> None:
    tagged: dict[str, list[Document]] = defaultdict(list)
    for task in recount.tasks:
        if task["completed"] and task["completed_on"] in dates:
            for tag in set(task["tags"]):
                tagged[tag].append(task)
    assert len(shown) == min(10, len(tagged))
    assert [(-one["tasks"], one["tag"]) for one in shown] == sorted((-len(v), k) for k, v in tagged.items())[
        :10
    ]
    for one in shown:
        spent = [task.get("spent_seconds", 0) / 60 for task in tagged[one["tag"]]]
        tracked = [minutes for minutes in spent if minutes]
        assert one["minutes"] == int(sum(spent) + 1e-6)
        assert _is_near(one["minutes_per_task"], statistics.mean(tracked) if tracked else None, "minutes")
        parts = Counter(_part_of(task.get("completed_hour", 0) % 24) for task in tagged[one["tag"]])
        best = [part for part, number in parts.items() if number == max(parts.values())]
        assert one["best_part_of_day"] == (best[0] if len(spent) >= 3 and len(best) == 1 else None)


def _part_of(hour: int) -> str:
    if 5 <= hour < 12:
        return "morning"
    if 12 <= hour < 18:
        return "afternoon"
    return "evening" if 18 <= hour < 23 else "night"
