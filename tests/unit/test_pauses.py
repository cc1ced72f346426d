"""Pauses leave the rest of a session: the two are disjoint and make up the whole."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.interval import Interval, coalesce, duration, subtract
from shared.entities.pauses import (
    MAX_PAUSES,
    Pauses,
    cut,
    intervals_of,
    is_paused,
    merged,
    moment_after,
    seconds_of,
    with_last_ended,
    with_pause,
    without_pauses,
)
from shared.errors import ConflictError

START = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)

steps = st.lists(st.timedeltas(timedelta(minutes=-2), timedelta(hours=3)), max_size=9)
ends = st.timedeltas(timedelta(0), timedelta(hours=30)).map(lambda length: START + length)
steadily = settings(max_examples=80)


def pauses_of(changes: list[timedelta]) -> Pauses:
    """Return the pauses of a session that is paused and resumed in turn, each some time after the last."""
    pauses: Pauses = ()
    now = START
    for change in changes:
        now += change
        pauses = with_last_ended(pauses, now) if is_paused(pauses) else with_pause(pauses, max(now, START))
    return pauses


@steadily
@given(changes=steps)
def test_pauses_are_in_order_and_disjoint_also_if_the_clock_was_set_back(changes: list[timedelta]) -> None:
    pauses = pauses_of(changes)
    assert is_paused(pauses) is (len(changes) % 2 == 1)
    assert all(pause.end is not None for pause in pauses[:-1])
    assert all(pause.begin <= (pause.end or pause.begin) for pause in pauses)
    assert all(one.end is not None and one.end <= other.begin for one, other in pairwise(pauses))


@steadily
@given(changes=steps, end=ends)
def test_pauses_and_the_rest_of_a_session_make_up_the_whole(changes: list[timedelta], end: datetime) -> None:
    pauses, whole = pauses_of(changes), Interval(START, end, "s")
    for taken in (pauses, cut(pauses, whole)):
        active, paused = without_pauses(whole, taken), intervals_of(cut(taken, whole), end, "s")
        assert {part.source for part in (*active, *paused)} <= {"s"}
        assert coalesce([*active, *paused]) == ([] if end == START else [Interval(START, end)])
        lengths = [part.end - part.begin for part in (*active, *paused)]
        assert sum(lengths, timedelta(0)) == end - START
        assert all(length > timedelta(0) for length in lengths)
    assert not is_paused(cut(pauses, whole))


@steadily
@given(changes=steps, minutes=st.integers(1, 240))
def test_moment_after_a_time_without_pauses_is_when_it_has_passed(
    changes: list[timedelta], minutes: int
) -> None:
    pauses, time = pauses_of(changes), timedelta(minutes=minutes)
    moment = moment_after(START, pauses, time)
    passed = seconds_of(without_pauses(Interval(START, moment), pauses))
    if passed < minutes * 60:
        assert is_paused(pauses)
        assert moment == pauses[-1].begin
    else:
        assert passed == minutes * 60
        earlier = moment - timedelta.resolution
        assert seconds_of(without_pauses(Interval(START, earlier), pauses)) < minutes * 60


@steadily
@given(
    lengths=st.lists(
        st.timedeltas(timedelta(0), timedelta(hours=3)), min_size=2 * MAX_PAUSES, max_size=2 * MAX_PAUSES
    )
)
def test_another_pause_can_follow_merged_ones_whose_time_stays_exact(lengths: list[timedelta]) -> None:
    pauses = pauses_of(lengths)
    found = merged(pauses)
    assert len(found) == MAX_PAUSES - 1
    assert found[-1] == pauses[-1]
    assert all(one.end is not None and one.end <= other.begin for one, other in pairwise(found))
    whole = Interval(START, pauses[-1].end or START)
    before, after = (without_pauses(whole, taken) for taken in (pauses, found))
    assert duration(before) == duration(after)
    assert duration(subtract(before, after)) <= min(
        other.begin - one.end for one, other in pairwise(pauses[:-1]) if one.end is not None
    )


@given(changes=steps)
def test_fewer_pauses_than_the_maximum_are_not_merged(changes: list[timedelta]) -> None:
    pauses = pauses_of(changes)
    assert merged(pauses) == pauses


def test_one_session_has_at_most_100_pauses() -> None:
    pauses = pauses_of([timedelta(minutes=1)] * 2 * MAX_PAUSES)
    assert len(pauses) == MAX_PAUSES == 100
    with pytest.raises(ConflictError, match="at most 100 pauses"):
        with_pause(pauses, START + timedelta(days=1))
