"""The companion: how it is, what it needs, and what it looks like."""

from pydantic import Field

from shared.api.endpoint import Content, Request, endpoint
from shared.api.fields import Body, Moment, Name, Parameters
from shared.views.companion import CompanionNameView, CompanionView, ReminderView


class MomentParameters(Parameters):
    """Which moment."""

    at: Moment | None = Field(None, description="Now unless given; up to 7 days back, never ahead.")


class NameBody(Body):
    """What to call it."""

    name: Name


@endpoint(query=MomentParameters, answer=CompanionView)
def get_companion(call: Request[Body, MomentParameters]) -> CompanionView:
    """Show how the companion is, or was at a moment."""
    companions = call.services.get_companion_service()
    return companions.get_companion(call.user_id, call.query.at, call.accept_language)


@endpoint(body=NameBody, answer=CompanionNameView, repeatable=True)
def rename(call: Request[NameBody, Parameters]) -> CompanionNameView:
    """Give the companion a name."""
    companions = call.services.get_companion_service()
    return companions.rename(call.user_id, call.body.name, retry=call.retry).to_dict()


@endpoint(query=MomentParameters, answer=bytes, media_type="image/svg+xml")
def show_face(call: Request[Body, MomentParameters]) -> Content:
    """Draw the companion as it is, or was at a moment."""
    companions = call.services.get_companion_service()
    face = companions.draw(call.user_id, call.query.at, call.accept_language)
    return Content(face.encode(), "image/svg+xml")


@endpoint(answer=list[ReminderView])
def list_reminders(call: Request[Body, Parameters]) -> list[ReminderView]:
    """List what is due right now: water, lunch, a rest, the end of the day."""
    return call.services.get_companion_service().list_reminders(call.user_id, call.accept_language)
