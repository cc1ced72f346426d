"""Levels by their formula, and the stages that begin at them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules.companion.levels import level_of, stage_of, xp_of
from shared.views.companion import Stage

few_examples = settings(max_examples=60)


def test_level_n_takes_25_n_times_n_minus_1_points() -> None:
    assert [xp_of(level) for level in (1, 2, 3, 10)] == [0, 50, 150, 2250]
    level = 1
    for xp in range(30_000):
        if xp >= 25 * (level + 1) * level:
            level += 1
        assert level_of(xp) == level, xp


@settings(few_examples, max_examples=100)
@given(level=st.integers(1, 10**9))
def test_level_is_reached_with_exactly_its_points(level: int) -> None:
    assert xp_of(level) == 25 * level * (level - 1)
    assert level_of(xp_of(level)) == level
    assert level_of(xp_of(level + 1) - 1) == level
    assert level == 1 or level_of(xp_of(level) - 1) == level - 1


@pytest.mark.parametrize("xp", [0, -1, -5, -(10**6)])
def test_level_is_at_least_1(xp: int) -> None:
    assert level_of(xp) == 1


@pytest.mark.parametrize(
    ("level", "stage"),
    [
        (1, Stage.EGG),
        (2, Stage.HATCHLING),
        (4, Stage.HATCHLING),
        (5, Stage.SPROUT),
        (9, Stage.SPROUT),
        (10, Stage.COMPANION),
        (19, Stage.COMPANION),
        (20, Stage.GUARDIAN),
        (34, Stage.GUARDIAN),
        (35, Stage.SAGE),
        (10**6, Stage.SAGE),
    ],
)
def test_each_level_has_its_stage(level: int, stage: Stage) -> None:
    assert stage_of(level) is stage
