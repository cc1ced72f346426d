"""Statistics of challenges: the average time of shutdowns."""

from math import cos, tau

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService

MINUTES = 24 * 60


@pytest.mark.parametrize(
    ("minutes", "mean"),
    [
        ([], "0:00"),
        ([18 * 60 + 30], "18:30"),
        ([9 * 60 + 5], "9:05"),
        ([18 * 60, 19 * 60], "18:30"),
        ([23 * 60, 60], "0:00"),
        ([23 * 60, 2 * 60], "0:30"),
        ([23 * 60, 25 * 60], "0:00"),
        ([22 * 60, 23 * 60, 0], "23:00"),
        ([6 * 60, 18 * 60], "12:00"),
        ([0, 8 * 60, 16 * 60], "8:00"),
        ([17 * 60] * 29 + [18 * 60], "17:02"),
    ],
)
def test_average_shutdown_time_is_the_circular_mean(
    factory: ServiceFactory, store: EmbeddedDBService, ada: str, minutes: list[int], mean: str
) -> None:
    _store_shutdowns(store, ada, minutes)
    assert factory.get_challenge_service().get_stats(ada)["avg_shutdown_time"] == mean


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(minutes=st.lists(st.integers(0, 2 * MINUTES), min_size=1, max_size=12))
def test_average_shutdown_time_is_the_direction_nearest_to_all_times(
    factory: ServiceFactory, store: EmbeddedDBService, ada: str, minutes: list[int]
) -> None:
    def nearness(mean: int) -> float:
        return sum(cos((minute - mean) / MINUTES * tau) for minute in minutes)

    best = max(range(MINUTES), key=nearness)
    assume(nearness(best) > 0.1)  # otherwise there is no mean direction
    _store_shutdowns(store, ada, minutes)
    hour, minute = factory.get_challenge_service().get_stats(ada)["avg_shutdown_time"].split(":")
    assert abs((int(hour) * 60 + int(minute) - best + 720) % MINUTES - 720) <= 1


def _store_shutdowns(store: EmbeddedDBService, user_id: str, minutes: list[int]) -> None:
    repo = LifetimeTotalsRepository(store)
    by_day = {f"2026-03-{day:02}": minute for day, minute in enumerate(minutes, start=1)}
    repo.update(replace(repo.get_totals(user_id), shutdown_minutes=by_day))
