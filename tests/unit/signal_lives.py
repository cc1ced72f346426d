"""Random and regular lives, from which signals are computed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from msgspec.structs import replace

from shared.entities.assistant_state import AssistantState
from shared.entities.calendar import Calendar, find_zone
from shared.entities.daily_totals import DailyTotals
from shared.entities.events import WorkSessionFinished
from shared.entities.health import Meal, Rest
from shared.entities.interval import Interval
from shared.entities.pauses import Pause
from shared.entities.totals import LifetimeTotals
from shared.entities.user import User
from shared.entities.work_calendar import DaysOff
from shared.entities.work_session import WorkSession
from shared.rules.assistant.history import History
from shared.rules.assistant.rhythm import RATINGS, rhythm_day
from shared.rules.rewards import work
from shared.views.companion import NeedKind
from shared.views.health import MealKind
from tests.oracle.naive_calendar import NaiveCalendar
from tests.oracle.signals import DAY, HOUR, Session, TrackedLife, moment_of, slot_of
from tests.unit.activities import user_of

ZONES = ("UTC", "Europe/Madrid", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")
LAST_DAYS = (date(2026, 3, 18), date(2026, 4, 3), date(2026, 11, 5))  # two of them after a change of clocks
_RATING_OF = {number: rating for rating, number in RATINGS.items()}
_DAY = timedelta(days=1)


def history_of(life: TrackedLife, zone: str = "UTC") -> History:
    """Return the history of a life, of which all days are known."""
    user = _user_of(life, zone)
    days = _totals_of(life, user)
    running = [one for one in life.sessions if one.end is None]
    first = min(days, default=life.today)
    numbers = [
        rhythm_day(days.get(on, DailyTotals(user_id="ada", local_date=on)), user, life.today)
        for on in (first + number * _DAY for number in range((life.today - first).days + 1))
    ]
    return History(
        user=user,
        now=moment_of(life.now),
        days=numbers,
        recent={on: day for on, day in days.items() if on >= life.today - 42 * _DAY},
        running=_session_of(running[0], life.now) if running else None,
        state=AssistantState(user_id="ada"),
        lifetime=LifetimeTotals(user_id="ada"),
        holidays=lambda _country, _year: (),
    )


def _user_of(life: TrackedLife, zone: str) -> User:
    off = (
        DaysOff(id=str(number), user_id="ada", begin=begin, end=end)
        for number, (begin, end) in enumerate(life.days_off)
    )
    user = user_of(zone, life.calendar.day_start, work_days=[*life.work_days])
    return replace(user, days_off=tuple(off))


def _session_of(session: Session, now: int) -> WorkSession:
    pauses = (
        Pause(moment_of(begin), None if session.end is None and end > now else moment_of(end))
        for begin, end in session.pauses
    )
    return WorkSession(
        id=f"session {session.begin}",
        user_id="ada",
        start_time=moment_of(session.begin),
        end_time=None if session.end is None else moment_of(session.end),
        pauses=tuple(pauses),
    )


def _totals_of(life: TrackedLife, user: User) -> dict[date, DailyTotals]:
    calendar, limit = user.calendar, user.workday_limit_minutes * 60
    ended = [_session_of(one, life.now) for one in life.sessions if one.end is not None]
    events = [
        WorkSessionFinished.of(one, calendar, calendar.date_of(one.end_time), limit)
        for one in ended
        if one.end_time is not None
    ]
    by_day: dict[date, list[WorkSessionFinished]] = {}
    for event in events:
        for on in event.days:
            by_day.setdefault(on, []).append(event)
    days = {on: work.recount(_empty(on), found, moment_of(life.now))[0] for on, found in by_day.items()}
    _add_health(life, calendar, days)
    _add_reminders(life, calendar, days)
    for on, rating in life.ratings.items():
        days[on] = replace(days.get(on) or _empty(on), shutdown_rating=_RATING_OF[rating])
    return days


def _add_health(life: TrackedLife, calendar: Calendar, days: dict[date, DailyTotals]) -> None:
    for begin, end in life.rests:
        for on, parts in calendar.parts([Interval(moment_of(begin), moment_of(end), "rest")]).items():
            for part in parts:
                days[on] = (days.get(on) or _empty(on)).with_rest(part)
        on = calendar.date_of(moment_of(end))
        rest = Rest(
            id="rest",
            user_id="ada",
            at=moment_of(end),
            on=on,
            minutes=5 * (end - begin),
            began_on=calendar.date_of(moment_of(begin)),
        )
        days[on] = (days.get(on) or _empty(on)).with_entry(rest)
    for kind, eaten in ((MealKind.LUNCH, life.meals), (MealKind.SNACK, life.snacks)):
        for slot in eaten:
            on = calendar.date_of(moment_of(slot))
            meal = Meal(id="meal", user_id="ada", at=moment_of(slot), on=on, kind=kind)
            days[on] = (days.get(on) or _empty(on)).with_entry(meal)


def _add_reminders(life: TrackedLife, calendar: Calendar, days: dict[date, DailyTotals]) -> None:
    for slot in life.reminders:
        on = calendar.date_of(moment_of(slot))
        days[on] = (days.get(on) or _empty(on)).with_reminder(NeedKind.REST, moment_of(slot))


def _empty(on: date) -> DailyTotals:
    return DailyTotals(user_id="ada", local_date=on)


def local_slot(calendar: NaiveCalendar, on: date, clock: float) -> int:
    """Return the slot of a local time in hours after midnight, which may be of the next date."""
    moment = datetime.combine(on, time(), calendar.zone) + timedelta(hours=clock)
    return slot_of(moment.astimezone(UTC))


def random_life(random: Random) -> tuple[TrackedLife, str]:
    """Return a life of some weeks with habits, and with others in its last two weeks, and its time zone."""
    zone = random.choice(ZONES)
    found = find_zone(zone)
    assert found is not None
    calendar = NaiveCalendar(found, time(random.choice((0, 0, 4))))
    last, weeks = random.choice(LAST_DAYS), random.choice((1, 3, 6, 8, 11))
    now = local_slot(calendar, last, random.uniform(5, 23.5))
    before, lately = _Habits(random), _Habits(random)
    sessions: list[Session] = []
    rests: list[tuple[int, int]] = []
    meals: list[int] = []
    snacks: list[int] = []
    reminders: list[int] = []
    ratings: dict[date, int] = {}
    for age in range(weeks * 7 + random.randrange(7), -1, -1):
        on, habits = last - age * _DAY, lately if age < 14 else before
        for begin, length in habits.sessions_of(on):
            slot = max(local_slot(calendar, on, begin), *(one.end or now for one in sessions[-1:]), 0)
            sessions.append(Session(slot, slot + length, habits.pauses_of(slot, length)))
            rests += habits.rests_of(slot, length)
            meals += habits.some(habits.meals, slot + length // 2)
            reminders += habits.reminders_of(slot, length)
            snacks += habits.some(0.2, slot + length // 3)
        if random.random() < habits.rates:
            ratings[on] = random.choice(habits.ratings)
    off = tuple((day, day + random.randrange(9) * _DAY) for day in _some_days(random, last))
    life = TrackedLife(
        now=now,
        calendar=calendar,
        work_days=random.choice(((1, 2, 3, 4, 5), (1, 2, 3), (2, 3, 4, 5, 6))),
        days_off=off,
        sessions=tuple(_until(sessions, now)),
        rests=tuple((begin, end) for begin, end in rests if end <= now),
        meals=tuple(slot for slot in meals if slot <= now),
        snacks=tuple(slot for slot in snacks if slot <= now),
        reminders=tuple(slot for slot in reminders if slot <= now),
        ratings=ratings,
    )
    return life, zone


def _some_days(random: Random, last: date) -> list[date]:
    return [last - random.randrange(80) * _DAY for _ in range(random.choice((0, 0, 1, 3)))]


def _until(sessions: Iterable[Session], now: int) -> list[Session]:
    found = []
    for session in sessions:
        if session.begin < now:
            is_running = session.end is None or session.end > now
            pauses = tuple((begin, end) for begin, end in session.pauses if begin < now)
            found.append(Session(session.begin, None if is_running else session.end, pauses))
    return found


class _Habits:
    """How a user works and rests in some weeks."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._start = random.choice((6, 8, 9, 9, 14, 22))
        self._hours = random.choice((4, 7, 8, 9, 10, 11.5))
        self._evenings = random.choice((0, 0, 0.2, 0.6))
        self._weekends = random.choice((0, 0, 0.3, 1))
        self._pauses = random.choice((0, 0.1, 0.8))
        self._rests = random.choice((0, 0, 0.3, 0.9))
        self._reminders = random.choice((0, 0.1, 0.7))
        self.meals = random.choice((0, 0, 0.1, 0.9))
        self.rates = random.choice((0, 0.3, 0.9))
        self.ratings = random.choice(((1,), (1, 2, 3, 4), (2, 3, 4), (1, 1, 3)))

    def some(self, chance: float, value: int) -> list[int]:
        """Return the value, or none."""
        return [value] if self._random.random() < chance else []

    def sessions_of(self, on: date) -> list[tuple[float, int]]:
        """Return the local hour at which each session of a day begins, and its length in slots."""
        if on.isoweekday() > 5 and self._random.random() >= self._weekends:
            return []
        begin = self._start + self._random.uniform(-1, 1)
        hours = max(0.5, self._hours + self._random.uniform(-1.5, 1.5))
        if self._random.random() < 0.02:
            hours += 20  # forgotten
        found = [(begin, round(hours * HOUR))]
        if self._random.random() < self._evenings:
            found.append((begin + hours + self._random.uniform(0, 5), self._random.randrange(1, 40)))
        return found

    def pauses_of(self, begin: int, length: int) -> tuple[tuple[int, int], ...]:
        """Return the pauses of a session."""
        pauses: list[tuple[int, int]] = []
        at = begin
        while self._random.random() < self._pauses and len(pauses) < 3:
            first = at + self._random.randrange(1, 40)
            at = first + self._random.choice((1, 2, 3, 4, 12))
            if at >= begin + length:
                break
            pauses.append((first, at))
        return tuple(pauses)

    def reminders_of(self, begin: int, length: int) -> list[int]:
        """Return the reminders of rest in a session: some, not all."""
        return [slot for slot in range(begin, begin + length, 13) if self._random.random() < self._reminders]

    def rests_of(self, begin: int, length: int) -> list[tuple[int, int]]:
        """Return the rests that are tracked in a session."""
        if self._random.random() >= self._rests:
            return []
        first = begin + self._random.randrange(length)
        return [(first, first + self._random.choice((1, 2, 3, 6)))]


__all__ = ["DAY", "HOUR", "history_of", "local_slot", "random_life"]
