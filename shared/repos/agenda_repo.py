"""Where appointments live."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from shared.document_store import Delete
from shared.entities.appointment import Appointment, Bookmark
from shared.entities.listing import Listing, Paging
from shared.entities.timestamps import to_stored
from shared.errors import LOST_RACE, DocumentNotFoundError
from shared.query import Compare
from shared.repos.base_repo import BaseRepository


class AgendaRepository(BaseRepository[Appointment]):
    """Appointments, each hour a partition."""

    entity = Appointment

    def note(self, appointment: Appointment) -> None:
        """Write an appointment down, in the place of an earlier one of the same hour."""
        self._store.upsert(appointment.to_document())

    def list_due(
        self, hour: datetime, now: datetime, limit: int, continuation: str | None
    ) -> Listing[Appointment]:
        """Return one page of an hour's appointments that are due, the first due first."""
        paging = Paging(order_by="due", descending=False, limit=limit, continuation=continuation)
        where = (Compare("due", "<=", to_stored(now)),)
        return self.query(Appointment.partition_of(hour), paging, where)

    def discard(self, appointment: Appointment) -> None:
        """Remove an appointment, if it is noted."""
        with suppress(DocumentNotFoundError):
            self._store.delete(appointment.id, appointment.user_id)

    def strike(self, hour: datetime, appointments: Sequence[Appointment]) -> None:
        """Remove at most 100 appointments of an hour; those that were noted anew meanwhile stay."""
        partition = Appointment.partition_of(hour)
        try:
            self._store.batch(partition, [Delete(one.id, one.etag) for one in appointments])
        except LOST_RACE:
            for one in appointments:
                with suppress(*LOST_RACE):
                    self._store.delete(one.id, partition, one.etag)


class BookmarkRepository(BaseRepository[Bookmark]):
    """How far the agendas have been worked off."""

    entity = Bookmark

    def find_hour(self) -> datetime | None:
        """Return the first hour that may hold something to do, None when nobody has begun."""
        bookmark = self.find(Bookmark.PARTITION, Bookmark.ID)
        return bookmark.hour if bookmark else None

    def move(self, hour: datetime) -> None:
        """Note that everything before this hour is done."""
        self._store.upsert(Bookmark(hour).to_document())
