"""Texts of a language model."""

from shared.entities.entity import Entity
from shared.entities.phrasing import ModelCalls, Phrasing
from shared.entities.totals import LifetimeTotals
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import LIFETIME_TOTALS_ID, MODEL_CALLS_ID
from shared.repos.stored_forms import to_stored
from shared.store.contract import Create, Operation, Replace


class PhrasingRepository(BaseRepository[Phrasing]):
    """Phrasings, one document for each text and language."""

    entity = Phrasing

    def read_with(self, phrasing: Phrasing) -> list[Entity]:
        """Return what is stored for a text, the number of calls and the lifetime totals, in one query."""
        ids = (self._form.id_of(phrasing), MODEL_CALLS_ID, LIFETIME_TOTALS_ID)
        return self._read_any(phrasing.user_id, ids)

    def begin(self, phrasing: Phrasing, calls: ModelCalls, lifetime: LifetimeTotals) -> None:
        """Store a phrasing before the model is asked, together with the number of calls.

        `LostRaceError` if any of them has changed since it was read: of requests at once, one asks. The
        lifetime totals guard that nothing is stored for an account that has been closed.
        """
        changes = [_write(phrasing), _write(calls), Replace(to_stored(lifetime), lifetime.etag)]
        self._store.batch(phrasing.user_id, changes)

    def finish(self, phrasing: Phrasing) -> None:
        """Store the answer, unless another call has begun or the account has been closed since."""
        current = self.find(phrasing.user_id, self._form.id_of(phrasing))
        if current is not None and current.asked_at == phrasing.asked_at:
            self._store.replace(to_stored(phrasing), current.etag)


def _write(entity: Phrasing | ModelCalls) -> Operation:
    document = to_stored(entity)
    return Replace(document, entity.etag) if entity.etag else Create(document)
