"""The actions of a member on each day of the quarter, at random from the member's habits, without a store."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from demo.backlog import Backlog
from demo.phrases import NOTES
from demo.team import Member
from demo.user import Action, DemoUser
from demo.workdays import Workdays
from shared.entities.calendar import week_of
from shared.rules.rewards.challenges import CHALLENGES
from shared.views.focus_session import SessionType
from shared.views.shutdown import ProductivityRating

_RATINGS = (
    *(ProductivityRating.GREAT, ProductivityRating.GOOD, ProductivityRating.GOOD),
    *(ProductivityRating.OKAY, ProductivityRating.TOUGH),
)
_MIN_HOURS_WITH_LUNCH = 6  # a shorter workday has no lunch break
_MIN_FOCUS = timedelta(minutes=35)  # the time that must be left to start a focus session

# Chances
_COMPLETION_CHANCE = 0.9  # of focus sessions and breaks; the others are stopped
_REVISION_CHANCE = 0.25  # of a task, after each focus session
_REOPENING_CHANCE = 0.06  # per day, like the next six
_DROPPING_CHANCE = 0.06
_TIDYING_CHANCE = 0.02
_LEAVING_CHANCE = 0.05
_SECOND_SHUTDOWN_CHANCE = 0.03
_ILLNESS_CHANCE = 0.02
_PLAN_AGAIN_CHANCE = 0.3
_READING_CHANCE = 0.4  # of the notifications, per day of the last week
_SICK_NOTE_CHANCE = 2 / 3  # of a day of illness
_NOTE_CHANCE = 0.6  # per shutdown
_NEW_THEME_CHANCE = 0.02
_DRINK_CHANCE = 0.8  # after each focus session
_LUNCH_CHANCE = 0.85
_WALK_CHANCE = 0.3  # after lunch

_HEALTH_LOG_DAYS = 21  # drinks, meals and rests are logged in the last three weeks
_REMINDED_DAYS = 7  # some reminders are delivered in the last week
_GLASSES_ML = (200, 250, 330, 500)


class PlannedAction(NamedTuple):
    """An action and its time."""

    at: datetime
    action: Action


def schedule_member(member: Member, first: date, last: date, seed: int) -> Iterator[PlannedAction]:
    """Return a member's actions from one local day to another, sorted by time."""
    schedule = _MemberSchedule(member, Workdays(member, last), seed)
    if member.joined_days_ago is not None:
        first = max(first, last - timedelta(days=member.joined_days_ago))
    for number in range((last - first).days + 1):
        schedule.plan_day(first + timedelta(days=number), age=(last - first).days - number)
    return iter(schedule.actions)


