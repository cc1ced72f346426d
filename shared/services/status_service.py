"""Health of the service itself."""

from collections.abc import Callable

from shared import __version__
from shared.auth_manager import AuthManager
from shared.errors import AvanochiError
from shared.services.base_service import BaseService
from shared.store.budget import RecentCharges
from shared.store.contract import DocumentStore
from shared.views.status import StatusView, StoreName


class StatusService(BaseService):
    """Checks everything the service depends on."""

    entity_type = "Status"

    def __init__(
        self, store: DocumentStore, *, store_name: StoreName, tokens: AuthManager, charges: RecentCharges
    ) -> None:
        self._store = store
        self._store_name = store_name
        self._tokens = tokens
        self._charges = charges

    def get_status(self) -> StatusView:
        """Read from the store and check the signing secret, within about 2 seconds."""
        reasons: list[str] = []
        store_ok = _works(self._store.ping, reasons)
        auth_ok = _works(self._tokens.check, reasons)
        view: StatusView = {
            "status": "ok" if store_ok and auth_ok else "unavailable",
            "version": __version__,
            "store": self._store_name,
            "store_ok": store_ok,
            "auth_ok": auth_ok,
        }
        average = self._charges.average()
        if average is not None:
            view["average_request_units"] = average
        if reasons:
            view["reason"] = "; ".join(reasons)
        return view


def _works(check: Callable[[], None], reasons: list[str]) -> bool:
    try:
        check()
    except AvanochiError as error:
        reasons.append(error.message)
        return False
    return True
