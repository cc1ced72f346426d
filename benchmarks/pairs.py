"""Measures two targets alternately, so that other load on the machine affects both."""

from dataclasses import dataclass
from statistics import median
from typing import Literal

from benchmarks.load import LoadOrder, LoadResult
from benchmarks.load_process import LoadProcess


@dataclass(frozen=True, slots=True)
class Plan:
    """The size of a run: rounds for each target, seconds for each round, amount of data, and the store."""

    rounds: int
    seconds: float
    documents: int
    other_users: int
    store: Literal["embedded", "cosmos"] = "embedded"


THOROUGH = Plan(rounds=7, seconds=1.0, documents=100_000, other_users=10_000)
QUICK = Plan(rounds=3, seconds=0.5, documents=10_000, other_users=1_000)


@dataclass(frozen=True, slots=True)
class Target:
    """A local port and the HTTP messages to send to it in turn."""

    port: int
    messages: list[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The results of a pair in each round."""

    subject: list[LoadResult]
    baseline: list[LoadResult]

    @property
    def rate_ratios(self) -> list[float]:
        """Ratios of requests per second, subject to baseline, one for each round, ascending."""
        rounds = zip(self.subject, self.baseline, strict=True)
        return sorted(a.per_second / max(b.per_second, 1e-9) for a, b in rounds)

    @property
    def p50_ratios(self) -> list[float]:
        """Ratios of median latency, subject to baseline, one for each round, ascending."""
        rounds = zip(self.subject, self.baseline, strict=True)
        return sorted(a.p50_ms / max(b.p50_ms, 1e-9) for a, b in rounds)

    @property
    def error(self) -> str:
        """The reason why the results are invalid; empty if every response was successful."""
        for name, results in (("subject", self.subject), ("baseline", self.baseline)):
            for result in results:
                if result.errors:
                    return f"errors from the {name}: {result.errors}; the first: {result.error_sample!r}"
                if not result.responses:
                    return f"no responses from the {name}"
        return ""


def compare(load: LoadProcess, subject: Target, baseline: Target, plan: Plan) -> Comparison:
    """Measure subject and baseline alternately, in the planned number of rounds."""
    comparison = Comparison([], [])
    for _ in range(plan.rounds):
        for target, results in ((subject, comparison.subject), (baseline, comparison.baseline)):
            results.append(load.run(LoadOrder(target.port, target.messages, plan.seconds)))
    return comparison


def median_of(results: list[LoadResult], field: Literal["per_second", "p50_ms", "p99_ms"]) -> float:
    """Return the median of a field over the rounds."""
    values: list[float] = [getattr(result, field) for result in results]
    return median(values)
