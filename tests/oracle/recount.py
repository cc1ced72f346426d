"""The event log of a user, read from the stored documents, and a check of the stored totals against it."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from math import ceil, inf
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from holidays import country_holidays

from shared.entities.calendar import first_day_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.totals import LifetimeTotals
from shared.repos.stored_forms import from_stored
from shared.store.contract import Document, DocumentStore
from shared.store.query import Position, Query
from tests.oracle.event import NEVER, Kind, Span
from tests.oracle.event_log import EventLog, IsFree
from tests.oracle.naive_calendar import NaiveCalendar, is_free_by
from tests.oracle.totals import assert_totals_equal

_Found = tuple[Kind, str, dict[str, Any]]
"""The kind of an event, its local date, and other fields, with moments as text."""


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


def calendar_of(user: Document) -> NaiveCalendar:
    """Return the calendar of a user."""
    return NaiveCalendar(ZoneInfo(user["timezone"]), time.fromisoformat(user["day_start"]))


def log_of(documents: list[Document], *, is_exact: bool = False) -> EventLog:
    """Return the log of the events whose documents exist; completed tasks and challenges are from the ledger.

    It `is_exact` if the user never changed the time zone, the start of the day or a goal. Otherwise the days
    that reached the focus goal are taken from the daily totals.
    """
    (user,) = of_type(documents, "user")
    calendar = calendar_of(user)
    log = EventLog(completed=list(_completed_challenges(documents)))
    log.is_exact = is_exact
    bridged = user.get("bridged_days", {"origin": "1970-01-01", "bits": "0"})
    origin, bits = date.fromisoformat(bridged["origin"]), int(bridged["bits"], 16)
    log.bridge(origin + timedelta(days=number) for number in range(bits.bit_length()) if bits >> number & 1)
    log.plan(is_free_of(user))
    events = [*_completed_tasks(documents), *_shutdowns(documents)]
    events += _sessions(documents, user, is_exact=is_exact)
    events += [*_health_entries(documents, user), *_joined_challenges(documents, user)]
    for kind, stamp, found in sorted(events, key=lambda event: (event[2]["at"], event[0] != "join")):
        moments: dict[str, datetime] = {
            name: datetime.fromisoformat(found[name]) for name in ("at", "start") if name in found
        }
        at, on = moments["at"], date.fromisoformat(stamp)
        dated = moments["start"] if kind in {"focus", "break"} else at
        assert not is_exact or on == calendar.date_of(dated), (kind, on, found)
        fields: dict[str, Any] = {**found, **moments, "minute": calendar.minute_of(at)}
        log.add(kind, calendar.date_of(at), on=on, calendar=calendar, **fields)
    return log


def is_free_of(user: Document) -> IsFree:
    """Return the days on which a user does not work, by the settings of now."""
    off = [
        (date.fromisoformat(one["begin"]), date.fromisoformat(one["end"])) for one in user.get("days_off", ())
    ]
    is_free = is_free_by(user["preferences"].get("work_days") or range(1, 6), off)
    public = holidays_of(user)
    return cache(lambda day: is_free(day) or day in public)


def holidays_of(user: Document) -> Container[date]:
    """Return the public holidays of a user's country."""
    country = user["preferences"].get("country")
    return country_holidays(country) if country else ()


def _completed_challenges(documents: list[Document]) -> Iterator[tuple[str, date]]:
    points: Counter[str] = Counter()
    for entry in of_type(documents, "points_entry"):
        if entry["rule"] == "challenge_completed":
            points[entry["source_id"]] += entry["delta"]
    for source in +points:
        week, _, challenge = source.partition(":")
        yield challenge, first_day_of(week)


def _completed_tasks(documents: list[Document]) -> Iterator[_Found]:
    """Yield the completions that the ledger has; the daily totals have the day of each."""
    days: dict[tuple[str, str], list[str]] = defaultdict(list)
    for day in of_type(documents, "day"):
        for done in day["done"].items():
            days[done].append(day["local_date"])  # several where the time zone changed in between
    again = []
    for task_id, at, counts_again in _rewarded_completions(documents):
        if counts_again and not days[task_id, at]:
            again.append(task_id)
        else:
            yield "task", days[task_id, at].pop(), {"at": at, "name": task_id}
    for task_id in again:  # the ledger does not have when the task was completed, but the day has
        found = min((at for (name, at), left in days.items() if name == task_id and left), default=None)
        assert found is not None
        yield "task", days[task_id, found].pop(), {"at": found, "name": task_id}
    assert not any(days.values())


def _rewarded_completions(documents: list[Document]) -> list[tuple[str, str, bool]]:
    """Return the task and the time of each completion whose points were given and not taken back.

    Those that count again, after a reopening or deletion was undone, have the time of that undo.
    """
    entries = of_type(documents, "points_entry")
    undone = {_completion_of(entry) for entry in entries if entry["rule"] == "task_reopened"}
    given = {_completion_of(entry): entry for entry in entries if entry["rule"] == "task_completed"}
    assert undone <= given.keys()
    return [
        (entry["source_id"], entry["at"], "as before" in entry["reason"])
        for key, entry in given.items()
        if key not in undone
    ]


