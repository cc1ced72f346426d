"""Views of predictions: the hours that are expected, and the signals."""

from datetime import date, datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.forecast import Confidence, FactorName
from shared.views.metric import Unit
from shared.views.view import Id


class SignalRule(StrEnum):
    """A rule that gives signals of workload or recovery."""

    LONG_WEEK = "long_week"
    SHORT_NIGHT = "short_night"
    NO_FREE_DAY = "no_free_day"
    NO_BREAK = "no_break"
    EVENINGS = "evenings"
    WEEKENDS = "weekends"
    RISING_LOAD = "rising_load"
    TOUGH_DAYS = "tough_days"
    SKIPPED_BREAKS = "skipped_breaks"


class AlertRule(StrEnum):
    """A rule that gives alerts, and can be snoozed like a signal."""

    OVERLOAD_AHEAD = "overload_ahead"
    LONG_DAY_AHEAD = "long_day_ahead"


class SignalLevel(StrEnum):
    """How clear a signal is."""

    NOTICE = "notice"
    STRONG = "strong"


class SourceView(TypedDict):
    """The source of a rule."""

    title: str
    url: str | None
    """None for the user's own history."""


class SignalView(TypedDict):
    """A signal of workload or recovery, by a rule with a source."""

    rule: SignalRule
    level: SignalLevel
    since: date
    """The first day of what was observed."""
    observed: float
    limit: float
    """The value at which the rule gives a signal of this level: from it up, for `no_free_day` and
    `skipped_breaks` below it."""
    unit: Unit
    usual: float | None
    """The value usual for the user, of rules that compare with it."""
    total: int | None
    """The number of cases of which some are observed, of rules that count them."""
    text: str
    """What was observed."""
    option: str
    """Something small that the user could do."""
    source: SourceView
    snoozed_until: date | None
    """The day from which the rule speaks again; None without a snooze."""


class TodayView(TypedDict):
    """How today is expected to end."""

    worked_hours: float
    expected_hours: float
    """The hours of the whole day."""
    expected_end: datetime | None
    """When work is expected to end; None without work."""
    over_limit_expected: bool


class DayForecastView(TypedDict):
    """A coming day: its hours, a range within which about nine of ten days are, and chances from 0 to 1."""

    date: date
    expected_hours: float
    low_hours: float
    high_hours: float
    overload_chance: float
    """The chance of more hours than `overload_line_hours`."""
    over_limit_chance: float
    """The chance of more hours than `limit_hours`."""


class WeekForecastView(TypedDict):
    """The coming seven days together, with a range within which four of five weeks are."""

    expected_hours: float
    low_hours: float
    high_hours: float
    usual_hours: float
    heavy_chance: float
    """The chance of a week that is heavier than four of five of the user's own."""


class ThisWeekView(TypedDict):
    """The running ISO week."""

    worked_hours: float
    expected_hours: float
    usual_hours: float


class FactorView(TypedDict):
    """What moves the expected hours of the coming week away from the usual ones."""

    name: FactorName
    effect: float
    """Hours."""
    text: str


class TaskAtRiskView(TypedDict):
    """An open task whose time until its due date may not suffice."""

    task_id: Id
    title: str
    due_date: datetime
    minutes_left: int
    """What is left of its estimate."""
    free_minutes: int
    """The working time that is expected until it is due, without that of tasks due before it."""
    text: str


class PredictionsView(TypedDict):
    """What is expected of today and the coming seven days."""

    as_of: datetime
    history_days: int
    """The number of days that the forecast rests on."""
    confidence: Confidence
    overload_line_hours: float
    """The hours above which a day is long for the user."""
    limit_hours: float
    """The limit of the working day that the user has set."""
    today: TodayView
    days: list[DayForecastView]
    """The seven days from tomorrow; none below 7 days of history, or without any work in it."""
    week: WeekForecastView | None
    this_week: ThisWeekView | None
    factors: list[FactorView]
    signals: list[SignalView]
    tasks_at_risk: list[TaskAtRiskView]
    text: str
