"""Days off that users plan."""

from pydantic import Field

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import Date, TitleText
from shared.api.validation import Body
from shared.entities.idempotency import Outcome
from shared.views.user import DaysOffView


class NewDaysOff(Body):
    """Days to take off."""

    begin: Date = Field(alias="from", description="The first day, not before yesterday.")
    end: Date = Field(alias="to", description="The last day; at most 366 days in all.")
    note: TitleText | None = None


@endpoint(access=Access.SELF)
def list_days_off(request: Request) -> list[DaysOffView]:
    """List the days off, sorted by date."""
    days_off = request.services.get_days_off_service().list_days_off(request.user_id)
    return [days.to_dict() for days in days_off]


@endpoint(status=201, access=Access.SELF)
def add_days_off(request: Request[NewDaysOff]) -> Outcome[DaysOffView]:
    """Plan days off: streaks pass over them, and a task planned for one is not carried over.

    No deadline or shutdown reminder is sent on them; reminders at the `reminder_time` of a task are.
    """
    service, body = request.services.get_days_off_service(), request.body
    return service.add_days_off(request.user_id, body.begin, body.end, body.note).view()


@endpoint(access=Access.SELF)
def delete_days_off(request: Request) -> None:
    """Delete days off."""
    request.services.get_days_off_service().delete_days_off(request.user_id, request.path["id"])