def _completion_of(entry: Document) -> tuple[str, int]:
    assert abs(entry["delta"]) == 5
    return entry["source_id"], entry["times"]


def _shutdowns(documents: list[Document]) -> Iterator[_Found]:
    """Yield the shutdowns; of those at the same time, in several zones, the rewarded one comes first."""
    rewarded = {one["source_id"] for one in of_type(documents, "points_entry") if one["rule"] == "shutdown"}
    reflections = of_type(documents, "shutdown_reflection")
    for reflection in sorted(reflections, key=lambda one: one["shutdown_on"] not in rewarded):
        at, rating = reflection["created_at"], reflection["productivity_rating"]
        yield "shutdown", reflection["shutdown_on"], {"at": at, "rating": rating}


def _sessions(documents: list[Document], user: Document, *, is_exact: bool) -> Iterator[_Found]:
    limit = user["preferences"].get("workday_limit_minutes", 510) * 60
    goal = user["preferences"].get("focus_goal_minutes", 480) * 60
    reached = {day["local_date"] for day in of_type(documents, "day") if day.get("focus_goal_reached")}
    for one in of_type(documents, "work_session"):
        if one["end_time"] is not None:
            fields = {"start": one["start_time"], "at": one["end_time"], "limit": limit}
            yield "work", one["ended_on"], fields | {"pauses": pauses_of(one)}
    for one in of_type(documents, "focus_session"):
        if one["status"] == "completed":
            on = one["started_on"]
            name = _work_session_of(one, of_type(documents, "work_session"))
            fields = {"start": one["start_time"], "at": one["end_time"], "name": name}
            fields |= {"plan": one["planned_minutes"], "pauses": pauses_of(one)}
            fields["limit"] = goal if is_exact else 0 if on in reached else inf
            yield one["session_type"], on, fields


def _work_session_of(session: Document, work_sessions: list[Document]) -> str:
    """Return the id of the work session in which a session began, as they are now; empty if there is none."""
    begin = session["start_time"]
    running = [one for one in work_sessions if one["start_time"] <= begin <= (one["end_time"] or begin)]
    linked = [one["id"] for one in running if one["id"] == session["work_session_id"]]
    return next(iter([*linked, *(one["id"] for one in running if one["end_time"] != begin)]), "")


def pauses_of(session: Document) -> tuple[Span, ...]:
    """Return the pauses of a session that has ended."""
    moments = [[datetime.fromisoformat(moment) for moment in pause] for pause in session.get("pauses", ())]
    return tuple((begin, end) for begin, end in moments)


def _health_entries(documents: list[Document], user: Document) -> Iterator[_Found]:
    goal = user["preferences"].get("hydration_goal_ml", 2000)
    for day in of_type(documents, "day"):
        for drink in day.get("drinks", ()):
            fields = {"name": drink["id"], "at": drink["at"], "amount": drink["amount_ml"], "limit": goal}
            yield "drink", drink["on"], fields
        for meal in day.get("meals", ()):
            yield "meal", meal["on"], {"name": meal["id"], "at": meal["at"], "lunch": meal["kind"] == "lunch"}
        for rest in day.get("rests", ()):
            start = datetime.fromisoformat(rest["at"]) - timedelta(minutes=rest["minutes"])
            yield "rest", rest["on"], {"name": rest["id"], "at": rest["at"], "start": start.isoformat()}


def _joined_challenges(documents: list[Document], user: Document) -> Iterator[_Found]:
    (progress,) = of_type(documents, "progress")
    for name, joined in progress.get("week", {}).get("challenges", {}).items():
        if not joined["left"]:
            on = calendar_of(user).date_of(datetime.fromisoformat(joined["joined_at"])).isoformat()
            yield "join", on, {"name": name, "at": joined["joined_at"]}


def check_totals(documents: list[Document], log: EventLog | None = None) -> EventLog:
    """Assert that the stored totals and the ledger agree with a log, by default that of the documents.

    Return the log.
    """
    log = log or log_of(documents)
    (progress,) = of_type(documents, "progress")
    lifetime = from_stored(LifetimeTotals, progress)
    assert_totals_equal(log, lifetime, [from_stored(DailyTotals, day) for day in of_type(documents, "day")])
    assert lifetime.total_tasks == len(of_type(documents, "task"))
    assert {(event.name, event.on.isoformat()) for event in log.of("task")} >= {
        (task["id"], task["completed_on"]) for task in of_type(documents, "task") if task["completed"]
    }
    _check_ledger(documents, log)
    _check_plans(documents)
    _check_pointers(documents)
    _check_spent_time(documents)
    check_usage(documents)
    return log


