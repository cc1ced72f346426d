"""Statistics."""

from typing import Annotated

from pydantic import Field

from shared.api.endpoint import Access, Content, Request, endpoint
from shared.api.fields import ByValue, Date
from shared.api.validation import EmptyBody, Parameters
from shared.views.picture import Theme
from shared.views.stats import DayStatsView, StatsView
from shared.views.summary import HeatmapView

_THEME = Field(Theme.LIGHT, description="The page on which the chart is shown.")


class DaysParameters(Parameters):
    """A range of days, at most 92."""

    first: Date | None = Field(
        None,
        alias="from",
        description="The first day, in the user's time zone; defaults to the 29th before the last.",
    )
    last: Date | None = Field(
        None, alias="to", description="The last day, in the user's time zone; defaults to today."
    )


class DaysChartParameters(DaysParameters):
    """A range of days, and the theme of their chart."""

    theme: Annotated[Theme, ByValue] = _THEME


class HeatmapParameters(Parameters):
    """The range of the heatmap."""

    weeks: int = Field(12, ge=1, le=26, description="Number of ISO weeks, including this one.")


class HeatmapChartParameters(HeatmapParameters):
    """The range and the theme of the heatmap."""

    theme: Annotated[Theme, ByValue] = _THEME


@endpoint(etag=True)
def get_stats(request: Request) -> StatsView:
    """Get a user's totals and streaks; zeros for a new user."""
    return request.services.get_stats_service().get_user_stats(request.user_id)


@endpoint(access=Access.SELF)  # the rows have health entries and ratings
def list_days(request: Request[EmptyBody, DaysParameters]) -> list[DayStatsView]:
    """Get the totals of each day of a range of at most 92 days, oldest first."""
    query, days = request.query, request.services.get_day_stats_service()
    return days.list_days(request.user_id, query.first, query.last)


@endpoint(access=Access.SELF, etag=True, media_type="image/svg+xml")
def draw_days(request: Request[EmptyBody, DaysChartParameters]) -> Content:
    """Get the work, focus, overtime and completed tasks of each day as an SVG chart."""
    query, charts = request.query, request.services.get_chart_service()
    language = request.accept_language
    chart = charts.draw_days(
        request.user_id, query.first, query.last, theme=query.theme, accept_language=language
    )
    return Content(chart.encode())


@endpoint()
def get_heatmap(request: Request[EmptyBody, HeatmapParameters]) -> HeatmapView:
    """Get worked minutes, focus minutes and completed tasks by hour of the week."""
    return request.services.get_summary_service().get_heatmap(request.user_id, request.query.weeks)


@endpoint(etag=True, media_type="image/svg+xml")
def draw_heatmap(request: Request[EmptyBody, HeatmapChartParameters]) -> Content:
    """Get the work, focus and completed tasks by hour of the week as an SVG chart."""
    query, charts = request.query, request.services.get_chart_service()
    language = request.accept_language
    chart = charts.draw_heatmap(request.user_id, query.weeks, theme=query.theme, accept_language=language)
    return Content(chart.encode())
