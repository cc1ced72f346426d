"""The members of the team, their time zones and habits. All of them are fictional."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

MONDAY_TO_FRIDAY = frozenset(range(5))
SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})
MONDAY_TO_WEDNESDAY = frozenset({0, 1, 2})


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """A member's working habits. Chances are between 0 and 1; averages are per workday."""

    starts_at: time
    """Local time of the first clocking in, plus or minus some minutes."""
    hours: float = 8.0
    """Hours between the first clocking in and the last clocking out, without lunch."""
    workdays: frozenset[int] = MONDAY_TO_FRIDAY
    """Weekdays with work; Monday is 0."""
    new_tasks: float = 2.8
    """Average number of tasks created."""
    finished_tasks: float = 2.6
    """Average number of tasks completed, if there are enough."""
    focus_sessions: int = 3
    """Number of focus sessions a day, if there is time."""
    focus_minutes: tuple[int, ...] = (25, 45, 50)
    """Planned lengths of focus sessions."""
    break_chance: float = 0.6
    """Chance of a break after a focus session."""
    shutdown_chance: float = 0.85
    """Chance of a shutdown at the end of the day."""
    join_chance: float = 0.35
    """Chance of joining each challenge of a week."""
    day_off_chance: float = 0.05
    """Chance of completing a task on a day off."""
    forget_chance: float = 0.0
    """Chance that the last focus session of the day is never ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the team."""

    username: str
    full_name: str
    about: str
    timezone: str
    department: str
    habits: Habits
    day_start: time = time(0)
    preferences: Mapping[str, Any] = field(default_factory=dict)
    joined_days_ago: int | None = None
    """Days since the account was created, if that was during the quarter."""
    holiday_days_ago: tuple[int, int] | None = None
    """Days since the start and since the end of a holiday."""

    @property
    def avatar_url(self) -> str:
        """The path of the avatar."""
        return f"/avatars/{self.username}.png"

    @property
    def email(self) -> str:
        """An e-mail address in a reserved domain (RFC 2606)."""
        return f"{self.username}@example.com"


TEAM = (
    Member(
        username="lucia",
        full_name="Lucía Fernández",
        about="leads the team, plans most",
        timezone="Europe/Madrid",
        department="product",
        habits=Habits(
            starts_at=time(9), new_tasks=4.6, finished_tasks=4.4, break_chance=0.7, join_chance=0.6
        ),
        preferences={"theme": "light", "focus_goal_minutes": 100},
    ),
    Member(
        username="oliver",
        full_name="Oliver Bennett",
        about="early bird",
        timezone="Europe/London",
        department="engineering",
        habits=Habits(
            starts_at=time(6, 15), shutdown_chance=0.97, join_chance=0.7, break_chance=0.8, forget_chance=0.05
        ),
        preferences={"theme": "light", "focus_goal_minutes": 120},
    ),
    Member(
        username="beatriz",
        full_name="Beatriz Carvalho",
        about="night owl",
        timezone="America/Sao_Paulo",
        department="design",
        habits=Habits(
            starts_at=time(12, 30), shutdown_chance=0.6, break_chance=0.4, focus_minutes=(50, 60, 90)
        ),
        preferences={"theme": "dark", "focus_goal_minutes": 180},
    ),
    Member(
        username="ananya",
        full_name="Ananya Rao",
        about="works across midnight",
        timezone="Asia/Kolkata",
        department="support",
        habits=Habits(starts_at=time(17), new_tasks=3.6, finished_tasks=3.5, join_chance=0.5),
        day_start=time(4),
        preferences={"theme": "dark", "focus_goal_minutes": 90},
    ),
    Member(
        username="grace",
        full_name="Grace Johnson",
        about="much overtime, few breaks",
        timezone="America/New_York",
        department="engineering",
        habits=Habits(
            starts_at=time(8, 30), hours=10.2, focus_sessions=5, break_chance=0.15, shutdown_chance=0.5
        ),
        preferences={"theme": "dark", "focus_goal_minutes": 240},
    ),
    Member(
        username="aroha",
        full_name="Aroha Walker",
        about="part-timer, Monday to Wednesday",
        timezone="Pacific/Auckland",
        department="marketing",
        habits=Habits(starts_at=time(9, 30), hours=4.5, workdays=MONDAY_TO_WEDNESDAY, focus_sessions=2),
        preferences={"focus_goal_minutes": 60, "workday_limit_minutes": 300},
    ),
    Member(
        username="lukas",
        full_name="Lukas Weber",
        about="on holiday for two weeks",
        timezone="Europe/Berlin",
        department="engineering",
        habits=Habits(starts_at=time(8), break_chance=0.9),
        preferences={"focus_goal_minutes": 120},
        holiday_days_ago=(46, 32),
    ),
    Member(
        username="haruto",
        full_name="Haruto Sato",
        about="deep focus",
        timezone="Asia/Tokyo",
        department="engineering",
        habits=Habits(starts_at=time(9, 30), focus_sessions=5, focus_minutes=(50, 50, 60), join_chance=0.6),
        preferences={"theme": "dark", "focus_goal_minutes": 200},
    ),
    Member(
        username="mateo",
        full_name="Mateo Álvarez",
        about="new since last month",
        timezone="America/Mexico_City",
        department="support",
        habits=Habits(starts_at=time(9), join_chance=0.8, shutdown_chance=0.95),
        preferences={"focus_goal_minutes": 60},
        joined_days_ago=26,
    ),
    Member(
        username="noa",
        full_name="Noa Friedman",
        about="works Sunday to Thursday",
        timezone="Asia/Jerusalem",
        department="design",
        habits=Habits(starts_at=time(8, 30), workdays=SUNDAY_TO_THURSDAY, break_chance=0.7),
        preferences={"theme": "light", "focus_goal_minutes": 120},
    ),
    Member(
        username="amara",
        full_name="Amara Okafor",
        about="something every single day",
        timezone="Africa/Lagos",
        department="marketing",
        habits=Habits(
            starts_at=time(8), shutdown_chance=0.98, day_off_chance=1.0, join_chance=0.5, new_tasks=3.4
        ),
        preferences={"theme": "light", "focus_goal_minutes": 100},
    ),
    Member(
        username="ravi",
        full_name="Ravi Shrestha",
        about="much planned, much left overdue",
        timezone="Asia/Kathmandu",
        department="product",
        habits=Habits(
            starts_at=time(10), finished_tasks=1.2, focus_sessions=2, shutdown_chance=0.3, join_chance=0.2
        ),
    ),
)

SETTINGS = {"PYTHON_THREADPOOL_THREAD_COUNT": str(4 * len(TEAM))}
"""With these, the whole team may register at once: a quarter of the threads may wait to hash a password."""
