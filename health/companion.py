"""The companion: its state, its name, its face, and the needs that are due."""

from typing import Literal

from pydantic import Field

from shared.api.endpoint import Access, Content, Request, endpoint
from shared.api.fields import Name
from shared.api.validation import Body, EmptyBody, MomentParameters
from shared.entities.idempotency import Outcome
from shared.views.companion import CompanionNameView, CompanionView, ReminderView


class NameBody(Body):
    """The name of the companion."""

    name: Name


class FaceParameters(MomentParameters):
    """A moment, and whether the picture has a style."""

    style: Literal["none"] | None = Field(
        None,
        description=(
            "`none` leaves out the `<style>` element, which animates the picture, for pages whose"
            " Content-Security-Policy forbids inline styles."
        ),
    )


@endpoint(access=Access.SELF, etag=True)
def get_companion(request: Request[EmptyBody, MomentParameters]) -> CompanionView:
    """Get the companion's state, now or at a moment of the last 7 days."""
    companions = request.services.get_companion_service()
    return companions.get_companion(request.user_id, request.query.at, request.accept_language)


@endpoint(access=Access.SELF)
def rename(request: Request[NameBody]) -> Outcome[CompanionNameView]:
    """Rename the companion."""
    return request.services.get_companion_service().rename(request.user_id, request.body.name).view()


@endpoint(access=Access.SELF, etag=True, media_type="image/svg+xml")
def show_face(request: Request[EmptyBody, FaceParameters]) -> Content:
    """Get the companion's face as an SVG image, now or at a moment of the last 7 days."""
    query, companions = request.query, request.services.get_companion_service()
    face = companions.draw(request.user_id, query.at, request.accept_language, animated=query.style != "none")
    return Content(face.encode())


@endpoint(access=Access.SELF)
def list_reminders(request: Request) -> list[ReminderView]:
    """List the needs that are due now: water, lunch, rest, end of work."""
    companions = request.services.get_companion_service()
    return companions.list_reminders(request.user_id, request.accept_language)
