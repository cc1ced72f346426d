"""The actions of a member of the team: each method calls a service."""

from collections.abc import Callable
from datetime import date

from demo.team import Member
from shared.entities.task import TaskChanges
from shared.entities.user import UserChanges
from shared.services.service_factory import ServiceFactory
from shared.views.focus_session import SessionType
from shared.views.health import MealKind
from shared.views.shutdown import ProductivityRating


class DemoUser:
    """Acts for one member, and keeps the ids that the services return."""

    def __init__(self, services: ServiceFactory, member: Member, password: str) -> None:
        self.member = member
        self.user_id = ""
        self._password = password
        self._auth = services.get_auth_service()
        self._users = services.get_user_service()
        self._days_off = services.get_days_off_service()
        self._notifications = services.get_notification_service()
        self._tasks = services.get_task_service()
        self._work = services.get_work_session_service()
        self._focus = services.get_focus_session_service()
        self._health = services.get_health_service()
        self._shutdown = services.get_shutdown_service()
        self._challenges = services.get_challenge_service()
        self._task_ids: dict[int, str] = {}
        self._work_session_id: str | None = None
        self._focus_session_id = ""

    def sign_up(self) -> None:
        """Open an account."""
        member = self.member
        profile = UserChanges(full_name=member.full_name, email=member.email, timezone=member.timezone)
        self.user_id = self._auth.register(member.username, self._password, profile).user_id

    def complete_onboarding(self) -> None:
        """Set the preferences, the avatar and the start of the day."""
        member = self.member
        self._users.complete_onboarding(
            self.user_id, UserChanges(preferences=member.settings, avatar_url=member.avatar_url)
        )
        self._users.update_user(self.user_id, UserChanges(day_start=member.day_start))

    def change_preference(self, name: str, value: object) -> None:
        """Change one preference."""
        preferences = self._users.get_user(self.user_id).preferences
        self._users.update_user(self.user_id, UserChanges(preferences={**preferences, name: value}))

    def plan_days_off(self, begin: date, end: date, note: str) -> None:
        """Plan the days from one date to another off."""
        self._days_off.add_days_off(self.user_id, begin, end, note)

    def read_notifications(self) -> None:
        """Mark all notifications as read."""
        self._notifications.mark_all_read(self.user_id)

    def create_task(self, number: int, title: str, fields: TaskChanges) -> None:
        """Create a task, to which other methods refer by its number."""
        self._task_ids[number] = self._tasks.create_task(self.user_id, title, fields).value.id

    def change_task(self, number: int, changes: TaskChanges) -> None:
        """Change some fields of a task."""
        self._tasks.update_task(self.user_id, self._task_ids[number], changes)

    def complete_task(self, number: int, next_number: int | None = None) -> None:
        """Complete a task; `next_number` is that of the next one of a series."""
        task = self._tasks.complete_task(self.user_id, self._task_ids[number]).value
        if next_number is not None and task.next_id is not None:
            self._task_ids[next_number] = task.next_id

    def reopen_task(self, number: int) -> None:
        """Reopen a completed task."""
        self._tasks.reopen_task(self.user_id, self._task_ids[number])

    def delete_task(self, number: int) -> None:
        """Delete a task."""
        self._tasks.delete_task(self.user_id, self._task_ids.pop(number))

    def clock_in(self) -> None:
        """Start a work session."""
        self._work_session_id = self._work.start_session(self.user_id).value.id

    def clock_out(self) -> None:
        """End the work session."""
        self._work.end_active_session(self.user_id)

    def start_focus_session(self, minutes: int, session_type: SessionType, number: int | None = None) -> None:
        """Start a focus session, on a task if its `number` is given, or a break."""
        task_id = None if number is None else self._task_ids[number]
        started = self._focus.start_session(self.user_id, minutes, session_type, task_id=task_id)
        self._focus_session_id = started.value.id

    def complete_focus_session(self) -> None:
        """Complete the focus session or the break."""
        self._focus.complete_session(self.user_id, self._focus_session_id)

    def stop_focus_session(self) -> None:
        """Stop the focus session or the break early."""
        self._focus.stop_session(self.user_id, self._focus_session_id)

    def drink(self, amount_ml: int) -> None:
        """Log a drink."""
        self._health.drink(self.user_id, amount_ml)

    def have_lunch(self) -> None:
        """Log a lunch."""
        self._health.eat(self.user_id, MealKind.LUNCH)

    def rest(self, minutes: int) -> None:
        """Log a rest of some minutes that ends now."""
        self._health.rest(self.user_id, minutes)

    def shut_down(
        self, rating: ProductivityRating, note: str | None, mindful_disconnect_completed: tuple[bool, ...]
    ) -> None:
        """Shut the day down with a reflection."""
        self._shutdown.reflect(
            self.user_id,
            rating,
            note=note,
            mindful_disconnect_completed=mindful_disconnect_completed,
            session_id=self._work_session_id,
        )

    def join(self, challenge_id: str) -> None:
        """Join a challenge of this week."""
        self._challenges.join(self.user_id, challenge_id)

    def leave(self, challenge_id: str) -> None:
        """Leave a challenge."""
        self._challenges.leave(self.user_id, challenge_id)


Action = Callable[[DemoUser], object]
"""A method of `DemoUser` with its arguments."""
