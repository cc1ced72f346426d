"""Store operations per request: the number does not grow with the user's tasks or days."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from benchmarks.counting_store import CountingStore
from shared.entities.daily_totals import DailyTotals
from shared.entities.focus_session import FocusSession
from shared.entities.work_session import WorkSession
from shared.repos.stored_forms import to_stored
from shared.services.auth_service import MAX_COOKIE_SIGN_INS
from shared.views.focus_session import SessionStatus, SessionType
from tests.api.actions import (
    TASK_FINISHER,
    clock_in,
    clock_out,
    complete,
    focus,
    join,
    read,
    shut_down,
    start_session,
    take_break,
)
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.storage import Storage
from tests.conftest import MovableClock
from tests.selection import NumberOfCases

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

MANY_TASKS, MANY_IF_THOROUGH = 60, 120
MANY_ON_COSMOS = 40  # created by requests, which are slower there


@pytest.fixture(params=["few", pytest.param("many", marks=pytest.mark.slow("creates many tasks"))])
def tasks(request: pytest.FixtureRequest, storage: Storage, number_of_cases: NumberOfCases) -> int:
    """The number of tasks of the user."""
    if request.param == "few":
        return 1
    return (
        MANY_ON_COSMOS if storage.name == "cosmos" else number_of_cases(MANY_TASKS, thorough=MANY_IF_THOROUGH)
    )


@pytest.fixture
def days(tasks: int) -> int:
    """The number of days with activity of the user."""
    return 1 if tasks == 1 else tasks // 10


@pytest.fixture
def counting(store: CountingStore) -> CountingStore:
    return store


@pytest.fixture
def person(ada: Person) -> Person:
    return ada


def fill(person: Person, tasks: int) -> str:
    """Create that many tasks, every third one completed, and return the id of an open one."""
    person.post("work_sessions/start")
    person.post("time-logs/end-work")
    for number in range(tasks - 1):
        task = person.create_task(f"task {number}", tags=["a"])
        if number % 3 == 0:
            person.patch(f"tasks/{task['id']}")
    identifier: str = person.create_task("the last one", tags=["a"])["id"]
    return identifier


def simulate_days(person: Person, clock: MovableClock, days: int) -> None:
    """Simulate that many full days of activity; the clock ends on the next morning."""
    for _ in range(days):
        person.create_task("for later")
        clock_in(person)
        focus(person, clock)
        take_break(person, clock)
        clock_out(person)
        complete(person)
        shut_down(person)
        clock.move(hours=23, minutes=30)


def cost(counting: CountingStore, person: Person, method: str, path: str, **request: Any) -> Counter[str]:
    """Return the operations of a request, without the read of the sign-in, which is cached for 30 seconds."""
    assert person.get("auth/session").json()["signed_in"]
    counting.counts.clear()
    response = person.call(method, path, **request)
    assert response.is_success, response.text
    return Counter(counting.counts)


def test_reading_a_task_is_one_read(person: Person, counting: CountingStore, tasks: int) -> None:
    task = fill(person, tasks)
    assert cost(counting, person, "GET", f"tasks/{task}") == {"read": 1}


@pytest.mark.parametrize("filters", [{}, {"due_date_range": "today"}], ids=str)
def test_calendar_and_role_for_a_list_come_with_the_sign_in(
    person: Person, counting: CountingStore, clock: MovableClock, filters: dict[str, str]
) -> None:
    task = person.create_task(planned_date="2026-03-18", due_date="2026-03-19T12:00:00Z")
    clock.move(days=1)
    assert cost(counting, person, "GET", "tasks", params=filters) == {"query": 1}
    assert [each["carried_over"] for each in person.get("tasks", params=filters).json()] == [1]
    assert cost(counting, person, "GET", f"tasks/{task['id']}") == {"read": 1}


def test_reading_a_session_is_one_read(person: Person, counting: CountingStore, tasks: int) -> None:
    fill(person, tasks)
    session = person.post("work_sessions/start").json()
    assert cost(counting, person, "GET", f"work_sessions/{session['id']}") == {"read": 1}


@pytest.mark.parametrize("fields", [{}, {"due_date": "2026-04-01", "start_date": "2026-04-01"}], ids=str)
def test_creating_a_task_is_at_most_two_reads_one_batch_and_with_a_deadline_its_reminder(
    person: Person, counting: CountingStore, tasks: int, fields: dict[str, str]
) -> None:
    fill(person, tasks)
    counted = cost(counting, person, "POST", "tasks", json={"title": "x", **fields})
    assert counted.pop("read") <= 2
    assert counted == ({"batch": 1, "upsert": 1} if fields else {"batch": 1})


def test_completing_reopening_or_deleting_a_task_is_a_few_reads_one_batch_and_a_leaderboard_update(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    path = f"tasks/{fill(person, tasks)}"
    for counted in (
        cost(counting, person, "PATCH", path),
        cost(counting, person, "PATCH", path, json={"action": "reopen"}),
        cost(counting, person, "PUT", path, json={"title": "y", "completed": True}),
        cost(counting, person, "DELETE", path),
    ):
        # Task, user, lifetime totals, day; and the user again when the leaderboard entry is published.
        assert counted.pop("read") <= 5
        assert counted == {"batch": 1, "upsert": 1}


def test_notifications_of_what_was_earned_cost_no_operation(person: Person, counting: CountingStore) -> None:
    ids = [person.create_task()["id"] for _ in range(16)]
    join(person, TASK_FINISHER)
    costs, written = [], []
    for task_id in ids:
        before = len(read(person, "notifications"))
        costs.append(cost(counting, person, "PATCH", f"tasks/{task_id}"))
        written.append(len(read(person, "notifications")) - before)
    assert written == [1, *[0] * 8, 1, *[0] * 4, 3, 0]
    assert costs == [costs[-1]] * 16


def test_reopening_or_deleting_on_a_later_day_is_a_few_reads_and_one_batch(
    person: Person, counting: CountingStore, tasks: int, clock: MovableClock
) -> None:
    path = f"tasks/{fill(person, tasks)}"
    person.patch(path)
    clock.move(days=1)
    reopened = cost(counting, person, "PATCH", path, json={"action": "reopen"})
    again = cost(counting, person, "PATCH", path)
    clock.move(days=1)
    deleted = cost(counting, person, "DELETE", path)
    assert again.pop("read") <= 5
    assert again == {"batch": 1, "upsert": 1}
    for counted in (reopened, deleted):
        assert counted.pop("read") <= 3  # task, user, and the lifetime totals of a deletion
        assert counted == {"batch": 1}


def test_completing_a_completed_task_writes_nothing(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    path = f"tasks/{fill(person, tasks)}"
    person.patch(path)
    assert set(cost(counting, person, "PATCH", path)) == {"read"}


def test_stats_are_at_most_two_reads(person: Person, counting: CountingStore, tasks: int) -> None:
    fill(person, tasks)
    for path in ("stats", f"stats/{person.id}"):
        counted = cost(counting, person, "GET", path)
        assert counted.pop("read") <= 2
        assert not counted


def test_correcting_and_removing_a_session_takes_the_same_trips_at_any_history(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    simulate_days(person, clock, days)
    clock_in(person)
    clock.move(hours=40)
    session = clock_out(person)
    path = f"work_sessions/{session['id']}"
    body = {"end_time": (clock.now() - timedelta(hours=38)).isoformat()}
    corrected = cost(counting, person, "PUT", path, json=body)
    removed = cost(counting, person, "DELETE", path)
    # The session and the pointer to a running break, and the totals of a single day.
    assert corrected.pop("read") <= 3 >= removed.pop("read")
    assert corrected == {"query": 3, "batch": 1}  # the account, the sessions, and the days
    assert {**removed, "query": 0} == {"query": 0, "batch": 1}
    assert removed["query"] <= 3


@pytest.mark.parametrize(
    "path",
    [
        "tasks",
        "tasks?limit=50",
        "tasks?sort=-priority&tags=a&search=last&completed=false",
        "work_sessions",
    ],
)
def test_list_is_one_query(person: Person, counting: CountingStore, tasks: int, path: str) -> None:
    fill(person, tasks)
    counted = cost(counting, person, "GET", path)
    assert counted.pop("query") == 1
    assert counted.pop("read", 0) <= 1  # the caller, for the role or the zone
    assert not counted


@pytest.mark.parametrize("path", ["tasks?sort=due_date&limit=1", "tasks?sort=-priority&tags=a"])
def test_list_of_open_and_completed_tasks_in_another_order_is_two_queries(
    person: Person, counting: CountingStore, tasks: int, path: str
) -> None:
    fill(person, tasks)
    counted = cost(counting, person, "GET", path)
    assert counted.pop("query") == 2
    assert counted.pop("read", 0) <= 1  # the caller, for the role or the zone
    assert not counted


def test_list_by_latest_due_date_is_two_more_queries_if_it_reaches_tasks_without_one(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    fill(person, tasks)
    for path, queries in (
        ("tasks?sort=-due_date", 4),
        ("tasks?sort=-due_date&completed=false", 2),
    ):
        counted = cost(counting, person, "GET", path)
        assert counted.pop("query") == queries
        assert counted.pop("read", 0) <= 1
        assert not counted


def test_list_by_due_date_also_reads_the_user_for_the_zone(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    fill(person, tasks)
    counted = cost(counting, person, "GET", "tasks?due_date_range=none")
    assert counted.pop("query") == 1
    assert counted.pop("read") <= 2
    assert not counted


def test_starting_or_ending_a_session_is_a_few_reads_and_one_batch(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    fill(person, tasks)
    start = cost(counting, person, "POST", "work_sessions/start")
    assert start.pop("read") <= 6
    assert start == {"upsert": 1, "batch": 1}  # the reminder is enqueued first
    end = cost(counting, person, "POST", "time-logs/end-work")
    assert end.pop("read") <= 6
    assert end == {"batch": 1}


def test_change_of_running_work_or_focus_reads_its_pointer_and_the_totals(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    simulate_days(person, clock, days)
    complete(person)  # the first event of a week also schedules the weekly summary
    clock_in(person)
    for path in ("work_sessions/pause", "work_sessions/resume"):
        clock.move(minutes=5)
        # The pointers to work and focus, and the lifetime totals.
        assert cost(counting, person, "POST", path) == {"read": 3, "batch": 1}
    session = start_session(person)
    for verb in ("pause", "resume"):
        clock.move(minutes=5)
        path = f"focus-sessions/{session['session_id']}/{verb}"
        assert cost(counting, person, "POST", path) == {"read": 2, "batch": 1}
    for path in ("work_sessions/pause", "work_sessions/resume"):
        clock.move(minutes=5)
        assert cost(counting, person, "POST", path) == {"read": 3, "batch": 1}
    assert cost(counting, person, "GET", "work_sessions/active") == {"read": 1}
    assert cost(counting, person, "GET", "current-session") == {"read": 1}
    # The pointer, the lifetime totals, the user and the day.
    ended = cost(counting, person, "POST", f"focus-sessions/{session['session_id']}/complete")
    assert ended == {"read": 4, "batch": 1}
    assert cost(counting, person, "POST", "time-logs/end-work") == {"read": 4, "batch": 1}


def test_focus_on_a_task_reads_the_task_and_a_break_during_focus_reads_as_much_as_any_other_start(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    simulate_days(person, clock, days)
    complete(person)  # the first event of a week also schedules the weekly summary
    task = person.create_task()
    body = {"duration_minutes": 25, "task_id": task["id"]}
    # The lifetime totals, the task, the pointers to work and focus, and the user.
    assert cost(counting, person, "POST", "focus-sessions/start", json=body) == {"read": 5, "batch": 1}
    clock.move(minutes=5)
    rest = {"duration_minutes": 5, "session_type": "break"}
    assert cost(counting, person, "POST", "focus-sessions/start", json=rest) == {"read": 4, "batch": 1}
    for read_per_end in (4, 5):  # the break; the focus, with the task
        current = read(person, "current-session")
        clock.move(minutes=5)
        ended = cost(counting, person, "POST", f"focus-sessions/{current['session_id']}/complete")
        assert ended == {"read": read_per_end, "batch": 1}


def test_idempotency_key_costs_one_more_read_and_its_replay_is_one_read(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    fill(person, tasks)
    request: dict[str, Any] = {"json": {"title": "x"}, "headers": {"Idempotency-Key": "k"}}
    first = cost(counting, person, "POST", "tasks", **request)
    assert first.pop("read") <= 3
    assert first == {"batch": 1}
    assert cost(counting, person, "POST", "tasks", **request) == {"read": 1}


# Daily activity


MAX_OPERATIONS: dict[str, dict[str, int]] = {
    "achievements": {"read": 1},
    "companion": {"read": 4, "query": 2},  # the second one from a shutdown until work begins again
    "companion/face.svg": {"read": 4, "query": 2},
    "health/hydration": {"read": 2},
    "health/reminders": {"read": 3, "query": 2},
    "health/today": {"read": 3, "query": 2},
    "notifications": {"read": 1, "query": 1},  # the account, when there is no notification
    "challenges/leaders": {"read": 3, "query": 1, "count": 1},  # the rank of a caller outside the top ten
    "challenges/stats": {"read": 2},
    "challenges/week": {"read": 2, "query": 5, "count": 4},  # a query and a count for each challenge
    "current-session": {"read": 2},  # the account, when no session is running
    "daily-summary": {"read": 3, "query": 2},
    "dashboard/shutdown-history": {"query": 1},
    "dashboard/shutdown-summary": {"read": 3, "query": 5, "count": 3},
    "points": {"query": 1},
    "monthly-summary": {"read": 1, "query": 1},
    "stats/days?from=2026-02-01&to=2026-05-03": {"read": 1, "query": 1},
    "stats/days.svg?from=2026-02-01&to=2026-05-03": {"read": 1, "query": 1},
    "stats/heatmap.svg?weeks=26": {"read": 1, "query": 1},
    "stats/heatmap?weeks=26": {"read": 1, "query": 1},
    "weekly-summary": {"read": 3, "query": 2},
}


def test_reading_the_day_costs_the_same_after_one_day_and_after_many(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    simulate_days(person, clock, days)
    for path, operations in MAX_OPERATIONS.items():
        for _ in range(2):
            counted = cost(counting, person, "GET", path)
            assert counted <= Counter(operations), (path, counted)


def test_focus_and_shutdown_events_are_a_few_reads_and_one_batch(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    simulate_days(person, clock, days)
    join(person, TASK_FINISHER)
    for kind in ("focus", "break"):
        for verb in ("complete", "stop"):
            session = {"duration_minutes": 25, "session_type": kind}
            started = cost(counting, person, "POST", "focus-sessions/start", json=session)
            identifier = read(person, "current-session")["session_id"]
            clock.move(minutes=25)
            ended = cost(counting, person, "POST", f"focus-sessions/{identifier}/{verb}")
            assert started.pop("read") <= 4
            assert ended.pop("read") <= 5
            assert started == ended == {"batch": 1}
    body = {"productivity_rating": "good"}
    for rewarded in (1, 0):
        counted = cost(counting, person, "POST", "dashboard/shutdown-reflection", json=body)
        assert counted.pop("read") <= 4 + rewarded
        assert counted == Counter({"query": 1, "batch": 1, "upsert": rewarded})


def test_first_read_after_the_plan_ends_a_forgotten_focus_session_in_one_batch(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    simulate_days(person, clock, days)
    start_session(person)
    clock.move(days=1)
    counted = cost(counting, person, "GET", "current-session")
    assert counted.pop("read") <= 4
    assert counted == {"batch": 1}
    assert set(cost(counting, person, "GET", "current-session")) == {"read"}


LATE_ACTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("work_sessions/start", {"at": "09:00"}),
    ("focus-sessions/start", {"duration_minutes": 5, "at": "09:10"}),
    ("work_sessions/pause", {"at": "09:20"}),
    ("work_sessions/resume", {"at": "09:30"}),
    ("work_sessions/end", {}),
)


def _store_sessions(store: CountingStore, person: Person, number: int) -> None:
    """Store work sessions and focus sessions of 10 seconds each, from 10:00 on."""
    for index in range(number):
        start = datetime(2026, 3, 18, 10, tzinfo=UTC) + index * timedelta(seconds=20)
        end = start + timedelta(seconds=10)
        work = WorkSession(
            id=f"work-{index}", user_id=person.id, start_time=start, end_time=end, ended_on=start.date()
        )
        rest = FocusSession(
            id=f"focus-{index}",
            user_id=person.id,
            start_time=start,
            end_time=end,
            started_on=start.date(),
            planned_minutes=5,
            session_type=SessionType.BREAK,
            status=SessionStatus.STOPPED,
        )
        for session in (work, rest):
            store.create(to_stored(session))


@pytest.mark.both_stores("each store orders and bounds the queries of the sessions around a moment")
def test_act_that_is_sent_later_takes_as_many_queries_however_many_sessions_followed(
    ada: Person, bob: Person, counting: CountingStore, clock: MovableClock
) -> None:
    costs = []
    for person, number in ((ada, 1), (bob, 499)):
        clock.set(datetime(2026, 3, 18, 9, tzinfo=UTC) + timedelta(hours=8))
        _store_sessions(counting, person, number)
        for path, body in LATE_ACTS:
            at = {"at": f"2026-03-18T{body['at']}:00Z"} if "at" in body else {}
            costs.append(cost(counting, person, "POST", path, json={**body, **at}))
    few, many = costs[: len(LATE_ACTS)], costs[len(LATE_ACTS) :]
    for before, after in zip(few, many, strict=True):
        assert after["query"] <= before["query"] + 1  # the second page of work sessions, for their pauses
        assert after["read"] == before["read"]
        assert after["query"] <= 5


def test_focus_that_is_sent_later_is_refused_among_too_many_sessions_and_work_is_not(
    ada: Person, counting: CountingStore, clock: MovableClock
) -> None:
    clock.set(datetime(2026, 3, 18, 17, tzinfo=UTC))
    _store_sessions(counting, ada, 501)
    body = {"duration_minutes": 5, "at": "2026-03-18T09:10:00Z"}
    response = ada.post("focus-sessions/start", json=body)
    refused = (409, "There are more than 500 focus sessions around that time")
    assert (response.status_code, response.json()["error"]) == refused
    assert ada.post("work_sessions/start", json={"at": "2026-03-18T09:00:00Z"}).status_code == 201
    ended = ada.post("work_sessions/end").json()
    assert ended["end_time"] == "2026-03-18T10:00:00Z"


def test_joining_or_leaving_a_challenge_is_one_batch_and_an_update_of_the_members(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    simulate_days(person, clock, days)
    complete(person)  # the first event of a week also schedules the weekly summary
    joined = cost(counting, person, "POST", f"challenges/{TASK_FINISHER}/join")
    # After the commit: the user again, and whether the member is counted.
    assert joined <= Counter({"read": 4, "count": 1, "query": 1, "batch": 1, "upsert": 1})
    left = cost(counting, person, "DELETE", f"challenges/{TASK_FINISHER}/leave")
    assert left <= Counter({"read": 2, "batch": 1, "delete": 1})


def test_leaderboard_is_one_query_and_one_count_for_a_caller_outside_the_top_ten(
    person: Person, counting: CountingStore, api: Api
) -> None:
    for _ in range(12):
        complete(api.sign_up())
    counted = cost(counting, person, "GET", "challenges/leaders")
    assert counted <= Counter({"read": 3, "query": 1, "count": 1})


def test_request_with_cookies_of_many_ended_sign_ins_is_a_few_reads(
    api: Api, ada: Person, counting: CountingStore
) -> None:
    tokens = [api.login("Ada").json()["token"] for _ in range(10)]
    api.client.cookies.clear()
    ada.post("auth/change-password", json={"current_password": PASSWORD, "new_password": "another password"})
    headers = {"Cookie": "; ".join(f"auth_token={token}" for token in tokens)}
    for path, status in (("stats", 401), ("auth/session", 200)):
        counting.counts.clear()
        response = api.call("GET", path, headers=headers)
        assert response.status_code == status
        assert ada.id not in response.text
        assert counting.counts.total() <= 2 * MAX_COOKIE_SIGN_INS


@pytest.mark.parametrize("days", [8, 420])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("assistant/predictions", 2),
        ("assistant/outlook.svg", 2),
        ("assistant/narratives?period=month", 2),
        ("assistant/recommendations", 3),  # open and completed tasks apart
    ],
)
def test_predictions_are_a_few_queries_and_once_a_week_a_batch_at_any_history(
    person: Person, counting: CountingStore, clock: MovableClock, days: int, path: str, queries: int
) -> None:
    begun = clock.now().date()
    for number in range(days):
        day = DailyTotals(
            user_id=person.id, local_date=begun + timedelta(days=number), work_hours={9: 3600 * (number % 9)}
        )
        counting.upsert(to_stored(day))
    clock.move(days=days - 1)
    person.create_task(due_date=clock.now().date().isoformat(), estimate_minutes=600)
    assert person.get(path).is_success
    seen = Counter[frozenset[str]]()
    for _ in range(8):
        clock.move(days=1)
        counted = cost(counting, person, "GET", path)
        counted.pop("read", None)  # the account for its calendar, once in 30 seconds
        assert counted - Counter(query=queries, batch=1) == Counter(), counted
        seen[frozenset(counted)] += 1
    assert seen[frozenset({"query"})] >= 6


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_snoozing_a_rule_is_a_query_a_read_and_a_batch(
    person: Person, counting: CountingStore, method: str
) -> None:
    path = "assistant/signals/long_week/snooze"
    assert person.post(path, json={"days": 60}).status_code == 204
    counted = cost(counting, person, method, path, json={"days": 7})
    assert counted == {"query": 1, "read": 1, "batch": 1}


@pytest.mark.parametrize("tasks", [1, 60])
def test_plan_is_three_queries_and_applying_it_one_more_and_a_batch(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    for number in range(tasks):
        person.create_task(due_date="2026-03-18", planned_date=f"2026-03-{19 + number % 10}")
    assert person.get("assistant/plan").is_success
    assert cost(counting, person, "GET", "assistant/plan") == {"query": 3}
    plan = person.get("assistant/plan").json()
    body = {"date": plan["date"], "version": plan["version"]}
    counted = cost(counting, person, "POST", "assistant/plan/apply", json=body)
    assert counted == {"query": 4, "batch": 1}
    assert cost(counting, person, "GET", "assistant/plan?date=2026-03-22") == {"query": 1}  # a Sunday


def test_feedback_is_a_query_a_read_and_a_batch_and_what_is_muted_a_read(
    person: Person, counting: CountingStore
) -> None:
    person.create_task()
    (found,) = read(person, "assistant/recommendations")
    path = f"assistant/recommendations/{found['id']}/feedback"
    for verdict in ("never", "not_now"):
        counted = cost(counting, person, "POST", path, json={"verdict": verdict})
        assert counted == {"query": 1, "read": 1, "batch": 1}
    assert cost(counting, person, "GET", "assistant/recommendations/muted") == {"read": 1}
    unmuted = cost(counting, person, "DELETE", "assistant/recommendations/muted/next_task")
    assert unmuted == {"query": 1, "read": 1, "batch": 1}
    again = cost(counting, person, "DELETE", "assistant/recommendations/muted/next_task")
    assert again == {"query": 1, "read": 1}
