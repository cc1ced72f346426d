"""Undoing what was done."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.api.endpoint import Request, endpoint
from shared.api.fields import VerbatimText
from shared.api.validation import Body
from shared.entities.checks import MAX_NAME_LENGTH
from shared.entities.idempotency import Outcome
from shared.views.undo import UndoneEventView

_Name = Annotated[VerbatimText, StringConstraints(min_length=1, max_length=MAX_NAME_LENGTH)]


class UndoBody(Body):
    """The act to undo."""

    event: _Name = Field(description="The name of the act, such as `add_task`.")
    id: _Name = Field(description="The id of the task, session, entry or reflection.")


@endpoint(errors=(404, 409))
def undo(request: Request[UndoBody]) -> Outcome[UndoneEventView]:
    """Undo an act of the caller of the last 15 minutes.

    Everything is as if it had not been done, on the day on which it was done, rewards included. Refused if
    what was done has changed since. Notifications stay.
    """
    body = request.body
    outcome = request.services.get_undo_service().undo(request.user_id, body.event, body.id)
    return outcome.event_view(UndoneEventView)
