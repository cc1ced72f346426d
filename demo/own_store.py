"""The store of the demo, marked so that the demo replaces only a store that it has filled itself."""

from contextlib import suppress
from pathlib import Path

from shared.entities.page import PageRequest
from shared.errors import DocumentNotFoundError
from shared.repos.user_repo import AccountIndexRepository
from shared.store.contract import DocumentStore

_MARK = {"id": "demo", "user_id": "demo", "type": "demo"}


def mark(store: DocumentStore) -> None:
    """Mark a store as filled by the demo, before anything else is written to it."""
    store.upsert(_MARK)


def is_marked(store: DocumentStore) -> bool:
    """Return whether the demo filled a store."""
    with suppress(DocumentNotFoundError):
        return bool(store.read(_MARK["id"], _MARK["user_id"]))
    return False


def has_users(store: DocumentStore) -> bool:
    """Return whether a store has any account."""
    return bool(
        AccountIndexRepository(store).list_accounts(PageRequest(order_by="created_at", limit=1)).entities
    )


def remove(path: Path) -> None:
    """Delete the files of a closed store."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-reserve"):
        path.with_name(name).unlink(missing_ok=True)
