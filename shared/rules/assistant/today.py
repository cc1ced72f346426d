"""How today's work is expected to end, from what is worked so far and how own days went on from there."""

from collections.abc import Sequence
from datetime import date

import msgspec


class PastDay(msgspec.Struct, frozen=True):
    """A past day: hours of work, and its first and last minute of work since the start of the local day."""

    hours: float = 0.0
    first_minute: int | None = None
    last_minute: int | None = None


class TodayForecast(msgspec.Struct, frozen=True, kw_only=True):
    """How today is expected to end."""

    worked_hours: float
    expected_hours: float
    """The hours of the whole day; never less than those worked so far."""
    expected_end_minute: int | None
    """The last minute of work, since the start of the local day; None if no work is expected."""
    over_limit_chance: float
    """The chance of more hours than the limit."""


def forecast_today(
    history: Sequence[PastDay],
    today: date,
    now_minute: int,
    worked: Sequence[tuple[int, int]],
    *,
    is_working: bool = False,
    limit_hours: float = 8.5,
    is_free: bool = False,
    excluded: Sequence[bool] = (),
) -> TodayForecast:
    """Return how today is expected to end.

    `history` has one entry a day, oldest first; the last one is yesterday. `worked` has the intervals worked
    today until `now_minute`, in minutes since the start of the local day; `is_working` says that the last one
    still runs. On a day that is free (`is_free`), no work beyond the intervals is expected.
    """
    del today
    kept = [day for at, day in enumerate(history) if not (at < len(excluded) and excluded[at])]
    done = sum(end - start for start, end in worked) / 60
    same = [day.hours for day in kept if day.hours] if (is_working or not worked) and not is_free else []
    expected = max(done, sum(same) / len(same)) if same else done
    last = max((end for _, end in worked), default=None)
    end = now_minute + round((expected - done) * 60) if expected > done else last
    over = sum(hours > limit_hours for hours in same) / len(same) if same else 0.0
    return TodayForecast(
        worked_hours=done,
        expected_hours=expected,
        expected_end_minute=end,
        over_limit_chance=1.0 if done > limit_hours else over,
    )
