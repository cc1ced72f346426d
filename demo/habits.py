"""What somebody does on each day of the quarter: decided by chance from their habits, without a store."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from demo.backlog import Backlog
from demo.desk import Desk, DomainEvent
from demo.phrases import NOTES, TRADES
from demo.team import Member
from shared.entities.calendar import week_of
from shared.rules.rewards.challenges import CHALLENGES
from shared.views.focus_session import SessionType
from shared.views.shutdown import ProductivityRating

_RATINGS = (
    *(ProductivityRating.GREAT, ProductivityRating.GOOD, ProductivityRating.GOOD),
    *(ProductivityRating.OKAY, ProductivityRating.TOUGH),
)
_LUNCH_FROM_HOURS = 6  # a shorter day has none
_MIN_FOCUS = timedelta(minutes=35)  # what has to be left of a half day to start a focus session

# Chances
_COMPLETED = 0.9  # focus sessions and breaks; the others are stopped
_REVISED = 0.25  # after each focus session, a task
_REOPENED = 0.06  # a day, each of these
_DROPPED = 0.06
_TIDIED_UP = 0.02
_LEFT = 0.05
_SHUT_DOWN_TWICE = 0.03
_ILL = 0.02
_NOTED = 0.6  # shutdowns
_NEW_THEME = 0.02
_THIRSTY = 0.8  # after each focus session
_LUNCH_NOTED = 0.85
_WALK = 0.3  # after lunch

_CARES_SINCE_DAYS = 21  # they have noted what they drink and eat for three weeks
_GLASSES_ML = (200, 250, 330, 500)


class Step(NamedTuple):
    """A deed, and when it is done."""

    at: datetime
    event: DomainEvent


def live(member: Member, first: date, last: date, seed: int) -> Iterator[Step]:
    """Go through a member's deeds from one local day to another, in the order of time."""
    activity = _Life(member, seed)
    if member.new_since_days is not None:
        first = max(first, last - timedelta(days=member.new_since_days))
    for number in range((last - first).days + 1):
        activity.spend(first + timedelta(days=number), age=(last - first).days - number)
    return iter(activity.steps)


