"""The plan of a narrative: what is said of a period, in which order, and what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec

from shared.entities.interval import duration
from shared.entities.rhythm import MAX_HISTORY_DAYS
from shared.entities.task import Task
from shared.rules.assistant.history import History
from shared.rules.assistant.narratives import points
from shared.rules.assistant.narratives.ahead import ahead_of
from shared.rules.assistant.narratives.comparison import compare
from shared.rules.assistant.narratives.days import Days, days_of
from shared.rules.assistant.narratives.facts import Clause, Fact, Facts, Form
from shared.rules.assistant.narratives.period import NarrativePeriod
from shared.rules.assistant.narratives.sentences import Sentence, joined
from shared.rules.assistant.narratives.trend import trend_of
from shared.views.narratives import HighlightKind, PeriodKind

_MIN_SENTENCES = {PeriodKind.DAY: 2, PeriodKind.WEEK: 4, PeriodKind.MONTH: 4}
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """What is said of a period: paragraphs of sentences; `topic` is that of the title."""

    period: NarrativePeriod
    today: date
    topic: str
    paragraphs: Sequence[Sequence[Sentence]]

    @property
    def is_complete(self) -> bool:
        """Whether the last day is over."""
        return self.period.last < self.today

    @property
    def facts(self) -> Facts:
        """The facts of all clauses, and the period that is named."""
        form = {PeriodKind.DAY: Form.DAY, PeriodKind.MONTH: Form.MONTH}.get(self.period.kind, Form.DATE)
        clauses = [
            clause for paragraph in self.paragraphs for sentence in paragraph for clause in sentence.clauses
        ]
        found: Facts = {"date": Fact(self.period.first, form)}
        if self.period.kind is PeriodKind.DAY:
            found["weekday"] = Fact(self.period.first, Form.WEEKDAY)
        for clause in clauses:
            found |= clause.facts
        return found


def is_known(history: History, period: NarrativePeriod) -> bool:
    """Return whether the assistant looks back as far as the period."""
    return period.first > history.today - MAX_HISTORY_DAYS * _DAY


def plan_nothing(period: NarrativePeriod, today: date) -> Narrative:
    """Return a narrative that says nothing."""
    return Narrative(period=period, today=today, topic="plain", paragraphs=[])


def plan_narrative(
    history: History, period: NarrativePeriod, tasks: Sequence[Task], *, knows_all_tasks: bool
) -> Narrative:
    """Return the narrative of a period that has begun.

    `tasks` are the newest of the user. Unless those are all, due dates are left out, and tags as well, except
    where as many as were completed in the period are among them.
    """
    if not is_known(history, period):
        facts = {"history_days": Fact(MAX_HISTORY_DAYS, Form.DAYS)}
        return _only(history, period, "plain", Clause(key="too-old", facts=facts))
    history = _with_running_work(history)
    days = days_of(history, period.first, min(period.last, history.today))
    is_complete = period.last < history.today
    if days.is_empty:
        key = "empty-done" if is_complete else "empty-running"
        return _only(history, period, "empty", Clause(key=key, facts={}))
    topic, comparison = compare(history, period, days)
    completed = [task for task in tasks if _is_within(task.completed_on, period)]
    knows_completed = knows_all_tasks or len(completed) >= days.total("tasks")
    still_open = [task for task in tasks if not task.completed] if knows_all_tasks else []
    opening = Sentence(clauses=[points.opening_of(period, days)])
    best = _best(period, days)
    rest = joined(points.rest_of(period, days), HighlightKind.REST)
    tags = joined([points.tags_in(completed) if knows_completed else None], HighlightKind.TAGS)
    plans = joined([points.plans_of(days, is_complete=is_complete)], HighlightKind.PLANS)
    ahead = joined(ahead_of(history, period, still_open), HighlightKind.AHEAD)
    if period.kind is PeriodKind.DAY:
        paragraphs = [[opening, *(comparison or best), *rest, *(ahead or plans)]]
    else:
        paragraphs = [[opening, *comparison, *best], [*rest, *tags, *plans], ahead]
    paragraphs = [paragraph for paragraph in _filled(paragraphs, period.kind, days) if paragraph]
    return Narrative(period=period, today=history.today, topic=topic, paragraphs=paragraphs)


def _only(history: History, period: NarrativePeriod, topic: str, clause: Clause) -> Narrative:
    paragraphs = [[Sentence(clauses=[clause])]]
    return Narrative(period=period, today=history.today, topic=topic, paragraphs=paragraphs)


def _is_within(day: date | None, period: NarrativePeriod) -> bool:
    return day is not None and period.first <= day <= period.last


def _best(period: NarrativePeriod, days: Days) -> list[Sentence]:
    """Return the best moment, of a month rather how its days of work changed."""
    trend = trend_of(days) if period.kind is PeriodKind.MONTH else None
    if trend is not None:
        return joined([trend], HighlightKind.TREND)
    return joined([points.best_of(period, days)], HighlightKind.BEST)


def _filled(paragraphs: list[list[Sentence]], kind: PeriodKind, days: Days) -> list[list[Sentence]]:
    """Return the paragraphs with a plain fact of the work, or a closing, where they would be too short."""
    missing = _MIN_SENTENCES[kind] - sum(map(len, paragraphs))
    if missing <= 0 or (not days.worked and kind is not PeriodKind.DAY):  # little is worth few words
        return paragraphs
    start = points.start_of(days)
    if start is not None:
        first, *others = paragraphs
        paragraphs, missing = [[*first, Sentence(clauses=[start])], *others], missing - 1
    if missing:
        *others, last = paragraphs
        paragraphs = [*others, [*last, Sentence(clauses=[Clause(key="closing", facts={})])]]
    return paragraphs


def _with_running_work(history: History) -> History:
    """Return the history with the work of the session that runs on its last day."""
    if history.running is None or not history.worked_today:
        return history
    *before, today = history.days
    worked = int(duration(history.worked_today).total_seconds())
    start = history.user.calendar.minute_on(history.worked_today[0].begin, history.today)
    today = msgspec.structs.replace(today, worked=max(worked, today.worked), start=start)
    return replace(history, days=[*before, today])
