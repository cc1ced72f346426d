"""Exports: everything stored about a user, as JSON."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from threading import Lock

from shared.clock import Clock
from shared.entities.chat_buttons import ChatButtons
from shared.entities.conversation import Conversation
from shared.entities.entity import to_json
from shared.entities.names import list_reserved_names
from shared.entities.revision import Revision
from shared.entities.undo import DeletedEntry, DeletedTask
from shared.errors import BusyError, RateLimitedError
from shared.repos.keys import ANSWER_ID
from shared.repos.partition_repo import PartitionRepository
from shared.repos.stored_forms import form_of
from shared.repos.user_repo import AccountIndexRepository, UserRepository
from shared.services.account_service import AccountService
from shared.services.base_service import BaseService
from shared.store.contract import Document
from shared.views.user import ExportView

# Of documents: no export contains them.
_SECRET_FIELDS = frozenset(
    {"password_hash", "token_hash", "spent", "code_hash", "encrypted_secret", "recovery_hashes"}
)
_MAX_EXPORTS = 2  # at once in an instance: each is in memory as a whole, because the host sends no stream
_MAX_BYTES_IN_MEMORY = 256 * 1024  # of the documents of one type; more are in a temporary file
_RETRY_SECONDS = 5
# Copies for undoing, what was typed in a conversation, and buttons expire soon; a revision has no content.
_LEFT_OUT = {form_of(kind).kind for kind in (ChatButtons, DeletedEntry, DeletedTask, Conversation, Revision)}


@dataclass(frozen=True, kw_only=True, eq=False)
class ExportService(BaseService):
    """Exports of users, of which few are built at once, and one of a user."""

    entity_type = "User"

    clock: Clock
    partitions: PartitionRepository
    users: UserRepository
    accounts: AccountService
    account_index: AccountIndexRepository
    _running: set[str] = field(default_factory=set, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def export(self, user_id: str) -> bytes:
        """Return everything stored about a user, by document type, as JSON; secrets are left out.

        The documents are read page by page. `RateLimitedError` while another export of the user is built,
        `BusyError` while several of other users are.
        """
        username = self.users.get_user(user_id).username
        with self._turn(user_id), ExitStack() as files:
            by_type: dict[str, SpooledTemporaryFile[bytes]] = {}
            for document in self._list_documents(user_id, username):
                kind = str(document.get("type"))
                file = by_type.get(kind)
                if file is None:
                    file = by_type[kind] = files.enter_context(SpooledTemporaryFile(_MAX_BYTES_IN_MEMORY))
                else:
                    file.write(b",")
                file.write(to_json(_without_secrets(document)))
            head: ExportView = {"exported_at": self.clock.now(), "user_id": user_id, "documents": {}}
            return _assemble(to_json(head), by_type)

    def _list_documents(self, user_id: str, username: str) -> Iterator[Document]:
        return chain(
            filter(_is_exported, self.partitions.list_documents(user_id)),
            *(
                self.partitions.list_username_documents(name, user_id)
                for name in list_reserved_names(username)
            ),
            self.account_index.list_documents(user_id),
            self.accounts.list_published_documents(user_id),
            self.partitions.list_audit_documents(user_id),
        )

    @contextmanager
    def _turn(self, user_id: str) -> Iterator[None]:
        with self._lock:
            if user_id in self._running:
                raise RateLimitedError("An export of this user is being built", _RETRY_SECONDS)
            if len(self._running) >= _MAX_EXPORTS:
                raise BusyError("Too many exports at once: try again later", _RETRY_SECONDS)
            self._running.add(user_id)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(user_id)


def _assemble(head: bytes, by_type: "dict[str, SpooledTemporaryFile[bytes]]") -> bytes:
    """Return the export: an object whose last member is an empty object, with the documents put into it."""
    export = BytesIO()
    export.write(head.removesuffix(b"}}"))
    separator = b""
    for kind, file in by_type.items():
        export.write(separator + to_json(kind) + b":[")
        file.seek(0)
        copyfileobj(file, export)
        export.write(b"]")
        separator = b","
    export.write(b"}}")
    return export.getvalue()


def _is_exported(document: Document) -> bool:
    answer = document.get("answer")
    is_message = isinstance(answer, dict) and answer.get("id") == ANSWER_ID
    return document.get("type") not in _LEFT_OUT and not is_message


def _without_secrets(document: Document) -> Document:
    return {
        key: _without_secrets(value) if isinstance(value, dict) else value
        for key, value in document.items()
        if key not in _SECRET_FIELDS and not key.startswith("_")
    }
