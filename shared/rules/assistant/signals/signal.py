"""A signal of workload or recovery."""

from datetime import date
from typing import NamedTuple

import msgspec

from shared.views.metric import Unit
from shared.views.predictions import SignalLevel, SignalRule


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule has observed since a day; `limit` is the value from which it gives this level.

    `usual` is the value usual for the user, for rules that compare with it; `total` is the number of cases
    of which some are observed.
    """

    rule: SignalRule
    level: SignalLevel
    since: date
    observed: float
    limit: float
    unit: Unit
    usual: float | None = None
    total: int | None = None


class Thresholds(NamedTuple):
    """The numbers of cases from which a rule gives a signal of each level."""

    notice: float
    strong: float


def counted(
    rule: SignalRule,
    since: date,
    count: int,
    thresholds: Thresholds,
    *,
    usual: float | None = None,
    total: int | None = None,
) -> Signal | None:
    """Return the signal of a number of cases; None below the thresholds."""
    if count < thresholds.notice:
        return None
    is_strong = count >= thresholds.strong
    return Signal(
        rule=rule,
        level=SignalLevel.STRONG if is_strong else SignalLevel.NOTICE,
        since=since,
        observed=float(count),
        limit=float(thresholds.strong if is_strong else thresholds.notice),
        unit=Unit.COUNT,
        usual=usual,
        total=total,
    )
