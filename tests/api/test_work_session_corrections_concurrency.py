"""Parallel corrections and removals of work sessions on several instances: one right state remains."""

import itertools
import random
from functools import partial
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    BREAK_CHAMPION,
    HEALTHY_BOUNDARIES,
    clock_in,
    end_session,
    join,
    read,
    shut_down,
    start_session,
    work,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.api.parallel import Request, in_parallel, statuses
from tests.api.several_instances import several_instances_api
from tests.conftest import MovableClock

pytestmark = [
    pytest.mark.slow("many requests in parallel"),
    pytest.mark.usefixtures("tokens_never_expire"),
]

api = several_instances_api


def correct(person: Person, session: dict[str, Any], **times: str) -> Request:
    return partial(person.put, f"work_sessions/{session['id']}", json=times)


def remove(person: Person, session: dict[str, Any]) -> Request:
    return partial(person.delete, f"work_sessions/{session['id']}")


def test_50_parallel_corrections_of_sessions_of_a_day_leave_one_right_state(
    ada: Person, store: DocumentStore, monday: MovableClock
) -> None:
    for challenge in (HEALTHY_BOUNDARIES, BREAK_CHAMPION):
        join(ada, challenge)
    sessions = [work(ada, monday, minutes=20) for _ in range(5)]
    shut_down(ada)
    requests = [
        correct(ada, sessions[number % 5], end_time=f"2026-03-23T{9 + number % 2}:{number:02}:00Z")
        for number in range(35)
    ]
    requests += [remove(ada, sessions[4])] * 5 + [partial(ada.post, "work_sessions/start")] * 5
    requests += [partial(ada.post, "time-logs/end-work")] * 5
    found = statuses(in_parallel(requests))
    assert found.keys() <= {200, 201, 204, 400, 404, 409}
    assert found[204] == 1
    ada.post("time-logs/end-work")
    shown = sorted(read(ada, "work_sessions"), key=lambda one: str(one["start_time"]))
    spans = [(one["start_time"], one["end_time"]) for one in shown]
    assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(spans))
    assert_week_agrees(store, ada, monday.now())


def test_of_50_parallel_removals_one_succeeds(
    ada: Person, store: DocumentStore, monday: MovableClock
) -> None:
    kept, session = work(ada, monday, hours=1), work(ada, monday, hours=1)
    assert statuses(in_parallel([remove(ada, session)] * 50)) == {204: 1, 404: 49}
    assert read(ada, "work_sessions") == [kept]
    assert_week_agrees(store, ada, monday.now())


def test_of_50_parallel_corrections_to_overlapping_times_one_succeeds(
    ada: Person, store: DocumentStore, monday: MovableClock
) -> None:
    first, second = work(ada, monday, minutes=10), None
    monday.move(hours=1)
    second = work(ada, monday, minutes=10)
    requests = [
        correct(ada, first, end_time="2026-03-23T09:50:00Z"),
        correct(ada, second, start_time="2026-03-23T09:30:00Z"),
    ]
    found = statuses(in_parallel(requests * 25))
    assert found == {200: 25, 409: 25}  # repeating the one that came first changes nothing
    assert_week_agrees(store, ada, monday.now())


def test_parallel_corrections_pauses_breaks_and_shutdowns_leave_one_right_state(
    ada: Person, store: DocumentStore, monday: MovableClock
) -> None:
    for challenge in (HEALTHY_BOUNDARIES, BREAK_CHAMPION):
        join(ada, challenge)
    sessions = [work(ada, monday, minutes=20) for _ in range(4)]
    tasks = [ada.create_task(planned_date="2026-03-23") for _ in range(5)]
    clock_in(ada)
    focus = start_session(ada, task_id=tasks[0]["id"])
    monday.move(minutes=40)
    requests = [remove(ada, sessions[3])] * 2
    for number, task in enumerate(tasks):
        begin = sessions[number % 4]["start_time"]
        requests += [
            correct(ada, sessions[number % 4], start_time=begin.replace(":00Z", f":{number + 10}Z")),
            partial(ada.post, "work_sessions/pause"),
            partial(ada.post, "work_sessions/resume"),
            partial(ada.post, f"focus-sessions/{focus['session_id']}/pause"),
            partial(ada.post, f"focus-sessions/{focus['session_id']}/resume"),
            partial(ada.post, "focus-sessions/start", json={"duration_minutes": 5, "session_type": "break"}),
            partial(ada.patch, f"tasks/{task['id']}"),
            partial(
                ada.post,
                "dashboard/shutdown-reflection",
                json={
                    "productivity_rating": "good",
                    "plan_tomorrow": [task["id"]],
                    "carry_over": True,
                    "clock_out": number % 2 == 0,
                },
            ),
        ]
    found = statuses(in_parallel(random.sample(requests, len(requests))))
    assert found.keys() <= {200, 201, 204, 404, 409}
    assert found[204] == 1
    while (running := read(ada, "current-session")) is not None:
        end_session(ada, running)
    assert_week_agrees(store, ada, monday.now())
    assert_totals_agree(store, ada)
