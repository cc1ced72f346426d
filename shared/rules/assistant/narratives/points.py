"""What can be said of a period beside its changes: its best moment, rest, tags, plans, and what is ahead."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TypeVar

from shared.entities.task import Task
from shared.rules.assistant.metrics.tasks import tags_of
from shared.rules.assistant.narratives.days import Days
from shared.rules.assistant.narratives.facts import Clause, Fact, Facts, Form, hours
from shared.rules.assistant.narratives.period import NarrativePeriod
from shared.rules.assistant.quantiles import median
from shared.rules.assistant.rhythm import EVENING
from shared.views.narratives import PeriodKind

_MIN_TASKS = 2  # from which a day or a tag is named for its tasks
_MIN_DAYS = 2  # of work beyond the limit or in the evening, more than usual, for a caution
_MIN_EVENING = 30 * 60  # seconds of work
_ROUNDED_ML = 50
_MIN_FOCUS = 10  # minutes in which focus is at its best
_MINUTES_IN_HOUR = _SECONDS_IN_MINUTE = 60

T = TypeVar("T")


def opening_of(period: NarrativePeriod, days: Days) -> Clause:
    """Return the work and the finished tasks, or else the focus, or else nothing of these."""
    work = {"hours_worked": hours(days.total("worked"))}
    if period.kind is not PeriodKind.DAY:
        work["days_worked"] = Fact(len(days.worked), Form.DAYS)
    finished = {"tasks_completed": Fact(days.total("tasks"), Form.TASKS)}
    if days.worked and days.total("tasks"):
        return Clause(key="open-both", facts=work | finished)
    if days.worked:
        return Clause(key="open-work", facts=work)
    if days.total("tasks"):
        return Clause(key="open-tasks", facts=finished)
    if days.total("focus"):
        return Clause(key="open-focus", facts={"focus": hours(days.total("focus"))})
    return Clause(key="open-other", facts={})


def caution_of(days: Days, earlier: Sequence[Days], limit_minutes: int) -> Clause | None:
    """Return the days beyond the limit, or the evenings with work: two or more, and two more than usual."""

    def long_days(those: Days) -> int:
        return sum(day.worked > limit_minutes * _SECONDS_IN_MINUTE for day in those.days)

    def evenings(those: Days) -> int:
        return sum(day.evening >= _MIN_EVENING for day in those.days)

    if _is_unusual(long_days, days, earlier):
        return Clause(key="caution-long_days", facts={"overload_days": Fact(long_days(days), Form.DAYS)})
    if not _is_unusual(evenings, days, earlier):
        return None
    facts = {
        "evenings": Fact(evenings(days), Form.DAYS),
        "evening_from": Fact(EVENING.hour * _MINUTES_IN_HOUR, Form.CLOCK),
    }
    return Clause(key="caution-evenings", facts=facts)


def _is_unusual(count: Callable[[Days], int], days: Days, earlier: Sequence[Days]) -> bool:
    return count(days) >= median([*map(count, earlier)]) + _MIN_DAYS


def best_of(period: NarrativePeriod, days: Days) -> Clause | None:
    """Return when there was most focus, or else on which day most tasks were finished."""
    if period.kind is PeriodKind.DAY:
        return _best_hour(days)
    form = Form.WEEKDAY if period.kind is PeriodKind.WEEK else Form.DATE
    focus, on = _greatest([(day.focus // _SECONDS_IN_MINUTE, date) for date, day in days.dated])
    if focus >= _MIN_FOCUS and on is not None:
        facts: Facts = {"best_day": Fact(on, form), "best_focus": hours(focus * _SECONDS_IN_MINUTE)}
        return Clause(key="best-focus", facts=facts)
    tasks, on = _greatest([(day.tasks, date) for date, day in days.dated])
    if tasks >= _MIN_TASKS and on is not None:
        facts = {"best_day": Fact(on, form), "best_tasks": Fact(tasks, Form.FINISHED)}
        return Clause(key="best-tasks", facts=facts)
    return None


def _greatest(numbers: Sequence[tuple[int, T]]) -> tuple[int, T | None]:
    """Return the greatest of several numbers and what it is of; zero if it is the only one, or not alone."""
    found = [number for number in numbers if number[0]]
    greatest, of = max(found, key=itemgetter(0), default=(0, None))
    is_alone = sum(number == greatest for number, _ in found) == 1
    return (greatest, of) if is_alone and len(found) > 1 else (0, None)


def _best_hour(days: Days) -> Clause | None:
    minutes = days.days[-1].focus_by_hour
    most, hour = _greatest([(amount, one) for one, amount in minutes.items()])
    if hour is None or most < _MIN_FOCUS:
        return None
    facts = {
        "best_hour": Fact(hour * _MINUTES_IN_HOUR, Form.CLOCK),
        "best_hour_end": Fact((hour + 1) * _MINUTES_IN_HOUR, Form.CLOCK),
        "best_focus": hours(most * _SECONDS_IN_MINUTE),
    }
    return Clause(key="best-hour", facts=facts)


def rest_of(period: NarrativePeriod, days: Days) -> list[Clause]:
    """Return the rest, if there was work, and the drinks and lunches."""
    breaks, rested = days.total("breaks"), days.total("rest")
    facts: Facts = {}
    if breaks:
        facts["breaks"] = Fact(breaks, Form.BREAKS)
    if rested >= _SECONDS_IN_MINUTE:
        facts["rest"] = hours(rested)
    found = []
    if facts:
        found.append(Clause(key=f"rest-{'-'.join(facts)}", facts=facts))
    elif days.worked:
        found.append(Clause(key="rest-none", facts={}))
    health = _health(period, days)
    return [*found, health] if health else found


def _health(period: NarrativePeriod, days: Days) -> Clause | None:
    """Return the drinks and lunches, and of how many days they are unless those are the days of work."""
    drinks = [day for day in days.days if day.water_ml]
    lunches = [day for day in days.days if day.lunches]
    facts: Facts = {}
    parts = []
    if drinks:
        facts["water"] = Fact(_average([day.water_ml for day in drinks]), Form.MILLILITRES)
    for name, found in (("water", drinks), ("lunch", lunches)):
        if not found:
            continue
        if period.kind is PeriodKind.DAY or (found == days.worked and len(found) > 1):
            parts.append(name)
        else:
            parts.append(f"{name}_days")
            facts[f"{name}_days"] = Fact(len(found), Form.DAYS)
    return Clause(key=f"health-{'-'.join(parts)}", facts=facts) if parts else None


def _average(amounts: Sequence[int]) -> int:
    """Return the mean of several amounts, which is not exact, to 50 ml; that of a day as it is."""
    if len(amounts) == 1:
        return amounts[0]
    return _ROUNDED_ML * max(1, round(sum(amounts) / len(amounts) / _ROUNDED_ML))


def tags_in(tasks: Sequence[Task]) -> Clause | None:
    """Return the most frequent tag of completed tasks, and in which part of the day most of them were."""
    tags = tags_of(tasks)
    if not tags or tags[0].tasks < _MIN_TASKS or (len(tags) > 1 and tags[1].tasks == tags[0].tasks):
        return None
    best = tags[0]
    facts: Facts = {"tag": Fact(best.tag, Form.NAME), "tag_tasks": Fact(best.tasks, Form.TASKS)}
    if best.best_part is None:
        return Clause(key="tags-plain", facts=facts)
    return Clause(key="tags-part", facts={**facts, "tag_part": Fact(best.best_part.value, Form.PART)})


def plans_of(days: Days, *, is_complete: bool) -> Clause | None:
    """Return how many planned tasks were open when their day ended; none of these once all days ended."""
    planned, carried_over = days.total("planned"), days.total("carried_over")
    if planned == carried_over > 0:
        return Clause(key="plans-all_carried", facts={"carried_over": Fact(carried_over, Form.PLANNED)})
    facts: Facts = {"planned": Fact(planned, Form.PLANNED)}
    if carried_over:
        return Clause(key="plans-carried", facts={"carried_over": Fact(carried_over, Form.NUMBER), **facts})
    return Clause(key="plans-done", facts=facts) if planned and is_complete else None


def start_of(days: Days) -> Clause | None:
    """Return the median of the times at which work began."""
    starts = [day.start for day in days.worked if day.start is not None]
    if not starts:
        return None
    facts: Facts = {"start": Fact(round(median(starts)), Form.CLOCK)}
    return Clause(key="start-days" if len(starts) > 1 else "start-day", facts=facts)
