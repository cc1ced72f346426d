"""The comparison of a period with earlier ones: the topic of its title, and at most one sentence."""

from shared.rules.assistant.history import History
from shared.rules.assistant.metrics.insights import MIN_EARLIER_WEEKS
from shared.rules.assistant.narratives.changes import CAUTIONS, Changes, baseline_of, changes_of
from shared.rules.assistant.narratives.days import Days
from shared.rules.assistant.narratives.facts import Clause, Fact, Form
from shared.rules.assistant.narratives.period import NarrativePeriod
from shared.rules.assistant.narratives.points import caution_of
from shared.rules.assistant.narratives.sentences import Join, Sentence
from shared.views.narratives import HighlightKind, PeriodKind

_LESS_DONE = ("focus_less", "tasks_less")  # with a caution, no contrast


def compare(history: History, period: NarrativePeriod, days: Days) -> tuple[str, list[Sentence]]:
    """Return the topic of the period, and a sentence with the main change and at most one caution.

    Without both, the sentence of a week or month says why there is no comparison, if there is none.
    """
    earlier = baseline_of(history, period)
    changes = changes_of(period, days, earlier, is_running=period.last >= history.today)
    if period.kind is PeriodKind.DAY:
        return _main_points(changes, None)
    topic, found = _main_points(changes, caution_of(days, earlier, history.user.workday_limit_minutes))
    return topic, found or _reason(period.kind, changes)


def _main_points(changes: Changes, caution: Clause | None) -> tuple[str, list[Sentence]]:
    """Return the topic and the sentence; a change that is a caution comes before the other `caution`."""
    by_topic = {change.topic: change for change in changes.found}
    main = next((change for change in changes.found if not change.is_caution), None)
    cautious = next((by_topic[topic] for topic in CAUTIONS if topic in by_topic), None)
    if main is None and cautious is not None:
        return cautious.topic, [Sentence(clauses=[cautious.clause], kinds=[HighlightKind.CAUTION])]
    topic, found = "plain", []
    if main is not None:
        topic, found = main.topic, [(HighlightKind.CHANGE, main.clause)]
    elif changes.is_steady:
        topic, found = "steady", [(HighlightKind.CHANGE, Clause(key="steady", facts={}))]
    if cautious is not None:
        found.append((HighlightKind.CAUTION, cautious.as_caution))
    elif caution is not None:
        found.append((HighlightKind.CAUTION, caution))
    if not found:
        return topic, []
    kinds, clauses = zip(*found, strict=True)
    join = Join.AND if topic in _LESS_DONE else Join.BUT
    return topic, [Sentence(clauses=clauses, kinds=kinds, join=join)]


def _reason(kind: PeriodKind, changes: Changes) -> list[Sentence]:
    """Return why there is no comparison: days off, or too few earlier periods."""
    if changes.days_off:
        facts = {"days_off": Fact(changes.days_off, Form.DAYS)}
        return [Sentence(clauses=[Clause(key="days-off", facts=facts)])]
    if not changes.is_early:
        return []
    form = Form.EARLIER_WEEKS if kind is PeriodKind.WEEK else Form.EARLIER_MONTHS
    return [Sentence(clauses=[Clause(key="early", facts={"needed": Fact(MIN_EARLIER_WEEKS, form)})])]
