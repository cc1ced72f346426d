"""The queue of scheduled reminders, one partition per hour, and the checkpoint of its processing."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace

from shared.entities.page import Page, PageRequest
from shared.entities.scheduled_reminder import Checkpoint, ReminderPosition, ScheduledReminder
from shared.entities.timestamps import format_sortable
from shared.errors import LostRaceError
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import CHECKPOINT_ID, CHECKPOINTS, reminder_partition, reminder_position_id
from shared.repos.stored_forms import stored_id, to_stored
from shared.store.contract import BATCH_LIMIT, Delete, Upsert
from shared.store.query import Compare


class ReminderQueue(BaseRepository[ScheduledReminder]):
    """Scheduled reminders, by the hour in which they are due."""

    entity = ScheduledReminder

    def enqueue(self, reminder: ScheduledReminder) -> None:
        """Add a reminder; it replaces an earlier reminder of the same subject in the same hour."""
        self.put(reminder)

    def list_due(
        self, hour: datetime, now: datetime, limit: int, continuation: str | None
    ) -> Page[ScheduledReminder]:
        """Return one page of an hour's reminders that are due, the earliest first."""
        page_request = PageRequest(order_by="due", descending=False, limit=limit, continuation=continuation)
        where = (Compare("due", "<=", format_sortable(now)),)
        return self.query(reminder_partition(hour), page_request, where)

    def remove(self, reminder: ScheduledReminder) -> None:
        """Remove a reminder, if it is enqueued."""
        self.discard(self._form.partition_of(reminder), self._form.id_of(reminder))

    def position_of(self, reminder: ScheduledReminder) -> ReminderPosition:
        """Return where a reminder is enqueued."""
        return ReminderPosition(
            user_id=reminder.member_id,
            reminder_id=self._form.id_of(reminder),
            due=reminder.due,
            noted_at=reminder.noted_at,
        )

    def remove_at(self, position: ReminderPosition) -> None:
        """Remove the reminder at a position, if it is enqueued."""
        self.discard(reminder_partition(position.hour), position.reminder_id)

    def remove_handled(self, hour: datetime, reminders: Sequence[ScheduledReminder]) -> None:
        """Remove at most 100 reminders of an hour, except those enqueued again in the meantime."""
        deletions = [Delete(self._form.id_of(reminder), reminder.etag) for reminder in reminders]
        partition = reminder_partition(hour)
        try:
            self._store.batch(partition, deletions)
        except LostRaceError:
            for deletion in deletions:
                with suppress(LostRaceError):
                    self._store.delete(deletion.id, partition, deletion.etag)

    def replaces(self, reminder: ScheduledReminder, earlier: ScheduledReminder) -> bool:
        """Return whether enqueueing a reminder replaces an earlier one."""
        form = self._form
        return (form.partition_of(reminder), form.id_of(reminder)) == (
            form.partition_of(earlier),
            form.id_of(earlier),
        )


class ReminderPositionRepository(BaseRepository[ReminderPosition]):
    """Where the reminders of users are enqueued, in the users' partitions."""

    entity = ReminderPosition

    def move(self, earlier: ReminderPosition, position: ReminderPosition) -> None:
        """Replace the position of a reminder by that of the next, unless the account was closed meanwhile.

        Reminders of earlier versions have none.
        """
        if position.reminder_id != earlier.reminder_id:
            with suppress(LostRaceError):
                self._store.batch(
                    position.user_id, [Delete(self._form.id_of(earlier)), Upsert(to_stored(position))]
                )
            return
        found = self.find(position.user_id, reminder_position_id(position.reminder_id))
        if found is not None:
            with suppress(LostRaceError):
                self.update(replace(position, etag=found.etag))

    def find_position(self, reminder: ScheduledReminder) -> ReminderPosition | None:
        """Return where a reminder with the id of this one is enqueued; None if there is none."""
        return self.find(reminder.member_id, reminder_position_id(stored_id(reminder)))

    def list_some(self, user_id: str) -> list[ReminderPosition]:
        """Return at most 100 positions of a user."""
        return self.query(user_id, PageRequest(order_by="id", descending=False, limit=BATCH_LIMIT)).entities

    def delete_some(self, user_id: str, positions: Sequence[ReminderPosition]) -> None:
        """Delete at most 100 positions of a user; `DocumentNotFoundError` if one has expired."""
        self._store.batch(user_id, [Delete(self._form.id_of(position)) for position in positions])


class CheckpointRepository(BaseRepository[Checkpoint]):
    """The checkpoint of the reminder queue."""

    entity: type[Checkpoint] = Checkpoint
    partition = CHECKPOINTS

    def find_hour(self, now: datetime) -> datetime | None:
        """Return the first hour that may hold reminders to handle, None before the first run.

        A checkpoint that is ahead is ignored: an instance moved it whose clock was ahead.
        """
        checkpoint = self.find(self.partition, CHECKPOINT_ID)
        return checkpoint.hour if checkpoint and checkpoint.hour <= now else None

    def move(self, hour: datetime) -> None:
        """Record that all reminders before this hour have been handled."""
        self.put(self.entity(hour=hour))
