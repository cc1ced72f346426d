"""The dashboard."""

from shared.api.endpoint import Access, Request, endpoint
from shared.views.dashboard import DashboardView


@endpoint(access=Access.SELF, etag=True)
def get_dashboard(request: Request) -> DashboardView:
    """Get what the first screen of an app shows: the companion, the day, and what could be done now.

    Each part is what the route of its own returns at the same moment, in the language of `companion`.
    """
    return request.services.get_dashboard_service().get(request.user_id, request.accept_language)
