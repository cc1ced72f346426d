"""A plan of a day that was applied."""

from datetime import date

from shared.entities.entity import Entity


class AppliedPlan(Entity, frozen=True, kw_only=True):
    """The tasks that were planned for a day by applying its plan; stored only in idempotency records."""

    user_id: str
    on: date
    task_ids: tuple[str, ...] = ()
