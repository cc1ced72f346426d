"""What somebody in the team can do: each verb is a call of a service."""

from collections.abc import Callable
from typing import Any

from demo.team import Member
from shared.services.service_factory import ServiceFactory
from shared.views.focus_session import SessionType
from shared.views.health import MealKind
from shared.views.shutdown import ProductivityRating


class Desk:
    """A member's hands: remembers the ids that the services gave out, and nothing else."""

    def __init__(self, services: ServiceFactory, member: Member, password: str) -> None:
        self.member = member
        self.user_id = ""
        self._password = password
        self._auth = services.get_auth_service()
        self._users = services.get_user_service()
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
        profile = {"full_name": member.full_name, "email": member.email, "timezone": member.timezone}
        self.user_id = self._auth.register(member.username, self._password, profile).user_id

    def come_on_board(self) -> None:
        """Say how one likes it, and when one's day begins."""
        member = self.member
        self._users.complete_onboarding(
            self.user_id, dict(member.preferences), {"avatar_url": member.avatar_url}
        )
        self._users.update_user(self.user_id, {"day_start": member.day_start})

    def change_preference(self, name: str, value: object) -> None:
        """Like one thing otherwise from now on."""
        preferences = self._users.get_user(self.user_id).preferences
        self._users.update_user(self.user_id, {"preferences": {**preferences, name: value}})

    def plan_task(self, number: int, title: str, fields: dict[str, Any]) -> None:
        """Plan a task, which is then known by this number."""
        self._task_ids[number] = self._tasks.create_task(self.user_id, title, fields).id

    def change_task(self, number: int, changes: dict[str, Any]) -> None:
        """Change some fields of a task."""
        self._tasks.update_task(self.user_id, self._task_ids[number], changes)

    def finish_task(self, number: int) -> None:
        """Get a task done."""
        self._tasks.complete_task(self.user_id, self._task_ids[number])

    def reopen_task(self, number: int) -> None:
        """Find that a task is not done after all."""
        self._tasks.reopen_task(self.user_id, self._task_ids[number])

    def delete_task(self, number: int) -> None:
        """Take a task off the list."""
        self._tasks.delete_task(self.user_id, self._task_ids.pop(number))

    def clock_in(self) -> None:
        """Begin to work."""
        self._work_session_id = self._work.start_session(self.user_id).id

    def clock_out(self) -> None:
        """Stop working."""
        self._work.end_active_session(self.user_id)

    def start(self, minutes: int, session_type: SessionType) -> None:
        """Start a focus session or a break."""
        self._focus_session_id = self._focus.start_session(self.user_id, minutes, session_type).id

    def complete(self) -> None:
        """Bring the focus session or the break to its end."""
        self._focus.complete_session(self.user_id, self._focus_session_id)

    def stop(self) -> None:
        """Break the focus session or the break off."""
        self._focus.stop_session(self.user_id, self._focus_session_id)

    def drink(self, amount_ml: int) -> None:
        """Drink something."""
        self._health.drink(self.user_id, amount_ml)

    def have_lunch(self) -> None:
        """Have lunch."""
        self._health.eat(self.user_id, MealKind.LUNCH)

    def rest(self, minutes: int) -> None:
        """Have rested for some minutes, up to now."""
        self._health.rest(self.user_id, minutes)

    def shut_down(self, rating: ProductivityRating, fields: dict[str, Any]) -> None:
        """Close the day with a look back."""
        self._shutdown.reflect(self.user_id, rating, {**fields, "session_id": self._work_session_id})

    def join(self, challenge_id: str) -> None:
        """Take up a challenge of this week."""
        self._challenges.join(self.user_id, challenge_id)

    def leave(self, challenge_id: str) -> None:
        """Give a challenge up."""
        self._challenges.leave(self.user_id, challenge_id)


DomainEvent = Callable[[Desk], object]
"""A verb of a desk, with what goes with it."""
