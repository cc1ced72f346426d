"""The days over which streaks pass."""

from datetime import date

from msgspec.structs import replace

from shared.entities.active_days import ActiveDays
from shared.entities.totals import LifetimeTotals
from shared.entities.user import User
from shared.services.public_holidays import public_holidays


def passed_days(totals: LifetimeTotals, user: User, today: date) -> ActiveDays:
    """Return the days over which the streaks of a user pass, by the settings of now."""
    return user.passed_days(today, totals.active_days, totals.shutdown_days, holidays=public_holidays)


def with_passed_days(totals: LifetimeTotals, user: User, today: date) -> LifetimeTotals:
    """Return the totals of a user with streaks by the settings of now."""
    return replace(totals, passed_days=passed_days(totals, user, today))
