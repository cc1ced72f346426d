"""Charts of a user's statistics."""

from dataclasses import dataclass
from datetime import date

from shared.entities.user import User
from shared.pictures.charts.days import draw_days
from shared.pictures.charts.heatmap import draw_heatmap
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService
from shared.services.chart_texts import ChartTexts
from shared.services.day_stats_service import DayStatsService
from shared.services.public_holidays import public_holidays
from shared.services.summary_service import SummaryService
from shared.views.picture import Theme


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
        calendar = user.work_calendar
        shaded = {
            row["date"]
            for row in rows
            if not calendar.is_work_weekday(row["date"]) or calendar.is_free(row["date"], public_holidays)
        }
        return draw_days(rows, theme, ChartTexts(user, accept_language).days(rows), shaded=shaded)

    def draw_heatmap(
        self, user_id: str, weeks: int, *, theme: Theme = Theme.LIGHT, accept_language: str = ""
    ) -> str:
        """Return the heatmap of this week and those before it; `ValidationError` unless they are 1 to 26."""
        user = self.users.get_user(user_id)
        view = self.summaries.get_heatmap_of(user, weeks)
        texts = ChartTexts(user, accept_language)
        return draw_heatmap(view, theme, texts.heatmap(view), shaded=_weekdays_without_work(user))


def _weekdays_without_work(user: User) -> set[int]:
    """Return the weekdays on which the user does not work; Monday is 0."""
    return {weekday - 1 for weekday in range(1, 8) if weekday not in user.work_calendar.work_days}
