"""A user's rhythm, and what the assistant reads together with it."""

from collections.abc import Iterable
from datetime import date

from shared.entities.entity import Entity
from shared.entities.rhythm import Rhythm
from shared.entities.totals import LifetimeTotals
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import (
    ACTIVE_FOCUS_SESSION_ID,
    ACTIVE_WORK_SESSION_ID,
    ASSISTANT_STATE_ID,
    LIFETIME_TOTALS_ID,
    RHYTHM_ID,
    USER_ID,
    daily_totals_id,
)
from shared.repos.stored_forms import to_stored
from shared.store.contract import Replace, Upsert

_IDS = (
    *(USER_ID, LIFETIME_TOTALS_ID, RHYTHM_ID, ASSISTANT_STATE_ID),
    *(ACTIVE_WORK_SESSION_ID, ACTIVE_FOCUS_SESSION_ID),
)


class RhythmRepository(BaseRepository[Rhythm]):
    """Rhythms, one document per user."""

    entity = Rhythm

    def read_with(self, user_id: str, days: Iterable[date], ids: Iterable[str] = ()) -> list[Entity]:
        """Return the user, the lifetime totals, the rhythm and the totals of days, in one query.

        The assistant's state, the pointers to the running work session and to the focus session or break, and
        the entities with more `ids` are among them. Documents that do not exist are left out; the user may be
        one whose account is being closed.
        """
        return self._read_any(user_id, (*_IDS, *map(daily_totals_id, days), *ids))

    def keep(self, rhythm: Rhythm, lifetime: LifetimeTotals) -> None:
        """Store a rhythm, if the lifetime totals are still those that were read with its days.

        They guard it: nothing is stored for an account that has been closed in the meantime.
        `DocumentChangedError` or `DocumentNotFoundError` if they have changed.
        """
        guard = Replace(to_stored(lifetime), lifetime.etag)
        self._store.batch(rhythm.user_id, [Upsert(to_stored(rhythm)), guard])
