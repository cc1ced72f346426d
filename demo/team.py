"""The members of the team, their time zones and habits. All of them are fictional."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

MONDAY_TO_FRIDAY = frozenset(range(5))
SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})
MONDAY_TO_WEDNESDAY = frozenset({0, 1, 2})
TUESDAY_TO_SATURDAY = frozenset({1, 2, 3, 4, 5})


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A recurring task; it has a planned date, or a due date if it is a deadline."""

    title: str
    rule: str
    minutes: int
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days off that begin some days before the last day, or after it if negative, and go on for more days."""

    days_ago: int
    more: int
    note: str


STANDUP = Series(title="Daily standup", rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", minutes=15)
WEEKLY_PLAN = Series(title="Plan the week", rule="FREQ=WEEKLY;BYDAY=MO", minutes=30)
WEEKLY_REVIEW = Series(title="Weekly review", rule="FREQ=WEEKLY;BYDAY=FR", minutes=45)
INVOICES = Series(
    title="Send the invoices of the month", rule="FREQ=MONTHLY;BYMONTHDAY=-1", minutes=60, is_deadline=True
)


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
    plan_chance: float = 0.6
    """Chance that a task is planned for a day."""
    forget_chance: float = 0.0
    """Chance that the last focus session of the day is never ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the team."""

    username: str
    avatar: str
    """The name of a drawing of the page."""
    full_name: str
    about: str
    timezone: str
    department: str
    country: str
    """The country of the public holidays, as an ISO 3166 code."""
    habits: Habits
    day_start: time = time(0)
    preferences: Mapping[str, Any] = field(default_factory=dict)
    joined_days_ago: int | None = None
    """Days since the account was created, if that was during the quarter."""
    days_off: tuple[DaysOff, ...] = ()
    series: tuple[Series, ...] = (WEEKLY_REVIEW,)

    @property
    def settings(self) -> dict[str, Any]:
        """The preferences, with the country and the weekdays of work."""
        workdays = sorted(1 + day for day in self.habits.workdays)
        return {"country": self.country, "work_days": workdays, **self.preferences}

    @property
    def avatar_url(self) -> str:
        """The path of the avatar, one of those of the page."""
        return f"/avatars/{self.avatar}"

    @property
    def email(self) -> str:
        """An e-mail address in a reserved domain (RFC 2606)."""
        return f"{self.username}@example.com"


TEAM = (
    Member(
        username="lucia",
        avatar="fox",
        full_name="Lucía Fernández",
        about="leads the team, plans most",
        timezone="Europe/Madrid",
        department="product",
        country="ES",
        habits=Habits(
            starts_at=time(9),
            new_tasks=4.6,
            plan_chance=0.95,
            finished_tasks=4.4,
            break_chance=0.7,
            join_chance=0.6,
        ),
        preferences={"clock_out_time": "18:00", "theme": "light", "focus_goal_minutes": 100},
        days_off=(DaysOff(39, 1, "A long weekend in Lisbon"), DaysOff(-12, 4, "A week in the mountains")),
        series=(WEEKLY_PLAN, WEEKLY_REVIEW, INVOICES),
    ),
    Member(
        username="oliver",
        avatar="owl",
        full_name="Oliver Bennett",
        about="early bird",
        timezone="Europe/London",
        department="engineering",
        country="GB",
        habits=Habits(
            starts_at=time(6, 15), shutdown_chance=0.97, join_chance=0.7, break_chance=0.8, forget_chance=0.05
        ),
        preferences={"clock_out_time": "15:00", "theme": "light", "focus_goal_minutes": 120},
        days_off=(DaysOff(20, 1, "Moving house"),),
        series=(STANDUP, WEEKLY_REVIEW),
    ),
    Member(
        username="beatriz",
        avatar="fern",
        full_name="Beatriz Carvalho",
        about="night owl, Tuesday to Saturday",
        timezone="America/Sao_Paulo",
        department="design",
        country="BR",
        habits=Habits(
            starts_at=time(12, 30),
            workdays=TUESDAY_TO_SATURDAY,
            shutdown_chance=0.6,
            break_chance=0.4,
            focus_minutes=(50, 60, 90),
        ),
        preferences={"clock_out_time": "21:30", "theme": "dark", "focus_goal_minutes": 180},
        days_off=(DaysOff(60, 4, "A week by the sea"),),
        series=(Series(title="Weekly review", rule="FREQ=WEEKLY;BYDAY=SA", minutes=45),),
    ),
    Member(
        username="ananya",
        avatar="bee",
        full_name="Ananya Rao",
        about="works across midnight",
        timezone="Asia/Kolkata",
        department="support",
        country="IN",
        habits=Habits(starts_at=time(17), new_tasks=3.6, finished_tasks=3.5, join_chance=0.5),
        day_start=time(4),
        preferences={"clock_out_time": "02:00", "theme": "dark", "focus_goal_minutes": 90},
        days_off=(DaysOff(29, 1, "A visit of the family"),),
        series=(STANDUP,),
    ),
    Member(
        username="grace",
        avatar="whale",
        full_name="Grace Johnson",
        about="much overtime, few breaks",
        timezone="America/New_York",
        department="engineering",
        country="US",
        habits=Habits(
            starts_at=time(8, 30),
            hours=10.2,
            focus_sessions=5,
            break_chance=0.15,
            shutdown_chance=0.5,
            plan_chance=0,
        ),
        preferences={"theme": "dark", "focus_goal_minutes": 240},
        series=(INVOICES,),
    ),
    Member(
        username="aroha",
        avatar="kite",
        full_name="Aroha Walker",
        about="part-timer, Monday to Wednesday",
        timezone="Pacific/Auckland",
        department="marketing",
        country="NZ",
        habits=Habits(starts_at=time(9, 30), hours=4.5, workdays=MONDAY_TO_WEDNESDAY, focus_sessions=2),
        preferences={"clock_out_time": "14:00", "focus_goal_minutes": 60, "workday_limit_minutes": 300},
        days_off=(DaysOff(-3, 6, "School holidays"),),
        series=(Series(title="Weekly review", rule="FREQ=WEEKLY;BYDAY=WE", minutes=30), INVOICES),
    ),
    Member(
        username="lukas",
        avatar="hedgehog",
        full_name="Lukas Weber",
        about="on holiday for two weeks",
        timezone="Europe/Berlin",
        department="engineering",
        country="DE",
        habits=Habits(starts_at=time(8), break_chance=0.9),
        preferences={"clock_out_time": "17:00", "focus_goal_minutes": 120},
        days_off=(DaysOff(46, 13, "Two weeks in the mountains"),),
        series=(STANDUP, WEEKLY_REVIEW),
    ),
    Member(
        username="haruto",
        avatar="frog",
        full_name="Haruto Sato",
        about="deep focus",
        timezone="Asia/Tokyo",
        department="engineering",
        country="JP",
        habits=Habits(starts_at=time(9, 30), focus_sessions=5, focus_minutes=(50, 50, 60), join_chance=0.6),
        preferences={"clock_out_time": "18:30", "theme": "dark", "focus_goal_minutes": 200},
        days_off=(DaysOff(75, 1, "Skiing"),),
        series=(Series(title="Tidy up the backlog", rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", minutes=60),),
    ),
    Member(
        username="mateo",
        avatar="teapot",
        full_name="Mateo Álvarez",
        about="new since last month",
        timezone="America/Mexico_City",
        department="support",
        country="MX",
        habits=Habits(starts_at=time(9), join_chance=0.8, shutdown_chance=0.95),
        preferences={"clock_out_time": "18:00", "focus_goal_minutes": 60},
        joined_days_ago=26,
        days_off=(DaysOff(-20, 4, "The first holiday"),),
        series=(STANDUP, WEEKLY_REVIEW),
    ),
    Member(
        username="noa",
        avatar="moon",
        full_name="Noa Friedman",
        about="works Sunday to Thursday",
        timezone="Asia/Jerusalem",
        department="design",
        country="IL",
        habits=Habits(starts_at=time(8, 30), workdays=SUNDAY_TO_THURSDAY, break_chance=0.7),
        preferences={"clock_out_time": "17:30", "theme": "light", "focus_goal_minutes": 120},
        days_off=(DaysOff(11, 0, "The wedding of a friend"),),
        series=(Series(title="Weekly review", rule="FREQ=WEEKLY;BYDAY=TH", minutes=45),),
    ),
    Member(
        username="amara",
        avatar="mushroom",
        full_name="Amara Okafor",
        about="something every single day",
        timezone="Africa/Lagos",
        department="marketing",
        country="NG",
        habits=Habits(
            starts_at=time(8), shutdown_chance=0.98, day_off_chance=1.0, join_chance=0.5, new_tasks=3.4
        ),
        preferences={"clock_out_time": "17:00", "theme": "light", "focus_goal_minutes": 100},
        days_off=(DaysOff(40, 4, "At home with the family"),),
        series=(Series(title="Water the plants", rule="FREQ=DAILY;INTERVAL=3", minutes=10), WEEKLY_REVIEW),
    ),
    Member(
        username="ravi",
        avatar="pebble",
        full_name="Ravi Shrestha",
        about="much planned, much left overdue",
        timezone="Asia/Kathmandu",
        department="product",
        country="NP",
        habits=Habits(
            starts_at=time(10),
            finished_tasks=1.2,
            plan_chance=0.9,
            focus_sessions=2,
            shutdown_chance=0.3,
            join_chance=0.2,
        ),
        days_off=(DaysOff(25, 2, "Trekking"),),
        series=(WEEKLY_REVIEW, INVOICES),
    ),
)

SETTINGS = {"PYTHON_THREADPOOL_THREAD_COUNT": str(4 * len(TEAM))}
"""With these, the whole team may register at once: a quarter of the threads may wait to hash a password."""