def _check_plans(documents: list[Document]) -> None:
    """Assert that each day counts the tasks that are planned for it, beside those settled since it ended."""
    unsettled = [
        task
        for task in of_type(documents, "task")
        if "planned_date" in task and task["planned_date"] != task.get("settled_plan")
    ]
    planned = Counter(task["planned_date"] for task in unsettled)
    still_open = Counter(task["planned_date"] for task in unsettled if not task["completed"])
    days = {day["local_date"]: day for day in of_type(documents, "day")}
    assert planned.keys() <= days.keys()
    for on, day in days.items():
        counted, counted_open = day.get("planned_tasks", 0), day.get("open_planned_tasks", 0)
        assert counted - planned[on] >= counted_open - still_open[on] >= 0, day


def _check_pointers(documents: list[Document]) -> None:
    """Assert that the pointers to running sessions, and the copies in them, agree with the sessions."""
    sessions = {one["id"]: one for one in documents if one["type"] in {"work_session", "focus_session"}}
    for pointer in (*of_type(documents, "active_work_session"), *of_type(documents, "active_focus_session")):
        assert pointer["session_id"] in sessions
        copies = [pointer[name] for name in ("session", "interrupted") if name in pointer]
        assert [copy["id"] for copy in copies][:1] in ([], [pointer["session_id"]])
        for copy in copies:
            derived = {"type", "centihours", "started_order"}
            stored = {name: value for name, value in sessions[copy["id"]].items() if name not in derived}
            assert copy == {name: value for name, value in stored.items() if not name.startswith("_")}
    pointed = {
        copy["id"]
        for pointer in of_type(documents, "active_focus_session")
        for copy in (pointer.get("session", {"id": pointer["session_id"]}), pointer.get("interrupted"))
        if copy is not None
    }
    running = {"active", "paused"}
    assert pointed == {one["id"] for one in of_type(documents, "focus_session") if one["status"] in running}


def _check_spent_time(documents: list[Document]) -> None:
    """Assert that each task has the time without pauses of the sessions on it that ended."""
    spent: Counter[str] = Counter()
    for one in of_type(documents, "focus_session"):
        if one.get("task_id") is not None and one["end_time"] is not None:
            start, end = (datetime.fromisoformat(one[name]) for name in ("start_time", "end_time"))
            pauses = sum((end - begin for begin, end in pauses_of(one)), timedelta(0))
            spent[one["task_id"]] += int((end - start - pauses).total_seconds())
    for task in of_type(documents, "task"):
        assert task.get("spent_seconds", 0) == spent[task["id"]]


def check_usage(documents: list[Document]) -> None:
    """Assert that the stored usage agrees with the documents that count, and with their sizes in blocks."""
    (progress,) = of_type(documents, "progress")
    usage = progress.get("usage", {"documents": 0, "blocks": 0})
    uncounted = {
        *("progress", "user", "active_work_session", "active_focus_session"),
        *("rhythm", "assistant"),
    }
    counted = [one for one in documents if "ttl" not in one and one["type"] not in uncounted]
    assert usage["documents"] == len(counted)
    assert usage["blocks"] == sum(map(blocks_of, counted))


def blocks_of(document: Document) -> int:
    """Return the size of a document in blocks of 256 bytes."""
    return ceil(len(orjson.dumps({name: document[name] for name in document if name != "_etag"})) / 256)


def _check_ledger(documents: list[Document], log: EventLog) -> None:
    """Assert that the ledger gives the points of the log, each when it was earned."""
    rewarded = _rewarded_completions(documents)
    gained = Counter((gain.source, gain.at) for gain in log.gains() if gain.rule == "task")
    gained -= Counter((task_id, datetime.fromisoformat(at)) for task_id, at, again in rewarded if not again)
    # Each that counts again was completed before that.
    left = sorted((task_id, datetime.fromisoformat(at)) for task_id, at, again in rewarded if again)
    assert [task_id for task_id, _ in left] == sorted(task_id for task_id, _ in gained.elements())
    assert all(at <= again for (_, at), (_, again) in zip(sorted(gained.elements()), left, strict=True))
    points: Counter[tuple[str, str]] = Counter()
    earned: dict[tuple[str, str], datetime] = {}
    for entry in sorted(of_type(documents, "points_entry"), key=itemgetter("at")):
        if entry["rule"] in {"task_completed", "task_reopened"}:
            continue
        key = entry["rule"], entry["source_id"]
        points[key] += entry["delta"]
        if entry["delta"] > 0:
            earned[key] = datetime.fromisoformat(entry["at"])
    gains = {(gain.rule, gain.source): gain for gain in log.gains() if gain.rule != "task"}
    assert {key: amount for key, amount in points.items() if amount} == {
        key: gain.points for key, gain in gains.items()
    }
    for key, gain in gains.items():
        # A log of documents does not know the order of shutdowns between which the clock was set back.
        is_known = log.completed is None and gain.rule in {"shutdown", "shutdown_streak"}
        if is_known or (log.is_exact and gain.at != NEVER):
            assert earned[key] == gain.at, key
