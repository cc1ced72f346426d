"""Totals, days and points of a user, recounted naively from the stored documents."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from shared.store.contract import Document, DocumentStore
from shared.store.query import Position, Query


def documents_of(store: DocumentStore, user_id: str) -> list[Document]:
    """Return every document of a partition."""
    found: list[Document] = []
    after: Position | None = None
    while True:
        page = store.query(Query(type=None, limit=500, after=after), user_id)
        found += page.documents
        if not page.more:
            return found
        after = Position(found[-1]["id"], found[-1]["id"])


def of_type(documents: Iterable[Document], kind: str) -> list[Document]:
    return [document for document in documents if document["type"] == kind]


def completed_sessions(documents: Iterable[Document], session_type: str) -> list[Document]:
    """Return the completed focus sessions (`focus`) or breaks (`break`)."""
    return [
        one
        for one in of_type(documents, "focus_session")
        if (one["status"], one["session_type"]) == ("completed", session_type)
    ]


def seconds_of(session: Document) -> int:
    """Return the length of an ended session."""
    start, end = (datetime.fromisoformat(session[name]) for name in ("start_time", "end_time"))
    return int((end - start).total_seconds())


def naive_totals(documents: Iterable[Document]) -> dict[str, int]:
    """Return the expected lifetime totals of tasks and work sessions."""
    documents = list(documents)
    tasks = of_type(documents, "task")
    finished = [one for one in of_type(documents, "work_session") if one["end_time"] is not None]
    return {
        "total_tasks": len(tasks),
        "completed_tasks": sum(task["completed"] for task in tasks),
        "finished_sessions": len(finished),
        "worked_centihours": sum(session["centihours"] for session in finished),
    }


def naive_points(documents: Iterable[Document], goal_seconds: int) -> int:
    """Return the expected points, if the focus goal has always been the same."""
    documents = list(documents)
    focused: Counter[str] = Counter()
    for one in completed_sessions(documents, "focus"):
        focused[one["started_on"]] += seconds_of(one)
    points = 5 * naive_totals(documents)["completed_tasks"]
    points += 15 * sum(seconds >= goal_seconds for seconds in focused.values())
    points += sum(10 + bonus for bonus in naive_streak_bonuses(documents).values())
    (progress,) = of_type(documents, "progress")
    return points + 75 * int(progress.get("challenges_done", 0))


def naive_streak_bonuses(documents: Iterable[Document]) -> dict[str, int]:
    """Return the streak bonus of each day with a shutdown, as given for its first shutdown."""
    closed: set[date] = set()
    bonuses: dict[str, int] = {}
    for one in sorted(of_type(documents, "shutdown_reflection"), key=itemgetter("created_at")):
        on = date.fromisoformat(one["shutdown_on"])
        if on not in closed:
            closed.add(on)
            bonuses[one["shutdown_on"]] = min(2 * naive_streak(closed, on), 20)
    return bonuses


def naive_days(documents: Iterable[Document]) -> dict[str, tuple[int, int]]:
    """Return for each local date how many tasks were completed and sessions finished on it."""
    documents = list(documents)
    completed = Counter(one["completed_on"] for one in of_type(documents, "task") if one["completed_on"])
    finished = Counter(one["ended_on"] for one in of_type(documents, "work_session") if one["ended_on"])
    return {day: (completed[day], finished[day]) for day in completed | finished}


def recorded_days(documents: Iterable[Document]) -> dict[str, tuple[int, int]]:
    """Return the same from the stored daily totals, without days on which both are zero."""
    days = {
        day["local_date"]: (day["completed_tasks"], day["finished_sessions"])
        for day in of_type(documents, "day")
    }
    return {day: counts for day, counts in days.items() if counts != (0, 0)}


def naive_streak(days: set[date], today: date) -> int:
    """Count the consecutive days up to the last one, if that is not before yesterday.

    The last one may be up to two days ahead, from a time zone with a later date.
    """
    last = max((day for day in days if day.toordinal() <= today.toordinal() + 2), default=date.min)
    return 0 if last < today - timedelta(days=1) else streak_up_to(days, last)


def naive_longest(days: set[date]) -> int:
    """Count the days of the longest streak."""
    return max((streak_up_to(days, day) for day in days), default=0)


def streak_up_to(days: set[date], day: date) -> int:
    """Count the consecutive days up to a day, with it."""
    numbers, number = {one.toordinal() for one in days}, day.toordinal()
    while number in numbers:
        number -= 1
    return day.toordinal() - number


def check_totals(documents: list[Document]) -> None:
    """Assert that the stored lifetime and daily totals agree with the tasks, work sessions and the ledger."""
    (progress,) = of_type(documents, "progress")
    expected = naive_totals(documents)
    assert {name: progress[name] for name in expected} == expected
    assert progress.get("points", 0) == sum(one["delta"] for one in of_type(documents, "points_entry"))
    assert recorded_days(documents) == naive_days(documents)


def seconds_by_day(documents: Iterable[Document]) -> dict[str, Any]:
    """Return the working time of each day, from the stored daily totals."""
    return {
        day["local_date"]: day["worked_seconds"] for day in of_type(documents, "day") if day["worked_seconds"]
    }
