"""Where appointments live."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from shared.entities.page import Page, PageRequest
from shared.entities.scheduled_reminder import Checkpoint, ScheduledReminder
from shared.entities.timestamps import to_stored
from shared.errors import LOST_RACE, DocumentNotFoundError
from shared.repos.base_repo import BaseRepository
from shared.store.contract import Delete
from shared.store.query import Compare


class ReminderQueue(BaseRepository[ScheduledReminder]):
    """Appointments, each hour a partition."""

    entity = ScheduledReminder

    def note(self, reminder: ScheduledReminder) -> None:
        """Write an appointment down, in the place of an earlier one of the same hour."""
        self._store.upsert(reminder.to_document())

    def list_due(
        self, hour: datetime, now: datetime, limit: int, continuation: str | None
    ) -> Page[ScheduledReminder]:
        """Return one page of an hour's appointments that are due, the first due first."""
        page_request = PageRequest(order_by="due", descending=False, limit=limit, continuation=continuation)
        where = (Compare("due", "<=", to_stored(now)),)
        return self.query(ScheduledReminder.partition_of(hour), page_request, where)

    def discard(self, reminder: ScheduledReminder) -> None:
        """Remove an appointment, if it is noted."""
        with suppress(DocumentNotFoundError):
            self._store.delete(reminder.id, reminder.user_id)

    def strike(self, hour: datetime, appointments: Sequence[ScheduledReminder]) -> None:
        """Remove at most 100 appointments of an hour; those that were noted anew meanwhile stay."""
        partition = ScheduledReminder.partition_of(hour)
        try:
            self._store.batch(partition, [Delete(one.id, one.etag) for one in appointments])
        except LOST_RACE:
            for one in appointments:
                with suppress(*LOST_RACE):
                    self._store.delete(one.id, partition, one.etag)


class CheckpointRepository(BaseRepository[Checkpoint]):
    """How far the agendas have been worked off."""

    entity = Checkpoint

    def find_hour(self) -> datetime | None:
        """Return the first hour that may hold something to do, None when nobody has begun."""
        checkpoint = self.find(Checkpoint.PARTITION, Checkpoint.ID)
        return checkpoint.hour if checkpoint else None

    def move(self, hour: datetime) -> None:
        """Note that everything before this hour is done."""
        self._store.upsert(Checkpoint(hour).to_document())
