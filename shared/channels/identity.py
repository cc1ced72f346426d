"""The app's identity on Azure, with which it signs in to services without a key."""

from typing import TYPE_CHECKING

from shared.channels.deadline import ChannelError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

_TOKEN_SECONDS = 4  # for a developer's signed-in command line to return a token


class AppIdentity:
    """The managed identity, in development that of the developer; created when first used."""

    def __init__(self) -> None:
        self._credential: TokenCredential | None = None

    def get_token(self, scope: str) -> str:
        """Return an access token, cached while it is valid; `ChannelError` if there is none."""
        from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - slow to import, so on first use

        if self._credential is None:
            self._credential = DefaultAzureCredential(
                retry_total=0,
                process_timeout=_TOKEN_SECONDS,
                exclude_powershell_credential=True,
                exclude_developer_cli_credential=True,
            )
        return _get_token(self._credential, scope)


class AssignedIdentity:
    """A managed identity that is assigned to the app, by its client id; created when first used."""

    def __init__(self, client_id: str) -> None:
        self.client_id = client_id
        self._credential: TokenCredential | None = None

    def get_token(self, scope: str) -> str:
        """Return an access token, cached while it is valid; `ChannelError` if there is none."""
        from azure.identity import ManagedIdentityCredential  # noqa: PLC0415 - slow to import, so on first use

        if self._credential is None:
            self._credential = ManagedIdentityCredential(client_id=self.client_id, retry_total=0)
        return _get_token(self._credential, scope)


def _get_token(credential: "TokenCredential", scope: str) -> str:
    from azure.core.exceptions import AzureError  # noqa: PLC0415 - slow to import, so on first use

    try:
        return credential.get_token(scope).token
    except AzureError as error:
        raise ChannelError(f"no token ({type(error).__name__})") from None
