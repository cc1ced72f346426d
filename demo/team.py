"""Who is in the team, where they are, and how they like to work. All of them are made up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

MONDAY_TO_FRIDAY = frozenset(range(5))
SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})
MONDAY_TO_WEDNESDAY = frozenset({0, 1, 2})


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How somebody's days go. Chances lie between 0 and 1, averages are those of a working day."""

    begins: time
    """When they clock in, by their own clock, give or take some minutes."""
    hours: float = 8.0
    """From the first clocking in to the last clocking out, without lunch."""
    workdays: frozenset[int] = MONDAY_TO_FRIDAY
    """Monday is 0."""
    new_tasks: float = 2.8
    """Planned in a day, on average."""
    finished_tasks: float = 2.6
    """Done in a day at most, on average."""
    focus_sessions: int = 3
    """In a day, if there is time."""
    focus_minutes: tuple[int, ...] = (25, 45, 50)
    """What they plan a focus session for."""
    pauses: float = 0.6
    """The chance of a break after a focus session."""
    shuts_down: float = 0.85
    """The chance that they close the day with a look back."""
    joins: float = 0.35
    """The chance to join each of a week's challenges."""
    days_off: float = 0.05
    """The chance that they get something done on a day off."""
    forgets: float = 0.0
    """The chance that the day's last focus session is never ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in the team."""

    username: str
    full_name: str
    about: str
    timezone: str
    trade: str
    habits: Habits
    day_start: time = time(0)
    preferences: Mapping[str, Any] = field(default_factory=dict)
    new_since_days: int | None = None
    """How many days ago they came, if it was in mid-quarter."""
    holiday_days_ago: tuple[int, int] | None = None
    """How many days ago their holiday began, and how many days ago they were back."""

    @property
    def avatar_url(self) -> str:
        """Where their picture is."""
        return f"/avatars/{self.username}.png"

    @property
    def email(self) -> str:
        """An address that belongs to nobody (RFC 2606)."""
        return f"{self.username}@example.com"


TEAM = (
    Member(
        username="lucia",
        full_name="Lucía Fernández",
        about="leads the team, plans most",
        timezone="Europe/Madrid",
        trade="product",
        habits=Habits(begins=time(9), new_tasks=4.6, finished_tasks=4.4, pauses=0.7, joins=0.6),
        preferences={"theme": "light", "focus_goal_minutes": 100},
    ),
    Member(
        username="oliver",
        full_name="Oliver Bennett",
        about="early bird",
        timezone="Europe/London",
        trade="engineering",
        habits=Habits(begins=time(6, 15), shuts_down=0.97, joins=0.7, pauses=0.8, forgets=0.05),
        preferences={"theme": "light", "focus_goal_minutes": 120},
    ),
    Member(
        username="beatriz",
        full_name="Beatriz Carvalho",
        about="night owl",
        timezone="America/Sao_Paulo",
        trade="design",
        habits=Habits(begins=time(12, 30), shuts_down=0.6, pauses=0.4, focus_minutes=(50, 60, 90)),
        preferences={"theme": "dark", "focus_goal_minutes": 180},
    ),
    Member(
        username="ananya",
        full_name="Ananya Rao",
        about="works across midnight",
        timezone="Asia/Kolkata",
        trade="support",
        habits=Habits(begins=time(17), new_tasks=3.6, finished_tasks=3.5, joins=0.5),
        day_start=time(4),
        preferences={"theme": "dark", "focus_goal_minutes": 90},
    ),
    Member(
        username="grace",
        full_name="Grace Johnson",
        about="much overtime, few breaks",
        timezone="America/New_York",
        trade="engineering",
        habits=Habits(begins=time(8, 30), hours=10.2, focus_sessions=5, pauses=0.15, shuts_down=0.5),
        preferences={"theme": "dark", "focus_goal_minutes": 240},
    ),
    Member(
        username="aroha",
        full_name="Aroha Walker",
        about="part-timer, Monday to Wednesday",
        timezone="Pacific/Auckland",
        trade="marketing",
        habits=Habits(begins=time(9, 30), hours=4.5, workdays=MONDAY_TO_WEDNESDAY, focus_sessions=2),
        preferences={"focus_goal_minutes": 60, "workday_limit_minutes": 300},
    ),
    Member(
        username="lukas",
        full_name="Lukas Weber",
        about="on holiday for two weeks",
        timezone="Europe/Berlin",
        trade="engineering",
        habits=Habits(begins=time(8), pauses=0.9),
        preferences={"focus_goal_minutes": 120},
        holiday_days_ago=(46, 32),
    ),
    Member(
        username="haruto",
        full_name="Haruto Sato",
        about="deep focus",
        timezone="Asia/Tokyo",
        trade="engineering",
        habits=Habits(begins=time(9, 30), focus_sessions=5, focus_minutes=(50, 50, 60), joins=0.6),
        preferences={"theme": "dark", "focus_goal_minutes": 200},
    ),
    Member(
        username="mateo",
        full_name="Mateo Álvarez",
        about="new since last month",
        timezone="America/Mexico_City",
        trade="support",
        habits=Habits(begins=time(9), joins=0.8, shuts_down=0.95),
        preferences={"focus_goal_minutes": 60},
        new_since_days=26,
    ),
    Member(
        username="noa",
        full_name="Noa Friedman",
        about="works Sunday to Thursday",
        timezone="Asia/Jerusalem",
        trade="design",
        habits=Habits(begins=time(8, 30), workdays=SUNDAY_TO_THURSDAY, pauses=0.7),
        preferences={"theme": "light", "focus_goal_minutes": 120},
    ),
    Member(
        username="amara",
        full_name="Amara Okafor",
        about="something every single day",
        timezone="Africa/Lagos",
        trade="marketing",
        habits=Habits(begins=time(8), shuts_down=0.98, days_off=1.0, joins=0.5, new_tasks=3.4),
        preferences={"theme": "light", "focus_goal_minutes": 100},
    ),
    Member(
        username="ravi",
        full_name="Ravi Shrestha",
        about="much planned, much left overdue",
        timezone="Asia/Kathmandu",
        trade="product",
        habits=Habits(begins=time(10), finished_tasks=1.2, focus_sessions=2, shuts_down=0.3, joins=0.2),
    ),
)
