"""What is ahead: the hours that are expected, and the tasks that are due."""

from collections.abc import Sequence
from datetime import timedelta

from shared.entities.task import Task
from shared.rules.assistant.forecast.outlook import outlook_of
from shared.rules.assistant.history import History
from shared.rules.assistant.narratives.facts import Clause, Fact, Facts, Form
from shared.rules.assistant.narratives.period import NarrativePeriod
from shared.views.forecast import Confidence
from shared.views.narratives import PeriodKind

_DAYS = 7
_QUARTER = 4  # of an hour, to which expected hours are rounded
_DAY = timedelta(days=1)


def ahead_of(history: History, period: NarrativePeriod, open_tasks: Sequence[Task]) -> list[Clause]:
    """Return what is ahead of today, for the period that runs or, of weeks and months, ended in a week.

    It is tomorrow for a day, else the coming seven days.
    """
    is_day = period.kind is PeriodKind.DAY
    if (history.today - period.last).days > (0 if is_day else _DAYS):
        return []
    name = "tomorrow" if is_day else "week"
    expected, due = _expected(history, name), _due(history, open_tasks, 1 if is_day else _DAYS)
    if not due:
        return expected
    facts = {"due": Fact(due, Form.TASKS)}
    if expected:
        return [*expected, Clause(key="ahead-due_too", facts=facts)]
    return [Clause(key=f"ahead-{name}_due", facts=facts | _length(name))]


def _expected(history: History, name: str) -> list[Clause]:
    forecast = outlook_of(history).forecast
    if forecast.week is None:
        return []
    exact = forecast.days[0].expected_hours if name == "tomorrow" else forecast.week.expected_hours
    expected = round(exact * _QUARTER) / _QUARTER
    if not expected:
        return [Clause(key=f"ahead-{name}_free", facts=_length(name))]
    rough = "_rough" if forecast.confidence is Confidence.ROUGH else ""
    facts = {"expected_hours": Fact(expected, Form.DURATION)}
    return [Clause(key=f"ahead-{name}{rough}", facts=facts | _length(name))]


def _length(name: str) -> Facts:
    """Return the number of days ahead, unless it is tomorrow."""
    return {} if name == "tomorrow" else {"ahead_days": Fact(_DAYS, Form.DAYS)}


def _due(history: History, tasks: Sequence[Task], days: int) -> int:
    """Return the number of open tasks that are due on the days after today."""
    calendar, last = history.user.calendar, history.today + days * _DAY
    return sum(
        task.due_date is not None and history.today < calendar.date_of(task.due_date) <= last
        for task in tasks
    )
