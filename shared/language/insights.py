"""Sentences about the metrics of a period."""

from datetime import timedelta

from shared.language.speech import Speech
from shared.rules.assistant.metrics.habits import MIN_DAYS
from shared.rules.assistant.metrics.insights import Insight
from shared.views.metric import Unit

_MINUTES_IN_HOUR = 60
_HOURS_IN_DAY = 24


def describe_insight(speech: Speech, insight: Insight, weeks: int, newest: int | None = None) -> str:
    """Return a metric of some weeks as a sentence, with a change that stands out, or why it is not known.

    `newest` is the number of tasks that were looked at, if there are more.
    """
    key = f"insight-{insight.metric.name}"
    if insight.value is None:
        return speech.say(f"{key}-none", needed=MIN_DAYS)
    fact = _fact(speech, key, insight, insight.value)
    if insight.stands_out and insight.change_percent is not None:
        less = "fewer" if insight.metric.unit is Unit.COUNT else "less"
        direction = "more" if insight.change_percent > 0 else less
        percent = abs(insight.change_percent)
        return speech.say(f"insight-{direction}", fact=fact, percent=percent, weeks=weeks)
    if newest is not None and insight.metric.is_of_tasks:
        return speech.say("insight-newest", fact=fact, limit=newest)
    return speech.say("insight-fact", fact=fact)


def clock(minutes: float) -> str:
    """Return minutes after midnight, of this or the next date, as `HH:MM`."""
    hours, minute = divmod(round(minutes), _MINUTES_IN_HOUR)
    return f"{hours % _HOURS_IN_DAY:02}:{minute:02}"


def _fact(speech: Speech, key: str, insight: Insight, value: float) -> str:
    if insight.metric.name == "estimate_deviation":
        direction = "over" if value > 0 else "under" if value < 0 else "even"
        return speech.say(f"{key}-{direction}", amount=abs(value), n=insight.n)
    if insight.metric.unit is Unit.HOURS:
        return speech.say(key, value=speech.duration(timedelta(hours=value)), n=insight.n)
    if insight.metric.unit is Unit.MINUTES and insight.metric.is_total:
        return speech.say(key, value=speech.duration(timedelta(minutes=value)), n=insight.n)
    if insight.metric.unit is Unit.CLOCK:
        return speech.say(key, value=clock(value), n=insight.n)
    return speech.say(key, amount=value, n=insight.n)
