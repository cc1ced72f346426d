"""The dashboard."""

from shared.api.endpoint import Access, Encoded, Request, endpoint
from shared.entities.entity import to_json
from shared.views.dashboard import DashboardView


@endpoint(access=Access.SELF, etag=True)
def get_dashboard(request: Request) -> Encoded[DashboardView]:
    """Get what the first screen of an app shows: the companion, the day, and what could be done now.

    Each part is what the route of its own returns at the same moment, in the language of `companion`. Ask
    again with `If-None-Match` at `next_change_at`, or earlier: as long as nothing has changed, the answer is
    a cheap 304. That other users joined a challenge is seen with the next change.
    """
    dashboard = request.services.get_dashboard_service().get(
        request.user_id, request.accept_language, request.headers.get("if-none-match", "")
    )
    request.response_headers["ETag"] = dashboard.etag
    return Encoded(b"" if dashboard.view is None else to_json(dashboard.view))
