"""What a request costs in operations of the store, with little and with much in it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher

from benchmarks.counting_store import CountingStore
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.actions import (
    TASK_FINISHER,
    begin,
    clock_in,
    clock_out,
    complete,
    focus,
    join,
    read,
    rest,
    shut_down,
)
from tests.api.conftest import TLS, Api, Person, served
from tests.api.storage import Storage
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("sign_ins_last")

MUCH = {"embedded": 120, "cosmos": 40}  # all of it is done by requests, which take longer there


@pytest.fixture(params=["little", "much"])
def tasks(request: pytest.FixtureRequest, storage: Storage) -> int:
    """How many tasks somebody has."""
    return 1 if request.param == "little" else MUCH[storage.name]


@pytest.fixture
def days(tasks: int) -> int:
    """How many days somebody has lived."""
    return 1 if tasks == 1 else tasks // 10


@pytest.fixture
def counting(store: DocumentStore) -> CountingStore:
    return CountingStore(store)


@pytest.fixture
def person(
    credentials: CredentialManager,
    environment: dict[str, str],
    clock: MovableClock,
    counting: CountingStore,
) -> Iterator[Person]:
    """Somebody whose every request is counted in operations of the store."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    factory = ServiceFactory(credentials=credentials, store=counting, clock=clock, hasher=cheap)
    with (
        served(factory, environment) as url,
        httpx.Client(base_url=f"{url}/api/", timeout=30, verify=TLS) as client,
    ):
        yield Api(url, client).person("Ada")


def fill(person: Person, tasks: int) -> str:
    """Plan this many tasks, every third one done, and return the id of an open one."""
    person.post("work_sessions/start")
    person.post("time-logs/end-work")
    for number in range(tasks - 1):
        task = person.create_task(f"task {number}", tags=["a"])
        if number % 3 == 0:
            person.patch(f"tasks/{task['id']}")
    identifier: str = person.create_task("the last one", tags=["a"])["id"]
    return identifier


def live(person: Person, clock: MovableClock, days: int) -> None:
    """Lead so many full days, and one more morning."""
    for _ in range(days):
        person.create_task("for later")
        clock_in(person)
        focus(person, clock)
        rest(person, clock)
        clock_out(person)
        complete(person)
        shut_down(person)
        clock.move(hours=23, minutes=30)


def cost(counting: CountingStore, person: Person, method: str, path: str, **request: Any) -> Counter[str]:
    counting.counts.clear()
    response = person.call(method, path, **request)
    assert response.is_success, response.text
    return Counter(counting.counts)


def test_showing_one_task_is_one_read(person: Person, counting: CountingStore, tasks: int) -> None:
    task = fill(person, tasks)
    assert cost(counting, person, "GET", f"tasks/{task}") == {"read": 1}


def test_showing_one_session_is_one_read(person: Person, counting: CountingStore, tasks: int) -> None:
    fill(person, tasks)
    session = person.post("work_sessions/start").json()
    assert cost(counting, person, "GET", f"work_sessions/{session['id']}") == {"read": 1}


@pytest.mark.parametrize("fields", [{}, {"due_date": "2026-04-01", "start_date": "2026-04-01"}], ids=str)
def test_planning_a_task_is_at_most_two_reads_and_one_batch(
    person: Person, counting: CountingStore, tasks: int, fields: dict[str, str]
) -> None:
    fill(person, tasks)
    counted = cost(counting, person, "POST", "tasks", json={"title": "x", **fields})
    assert counted.pop("read") <= 2
    assert counted == {"batch": 1}


