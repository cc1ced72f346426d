"""Days off that users plan."""

from dataclasses import dataclass
from datetime import date

from shared.entities.idempotency import Outcome
from shared.entities.user import User
from shared.entities.work_calendar import DaysOff
from shared.ids import new_id
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService
from shared.services.recent_users import RecentUsers
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, eq=False)
class DaysOffService(BaseService):
    """The days off of a user, which are kept in the user's document."""

    entity_type = "Days off"

    users: UserRepository
    recent_users: RecentUsers
    transactions: Transactions

    def list_days_off(self, user_id: str) -> list[DaysOff]:
        """Return all days off of a user, sorted by date."""
        return list(self.users.get_user(user_id).days_off)

    def add_days_off(self, user_id: str, begin: date, end: date, note: str | None = None) -> Outcome[DaysOff]:
        """Plan the days from one date to another off; `ValidationError` if the dates are not valid."""

        def add(unit: UnitOfWork) -> DaysOff:
            days_off = DaysOff(id=new_id(), user_id=user_id, begin=begin, end=end, note=note).check(
                unit.today
            )
            _replace_user(unit, unit.user.with_days_off(days_off))
            return days_off

        outcome = self.transactions.run(user_id, add, entity=DaysOff)
        self.recent_users.forget(user_id)
        return outcome

    def delete_days_off(self, user_id: str, days_off_id: str) -> None:
        """Delete days off; `NotFoundError` when the user has none with this id."""

        def delete(unit: UnitOfWork) -> None:
            kept = unit.user.without_days_off(days_off_id)
            if kept is unit.user:
                raise self._not_found()
            _replace_user(unit, kept)

        self.transactions.commit(user_id, delete)
        self.recent_users.forget(user_id)


def _replace_user(unit: UnitOfWork, user: User) -> None:
    unit.require_account()
    unit.replace(user)
