"""The tasks of everybody, for administrators."""

from dataclasses import replace
from operator import itemgetter

from shared.clock import Clock
from shared.entities.calendar import Calendar
from shared.entities.task import Task
from shared.repos.base_repo import Listing, Paging
from shared.repos.continuation import bad_token, decode_token, encode_position, encode_token
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import AccountRepository, UserRepository
from shared.services.task_filter import TaskFilter

_USERS_AT_ONCE = 50


class TeamTaskService:
    """All users' tasks, a bounded number of users at a time, so that no request grows with the company.

    The list goes through the users in groups, newest accounts first, and is in the order asked for
    within each group: up to 50 users it is so as a whole. A page may be shorter than its limit.
    """

    def __init__(
        self, *, tasks: TaskRepository, users: UserRepository, register: AccountRepository, clock: Clock
    ) -> None:
        self._tasks = tasks
        self._users = users
        self._register = register
        self._clock = clock

    def list_tasks(self, wanted: TaskFilter, paging: Paging) -> Listing[Task]:
        """Return one page of all users' tasks."""
        group, position = _read_token(paging.continuation)
        accounts = self._register.list_accounts(
            Paging(order_by="created_at", limit=_USERS_AT_ONCE, continuation=group)
        )
        now = self._clock.now()
        pages = [
            self._tasks.list_tasks_by_user(
                account.id,
                replace(paging, continuation=position),
                wanted.conditions(now, self._calendar(account.id) if wanted.due else None),
            )
            for account in accounts.entities
        ]
        documents = [(task, task.to_document()) for page in pages for task in page.entities]
        documents.sort(key=lambda pair: itemgetter(paging.order_by, "id")(pair[1]), reverse=paging.descending)
        shown = documents[: paging.limit]
        if len(documents) > paging.limit or any(page.continuation for page in pages):
            behind = encode_position(shown[-1][1], paging.order_by, descending=paging.descending)
            return _listing(shown, encode_token([group, behind]))
        return _listing(shown, encode_token([accounts.continuation, None]) if accounts.continuation else None)

    def _calendar(self, user_id: str) -> Calendar | None:
        user = self._users.find_user(user_id)
        return user.calendar if user else None


def _listing(shown: list[tuple[Task, dict[str, object]]], continuation: str | None) -> Listing[Task]:
    return Listing([task for task, _ in shown], continuation)


def _read_token(token: str | None) -> tuple[str | None, str | None]:
    if token is None:
        return None, None
    match decode_token(token):
        case [(str() | None) as group, (str() | None) as position]:
            return group, position
    raise bad_token()
