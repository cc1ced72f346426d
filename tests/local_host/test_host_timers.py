"""Rules 30 to 32 of the Functions host."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

import azure.functions as func
import httpx
import pytest

from local_host import StartError, options_from, serving
from local_host.functions import TimerFunction, index
from local_host.invocation import Invoker
from local_host.ncrontab import schedule
from local_host.timers import Timer, expression_of
from tests.local_host.small_apps import empty_app


def timer_app(
    call: Callable[[], None],
    expression: str = "* * * * * *",
    *,
    use_monitor: bool = False,
    on_startup: bool = False,
) -> func.FunctionApp:
    app = empty_app()

    @app.timer_trigger("timer", expression, use_monitor=use_monitor, run_on_startup=on_startup)
    def tick(timer: func.TimerRequest) -> None:
        assert timer.past_due is False
        call()

    return app


def wait_until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("* * * * * *", "2026-01-01 00:00:00", "2026-01-01 00:00:01"),
        ("*/15 * * * * *", "2026-01-01 00:00:15", "2026-01-01 00:00:30"),
        ("5/20 * * * * *", "2026-01-01 00:00:00", "2026-01-01 00:00:05"),
        ("0 30 9 * * *", "2026-01-01 09:30:00", "2026-01-02 09:30:00"),
        ("0 0 0 1 * *", "2026-01-31 12:00:00", "2026-02-01 00:00:00"),
        ("0 0 0 29 2 *", "2026-01-01 00:00:00", "2028-02-29 00:00:00"),
        ("0 0 0 * * 0", "2026-01-01 00:00:00", "2026-01-04 00:00:00"),
        ("0 0 0 * * SUN", "2026-01-01 00:00:00", "2026-01-04 00:00:00"),
        ("0 0 9 * * Mon-Fri", "2026-01-02 10:00:00", "2026-01-05 09:00:00"),
        ("0 0 0 * * Fri-Mon", "2026-01-03 00:00:00", "2026-01-05 00:00:00"),
        ("0 0 0 13 * 5", "2026-01-01 00:00:00", "2026-02-13 00:00:00"),
        ("0 0 0 1 Mar,dec *", "2026-03-01 00:00:00", "2026-12-01 00:00:00"),
        ("0 5-10/2,58 * * * *", "2026-01-01 00:09:00", "2026-01-01 00:58:00"),
        ("59 59 23 31 12 *", "2026-12-31 23:59:59", "2027-12-31 23:59:59"),
        ("0 0 */0 * * *", "2026-01-01 00:00:00", "2026-01-01 01:00:00"),
    ],
)
def test_rule_30_schedules(expression: str, after: str, expected: str) -> None:
    assert schedule(expression).next_after(datetime.fromisoformat(after)) == datetime.fromisoformat(expected)


def test_rule_30_schedule_that_never_fires() -> None:
    assert schedule("0 0 0 30 2 *").next_after(datetime.fromisoformat("2026-01-01")) is None


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "* * * * *",
        "* * * * * * *",
        "0 0 0 * * 7",
        "60 * * * * *",
        "* * 24 * * *",
        "0 0 0 0 * *",
        "0 0 0 * 13 *",
        "x * * * * *",
        "1- * * * * *",
        "-1 * * * * *",
        "1,,2 * * * * *",
        "*/x * * * * *",
        "0 0 0 L * *",
        "0 0 0 * * FRI#1",
        "@hourly",
    ],
)
def test_rule_30_invalid_schedule_stops_the_host(expression: str) -> None:
    with pytest.raises(StartError), serving(timer_app(lambda: None, expression), settings={}):
        pass


def test_rule_30_schedule_can_name_a_setting() -> None:
    function = index(timer_app(lambda: None, "%Every%"))[0]
    assert isinstance(function, TimerFunction)
    assert expression_of(function, options_from(settings={"every": "0 0 0 * * *"})) == "0 0 0 * * *"
    with pytest.raises(StartError, match="Every"):
        expression_of(function, options_from(settings={}))


def test_rule_30_timer_fires_every_second() -> None:
    times: list[float] = []
    with serving(timer_app(lambda: times.append(time.time())), settings={}):
        assert wait_until(lambda: len(times) >= 2)
    assert [round(fired % 1, 0) % 1 for fired in times] == [0.0] * len(times)
    assert len({int(fired) for fired in times}) == len(times)


def test_rule_31_timer_with_a_monitor_needs_storage(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran = threading.Event()
    with serving(timer_app(ran.set, use_monitor=True, on_startup=True), settings={}):
        assert wait_until(lambda: "AzureWebJobsStorage" in caplog.text)
    assert not ran.is_set()
    settings = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}
    with serving(timer_app(ran.set, "0 0 0 1 1 *", use_monitor=True, on_startup=True), settings=settings):
        assert ran.wait(5)


def test_rule_23_timer_is_run_manually() -> None:
    ran = threading.Event()
    with serving(timer_app(ran.set, "0 0 0 1 1 *"), settings={}) as base_url:
        assert httpx.post(f"{base_url}/admin/functions/tick", json={"input": ""}).status_code == 202
        assert ran.wait(5)


def test_rule_32_runs_of_a_timer_never_overlap() -> None:
    release = threading.Event()
    running: list[int] = []
    concurrent: list[int] = []

    def slow() -> None:
        running.append(1)
        concurrent.append(len(running))
        release.wait(5)
        running.pop()

    with serving(timer_app(slow, "0 0 0 1 1 *"), settings={}) as base_url:
        for _ in range(3):
            assert httpx.post(f"{base_url}/admin/functions/tick", json={"input": ""}).status_code == 202
        assert wait_until(lambda: bool(running))
        time.sleep(0.1)
        release.set()
        assert wait_until(lambda: len(concurrent) == 3)
    assert concurrent == [1, 1, 1]


def test_rule_32_exception_is_logged_and_the_schedule_continues(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []
    loop = asyncio.new_event_loop()
    thrice = asyncio.Event()

    def enough() -> None:
        loop.call_soon_threadsafe(thrice.set)

    def failing() -> None:
        runs.append(1)
        if len(runs) == 3:
            enough()
        raise RuntimeError("no luck")

    function = index(timer_app(failing))[0]
    assert isinstance(function, TimerFunction)
    now = [1_800_000_000.0]

    def clock() -> float:
        now[0] += 0.5  # faster than real time
        return now[0]

    async def run() -> None:
        invoker = Invoker(1)
        timer = Timer(function, options_from(settings={}), invoker, clock)
        running = asyncio.create_task(timer.run_schedule())
        await asyncio.wait_for(thrice.wait(), 5)
        running.cancel()
        await invoker.close()

    with caplog.at_level(logging.ERROR):
        loop.run_until_complete(run())
    loop.close()
    assert caplog.text.count("Executed 'Functions.tick' (Failed") >= 3
    assert "no luck" in caplog.text


def test_host_waits_for_a_running_timer_when_it_stops() -> None:
    started = threading.Event()
    ended = threading.Event()

    def slow() -> None:
        started.set()
        time.sleep(0.5)
        ended.set()

    with serving(timer_app(slow, "0 0 0 1 1 *", on_startup=True), settings={}):
        assert started.wait(5)
    assert ended.is_set()
