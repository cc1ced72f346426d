"""What is expected of a user's coming days."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.entities.task import Task
from shared.language.outlook import describe_factor, describe_outlook, describe_task_at_risk
from shared.language.phrasing import speech_for
from shared.language.speech import Speech
from shared.pictures.charts.outlook import draw_outlook
from shared.repos.task_repo import TaskRepository
from shared.rules.assistant.forecast.forecast import DayForecast, Factor, Forecast, WeekForecast
from shared.rules.assistant.forecast.outlook import Outlook, ThisWeek, outlook_of
from shared.rules.assistant.forecast.tasks_at_risk import TaskAtRisk, find_tasks_at_risk
from shared.rules.assistant.forecast.today import TodayForecast
from shared.rules.assistant.history import History
from shared.rules.assistant.signals.signals import signals_of
from shared.services.base_service import BaseService
from shared.services.chart_texts import ChartTexts
from shared.services.rhythm_reader import RhythmReader
from shared.services.signal_service import signal_view
from shared.views.forecast import Confidence, FactorName
from shared.views.picture import Theme
from shared.views.predictions import (
    DayForecastView,
    FactorView,
    PredictionsView,
    TaskAtRiskView,
    ThisWeekView,
    WeekForecastView,
)

_MAX_TASKS = 200  # that are due in the coming week
_MIN_EFFECT = 1 / 4  # hours, to which sentences are rounded
_MIN_SHARE = 0.02  # of the usual hours; less is within what a week differs anyway


@dataclass(frozen=True, kw_only=True, eq=False)
class PredictionService(BaseService):
    """Predictions of one user, at the cost of two queries for any length of the history."""

    entity_type = "Prediction"

    rhythm: RhythmReader
    tasks: TaskRepository

    def predict(
        self, user_id: str, *, accept_language: str = "", language: str | None = None
    ) -> PredictionsView:
        """Return what is expected of today and of the coming seven days.

        With the preference `assistant` switched off, nothing is analysed: today has its hours so far alone.
        `accept_language` is the header of that name; the language of the profile takes precedence, and over
        both a `language`.
        """
        history = self.rhythm.read(user_id)
        speech = speech_for(history.user, accept_language, language)
        predictions = self._predict(history, speech)
        if not history.user.wants_assistant:
            return predictions
        signals = [signal_view(signal, history, speech) for signal in signals_of(history)]
        return {**predictions, "signals": signals}

    def draw_outlook(self, user_id: str, *, theme: Theme = Theme.LIGHT, accept_language: str = "") -> str:
        """Return the coming seven days as an SVG document."""
        history = self.rhythm.read(user_id)
        predictions = self._predict(history, speech_for(history.user, accept_language))
        ahead = [day["date"] for day in predictions["days"]]
        calendar = history.user.work_calendar
        shaded = {day for day in ahead if not calendar.is_work_day(day, history.holidays)}
        labels = ChartTexts(history.user, accept_language).outlook(predictions)
        return draw_outlook(
            predictions["days"], predictions["overload_line_hours"], theme, labels, shaded=shaded
        )

    def _predict(self, history: History, speech: Speech) -> PredictionsView:
        if not history.user.wants_assistant:
            return {**_view(history, outlook_of(history), [], speech), "text": speech.say("outlook-off")}
        outlook = outlook_of(history)
        at_risk = find_tasks_at_risk(self._list_due(history, outlook), history, outlook)
        return _view(history, outlook, at_risk, speech)

    def _list_due(self, history: History, outlook: Outlook) -> list[Task]:
        if not outlook.forecast.days:
            return []
        end = history.user.calendar.end_of(outlook.forecast.days[-1].date)
        return self.tasks.list_due(history.user.user_id, history.now, end, _MAX_TASKS)


def _view(
    history: History, outlook: Outlook, at_risk: Sequence[TaskAtRisk], speech: Speech
) -> PredictionsView:
    forecast, today = outlook.forecast, outlook.today
    return {
        "as_of": history.now,
        "history_days": forecast.history_days,
        "confidence": forecast.confidence,
        "overload_line_hours": _rounded(forecast.overload_line_hours),
        "limit_hours": _rounded(outlook.limit_hours),
        "today": {
            "worked_hours": _rounded(today.worked_hours),
            "expected_hours": _rounded(today.expected_hours),
            "expected_end": outlook.expected_end,
            "over_limit_expected": _is_over_limit(today, outlook.limit_hours),
        },
        "days": [*map(_day, forecast.days)],
        "week": _week(forecast.week),
        "this_week": _this_week(outlook.this_week),
        "factors": [_factor(factor, speech) for factor in _factors(forecast)],
        "signals": [],
        "tasks_at_risk": [_task(one, speech) for one in at_risk],
        "text": describe_outlook(speech, forecast),
    }


def _rounded(number: float) -> float:
    return round(number, 2)


def _is_over_limit(today: TodayForecast, limit: float) -> bool:
    return today.expected_hours > limit


def _day(day: DayForecast) -> DayForecastView:
    return {
        "date": day.date,
        "expected_hours": _rounded(day.expected_hours),
        "low_hours": _rounded(day.low_hours),
        "high_hours": _rounded(day.high_hours),
        "overload_chance": _rounded(day.overload_chance),
        "over_limit_chance": _rounded(day.over_limit_chance),
    }


def _week(week: WeekForecast | None) -> WeekForecastView | None:
    if week is None:
        return None
    return {
        "expected_hours": _rounded(week.expected_hours),
        "low_hours": _rounded(week.low_hours),
        "high_hours": _rounded(week.high_hours),
        "usual_hours": _rounded(week.usual_hours),
        "heavy_chance": _rounded(week.heavy_chance),
    }


def _this_week(week: ThisWeek | None) -> ThisWeekView | None:
    if week is None:
        return None
    return {
        "worked_hours": _rounded(week.worked_hours),
        "expected_hours": _rounded(week.expected_hours),
        "usual_hours": _rounded(week.usual_hours),
    }


def _factors(forecast: Forecast) -> list[Factor]:
    """Return the factors that are worth a sentence; below 28 days of history days off alone.

    Until then, what is recent is all that there is, and differs from nothing.
    """
    usual = 0.0 if forecast.week is None else forecast.week.usual_hours
    least = max(_MIN_EFFECT, _MIN_SHARE * usual)
    is_rough = forecast.confidence is Confidence.ROUGH
    return [
        factor
        for factor in forecast.factors
        if abs(factor.effect) >= least and (factor.name is FactorName.DAYS_OFF or not is_rough)
    ]


def _factor(factor: Factor, speech: Speech) -> FactorView:
    return {
        "name": factor.name,
        "effect": _rounded(factor.effect),
        "text": describe_factor(speech, factor),
    }


def _task(one: TaskAtRisk, speech: Speech) -> TaskAtRiskView:
    task = one.task
    return {
        "task_id": task.id,
        "title": task.title,
        "due_date": one.due,
        "minutes_left": one.minutes_left,
        "free_minutes": one.free_minutes,
        "text": describe_task_at_risk(speech, one),
    }
