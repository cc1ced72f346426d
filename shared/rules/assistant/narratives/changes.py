"""Changes of a period against the user's own earlier ones that stand out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.rules.assistant.history import History
from shared.rules.assistant.metrics.habits import MIN_DAYS
from shared.rules.assistant.metrics.insights import MAX_EARLIER_WEEKS, MIN_CHANGE, MIN_EARLIER_WEEKS
from shared.rules.assistant.narratives.days import Days, days_of
from shared.rules.assistant.narratives.facts import Clause, Fact, Form, hours
from shared.rules.assistant.narratives.period import NarrativePeriod
from shared.rules.assistant.quantiles import median
from shared.views.narratives import PeriodKind

CAUTIONS = ("rest_less", "hours_more")
"""The changes that are a caution, the most important first."""

_DAY = timedelta(days=1)
_MINUTE = 60
# The smallest change that is worth a word, in seconds and tasks.
_MIN_DIFFERENCE = {"hours": 30 * _MINUTE, "focus": 15 * _MINUTE, "rest": 10 * _MINUTE, "tasks": 2}

Measure = Callable[[Days], float]


def _total(name: str) -> Measure:
    return lambda days: float(days.total(name))


def _per_day(name: str) -> Measure:
    """Return the mean over days with work that were not off."""
    return lambda days: sum(getattr(day, name) for day in days.usual) / len(days.usual) if days.usual else 0.0


_TOTALS = {
    "hours": _total("worked"),
    "focus": _total("focus"),
    "tasks": _total("tasks"),
    "rest": _total("rest"),
}
# Months differ in their days and days off, so that they are compared by day of work.
_RATES = {"hours": _per_day("worked"), "focus": _per_day("focus"), "rest": _per_day("rest")}


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change that stands out; `topic` is what changed, and the direction: `focus_more`."""

    topic: str
    salience: float
    clause: Clause

    @property
    def is_caution(self) -> bool:
        """Whether it is worth a caution."""
        return self.topic in CAUTIONS

    @property
    def as_caution(self) -> Clause:
        """The change after another one, without a comparison of its own."""
        facts = {self.topic: self.clause.facts[self.topic]}
        return Clause(key=f"with-{self.topic}", facts=facts, key_alone=f"caution-{self.topic}")


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The changes of a period that stand out, the clearest first.

    `is_early` if there are too few earlier periods, `is_steady` if the hours are close to the usual ones. A
    week with `days_off`, work days that were off, has none.
    """

    found: tuple[Change, ...] = ()
    is_early: bool = False
    is_steady: bool = False
    days_off: int = 0


def baseline_of(history: History, period: NarrativePeriod) -> list[Days]:
    """Return the days of up to eight earlier periods with which a period is compared, the latest first.

    While it runs, they are as many as have begun of it. Days and weeks with a work day off are no baseline.
    """
    length = (min(period.last, history.today) - period.first).days + 1
    is_running, found = history.today <= period.last, []
    for one in period.earlier(history.first):
        last = min(one.last, one.first + (length - 1) * _DAY) if is_running else one.last
        days = days_of(history, one.first, last)
        if _is_comparable(period.kind, days):
            found.append(days)
    return found[:MAX_EARLIER_WEEKS]


def changes_of(period: NarrativePeriod, days: Days, earlier: Sequence[Days], *, is_running: bool) -> Changes:
    """Return how a period differs from the median of earlier ones.

    A change stands out from 15 %, one median absolute deviation, and what is worth a word. While the period
    runs, only more is a change: the rest may still come. Days and weeks with a work day off are not compared.
    """
    if not _is_comparable(period.kind, days):
        return Changes(days_off=sum(days.free) if period.kind is PeriodKind.WEEK else 0)
    if len(earlier) < MIN_EARLIER_WEEKS:
        return Changes(is_early=True)
    is_rate = period.kind is PeriodKind.MONTH
    measures = _RATES if is_rate else _TOTALS
    found = []
    for name, measure in measures.items():
        change = _change(name, measure(days), [*map(measure, earlier)], is_rate=is_rate)
        if change is not None and not (is_running and change.topic.endswith("less")):
            found.append(change)
    usual = median([*map(measures["hours"], earlier)])
    is_steady = abs(measures["hours"](days) / usual - 1) < MIN_CHANGE
    return Changes(
        found=tuple(sorted(found, key=lambda change: -change.salience)),
        is_steady=is_steady and not found,
    )


def _is_comparable(kind: PeriodKind, days: Days) -> bool:
    if kind is PeriodKind.MONTH:
        return len(days.usual) >= MIN_DAYS
    return bool(days.worked) and not any(days.free)


def _change(name: str, value: float, earlier: list[float], *, is_rate: bool) -> Change | None:
    usual = median(earlier)
    if not value or not usual:  # what was not tracked is not known
        return None
    deviation = median([abs(one - usual) for one in earlier])
    difference, needed = abs(value - usual), max(MIN_CHANGE * usual, deviation, _MIN_DIFFERENCE[name])
    if difference < needed:
        return None
    topic = f"{name}_{'more' if value > usual else 'less'}"
    facts = {topic: Fact(round(100 * difference / usual), Form.PERCENT)}
    if is_rate:
        facts[f"day_{name}"] = hours(value)
    key = f"change-day_{topic}" if is_rate else f"change-{topic}"
    return Change(topic=topic, salience=difference / needed, clause=Clause(key=key, facts=facts))
