"""The results of a scenario as a plain text table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from benchmarks.pairs import Comparison, median_of

COMPARISON_HEADER = (
    *("what", "requests/s", "p50 ms", "p99 ms", "baseline/s", "p50 ms"),
    *("ratio", "rounds", "required", ""),
)


@dataclass(frozen=True, slots=True)
class Bound:
    """The bound of a ratio."""

    side: Literal[">=", "<="]
    value: float

    def verdict(self, ratio: float) -> str:
        """Return `ok` or `MISS`."""
        met = ratio >= self.value if self.side == ">=" else ratio <= self.value
        return "ok" if met else "MISS"

    def __str__(self) -> str:
        return f"{self.side} {self.value:.2f}"


@dataclass(slots=True)
class Section:
    """A table with notes below it; the last cell of a row is its verdict."""

    title: str
    header: tuple[str, ...] = COMPARISON_HEADER
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add_comparison(
        self, what: str, comparison: Comparison, ratios: list[float], bound: Bound | None
    ) -> None:
        """Add a pair with the median of its ratios; without a bound, it is for information only."""
        ratio = median(ratios)
        self.rows.append(
            (
                what,
                f"{median_of(comparison.subject, 'per_second'):,.0f}",
                f"{median_of(comparison.subject, 'p50_ms'):.2f}",
                f"{median_of(comparison.subject, 'p99_ms'):.2f}",
                f"{median_of(comparison.baseline, 'per_second'):,.0f}",
                f"{median_of(comparison.baseline, 'p50_ms'):.2f}",
                f"{ratio:.2f}",
                f"{ratios[0]:.2f}..{ratios[-1]:.2f}",
                str(bound or "-"),
                "INVALID" if comparison.error else bound.verdict(ratio) if bound else "",
            )
        )
        if comparison.error:
            self.notes.append(f"{what}: {comparison.error}")

    def missed(self) -> list[str]:
        """Return the names of the rows that missed their bound."""
        return [f"{row[0]} ({row[-1]})" for row in self.rows if row[-1] not in ("ok", "")]

    def __str__(self) -> str:
        lines = [self.title, "-" * len(self.title), *aligned([self.header, *self.rows])]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes), ""])


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the rows as lines with aligned columns: the first on the left, the others on the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
