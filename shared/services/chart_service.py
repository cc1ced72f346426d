"""Charts of a user's statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.entities.user import User
from shared.language.phrasing import speech_for
from shared.language.speech import Speech
from shared.pictures.charts.canvas import Heading
from shared.pictures.charts.days import DaysLabels, draw_days
from shared.pictures.charts.heatmap import HeatmapLabels, draw_heatmap
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService
from shared.services.day_stats_service import DayStatsService
from shared.services.summary_service import SummaryService
from shared.views.picture import Theme
from shared.views.stats import DayStatsView
from shared.views.summary import HeatmapView


@dataclass(frozen=True, kw_only=True, eq=False)
class ChartService(BaseService):
    """Charts as SVG documents, with texts in the user's language.

    `accept_language` is the `Accept-Language` header; the language of the profile takes precedence.
    """

    entity_type = "Chart"

    users: UserRepository
    days: DayStatsService
    summaries: SummaryService

    def draw_days(
        self,
        user_id: str,
        first: date | None = None,
        last: date | None = None,
        *,
        theme: Theme = Theme.LIGHT,
        accept_language: str = "",
    ) -> str:
        """Return the chart of the days from the first to the last; see `DayStatsService.list_days_of`."""
        user = self.users.get_user(user_id)
        rows = self.days.list_days_of(user, first, last)
        # Without public holidays: those of any year, which the client chooses, would have to be computed.
        free = user.work_calendar.days_without_work(rows[0]["date"], rows[-1]["date"])
        shaded = {row["date"] for row in rows if row["date"] in free}
        return draw_days(rows, theme, _Texts(user, accept_language).days(rows), shaded=shaded)

    def draw_heatmap(
        self, user_id: str, weeks: int, *, theme: Theme = Theme.LIGHT, accept_language: str = ""
    ) -> str:
        """Return the heatmap of this week and those before it; `ValidationError` unless they are 1 to 26."""
        user = self.users.get_user(user_id)
        view = self.summaries.get_heatmap_of(user, weeks)
        texts = _Texts(user, accept_language)
        return draw_heatmap(view, theme, texts.heatmap(view), shaded=_weekdays_without_work(user))


def _weekdays_without_work(user: User) -> set[int]:
    """Return the weekdays on which the user does not work; Monday is 0."""
    return {weekday - 1 for weekday in range(1, 8) if weekday not in user.work_calendar.work_days}


class _Texts:
    """The texts of charts in the language of a user."""

    def __init__(self, user: User, accept_language: str) -> None:
        self._speech: Speech = speech_for(user, accept_language)

    def days(self, rows: Sequence[DayStatsView]) -> DaysLabels:
        say = self._speech.say
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
        say = self._speech.say
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

    def _describe_days(self, rows: Sequence[DayStatsView]) -> str:
        worked, focus = (sum(row[name] for row in rows) for name in ("worked_minutes", "focus_minutes"))
        tasks = sum(row["tasks_completed"] for row in rows)
        days = {"first": self._long_day(rows[0]["date"]), "last": self._long_day(rows[-1]["date"])}
        if not worked and not focus and not tasks:
            return self._speech.say("chart-days-nothing", **days)
        best = max(rows, key=lambda row: (row["focus_minutes"], row["worked_minutes"]))
        return self._speech.say(
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
            return self._speech.say("chart-heatmap-nothing", weeks=view["weeks"])
        best = max(cells, key=lambda cell: (cell["minutes_worked"], cell["focus_minutes"]))
        return self._speech.say(
            "chart-heatmap-description",
            weeks=view["weeks"],
            worked=self._duration(worked),
            focus=self._duration(focus),
            tasks=tasks,
            weekday=self._name("chart-weekdays", best["weekday"]),
            hour=_clock(60 * best["hour"]),
            most=self._duration(best["minutes_worked"]),
        )

    def _period(self, rows: Sequence[DayStatsView]) -> str:
        first, last = rows[0]["date"], rows[-1]["date"]
        days = {"last": self._short_day(last), "year": str(last.year)}
        if first == last:
            return self._speech.say("chart-one-day", **days)
        return self._speech.say("chart-period", first=self._short_day(first), **days)

    def _short_day(self, day: date) -> str:
        month = self._name("chart-months-short", day.month - 1)
        return self._speech.say("chart-day-short", day=day.day, month=month)

    def _long_day(self, day: date) -> str:
        month = self._name("chart-months", day.month - 1)
        return self._speech.say("chart-day", day=day.day, month=month, year=str(day.year))

    def _name(self, key: str, number: int) -> str:
        return self._speech.say(key).split()[number]

    def _duration(self, minutes: int) -> str:
        return self._speech.duration(timedelta(minutes=minutes))


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