class _MemberSchedule:
    """Collects a member's actions; `_now`, in whole seconds, advances with them."""

    def __init__(self, member: Member, workdays: Workdays, seed: int) -> None:
        self.actions: list[PlannedAction] = []
        self._member = member
        self._habits = member.habits
        self._random = Random(f"{seed} {member.username}")  # noqa: S311 - not used for secrets
        self._workdays = workdays
        self._backlog = Backlog(member, workdays, self._random)
        self._unstarted = list(member.series)
        self._now = datetime.min.replace(tzinfo=UTC)
        self._week = ""
        self._joined: list[str] = []
        self._logs_health = False
        self._is_reminded = False

    def plan_day(self, day: date, age: int) -> None:
        """Add the actions of a day; `age` is the number of days until the last day."""
        self._start_day(day)
        if not self.actions:
            self._do(DemoUser.sign_up)
            self._wait(2, 5)
            self._do(DemoUser.complete_onboarding)
            self._wait(5, 20)
        self._logs_health = age < _HEALTH_LOG_DAYS
        self._is_reminded = age < _REMINDED_DAYS
        if day in self._workdays and not self._is_ill(day):
            self._work(day)
        elif self._happens(self._habits.day_off_chance):
            self._wait(60, 240)
            self._do(self._backlog.complete(day) or self._backlog.create(day, self._now))

    def _is_ill(self, day: date) -> bool:
        """Return whether the member is ill, and mostly take the day off: otherwise it ends a streak."""
        if not self._happens(_ILLNESS_CHANCE):
            return False
        if self._happens(_SICK_NOTE_CHANCE):
            self._workdays.take_off(day, day)
            self._do(partial(DemoUser.plan_days_off, begin=day, end=day, note="Ill"))
        return True

    def _work(self, day: date) -> None:
        self._do(DemoUser.clock_in)
        self._drink()
        if self._is_reminded and self._happens(_READING_CHANCE):
            self._wait(0, 3)
            self._do(DemoUser.read_notifications)
        self._plan_work(day)
        minutes = self._habits.hours * 60
        if self._habits.hours < _MIN_HOURS_WITH_LUNCH:
            self._work_focused(day, minutes, self._habits.focus_sessions)
        else:
            before_lunch = self._habits.focus_sessions // 2
            self._work_focused(day, minutes / 2, before_lunch)
            self._do(DemoUser.clock_out)
            self._wait(35, 60)
            self._have_lunch()
            self._do(DemoUser.clock_in)
            self._work_focused(day, minutes / 2, self._habits.focus_sessions - before_lunch)
        self._tidy_up()
        if self._happens(self._habits.forget_chance):
            self._do(partial(DemoUser.start_focus_session, minutes=25, session_type=SessionType.FOCUS))
        self._do(DemoUser.clock_out)
        if self._happens(self._habits.shutdown_chance):
            self._shut_down()
            if self._happens(_SECOND_SHUTDOWN_CHANCE):
                self._shut_down()

    def _plan_work(self, day: date) -> None:
        """Plan the day: its tasks, days off and, on the first workday of a week, challenges."""
        if week_of(day) != self._week:
            self._week = week_of(day)
            self._joined = [
                challenge.id for challenge in CHALLENGES if self._happens(self._habits.join_chance)
            ]
            for challenge_id in self._joined:
                self._wait(0, 1)
                self._do(partial(DemoUser.join, challenge_id=challenge_id))
        for begin, end, note in self._workdays.plan_days_off(day):
            self._wait(0, 2)
            self._do(partial(DemoUser.plan_days_off, begin=begin, end=end, note=note))
        while self._unstarted:
            self._wait(1, 2)
            self._do(self._backlog.begin_series(self._unstarted.pop(0), day))
        if self._happens(_PLAN_AGAIN_CHANCE):
            self._wait(0, 2)
            self._do(self._backlog.plan_again(day))
        for _ in range(self._around(self._habits.new_tasks) - self._backlog.count_recurring(day)):
            self._wait(1, 4)
            self._do(self._backlog.create(day, self._now))
        if self._happens(_NEW_THEME_CHANCE):
            self._do(
                partial(
                    DemoUser.change_preference, name="theme", value=self._random.choice(("dark", "light"))
                )
            )

    def _work_focused(self, day: date, length: float, sessions: int) -> None:
        """Work for some minutes, with focus sessions and breaks, and tasks completed in between."""
        end = self._now + timedelta(minutes=round(length))
        for _ in range(sessions):
            self._wait(5, 30)
            if end - self._now < _MIN_FOCUS:
                break
            minutes = self._random.choice(self._habits.focus_minutes)
            self._run_focus_session(SessionType.FOCUS, minutes, self._backlog.most_urgent(day))
            self._drink()
            for _ in range(self._around(self._habits.finished_tasks / self._habits.focus_sessions)):
                self._wait(1, 6)
                self._do(self._backlog.complete(day))
            if self._happens(_REVISION_CHANCE):
                self._wait(1, 3)
                self._do(self._backlog.revise(day))
            if self._happens(self._habits.break_chance):
                self._wait(0, 5)
                self._run_focus_session(SessionType.BREAK, self._random.choice((5, 10, 15)))
        self._now = max(self._now, end)
        self._wait(0, 12)

    def _run_focus_session(self, session_type: SessionType, minutes: int, number: int | None = None) -> None:
        """Complete or stop a focus session or a break; `number` is that of the task in focus."""
        start = partial(DemoUser.start_focus_session, minutes=minutes, session_type=session_type)
        self._do(start if number is None else partial(start, number=number))
        if self._happens(_COMPLETION_CHANCE):
            self._wait(minutes, minutes + 2)
            self._do(DemoUser.complete_focus_session)
        else:
            self._wait(minutes / 5, minutes * 4 / 5)
            self._do(DemoUser.stop_focus_session)

    def _drink(self) -> None:
        if self._logs_health and self._happens(_DRINK_CHANCE):
            self._wait(0, 2)
            self._do(partial(DemoUser.drink, amount_ml=self._random.choice(_GLASSES_ML)))

    def _have_lunch(self) -> None:
        if self._logs_health and self._happens(_LUNCH_CHANCE):
            self._do(DemoUser.have_lunch)
            if self._happens(_WALK_CHANCE):
                self._do(partial(DemoUser.rest, minutes=15))
            self._drink()

    def _tidy_up(self) -> None:
        """Occasionally reopen or delete a task, or leave a challenge."""
        candidates: tuple[tuple[float, Callable[[], Action | None]], ...] = (
            (_REOPENING_CHANCE, self._backlog.reopen),
            (_DROPPING_CHANCE, self._backlog.drop),
            (_TIDYING_CHANCE, self._backlog.tidy_up),
            (_LEAVING_CHANCE, self._leave),
        )
        for chance, find_action in candidates:
            if self._happens(chance):
                self._wait(0, 2)
                self._do(find_action())

    def _leave(self) -> Action | None:
        return partial(DemoUser.leave, challenge_id=self._joined.pop()) if self._joined else None

    def _shut_down(self) -> None:
        self._wait(2, 10)
        rating = self._random.choice(_RATINGS)
        note = self._random.choice(NOTES[rating]) if self._happens(_NOTE_CHANCE) else None
        disconnected = tuple(self._happens(3 / 4) for _ in range(3))
        self._do(
            partial(DemoUser.shut_down, rating=rating, note=note, mindful_disconnect_completed=disconnected)
        )

    def _start_day(self, day: date) -> None:
        zone = ZoneInfo(self._member.timezone)
        start = datetime.combine(day, self._habits.starts_at, zone).astimezone(UTC)
        self._now = max(self._now, start - timedelta(minutes=15))
        self._wait(0, 30)

    def _do(self, action: Action | None) -> None:
        if action is not None:
            self.actions.append(PlannedAction(self._now, action))

    def _wait(self, min_minutes: float, max_minutes: float) -> None:
        """Advance the time by a random number of minutes."""
        self._now += timedelta(seconds=round(self._random.uniform(min_minutes, max_minutes) * 60))

    def _happens(self, chance: float) -> bool:
        return self._random.random() < chance

    def _around(self, average: float) -> int:
        return int(average * self._random.uniform(0.5, 1.5) + self._random.random())
