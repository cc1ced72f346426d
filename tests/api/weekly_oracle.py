"""Oracle: a week's points, challenges and heatmap, counted from the ledger and the stored documents."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.store.contract import Document, DocumentStore
from tests.api.conftest import Person
from tests.api.oracle import read_all_pages
from tests.oracle.recount import completed_sessions, documents_of, of_type, seconds_of

_NOT_JOINED = {"left": True}


def assert_week_agrees(store: DocumentStore, person: Person, now: datetime) -> None:
    """Compare this week's points and challenges; the user must not have changed the time zone."""
    zone = ZoneInfo(person.get("users/profile").json()["timezone"])
    this_week = _week_of(now.isoformat(), zone)
    leaders = person.get("challenges/leaders").json()
    points = _points_of(person, this_week, zone)
    assert [entry["points"] for entry in leaders if entry["is_current_user"]] == [points]

    documents = documents_of(store, person.id)
    (lifetime,) = of_type(documents, "progress")
    kept = lifetime.get("week") or {"name": "", "challenges": {}}
    joined = kept["challenges"] if kept["name"] == this_week else {}
    for challenge in person.get("challenges/week").json():
        progress = joined.get(challenge["id"], _NOT_JOINED)
        if progress["left"]:
            assert challenge["progress"] is None
        elif not progress["completed"]:
            counted = {
                source
                for source, moment in _counted(documents, challenge["challenge_type"], zone)
                if source and moment >= progress["joined_at"] and _week_of(moment, zone) == this_week
            }
            assert challenge["progress"] == len(counted), challenge


def assert_heatmap_agrees(store: DocumentStore, person: Person) -> None:
    """Compare the heatmap with a count of every minute of the user's sessions.

    The user must not have changed the time zone, and the sessions must start and end at whole minutes.
    """
    zone = ZoneInfo(person.get("users/profile").json()["timezone"])
    documents = documents_of(store, person.id)
    counted: Counter[tuple[str, int, int]] = Counter()

    def count_minute(field: str, moment: datetime) -> None:
        local = moment.astimezone(zone)
        counted[field, local.weekday(), local.hour] += 1

    worked = [session for session in of_type(documents, "work_session") if session["end_time"] is not None]
    focused = completed_sessions(documents, "focus")
    for field, sessions in (("minutes_worked", worked), ("focus_minutes", focused)):
        for session in sessions:
            minute, end = (datetime.fromisoformat(session[name]) for name in ("start_time", "end_time"))
            while minute < end:
                count_minute(field, minute)
                minute += timedelta(minutes=1)
    for task in of_type(documents, "task"):
        if task["completed"]:
            count_minute("tasks_completed", datetime.fromisoformat(task["completed_at"]))
    cells = person.get("stats/heatmap?weeks=26").json()["cells"]
    fields = ("minutes_worked", "focus_minutes", "tasks_completed")
    shown = {(field, cell["weekday"], cell["hour"]): cell[field] for cell in cells for field in fields}
    assert {key: amount for key, amount in shown.items() if amount} == counted


def _points_of(person: Person, this_week: str, zone: ZoneInfo) -> int:
    points = 0
    week_of_completion: dict[str, str] = {}
    for entry in reversed(read_all_pages(person, "points")):
        week = _week_of(entry["at"], zone)
        if entry["rule"] == "task_completed":
            week_of_completion[entry["source_id"]] = week
        # Reopening a task in a later week does not change the points of that week.
        reopened_later = entry["rule"] == "task_reopened" and week_of_completion[entry["source_id"]] != week
        if week == this_week and not reopened_later:
            points += entry["delta"]
    return points


def _week_of(moment: str, zone: ZoneInfo) -> str:
    year, week, _ = datetime.fromisoformat(moment).astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def _counted(documents: list[Document], kind: str, zone: ZoneInfo) -> list[tuple[str | None, str]]:
    """Return (source, moment) of what a challenge counts; equal sources count once."""
    if kind == "task":
        tasks = of_type(documents, "task")
        return [(task["id"], task["completed_at"]) for task in tasks if task["completed"]]
    if kind == "focus":
        return [(session["id"], session["end_time"]) for session in completed_sessions(documents, "focus")]
    if kind == "break":
        breaks = [one for one in completed_sessions(documents, "break") if seconds_of(one) >= 5 * 60]
        return [(session["work_session_id"], session["end_time"]) for session in breaks]
    return [
        (reflection["shutdown_on"], reflection["created_at"])
        for reflection in of_type(documents, "shutdown_reflection")
        if datetime.fromisoformat(reflection["created_at"]).astimezone(zone).hour < 17
    ]
