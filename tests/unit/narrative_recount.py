"""The facts of a narrative, counted from the rows of a life by their dates."""

import statistics
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

from shared.entities.rhythm import RhythmDay
from shared.rules.assistant.forecast.forecast import Forecast
from shared.rules.assistant.forecast.outlook import outlook_of
from shared.rules.assistant.narratives.period import NarrativePeriod
from shared.views.narratives import PeriodKind
from tests.unit.narrative_lives import DAY, Life


@cache
def forecast_of(life: Life) -> Forecast:
    """Return the forecast, which is the same for all periods of a life."""
    return outlook_of(life.history).forecast


@cache
def days_by_date(life: Life) -> dict[date, RhythmDay]:
    """Return the days of a life by their dates, the newest first."""
    return {life.history.today - age * DAY: day for age, day in enumerate(reversed(life.history.days))}


class Recount:
    """The facts of a period, counted from the rows of a life by their dates."""

    def __init__(self, life: Life, period: NarrativePeriod) -> None:
        history = life.history
        self.life, self.period, self.today = life, period, history.today
        self.by_date = days_by_date(life)
        self.days = self.between(period.first, period.last)
        self.worked = [day for day in self.days.values() if day.worked]
        self.off = {day.begin for day in history.user.days_off if day.begin.isoweekday() <= 5}
        self.is_too_old = (self.today - period.first).days > 399
        self.is_empty = not any(
            day.worked or day.focus or day.tasks or day.water_ml or day.meals for day in self.days.values()
        )

    def between(self, first: date, last: date) -> dict[date, RhythmDay]:
        dates = (last - ago * DAY for ago in range((last - first).days + 1))
        return {on: self.by_date[on] for on in dates if on in self.by_date}

    def total(self, name: str) -> int:
        return sum(getattr(day, name) for day in self.days.values())

    def fact(self, name: str) -> Any:
        """Return the value of a fact."""
        if name.endswith(("_more", "_less")):
            return self._change(*name.split("_"))
        value = getattr(self, f"fact_{name}")()
        return value.isoformat() if isinstance(value, date) else value

    def fact_hours_worked(self) -> float:
        return _hours(self.total("worked"))

    def fact_days_worked(self) -> int:
        return len(self.worked)

    def fact_tasks_completed(self) -> int:
        return self.total("tasks")

    def fact_focus(self) -> float:
        return _hours(self.total("focus"))

    def fact_breaks(self) -> int:
        return self.total("breaks")

    def fact_rest(self) -> float:
        return _hours(self.total("rest"))

    def fact_water(self) -> int:
        amounts = [day.water_ml for day in self.days.values() if day.water_ml]
        return max(50, 50 * round(statistics.mean(amounts) / 50)) if len(amounts) > 1 else amounts[0]

    def fact_water_days(self) -> int:
        return sum(day.water_ml > 0 for day in self.days.values())

    def fact_lunch_days(self) -> int:
        return sum(day.lunches > 0 for day in self.days.values())

    def fact_planned(self) -> int:
        return self.total("planned")

    def fact_carried_over(self) -> int:
        return self.total("carried_over")

    def fact_start(self) -> str:
        return _clock(round(statistics.median(day.start for day in self.worked if day.start is not None)))

    def fact_overload_days(self) -> int:
        return self._unusual(lambda day: day.worked > 8.5 * 3600)

    def fact_evenings(self) -> int:
        return self._unusual(lambda day: day.evening >= 1800)

    def _unusual(self, counts: Callable[[RhythmDay], bool]) -> int:
        """Return a number of days that is two more than usual."""
        earlier = [sum(map(counts, self.between(*bounds).values())) for bounds in self.earlier()]
        count = sum(map(counts, self.days.values()))
        assert count >= 2 + (statistics.median(earlier) if earlier else 0)
        return count

    def fact_evening_from(self) -> str:
        return "20:00"

    def fact_needed(self) -> int:
        assert len(self.earlier()) < 4
        return 4

    def fact_history_days(self) -> int:
        assert self.is_too_old
        return 400

    def fact_date(self) -> date:
        return self.period.first

    def fact_weekday(self) -> date:
        return self.period.first

    def fact_best_day(self) -> date:
        by = "focus" if self._best("focus") >= 10 else "tasks"
        best = [on for on, day in self.days.items() if self._amount(day, by) == self._best(by)]
        (only,) = best
        return only

    def fact_best_focus(self) -> float:
        if self.period.kind is PeriodKind.DAY:
            (day,) = self.days.values()
            return _hours(60 * max(day.focus_by_hour.values()))
        return _hours(60 * self._best("focus"))

    def fact_best_tasks(self) -> int:
        return self._best("tasks")

    @staticmethod
    def _amount(day: RhythmDay, by: str) -> int:
        return day.focus // 60 if by == "focus" else day.tasks

    def _best(self, by: str) -> int:
        """Return the greatest amount of a day, 0 if several have it or no other has any."""
        amounts = sorted(self._amount(day, by) for day in self.days.values())
        return amounts[-1] if len(amounts) > 1 and 0 < amounts[-2] < amounts[-1] else 0

    def _best_hour(self) -> int:
        (day,) = self.days.values()
        most = max(day.focus_by_hour.values())
        (hour,) = [hour for hour, minutes in day.focus_by_hour.items() if minutes == most]
        return hour

    def fact_best_hour(self) -> str:
        return _clock(60 * self._best_hour())

    def fact_best_hour_end(self) -> str:
        return _clock(60 * self._best_hour() + 60)

    def _tagged(self) -> Counter[str]:
        first, last = self.period.first, self.period.last
        completed = [
            task
            for task in self.life.tasks
            if task.completed_on is not None and first <= task.completed_on <= last
        ]
        assert self.life.knows_all_tasks or len(completed) >= self.total("tasks")
        return Counter(tag for task in completed for tag in task.tags)

    def fact_tag(self) -> str:
        (tag, most), *others = self._tagged().most_common()
        assert all(number < most for _, number in others)
        return tag

    def fact_tag_tasks(self) -> int:
        return max(self._tagged().values())

    def fact_tag_part(self) -> str:
        tag, first, last = self.fact_tag(), self.period.first, self.period.last
        hours = [
            task.completed_hour % 24
            for task in self.life.tasks
            if task.completed_on is not None and first <= task.completed_on <= last and tag in task.tags
        ]
        parts = Counter(
            "night"
            if hour < 5 or hour >= 23
            else "morning"
            if hour < 12
            else "afternoon"
            if hour < 18
            else "evening"
            for hour in hours
        )
        (part, most), *others = parts.most_common()
        assert all(number < most for _, number in others)
        return part

    def fact_due(self) -> int:
        assert self.life.knows_all_tasks
        last = self.today + (1 if self.period.kind is PeriodKind.DAY else 7) * DAY
        return sum(
            task.completed_at is None
            and task.due_date is not None
            and self.today < task.due_date.date() <= last
            for task in self.life.tasks
        )

    def fact_days_off(self) -> int:
        return len(self.off & {on for on in self.days if on <= self.today})

    def fact_ahead_days(self) -> int:
        assert self.period.kind is not PeriodKind.DAY
        return len(forecast_of(self.life).days) or 7

    def fact_expected_hours(self) -> float:
        forecast = forecast_of(self.life)
        is_day = self.period.kind is PeriodKind.DAY
        exact = forecast.days[0].expected_hours if is_day else forecast.week.expected_hours  # type: ignore[union-attr]
        return round(exact * 4) / 4

    def _halves(self) -> tuple[float, float]:
        """Return the hours of the earlier and the later days of work, which differ."""
        days = sorted(self.days.items(), key=itemgetter(0))
        worked = [day.worked for on, day in days if day.worked and on not in self.off]
        half = len(worked) // 2
        assert half >= 5
        before, after = statistics.mean(worked[:half]), statistics.mean(worked[len(worked) - half :])
        spread = statistics.median([abs(one - statistics.median(worked)) for one in worked])
        assert abs(after - before) >= max(0.15 * before, spread, 900)
        return before, after

    def fact_trend_from(self) -> float:
        return _hours(self._halves()[0])

    def fact_trend_to(self) -> float:
        return _hours(self._halves()[1])

    def fact_day_hours(self) -> float:
        return _hours(self.amount_of(self.period.first, self.period.last, "worked"))

    def fact_day_focus(self) -> float:
        return _hours(self.amount_of(self.period.first, self.period.last, "focus"))

    def fact_day_rest(self) -> float:
        return _hours(self.amount_of(self.period.first, self.period.last, "rest"))

    def amount_of(self, first: date, last: date, name: str) -> float:
        days = self.between(first, last)
        if self.period.kind is not PeriodKind.MONTH:
            return float(sum(getattr(day, name) for day in days.values()))
        usual = [day for on, day in days.items() if day.worked and on not in self.off]
        return float(statistics.mean(getattr(day, name) for day in usual))

    def earlier(self) -> list[tuple[date, date]]:
        """Return the bounds of up to eight earlier periods that are a baseline."""
        found: list[tuple[date, date]] = []
        oldest, period = min(self.by_date), self.period
        length = (min(period.last, self.today) - period.first).days
        first = period.first
        while first >= oldest and len(found) < 8:
            if period.kind is PeriodKind.MONTH:
                end = first - DAY
                first = end.replace(day=1)
                last = min(end, first + length * DAY) if self.today <= period.last else end
            else:
                first -= 7 * DAY
                last = first + length * DAY
            days = self.between(first, last)
            if period.kind is PeriodKind.MONTH:
                usable = sum(day.worked > 0 and on not in self.off for on, day in days.items()) >= 5
            else:
                usable = any(day.worked for day in days.values()) and not self.off & days.keys()
            if usable and first >= oldest:
                found.append((first, last))
        return found

    def _change(self, what: str, direction: str) -> int:
        """Return the change in percent, which stands out."""
        name = {"hours": "worked", "focus": "focus", "tasks": "tasks", "rest": "rest"}[what]
        earlier = [self.amount_of(first, last, name) for first, last in self.earlier()]
        assert len(earlier) >= 4
        assert self.period.kind is PeriodKind.MONTH or not self.off & self.days.keys()
        value, usual = self.amount_of(self.period.first, self.period.last, name), statistics.median(earlier)
        spread = statistics.median([abs(one - usual) for one in earlier])
        least = {"hours": 1800, "focus": 900, "rest": 600, "tasks": 2}[what]
        assert abs(value - usual) >= max(0.15 * usual, spread, least)
        assert (direction == "more") is (value > usual)
        assert direction == "more" or self.today > self.period.last
        return round(100 * abs(value - usual) / usual)


def _hours(seconds: float) -> float:
    return round(seconds // 60 / 60, 2)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
