"""Taking back what a user did in the last 15 minutes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from shared.entities.checks import MAX_NAME_LENGTH, check_text
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.idempotency import Outcome
from shared.entities.undo import Undone
from shared.errors import ConflictError, LostRaceError
from shared.rules.undo import no_such_act
from shared.services.base_service import BaseService
from shared.services.entry_undo import EntryUndo
from shared.services.focus_session_undo import FocusUndo
from shared.services.shutdown_undo import ShutdownUndo
from shared.services.task_undo import TaskUndo
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.services.work_session_undo import WorkUndo
from shared.views.focus_session import SessionStatus, SessionType

Undo = Callable[[UnitOfWork, str], None]
"""Takes back an act on the document with an id, in the commit of the unit."""

_ENTRIES: Mapping[str, type[HealthEntry]] = {"drink": Drink, "meal": Meal, "rest": Rest}


@dataclass(frozen=True, kw_only=True, eq=False)
class UndoService(BaseService):
    """Takes back acts of one user: everything is as if they had not been done, rewards included.

    The ledger keeps the points of an act beside those that take them back, and notifications stay.
    """

    entity_type = "Act"

    tasks: TaskUndo
    entries: EntryUndo
    work: WorkUndo
    focus: FocusUndo
    shutdowns: ShutdownUndo
    transactions: Transactions

    def undo(self, user_id: str, event: str, act_id: str) -> Outcome[Undone]:
        """Take back the caller's own act of the last 15 minutes, by its name and the id of its subject.

        `NotFoundError` when there is no such act, `ConflictError` when its subject has changed since.
        """
        check_text("event", event, MAX_NAME_LENGTH)
        check_text("id", act_id, MAX_NAME_LENGTH)
        was_refused = False

        def take_back(unit: UnitOfWork) -> Undone:
            nonlocal was_refused
            undo = self._acts.get(event)
            if undo is None:
                raise no_such_act()
            unit.undo()
            try:
                undo(unit, act_id)
            except ConflictError as error:
                if was_refused:
                    raise
                # Perhaps the same undo was committed between two reads: the next attempt finds no such act.
                was_refused = True
                raise LostRaceError("The act may have been undone meanwhile") from error
            was_refused = False
            return Undone(user_id=user_id, event=event, id=act_id)

        return self.transactions.run(user_id, take_back, entity=Undone)

    @cached_property
    def _acts(self) -> Mapping[str, Undo]:
        return {
            "add_task": self.tasks.addition,
            "complete_task": self.tasks.completion,
            "reopen_task": self.tasks.reopening,
            "delete_task": self.tasks.deletion,
            "clock_in": self.work.start,
            "clock_out": self.work.end,
            "pause_work": self.work.pause,
            "resume_work": self.work.resumption,
            "start_focus": lambda unit, name: self.focus.start(unit, name, SessionType.FOCUS),
            "start_break": lambda unit, name: self.focus.start(unit, name, SessionType.BREAK),
            "stop_focus": lambda unit, name: self.focus.end(unit, name, SessionStatus.STOPPED, None),
            "complete_focus": lambda unit, name: self.focus.end(
                unit, name, SessionStatus.COMPLETED, SessionType.FOCUS
            ),
            "complete_break": lambda unit, name: self.focus.end(
                unit, name, SessionStatus.COMPLETED, SessionType.BREAK
            ),
            "pause_focus": self.focus.pause,
            "resume_focus": self.focus.resumption,
            "shutdown": self.shutdowns.shutdown,
            **{name: _of_kind(self.entries.addition, kind) for name, kind in _ENTRIES.items()},
            **{f"delete_{name}": _of_kind(self.entries.removal, kind) for name, kind in _ENTRIES.items()},
        }


def _of_kind(undo: Callable[[UnitOfWork, type[HealthEntry], str], None], kind: type[HealthEntry]) -> Undo:
    return lambda unit, entry_id: undo(unit, kind, entry_id)