def test_completing_reopening_and_deleting_a_task_are_a_few_reads_and_one_batch_and_tell_the_leaderboard(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    path = f"tasks/{fill(person, tasks)}"
    for counted in (
        cost(counting, person, "PATCH", path),
        cost(counting, person, "PATCH", path, json={"action": "reopen"}),
        cost(counting, person, "PUT", path, json={"title": "y", "completed": True}),
        cost(counting, person, "DELETE", path),
    ):
        # The task, the user, their progress, the day; and the user again, once the leaderboard is told.
        assert counted.pop("read") <= 5
        assert counted == {"batch": 1, "upsert": 1}


def test_completing_a_done_task_writes_nothing(person: Person, counting: CountingStore, tasks: int) -> None:
    path = f"tasks/{fill(person, tasks)}"
    person.patch(path)
    assert set(cost(counting, person, "PATCH", path)) == {"read"}


def test_stats_are_at_most_two_reads(person: Person, counting: CountingStore, tasks: int) -> None:
    fill(person, tasks)
    for path in ("stats", f"stats/{person.id}"):
        counted = cost(counting, person, "GET", path)
        assert counted.pop("read") <= 2
        assert not counted


@pytest.mark.parametrize(
    "path",
    [
        "tasks",
        "tasks?limit=50",
        "tasks?sort=-priority&tags=a&search=last&completed=false",
        "work_sessions",
    ],
)
def test_a_list_is_one_query(person: Person, counting: CountingStore, tasks: int, path: str) -> None:
    fill(person, tasks)
    counted = cost(counting, person, "GET", path)
    assert counted.pop("query") == 1
    assert counted.pop("read", 0) <= 1  # that the caller is no administrator, or the caller's zone
    assert not counted


@pytest.mark.parametrize("path", ["tasks?sort=due_date&limit=1", "tasks?sort=-priority&tags=a"])
def test_open_and_completed_tasks_in_another_order_are_two_queries(
    person: Person, counting: CountingStore, tasks: int, path: str
) -> None:
    fill(person, tasks)
    counted = cost(counting, person, "GET", path)
    assert counted.pop("query") == 2
    assert counted.pop("read", 0) <= 1  # that the caller is no administrator, or the caller's zone
    assert not counted


def test_a_list_by_due_date_reads_the_users_zone_beside_it(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    fill(person, tasks)
    counted = cost(counting, person, "GET", "tasks?due_date_range=none")
    assert counted.pop("query") == 1
    assert counted.pop("read") <= 2
    assert not counted


def test_starting_and_ending_a_session_are_a_few_reads_and_one_batch(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    fill(person, tasks)
    start = cost(counting, person, "POST", "work_sessions/start")
    assert start.pop("read") <= 6
    assert start == {"upsert": 1, "batch": 1}  # a note in the agenda goes before
    end = cost(counting, person, "POST", "time-logs/end-work")
    assert end.pop("read") <= 6
    assert end == {"batch": 1}


def test_a_request_that_may_be_repeated_costs_one_read_more_and_its_replay_one_in_all(
    person: Person, counting: CountingStore, tasks: int
) -> None:
    fill(person, tasks)
    request: dict[str, Any] = {"json": {"title": "x"}, "headers": {"Idempotency-Key": "k"}}
    first = cost(counting, person, "POST", "tasks", **request)
    assert first.pop("read") <= 3
    assert first == {"batch": 1}
    assert cost(counting, person, "POST", "tasks", **request) == {"read": 1}


# A day's work


LOOKS: dict[str, dict[str, int]] = {
    "achievements": {"read": 1},
    "companion": {"read": 4, "query": 1},
    "companion/face.svg": {"read": 4, "query": 1},
    "health/hydration": {"read": 2},
    "health/reminders": {"read": 3, "query": 1},
    "health/today": {"read": 3, "query": 1},
    "notifications": {"read": 1, "query": 1},  # that there is an account, where there is no notification
    "challenges/leaders": {"read": 3, "query": 1, "count": 1},  # whoever is not among the first is counted
    "challenges/stats": {"read": 2},
    "challenges/week": {"read": 6, "query": 4, "count": 4},  # one of each for each challenge
    "current-session": {"read": 2},
    "daily-summary": {"read": 3, "query": 2},
    "dashboard/shutdown-history": {"query": 1},
    "dashboard/shutdown-summary": {"read": 3, "query": 3, "count": 2},
    "points": {"query": 1},
    "stats/heatmap?weeks=26": {"read": 1, "query": 1},
    "weekly-summary": {"read": 3, "query": 2},
}


def test_looking_at_a_days_work_costs_the_same_after_a_day_and_after_many(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    live(person, clock, days)
    for path, operations in LOOKS.items():
        for _ in range(2):
            counted = cost(counting, person, "GET", path)
            assert counted <= Counter(operations), (path, counted)


def test_doing_a_days_work_is_a_few_reads_and_one_batch(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    live(person, clock, days)
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
        assert counted.pop("read") <= 3 + rewarded
        assert counted == Counter({"batch": 1, "upsert": rewarded})


def test_ending_what_was_left_running_is_one_batch_of_whoever_looks(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    live(person, clock, days)
    begin(person)
    clock.move(days=1)
    counted = cost(counting, person, "GET", "current-session")
    assert counted.pop("read") <= 4
    assert counted == {"batch": 1}
    assert set(cost(counting, person, "GET", "current-session")) == {"read"}


def test_joining_and_leaving_a_challenge_are_one_batch_and_tell_the_others(
    person: Person, counting: CountingStore, clock: MovableClock, days: int
) -> None:
    live(person, clock, days)
    complete(person)  # the first deed of a week notes its summary as well
    joined = cost(counting, person, "POST", f"challenges/{TASK_FINISHER}/join")
    # Once the others are told, the user again, and whether one is counted.
    assert joined <= Counter({"read": 4, "count": 1, "query": 1, "batch": 1, "upsert": 1})
    left = cost(counting, person, "DELETE", f"challenges/{TASK_FINISHER}/leave")
    assert left <= Counter({"read": 2, "batch": 1, "delete": 1})


def test_a_leaderboard_of_many_is_one_query_and_one_count_for_who_is_not_among_the_first(
    person: Person, counting: CountingStore, api: Api
) -> None:
    for _ in range(12):
        complete(api.person())
    counted = cost(counting, person, "GET", "challenges/leaders")
    assert counted <= Counter({"read": 3, "query": 1, "count": 1})
