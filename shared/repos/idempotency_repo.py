"""Records of idempotency keys."""

from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord
from shared.errors import IdempotencyMismatchError
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import idempotency_record_id


class IdempotencyRepository(BaseRepository[IdempotencyRecord]):
    """First answers by idempotency key, in the partitions that the requests changed."""

    entity = IdempotencyRecord

    def find_record(self, user_id: str, key: IdempotencyKey) -> IdempotencyRecord | None:
        """Return the first answer to a request, None when it has not been answered.

        `IdempotencyMismatchError` when the key was used for another request.
        """
        found = self.find(user_id, idempotency_record_id(key.key))
        if found is not None and found.fingerprint != key.fingerprint:
            raise IdempotencyMismatchError("This Idempotency-Key was used for another request before")
        return found
