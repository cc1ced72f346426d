"""Simulated lives of work, day by day, and the looks for alerts that the timer makes in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from random import Random
from typing import Any

from msgspec.structs import replace

from shared.entities.assistant_state import AssistantState
from shared.entities.calendar import monday_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import Interval, duration, intersect
from shared.entities.notification import Notification
from shared.entities.pauses import Pause
from shared.entities.rhythm import RhythmDay
from shared.entities.totals import LifetimeTotals
from shared.entities.user import User
from shared.entities.work_session import WorkSession
from shared.rules.assistant.alerts.alert import Alert
from shared.rules.assistant.alerts.alerts import ALERTS, alerts_of
from shared.rules.assistant.history import History
from shared.rules.assistant.rhythm import rhythm_day
from shared.views.notification import NotificationKind

MONDAY = date(2026, 1, 5)
"""The first day of every life."""

OVERLOAD, LONG_DAY, RECOVERY = ALERTS

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_RECENT = 42  # days whose totals are read
_WITHOUT_BREAK = 5.5  # hours
_BREAK = timedelta(minutes=45)
_FIRST_LOOK, _LAST_LOOK = timedelta(hours=4), timedelta(hours=1, minutes=5)  # those of the timer
_REMEMBERED = timedelta(days=28)
_MORNING = time(8)


@dataclass(frozen=True)
class Shift:
    """The work of a day: hours without lunch, from an hour of the day on."""

    start: float
    hours: float


Plan = Callable[[int], Mapping[int, Shift]]
"""The shifts of a week, by ISO weekday; weeks are counted from 0."""


def every_week(hours: float, *weekdays: int, start: float = 9) -> Plan:
    """Return a plan of equal days."""
    return lambda _: dict.fromkeys(weekdays or range(1, 6), Shift(start, hours))


@dataclass(frozen=True)
class Sent:
    """An alert that was sent, and when."""

    at: datetime
    alert: Alert

    @property
    def kind(self) -> NotificationKind:
        """The kind of the alert."""
        return self.alert.kind


@dataclass
class Life:
    """A user who works by a plan, with some jitter, and what the user was sent."""

    user: User
    state: AssistantState
    days: dict[date, DailyTotals] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    limits_passed: dict[date, datetime] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    _numbers: dict[date, RhythmDay] = field(default_factory=dict)

    def live(self, plan: Plan, weeks: int, seed: object, jitter: float = 0.4) -> "Life":
        """Live some weeks; starts and lengths of days differ from the plan by at most `jitter` hours."""
        random = Random(f"{seed}")  # noqa: S311 - keeps no secret
        for number in range(7 * weeks):
            on = MONDAY + number * _DAY
            shift = plan(number // 7).get(on.isoweekday())
            free = self.user.work_calendar.is_free(on, lambda *_: self.holidays)
            session = None
            if shift is not None and not free:
                start = shift.start + random.uniform(-jitter, jitter)
                session = _session(on, start, max(0.5, shift.hours + random.uniform(-jitter, jitter)))
            self._live_day(on, session)
        return self

    def _live_day(self, on: date, session: WorkSession | None) -> None:
        morning = datetime.combine(on, _MORNING, UTC)
        if on.weekday() == 0 and (session is None or session.start_time > morning):
            self._look(morning, None, (OVERLOAD, RECOVERY))
        if session is not None:
            self._work(session)
        if on.weekday() == 0 and session is not None and session.start_time <= morning:
            self._look(morning, session, (OVERLOAD, RECOVERY))

    def _work(self, session: WorkSession) -> None:
        """Look for alerts as the timer does while a session runs, and end it."""
        assert session.end_time is not None
        self._look(session.start_time + _MINUTE, session, ALERTS)
        limit, on = timedelta(minutes=self.user.long_day_minutes), session.start_time.date()
        for at in self._checks(session, limit):
            if _LAST_LOOK - _MINUTE <= limit - _worked(session, at) <= _FIRST_LOOK:
                self._look(at, session, (LONG_DAY,))
        for on, parts in self.user.calendar.parts(session.intervals).items():
            day = self.days.get(on) or DailyTotals(user_id="ada", local_date=on)
            seconds = int(duration(parts).total_seconds())
            hours = {0: seconds + day.work_hours.get(0, 0)}
            self.days[on] = replace(day, worked=(*day.worked, *parts), work_hours=hours)
        paused = self.user.calendar.parts(session.paused_intervals)
        for on, parts in paused.items():
            self.days[on] = replace(self.days[on], paused=(*self.days[on].paused, *parts))
        for on in {*self.user.calendar.parts(session.intervals)}:
            self._numbers.pop(on, None)
            if duration(self.days[on].worked) > limit:
                self.limits_passed[on] = _moment_of(self.days[on].worked, limit)

    def _checks(self, session: WorkSession, limit: timedelta) -> list[datetime]:
        """Return when the timer checks a session: hourly, and at the latest look before the limit."""
        assert session.end_time is not None
        hours = (session.end_time - session.start_time) // _HOUR
        checks = [session.start_time + number * _HOUR for number in range(1, hours + 1)]
        worked = session.intervals
        if duration(worked) > limit - _LAST_LOOK:
            checks.append(_moment_of(worked, limit - _LAST_LOOK) + _MINUTE)
        return sorted(one for one in checks if any(part.begin < one < part.end for part in worked))

    def _look(self, now: datetime, session: WorkSession | None, kinds: Sequence[NotificationKind]) -> None:
        recent = [one for one in self.sent if now - one.at < _REMEMBERED]
        last = {one.kind: _notification(one) for one in recent}
        for alert in alerts_of(self.history(now, session), last, kinds):
            self.sent.append(Sent(now, alert))

    def history(self, now: datetime, session: WorkSession | None = None) -> History:
        """Return what the assistant knows at a moment."""
        today = now.date()
        first = min((*self.days, today))
        dates = [first + number * _DAY for number in range((today - first).days + 1)]
        for on in dates[:-1]:
            if on not in self._numbers:
                self._numbers[on] = self._number(on, today)
        return History(
            user=self.user,
            now=now,
            days=[*(self._numbers[on] for on in dates[:-1]), self._number(today, today)],
            recent={on: self.days[on] for on in dates[-_RECENT:] if on in self.days},
            running=None if session is None else replace(_so_far(session, now), end_time=None),
            state=self.state,
            lifetime=LifetimeTotals(user_id="ada"),
            holidays=lambda *_: self.holidays,
        )

    def _number(self, on: date, today: date) -> RhythmDay:
        day = self.days.get(on)
        return RhythmDay() if day is None else rhythm_day(day, self.user, today)

    def hours_of_week(self, monday: date) -> float:
        """Return the hours worked in an ISO week."""
        week = (self.days.get(monday + number * _DAY) for number in range(7))
        return sum(day.seconds_at_work for day in week if day) / 3600

    def alerts(self, kind: NotificationKind) -> list[Sent]:
        """Return the alerts of a kind, oldest first."""
        return [one for one in self.sent if one.kind is kind]

    @property
    def first_long_week(self) -> date | None:
        """The Monday of the first week with more than 48 hours."""
        mondays = sorted({monday_of(on) for on in self.days})
        return next((monday for monday in mondays if self.hours_of_week(monday) > 48), None)


def life_of(
    *, preferences: Mapping[str, Any] | None = None, state: AssistantState | None = None, **fields: Any
) -> Life:
    """Return a life at its beginning."""
    user = User(
        user_id="ada",
        username="Ada",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        preferences=dict(preferences or {}),
        **fields,
    )
    return Life(user, state=state or AssistantState(user_id="ada"))


def _session(on: date, start: float, hours: float) -> WorkSession:
    """Return a work session of equal parts, with breaks between them."""
    parts = ceil(hours / _WITHOUT_BREAK)
    begin = datetime.combine(on, time(0), UTC) + round(start * 60) * _MINUTE
    part = round(hours * 60 / parts) * _MINUTE
    breaks = [begin + number * part + (number - 1) * _BREAK for number in range(1, parts)]
    return WorkSession(
        id=f"work-{on}",
        user_id="ada",
        start_time=begin,
        end_time=begin + parts * part + (parts - 1) * _BREAK,
        pauses=tuple(Pause(one, one + _BREAK) for one in breaks),
    )


def _so_far(session: WorkSession, now: datetime) -> WorkSession:
    """Return a session as it is known at a moment: without pauses that come later."""
    return replace(session, pauses=tuple(one for one in session.pauses if one.begin <= now))


def _worked(session: WorkSession, now: datetime) -> timedelta:
    return duration(intersect(session.intervals, Interval(session.start_time, now)))


def _moment_of(worked: Sequence[Interval], length: timedelta) -> datetime:
    """Return when this much work was done."""
    left = length
    for part in worked:
        if part.end - part.begin >= left:
            return part.begin + left
        left -= part.end - part.begin
    raise ValueError("There is less work")


def _notification(sent: Sent) -> Notification:
    return Notification(
        id=f"{sent.kind}:{sent.alert.cause}",
        user_id="ada",
        kind=sent.kind,
        title="",
        body="",
        created_at=sent.at,
        data={
            "reason": sent.alert.reason,
            "rules": [one.rule for one in sent.alert.signals],
            **sent.alert.hours,
        },
    )
