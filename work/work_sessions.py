"""Work sessions."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.api.endpoint import Request, endpoint
from shared.api.fields import Date, Moment, VerbatimText
from shared.api.validation import ActBody, Body, EmptyBody, ListParameters
from shared.entities.idempotency import Outcome
from shared.entities.page import PageRequest
from shared.views.work_session import NoActiveSessionView, WorkSessionEventView, WorkSessionView


class WorkSessionParameters(ListParameters):
    """The range of a list of work sessions, by the day on which they started."""

    first: Date | None = Field(None, alias="from", description="The first day, in the user's time zone.")
    last: Date | None = Field(None, alias="to", description="The last day, in the user's time zone.")


class SessionEnd(ActBody):
    """The work session to end."""

    session_id: Annotated[VerbatimText, StringConstraints(min_length=1, max_length=64)] | None = Field(
        None, description="Defaults to the active session."
    )


class WorkSessionCorrection(Body):
    """The new times of a work session that has ended; a time that is left out or null stays as it is."""

    start_time: Moment | None = Field(None, description="At most 31 days ago, and before the end.")
    end_time: Moment | None = Field(None, description="At most 31 days ago, and not ahead.")


@endpoint(status=201, etag=True)
def start(request: Request[ActBody]) -> Outcome[WorkSessionView]:
    """Start a work session; only one can be active at a time.

    One that starts `at` a moment before a known session must end before that.
    """
    sessions = request.services.get_work_session_service()
    return sessions.start_session(request.user_id, at=request.body.at).view()


@endpoint(etag=True, errors=(404, 409))
def pause(request: Request[ActBody]) -> Outcome[WorkSessionView]:
    """Pause the active work session, and with it a running focus session; a pause counts as rest."""
    sessions = request.services.get_work_session_service()
    return sessions.pause_session(request.user_id, at=request.body.at).view()


@endpoint(etag=True, errors=(404, 409))
def resume(request: Request[ActBody]) -> Outcome[WorkSessionView]:
    """Resume the paused work session, and the focus session that was paused with it."""
    sessions = request.services.get_work_session_service()
    return sessions.resume_session(request.user_id, at=request.body.at).view()


@endpoint(etag=True)
def end(request: Request[ActBody]) -> Outcome[WorkSessionEventView]:
    """End a work session; if it has already ended, it is returned unchanged."""
    sessions = request.services.get_work_session_service()
    session = sessions.end_session(request.user_id, request.path["id"], at=request.body.at)
    return session.event_view(WorkSessionEventView)


@endpoint(etag=True, errors=(404,))
def end_named(request: Request[SessionEnd]) -> Outcome[WorkSessionEventView]:
    """End a work session that the body names, or the active one.

    If the session has already ended, it is returned unchanged.
    """
    sessions, body = request.services.get_work_session_service(), request.body
    if body.session_id is None:
        session = sessions.end_active_session(request.user_id, at=body.at)
    else:
        session = sessions.end_session(request.user_id, body.session_id, at=body.at)
    return session.event_view(WorkSessionEventView)


@endpoint(etag=True, errors=(404,))
def end_active(request: Request[ActBody]) -> Outcome[WorkSessionEventView]:
    """End the active work session."""
    sessions = request.services.get_work_session_service()
    session = sessions.end_active_session(request.user_id, at=request.body.at)
    return session.event_view(WorkSessionEventView)


@endpoint(etag=True)
def get_active(request: Request) -> WorkSessionView | NoActiveSessionView:
    """Get the active work session, or `{"active": false}`."""
    active = request.services.get_work_session_service().get_active_session(request.user_id)
    return active.to_dict() if active else {"active": False}


@endpoint()
def list_sessions(request: Request[EmptyBody, WorkSessionParameters]) -> list[WorkSessionView]:
    """List work sessions, newest first."""
    query, sessions = request.query, request.services.get_work_session_service()
    page_request = PageRequest(order_by="start_time", limit=query.limit, continuation=query.continuation)
    return request.page(
        sessions.list_sessions(request.user_id, page_request, first=query.first, last=query.last)
    )


@endpoint(etag=True)
def get_session(request: Request) -> WorkSessionView:
    """Get a work session."""
    sessions = request.services.get_work_session_service()
    return sessions.get_session(request.user_id, request.path["id"]).to_dict()


@endpoint(etag=True, errors=(409,))
def correct(request: Request[WorkSessionCorrection]) -> WorkSessionEventView:
    """Correct the start or the end of a work session that ended in the last 31 days.

    Everything that it counted for is counted anew. Its pauses are cut with it. It must not overlap with
    another work session, and must have ended.
    """
    corrections, body = request.services.get_work_session_corrections(), request.body
    corrected = corrections.correct_session(
        request.user_id, request.path["id"], body.start_time, body.end_time, if_match=request.if_match
    )
    return corrected.event_view(WorkSessionEventView).value


@endpoint(etag=True, errors=(409,))
def remove(request: Request) -> None:
    """Remove a work session that ended in the last 31 days.

    Everything that it counted for is counted anew.
    """
    request.services.get_work_session_corrections().remove_session(
        request.user_id, request.path["id"], if_match=request.if_match
    )
