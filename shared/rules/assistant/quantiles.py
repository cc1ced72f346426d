"""Quantiles of own past days."""

from collections.abc import Iterable, Sequence


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0..1) of the values lies, interpolated; 0 without values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def median(values: Sequence[float]) -> float:
    """Return the middle of values, or the mean of the two in the middle; 0 without values."""
    return quantile(values, 0.5)


def weighted_quantiles(ordered: Iterable[tuple[float, float]], total: float, *shares: float) -> list[float]:
    """Return for each share (0..1, ascending) the first value at which that share of the weight is reached.

    `ordered` has pairs of a value and its weight, sorted; `total` is the sum of the weights.
    """
    found: list[float] = []
    reached, value = 0.0, 0.0
    bounds = [share * total for share in shares]
    for value, weight in ordered:
        reached += weight
        while len(found) < len(bounds) and reached >= bounds[len(found)]:
            found.append(value)
        if len(found) == len(bounds):
            return found
    return found + [value] * (len(bounds) - len(found))
