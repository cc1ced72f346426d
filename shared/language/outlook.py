"""Sentences about the outlook of a user."""

from datetime import timedelta

from shared.language.speech import Speech
from shared.rules.assistant.forecast.forecast import MIN_DAYS, Factor, Forecast
from shared.rules.assistant.forecast.tasks_at_risk import TaskAtRisk
from shared.views.forecast import Confidence

_QUARTER = 4  # of an hour, to which expected hours are rounded


def describe_outlook(speech: Speech, forecast: Forecast) -> str:
    """Return the coming seven days in a sentence, or what is missing to predict them."""
    week = forecast.week
    if week is None and forecast.history_days < MIN_DAYS:
        return speech.say("outlook-none", missing=MIN_DAYS - forecast.history_days)
    if week is None:
        return speech.say("outlook-untracked")
    if not round(week.expected_hours * _QUARTER):
        return speech.say("outlook-week-free")
    hours, low, high = (
        say_hours(speech, value) for value in (week.expected_hours, week.low_hours, week.high_hours)
    )
    if forecast.confidence is Confidence.ROUGH:
        return speech.say("outlook-week-rough", hours=hours, low=low, high=high)
    if low == high:
        return speech.say("outlook-week-steady", hours=hours)
    return speech.say("outlook-week", hours=hours, low=low, high=high)


def describe_factor(speech: Speech, factor: Factor) -> str:
    """Return which days move the expected hours, and by how many."""
    direction = "more" if factor.effect > 0 else "less"
    return speech.say(f"factor-{factor.name}-{direction}", hours=say_hours(speech, abs(factor.effect)))


def describe_task_at_risk(speech: Speech, at_risk: TaskAtRisk) -> str:
    """Return what is left of a task, and the working time until it is due."""
    left, free = (
        speech.duration(timedelta(minutes=minutes))
        for minutes in (at_risk.minutes_left, at_risk.free_minutes)
    )
    return speech.say("task-at-risk", title=at_risk.task.title, left=left, free=free)


def say_hours(speech: Speech, hours: float) -> str:
    """Return hours as a duration, to the quarter of an hour."""
    return speech.duration(timedelta(hours=round(hours * _QUARTER) / _QUARTER))
