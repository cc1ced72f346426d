"""Undoing what was done with health entries."""

from dataclasses import dataclass

from shared.entities.events import HealthEntryReturned
from shared.entities.health import HealthEntry
from shared.repos.deleted_repo import DeletedEntryRepository
from shared.rules.undo import no_such_act, require_own_act
from shared.services.health_service import HealthService, remove_entry
from shared.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, eq=False)
class EntryUndo:
    """Takes back what one user did with health entries of a kind, in the commit of the unit."""

    health: HealthService
    deleted: DeletedEntryRepository

    def addition(self, unit: UnitOfWork, kind: type[HealthEntry], entry_id: str) -> None:
        """Remove an entry that was added, whenever it was for."""
        entry = self.health.find_entry(unit, kind, entry_id)
        if entry is None:
            raise no_such_act()
        require_own_act(entry.added_at or entry.at, unit.now, None, unit.foreign_caller)
        remove_entry(unit, entry, keep_copy=False)

    def removal(self, unit: UnitOfWork, kind: type[HealthEntry], entry_id: str) -> None:
        """Return an entry that was removed, under its id."""
        copy = self.deleted.find_entry(unit.user_id, entry_id)
        if copy is None or not isinstance(copy.entry, kind):
            raise no_such_act()
        require_own_act(copy.at, unit.now, None, unit.foreign_caller)
        unit.delete(copy)
        unit.record(
            HealthEntryReturned(
                entry=copy.entry,
                goal_ml=unit.user.hydration_goal_ml,
                parts=copy.rested,
                hydrated_by_ml=copy.hydrated_by_ml,
                unlocked=copy.unlocked,
            )
        )
