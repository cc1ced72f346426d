"""The texts of charts, in the user's language."""

from collections.abc import Sequence
from datetime import date, timedelta

from shared.entities.user import User
from shared.language.phrasing import speech_for
from shared.language.speech import Speech
from shared.pictures.charts.canvas import Heading
from shared.pictures.charts.days import DaysLabels
from shared.pictures.charts.heatmap import HeatmapLabels
from shared.pictures.charts.outlook import OutlookLabels
from shared.views.predictions import PredictionsView
from shared.views.stats import DayStatsView
from shared.views.summary import HeatmapView


class ChartTexts:
    """The texts of charts in the language of a user; `accept_language` is the header of that name."""

    def __init__(self, user: User, accept_language: str) -> None:
        self.speech: Speech = speech_for(user, accept_language)

    def days(self, rows: Sequence[DayStatsView]) -> DaysLabels:
        """Return the texts of the chart of days."""
        say = self.speech.say
        return DaysLabels(
            heading=Heading(say("chart-days-title"), self._describe_days(rows), self._period(rows)),
            work=say("chart-work"),
            focus=say("chart-focus"),
            overtime=say("chart-overtime"),
            tasks=say("chart-tasks"),
            empty=say("chart-empty"),
            hours=lambda hours: self._duration(60 * hours),
            clock=_clock,
            day=self._short_day,
            weekday=lambda day: self._name("chart-weekdays-short", day.weekday()),
        )

    def heatmap(self, view: HeatmapView) -> HeatmapLabels:
        """Return the texts of the heatmap."""
        say = self.speech.say
        period = say("chart-heatmap-period", weeks=view["weeks"])
        return HeatmapLabels(
            heading=Heading(say("chart-heatmap-title"), self._describe_heatmap(view), period),
            work=say("chart-work"),
            focus=say("chart-focus"),
            tasks=say("chart-tasks"),
            empty=say("chart-empty"),
            weekdays=say("chart-weekdays-short").split(),
            duration=self._duration,
            hour=lambda hour: _clock(60 * hour),
        )

    def outlook(self, predictions: PredictionsView) -> OutlookLabels:
        """Return the texts of the chart of the outlook."""
        say, days = self.speech.say, predictions["days"]
        period = self._between(days[0]["date"], days[-1]["date"]) if days else ""
        line = self._duration_of_hours(predictions["overload_line_hours"])
        return OutlookLabels(
            heading=Heading(say("chart-outlook-title"), self._describe_outlook(predictions), period),
            expected=say("chart-expected"),
            range=say("chart-range"),
            line=say("chart-line", hours=line),
            empty=predictions["text"],
            hours=lambda hours: self._duration(60 * hours),
            clock=_clock,
            weekday=lambda day: self._name("chart-weekdays-short", day.weekday()),
        )

    def _describe_outlook(self, predictions: PredictionsView) -> str:
        days = (
            self.speech.say(
                "chart-outlook-day",
                weekday=self._name("chart-weekdays", day["date"].weekday()),
                hours=self._duration_of_hours(day["expected_hours"]),
            )
            for day in predictions["days"]
        )
        return " ".join((predictions["text"], *days))

    def _duration_of_hours(self, hours: float) -> str:
        return self._duration(round(hours * 60))

    def _describe_days(self, rows: Sequence[DayStatsView]) -> str:
        worked, focus = (sum(row[name] for row in rows) for name in ("worked_minutes", "focus_minutes"))
        tasks = sum(row["tasks_completed"] for row in rows)
        days = {"first": self._long_day(rows[0]["date"]), "last": self._long_day(rows[-1]["date"])}
        if not worked and not focus and not tasks:
            return self.speech.say("chart-days-nothing", **days)
        best = max(rows, key=lambda row: (row["focus_minutes"], row["worked_minutes"]))
        return self.speech.say(
            "chart-days-description",
            **days,
            worked=self._duration(worked),
            focus=self._duration(focus),
            overtime=self._duration(sum(row["overtime_minutes"] for row in rows)),
            tasks=tasks,
            best=self._long_day(best["date"]),
            most=self._duration(best["focus_minutes"]),
        )

    def _describe_heatmap(self, view: HeatmapView) -> str:
        cells = view["cells"]
        worked, focus, tasks = (
            sum(cell[name] for cell in cells)
            for name in ("minutes_worked", "focus_minutes", "tasks_completed")
        )
        if not worked and not focus and not tasks:
            return self.speech.say("chart-heatmap-nothing", weeks=view["weeks"])
        best = max(cells, key=lambda cell: (cell["minutes_worked"], cell["focus_minutes"]))
        return self.speech.say(
            "chart-heatmap-description",
            weeks=view["weeks"],
            worked=self._duration(worked),
            focus=self._duration(focus),
            tasks=tasks,
            weekday=self._name("chart-weekdays", best["weekday"]),
            time=_clock(60 * best["hour"]),
            hour=best["hour"],
            most=self._duration(best["minutes_worked"]),
        )

    def _period(self, rows: Sequence[DayStatsView]) -> str:
        return self._between(rows[0]["date"], rows[-1]["date"])

    def _between(self, first: date, last: date) -> str:
        days = {"last": self._short_day(last), "year": str(last.year)}
        if first == last:
            return self.speech.say("chart-one-day", **days)
        return self.speech.say("chart-period", first=self._short_day(first), **days)

    def _short_day(self, day: date) -> str:
        month = self._name("chart-months-short", day.month - 1)
        return self.speech.say("chart-day-short", day=day.day, month=month)

    def _long_day(self, day: date) -> str:
        month = self._name("chart-months", day.month - 1)
        return self.speech.say("chart-day", day=day.day, month=month, year=str(day.year))

    def _name(self, key: str, number: int) -> str:
        return self.speech.say(key).split()[number]

    def _duration(self, minutes: int) -> str:
        return self.speech.duration(timedelta(minutes=minutes))


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
