"""Where first answers to repeatable requests live."""

from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord
from shared.errors import IdempotencyMismatchError
from shared.repos.base_repo import BaseRepository


class IdempotencyRepository(BaseRepository[IdempotencyRecord]):
    """First answers, in the partitions that the requests changed."""

    entity = IdempotencyRecord

    def find_answer(self, user_id: str, retry: IdempotencyKey) -> IdempotencyRecord | None:
        """Return what this request was answered first, None when it has not been answered.

        `IdempotencyMismatchError` when the key came with another request before.
        """
        found = self.find(user_id, IdempotencyRecord.id_of(retry.key))
        if found is not None and found.fingerprint != retry.fingerprint:
            raise IdempotencyMismatchError("This Idempotency-Key was used for another request before")
        return found
