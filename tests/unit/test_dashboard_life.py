"""Random actions through the services: the dashboard is what other routes return, and its ETag says so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from shared.entities.task import TaskChanges
from shared.entities.user import UserChanges
from shared.services.health_service import HealthService
from shared.views.dashboard import DashboardView
from shared.views.health import MealKind
from shared.views.recommendations import Verdict
from tests.selection import NumberOfCases
from tests.unit.test_working_life import WorkingLife
from tests.unit.user_machine import RANDOM_ACTIONS, indexes

_MINUTE = timedelta(minutes=1)

_ENTRIES: dict[str, Callable[[HealthService, str], object]] = {
    "drink": lambda health, user_id: health.drink(user_id, 250),
    "eat": lambda health, user_id: health.eat(user_id, MealKind.LUNCH),
    "rest": lambda health, user_id: health.rest(user_id, 10),
}


class DashboardLife(WorkingLife):
    """A user who also drinks, eats, rests and answers recommendations, and looks at the dashboard."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, DashboardView, datetime]] = []

    @rule(kind=st.sampled_from(list(_ENTRIES)))
    def add_entry(self, kind: str) -> None:
        _ENTRIES[kind](self.factory.get_health_service(), self.user_id)

    @rule(number=indexes, due=st.none() | st.integers(-1, 2))
    def set_due_date(self, number: int, due: int | None) -> None:
        task_id = self.choose_task(number)
        if task_id is not None:
            day = None if due is None else self.today + timedelta(days=due)
            self.tasks.update_task(self.user_id, task_id, TaskChanges(due_date=day))

    @rule(verdict=st.sampled_from(Verdict))
    def answer_recommendation(self, verdict: Verdict) -> None:
        service = self.factory.get_recommendation_service()
        for one in service.recommend(self.user_id, 1):
            service.give_feedback(self.user_id, one["id"], verdict)

    @rule(name=st.sampled_from(("Ada L.", "Countess")), assistant=st.booleans())
    def change_profile(self, name: str, *, assistant: bool) -> None:
        users = self.factory.get_user_service()
        preferences = {**users.get_user(self.user_id).preferences, "assistant": assistant}
        users.update_own_profile(self.user_id, UserChanges(full_name=name, preferences=preferences))

    @rule(minutes=st.integers(1, 20))
    def wait(self, minutes: int) -> None:
        self.clock.move(minutes=minutes)

    @invariant()
    def dashboard_is_what_the_other_routes_return(self) -> None:
        if self.forgotten:
            return  # the dashboard would end the session
        user_id, factory, now = self.user_id, self.factory, self.clock.now()
        factory.get_dashboard_service().get(user_id)  # may extend the rhythm, once a week
        etag, view = factory.get_dashboard_service().get(user_id)
        assert view is not None
        working, focus = self.sessions.get_active_session(user_id), self.focus.get_current_session(user_id)
        expected = {
            "user": factory.get_user_service().get_user(user_id).to_dict(),
            "companion": factory.get_companion_service().get_companion(user_id),
            "work_session": None if working is None else working.to_dict(),
            "focus_session": None if focus is None else focus.to_dict(),
            "health": factory.get_health_service().get_today(user_id),
            "challenges": [one.to_dict() for one in self.challenges.list_week(user_id)],
            "recommendations": factory.get_recommendation_service().recommend(user_id),
            "unread_notifications": len(
                factory.get_notification_service().list_notifications(user_id, 500, unread=True)
            ),
        }
        assert {name: one for name, one in view.items() if name in expected} == expected
        for task in view["tasks"]:
            assert task == self.tasks.get_task(user_id, task["id"]).to_dict()
        shown = [{"name": task["title"], "completed": task["completed"]} for task in view["tasks"]]
        shown.sort(key=lambda task: not task["completed"])
        assert shown[:10] == self.shutdowns.get_summary(user_id)["todayTasks"]
        self._check_polls(view, now)
        assert self.other_factory.get_dashboard_service().get(user_id, known=etag).view is None
        self.seen.append((etag, view, now))

    def _check_polls(self, view: DashboardView, now: datetime) -> None:
        """Check that the dashboard has not changed for a caller who is told so."""
        for etag, known, at in self.seen[-4:]:
            has_it = self.factory.get_dashboard_service().get(self.user_id, known=etag).view is None
            if has_it and at <= now <= known["next_change_at"] - _MINUTE:
                is_early = now <= known["next_change_at"] - 5 * _MINUTE
                assert _steady(view, suggestions=is_early) == _steady(known, suggestions=is_early)

    def totals_and_documents_agree_with_the_log(self) -> None:
        """Leave this to the other test; this user does more than is in the log."""

    def earned_points_add_up_to_all_points(self) -> None:
        """Leave this to the other test."""

    def views_agree_with_the_log(self) -> None:
        """Leave this to the other test."""

    def notifications_are_of_what_was_earned(self) -> None:
        """Leave this to the other test, but for the latest moment."""
        self.latest = max(self.latest, self.clock.now())


def _steady(view: DashboardView, *, suggestions: bool) -> dict[str, Any]:
    """Return a dashboard without the moments until which recommendations are valid, which move on.

    Without `suggestions`, which are looked at every five minutes, it is without recommendations.
    """
    recommended = [{**one, "valid_until": None} for one in view["recommendations"]] if suggestions else []
    return {**view, "recommendations": recommended, "next_change_at": None}


def test_dashboard_agrees_with_all_routes_after_random_actions(number_of_cases: NumberOfCases) -> None:
    max_examples = number_of_cases(2, quick=1, thorough=100)
    run_state_machine_as_test(DashboardLife, settings=settings(RANDOM_ACTIONS, max_examples=max_examples))
