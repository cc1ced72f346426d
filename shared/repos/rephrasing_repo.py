"""Texts of a language model."""

from shared.entities.entity import Entity
from shared.entities.rephrasing import ModelCalls, Rephrasing
from shared.entities.totals import LifetimeTotals
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import LIFETIME_TOTALS_ID, MODEL_CALLS_ID
from shared.repos.stored_forms import to_stored
from shared.store.contract import Create, Operation, Replace


class RephrasingRepository(BaseRepository[Rephrasing]):
    """Rephrasings, one document for each text and language."""

    entity = Rephrasing

    def read_with(self, rephrasing: Rephrasing) -> list[Entity]:
        """Return what is stored for a text, the number of calls and the lifetime totals, in one query."""
        ids = (self._form.id_of(rephrasing), MODEL_CALLS_ID, LIFETIME_TOTALS_ID)
        return self._read_any(rephrasing.user_id, ids)

    def begin(self, rephrasing: Rephrasing, calls: ModelCalls, lifetime: LifetimeTotals) -> None:
        """Store a rephrasing before the model is asked, together with the number of calls.

        `LostRaceError` if any of them has changed since it was read: of requests at once, one asks. The
        lifetime totals guard that nothing is stored for an account that has been closed.
        """
        changes = [_write(rephrasing), _write(calls), Replace(to_stored(lifetime), lifetime.etag)]
        self._store.batch(rephrasing.user_id, changes)

    def finish(self, rephrasing: Rephrasing) -> None:
        """Store the answer, unless another call has begun or the account has been closed since."""
        current = self.find(rephrasing.user_id, self._form.id_of(rephrasing))
        if current is not None and current.asked_at == rephrasing.asked_at:
            self._store.replace(to_stored(rephrasing), current.etag)


def _write(entity: Rephrasing | ModelCalls) -> Operation:
    document = to_stored(entity)
    return Replace(document, entity.etag) if entity.etag else Create(document)
