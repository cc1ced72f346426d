"""Recommendations of rest, water and lunch."""

from datetime import timedelta

from shared.entities.focus_session import FocusSession
from shared.entities.interval import Interval
from shared.rules.assistant.narratives.facts import Fact, Form
from shared.rules.assistant.quantiles import median
from shared.rules.assistant.recommendations.candidate import (
    Action,
    Candidate,
    clock,
    length,
    number,
    share,
    start_session,
)
from shared.rules.assistant.recommendations.situation import Situation
from shared.rules.companion.needs import due_of, is_lunch_due
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import WATER_NEEDED_BELOW
from shared.views.companion import NeedKind
from shared.views.focus_session import SessionType

MIN_WORK_BEFORE_BREAK = timedelta(minutes=20)
"""The least work without a rest after which one is recommended; the user's own setting may be longer."""

MAX_HYDRATION = WATER_NEEDED_BELOW
"""The value of the companion's meter at which water is recommended: two hours of work without any."""

MIN_WORK_BEFORE_LUNCH = timedelta(hours=1)
"""The work of today after which lunch is recommended, within the user's hours of lunch."""

_LONG_BREAK = 10  # minutes, at least, after long work
_LONG_WORK = timedelta(minutes=90)
_BETWEEN_DRINKS = timedelta(minutes=45)
_GLASS_ML = 250
_BOUNDS_ML = (100, 500)
_VALID_MINUTES = 30
_SOON = timedelta(minutes=10)
_DAY = timedelta(days=1)
_LOGS_UNTIL_CERTAIN = 5


def take_break(situation: Situation) -> Candidate | None:
    """Recommend a break after long work without a rest."""
    due_after = timedelta(minutes=situation.history.user.rest_after_minutes)
    if not situation.is_working or situation.is_paused or _ends_soon(situation.history.focus, situation):
        return None
    worked = situation.activity.continuous_work
    if worked < max(MIN_WORK_BEFORE_BREAK, due_after):
        return None
    usual = situation.history.user.break_minutes
    planned = usual if worked < _LONG_WORK else max(usual, _LONG_BREAK)
    return Candidate(
        subject=situation.activity.continuous_since.isoformat(),
        urgency=0.7 + 0.3 * share((worked - due_after) / due_after, 1),
        strength=1.0,
        evidence={
            "worked": length(worked),
            "after": length(due_after),
            "break": length(timedelta(minutes=planned)),
        },
        reasons=("no-rest",),
        valid_until=situation.soon(_VALID_MINUTES),
        action=start_session(planned, SessionType.BREAK),
    )


def _ends_soon(focus: FocusSession | None, situation: Situation) -> bool:
    """Return whether a focus session is about to end as planned, so that it need not be interrupted."""
    if focus is None:
        return False
    left = focus.start_time + timedelta(minutes=focus.planned_minutes) - situation.now
    return timedelta(0) < left <= _SOON


def drink(situation: Situation) -> Candidate | None:
    """Recommend a glass of water at work, until the goal of the day is reached."""
    drinks, goal = situation.day.drinks, situation.history.user.hydration_goal_ml
    if situation.day.hydration_ml >= goal or not situation.is_working:
        return None
    if drinks and situation.now - drinks[-1].at < _BETWEEN_DRINKS:
        return None
    if all(need.kind is not NeedKind.WATER for need in due_of(situation.meters)):
        return None
    logged = [drink.amount_ml for day in situation.history.recent.values() for drink in day.drinks]
    usual = round(median(logged)) if logged else _GLASS_ML
    amount = max(_BOUNDS_ML[0], min(_BOUNDS_ML[1], usual))
    evidence = {
        "amount": Fact(amount, Form.MILLILITRES),
        "drunk": Fact(situation.day.hydration_ml, Form.MILLILITRES),
        "goal": Fact(goal, Form.MILLILITRES),
    }
    if drinks:
        evidence["ago"] = length(situation.now - drinks[-1].at)
    return Candidate(
        subject=str(len(drinks)),
        urgency=0.5 + 0.3 * share(MAX_HYDRATION - situation.meters.hydration.value, MAX_HYDRATION),
        strength=0.7 + 0.3 * share(len(logged), _LOGS_UNTIL_CERTAIN),
        evidence=evidence,
        reasons=("drunk-ago",) if drinks else ("not-drunk",),
        valid_until=situation.soon(_VALID_MINUTES),
        action=Action(method="POST", path="/api/health/hydration", body={"amount_ml": amount}),
    )


def lunch(situation: Situation) -> Candidate | None:
    """Recommend lunch within its hours, after some work and before it was eaten."""
    activity = situation.activity
    if situation.worked < MIN_WORK_BEFORE_LUNCH or not is_lunch_due(activity):
        return None
    window = _lunch_window(activity)
    calendar = situation.history.user.calendar
    logged = sum(day.lunch_taken for day in situation.history.recent.values())
    return Candidate(
        subject="lunch",
        urgency=0.75 + 0.2 * (situation.now - window.begin) / (window.end - window.begin),
        strength=0.7 + 0.3 * share(logged, _LOGS_UNTIL_CERTAIN),
        evidence={
            "worked": length(situation.worked),
            "from": clock(calendar.minute_of(window.begin)),
            "to": clock(calendar.minute_of(window.end)),
            **({"days": number(logged)} if logged else {}),
        },
        reasons=("lunch-time", "worked-today"),
        valid_until=window.end,
        action=Action(method="POST", path="/api/health/meals", body={"kind": "lunch"}),
    )


def _lunch_window(activity: RecentActivity) -> Interval:
    """Return the lunch window that is open now; that of yesterday may go on after midnight."""
    windows = (activity.lunch_window(activity.today - number * _DAY) for number in (1, 0))
    return next(window for window in windows if window.begin <= activity.at < window.end)
