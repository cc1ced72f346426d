"""A signal of workload or recovery."""

from datetime import date

import msgspec

from shared.views.predictions import SignalLevel, SignalRule, SignalUnit


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule has observed since a day; `limit` is the value from which it gives this level.

    `usual` is the value usual for the user, for rules that compare with it; `total` is the number of cases
    that the value rests on, where it is not a number of days.
    """

    rule: SignalRule
    level: SignalLevel
    since: date
    observed: float
    limit: float
    unit: SignalUnit
    usual: float = 0.0
    total: int = 0
