"""The axis of hours that the charts of days share."""

from math import ceil

from shared.pictures.charts.canvas import MARGIN, WIDTH

LEFT, RIGHT = 92, WIDTH - MARGIN
PLOT_HEIGHT = 250

_HOUR_STEPS = (1, 2, 3, 4, 6, 8, 12, 24)
_MAX_STEPS = 4
_MIN_HOURS = 2  # at the end of the axis


def hours_of_axis(longest: float) -> tuple[int, int]:
    """Return the step between the lines of the axis and its end, in hours, for a longest day in hours."""
    hours = max(ceil(longest), _MIN_HOURS)
    step = next((step for step in _HOUR_STEPS if hours <= step * _MAX_STEPS), -(-hours // _MAX_STEPS))
    return step, -(-hours // step) * step
