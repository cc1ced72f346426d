"""`FairRunner`: order, fairness, limits and failures."""

import threading
from itertools import count
from threading import Barrier, Event, Lock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.services.fair_runner import FairRunner

Item = tuple[str, int]
TIMEOUT = 10


def stopped_clock() -> float:
    return 0.0


def runner_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("fair_runner")]


class OneThread(FairRunner[Item]):
    """A runner with one thread, so that the order of the turns is certain."""

    THREADS = 1


class Gate:
    """A handler that waits until the gate is open, and records the items that it handles."""

    def __init__(self) -> None:
        self.entered, self.opened = Event(), Event()
        self.handled: list[Item] = []

    def __call__(self, item: Item) -> None:
        self.entered.set()
        assert self.opened.wait(TIMEOUT)
        self.handled.append(item)


@given(st.lists(st.sampled_from("abcde")), st.integers(1, 4), st.integers(1, 20))
def test_every_item_is_handled_once_and_those_of_a_group_in_order_and_never_two_at_once(
    groups: list[str], threads: int, max_waiting: int
) -> None:
    lock, in_work = Lock(), set[str]()
    handled: list[Item] = []

    class Runner(FairRunner[Item]):
        THREADS = threads
        MAX_WAITING = max_waiting

    def handle(item: Item) -> None:
        with lock:
            assert item[0] not in in_work
            in_work.add(item[0])
        with lock:
            handled.append(item)
            in_work.remove(item[0])

    accepted: list[Item] = []
    with Runner(handle, stopped_clock) as runner:
        for number, group in enumerate(groups):
            if runner.offer(group, (group, number)):
                accepted.append((group, number))
        runner.drain()
        assert sorted(handled) == sorted(accepted)
    assert (runner.left, runner_threads()) == ([], [])
    for one in set(groups):
        numbers = [number for group, number in handled if group == one]
        assert numbers == sorted(numbers)


def test_groups_take_turns_of_one_item() -> None:
    gate = Gate()
    with OneThread(gate, stopped_clock) as runner:
        for number in range(5):
            assert runner.offer("flood", ("flood", number))
        for group in ("a", "b"):
            assert runner.offer(group, (group, 0))
        gate.opened.set()
    # The first item was in work before the others had come.
    assert [group for group, _ in gate.handled] == ["flood", "a", "b", "flood", "flood", "flood", "flood"]


def test_as_many_groups_as_threads_are_handled_at_once() -> None:
    together = Barrier(FairRunner.THREADS)

    def handle(_: Item) -> None:
        together.wait(TIMEOUT)

    with FairRunner(handle, stopped_clock) as runner:
        for number in range(3 * FairRunner.THREADS):
            runner.offer(f"{number}", ("", number))
        runner.drain()
        assert len(runner_threads()) == FairRunner.THREADS
    assert runner_threads() == []


def test_a_single_group_needs_one_thread() -> None:
    gate = Gate()
    with FairRunner(gate, stopped_clock) as runner:
        for number in range(10):
            runner.offer("a", ("a", number))
        assert len(runner_threads()) == 1
        gate.opened.set()


def test_run_whose_time_is_used_begins_nothing_and_returns_what_is_left() -> None:
    seconds = count()
    now = 0
    gate = Gate()

    def handle(item: Item) -> None:
        nonlocal now
        gate(item)
        now = next(seconds) + 1

    with OneThread(handle, lambda: float(now)) as runner:
        items = [(f"{number % 3}", number) for number in range(60)]
        assert all(runner.offer(group, (group, number)) for group, number in items)
        gate.opened.set()
        runner.drain()
        assert runner.is_over
        assert not runner.offer("late", ("late", 0))
    assert len(gate.handled) == OneThread.SECONDS
    assert sorted(gate.handled + runner.left) == sorted(items)


def test_one_group_takes_half_of_the_places_and_others_find_the_rest() -> None:
    gate = Gate()

    class Runner(OneThread):
        MAX_WAITING = 16

    with Runner(gate, stopped_clock) as runner:

        def accepted(group: str) -> int:
            return sum(runner.offer(group, (group, number)) for number in range(100))

        assert [accepted(group) for group in "abcd"] == [8, 4, 2, 1]
        gate.opened.set()
        runner.drain()
        assert accepted("a") > 0


def test_offer_waits_while_there_is_no_place() -> None:
    gate = Gate()

    class Runner(OneThread):
        MAX_WAITING = 3

    with Runner(gate, stopped_clock) as runner:
        for group in "abc":
            assert runner.offer(group, (group, 0))
        opening = threading.Timer(0.05, gate.opened.set)
        opening.start()
        assert runner.offer("d", ("d", 0))
        assert gate.opened.is_set()
        opening.join()
    assert [group for group, _ in gate.handled] == ["a", "b", "c", "d"]


def poison(_: object) -> None:
    raise ValueError("poison")


@pytest.mark.parametrize("drains", [True, False])
def test_exception_of_the_handler_ends_the_run_and_is_raised(
    drains: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    gate = Gate()

    def handle(item: Item) -> None:
        gate(item)
        poison(item)

    runner = OneThread(handle, stopped_clock)

    def run() -> None:
        with runner:
            for group in "abc":
                runner.offer(group, (group, 0))
            gate.opened.set()
            if drains:
                runner.drain()

    with pytest.raises(ValueError, match="poison"):
        run()
    assert gate.handled == [("a", 0)]
    assert runner.left == [("b", 0), ("c", 0)]
    assert runner_threads() == []


def test_exception_while_offering_leaves_the_items_that_wait() -> None:
    gate = Gate()
    runner = OneThread(gate, stopped_clock)

    def run() -> None:
        with runner:
            for group in "abc":
                runner.offer(group, (group, 0))
            assert gate.entered.wait(TIMEOUT)
            threading.Timer(0.05, gate.opened.set).start()
            poison(None)

    with pytest.raises(ValueError, match="poison"):
        run()
    assert gate.handled == [("a", 0)]
    assert runner.left == [("b", 0), ("c", 0)]
    assert runner_threads() == []
