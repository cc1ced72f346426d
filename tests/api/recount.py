"""What the documents of a user add up to, counted one by one, against what the product says of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from shared.document_store import Document, DocumentStore
from shared.query import Position, Query
from tests.api.conftest import Person


def assert_totals_agree(store: DocumentStore, person: Person) -> None:
    """Compare progress, day records and stats with the tasks and the sessions that are really there."""
    documents = list(_documents(store, person.id))
    tasks = _of_type(documents, "task")
    done = [task for task in tasks if task["completed"]]
    sessions = _of_type(documents, "work_session")
    finished = [session for session in sessions if session["end_time"] is not None]
    running = [session["id"] for session in sessions if session["end_time"] is None]

    assert all((task["completed_at"] is None) == (not task["completed"]) for task in tasks)
    assert len(running) <= 1
    assert [pointer["session_id"] for pointer in _of_type(documents, "active_work_session")] == running

    tasks_by_day = Counter(task["completed_on"] for task in done)
    sessions_by_day = Counter(session["ended_on"] for session in finished)
    seconds_by_day: Counter[str] = Counter()
    for session in finished:
        seconds_by_day[session["ended_on"]] += _seconds(session)
    for day in _of_type(documents, "day"):
        on = day["local_date"]
        counted = (tasks_by_day.pop(on, 0), sessions_by_day.pop(on, 0), seconds_by_day.pop(on, 0))
        assert (day["completed_tasks"], day["finished_sessions"], day["worked_seconds"]) == counted, on
    assert not tasks_by_day, "days without a record"
    assert not sessions_by_day, "days without a record"

    hundredths = sum(round(_seconds(session) / 36) for session in finished)
    (progress,) = _of_type(documents, "progress")
    assert progress["total_tasks"] == len(tasks)
    assert progress["completed_tasks"] == len(done)
    assert progress["finished_sessions"] == len(finished)
    assert progress["worked_centihours"] == hundredths

    stats = person.stats()
    assert stats["total_tasks"] == len(tasks)
    assert stats["completed_tasks"] == stats["tasks_completed"] == len(done)
    assert stats["total_sessions"] == len(finished)
    assert stats["total_hours"] == stats["hours_worked"] == hundredths / 100
    active = {task["completed_on"] for task in done} | {session["ended_on"] for session in finished}
    assert stats["longest_streak"] == _longest_streak(date.fromisoformat(day) for day in active)
    assert 0 <= stats["active_streak"] <= stats["longest_streak"]

    shown = everything(person, "work_sessions")
    assert {session["id"] for session in shown} == {session["id"] for session in sessions}
    assert round(sum(session["duration"] or 0 for session in shown), 2) == stats["total_hours"]
    assert {task["id"]: task["completed"] for task in everything(person, f"tasks?user_id={person.id}")} == {
        task["id"]: task["completed"] for task in tasks
    }


def everything(person: Person, path: str, limit: int = 500) -> list[dict[str, Any]]:
    """Return a list from its first page to its last."""
    found: list[dict[str, Any]] = []
    separator = "&" if "?" in path else "?"
    page = f"{path}{separator}limit={limit}"
    continuation = ""
    while True:
        answer = person.get(page + continuation)
        assert answer.status_code == 200, answer.text
        assert len(answer.json()) <= limit
        found += answer.json()
        assert len({thing["id"] for thing in found}) == len(found), "shown twice"
        if "x-continuation" not in answer.headers:
            return found
        continuation = f"&continuation={answer.headers['x-continuation']}"


def _documents(store: DocumentStore, user_id: str) -> Iterator[Document]:
    after: Position | None = None
    while True:
        page = store.query(Query(type=None, after=after), user_id)
        yield from page.documents
        if not page.more:
            return
        after = Position(page.documents[-1]["id"], page.documents[-1]["id"])


def _of_type(documents: list[Document], kind: str) -> list[Document]:
    return [document for document in documents if document["type"] == kind]


def _seconds(session: Document) -> int:
    start, end = (datetime.fromisoformat(session[name]) for name in ("start_time", "end_time"))
    return int((end - start).total_seconds())


def _longest_streak(days: Iterable[date]) -> int:
    active = set(days)
    longest = 0
    for day in active:
        if day - timedelta(days=1) not in active:
            length = 1
            while day + timedelta(days=length) in active:
                length += 1
            longest = max(longest, length)
    return longest
