"""Summaries of days, weeks and months, from the daily totals."""

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shared.clock import Clock
from shared.entities.calendar import HOURS_IN_WEEK, monday_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.focus_session import FocusSession
from shared.entities.user import User
from shared.repos.focus_session_repo import FocusSessionRepository
from shared.repos.totals_repo import DailyTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService, require_range, within_calendar
from shared.services.focus_session_service import FocusSessionService
from shared.views.summary import (
    DailyFocusView,
    DailySummaryView,
    HeatmapView,
    MonthlySummaryView,
    WeeklySummaryView,
)

_MAX_WEEKS = 26
_MAX_SESSIONS_PER_DAY = 500


@dataclass(frozen=True, kw_only=True, eq=False)
class SummaryService(BaseService):
    """Summaries of one user, at the cost of a few reads for any number of events."""

    entity_type = "Summary"

    users: UserRepository
    daily_totals: DailyTotalsRepository
    sessions: FocusSessionRepository
    focus: FocusSessionService
    clock: Clock

    def get_day(self, user_id: str, day: date | None = None) -> DailySummaryView:
        """Return the summary of a local day, by default today's."""
        day = day or self._today(user_id)
        return self._summaries(user_id, day, day)[0]

    def get_week(self, user_id: str, day: date | None = None) -> WeeklySummaryView:
        """Return the summary of the ISO week of a local day, by default this week's."""
        monday = within_calendar("week_start", monday_of, day or self._today(user_id))
        sunday = within_calendar("week_start", lambda start: start + timedelta(days=6), monday)
        days = self._summaries(user_id, monday, sunday)
        return {
            "week_start": _midnight(monday),
            "week_end": _midnight(sunday),
            "total_focus_sessions": sum(day["total_focus_sessions"] for day in days),
            "total_focus_time": sum(day["total_focus_time"] for day in days),
            "total_break_time": sum(day["total_break_time"] for day in days),
            "daily_summaries": days,
        }

    def get_month(self, user_id: str, day: date | None = None) -> MonthlySummaryView:
        """Return the summary of the month of a local day, by default this month's."""
        today = self._today(user_id)
        day = day or today
        first = day.replace(day=1)
        last = day.replace(day=monthrange(day.year, day.month)[1])
        records = {day.local_date: day for day in self.daily_totals.list_between(user_id, first, last)}
        days = [_daily_focus(_or_empty(records, user_id, on)) for on in _dates(first, last)]
        return {
            "month_start": _midnight(first),
            "month_end": _midnight(last),
            "total_focus_sessions": sum(day["total_focus_sessions"] for day in days),
            "total_focus_time": sum(day["total_focus_time"] for day in days),
            "total_break_time": sum(day["total_break_time"] for day in days),
            "daily_summaries": days,
        }

    def get_heatmap(self, user_id: str, weeks: int) -> HeatmapView:
        """Return work, focus and completed tasks by hour of the week: see `get_heatmap_of`."""
        return self.get_heatmap_of(self.users.get_user(user_id), weeks)

    def get_heatmap_of(self, user: User, weeks: int) -> HeatmapView:
        """Return a user's work, focus and completed tasks by hour, for this week and those before it.

        `ValidationError` unless they are 1 to 26 weeks.
        """
        weeks = require_range("weeks", weeks, 1, _MAX_WEEKS)
        today = user.calendar.date_of(self.clock.now())
        first = monday_of(today) - timedelta(weeks=weeks - 1)
        # An event in a time zone further east may count for tomorrow already.
        days = self.daily_totals.list_between(user.user_id, first, today + timedelta(days=2))
        worked, focused, done = Counter[int](), Counter[int](), Counter[int]()
        for day in days:
            worked.update(day.work_hours)
            focused.update(day.focus_hours)
            done.update(day.task_hours)
        return {
            "weeks": weeks,
            "cells": [
                {
                    "weekday": hour // 24,
                    "hour": hour % 24,
                    "minutes_worked": worked[hour] // 60,
                    "focus_minutes": focused[hour] // 60,
                    "tasks_completed": done[hour],
                }
                for hour in range(HOURS_IN_WEEK)
            ],
        }

    def _today(self, user_id: str) -> date:
        return self.users.get_user(user_id).calendar.date_of(self.clock.now())

    def _summaries(self, user_id: str, first: date, last: date) -> list[DailySummaryView]:
        self.focus.get_current_session(user_id)  # stops a forgotten session
        records = {day.local_date: day for day in self.daily_totals.list_between(user_id, first, last)}
        dates = _dates(first, last)
        sessions = self._list_sessions(user_id, dates)
        return [_summary(_or_empty(records, user_id, day), sessions.get(day, [])) for day in dates]

    def _list_sessions(self, user_id: str, dates: Sequence[date]) -> dict[date, list[FocusSession]]:
        """Return the sessions of each day, at most 500; a week rarely has more."""
        found = self.sessions.list_between(user_id, dates[0], dates[-1], _MAX_SESSIONS_PER_DAY)
        sessions: dict[date, list[FocusSession]] = {}
        for session in found.entities:
            sessions.setdefault(session.started_on, []).append(session)
        if found.continuation is not None:
            cut_off = found.entities[-1].started_on  # newest first: the days up to here are incomplete
            for day in dates:
                if day <= cut_off and len(sessions.get(day, ())) < _MAX_SESSIONS_PER_DAY:
                    of_day = self.sessions.list_between(user_id, day, day, _MAX_SESSIONS_PER_DAY)
                    sessions[day] = of_day.entities
        return sessions


def _summary(day: DailyTotals, sessions: list[FocusSession]) -> DailySummaryView:
    return {**_daily_focus(day), "focus_sessions": [session.to_dict() for session in sessions]}


def _daily_focus(day: DailyTotals) -> DailyFocusView:
    return {
        "date": _midnight(day.local_date),
        "total_focus_sessions": day.focus_sessions,
        "total_focus_time": day.focus_seconds,
        "total_break_time": day.break_seconds,
    }


def _or_empty(records: Mapping[date, DailyTotals], user_id: str, on: date) -> DailyTotals:
    return records.get(on) or DailyTotals(user_id=user_id, local_date=on)


def _dates(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
