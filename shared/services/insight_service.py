"""Insights: metrics of a user's weeks, and the rhythm of the days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from shared.entities.page import PageRequest
from shared.entities.task import Task
from shared.language.insights import clock, describe_insight
from shared.language.phrasing import speech_for
from shared.language.speech import Speech
from shared.repos.task_repo import TaskRepository
from shared.rules.assistant.metrics.habits import BestHours, best_hours, median_focus_minutes
from shared.rules.assistant.metrics.insights import Insight, Period
from shared.rules.assistant.metrics.tasks import TagTasks, tags_of
from shared.services.base_service import BaseService, require_range
from shared.services.rhythm_reader import RhythmReader
from shared.views.insights import BestHoursView, InsightsView, MetricsView, MetricView, RhythmView, TagView
from shared.views.metric import Unit

MAX_WEEKS = 26
MAX_TASKS = 500
"""The most tasks that are read, the newest ones."""

_NEWEST = PageRequest(order_by="created_at", limit=MAX_TASKS)


@dataclass(frozen=True, kw_only=True, eq=False)
class InsightService(BaseService):
    """Insights of one user, at the cost of two queries for any length of the history."""

    entity_type = "Insight"

    rhythm: RhythmReader
    tasks: TaskRepository

    def get_insights(self, user_id: str, weeks: int = 4, *, accept_language: str = "") -> InsightsView:
        """Return the metrics of the weeks of seven days up to today, and the rhythm of their days.

        `ValidationError` unless they are 1 to 26. With the preference `assistant` switched off, nothing is
        analysed.
        """
        weeks = require_range("weeks", weeks, 1, MAX_WEEKS)
        history = self.rhythm.read(user_id)
        speech = speech_for(history.user, accept_language)
        if not history.user.wants_assistant:
            nothing = replace(history, days=history.days[:0], recent={})
            period = Period(history=nothing, weeks=weeks, tasks=(), is_cut_off=False)
            return insights_view(period, speech, text=speech.say("outlook-off"))
        newest = self.tasks.list_tasks_by_user(user_id, _NEWEST)
        is_cut_off = newest.continuation is not None
        return insights_view(
            Period(history=history, weeks=weeks, tasks=newest.entities, is_cut_off=is_cut_off), speech
        )


def insights_view(period: Period, speech: Speech, text: str | None = None) -> InsightsView:
    """Return the insights of a period; each with the same `text` unless that is None."""
    insights = {insight.metric.name: insight for insight in period.insights()}
    newest = MAX_TASKS if period.is_cut_off else None
    views = {
        name: _metric(insight, text or describe_insight(speech, insight, period.weeks, newest))
        for name, insight in insights.items()
    }
    return {
        "from": period.first,
        "to": period.history.today,
        "metrics": cast("MetricsView", views),  # a test compares the names
        "rhythm": _rhythm(period, insights),
        "enough_data": period.has_enough_data,
    }


def _metric(insight: Insight, text: str) -> MetricView:
    unit = insight.metric.unit
    return {
        "value": _value(insight.value, unit),
        "unit": unit,
        "n": insight.n,
        "previous": _value(insight.previous, unit),
        "change_percent": insight.change_percent,
        "text": text,
    }


def _value(value: float | None, unit: Unit) -> float | str | None:
    return clock(value) if value is not None and unit is Unit.CLOCK else value


def _rhythm(period: Period, insights: dict[str, Insight]) -> RhythmView:
    start, end = (insights[name].value for name in ("usual_start", "usual_end"))
    focus = median_focus_minutes(period.window).value
    return {
        "usual_start": None if start is None else clock(start),
        "usual_end": None if end is None else clock(end),
        "median_focus_minutes": None if focus is None else round(focus, 1),
        "best_hours": [*map(_hours, best_hours(period.window))],
        "tags": _tags(period.window.tasks),
    }


def _hours(hours: BestHours) -> BestHoursView:
    return {"hour_from": hours.first, "hour_to": hours.end, "share": round(hours.share, 2), "n": hours.n}


def _tags(tasks: Sequence[Task]) -> list[TagView]:
    return [_tag(tag) for tag in tags_of(tasks)]


def _tag(tag: TagTasks) -> TagView:
    return {
        "tag": tag.tag,
        "tasks": tag.tasks,
        "minutes": tag.seconds // 60,
        "minutes_per_task": round(tag.seconds / tag.tracked / 60, 1) if tag.tracked else None,
        "best_part_of_day": tag.best_part,
    }
