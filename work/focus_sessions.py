"""Focus sessions, breaks, and their summaries."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.api.endpoint import Request, endpoint
from shared.api.fields import ByValue, Date, Month, VerbatimText, WholeNumber
from shared.api.validation import ActBody, DayParameters, EmptyBody, Parameters
from shared.entities.idempotency import Outcome
from shared.views.focus_session import FocusSessionEventView, FocusSessionView, SessionType
from shared.views.summary import DailySummaryView, MonthlySummaryView, WeeklySummaryView


class FocusSessionStart(ActBody):
    """A focus session or break to start."""

    duration_minutes: Annotated[WholeNumber, Field(ge=1, le=240)]
    session_type: Annotated[SessionType, ByValue] = SessionType.FOCUS
    task_id: Annotated[VerbatimText, StringConstraints(min_length=1, max_length=64)] | None = Field(
        None, description="The task to focus on, which gets the time; not for a break."
    )


class WeekParameters(Parameters):
    """A week."""

    week_start: Date | None = Field(
        None, description="Any day of an ISO week, in the user's time zone; defaults to this week."
    )


class MonthParameters(Parameters):
    """A month."""

    month: Month | None = Field(
        None, description="A month of the user's calendar, `YYYY-MM`; defaults to this month."
    )


@endpoint(status=201, etag=True, errors=(409,))
def start(request: Request[FocusSessionStart]) -> Outcome[FocusSessionView]:
    """Start a focus session or break; only one can run at a time.

    A break during focus pauses the focus session, which goes on when the break ends.
    """
    sessions, body = request.services.get_focus_session_service(), request.body
    return sessions.start_session(
        request.user_id, body.duration_minutes, body.session_type, task_id=body.task_id, at=body.at
    ).view()


@endpoint(etag=True, errors=(409,))
def pause(request: Request[ActBody]) -> Outcome[FocusSessionView]:
    """Pause the running focus session or break."""
    sessions, session_id = request.services.get_focus_session_service(), request.path["session_id"]
    return sessions.pause_session(request.user_id, session_id, at=request.body.at).view()


@endpoint(etag=True, errors=(409,))
def resume(request: Request[ActBody]) -> Outcome[FocusSessionView]:
    """Resume a paused focus session or break."""
    sessions, session_id = request.services.get_focus_session_service(), request.path["session_id"]
    return sessions.resume_session(request.user_id, session_id, at=request.body.at).view()


@endpoint(etag=True)
def complete(request: Request[ActBody]) -> Outcome[FocusSessionEventView]:
    """Complete the running or paused focus session or break."""
    sessions, session_id = request.services.get_focus_session_service(), request.path["session_id"]
    session = sessions.complete_session(request.user_id, session_id, at=request.body.at)
    return session.event_view(FocusSessionEventView)


@endpoint(etag=True)
def stop(request: Request[ActBody]) -> Outcome[FocusSessionView]:
    """Stop the running or paused focus session or break early."""
    sessions, session_id = request.services.get_focus_session_service(), request.path["session_id"]
    return sessions.stop_session(request.user_id, session_id, at=request.body.at).view()


@endpoint(etag=True)
def get_current(request: Request) -> FocusSessionView | None:
    """Get the running or paused focus session, or the break that runs, or null."""
    current = request.services.get_focus_session_service().get_current_session(request.user_id)
    return current.to_dict() if current else None


@endpoint()
def get_day(request: Request[EmptyBody, DayParameters]) -> DailySummaryView:
    """Get the focus sessions and breaks of a day, with totals."""
    return request.services.get_summary_service().get_day(request.user_id, request.query.date)


@endpoint()
def get_week(request: Request[EmptyBody, WeekParameters]) -> WeeklySummaryView:
    """Get the focus sessions and breaks of an ISO week by day, with totals."""
    return request.services.get_summary_service().get_week(request.user_id, request.query.week_start)


@endpoint()
def get_month(request: Request[EmptyBody, MonthParameters]) -> MonthlySummaryView:
    """Get the totals of the focus sessions and breaks of a month by day."""
    return request.services.get_summary_service().get_month(request.user_id, request.query.month)
