"""Whether the product is fit to serve."""

from collections.abc import Callable
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from shared import __version__
from shared.auth_manager import AuthManager
from shared.document_store import DocumentStore
from shared.errors import AvanochiError
from shared.store_usage import RecentCharges

StoreName = Literal["embedded", "cosmos"]
"""What the documents are kept in."""


class StatusView(TypedDict):
    """The product's health, as the API shows it."""

    status: Literal["ok", "unavailable"]
    version: str
    store: StoreName
    store_ok: bool
    """Whether the store can be read."""
    auth_ok: bool
    """Whether access tokens can be signed."""
    average_request_units: NotRequired[float]
    """What the last hundred requests were charged on average, where the store charges."""
    reason: NotRequired[str]
    """What is wrong, when something is."""


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
