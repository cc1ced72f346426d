"""The numbers of a day in a user's rhythm, from the totals of the day."""

from datetime import date, time

from shared.entities.calendar import Calendar
from shared.entities.compact import encode_numbers
from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import Interval, duration, intersect
from shared.entities.rhythm import RhythmDay
from shared.entities.user import User
from shared.rules.assistant.responses import responses_to
from shared.views.shutdown import ProductivityRating

EVENING = time(20)
"""The local time from which work is evening work."""

_HOURS = 24
_MAX_RESPONSES = 5

RATINGS = {
    ProductivityRating.TOUGH: 1,
    ProductivityRating.OKAY: 2,
    ProductivityRating.GOOD: 3,
    ProductivityRating.GREAT: 4,
}


def rhythm_day(day: DailyTotals, user: User, today: date) -> RhythmDay:
    """Return the numbers of a day, by the time zone and the start of the day that the user has now."""
    calendar, on = user.calendar, day.local_date
    worked, overtime = day.counted_work(user.workday_limit_minutes * 60)
    carried_over = day.open_planned_tasks
    if carried_over and (on >= today or user.work_calendar.is_day_off(on)):
        carried_over = 0
    return RhythmDay(
        worked=worked,
        overtime=overtime,
        start=None if day.began is None else calendar.minute_on(day.began, on),
        end=None if day.ended is None else calendar.minute_on(day.ended, on),
        evening=_evening_seconds(day, calendar),
        focus=day.focus_seconds,
        focus_sessions=day.focus_sessions,
        breaks=day.breaks,
        break_time=day.break_seconds,
        rest=int(day.rested_time.total_seconds()),
        tasks=day.completed_tasks,
        planned=day.planned_tasks,
        carried_over=carried_over,
        water_ml=day.hydration_ml,
        meals=len(day.meals),
        lunches=sum(meal.is_lunch for meal in day.meals),
        points=day.points,
        rating=0 if day.shutdown_rating is None else RATINGS[day.shutdown_rating],
        interactions=day.events,
        reminders=_reminders(day),
        focus_hours=_focus_hours(day),
    )


def _reminders(day: DailyTotals) -> str:
    """Return the numbers of reminders of rest that were sent and kept, and the minutes until responses."""
    if not day.reminders:
        return ""
    found = responses_to(day)
    return encode_numbers([found.rest_reminders, found.rests_kept, *_spread(sorted(found.minutes))])


def _spread(minutes: list[int]) -> list[int]:
    """Return at most 5 of sorted numbers, at equal steps, so that their median stays about the same."""
    count = len(minutes)
    if count <= _MAX_RESPONSES:
        return minutes
    return [minutes[(2 * step + 1) * count // (2 * _MAX_RESPONSES)] for step in range(_MAX_RESPONSES)]


def _focus_hours(day: DailyTotals) -> str:
    """Return the first hour with focus, and the minutes of focus in it and in each hour up to the last."""
    if not day.focus_hours:
        return ""
    seconds = dict.fromkeys(range(_HOURS), 0)
    for hour, amount in day.focus_hours.items():
        seconds[hour % _HOURS] += amount
    minutes = [amount // 60 for amount in seconds.values()]
    found = [hour for hour, amount in enumerate(minutes) if amount]
    return encode_numbers([found[0], *minutes[found[0] : found[-1] + 1]]) if found else ""


def _evening_seconds(day: DailyTotals, calendar: Calendar) -> int:
    begin = calendar.first_instant_of(day.local_date, EVENING)
    if day.ended is None or day.ended <= begin:
        return 0
    evening = Interval(begin, calendar.start_after(day.local_date))
    return int(duration(intersect(day.worked, evening)).total_seconds())
