"""Idempotency records."""

from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord
from shared.errors import IdempotencyMismatchError
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import idempotency_record_id


class IdempotencyRepository(BaseRepository[IdempotencyRecord]):
    """Idempotency records, in the partitions that the requests changed."""

    entity = IdempotencyRecord

    def find_record(self, user_id: str, key: IdempotencyKey) -> IdempotencyRecord | None:
        """Return the record of a key, None when the key is new.

        `IdempotencyMismatchError` when the key was used for another request.
        """
        found = self.find(user_id, idempotency_record_id(key.key))
        if found is not None and found.fingerprint != key.fingerprint:
            raise IdempotencyMismatchError("This Idempotency-Key was used for another request before")
        return found
