"""The demo's own store: it fills none in which anybody else lives, and removes none but its own."""

from contextlib import suppress
from pathlib import Path

from shared.entities.page import PageRequest
from shared.errors import DocumentNotFoundError
from shared.repos.user_repo import AccountIndexRepository
from shared.store.contract import DocumentStore

_MARK = {"id": "demo", "user_id": "demo", "type": "demo"}


def mark(store: DocumentStore) -> None:
    """Note in a store that it is the demo's, before anything else is in it."""
    store.upsert(_MARK)


def is_marked(store: DocumentStore) -> bool:
    """Tell whether a store is the demo's."""
    with suppress(DocumentNotFoundError):
        return bool(store.read(_MARK["id"], _MARK["user_id"]))
    return False


def has_users(store: DocumentStore) -> bool:
    """Tell whether anybody has an account in a store."""
    return bool(
        AccountIndexRepository(store).list_accounts(PageRequest(order_by="created_at", limit=1)).entities
    )


def remove(path: Path) -> None:
    """Remove the file of a store that is closed."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
