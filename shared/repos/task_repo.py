"""Tasks."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.page import NEWEST_FIRST, Page, PageRequest
from shared.entities.task import Task
from shared.entities.timestamps import format_sortable
from shared.entities.user import AccountIndexEntry
from shared.repos.base_repo import BaseRepository
from shared.repos.continuation import (
    bad_token,
    decode_position,
    decode_token,
    encode_position,
    encode_token,
)
from shared.repos.stored_forms import NO_DUE_DATE, to_stored
from shared.repos.user_repo import AccountIndexRepository
from shared.store.contract import DocumentStore
from shared.store.indexes import INDEXES
from shared.store.query import Compare, Condition, Equals, OneOf

_OLDEST_ACCOUNTS_FIRST = PageRequest(order_by="created_at", descending=False, limit=50)

# The two ends of the index; a task that is due at the end of the calendar counts as one without a due date.
_DATED = Compare("due_order", "<", NO_DUE_DATE)
_UNDATED = Compare("due_order", ">=", NO_DUE_DATE)

# For most orders there is an index by `completed` only: one more index would make each write more expensive.
_OPEN_AND_COMPLETED = (Equals("completed", value=False), Equals("completed", value=True))


class TaskRepository(BaseRepository[Task]):
    """Tasks, in their users' partitions."""

    entity = Task
    not_found = "Task not found"
    sort_fields: Mapping[str, str] = {"due_date": "due_order", "priority": "priority_order"}

    def __init__(self, store: DocumentStore) -> None:
        super().__init__(store)
        self._accounts = AccountIndexRepository(store)

    def create_task(self, task: Task, write: Callable[[Task], None] | None = None) -> Task:
        """Store a new task: by `write`, which adds it to a commit, else at once and without totals."""
        if write is None:
            return self.create(task)
        write(task)
        return task

    def list_tasks_by_user(
        self, user_id: str, page_request: PageRequest = NEWEST_FIRST, where: Sequence[Condition] = ()
    ) -> Page[Task]:
        """Return one page of a user's tasks for which all conditions hold.

        By due date in either direction, tasks without one are last.
        """
        if not _moves_undated(page_request, where):
            return self._list(user_id, page_request, where)
        limit = page_request.limit
        after = decode_position(page_request.continuation, "due_order", descending=True)
        dated: list[Task] = []
        if after is None or str(after.value) < NO_DUE_DATE:
            page = self._list(user_id, page_request, (*where, _DATED))
            if page.continuation is not None:
                return page
            dated, page_request = page.entities, replace(page_request, continuation=None)
        room = limit - len(dated)
        undated = self._list(user_id, replace(page_request, limit=max(room, 1)), (*where, _UNDATED))
        if room > 0:
            return Page([*dated, *undated], undated.continuation)
        last = encode_position(to_stored(dated[-1]), "due_order", descending=True)
        return Page(dated, last if undated.entities else None)

    def _list(self, user_id: str, page_request: PageRequest, where: Sequence[Condition]) -> Page[Task]:
        either = () if self._is_indexed(self._stored_order(page_request), where) else _OPEN_AND_COMPLETED
        return self.query(user_id, page_request, where, either)

    def list_by_ids(self, user_id: str, task_ids: Sequence[str]) -> list[Task]:
        """Return those of a user's tasks that have one of these ids."""
        page_request = PageRequest(order_by="id", limit=max(1, len(task_ids)))
        return self.query(user_id, page_request, (OneOf("id", tuple(task_ids)),)).entities

    def list_tasks(
        self,
        page_request: PageRequest = NEWEST_FIRST,
        where: Callable[[str], Sequence[Condition]] = lambda _: (),
    ) -> Page[Task]:
        """Return one page of all users' tasks, for which each user's conditions hold.

        The users are read in groups of 50, oldest accounts first, so that the cost of a page does not grow
        with their number; the order holds within each group. A page may be shorter than its limit. Accounts
        that are created or closed between two pages neither repeat nor hide other users' tasks.
        """
        position = _Position.read(page_request.continuation)
        accounts = self._accounts.list_accounts(
            replace(_OLDEST_ACCOUNTS_FIRST, continuation=position.group_after)
        )
        conditions_of = {account.id: where(account.id) for account in accounts if position.includes(account)}
        user_page_request = replace(page_request, continuation=position.task_after)
        pages = [
            self.list_tasks_by_user(user_id, user_page_request, conditions)
            for user_id, conditions in conditions_of.items()
        ]
        found = [(task, to_stored(task)) for page in pages for task in page]
        order_by = self._stored_order(page_request)
        in_order = itemgetter(order_by, "id")
        moves_undated = any(_moves_undated(page_request, each) for each in conditions_of.values())
        found.sort(
            key=lambda pair: (moves_undated and pair[1]["due_order"] < NO_DUE_DATE, in_order(pair[1])),
            reverse=page_request.descending,
        )
        selected = found[: page_request.limit]
        group_until = position.group_until or (
            _position_of(accounts.entities[-1]) if accounts.continuation and accounts else None
        )
        following = None
        if len(found) > page_request.limit or any(page.continuation for page in pages):
            last = selected[-1][1]
            task_after = encode_position(last, order_by, descending=page_request.descending)
            following = _Position(position.group_after, group_until, task_after)
        elif group_until is not None:
            following = _Position(group_until)
        return Page([task for task, _ in selected], following.write() if following else None)

    def _is_indexed(self, order_by: str, where: Sequence[Condition]) -> bool:
        filtered = any(condition.field == "completed" for condition in where)
        return filtered or any(
            index.type == self.entity_type() and index.order_by == order_by and not index.equals
            for index in INDEXES
        )


def _moves_undated(page_request: PageRequest, where: Sequence[Condition]) -> bool:
    """Return whether the index has tasks without a due date first, where they must be last.

    A condition on the due date finds either none of them or only them.
    """
    by_latest = page_request.order_by == "due_date" and page_request.descending
    return by_latest and not any(condition.field == "due_date" for condition in where)


class _Position(msgspec.Struct, frozen=True):
    """The end of a page of all users' tasks: its group of accounts, and its last task.

    Both ends of the group are kept, since accounts are created and closed between two pages; the last group
    has no end.
    """

    group_after: str | None = None
    group_until: str | None = None
    task_after: str | None = None

    def includes(self, account: AccountIndexEntry) -> bool:
        if self.group_until is None:
            return True
        last = decode_position(self.group_until, "created_at", descending=False)
        created_at = format_sortable(account.created_at)
        return last is None or (created_at, account.id) <= (str(last.value), last.id)

    def write(self) -> str:
        return encode_token([self.group_after, self.group_until, self.task_after])

    @classmethod
    def read(cls, token: str | None) -> Self:
        if token is None:
            return cls()
        match decode_token(token):
            case [
                (str() | None) as group_after,
                (str() | None) as group_until,
                (str() | None) as task_after,
            ] if group_after or task_after:
                return cls(group_after, group_until, task_after)
        raise bad_token()


def _position_of(account: AccountIndexEntry) -> str:
    return encode_position(to_stored(account), "created_at", descending=False)
