"""Two targets measured in turn, so that what disturbs the machine disturbs both."""

from dataclasses import dataclass
from statistics import median
from typing import Literal

from benchmarks.load import LoadOrder, LoadResult
from benchmarks.load_process import LoadProcess


@dataclass(frozen=True, slots=True)
class Plan:
    """How thorough a run is: rounds for each target of a pair, seconds for each round; and on which store."""

    rounds: int
    seconds: float
    documents: int
    other_users: int
    store: Literal["embedded", "cosmos"] = "embedded"


THOROUGH = Plan(rounds=7, seconds=1.0, documents=100_000, other_users=10_000)
QUICK = Plan(rounds=3, seconds=0.5, documents=10_000, other_users=1_000)


@dataclass(frozen=True, slots=True)
class Target:
    """A port of this machine and the HTTP messages that are sent to it in turn."""

    port: int
    messages: list[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The results of a pair, round by round."""

    subject: list[LoadResult]
    yardstick: list[LoadResult]

    @property
    def rate_ratios(self) -> list[float]:
        """Requests per second of the subject against the yardstick's, one for each round, ascending."""
        rounds = zip(self.subject, self.yardstick, strict=True)
        return sorted(a.per_second / max(b.per_second, 1e-9) for a, b in rounds)

    @property
    def p50_ratios(self) -> list[float]:
        """Median latency of the subject against the yardstick's, one for each round, ascending."""
        rounds = zip(self.subject, self.yardstick, strict=True)
        return sorted(a.p50_ms / max(b.p50_ms, 1e-9) for a, b in rounds)

    @property
    def fault(self) -> str:
        """Say what makes the numbers worthless; empty when every answer was a success."""
        for name, results in (("subject", self.subject), ("yardstick", self.yardstick)):
            for result in results:
                if result.errors:
                    return f"errors from the {name}: {result.errors}; the first: {result.error_sample!r}"
                if not result.answered:
                    return f"no answers from the {name}"
        return ""


def compare(load: LoadProcess, subject: Target, yardstick: Target, plan: Plan) -> Comparison:
    """Measure subject, yardstick, subject, yardstick, ... for as many rounds as planned."""
    comparison = Comparison([], [])
    for _ in range(plan.rounds):
        for target, results in ((subject, comparison.subject), (yardstick, comparison.yardstick)):
            results.append(load.run(LoadOrder(target.port, target.messages, plan.seconds)))
    return comparison


def middle(results: list[LoadResult], field: Literal["per_second", "p50_ms", "p99_ms"]) -> float:
    """Return the median over the rounds of one number of the results."""
    values: list[float] = [getattr(result, field) for result in results]
    return median(values)
