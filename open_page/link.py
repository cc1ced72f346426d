"""A link holds a code after `#`, which browsers send to no server: the page posts it to `auth/open`."""

from contextlib import closing

from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.errors import AvanochiError, NotFoundError
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService


class LinkError(Exception):
    """The sentence of the error is for the developer."""


def make_fragment(username: str) -> str:
    """Return the fragment of a link that signs in as a user of the store that the settings name.

    `LinkError` outside development, without a store, and for an unknown username.
    """
    credentials = CredentialManager()
    try:
        if not credentials.is_development():
            name = credentials.get("AZURE_FUNCTIONS_ENVIRONMENT")
            raise LinkError(f"Links work in development only, and AZURE_FUNCTIONS_ENVIRONMENT is {name!r}.")
        return f"#open={_make_code(credentials, username)}"
    except NotFoundError as error:
        store = _describe_store(credentials)
        raise LinkError(f"There is no user named {username!r} in this store: {store}.") from error
    except AvanochiError as error:
        raise LinkError(f"{error.message} ({_describe_store(credentials)}).") from error


def _make_code(credentials: CredentialManager, username: str) -> str:
    if credentials.get_cosmos_credentials()["uri"]:
        return ServiceFactory(credentials=credentials).get_sign_in_codes().create(username)
    path = credentials.get_embedded_database_path()
    if not path.is_file():
        raise LinkError(
            f"There is no store at {path}: `python3 dev.py start` makes one, and the page signs users up."
        )
    # Closed at once, so that the server is the only one in this process that has the file open.
    with closing(EmbeddedDBService(credentials, Clock())) as store:
        return ServiceFactory(credentials=credentials, store=store).get_sign_in_codes().create(username)


def _describe_store(credentials: CredentialManager) -> str:
    service = ServiceFactory(credentials=credentials).get_configuration_service()
    return " ".join(service.describe_store().split())
