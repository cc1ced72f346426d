"""Undoing a shutdown."""

from dataclasses import dataclass
from datetime import timedelta

from shared.entities.events import ShutdownUndone
from shared.entities.shutdown import Reflection
from shared.errors import ConflictError
from shared.repos.shutdown_repo import ReflectionRepository
from shared.repos.work_session_repo import WorkSessionRepository
from shared.rules.undo import no_such_act, require_own_act
from shared.services.closed_time import ClosedTime
from shared.services.task_plans import NextDayPlanner
from shared.services.unit_of_work import UnitOfWork
from shared.services.work_session_undo import WorkUndo

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class ShutdownUndo:
    """Takes back a shutdown of one user, in the commit of the unit."""

    reflections: ReflectionRepository
    sessions: WorkSessionRepository
    planner: NextDayPlanner
    work: WorkUndo
    closed_time: ClosedTime

    def shutdown(self, unit: UnitOfWork, reflection_id: str) -> None:
        """Remove a reflection with its plan, its carry-over and its clock-out.

        `ConflictError` if there was another shutdown since, or the work session that it ended has changed.
        """
        reflection = self.reflections.find(unit.user_id, reflection_id)
        if reflection is None or reflection.before is None:
            raise no_such_act()
        on, at, before = reflection.shutdown_on, reflection.created_at, reflection.before
        recorded_at = reflection.recorded_at or at
        require_own_act(recorded_at, unit.now, None, unit.foreign_caller)
        unit.read_ahead({on})
        _require_last(unit, reflection)
        unit.delete(reflection)
        unit.record(ShutdownUndone(on=on, at=at, before=before), today=on)
        if before.planned_for is not None:
            self.planner.undo(unit, before.planned_for, before.plans, recorded_at, on)
        running = None
        if before.work_session_id is not None:
            session = self.sessions.find(unit.user_id, before.work_session_id)
            if session is None or session.end_recorded_at not in {recorded_at, session.start_time}:
                raise ConflictError("The work session has changed since")
            running = self.work.run_on(unit, session)
        if not before.counted:
            self.closed_time.recount_others(unit, on, work=running)


def _require_last(unit: UnitOfWork, reflection: Reflection) -> None:
    """Raise `ConflictError` if there was a shutdown after a reflection.

    The dates around it are those to which a change of the time zone may lead.
    """
    totals, on, at = unit.require_account(), reflection.shutdown_on, reflection.created_at
    others = [on + days * _DAY for days in (-2, -1, 1, 2)]
    shut_down = [other for other in others if totals.was_shut_down(other)]
    unit.read_days(shut_down)
    last = [time for other in shut_down for time in unit.day(other).shutdown_times[-1:]]
    if totals.last_shutdown is not None:
        last.append(totals.last_shutdown)
    if unit.day(on).shutdown_times[-1:] != (at,) or any(time > at for time in last):
        raise ConflictError("There was another shutdown since")
