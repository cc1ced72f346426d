"""What a week has brought, counted from the ledger and the deeds, against what the product says of it."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.store.contract import Document, DocumentStore
from tests.api.conftest import Person
from tests.api.oracle import completed, documents_of, of_type, read_all_pages, seconds_of

_NOT_JOINED = {"left": True}


def assert_week_agrees(store: DocumentStore, person: Person, now: datetime) -> None:
    """Compare this week's points and challenges with the deeds of somebody who has never changed the zone."""
    zone = ZoneInfo(person.get("users/profile").json()["timezone"])
    this_week = _week_of(now.isoformat(), zone)
    leaders = person.get("challenges/leaders").json()
    points = _points_of(person, this_week, zone)
    assert [one["points"] for one in leaders if one["is_current_user"]] == [points]

    documents = documents_of(store, person.id)
    (progress,) = of_type(documents, "progress")
    kept = progress.get("week") or {"name": "", "challenges": {}}
    joined = kept["challenges"] if kept["name"] == this_week else {}
    for challenge in person.get("challenges/week").json():
        challenge_progress = joined.get(challenge["id"], _NOT_JOINED)
        if challenge_progress["left"]:
            assert challenge["progress"] is None
        elif not challenge_progress["completed"]:
            counted = {
                name
                for name, moment in _counted(documents, challenge["challenge_type"], zone)
                if name and moment >= challenge_progress["joined_at"] and _week_of(moment, zone) == this_week
            }
            assert challenge["progress"] == len(counted), challenge


def assert_heatmap_agrees(store: DocumentStore, person: Person) -> None:
    """Compare the heatmap with a walk through every minute of somebody who has never changed the zone.

    Their sessions begin and end with whole minutes.
    """
    zone = ZoneInfo(person.get("users/profile").json()["timezone"])
    documents = documents_of(store, person.id)
    counted: Counter[tuple[str, int, int]] = Counter()

    def count_minute(field: str, moment: datetime) -> None:
        wall = moment.astimezone(zone)
        counted[field, wall.weekday(), wall.hour] += 1

    worked = [one for one in of_type(documents, "work_session") if one["end_time"] is not None]
    for field, sessions in (("minutes_worked", worked), ("focus_minutes", completed(documents, "focus"))):
        for session in sessions:
            minute, until = (datetime.fromisoformat(session[name]) for name in ("start_time", "end_time"))
            while minute < until:
                count_minute(field, minute)
                minute += timedelta(minutes=1)
    for task in of_type(documents, "task"):
        if task["completed"]:
            count_minute("tasks_completed", datetime.fromisoformat(task["completed_at"]))
    cells = person.get("stats/heatmap?weeks=26").json()["cells"]
    fields = ("minutes_worked", "focus_minutes", "tasks_completed")
    shown = {(field, one["weekday"], one["hour"]): one[field] for one in cells for field in fields}
    assert {place: amount for place, amount in shown.items() if amount} == counted


def _points_of(person: Person, this_week: str, zone: ZoneInfo) -> int:
    points = 0
    done_in: dict[str, str] = {}
    for entry in reversed(read_all_pages(person, "points")):
        week = _week_of(entry["at"], zone)
        if entry["rule"] == "task_completed":
            done_in[entry["source_id"]] = week
        # What is undone in a later week leaves that week's points alone.
        late = entry["rule"] == "task_reopened" and done_in[entry["source_id"]] != week
        if week == this_week and not late:
            points += entry["delta"]
    return points


def _week_of(moment: str, zone: ZoneInfo) -> str:
    year, week, _ = datetime.fromisoformat(moment).astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def _counted(documents: list[Document], kind: str, zone: ZoneInfo) -> list[tuple[str | None, str]]:
    """Return what a challenge counts and when it happened; things of one name count once."""
    if kind == "task":
        return [(one["id"], one["completed_at"]) for one in of_type(documents, "task") if one["completed"]]
    if kind == "focus":
        return [(one["id"], one["end_time"]) for one in completed(documents, "focus")]
    if kind == "break":
        breaks = [one for one in completed(documents, "break") if seconds_of(one) >= 5 * 60]
        return [(one["work_session_id"], one["end_time"]) for one in breaks]
    return [
        (one["shutdown_on"], one["created_at"])
        for one in of_type(documents, "shutdown_reflection")
        if datetime.fromisoformat(one["created_at"]).astimezone(zone).hour < 17
    ]
