"""The totals of a person, counted naively from the documents."""

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


def naive_totals(documents: Iterable[Document]) -> dict[str, int]:
    """Return what the progress record must say of these tasks and sessions."""
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
    """Return the points for all that the documents tell of, where the focus goal has always been this."""
    documents = list(documents)
    focused: Counter[str] = Counter()
    for one in of_type(documents, "focus_session"):
        if one["session_type"] == "focus" and one["status"] == "completed":
            length = datetime.fromisoformat(one["end_time"]) - datetime.fromisoformat(one["start_time"])
            focused[one["started_on"]] += int(length.total_seconds())
    points = 5 * naive_totals(documents)["completed_tasks"]
    points += 15 * sum(seconds >= goal_seconds for seconds in focused.values())
    closed: set[date] = set()
    for one in sorted(of_type(documents, "shutdown_reflection"), key=itemgetter("created_at")):
        on = date.fromisoformat(one["shutdown_on"])
        if on not in closed:
            closed.add(on)
            points += 10 + min(2 * naive_streak(closed, on), 20)
    (progress,) = of_type(documents, "progress")
    return points + 75 * int(progress.get("challenges_done", 0))


def naive_days(documents: Iterable[Document]) -> dict[str, tuple[int, int]]:
    """Return for each local date how many tasks were completed and sessions finished on it."""
    documents = list(documents)
    completed = Counter(one["completed_on"] for one in of_type(documents, "task") if one["completed_on"])
    finished = Counter(one["ended_on"] for one in of_type(documents, "work_session") if one["ended_on"])
    return {day: (completed[day], finished[day]) for day in completed | finished}


def recorded_days(documents: Iterable[Document]) -> dict[str, tuple[int, int]]:
    """Return the same, as the day records have it; days on which nothing is left do not count."""
    days = {
        day["local_date"]: (day["completed_tasks"], day["finished_sessions"])
        for day in of_type(documents, "day")
    }
    return {day: counts for day, counts in days.items() if counts != (0, 0)}


def naive_streak(days: set[date], today: date) -> int:
    """Count the days in a row up to the last one, if that is no earlier than yesterday.

    In another zone the date may be up to two days later.
    """
    last = max((day for day in days if day.toordinal() <= today.toordinal() + 2), default=date.min)
    return 0 if last < today - timedelta(days=1) else _row_up_to(days, last)


def naive_longest(days: set[date]) -> int:
    """Count the days of the longest row."""
    return max((_row_up_to(days, day) for day in days), default=0)


def _row_up_to(days: set[date], day: date) -> int:
    numbers, number = {one.toordinal() for one in days}, day.toordinal()
    while number in numbers:
        number -= 1
    return day.toordinal() - number


def check_totals(documents: list[Document]) -> None:
    """Assert that the progress and day records say exactly what the tasks, sessions and the ledger say."""
    (progress,) = of_type(documents, "progress")
    expected = naive_totals(documents)
    assert {name: progress[name] for name in expected} == expected
    assert progress.get("points", 0) == sum(one["delta"] for one in of_type(documents, "points_entry"))
    assert recorded_days(documents) == naive_days(documents)


def seconds_by_day(documents: Iterable[Document]) -> dict[str, Any]:
    """Return how long was worked on each day, as the day records have it."""
    return {
        day["local_date"]: day["worked_seconds"] for day in of_type(documents, "day") if day["worked_seconds"]
    }
