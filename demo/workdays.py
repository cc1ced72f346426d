"""The days on which a member works."""

from collections.abc import Iterator
from datetime import date, timedelta

from demo.team import DaysOff, Member
from shared.services.public_holidays import public_holidays

_NOTICE = timedelta(days=21)
_DAY = timedelta(days=1)


class Workdays:
    """A member's workdays: by weekday, without public holidays, and without the days off planned so far."""

    def __init__(self, member: Member, last: date) -> None:
        self._weekdays = member.habits.workdays
        self._country = member.country
        self._unplanned = [(_date_of(days, last), days) for days in member.days_off]
        self._off: set[date] = set()

    def __contains__(self, day: date) -> bool:
        """Return whether the member works on a day."""
        is_holiday = day in public_holidays(self._country, day.year)
        return day.weekday() in self._weekdays and not is_holiday and day not in self._off

    def on_or_after(self, day: date) -> date:
        """Return the first workday from a day on."""
        while day not in self:
            day += _DAY
        return day

    def take_off(self, begin: date, end: date) -> None:
        """Take the days from one to another off."""
        self._off.update(begin + number * _DAY for number in range((end - begin).days + 1))

    def plan_days_off(self, today: date) -> Iterator[tuple[date, date, str]]:
        """Take off the days that are to be planned today; yield the first, the last and a note of each."""
        for begin, days in self._unplanned:
            if today < begin <= today + _NOTICE:
                end = begin + days.more * _DAY
                self.take_off(begin, end)
                yield begin, end, days.note
        self._unplanned = [(begin, days) for begin, days in self._unplanned if begin > today + _NOTICE]


def _date_of(days: DaysOff, last: date) -> date:
    return last - days.days_ago * _DAY
