"""Focusing in sprints, taking breaks, and what the days have come to."""

from typing import Annotated, Literal

from pydantic import Field

from shared.api.endpoint import Request, endpoint
from shared.api.fields import Body, Date, Parameters
from shared.views.focus_session import FocusSessionView, SessionType
from shared.views.summary import DailySummaryView, WeeklySummaryView


class FocusSessionStart(Body):
    """What somebody is going to do, and for how long."""

    duration_minutes: Annotated[int, Field(ge=1, le=240)]
    session_type: Literal["focus", "break"] = "focus"


class DayParameters(Parameters):
    """Which day."""

    date: Date | None = Field(None, description="A day in the user's zone; today unless given.")


class WeekParameters(Parameters):
    """Which week."""

    week_start: Date | None = Field(
        None, description="Any day of an ISO week, in the user's zone; of this week unless given."
    )


@endpoint(
    body=FocusSessionStart, answer=FocusSessionView, status=201, tagged=True, repeatable=True, errors=(409,)
)
def start(call: Request[FocusSessionStart, Parameters]) -> FocusSessionView:
    """Start a focus session or a break; of two at once, exactly one succeeds."""
    sessions = call.services.get_focus_session_service()
    wanted = SessionType(call.body.session_type)
    return sessions.start_session(
        call.user_id, call.body.duration_minutes, wanted, retry=call.retry
    ).to_dict()


@endpoint(answer=FocusSessionView, tagged=True, repeatable=True)
def complete(call: Request[Body, Parameters]) -> FocusSessionView:
    """Note that the running session has come to its end."""
    sessions = call.services.get_focus_session_service()
    return sessions.complete_session(call.user_id, call.path["session_id"], retry=call.retry).to_dict()


@endpoint(answer=FocusSessionView, tagged=True, repeatable=True)
def stop(call: Request[Body, Parameters]) -> FocusSessionView:
    """Break the running session off."""
    sessions = call.services.get_focus_session_service()
    return sessions.stop_session(call.user_id, call.path["session_id"], retry=call.retry).to_dict()


@endpoint(answer=FocusSessionView | None, tagged=True)
def get_current(call: Request[Body, Parameters]) -> FocusSessionView | None:
    """Show the focus session or break that runs, null when none does."""
    current = call.services.get_focus_session_service().get_current_session(call.user_id)
    return current.to_dict() if current else None


@endpoint(query=DayParameters, answer=DailySummaryView)
def get_day(call: Request[Body, DayParameters]) -> DailySummaryView:
    """Sum up the focus sessions and breaks of a day."""
    return call.services.get_summary_service().get_day(call.user_id, call.query.date)


@endpoint(query=WeekParameters, answer=WeeklySummaryView)
def get_week(call: Request[Body, WeekParameters]) -> WeeklySummaryView:
    """Sum up the focus sessions and breaks of a week, day by day."""
    return call.services.get_summary_service().get_week(call.user_id, call.query.week_start)
