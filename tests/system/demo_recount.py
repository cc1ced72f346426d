"""The numbers of a demo user counted from the documents.

The count is deliberately naive and independent of `shared/services`: it goes through every document and
splits time into quarters of an hour.
"""

import cmath
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from shared.store.contract import Document
from tests.oracle.recount import of_type
from tests.system.demo_shown import WEEKS_SHOWN

_DAY = timedelta(days=1)
_TARGETS = {"healthy-boundaries": 5, "focus-sprint-master": 10, "break-champion": 5, "task-finisher": 15}
_QUARTER_HOUR_SECONDS = 15 * 60  # the UTC offset of every zone is a multiple of it


class Recount:
    """Counts the documents of one user, as of the moment `now`."""

    def __init__(self, documents: list[Document], now: datetime) -> None:
        (self.user,) = of_type(documents, "user")
        self._zone = ZoneInfo(self.user["timezone"])
        self._day_start = timedelta(
            hours=int(self.user["day_start"][:2]), minutes=int(self.user["day_start"][3:])
        )
        self.today = self._day_of(now)
        self.monday = self.today - timedelta(days=self.today.weekday())
        self.tasks = of_type(documents, "task")
        self.done = [task for task in self.tasks if task["completed_at"]]
        self.work = [one for one in of_type(documents, "work_session") if one["end_time"]]
        self.sessions = of_type(documents, "focus_session")
        self.focus = self._completed("focus")
        self.breaks = self._completed("break")
        self.reflections = sorted(
            of_type(documents, "shutdown_reflection"), key=lambda one: str(one["created_at"])
        )
        self.days = of_type(documents, "day")
        self.ledger = of_type(documents, "points_entry")
        (self.progress,) = of_type(documents, "progress")
        self.active_days = {self._day_of(task["completed_at"]) for task in self.done} | {
            self._day_of(one["end_time"]) for one in self.work
        }
        self.shutdown_days = {self._day_of(one["created_at"]) for one in self.reflections}

    def counted(self) -> dict[str, Any]:
        """Return the expected result of `shown`."""
        first = self.monday - timedelta(weeks=WEEKS_SHOWN - 1)
        days = [first + number * _DAY for number in range(WEEKS_SHOWN * 7)]
        by_day = {day: self._summarize(day) for day in days}
        return {
            "stats": self._stats(),
            "challenge stats": {
                "total_points": self.points(),
                "challenges_done": self._challenges_done(),
                "shutdown_streak": _streak(self.shutdown_days, self.today),
                "avg_shutdown_time": self._mean_shutdown(),
            },
            "achievements": self._achievements(),
            "days": by_day,
            "weeks": [
                (
                    monday,
                    *map(sum, zip(*(by_day[monday + number * _DAY][:3] for number in range(7)), strict=True)),
                )
                for monday in days[::7]
            ],
            "today": (self.today, *by_day[self.today][:2]),
            "heatmap": self._heatmap(first),
            "shutdown": self._shutdown_summary(),
            "this week": self._challenges_this_week(),
        }

    def points(self) -> int:
        """Return the points for all existing documents; points for challenges are taken from the ledger."""
        shutdowns = sum(
            10 + min(2 * _streak_up_to(self.shutdown_days, day), 20) for day in self.shutdown_days
        )
        goals = sum(1 for day in self._focus_days() if self._reaches_goal(day))
        return 5 * len(self.done) + shutdowns + 15 * goals + 75 * self._challenges_done()

    def points_of_week(self, week: str) -> int:
        """Return the points of a week; entries that take back points of an earlier week do not count."""
        total = 0
        for entry in self.ledger:
            given = entry
            if entry["rule"] == "task_reopened":
                (given,) = (
                    other
                    for other in self.ledger
                    if other["rule"] == "task_completed"
                    and (other["source_id"], other["times"]) == (entry["source_id"], entry["times"])
                )
            if {_week(self._day_of(one["at"])) for one in (entry, given)} == {week}:
                total += entry["delta"]
        return total

    def check_ledger(self) -> None:
        """Assert that ledger entries and the documents that cause them match."""
        assert len({entry["id"] for entry in self.ledger}) == len(self.ledger)
        of_tasks: Counter[str] = Counter()
        for entry in self.ledger:
            if entry["rule"] in ("task_completed", "task_reopened"):
                of_tasks[entry["source_id"]] += entry["delta"]
        assert +of_tasks == Counter({task["id"]: 5 for task in self.done})
        assert not -of_tasks, "taken back more than was given"
        assert sum(entry["delta"] for entry in self.ledger) == self.points() == self.progress["points"]
        assert {entry["source_id"] for entry in self.ledger if entry["rule"] == "shutdown"} == {
            day.isoformat() for day in self.shutdown_days
        }

    def check_local_dates(self) -> None:
        """Assert that every stored local date is in the user's calendar."""
        for kind, moment, stamp in (
            (self.done, "completed_at", "completed_on"),
            (self.work, "end_time", "ended_on"),
            (self.sessions, "start_time", "started_on"),
            (self.reflections, "created_at", "shutdown_on"),
        ):
            for one in kind:
                assert self._day_of(one[moment]).isoformat() == one[stamp], one

    def _completed(self, session_type: str) -> list[Document]:
        return [
            one
            for one in self.sessions
            if (one["session_type"], one["status"]) == (session_type, "completed")
        ]

    def _stats(self) -> dict[str, Any]:
        hours = sum(round(_seconds(one) / 36) for one in self.work) / 100
        return {
            "user_id": self.user["user_id"],
            "username": self.user["username"],
            "hours_worked": hours,
            "tasks_completed": len(self.done),
            "total_tasks": len(self.tasks),
            "completed_tasks": len(self.done),
            "total_sessions": len(self.work),
            "total_hours": hours,
            "active_streak": _streak(self.active_days, self.today),
            "longest_streak": _longest(self.active_days),
        }

    def _summarize(self, day: date) -> tuple[int, int, int, list[str]]:
        focus, breaks, all_of_them = (
            [one for one in some if self._day_of(one["start_time"]) == day]
            for some in (self.focus, self.breaks, self.sessions)
        )
        newest_first = sorted(all_of_them, key=lambda one: str(one["start_time"]), reverse=True)
        seconds = sum(map(_seconds, focus)), sum(map(_seconds, breaks))
        return len(focus), *seconds, [one["id"] for one in newest_first]

    def _focus_days(self) -> set[date]:
        return {self._day_of(one["start_time"]) for one in self.focus}

    def _reaches_goal(self, day: date) -> bool:
        return self._summarize(day)[1] >= self._focus_goal * 60

    @property
    def _focus_goal(self) -> int:
        return int(self.user["preferences"].get("focus_goal_minutes", 480))

    def _challenges_done(self) -> int:
        return (
            sum(int(entry["delta"]) for entry in self.ledger if entry["rule"] == "challenge_completed") // 75
        )

    def _mean_shutdown(self) -> str:
        last_of_days = [
            list(some)[-1]
            for _, some in groupby(self.reflections, key=lambda one: self._day_of(one["created_at"]))
        ]
        if not last_of_days:
            return "0:00"
        local_times = [self._local(one["created_at"]) for one in last_of_days[-30:]]
        direction = sum(
            cmath.exp(1j * math.tau * (local.hour * 60 + local.minute) / 1440) for local in local_times
        )
        minute = round(cmath.phase(direction) / math.tau * 1440) % 1440
        return f"{minute // 60}:{minute % 60:02}"

    def _achievements(self) -> dict[str, tuple[int, bool]]:
        tasks, streak, breaks = len(self.done), _longest(self.active_days), len(self.breaks)
        focus_hours = sum(map(_seconds, self.focus)) // 3600
        challenges = self._challenges_done()
        # fmt: off
        counts = {
            "first-step": (tasks, 1), "on-a-roll": (tasks, 25), "task-master": (tasks, 250),
            "in-the-zone": (len(self.focus), 10), "deep-diver": (focus_hours, 100),
            "warming-up": (streak, 3), "unstoppable": (streak, 30),
            "clean-close": (len(self.shutdown_days), 1),
            "evening-ritual": (_longest(self.shutdown_days), 7),
            "well-watered": (len(self._hydrated_days()), 7),
            "breather": (breaks, 10), "well-rested": (breaks, 100),
            "challenger": (challenges, 1), "champion": (challenges, 10),
        }
        # fmt: on
        best, ever = self._best_week_in_balance()
        return {
            "in-balance": (min(best, 5), ever),
            **{name: (min(count, target), count >= target) for name, (count, target) in counts.items()},
        }

    def _hydrated_days(self) -> list[str]:
        goal = self.user["preferences"].get("hydration_goal_ml", 2000)
        return [
            day["local_date"]
            for day in self.days
            if sum(drink["amount_ml"] for drink in day["drinks"]) >= goal
        ]

    def _best_week_in_balance(self) -> tuple[int, bool]:
        """Return the days of the best week without overtime, and whether a week ever had five.

        Overtime on a Saturday excludes the week, but an achievement unlocked by Friday stays.
        """
        limit = self.user["preferences"].get("workday_limit_minutes", 510) * 60
        weeks: dict[str, Counter[date]] = {}
        best, ever = 0, False
        for one in sorted(self.work, key=lambda one: str(one["end_time"])):
            for start, seconds in _quarter_hours(one):
                day = self._day_of(start)
                weeks.setdefault(_week(day), Counter())[day] += seconds
            best = max((len(days) for days in weeks.values() if max(days.values()) <= limit), default=0)
            ever = ever or best >= 5
        return best, ever

    def _heatmap(self, first: date) -> dict[tuple[int, int], tuple[int, int, int]]:
        worked: Counter[tuple[int, int]] = Counter()
        focused: Counter[tuple[int, int]] = Counter()
        for some, cells in ((self.work, worked), (self.focus, focused)):
            for one in some:
                for start, seconds in _quarter_hours(one):
                    if self._day_of(start) >= first:
                        cells[self._cell(start)] += seconds
        done = Counter(
            self._cell(task["completed_at"])
            for task in self.done
            if self._day_of(task["completed_at"]) >= first
        )
        found = {
            cell: (worked[cell] // 60, focused[cell] // 60, done[cell]) for cell in worked | focused | done
        }
        return {cell: counts for cell, counts in found.items() if any(counts)}

    def _shutdown_summary(self) -> dict[str, Any]:
        done = [task for task in self.done if self._day_of(task["completed_at"]) == self.today]
        pending = [
            task
            for task in self.tasks
            if not task["completed_at"]
            and (task["due_date"] is None or self._day_of(task["due_date"]) <= self.today)
        ]
        done.sort(key=lambda task: str(task["completed_at"]), reverse=True)
        pending.sort(key=lambda task: (task["due_date"] or "9999", task["id"]))
        focused = self._summarize(self.today)[1] // 60
        streak = _streak(self.shutdown_days | {self.today}, self.today)
        ended = [one["end_time"] for one in self.work if self._day_of(one["end_time"]) == self.today]
        return {
            "tasksCompleted": len(done),
            "tasksTotal": len(done) + len(pending),
            "pendingTasks": len(pending),
            "todayTasks": [
                {"name": task["title"], "completed": bool(task["completed_at"])}
                for task in [*done, *pending][:10]
            ],
            "focusTime": focused,
            "focusGoal": self._focus_goal,
            "shutdownStreak": _streak(self.shutdown_days, self.today),
            "pointsEarned": 10
            + 5 * len(done)
            + (15 if focused >= self._focus_goal else 0)
            + min(2 * streak, 20),
            "clockedOutTime": self._local(max(ended)).strftime("%H:%M") if ended else None,
        }

    def _challenges_this_week(self) -> dict[str, tuple[int | None, str | None]]:
        week = self.progress.get("week") or {"name": "", "challenges": {}}
        is_this = week["name"] == _week(self.today)
        joined = {
            name: one["joined_at"]
            for name, one in (week["challenges"].items() if is_this else ())
            if not one["left"]
        }
        found: dict[str, tuple[int | None, str | None]] = dict.fromkeys(_TARGETS, (None, None))
        for name, moment in joined.items():
            count = len(self._counts_for(name, moment))
            status = "completed" if count >= _TARGETS[name] else "in_progress"
            found[name] = (min(count, _TARGETS[name]), status)
        return found

    def _counts_for(self, challenge: str, since: str) -> set[Any]:
        """Return the events that count for a challenge since it was joined."""
        if challenge == "healthy-boundaries":
            moments = [one["created_at"] for one in self.reflections if one["created_at"] >= since]
            return {self._day_of(moment) for moment in moments if self._is_before_17(moment)}
        if challenge == "break-champion":
            long_ones = [one for one in self.breaks if one["end_time"] >= since and _seconds(one) >= 300]
            return {one["work_session_id"] for one in long_ones} - {None}
        if challenge == "task-finisher":
            return {task["id"] for task in self.done if task["completed_at"] >= since}
        return {one["id"] for one in self.focus if one["end_time"] >= since}

    def _is_before_17(self, moment: str) -> bool:
        local = self._local(moment)
        return local.date() == self._day_of(moment) and local.hour < 17

    def _cell(self, moment: str | datetime) -> tuple[int, int]:
        local = self._local(moment)
        return local.weekday(), local.hour

    def _day_of(self, moment: str | datetime) -> date:
        return (self._local(moment) - self._day_start).date()

    def _local(self, moment: str | datetime) -> datetime:
        aware = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return aware.astimezone(self._zone).replace(tzinfo=None)


def expected_leaders(team: Iterable[Recount], reader: Recount) -> list[dict[str, Any]]:
    """Return the complete leaderboard as shown to one user, sorted by points and name."""
    points = [(one, one.points_of_week(_week(reader.today))) for one in team]
    places = [
        {
            "rank": 1 + sum(other > own for _, other in points),
            "name": one.user["full_name"],
            "avatar": one.user["avatar_url"],
            "points": own,
            "is_current_user": one is reader,
        }
        for one, own in points
        if own > 0 or one is reader
    ]
    return sorted(places, key=lambda place: (-place["points"], str(place["name"])))


def _week(day: date) -> str:
    return day.strftime("%G-W%V")


def _seconds(session: Document) -> int:
    start, end = (datetime.fromisoformat(session[name]) for name in ("start_time", "end_time"))
    return int((end - start).total_seconds())


def _quarter_hours(session: Document) -> Iterator[tuple[datetime, int]]:
    """Split a session at each quarter of an hour; yield the start and the seconds of each part."""
    start, end = (
        round(datetime.fromisoformat(session[name]).timestamp()) for name in ("start_time", "end_time")
    )
    while start < end:
        cut = min(end, (start // _QUARTER_HOUR_SECONDS + 1) * _QUARTER_HOUR_SECONDS)
        yield datetime.fromtimestamp(start, UTC), cut - start
        start = cut


def _streak(days: set[date], today: date) -> int:
    return _streak_up_to(days, today if today in days else today - _DAY)


def _longest(days: set[date]) -> int:
    return max((_streak_up_to(days, day) for day in days), default=0)


def _streak_up_to(days: set[date], day: date) -> int:
    count = 0
    while day - count * _DAY in days:
        count += 1
    return count
