"""Units of metrics and facts."""

from enum import StrEnum


class Unit(StrEnum):
    """The unit of a number; `clock` is a local time, `HH:MM`."""

    HOURS = "hours"
    MINUTES = "minutes"
    COUNT = "count"
    PERCENT = "percent"
    RATIO = "ratio"
    CLOCK = "clock"
    ML = "ml"
    POINTS = "points"
    SCORE = "score"
    DATE = "date"
    NAME = "name"
