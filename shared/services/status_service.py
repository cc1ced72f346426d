"""The status of the app."""

from collections.abc import Callable
from dataclasses import dataclass

from shared import __version__
from shared.auth_manager import AuthManager
from shared.channels.language_model import LanguageModel
from shared.channels.speech import AzureSpeech
from shared.credential_manager import CredentialManager
from shared.errors import AvanochiError, DependencyUnavailableError
from shared.services.base_service import BaseService
from shared.services.chats.platforms import ChatPlatforms
from shared.services.store_probe import StoreProbe
from shared.store.budget import RecentCharges
from shared.views.status import StatusView


@dataclass(frozen=True, kw_only=True, eq=False)
class StatusService(BaseService):
    """Checks the app's dependencies."""

    entity_type = "Status"

    store: StoreProbe
    tokens: AuthManager
    credentials: CredentialManager
    charges: RecentCharges
    model: LanguageModel
    speech: AzureSpeech
    platforms: ChatPlatforms

    def get_status(self) -> StatusView:
        """Check that the store can be read and written, and the signing secret, within about 2 seconds."""
        reasons: list[str] = []
        store_ok = _works(self.store.check, reasons)
        auth_ok = _works(self.tokens.check, reasons)
        view: StatusView = {
            "status": "ok" if store_ok and auth_ok else "unavailable",
            "version": __version__,
            "store": "cosmos" if self.credentials.get_cosmos_credentials()["uri"] else "embedded",
            "store_ok": store_ok,
            "auth_ok": auth_ok,
            "integrations": {
                "ai_foundry": self.model.state,
                "speech": self.speech.state,
                "slack": self.platforms.slack.state,
                "teams": self.platforms.teams.state,
            },
        }
        average = self.charges.average()
        if average is not None:
            view["average_request_units"] = average
        if reasons:
            view["reason"] = "; ".join(reasons)
        warning = self._find_warning()
        if warning:
            view["warnings"] = [warning]
        return view

    def _find_warning(self) -> str | None:
        """Return a sentence if no administrator can claim a listed name."""
        try:
            if not self.credentials.get_admin_usernames() or self.credentials.get_admin_claim_secret():
                return None
        except DependencyUnavailableError as error:
            return error.message
        return "ADMIN_USERNAMES is set without ADMIN_CLAIM_SECRET"


def _works(check: Callable[[], None], reasons: list[str]) -> bool:
    try:
        check()
    except AvanochiError as error:
        reasons.append(error.message)
        return False
    return True
