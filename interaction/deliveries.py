"""Deliveries to chats: their counts, a test, and the timer that sends them."""

from typing import Annotated

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import ByValue
from shared.api.routes import TimerContext
from shared.api.validation import Body
from shared.errors import ForbiddenError
from shared.views.delivery import ChannelDeliveriesView, DeliveryTestView
from shared.views.link import ChatChannel


class DeliveryTestBody(Body):
    """The chat platform to test."""

    channel: Annotated[ChatChannel, ByValue]


@endpoint(access=Access.ADMINISTRATOR)
def list_deliveries(request: Request) -> list[ChannelDeliveriesView]:
    """Get the counts of deliveries to each chat platform in the last seven days, without data of users."""
    return request.services.get_delivery_reports().list_channels()


@endpoint(access=Access.ADMINISTRATOR)
def send_test(request: Request[DeliveryTestBody]) -> DeliveryTestView:
    """Send a test message to the caller's own chats on a platform.

    The response is 404 without a link, or while nothing was written in the chat since it was linked, and 503
    if the platform is not configured or does not take the message.
    """
    if not request.targets_no_user:
        raise ForbiddenError("A test is sent to your own chats")
    return {"sent": request.services.get_delivery_reports().send_test(request.user_id, request.body.channel)}


def send_due(context: TimerContext) -> None:
    """Send the deliveries that are due."""
    context.services.get_delivery_service().send_due()
