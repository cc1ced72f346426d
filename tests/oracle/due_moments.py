"""When deadlines and clock-outs are due, found minute by minute."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
_NINE = time(9)


def deadlines(due: datetime, priority: str, zone: tzinfo) -> list[datetime]:
    """Return the deadlines of a task that is due at a moment, of a user whose days start at midnight."""
    if priority == "low":
        return []
    last = due.astimezone(zone)
    after = (due + _SECOND).astimezone(zone)
    if due.microsecond == 0 and after.date() > last.date() and _is_first(due + _SECOND, zone):
        return [_first_at(last.date(), _NINE, zone, due - 36 * _HOUR)]
    return [due - 24 * _HOUR, due - 2 * _HOUR] if priority == "high" else [due - 24 * _HOUR]


def clock_outs(
    first: datetime, last: datetime, clock: time, work_days: Collection[int], zone: tzinfo
) -> dict[date, datetime]:
    """Return the clock-outs between two moments, by date, of a user whose days start at midnight."""
    found: dict[date, datetime] = {}
    day = first.astimezone(zone).date() - timedelta(days=1)
    while day <= last.astimezone(zone).date():
        begin = datetime.combine(day, time(), UTC) - 16 * _HOUR
        moment = _first_at(day, clock, zone, begin)
        if day.isoweekday() in work_days and first <= moment <= last:
            found[day] = moment
        day += timedelta(days=1)
    return found


def _is_first(midnight: datetime, zone: tzinfo) -> bool:
    """Return whether the date of a moment has not begun before, as where clocks are set back at midnight."""
    day = midnight.astimezone(zone).date()
    earlier = (midnight - number * 30 * _MINUTE for number in range(1, 7))
    return all(one.astimezone(zone).date() < day for one in earlier)


def _first_at(day: date, clock: time, zone: tzinfo, begin: datetime) -> datetime:
    """Return the first minute of a date at which the clock shows a time or a later one."""
    moment = begin.replace(second=0, microsecond=0)
    while True:
        local = moment.astimezone(zone)
        if local.date() > day or (local.date() == day and local.time() >= clock):
            return moment
        moment += _MINUTE
