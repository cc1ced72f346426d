"""View of the dashboard."""

from datetime import date, datetime

from typing_extensions import TypedDict

from shared.views.challenge import ChallengeView
from shared.views.companion import CompanionView
from shared.views.focus_session import FocusSessionView
from shared.views.health import HealthTodayView
from shared.views.recommendations import RecommendationView
from shared.views.task import TaskView
from shared.views.user import UserView
from shared.views.work_session import WorkSessionView


class SettingsView(TypedDict):
    """The preferences of a user by which the dashboard goes, with the defaults of those that are not set."""

    workday_limit_minutes: int
    """The working time of a day beyond which work is overtime."""
    clock_out_time: str | None
    """The local time at which work usually ends, `HH:MM`."""
    focus_goal_minutes: int
    """The focus time to aim for in a day."""
    focus_minutes: int
    """The usual length of a focus session."""
    break_minutes: int
    """The usual length of a break."""
    assistant: bool
    """Whether the assistant may send suggestions; else there are no recommendations."""


class DashboardView(TypedDict):
    """What the first screen of an app shows; each part is what the route of its own returns."""

    date: date
    """The user's local date."""
    user: UserView
    """The profile."""
    settings: SettingsView
    companion: CompanionView
    tasks: list[TaskView]
    """At most 50 tasks of today. Open ones are due by the end of today, planned for today or earlier, or have
    neither date, in this order: the first due first, then the first planned, then the newest. Without room
    for all, those without a date are left out first, then those of the earliest days. Those completed today
    follow, the latest first; of 10 of them there is always room."""
    more_tasks: bool
    """Whether more open tasks are for today than those listed."""
    work_session: WorkSessionView | None
    """The active work session; null without one."""
    focus_session: FocusSessionView | None
    """The running or paused focus session or break; null without one."""
    health: HealthTodayView
    challenges: list[ChallengeView]
    """This week's challenges."""
    unread_notifications: int
    """The number of unread notifications, of those that are kept: 30 days old at most."""
    recommendations: list[RecommendationView]
    """At most 3, the most useful first."""
    next_change_at: datetime
    """When to ask again, at most half an hour from now: until then nothing changes by itself, at a resolution
    of a minute, and of five minutes for recommendations."""
