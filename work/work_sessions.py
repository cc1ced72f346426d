"""Clocking in and out."""

from typing import Any

from pydantic import Field

from shared.api.endpoint import Request, endpoint
from shared.api.fields import Body, Date, ListParameters, Parameters
from shared.entities.page import PageRequest
from shared.views.work_session import NoActiveSession, WorkSessionView


class WorkSessionParameters(ListParameters):
    """Which sessions to list, by the day they started on."""

    first: Date | None = Field(None, alias="from", description="The first day, in the user's zone.")
    last: Date | None = Field(None, alias="to", description="The last day, in the user's zone.")


@endpoint(answer=WorkSessionView, status=201, tagged=True, repeatable=True)
def start(call: Request[Body, Parameters]) -> WorkSessionView:
    """Clock in; of two at once, exactly one succeeds."""
    sessions = call.services.get_work_session_service()
    return sessions.start_session(call.user_id, retry=call.retry).to_dict()


@endpoint(answer=WorkSessionView, tagged=True, repeatable=True)
def end(call: Request[Body, Parameters]) -> WorkSessionView:
    """Clock out; a session that has ended already comes back unchanged."""
    sessions = call.services.get_work_session_service()
    return sessions.end_session(call.user_id, call.path["id"], retry=call.retry).to_dict()


@endpoint(answer=WorkSessionView, tagged=True, repeatable=True, errors=(404,))
def end_active(call: Request[Body, Parameters]) -> WorkSessionView:
    """Clock out of the session that runs."""
    sessions = call.services.get_work_session_service()
    return sessions.end_active_session(call.user_id, retry=call.retry).to_dict()


@endpoint(answer=WorkSessionView | NoActiveSession, tagged=True)
def get_active(call: Request[Body, Parameters]) -> WorkSessionView | NoActiveSession:
    """Show the session that runs, or that none does."""
    active = call.services.get_work_session_service().get_active_session(call.user_id)
    return active.to_dict() if active else {"active": False}


@endpoint(query=WorkSessionParameters, answer=list[WorkSessionView])
def list_sessions(call: Request[Body, WorkSessionParameters]) -> Any:  # noqa: ANN401 - see `answer`
    """List work sessions, newest first."""
    query = call.query
    page_request = PageRequest(order_by="start_time", limit=query.limit, continuation=query.continuation)
    sessions = call.services.get_work_session_service()
    return call.page(sessions.list_sessions(call.user_id, page_request, first=query.first, last=query.last))


@endpoint(answer=WorkSessionView, tagged=True)
def get_session(call: Request[Body, Parameters]) -> WorkSessionView:
    """Show a work session."""
    return call.services.get_work_session_service().get_session(call.user_id, call.path["id"]).to_dict()
