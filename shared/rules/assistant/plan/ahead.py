"""The time for tasks on the days after the one that is planned."""

from datetime import date, datetime, timedelta
from functools import cached_property

from shared.rules.assistant.history import History
from shared.rules.assistant.plan.capacity import Capacity
from shared.rules.assistant.plan.hours import UsualHours
from shared.rules.assistant.plan.order import LOOK_AHEAD_DAYS

_DAY = timedelta(days=1)


class DaysAhead:
    """The minutes that can be planned on the work days after a day, with the usual hours of each."""

    def __init__(self, history: History, usual: UsualHours, capacity: Capacity, day: date) -> None:
        self._history = history
        self._usual = usual
        self._per_day = capacity.of_whole_day
        self._day = day

    def minutes_before(self, moment: datetime) -> float:
        """Return the minutes for tasks after the day until a moment, at most 15 days after it."""
        calendar, usual = self._history.user.calendar, self._usual
        on = calendar.date_of(moment)
        number = min((on - self._day).days, LOOK_AHEAD_DAYS + 1)
        if number <= 0:
            return 0.0
        passed = (calendar.minute_on(moment, on) - usual.start) / max(1, usual.end - usual.start)
        share = min(1.0, max(0.0, passed)) if self._is_work_day[number - 1] else 0.0
        return self._per_day * (sum(self._is_work_day[: number - 1]) + share)

    @cached_property
    def _is_work_day(self) -> list[bool]:
        calendar, holidays = self._history.user.work_calendar, self._history.holidays
        days = (self._day + ahead * _DAY for ahead in range(1, LOOK_AHEAD_DAYS + 2))
        return [calendar.is_work_day(day, holidays) for day in days]
