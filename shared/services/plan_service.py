"""The plan of a day: which open tasks to do, and when."""

from dataclasses import dataclass
from datetime import date, timedelta

from shared.entities.applied_plan import AppliedPlan
from shared.entities.idempotency import Outcome
from shared.entities.task import Task
from shared.errors import ConflictError, ValidationError
from shared.language.phrasing import speech_for
from shared.language.plan import PlanTexts
from shared.repos.task_repo import TaskRepository
from shared.rules.assistant.estimates import estimates_from
from shared.rules.assistant.history import History
from shared.rules.assistant.plan.frame import Frame
from shared.rules.assistant.plan.plan import plan_day, select_tasks
from shared.rules.assistant.plan.version import room_of, version_of
from shared.services.backlog_reader import MAX_OPEN_TASKS, Backlog, BacklogReader
from shared.services.base_service import BaseService
from shared.services.rhythm_reader import RhythmReader
from shared.services.task_plans import plan_task
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.plan import DayPlanView

MAX_DAYS_AHEAD = 7

_NOTHING = Backlog(open_tasks=(), completed=(), estimates=estimates_from(()))


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanService(BaseService):
    """Plans of one user, at the cost of three queries for any history, or of one on a day without a plan."""

    entity_type = "Plan"

    rhythm: RhythmReader
    backlog: BacklogReader
    tasks: TaskRepository
    transactions: Transactions

    def plan(self, user_id: str, on: date | None = None, *, accept_language: str = "") -> DayPlanView:
        """Return the plan of today, which is the default, or of one of the next seven days.

        `ValidationError` for any other day. With the preference `assistant` switched off, it is empty.
        """
        history = self.rhythm.read(user_id)
        frame = Frame(history=history, on=_require_day(history, on))
        backlog = self._read_backlog(frame)
        plan = plan_day(frame, backlog.open_tasks, backlog.estimates)
        speech = speech_for(history.user, accept_language)
        limit = MAX_OPEN_TASKS if len(backlog.open_tasks) == MAX_OPEN_TASKS else None
        return PlanTexts(speech, plan, backlog.estimates, limit=limit).view()

    def apply(self, user_id: str, on: date, version: str) -> Outcome[list[Task]]:
        """Plan the tasks of the plan of a day for that day, all or none of them; return them.

        `ConflictError` when the plan has changed since the version; the passing of time is no change unless
        a task starts.
        """
        planned = list[Task]()

        def apply(unit: UnitOfWork) -> AppliedPlan:
            history = self.rhythm.read(user_id)
            frame = Frame(history=history, on=_require_day(history, on))
            backlog = self._read_backlog(frame)
            room = room_of(version)
            selected = select_tasks(frame, backlog.open_tasks, backlog.estimates, room or 0)
            if room is None or version_of(on, room, selected) != version:
                raise ConflictError("The plan has changed since: get it again")
            unit.read_ahead({on, *(one.task.planned_date for one in selected if one.task.planned_date)})
            planned[:] = [plan_task(unit, one.task, on) or one.task for one in selected]
            return AppliedPlan(user_id=user_id, on=on, task_ids=tuple(one.task.id for one in selected))

        applied = self.transactions.run(user_id, apply, entity=AppliedPlan)
        tasks = self._list_tasks(user_id, applied.value.task_ids) if applied.replayed else planned
        return Outcome(tasks, applied.replayed)

    def _read_backlog(self, frame: Frame) -> Backlog:
        return self.backlog.read(frame.history.user.user_id) if frame.closed is None else _NOTHING

    def _list_tasks(self, user_id: str, task_ids: tuple[str, ...]) -> list[Task]:
        found = self.tasks.list_by_ids(user_id, task_ids) if task_ids else []
        return sorted(found, key=lambda task: task_ids.index(task.id))


def _require_day(history: History, on: date | None) -> date:
    day = history.today if on is None else on
    if not history.today <= day <= history.today + timedelta(days=MAX_DAYS_AHEAD):
        raise ValidationError.for_field("date", f"must be today or at most {MAX_DAYS_AHEAD} days ahead")
    return day
