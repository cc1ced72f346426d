"""All users' tasks, for administrators."""

from dataclasses import dataclass

from shared.auth_manager import Claims
from shared.clock import Clock
from shared.entities.calendar import Calendar
from shared.entities.page import NEWEST_FIRST, Page, PageRequest
from shared.entities.task import Task
from shared.entities.task_filter import ALL_TASKS, TaskFilter
from shared.repos.task_query import conditions_of
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import UserRepository
from shared.services.audit_service import AuditService
from shared.services.auth_service import AuthService
from shared.services.base_service import BaseService
from shared.services.security_log import SUCCESS, SecurityEvent, SecurityLog
from shared.services.task_service import TaskService


@dataclass(frozen=True, kw_only=True, eq=False)
class AdminTaskService(BaseService):
    """All users' tasks, a bounded number of users at a time."""

    entity_type = "Task"

    tasks: TaskRepository
    users: UserRepository
    own_tasks: TaskService
    auth: AuthService
    audit: AuditService
    events: SecurityLog
    clock: Clock

    def list_visible_tasks(
        self, caller: Claims, task_filter: TaskFilter = ALL_TASKS, page_request: PageRequest = NEWEST_FIRST
    ) -> Page[Task]:
        """Return one page of all users' tasks for an administrator, else of the caller's own tasks."""
        user_id = caller.user_id
        if self.auth.acts_as_administrator(caller):
            self.events.write(
                SecurityEvent.ADMINISTRATOR_ACT, SUCCESS, user_id, act="GET tasks", target_user_id=""
            )
            page = self.list_tasks(task_filter, page_request)
            self.audit.record_list(user_id, "GET tasks")
            return page
        return self.own_tasks.list_tasks(user_id, task_filter, page_request)

    def list_tasks(
        self, task_filter: TaskFilter = ALL_TASKS, page_request: PageRequest = NEWEST_FIRST
    ) -> Page[Task]:
        """Return one page of all users' tasks; due date ranges are in each user's time zone."""
        now = self.clock.now()

        def find_calendar(user_id: str) -> Calendar | None:
            user = self.users.find_user(user_id) if task_filter.needs_calendar else None
            return user.calendar if user else None

        page = self.tasks.list_tasks(
            page_request, lambda user_id: conditions_of(task_filter, now, find_calendar(user_id))
        )
        return Page(self.own_tasks.settle(page.entities), page.continuation)
