"""Acts that are sent late and in another order count as if they had been sent in time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.conftest import MovableClock
from tests.unit.offline_lives import CHALLENGES, Act, Life, Lives, acts_from, deliver, in_time

STARTS = (datetime(2026, 3, 17, 6, tzinfo=UTC), datetime(2026, 3, 21, 12, tzinfo=UTC))
"""A Tuesday, and a Saturday."""

numbers = count()
delays = st.sampled_from([timedelta(minutes=minutes) for minutes in (0, 0, 0, 3, 40, 200, 700, 1439)])
often = settings(
    deadline=None, phases=(Phase.generate,), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass
class World:
    """The services, their store and their clock."""

    services: ServiceFactory
    store: DocumentStore
    clock: MovableClock


@pytest.fixture
def world(factory: ServiceFactory, store: DocumentStore, clock: MovableClock) -> World:
    return World(factory, store, clock)


def lives(world: World, acts: list[Act], start: datetime) -> Lives:
    """Return two lives that have only begun."""
    found = []
    for _ in range(2):
        world.clock.set(start)
        user_id = world.services.get_auth_service().register(f"user {next(numbers)}", "correct horse").user_id
        life = Life(world.services, world.store, world.clock, user_id, acts)
        life.begin(CHALLENGES if start == STARTS[0] else ())
        found.append(life)
    return Lives(*found)


@often
@given(data=st.data(), start=st.sampled_from(STARTS))
def test_accepted_acts_count_as_if_they_had_been_sent_in_time(
    world: World, data: st.DataObject, start: datetime
) -> None:
    acts = data.draw(acts_from(start))
    both = lives(world, acts, start)
    deliver(both.offline, [(act.done + data.draw(delays), act) for act in acts])
    assume(not both.offline.has_forgotten)  # when it would be noticed depends on what was known
    end = world.clock.now()
    in_time(both.in_time, both.offline.accepted)
    world.clock.set(end)
    both.in_time.end()
    both.assert_equal()


@often
@given(data=st.data(), start=st.sampled_from(STARTS), hours=st.integers(1, 24))
def test_acts_of_a_time_without_network_are_accepted_when_they_are_sent_in_order(
    world: World, data: st.DataObject, start: datetime, hours: int
) -> None:
    acts = data.draw(acts_from(start))
    both = lives(world, acts, start)
    for act in acts:
        both.in_time.send(act, act.done)
    accepted = [*both.in_time.accepted]
    begin = data.draw(st.sampled_from(acts)).done
    end = begin + timedelta(hours=hours)
    sent = [(end if begin <= act.done < end else act.done, act) for act in accepted]
    deliver(both.offline, sent)
    assert both.offline.accepted[: len(accepted)] == accepted
    both.in_time.end()
    both.assert_equal()


def test_sessions_in_reverse_order_have_the_first_and_the_last_end_of_the_day(world: World) -> None:
    moments = [STARTS[0] + timedelta(hours=hour) for hour in (2, 3, 5, 6)]
    acts = [
        Act(number, name, done)
        for number, (name, done) in enumerate(zip(["start work", "end work"] * 2, moments, strict=True))
    ]
    both = lives(world, acts, STARTS[0])
    later, evening = acts[2:], moments[-1] + timedelta(hours=1)
    deliver(both.offline, [*((act.done, act) for act in later), *((evening, act) for act in acts[:2])])
    in_time(both.in_time, both.offline.accepted)
    assert both.offline.accepted == [*later, *acts[:2]]
    both.assert_equal()
