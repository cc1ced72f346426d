"""The caches of recent reads, by the example of sign-ins: bounded in time and size, never stale."""

import pytest

from shared.services import recent_reads
from shared.services.active_sign_ins import ActiveSignIns
from tests.conftest import MovableClock


@pytest.fixture
def active(clock: MovableClock) -> ActiveSignIns:
    return ActiveSignIns(clock)


def remember(active: ActiveSignIns, user_id: str, family: str) -> None:
    active.remember(user_id, family, active.begin_read(), value=True)


def test_sign_in_is_known_for_30_seconds_from_the_beginning_of_the_read(
    active: ActiveSignIns, clock: MovableClock
) -> None:
    begun = active.begin_read()
    clock.move(seconds=10)  # the read is slow
    active.remember("ada", "f", begun, value=True)
    clock.move(seconds=19.9)
    assert active.is_known("ada", "f")
    clock.move(seconds=0.1)
    assert not active.is_known("ada", "f")


def test_sign_in_is_not_known_before_it_was_found(active: ActiveSignIns, clock: MovableClock) -> None:
    remember(active, "ada", "f")
    clock.move(seconds=-1)
    assert not active.is_known("ada", "f")


def test_forgetting_ends_exactly_that_sign_in_or_all_of_the_user(active: ActiveSignIns) -> None:
    for user_id, family in (("ada", "f"), ("ada", "g"), ("bob", "f")):
        remember(active, user_id, family)
    active.forget("ada", "f")
    assert [active.is_known(*key) for key in (("ada", "f"), ("ada", "g"), ("bob", "f"))] == [
        False,
        True,
        True,
    ]
    active.forget("ada")
    active.drop("bob", "another")
    assert not active.is_known("ada", "g")
    assert active.is_known("bob", "f")


def test_sign_in_that_ends_during_a_read_is_not_remembered(active: ActiveSignIns) -> None:
    begun = active.begin_read()
    active.forget("ada", "f")
    active.remember("ada", "f", begun, value=True)
    assert not active.is_known("ada", "f")


def test_oldest_sign_ins_are_dropped_beyond_the_limit(
    active: ActiveSignIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent_reads, "MAX_VALUES", 3)
    for family in ("a", "b", "c", "a", "d"):
        remember(active, "ada", family)
    assert [family for family in "abcd" if active.is_known("ada", family)] == ["a", "c", "d"]
