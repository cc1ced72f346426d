"""Where sign-ins and failed attempts live, and how passwords are kept."""

import hmac
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.entities.sign_in import FailedLogins, RefreshFamily, username_partition
from shared.errors import DocumentNotFoundError
from shared.repos.base_repo import BaseRepository
from shared.store.contract import BATCH_LIMIT, Delete, DocumentStore
from shared.store.query import Query

_SHA256_HEX_LENGTH = 64


def default_hasher() -> PasswordHasher:
    """Return Argon2id with 19 MiB, 2 rounds, 1 lane.

    Source: OWASP Password Storage Cheat Sheet, the recommended minimum; some 20 ms on one core.
    """
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class RefreshFamilyRepository(BaseRepository[RefreshFamily]):
    """Sign-ins, in their users' partitions."""

    entity = RefreshFamily

    def find_family(self, user_id: str, family: str) -> RefreshFamily | None:
        """Return a sign-in, None when it has ended or was revoked."""
        return self.find(user_id, RefreshFamily.id_of(family))

    def delete_all(self, user_id: str) -> None:
        """End every sign-in of a user."""
        query = Query(type=RefreshFamily.TYPE, limit=BATCH_LIMIT)
        while documents := self._store.query(query, user_id).documents:
            try:
                self._store.batch(user_id, [Delete(document["id"]) for document in documents])
            except DocumentNotFoundError:
                continue  # one of them has just ended by itself


class AuthRepository(BaseRepository[FailedLogins]):
    """Passwords, and the failed attempts to guess them, in the partitions of the names."""

    entity = FailedLogins

    def __init__(self, store: DocumentStore, hasher: PasswordHasher | None = None) -> None:
        super().__init__(store)
        self._hasher = hasher or default_hasher()
        self._dummy_hash: str | None = None

    def hash_password(self, password: str) -> str:
        """Return what is stored of a password: an Argon2id hash with its salt and its costs."""
        return self._hasher.hash(password)

    def verify_password(self, stored: str | None, password: str) -> bool:
        """Tell whether this is the password; takes as long when there is none to compare with.

        The documents' SHA-256 hex hashes verify too; `needs_rehash` tells to replace them.
        """
        if stored is not None and len(stored) == _SHA256_HEX_LENGTH:
            # The slow hash runs as well: an old hash must not be told by the time that it takes.
            self._verify_slowly(self._get_dummy_hash(), password)
            return hmac.compare_digest(stored, sha256(password.encode()).hexdigest())
        matches = self._verify_slowly(stored or self._get_dummy_hash(), password)
        return matches and stored is not None

    def needs_rehash(self, stored: str) -> bool:
        """Tell whether a hash is of a kind, or of costs, that new ones no longer are."""
        return len(stored) == _SHA256_HEX_LENGTH or self._hasher.check_needs_rehash(stored)

    def get_failures(self, username: str) -> FailedLogins:
        """Return the failed attempts of the last minutes."""
        return self.find(username_partition(username), FailedLogins.ID) or FailedLogins(username)

    def save_failures(self, failures: FailedLogins) -> None:
        """Store the failed attempts; `DocumentChangedError` or `DocumentExistsError` on a lost race."""
        if failures.etag:
            self.update(failures)
        else:
            self.create(failures)

    def _verify_slowly(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def _get_dummy_hash(self) -> str:
        if self._dummy_hash is None:
            self._dummy_hash = self._hasher.hash("nobody's password")
        return self._dummy_hash