class _Life:
    """Writes down what a member does; `_now` goes on with it, by whole seconds."""

    def __init__(self, member: Member, seed: int) -> None:
        self.steps: list[Step] = []
        self._member = member
        self._habits = member.habits
        self._random = Random(f"{seed} {member.username}")  # noqa: S311 - keeps no secret
        self._backlog = Backlog(TRADES[member.trade], self._random)
        self._now = datetime.min.replace(tzinfo=UTC)
        self._week = ""
        self._joined: list[str] = []
        self._cares = False

    def spend(self, day: date, age: int) -> None:
        """Live through a day that lies so many days before the last."""
        self._wake(day)
        if not self.steps:
            self._do(Desk.sign_up)
            self._pass(2, 5)
            self._do(Desk.come_on_board)
            self._pass(5, 20)
        self._cares = age < _CARES_SINCE_DAYS
        away = self._member.holiday_days_ago
        if away and away[0] >= age > away[1]:
            return
        if day.weekday() in self._habits.workdays:
            if not self._happens(_ILL):
                self._work(day)
        elif self._happens(self._habits.days_off):
            self._pass(60, 240)
            self._do(self._backlog.finish() or self._backlog.plan(day, self._now))

    def _work(self, day: date) -> None:
        self._do(Desk.clock_in)
        self._drink()
        self._plan(day)
        minutes = self._habits.hours * 60
        if self._habits.hours < _LUNCH_FROM_HOURS:
            self._concentrate(day, minutes, self._habits.focus_sessions)
        else:
            before_lunch = self._habits.focus_sessions // 2
            self._concentrate(day, minutes / 2, before_lunch)
            self._do(Desk.clock_out)
            self._pass(35, 60)
            self._care_at_noon()
            self._do(Desk.clock_in)
            self._concentrate(day, minutes / 2, self._habits.focus_sessions - before_lunch)
        self._sweep()
        if self._happens(self._habits.forgets):
            self._do(partial(Desk.start, minutes=25, session_type=SessionType.FOCUS))
        self._do(Desk.clock_out)
        if self._happens(self._habits.shuts_down):
            self._shut_down()
            if self._happens(_SHUT_DOWN_TWICE):
                self._shut_down()

    def _plan(self, day: date) -> None:
        """See what the day and, on its first day of work, the week shall bring."""
        if week_of(day) != self._week:
            self._week = week_of(day)
            self._joined = [one.id for one in CHALLENGES if self._happens(self._habits.joins)]
            for challenge_id in self._joined:
                self._pass(0, 1)
                self._do(partial(Desk.join, challenge_id=challenge_id))
        for _ in range(self._about(self._habits.new_tasks)):
            self._pass(1, 4)
            self._do(self._backlog.plan(day, self._now))
        if self._happens(_NEW_THEME):
            self._do(
                partial(Desk.change_preference, name="theme", value=self._random.choice(("dark", "light")))
            )

    def _concentrate(self, day: date, minutes: float, sessions: int) -> None:
        """Work for some time: focus, take breaks, and get things done in between."""
        end = self._now + timedelta(minutes=round(minutes))
        for _ in range(sessions):
            self._pass(5, 30)
            if end - self._now < _MIN_FOCUS:
                break
            self._sit(SessionType.FOCUS, self._random.choice(self._habits.focus_minutes))
            self._drink()
            for _ in range(self._about(self._habits.finished_tasks / self._habits.focus_sessions)):
                self._pass(1, 6)
                self._do(self._backlog.finish())
            if self._happens(_REVISED):
                self._pass(1, 3)
                self._do(self._backlog.revise(day))
            if self._happens(self._habits.pauses):
                self._pass(0, 5)
                self._sit(SessionType.BREAK, self._random.choice((5, 10, 15)))
        self._now = max(self._now, end)
        self._pass(0, 12)

    def _sit(self, session_type: SessionType, minutes: int) -> None:
        self._do(partial(Desk.start, minutes=minutes, session_type=session_type))
        if self._happens(_COMPLETED):
            self._pass(minutes, minutes + 2)
            self._do(Desk.complete)
        else:
            self._pass(minutes / 5, minutes * 4 / 5)
            self._do(Desk.stop)

    def _drink(self) -> None:
        if self._cares and self._happens(_THIRSTY):
            self._pass(0, 2)
            self._do(partial(Desk.drink, amount_ml=self._random.choice(_GLASSES_ML)))

    def _care_at_noon(self) -> None:
        if self._cares and self._happens(_LUNCH_NOTED):
            self._do(Desk.have_lunch)
            if self._happens(_WALK):
                self._do(partial(Desk.rest, minutes=15))
            self._drink()

    def _sweep(self) -> None:
        """Put the list of tasks and the challenges in order, now and then."""
        chances: tuple[tuple[float, Callable[[], DomainEvent | None]], ...] = (
            (_REOPENED, self._backlog.reopen),
            (_DROPPED, self._backlog.drop),
            (_TIDIED_UP, self._backlog.tidy_up),
            (_LEFT, self._leave),
        )
        for chance, find in chances:
            if self._happens(chance):
                self._pass(0, 2)
                self._do(find())

    def _leave(self) -> DomainEvent | None:
        return partial(Desk.leave, challenge_id=self._joined.pop()) if self._joined else None

    def _shut_down(self) -> None:
        self._pass(2, 10)
        rating = self._random.choice(_RATINGS)
        note = self._random.choice(NOTES[rating]) if self._happens(_NOTED) else None
        disconnected = tuple(self._happens(3 / 4) for _ in range(3))
        fields = {"reflection_note": note, "mindful_disconnect_completed": disconnected}
        self._do(partial(Desk.shut_down, rating=rating, fields=fields))

    def _wake(self, day: date) -> None:
        begins = datetime.combine(day, self._habits.begins, ZoneInfo(self._member.timezone)).astimezone(UTC)
        self._now = max(self._now, begins - timedelta(minutes=15))
        self._pass(0, 30)

    def _do(self, event: DomainEvent | None) -> None:
        if event is not None:
            self.steps.append(Step(self._now, event))

    def _pass(self, least: float, most: float) -> None:
        """Let so many minutes go by."""
        self._now += timedelta(seconds=round(self._random.uniform(least, most) * 60))

    def _happens(self, chance: float) -> bool:
        return self._random.random() < chance

    def _about(self, average: float) -> int:
        return int(average * self._random.uniform(0.5, 1.5) + self._random.random())
