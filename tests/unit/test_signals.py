"""The rules of signals."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules.assistant.signals.signal import Signal
from shared.rules.assistant.signals.signals import signals_of
from tests.oracle import signals as oracle
from tests.selection import NumberOfCases
from tests.unit.signal_lives import history_of, random_life


def _finding(signal: Signal) -> oracle.Finding:
    return oracle.Finding(
        signal.rule,
        signal.level,
        signal.since,
        round(signal.observed, 6),
        round(signal.limit, 6),
        round(signal.usual or 0.0, 6),
        signal.total or 0,
    )


def _rounded(found: oracle.Finding) -> oracle.Finding:
    return found._replace(
        observed=round(found.observed, 6), limit=round(found.limit, 6), usual=round(found.usual, 6)
    )


def test_signals_are_those_of_a_recount_in_random_lives(number_of_cases: NumberOfCases) -> None:
    @settings(max_examples=number_of_cases(30, quick=10, thorough=3000))
    @given(st.randoms(use_true_random=True))
    def run(random: Random) -> None:
        life, zone = random_life(random)
        assert [*map(_finding, signals_of(history_of(life, zone)))] == [
            *map(_rounded, oracle.signals_of(life))
        ]

    run()


def test_random_lives_have_every_signal_at_both_levels() -> None:
    found = set[tuple[str, str]]()
    for seed in range(400):
        life, zone = random_life(Random(seed))  # noqa: S311 - no secret
        found |= {(signal.rule, signal.level) for signal in signals_of(history_of(life, zone))}
        if len(found) == 18:
            return
    assert len(found) == 18, found
