"""Tasks."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple, Self

import msgspec
from msgspec.structs import replace

from shared.entities.page import NEWEST_FIRST, Page, PageRequest
from shared.entities.task import Task
from shared.entities.timestamps import format_sortable
from shared.entities.user import AccountIndexEntry
from shared.errors import ValidationError
from shared.repos.base_repo import BaseRepository
from shared.repos.continuation import (
    bad_token,
    decode_position,
    decode_token,
    encode_position,
    encode_token,
)
from shared.repos.stored_forms import NO_DUE_DATE, to_stored
from shared.repos.task_query import TodaysPart
from shared.repos.user_repo import AccountIndexRepository
from shared.store.contract import Document, DocumentStore
from shared.store.indexes import INDEXES
from shared.store.query import Absent, Compare, Condition, Equals, OneOf

_OLDEST_ACCOUNTS_FIRST = PageRequest(order_by="created_at", descending=False, limit=50)


class _DatedFirst(NamedTuple):
    """How a list that is sorted by a date finds the tasks without one, which are last.

    `dated` and `undated` are the two parts; `order_by` is the order of the second one.
    """

    dated: Condition
    undated: Condition
    order_by: str

    def has_date(self, document: Document) -> bool:
        """Return whether a document belongs to the first part."""
        date = document.get(self.dated.field)
        return date is not None and date < NO_DUE_DATE


# A task that is due at the end of the calendar counts as one without a due date. Tasks of earlier versions
# have no field for a planned date.
_BY_DUE_DATE = _DatedFirst(
    Compare("due_order", "<", NO_DUE_DATE), Compare("due_order", ">=", NO_DUE_DATE), "due_date"
)
_BY_PLANNED_DATE = _DatedFirst(Compare("planned_date", ">=", ""), Absent("planned_date"), "created_at")

# For most orders there is an index by `completed` only: one more index would make each write more expensive.
_OPEN_AND_COMPLETED = (Equals("completed", value=False), Equals("completed", value=True))


class TaskRepository(BaseRepository[Task]):
    """Tasks, in their users' partitions."""

    entity = Task
    not_found = "Task not found"
    sort_fields: Mapping[str, str] = {
        "due_date": "due_order",
        "planned_date": "planned_date",
        "priority": "priority_order",
    }

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

        By a date in either direction, tasks without one are last.
        """
        split = _split(page_request, where)
        if split is None:
            return self._list(user_id, page_request, where)
        limit, dated = page_request.limit, list[Task]()
        if not self._has_only_undated_after(split, page_request):
            page = self._list(user_id, page_request, (*where, split.dated))
            if page.continuation is not None:
                return page
            dated, page_request = page.entities, replace(page_request, continuation=None)
        room = limit - len(dated)
        rest = replace(page_request, order_by=split.order_by, limit=max(room, 1))
        undated = self._list(user_id, rest, (*where, split.undated))
        if room > 0:
            return Page([*dated, *undated], undated.continuation)
        order_by = self._stored_order(page_request)
        last = self._form.position_of(dated[-1], order_by)
        token = encode_position(last, order_by, descending=page_request.descending)
        return Page(dated, token if undated.entities else None)

    def _has_only_undated_after(self, split: _DatedFirst, page_request: PageRequest) -> bool:
        """Return whether a page begins after all tasks with a date; `ValidationError` for a bad token."""
        token, descending = page_request.continuation, page_request.descending
        if split is _BY_PLANNED_DATE:
            with suppress(ValidationError):
                return decode_position(token, split.order_by, descending=descending) is not None
        after = decode_position(token, self._stored_order(page_request), descending=descending)
        return after is not None and split is _BY_DUE_DATE and str(after.value) >= NO_DUE_DATE

    def _list(self, user_id: str, page_request: PageRequest, where: Sequence[Condition]) -> Page[Task]:
        either = () if self._is_indexed(self._stored_order(page_request), where) else _OPEN_AND_COMPLETED
        return self.query(user_id, page_request, where, either)

    def list_by_ids(self, user_id: str, task_ids: Sequence[str]) -> list[Task]:
        """Return those of a user's tasks that have one of these ids."""
        page_request = PageRequest(order_by="id", limit=max(1, len(task_ids)))
        return self.query(user_id, page_request, (OneOf("id", tuple(task_ids)),)).entities

    def list_due(self, user_id: str, begin: datetime, end: datetime, limit: int) -> list[Task]:
        """Return the open tasks that are due from one moment to another, the first due first."""
        where = (
            Equals("completed", value=False),
            Compare("due_order", ">=", format_sortable(begin)),
            Compare("due_order", "<=", format_sortable(end)),
        )
        page_request = PageRequest(order_by="due_date", descending=False, limit=limit)
        return self.query(user_id, page_request, where).entities

    def list_most_due(self, user_id: str, limit: int) -> list[Task]:
        """Return open tasks, the first due first, then those without a due date."""
        page_request = PageRequest(order_by="due_date", descending=False, limit=limit)
        return self.query(user_id, page_request, (Equals("completed", value=False),)).entities

    def list_part(self, user_id: str, part: TodaysPart, limit: int) -> list[Task]:
        """Return tasks of a part of those that are for today, in its order."""
        page_request = PageRequest(order_by=part.order_by, descending=part.descending, limit=limit)
        return self.query(user_id, page_request, part.where).entities

    def list_newest_completed(self, user_id: str, limit: int) -> list[Task]:
        """Return completed tasks, the last created first."""
        page_request = PageRequest(order_by="created_at", limit=limit)
        return self.query(user_id, page_request, (Equals("completed", value=True),)).entities

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
        split = _split(page_request, ())
        dated = [pair for pair in found if split is None or split.has_date(pair[1])]
        undated = [pair for pair in found if split is not None and not split.has_date(pair[1])]
        dated_order = self._stored_order(page_request)
        undated_order = self.sort_fields.get(split.order_by, split.order_by) if split else dated_order
        for part, order_by in ((dated, dated_order), (undated, undated_order)):
            in_order = itemgetter(order_by, "id")
            part.sort(key=lambda pair: in_order(pair[1]), reverse=page_request.descending)
        found = [*dated, *undated]
        selected = found[: page_request.limit]
        group_until = position.group_until or (
            _position_of(accounts.entities[-1]) if accounts.continuation and accounts else None
        )
        following = None
        if len(found) > page_request.limit or any(page.continuation for page in pages):
            last = selected[-1][1]
            order_by = dated_order if split is None or split.has_date(last) else undated_order
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


def _split(page_request: PageRequest, where: Sequence[Condition]) -> _DatedFirst | None:
    """Return the two parts of a list that is sorted by a date; None if its index has it in order.

    A condition on the date finds either no task without one or only those.
    """
    is_on_date = any(condition.field == page_request.order_by for condition in where)
    if page_request.order_by == "planned_date":
        return None if is_on_date and Absent("planned_date") not in where else _BY_PLANNED_DATE
    by_latest_due_date = page_request.order_by == "due_date" and page_request.descending
    return _BY_DUE_DATE if by_latest_due_date and not is_on_date else None


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
