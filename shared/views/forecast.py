"""Words of the forecast that clients see."""

from enum import StrEnum


class Confidence(StrEnum):
    """How much a forecast can be trusted, by the number of days that it rests on."""

    NONE = "none"  # below 7 days, or without any work: no forecast
    ROUGH = "rough"  # below 28 days
    GOOD = "good"


class FactorName(StrEnum):
    """What moves the expected hours of the coming week away from the usual ones."""

    RECENT_WEEKS = "recent_weeks"
    LAST_WEEK = "last_week"
    LAST_DAYS = "last_days"
    DAYS_OFF = "days_off"
