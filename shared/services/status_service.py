"""Whether the product is fit to serve."""

from collections.abc import Callable

from shared import __version__
from shared.auth_manager import AuthManager
from shared.errors import AvanochiError
from shared.store.budget import RecentCharges
from shared.store.contract import DocumentStore
from shared.views.status import StatusView, StoreName


class StatusService:
    """Asks everything that the product stands on whether it works right now."""

    def __init__(
        self, store: DocumentStore, *, store_name: StoreName, tokens: AuthManager, charges: RecentCharges
    ) -> None:
        self._store = store
        self._store_name = store_name
        self._tokens = tokens
        self._charges = charges

    def get_status(self) -> StatusView:
        """Read from the store and look at the signing secret; takes at most about 2 seconds."""
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
