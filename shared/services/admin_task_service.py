"""The tasks of everybody, for administrators."""

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Self

from shared.clock import Clock
from shared.entities.calendar import Calendar
from shared.entities.page import Page, PageRequest
from shared.entities.task import Task
from shared.entities.task_filter import TaskFilter
from shared.entities.timestamps import to_stored
from shared.entities.user import AccountIndexEntry
from shared.repos.continuation import (
    bad_token,
    decode_position,
    decode_token,
    encode_position,
    encode_token,
)
from shared.repos.task_query import conditions_of
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import AccountIndexRepository, UserRepository

_USERS_AT_ONCE = 50


class AdminTaskService:
    """All users' tasks, a bounded number of users at a time, so that no request grows with the company.

    The list goes through the users in groups, oldest accounts first, and is in the order asked for
    within each group: up to 50 users it is so as a whole. A page may be shorter than its limit. Who
    joins or leaves while somebody pages through it makes nobody else's tasks come twice or get lost.
    """

    def __init__(
        self, *, tasks: TaskRepository, users: UserRepository, register: AccountIndexRepository, clock: Clock
    ) -> None:
        self._tasks = tasks
        self._users = users
        self._register = register
        self._clock = clock

    def list_tasks(self, wanted: TaskFilter, page_request: PageRequest) -> Page[Task]:
        """Return one page of all users' tasks."""
        place = _Place.read(page_request.continuation)
        group = self._register.list_accounts(
            PageRequest(
                order_by="created_at", descending=False, limit=_USERS_AT_ONCE, continuation=place.group_after
            )
        )
        accounts = [account for account in group.entities if place.is_in_group(account)]
        now = self._clock.now()
        pages = [
            self._tasks.list_tasks_by_user(
                account.id,
                replace(page_request, continuation=place.task_after),
                conditions_of(wanted, now, self._calendar(account.id) if wanted.due else None),
            )
            for account in accounts
        ]
        found = [(task, task.to_document()) for page in pages for task in page.entities]
        found.sort(
            key=lambda pair: itemgetter(page_request.order_by, "id")(pair[1]), reverse=page_request.descending
        )
        shown = found[: page_request.limit]
        group_until = place.group_until or (
            _behind(group.entities[-1]) if group.continuation and group.entities else None
        )
        following = None
        if len(found) > page_request.limit or any(page.continuation for page in pages):
            task_after = encode_position(
                shown[-1][1], page_request.order_by, descending=page_request.descending
            )
            following = _Place(place.group_after, group_until, task_after)
        elif group_until is not None:
            following = _Place(group_until, None, None)
        return Page([task for task, _ in shown], following.write() if following else None)

    def _calendar(self, user_id: str) -> Calendar | None:
        user = self._users.find_user(user_id)
        return user.calendar if user else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page ended: which group of accounts, and behind which of their tasks.

    Both ends of a group are kept, since accounts come and go between two pages; without an end it is
    the last group.
    """

    group_after: str | None = None
    group_until: str | None = None
    task_after: str | None = None

    def is_in_group(self, account: AccountIndexEntry) -> bool:
        if self.group_until is None:
            return True
        last = decode_position(self.group_until, "created_at", descending=False)
        return last is None or (to_stored(account.created_at), account.id) <= (str(last.value), last.id)

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


def _behind(account: AccountIndexEntry) -> str:
    return encode_position(account.to_document(), "created_at", descending=False)
