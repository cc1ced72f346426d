"""What is expected of a user's coming days."""

from dataclasses import dataclass, replace

from shared.language.outlook import describe_factor, describe_outlook
from shared.language.phrasing import speech_for
from shared.language.speech import Speech
from shared.rules.assistant.forecast import DayForecast, Factor, WeekForecast
from shared.rules.assistant.history import History
from shared.rules.assistant.outlook import Outlook, ThisWeek, outlook_of
from shared.rules.assistant.signals import signals_of
from shared.rules.assistant.today import TodayForecast
from shared.services.base_service import BaseService
from shared.services.rhythm_reader import RhythmReader
from shared.services.signal_service import signal_view
from shared.views.predictions import (
    DayForecastView,
    FactorView,
    PredictionsView,
    ThisWeekView,
    WeekForecastView,
)

_MIN_EFFECT = 0.05  # hours; smaller ones are not worth a word


@dataclass(frozen=True, kw_only=True, eq=False)
class PredictionService(BaseService):
    """Predictions of one user, at the cost of two queries for any length of the history."""

    entity_type = "Prediction"

    rhythm: RhythmReader

    def predict(self, user_id: str, *, accept_language: str = "") -> PredictionsView:
        """Return what is expected of today and of the coming seven days.

        With the preference `assistant` switched off, nothing is analysed: today has its hours so far alone.
        """
        history = self.rhythm.read(user_id)
        speech = speech_for(history.user, accept_language)
        if history.user.wants_assistant:
            found = [signal_view(signal, history, speech) for signal in signals_of(history)]
            return {**_view(history, outlook_of(history), speech), "signals": found}
        so_far = replace(history, days=history.days[-1:])
        return {**_view(so_far, outlook_of(so_far), speech), "text": speech.say("outlook-off")}


def _view(history: History, outlook: Outlook, speech: Speech) -> PredictionsView:
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
        "factors": [_factor(factor, speech) for factor in forecast.factors if _counts(factor)],
        "signals": [],
        "tasks_at_risk": [],
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


def _counts(factor: Factor) -> bool:
    return abs(factor.effect) >= _MIN_EFFECT


def _factor(factor: Factor, speech: Speech) -> FactorView:
    return {
        "name": factor.name,
        "effect": _rounded(factor.effect),
        "text": describe_factor(speech, factor),
    }
